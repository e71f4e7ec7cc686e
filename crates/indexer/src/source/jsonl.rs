use std::io::{self, BufRead};

use serde_json::{Map, Value};

use super::encoding::bad_utf8;
use super::{Flaw, Sink};
use crate::SkipReason;
use crate::lines::{Line, Lines, MAX_RECORD_BYTES};
use crate::record::Record;

/// Reads JSON Lines: one object per line, blank lines allowed. A bad line costs that line only.
pub(super) fn read(input: &mut dyn BufRead, sink: &mut Sink<'_>) -> io::Result<()> {
    let mut lines = Lines::new(input);
    let mut line = Vec::new();
    loop {
        let found = match lines.next(&mut line)? {
            Line::End => return Ok(()),
            Line::TooLong => Err(too_long()),
            Line::Text if line.trim_ascii().is_empty() => continue,
            Line::Text => parse(&line),
        };
        if sink(lines.number(), found).is_break() {
            return Ok(());
        }
    }
}

/// Reads one JSON value as a record.
pub(super) fn parse(json: &[u8]) -> Result<Record, Flaw> {
    object(json).map(|fields| fields.into_iter().collect())
}

/// Reads one JSON value as an object.
pub(super) fn object(json: &[u8]) -> Result<Map<String, Value>, Flaw> {
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

pub(super) fn too_long() -> Flaw {
    Flaw::new(SkipReason::TooLong, format!("the record is longer than {} MiB", MAX_RECORD_BYTES >> 20))
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::read_all;

    #[test]
    fn a_bad_line_costs_that_line_only() {
        let deep = "[".repeat(100_000);
        let text = [
            b"{\"title\": \"1\"}\r\n\n{\"title\": \n[1]\n\xff\xfe\n".as_slice(),
            deep.as_bytes(),
            b"\n  {\"title\": \"2\"}\nnull\n{\"title\": \"3\"}",
        ];
        let found = read_all(read, &text.concat());
        let outcome: Vec<_> =
            found.iter().map(|(line, found)| (*line, found.as_ref().err().map(|flaw| flaw.reason))).collect();
        let expected = [
            (1, None),
            (3, Some(SkipReason::BadJson)),
            (4, Some(SkipReason::NotAnObject)),
            (5, Some(SkipReason::BadUtf8)),
            (6, Some(SkipReason::BadJson)),
            (7, None),
            (8, Some(SkipReason::NotAnObject)),
            (9, None),
        ];
        assert_eq!(outcome, expected);
    }
}
