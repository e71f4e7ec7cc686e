use serde_json::{Map, Value, json};

use crate::http::algolia::error::{AlgoliaError, echo};
use crate::http::algolia::index_name::IndexName;
use crate::http::algolia::query_id::QUERY_ID_DIGITS;
use crate::http::algolia::request::object;

/// Most events of one request.
const MAX_EVENTS: usize = 1_000;
/// Most articles or filters of one event.
const MAX_OBJECTS: usize = 20;
const MAX_FILTERS: usize = 10;
/// Longest name of an event and longest token of a reader, in characters.
const MAX_NAME_CHARS: usize = 64;
const MAX_TOKEN_CHARS: usize = 129;

/// What InstantSearch tells of itself with each start, which readers have no part in.
const OF_THE_LIBRARY: &str = "instantsearch";

/// What readers did.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) struct EventCounts {
    pub(crate) views: u64,
    pub(crate) clicks: u64,
    pub(crate) conversions: u64,
}

/// Reads and checks the events of a body.
///
/// # Errors
/// 400 if it is no JSON, 422 that names the wrong part of the first wrong event.
pub(crate) fn read_events(body: &[u8]) -> Result<EventCounts, AlgoliaError> {
    let Some(Value::Array(events)) = object(body)?.remove("events") else {
        return Err(AlgoliaError::event("events: a list of events is missing"));
    };
    if events.len() > MAX_EVENTS {
        return Err(AlgoliaError::event(format!(
            "events: there are {}, and at most {MAX_EVENTS} are taken",
            events.len()
        )));
    }
    let mut counts = EventCounts::default();
    for (number, event) in events.iter().enumerate() {
        let event = event.as_object().ok_or_else(|| "it is no object".to_owned());
        if event.as_ref().is_ok_and(|event| event.get("eventType") == Some(&json!(OF_THE_LIBRARY))) {
            continue;
        }
        let checked = event.and_then(check);
        let kind = checked.map_err(|why| AlgoliaError::event(format!("events[{number}]: {why}")))?;
        *match kind {
            Kind::View => &mut counts.views,
            Kind::Click => &mut counts.clicks,
            Kind::Conversion => &mut counts.conversions,
        } += 1;
    }
    Ok(counts)
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    View,
    Click,
    Conversion,
}

fn check(event: &Map<String, Value>) -> Result<Kind, String> {
    let kind = match text(event, "eventType")? {
        "view" => Kind::View,
        "click" => Kind::Click,
        "conversion" => Kind::Conversion,
        other => {
            return Err(format!("eventType is {:?}; it has to be click, conversion or view", echo(other)));
        }
    };
    let name = text(event, "eventName")?;
    if !(1..=MAX_NAME_CHARS).contains(&name.chars().count()) {
        return Err(format!("eventName has to have 1 to {MAX_NAME_CHARS} characters"));
    }
    let index = text(event, "index")?;
    IndexName::read(index).map_err(|error| format!("index: {}", error.message()))?;
    check_token(event)?;
    let objects = texts(event, "objectIDs", MAX_OBJECTS)?;
    let filters = texts(event, "filters", MAX_FILTERS)?;
    let objects = match (objects, filters) {
        (Some(_), Some(_)) => return Err("it has both objectIDs and filters".to_owned()),
        (None, None) => return Err("objectIDs or filters are missing".to_owned()),
        (objects, _) => objects,
    };
    let query = event.get("queryID").filter(|id| !id.is_null());
    if let Some(id) = query
        && !id.as_str().is_some_and(|id| {
            id.len() == QUERY_ID_DIGITS && id.bytes().all(|digit| digit.is_ascii_hexdigit())
        })
    {
        return Err(format!("queryID is no id of {QUERY_ID_DIGITS} hexadecimal digits"));
    }
    check_positions(event, objects, kind == Kind::Click && query.is_some())?;
    match event.get("timestamp") {
        None | Some(Value::Null) => {}
        Some(moment) if moment.as_i64().is_some_and(|moment| moment >= 0) => {}
        Some(_) => return Err("timestamp is no number of milliseconds since 1970".to_owned()),
    }
    Ok(kind)
}

fn check_token(event: &Map<String, Value>) -> Result<(), String> {
    let token = match event.get("userToken") {
        // Numbers of readers are sent as they are.
        Some(Value::Number(number)) => number.to_string(),
        _ => text(event, "userToken")?.to_owned(),
    };
    let is_plain = |letter: char| letter.is_ascii_alphanumeric() || "_=/+-.".contains(letter);
    if !(1..=MAX_TOKEN_CHARS).contains(&token.chars().count()) || !token.chars().all(is_plain) {
        return Err(format!("userToken has to have 1 to {MAX_TOKEN_CHARS} letters, digits and _ = / + - ."));
    }
    Ok(())
}

/// A click on a hit tells its place, counted from 1.
fn check_positions(
    event: &Map<String, Value>,
    objects: Option<usize>,
    is_needed: bool,
) -> Result<(), String> {
    let positions = match event.get("positions") {
        None | Some(Value::Null) if is_needed && objects.is_some() => {
            return Err("positions are missing, which a click with a queryID needs".to_owned());
        }
        None | Some(Value::Null) => return Ok(()),
        Some(positions) => positions,
    };
    let is_place = |place: &Value| place.as_u64().is_some_and(|place| place > 0);
    let count = positions.as_array().filter(|list| list.iter().all(is_place)).map(Vec::len);
    match count {
        None => Err("positions have to be whole numbers from 1".to_owned()),
        count if count != objects => Err("positions have to be as many as objectIDs".to_owned()),
        _ => Ok(()),
    }
}

fn text<'e>(event: &'e Map<String, Value>, name: &str) -> Result<&'e str, String> {
    match event.get(name) {
        None | Some(Value::Null) => Err(format!("{name} is missing")),
        Some(Value::String(text)) => Ok(text),
        Some(_) => Err(format!("{name} is no text")),
    }
}

/// The number of texts of a list, if there is one.
fn texts(event: &Map<String, Value>, name: &str, most: usize) -> Result<Option<usize>, String> {
    let list = match event.get(name) {
        None | Some(Value::Null) => return Ok(None),
        Some(list) => list.as_array(),
    };
    let is_text = |one: &Value| one.as_str().is_some_and(|text| !text.is_empty());
    match list {
        Some(list) if (1..=most).contains(&list.len()) && list.iter().all(is_text) => Ok(Some(list.len())),
        _ => Err(format!("{name} have to be 1 to {most} texts")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn event() -> Value {
        json!({
            "eventType": "click", "eventName": "Открыт материал", "index": "news", "userToken": "anonymous-1",
            "objectIDs": ["a/1"], "positions": [1], "queryID": "0123456789abcdef0123456789abcdef",
        })
    }

    fn read(events: &[Value]) -> Result<EventCounts, AlgoliaError> {
        read_events(json!({ "events": events }).to_string().as_bytes())
    }

    #[test]
    fn events_are_counted_by_kind() {
        let mut view = event();
        view["eventType"] = json!("view");
        view["positions"] = json!(null);
        view["timestamp"] = json!(1_468_566_720_000_i64);
        let filters = json!({
            "eventType": "conversion", "eventName": "x", "index": "news_date_desc", "userToken": 7,
            "filters": ["rubrics:%D0%9C"], "eventSubtype": "purchase", "nothingKnown": {},
        });
        let start = json!({ "eventType": "instantsearch", "eventName": "__start__", "widgets": [] });
        let counts = read(&[start, event(), view, filters, event()]);
        assert_eq!(counts, Ok(EventCounts { views: 1, clicks: 2, conversions: 1 }));
        assert_eq!(read(&[]), Ok(EventCounts::default()));
    }

    #[test]
    fn a_wrong_event_is_refused_with_the_name_of_what_is_wrong() {
        for (name, value) in [
            ("eventType", json!("glance")),
            ("eventType", json!(null)),
            ("eventName", json!("")),
            ("eventName", json!("я".repeat(65))),
            ("index", json!("nosuch")),
            ("userToken", json!("with spaces")),
            ("userToken", json!("")),
            ("objectIDs", json!([])),
            ("objectIDs", json!(vec!["x"; 21])),
            ("objectIDs", json!([1])),
            ("objectIDs", json!(null)),
            ("positions", json!([1, 2])),
            ("positions", json!([0])),
            ("positions", json!(null)),
            ("queryID", json!("short")),
            ("filters", json!(["rubrics:x"])),
            ("timestamp", json!("вчера")),
        ] {
            let mut event = event();
            event[name] = value.clone();
            let error = read(&[self::event(), event]).unwrap_err();
            assert_eq!(error.status().as_u16(), 422, "{name} {value}");
            assert!(
                error.message().contains(name) && error.message().contains("events[1]"),
                "{}",
                error.message()
            );
        }
        assert!(read(&[json!("x")]).is_err());
        assert_eq!(read_events(b"{}").unwrap_err().status().as_u16(), 422);
        assert_eq!(read_events(b"{").unwrap_err().status().as_u16(), 400);
        assert!(read(&vec![event(); 1001]).is_err());
    }
}
