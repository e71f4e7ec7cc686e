use jiff::tz::TimeZone;
use serde_json::Value;

use super::expression::{only, read_one};
use super::{MAX_CONDITIONS, attribute};
use crate::http::algolia::error::echo;
use crate::search::{Condition, FacetField};

/// How the parts of a text are told apart, where a list may also be one text.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Commas {
    /// They belong to values.
    Kept,
    /// They part conditions, and brackets hold alternatives.
    Part,
}

/// Reads `facetFilters`: `attribute:value`, all of a list, any of a list in it; `attribute:-value` excludes, and
/// `attribute:\-value` is a value that begins with a minus.
///
/// # Errors
/// What is wrong with it.
pub(crate) fn read_facet_filters(value: &Value, zone: &TimeZone) -> Result<Option<Condition>, String> {
    read(value, Commas::Kept, &|text| {
        let (name, value) = text
            .split_once(':')
            .ok_or_else(|| format!("{:?} names no attribute; write it as attribute:value", echo(text)))?;
        let attribute = attribute(name.trim())?;
        signed(value.trim(), |value| attribute.is(value, zone))
    })
}

/// Reads `numericFilters`: `attribute>=5` or `attribute:1 TO 5`, all of a list, any of a list in it.
///
/// # Errors
/// What is wrong with it.
pub(crate) fn read_numeric_filters(value: &Value, zone: &TimeZone) -> Result<Option<Condition>, String> {
    read(value, Commas::Part, &|text| read_one(text, zone).map_err(|why| format!("{:?}, {why}", echo(text))))
}

/// Reads `tagFilters`: tags, all of a list, any of a list in it; `-tag` excludes.
///
/// # Errors
/// What is wrong with it.
pub(crate) fn read_tag_filters(value: &Value) -> Result<Option<Condition>, String> {
    let tag = |value: &str| Ok(Condition::Value { field: FacetField::Tag, value: value.to_owned() });
    read(value, Commas::Part, &|text| signed(text.trim(), tag))
}

/// A value that a minus before it excludes.
fn signed(value: &str, read: impl Fn(&str) -> Result<Condition, String>) -> Result<Condition, String> {
    match value.strip_prefix('-') {
        Some(excluded) => {
            let excluded =
                excluded.strip_prefix('\\').filter(|rest| rest.starts_with('-')).unwrap_or(excluded);
            read(excluded).map(|condition| Condition::Not(Box::new(condition)))
        }
        None => read(value.strip_prefix('\\').filter(|rest| rest.starts_with('-')).unwrap_or(value)),
    }
}

type ReadOne<'r> = &'r dyn Fn(&str) -> Result<Condition, String>;

fn read(value: &Value, commas: Commas, one: ReadOne<'_>) -> Result<Option<Condition>, String> {
    let parsed;
    let value = match value {
        Value::String(text) if text.trim_start().starts_with('[') => {
            parsed =
                serde_json::from_str(text).map_err(|_| "it begins as a JSON list and is none".to_owned())?;
            &parsed
        }
        other => other,
    };
    let mut all = Vec::new();
    match value {
        Value::Null => {}
        Value::String(text) if commas == Commas::Part => {
            for group in groups(text)? {
                all.extend(any(group.into_iter().map(Ok), one)?);
            }
        }
        Value::String(text) => all.extend(any([Ok(text.as_str())], one)?),
        Value::Array(list) => {
            for member in list {
                all.extend(match member {
                    Value::Array(list) => any(list.iter().map(text), one)?,
                    member => any([text(member)], one)?,
                });
            }
        }
        _ => return Err("it has to be a text or a list of texts and of lists of texts".to_owned()),
    }
    if all.iter().map(size).sum::<usize>() > MAX_CONDITIONS {
        return Err(format!("there are more than {MAX_CONDITIONS} conditions"));
    }
    Ok((!all.is_empty()).then(|| only(all, Condition::All)))
}

/// Conditions that one is made of.
fn size(condition: &Condition) -> usize {
    match condition {
        Condition::Any(several) | Condition::All(several) => several.iter().map(size).sum(),
        Condition::Not(one) => size(one),
        Condition::Value { .. } | Condition::Published(_) => 1,
    }
}

/// Any of some conditions; blank ones ask for nothing.
fn any<'t>(
    texts: impl IntoIterator<Item = Result<&'t str, String>>,
    one: ReadOne<'_>,
) -> Result<Option<Condition>, String> {
    let mut conditions = Vec::new();
    for text in texts {
        let text = text?;
        if !text.trim().is_empty() {
            conditions.push(one(text)?);
        }
    }
    if conditions.len() > MAX_CONDITIONS {
        return Err(format!("there are more than {MAX_CONDITIONS} conditions"));
    }
    Ok((!conditions.is_empty()).then(|| only(conditions, Condition::Any)))
}

fn text(member: &Value) -> Result<&str, String> {
    member.as_str().ok_or_else(|| {
        format!("{} is no text; lists hold texts and lists of texts", echo(&member.to_string()))
    })
}

/// The groups of a text: parted by commas, alternatives in brackets.
fn groups(text: &str) -> Result<Vec<Vec<&str>>, String> {
    let mut groups = Vec::new();
    let mut rest = text.trim();
    while !rest.is_empty() {
        let (group, behind) = match rest.strip_prefix('(') {
            Some(inside) => {
                let (inside, behind) =
                    inside.split_once(')').ok_or_else(|| "the bracket ( is not closed".to_owned())?;
                if !behind.trim_start().is_empty() && !behind.trim_start().starts_with(',') {
                    return Err("a comma is missing behind the bracket )".to_owned());
                }
                (inside.split(',').collect(), behind.trim_start().strip_prefix(',').unwrap_or_default())
            }
            None => {
                let (one, behind) = rest.split_once(',').unwrap_or((rest, ""));
                (vec![one], behind)
            }
        };
        groups.push(group);
        rest = behind.trim_start();
    }
    Ok(groups)
}

#[cfg(test)]
#[path = "lists_tests.rs"]
mod tests;
