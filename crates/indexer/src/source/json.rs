use std::io::{self, BufRead};
use std::mem;
use std::ops::ControlFlow;

use super::json_feed::JsonFeed;
use super::json_value::{self, ReadValue};
use super::jsonl::too_long;
use super::{Flaw, Sink};
use crate::SkipReason;
use crate::lines::MAX_RECORD_BYTES;

/// Reads JSON values one after another, inside one array or without it, in the memory of one value.
///
/// Brackets and quotes are followed to find where a value ends, so an error inside it costs that value only.
/// After a value whose brackets or quotes do not match, reading goes on at the next object
/// that begins with the same key as the first good one.
pub(super) fn read(input: &mut dyn BufRead, sink: &mut Sink<'_>) -> io::Result<()> {
    read_values(input, 0, &json_value::read, sink)
}

/// The same behind so many lines, and with another reader of single values.
pub(super) fn read_values(
    input: &mut dyn BufRead,
    lines_before: u64,
    read_value: &ReadValue<'_>,
    sink: &mut Sink<'_>,
) -> io::Result<()> {
    let mut scanner = Scanner::new(read_value);
    scanner.line = lines_before;
    loop {
        let available = input.fill_buf()?;
        if available.is_empty() {
            let _ = scanner.finish(sink);
            return Ok(());
        }
        for byte in available {
            if scanner.push(*byte, sink).is_break() {
                return Ok(());
            }
        }
        let consumed = available.len();
        input.consume(consumed);
    }
}

/// The parser refuses deeper values anyway.
const MAX_DEPTH: usize = 128;

#[derive(Clone, Copy, PartialEq, Eq)]
enum State {
    /// Outside all values.
    Between,
    /// In an object or an inner array.
    Nested,
    /// In a value without brackets.
    Scalar,
    /// Behind an error: looking for the next object.
    Lost,
    /// In the first key of what may be the next object.
    FirstKey,
}

struct Scanner<'a> {
    read_value: &'a ReadValue<'a>,
    state: State,
    in_array: bool,
    in_string: bool,
    escaped: bool,
    brackets: Vec<u8>,
    /// The last byte that is not white space.
    last: u8,
    value: Vec<u8>,
    is_too_long: bool,
    line: u64,
    first_line: u64,
    /// First key of the first good object, quotes included.
    usual_key: Option<Vec<u8>>,
}

impl<'a> Scanner<'a> {
    fn new(read_value: &'a ReadValue<'a>) -> Self {
        Self {
            read_value,
            state: State::Between,
            in_array: false,
            in_string: false,
            escaped: false,
            brackets: Vec::new(),
            last: 0,
            value: Vec::new(),
            is_too_long: false,
            line: 0,
            first_line: 0,
            usual_key: None,
        }
    }

    fn push(&mut self, byte: u8, sink: &mut Sink<'_>) -> ControlFlow<()> {
        let step = match self.state {
            State::Between => self.between(byte),
            State::Nested => self.nested(byte, sink),
            State::Scalar => self.scalar(byte, sink),
            State::Lost => self.lost(byte),
            State::FirstKey => self.first_key(byte),
        };
        self.line += u64::from(byte == b'\n');
        if !byte.is_ascii_whitespace() {
            self.last = byte;
        }
        step
    }

    fn finish(&mut self, sink: &mut Sink<'_>) -> ControlFlow<()> {
        match self.state {
            State::Nested => match JsonFeed::find(&self.value) {
                Some(feed) => feed.read(self.first_line, sink),
                None => self.give_up("the value does not end", sink),
            },
            State::Scalar => self.emit(sink),
            State::Between | State::Lost | State::FirstKey => ControlFlow::Continue(()),
        }
    }

    fn between(&mut self, byte: u8) -> ControlFlow<()> {
        match byte {
            b',' => {}
            _ if byte.is_ascii_whitespace() => {}
            b'[' if !self.in_array => self.in_array = true,
            b']' if self.in_array => self.in_array = false,
            b'{' | b'[' => self.begin(State::Nested, byte),
            _ => self.begin(State::Scalar, byte),
        }
        ControlFlow::Continue(())
    }

    fn begin(&mut self, state: State, byte: u8) {
        self.state = state;
        self.first_line = self.line + 1;
        self.value.clear();
        self.brackets.clear();
        self.is_too_long = false;
        self.in_string = byte == b'"';
        self.escaped = false;
        if state == State::Nested {
            self.brackets.push(byte);
        }
        self.keep(byte);
    }

    fn keep(&mut self, byte: u8) {
        self.is_too_long |= self.value.len() >= MAX_RECORD_BYTES;
        if self.is_too_long {
            self.value = Vec::new();
        } else {
            self.value.push(byte);
        }
    }

    fn nested(&mut self, byte: u8, sink: &mut Sink<'_>) -> ControlFlow<()> {
        if self.in_string {
            self.keep(byte);
            self.inside_string(byte);
            return ControlFlow::Continue(());
        }
        let innermost = self.brackets.last().copied();
        match byte {
            b'{' if innermost == Some(b'{') && self.last == b',' => {
                self.give_up("the object does not end", sink)?;
                self.begin(State::FirstKey, byte);
                return ControlFlow::Continue(());
            }
            b'{' | b'[' if self.brackets.len() >= MAX_DEPTH => {
                return self.give_up("nested too deeply", sink);
            }
            b'{' | b'[' => self.brackets.push(byte),
            b'}' if innermost != Some(b'{') => return self.give_up("`}` closes no object", sink),
            b']' if innermost != Some(b'[') => return self.give_up("`]` closes no array", sink),
            b'}' | b']' => {
                self.brackets.pop();
            }
            b'"' => self.in_string = true,
            _ if is_structure(byte) => {}
            _ => return self.give_up("text outside quotes", sink),
        }
        self.keep(byte);
        if self.brackets.is_empty() { self.emit(sink) } else { ControlFlow::Continue(()) }
    }

    fn inside_string(&mut self, byte: u8) {
        if self.escaped {
            self.escaped = false;
        } else if byte == b'\\' {
            self.escaped = true;
        } else if byte == b'"' {
            self.in_string = false;
        }
    }

    fn scalar(&mut self, byte: u8, sink: &mut Sink<'_>) -> ControlFlow<()> {
        if self.in_string {
            self.keep(byte);
            self.inside_string(byte);
        } else if byte.is_ascii_whitespace() || matches!(byte, b',' | b']' | b'{') {
            self.emit(sink)?;
            return self.between(byte);
        } else {
            self.keep(byte);
        }
        ControlFlow::Continue(())
    }

    fn lost(&mut self, byte: u8) -> ControlFlow<()> {
        if byte == b'{' && matches!(self.last, b',' | b'}') {
            self.begin(State::FirstKey, byte);
        }
        ControlFlow::Continue(())
    }

    fn first_key(&mut self, byte: u8) -> ControlFlow<()> {
        let begun = self.value.contains(&b'"');
        self.keep(byte);
        if byte == b'"' && begun {
            let is_usual =
                self.usual_key.as_ref().is_none_or(|usual| Some(usual) == first_key(&self.value).as_ref());
            self.state = if is_usual { State::Nested } else { State::Lost };
            self.brackets = vec![b'{'];
        } else if !begun && byte != b'"' && !byte.is_ascii_whitespace() {
            self.state = State::Lost;
        }
        ControlFlow::Continue(())
    }

    fn emit(&mut self, sink: &mut Sink<'_>) -> ControlFlow<()> {
        self.state = State::Between;
        let value = mem::take(&mut self.value);
        if self.is_too_long {
            return sink(self.first_line, Err(too_long()));
        }
        let (is_good, step) = (self.read_value)(&value, self.first_line, sink);
        if is_good && self.usual_key.is_none() {
            self.usual_key = first_key(&value);
        }
        step
    }

    fn give_up(&mut self, why: &str, sink: &mut Sink<'_>) -> ControlFlow<()> {
        self.state = State::Lost;
        self.value = Vec::new();
        let detail = format!("{why}, line {} of the record", self.line + 2 - self.first_line);
        sink(self.first_line, Err(Flaw::new(SkipReason::BadJson, detail)))
    }
}

/// What may stand between strings: white space, punctuation, numbers, `true`, `false`, `null`.
fn is_structure(byte: u8) -> bool {
    byte.is_ascii_alphanumeric()
        || byte.is_ascii_whitespace()
        || matches!(byte, b':' | b',' | b'-' | b'+' | b'.')
}

fn first_key(object: &[u8]) -> Option<Vec<u8>> {
    let rest = &object[object.iter().position(|byte| *byte == b'"')?..];
    let end = rest[1..].iter().position(|byte| *byte == b'"')?;
    Some(rest[..end + 2].to_vec())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::read_all;

    /// Lines of the records found, `-` before those that are bad.
    fn check(text: &str, expected: &str) {
        let found = read_all(read, text.as_bytes());
        let outcome: Vec<String> = found
            .iter()
            .map(|(line, found)| format!("{}{line}", if found.is_ok() { "" } else { "-" }))
            .collect();
        assert_eq!(outcome.join(" "), expected, "{text}");
    }

    #[test]
    fn values_are_found_in_arrays_and_without() {
        check("", "");
        check("[]", "");
        check(r#"[{"id":1},{"id":2}]"#, "1 1");
        check("[\n{\"id\":1,\n \"a\":[{\"b\":\"]}\\\"\"}]},\n{\"id\":2}\n]\n", "2 4");
        check("{\n \"id\": 1\n}\n{\"id\":2}", "1 4");
        check("[{\"id\":1}, 5, \"а, б\", [2], null, {\"id\":2}]", "1 -1 -1 -1 -1 1");
    }

    #[test]
    fn a_broken_value_does_not_take_the_next_ones_along() {
        check("[{\"id\":1},\n{\"id\":2 \"a\":3},\n{\"id\":3}]", "1 -2 3");
        check("[{\"id\":1},\n{\"id\":2, \"a\":3,\n{\"id\":3}]", "1 -2 3");
        check("[{\"id\":1},\n{\"id\":2, \"a\":[3},\n{\"id\":3}]", "1 -2 3");
        check("[{\"id\":1},\n{\"id\":2, \"a\":\"ФК \"Спартак\" победил\"},\n{\"id\":3}]", "1 -2 3");
        check(
            "[{\"id\":1},\n{\"id\":2, \"a\":\"Спартак\" победил\", \"b\":[{\"name\":\"x\"}]},\n{\"id\":3}]",
            "1 -2 3",
        );
        check("[{\"id\":1},\n{\"id\":2, \"a\":\"строка\nстрока\"},\n{\"id\":3}]", "1 -2 4");
        check("[{\"id\":1},\n{\"id\":2, \"a\":\"", "1 -2");
        let deep = "[".repeat(1000) + &"]".repeat(1000);
        check(&format!("[{{\"id\":1}},\n{{\"id\":2, \"a\":{deep}}},\n{{\"id\":3}}]"), "1 -2 3");
    }
}
