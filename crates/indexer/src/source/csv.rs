use std::collections::VecDeque;
use std::io::{self, BufRead};
use std::ops::ControlFlow;

use serde_json::Value;

use super::encoding::bad_utf8;
use super::jsonl::too_long;
use super::{Flaw, Sink};
use crate::SkipReason;
use crate::lines::{Line, Lines, MAX_RECORD_BYTES};
use crate::record::{self, Record};

/// Reads CSV with a header, separated by commas, semicolons or tabs, whichever the header shows.
///
/// Rows are cut here and not by the `csv` crate, because that one cannot go back: after a quote that is never closed
/// it takes all following rows for one field. Here such a row is reported for its first line
/// and reading goes on with its second.
pub(super) fn read(input: &mut dyn BufRead, sink: &mut Sink<'_>) -> io::Result<()> {
    let mut rows = Rows::new(input);
    let header = loop {
        match rows.next_line()? {
            Some((_, Ok(line))) if line.trim_ascii().is_empty() => {}
            Some((line, Ok(header))) => break (line, header),
            Some((line, Err(flaw))) => {
                let _ = sink(line, Err(unread(flaw)));
                return Ok(());
            }
            None => return Ok(()),
        }
    };
    let Some((delimiter, names)) = article_header(&header.1) else {
        let _ = sink(header.0, Err(unread(header_flaw(&header.1))));
        return Ok(());
    };
    while let Some((line, row)) = rows.next_row(delimiter, names.len())? {
        let found = row.and_then(|fields| to_record(&names, fields));
        if sink(line, found) == ControlFlow::Break(()) {
            break;
        }
    }
    Ok(())
}

/// A flaw of the header, which costs the whole file.
fn unread(flaw: Flaw) -> Flaw {
    Flaw { detail: flaw.detail + "; the rest of the file was not read", ..flaw }
}

/// What is wrong with a header that was not understood.
fn header_flaw(header: &[u8]) -> Flaw {
    match std::str::from_utf8(header) {
        Err(_) => bad_utf8(header),
        Ok(_) => Flaw::new(
            SkipReason::BadCsvHeader,
            "the header names neither a title nor a text, for example `title` or `текст`",
        ),
    }
}

/// Whether the first line of `text` is a header that names article fields.
pub(super) fn has_article_header(text: &[u8]) -> bool {
    text.split(|byte| *byte == b'\n').next().is_some_and(|line| article_header(line).is_some())
}

/// The delimiter and the column names, if they include a title or a text.
fn article_header(line: &[u8]) -> Option<(u8, Vec<String>)> {
    let line = line.strip_suffix(b"\r").unwrap_or(line);
    let columns = |delimiter: u8| -> Option<(u8, Vec<String>)> {
        let fields = cut(line, delimiter).fields;
        let names =
            fields.into_iter().map(|field| String::from_utf8(field).ok()).collect::<Option<Vec<_>>>()?;
        Some((delimiter, names))
    };
    let known = |names: &[String]| names.iter().filter(|name| record::is_known_name(name)).count();
    let (delimiter, names) = [b',', b';', b'\t']
        .into_iter()
        .filter_map(columns)
        .max_by_key(|(_, names)| (known(names), names.len()))?;
    names.iter().any(|name| record::names_content(name)).then_some((delimiter, names))
}

fn to_record(names: &[String], fields: Vec<Vec<u8>>) -> Result<Record, Flaw> {
    if fields.len() != names.len() {
        return Err(wrong_width(fields.len(), names.len()));
    }
    if fields.iter().any(|field| str::from_utf8(field).is_err()) {
        return Err(bad_utf8(&fields.join(&b',')));
    }
    let text = |field| Value::String(String::from_utf8(field).unwrap_or_default());
    Ok(names.iter().cloned().zip(fields.into_iter().map(text)).collect())
}

fn wrong_width(found: usize, expected: usize) -> Flaw {
    let noun = if found == 1 { "field" } else { "fields" };
    Flaw::new(SkipReason::BadCsv, format!("{found} {noun} where the header has {expected}"))
}

type Row = Result<Vec<Vec<u8>>, Flaw>;
type NumberedLine = (u64, Result<Vec<u8>, Flaw>);

/// Joins lines to rows.
struct Rows<'a> {
    lines: Lines<'a>,
    /// Lines that were read while looking for the end of a row that turned out to be broken.
    again: VecDeque<NumberedLine>,
}

impl<'a> Rows<'a> {
    fn new(input: &'a mut dyn BufRead) -> Self {
        Self { lines: Lines::new(input), again: VecDeque::new() }
    }

    fn next_line(&mut self) -> io::Result<Option<NumberedLine>> {
        if let Some(line) = self.again.pop_front() {
            return Ok(Some(line));
        }
        let mut line = Vec::new();
        let found = self.lines.next(&mut line)?;
        let number = self.lines.number();
        Ok(match found {
            Line::Text => Some((number, Ok(line))),
            Line::TooLong => Some((number, Err(too_long()))),
            Line::End => None,
        })
    }

    /// The next row that is not blank, with the line it begins in.
    fn next_row(&mut self, delimiter: u8, width: usize) -> io::Result<Option<(u64, Row)>> {
        let (number, first) = loop {
            match self.next_line()? {
                None => return Ok(None),
                Some((_, Ok(line))) if line.trim_ascii().is_empty() => {}
                Some((number, Ok(line))) => break (number, line),
                Some((number, Err(flaw))) => return Ok(Some((number, Err(flaw)))),
            }
        };
        let (row, mut further) = self.join(first, delimiter)?;
        let Cut { fields, is_open, is_ragged } = cut(&row, delimiter);
        if !is_open && (further.is_empty() || (fields.len() == width && !is_ragged)) {
            return Ok(Some((number, Ok(fields))));
        }
        further.append(&mut self.again);
        self.again = further;
        // The quotes of a row over several lines may match by accident, so its further lines are read again.
        let flaw = if is_open || is_ragged {
            Flaw::new(SkipReason::BadCsv, "a quote opens in this row that the row does not close")
        } else {
            wrong_width(fields.len(), width)
        };
        Ok(Some((number, Err(flaw))))
    }

    /// Adds lines to `row` until its quotes are closed, and returns those lines too.
    fn join(&mut self, mut row: Vec<u8>, delimiter: u8) -> io::Result<(Vec<u8>, VecDeque<NumberedLine>)> {
        let mut further = VecDeque::new();
        let mut num_quoted = 0;
        let mut is_open = cut(&row, delimiter).is_open;
        while is_open && row.len() <= MAX_RECORD_BYTES && num_quoted < MAX_QUOTED_LINES {
            let Some(next) = self.next_line()? else { break };
            if let (_, Ok(line)) = &next {
                row.push(b'\n');
                row.extend_from_slice(line);
                // A line without a quote closes nothing; not cutting again then keeps long fields cheap.
                let is_quoted = line.contains(&b'"');
                num_quoted += usize::from(is_quoted);
                is_open = !is_quoted || cut(&row, delimiter).is_open;
            }
            let is_bad = next.1.is_err();
            further.push_back(next);
            if is_bad {
                break;
            }
        }
        Ok((row, further))
    }
}

/// A field with more quoted lines than this is taken for one whose closing quote is missing;
/// without a limit, looking for the quote takes quadratic time.
const MAX_QUOTED_LINES: usize = 2_000;

struct Cut {
    fields: Vec<Vec<u8>>,
    /// The last field is quoted and its closing quote is missing.
    is_open: bool,
    /// Text stands between a closing quote and the next delimiter.
    is_ragged: bool,
}

/// Cuts a row into fields. A field that begins with a quote ends at the next single one;
/// what follows it up to the delimiter is taken as it stands, as spreadsheets do.
fn cut(row: &[u8], delimiter: u8) -> Cut {
    let mut fields = vec![Vec::new()];
    let mut is_quoted = false;
    let mut at_start = true;
    let mut is_closed = false;
    let mut is_ragged = false;
    let mut bytes = row.iter().copied().peekable();
    while let Some(byte) = bytes.next() {
        let last = fields.len() - 1;
        match byte {
            b'"' if is_quoted && bytes.peek() == Some(&b'"') => {
                bytes.next();
                fields[last].push(b'"');
            }
            b'"' if is_quoted => (is_quoted, is_closed) = (false, true),
            b'"' if at_start => is_quoted = true,
            _ if byte == delimiter && !is_quoted => {
                fields.push(Vec::new());
                (at_start, is_closed) = (true, false);
                continue;
            }
            _ => {
                is_ragged |= is_closed;
                fields[last].push(byte);
            }
        }
        at_start = false;
    }
    Cut { fields, is_open: is_quoted, is_ragged }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::source::read_all;

    /// Lines of the rows found, `-` before those that are bad.
    fn check(text: &[u8], expected: &str) {
        let outcome: Vec<String> = read_all(read, text)
            .iter()
            .map(|(line, found)| format!("{}{line}", if found.is_ok() { "" } else { "-" }))
            .collect();
        assert_eq!(outcome.join(" "), expected, "{}", String::from_utf8_lossy(text));
    }

    #[test]
    fn rows_are_found_with_their_lines() {
        check(b"", "");
        check(b"id,title\n1,a\n\n2,\"b\nc\"\r\n3,d", "2 4 6");
        check("\nЗаголовок;Текст\nА;\"Б; \"\"В\"\"\"\n".as_bytes(), "3");
        check(b"id\ttitle\n1\ta, b; c\n", "2");
        check(b"x,y\n1,2\n", "-1");
    }

    #[test]
    fn a_bad_row_does_not_take_the_next_ones_along() {
        check(b"id,title\n1,a,b\n2\n3,c\n", "-2 -3 4");
        check(b"id,title\n1,\xff\n2,c\n", "-2 3");
        check(b"id,title\n1,\"a\n2,b\n3,c\n", "-2 3 4");
        check(b"id,title\n1,\"a\n2,\"b\"\n3,c\n4,\"d\ne\"\n", "-2 3 4 5");
        check(b"id,title\n1,\"a\" b\n2,c\"d\n", "2 3");
    }

    #[test]
    fn a_header_that_is_no_text_costs_the_file() {
        let outcome = read_all(read, b"\xc7\xe0\xe3\xee;\xd2\n1;2\n");
        let [(1, Err(flaw))] = &outcome[..] else { panic!("{outcome:?}") };
        assert_eq!(flaw.reason, SkipReason::BadUtf8);
        let expected = "not UTF-8 from byte 1 of the record on; the rest of the file was not read";
        assert_eq!(flaw.detail, expected);
    }

    fn flaws(text: &[u8]) -> Vec<String> {
        read_all(read, text).into_iter().filter_map(|(_, found)| Some(found.err()?.detail)).collect()
    }

    #[test]
    fn a_row_over_lines_with_too_many_fields_is_counted_not_called_open() {
        let found = flaws("id;title\n«Тест; один»;\"a\nб\"\n2;б\n".as_bytes());
        assert_eq!(found, ["3 fields where the header has 2", "1 field where the header has 2"]);
        let found = flaws(b"id,title\n1,\"a\n2,b\n");
        assert_eq!(found, ["a quote opens in this row that the row does not close"]);
    }

    proptest! {
        #[test]
        fn what_a_csv_writer_writes_is_read_back(
            rows in prop::collection::vec(prop::array::uniform3("[а-в\",;\n ]{0,6}x"), 1..8),
        ) {
            let mut writer = csv::Writer::from_writer(Vec::new());
            writer.write_record(["id", "title", "text"]).unwrap();
            for row in &rows {
                writer.write_record(row).unwrap();
            }
            let bytes = writer.into_inner().unwrap();
            let mut input: &[u8] = &bytes;
            let mut cutter = Rows::new(&mut input);
            cutter.next_line().unwrap();
            for row in &rows {
                let (_, fields) = cutter.next_row(b',', 3).unwrap().unwrap();
                let fields: Vec<String> =
                    fields.unwrap().into_iter().map(|field| String::from_utf8(field).unwrap()).collect();
                prop_assert_eq!(fields, row.to_vec());
            }
            prop_assert!(cutter.next_row(b',', 3).unwrap().is_none());
        }
    }
}
