//! One file per input format, and the one list of them.

mod csv;
mod json;
mod jsonl;
mod page;
mod page_lines;

use std::io::{self, BufRead};
use std::ops::ControlFlow;

use crate::SkipReason;
use crate::input::peek;
use crate::record::Record;

/// Why one record of a file cannot be used.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Flaw {
    pub(crate) reason: SkipReason,
    pub(crate) detail: String,
}

impl Flaw {
    pub(crate) fn new(reason: SkipReason, detail: impl Into<String>) -> Self {
        Self { reason, detail: detail.into() }
    }
}

/// Takes what a source finds, with the line it begins in. `Break` means that nobody listens any more.
pub(crate) type Sink<'a> = dyn FnMut(u64, Result<Record, Flaw>) -> ControlFlow<()> + 'a;

/// Reads all records of an input. An error is one of reading bytes, never of their meaning.
type Read = fn(&mut dyn BufRead, &mut Sink<'_>) -> io::Result<()>;

/// An input format.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Format {
    JsonLines,
    Json,
    Csv,
    Page,
}

/// All formats: extensions and reader of each.
const FORMATS: [(Format, &[&str], Read); 4] = [
    (Format::JsonLines, &["jsonl", "ndjson"], jsonl::read),
    (Format::Json, &["json"], json::read),
    (Format::Csv, &["csv", "tsv"], csv::read),
    (Format::Page, &["txt"], page::read),
];

/// How much of an input without a telling name is looked at.
const SNIFFED_BYTES: u64 = 1 << 16;

impl Format {
    pub(crate) fn of_extension(extension: &str) -> Option<Self> {
        FORMATS.iter().find(|(_, extensions, _)| extensions.contains(&extension)).map(|(format, ..)| *format)
    }

    /// Guesses from the first bytes: JSON by its brackets, CSV by a header that names article fields.
    fn sniff(head: &[u8]) -> Self {
        let text = head.trim_ascii_start();
        match text.first() {
            Some(b'[') => Self::Json,
            // An object that is spread over lines.
            Some(b'{')
                if text[1..].iter().find(|byte| !matches!(byte, b' ' | b'\t' | b'\r')) == Some(&b'\n') =>
            {
                Self::Json
            }
            Some(b'{') => Self::JsonLines,
            _ if csv::has_article_header(text) => Self::Csv,
            _ => Self::Page,
        }
    }
}

/// Reads all records of an input in the given format, or in the one its content suggests.
pub(crate) fn read(
    mut input: Box<dyn BufRead>,
    format: Option<Format>,
    sink: &mut Sink<'_>,
) -> io::Result<()> {
    let format = match format {
        Some(format) => format,
        None => {
            let (head, whole) = peek(input, SNIFFED_BYTES)?;
            input = whole;
            Format::sniff(&head)
        }
    };
    match FORMATS.iter().find(|(listed, ..)| *listed == format) {
        Some((_, _, read)) => read(&mut *input, sink),
        None => Ok(()),
    }
}

#[cfg(test)]
pub(crate) fn read_all(read: Read, text: &[u8]) -> Vec<(u64, Result<Record, Flaw>)> {
    let mut found = Vec::new();
    let mut input = text;
    read(&mut input, &mut |line, record| {
        found.push((line, record));
        ControlFlow::Continue(())
    })
    .unwrap();
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_format_is_known_by_its_first_bytes() {
        let table: [(&str, Format); 8] = [
            ("{\"id\": 1}\n", Format::JsonLines),
            ("\n  {\"id\": 1}", Format::JsonLines),
            ("{ \r\n  \"id\": 1}", Format::Json),
            ("[{\"id\": 1}]", Format::Json),
            ("Заголовок;Текст\nА;Б\n", Format::Csv),
            ("id\ttitle\n", Format::Csv),
            ("Кремль рассказал, о чём говорили\n\nТекст.", Format::Page),
            ("", Format::Page),
        ];
        for (text, expected) in table {
            assert_eq!(Format::sniff(text.as_bytes()), expected, "{text}");
        }
    }
}
