//! Reading answers of the search API.

use std::collections::BTreeMap;

use serde_json::Value;

/// The number of hits that an answer claims.
#[track_caller]
pub fn total(answer: &Value) -> u64 {
    answer["total"].as_u64().unwrap_or_else(|| panic!("no total: {answer}"))
}

/// Ids of the hits of a page, in order.
#[track_caller]
pub fn ids(answer: &Value) -> Vec<String> {
    let hits = answer["hits"].as_array().unwrap_or_else(|| panic!("no hits: {answer}"));
    hits.iter().map(|hit| string(&hit["id"])).collect()
}

/// Values and counts of a facet, in order.
#[track_caller]
pub fn facet(answer: &Value, name: &str) -> Vec<(String, u64)> {
    let values = answer["facets"][name].as_array().unwrap_or_else(|| panic!("no facet {name}: {answer}"));
    values.iter().map(|value| (string(&value["value"]), value["count"].as_u64().expect("a count"))).collect()
}

/// The same without the order.
#[track_caller]
pub fn facet_counts(answer: &Value, name: &str) -> BTreeMap<String, u64> {
    facet(answer, name).into_iter().collect()
}

/// What matched in a list of segments.
pub fn marked(segments: &Value) -> Vec<String> {
    let segments = segments.as_array().map_or(&[][..], Vec::as_slice);
    segments
        .iter()
        .filter(|segment| segment["match"] == true)
        .map(|segment| string(&segment["text"]))
        .collect()
}

/// A list of segments as one text.
pub fn joined(segments: &Value) -> String {
    let segments = segments.as_array().map_or(&[][..], Vec::as_slice);
    segments.iter().map(|segment| string(&segment["text"])).collect()
}

/// A string, which must be one.
#[track_caller]
pub fn string(value: &Value) -> String {
    value.as_str().unwrap_or_else(|| panic!("not a string: {value}")).to_owned()
}

/// Compares a value with the part of it that is expected: objects may hold more, all else must be equal.
/// Returns the paths that differ.
pub fn differences(expected: &Value, found: &Value, path: &str) -> Vec<String> {
    match (expected, found) {
        (Value::Object(expected), Value::Object(_)) => expected
            .iter()
            .flat_map(|(name, value)| differences(value, &found[name], &format!("{path}.{name}")))
            .collect(),
        (Value::Array(expected), Value::Array(found)) if expected.len() == found.len() => {
            let pairs = expected.iter().zip(found).enumerate();
            pairs
                .flat_map(|(index, (one, other))| differences(one, other, &format!("{path}[{index}]")))
                .collect()
        }
        _ if expected == found => Vec::new(),
        _ => vec![format!("{path}: expected {expected}, found {found}")],
    }
}
