//! What a single JSON value holds: an article in a form of its own, one as ninjs, or a whole feed.

use std::ops::ControlFlow;

use serde_json::{Map, Value};

use super::encoding::bad_utf8;
use super::json_feed::JsonFeed;
use super::{Flaw, Sink, ninjs};
use crate::SkipReason;
use crate::record::Record;

/// Reads a value that begins in a line; says whether it was good, and whether anybody listens.
pub(super) type ReadValue<'a> = dyn Fn(&[u8], u64, &mut Sink<'_>) -> (bool, ControlFlow<()>) + 'a;

/// Reads the articles in a value.
pub(super) fn read(json: &[u8], line: u64, sink: &mut Sink<'_>) -> (bool, ControlFlow<()>) {
    let found = parse(json);
    // An item that is broken breaks the feed around it.
    let may_be_feed = found.as_ref().map_or(true, |fields| fields.get("items").is_some_and(Value::is_array));
    if may_be_feed && let Some(feed) = JsonFeed::find(json) {
        return (true, feed.read(line, sink));
    }
    match found.map(|fields| to_record(fields, |fields| fields.into_iter().collect())) {
        Ok(Some(record)) => (true, sink(line, Ok(record))),
        Ok(None) => (true, ControlFlow::Continue(())),
        Err(flaw) => (false, sink(line, Err(flaw))),
    }
}

/// The record of an object; `None` is a picture or the like.
pub(super) fn to_record(
    fields: Map<String, Value>,
    plain: impl FnOnce(Map<String, Value>) -> Record,
) -> Option<Record> {
    if ninjs::is_ninjs(&fields) { ninjs::to_record(&fields) } else { Some(plain(fields)) }
}

/// Reads the object that a value has to be.
pub(super) fn parse(json: &[u8]) -> Result<Map<String, Value>, Flaw> {
    let text = str::from_utf8(json).map_err(|_| bad_utf8(json))?;
    match serde_json::from_str(text) {
        Ok(Value::Object(fields)) => Ok(fields),
        Ok(other) => {
            Err(Flaw::new(SkipReason::NotAnObject, format!("{} instead of an object", kind(&other))))
        }
        Err(error) => Err(bad_json(&error)),
    }
}

/// Says where in the record the error is; the parser knows nothing of the lines before it.
fn bad_json(error: &serde_json::Error) -> Flaw {
    let message = error.to_string();
    let what = message.rsplit_once(" at line ").map_or(message.as_str(), |(what, _)| what);
    let detail = match error.line() {
        0 | 1 => format!("{what}, column {}", error.column()),
        line => format!("{what}, line {line} of the record, column {}", error.column()),
    };
    Flaw::new(SkipReason::BadJson, detail)
}

fn kind(value: &Value) -> &'static str {
    match value {
        Value::Null => "null",
        Value::Bool(_) => "true or false",
        Value::Number(_) => "a number",
        Value::String(_) => "a string",
        Value::Array(_) => "an array",
        Value::Object(_) => "an object",
    }
}
