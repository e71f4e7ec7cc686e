//! One file per input format, and the one list of them.

mod csv;
mod encoding;
mod feed;
mod fields;
mod fragment;
mod html;
mod json;
mod json_feed;
mod json_value;
mod jsonl;
mod markup;
mod newsml;
mod ninjs;
mod page;
mod page_lines;
mod shortcodes;
pub(crate) mod sitemap;
mod warc;
mod wxr;
mod xml;

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
    Xml,
    Html,
    Warc,
}

/// All formats: extensions and reader of each.
const FORMATS: [(Format, &[&str], Read); 7] = [
    (Format::JsonLines, &["jsonl", "ndjson"], jsonl::read),
    (Format::Json, &["json"], json::read),
    (Format::Csv, &["csv", "tsv"], csv::read),
    (Format::Page, &["txt"], page::read),
    (Format::Xml, &["xml", "rss", "atom"], markup::read),
    (Format::Html, &["html", "htm", "xhtml"], html::read),
    (Format::Warc, &["warc"], warc::read),
];

/// How much of an input without a telling name is looked at.
const SNIFFED_BYTES: u64 = 1 << 16;

impl Format {
    pub(crate) fn of_extension(extension: &str) -> Option<Self> {
        FORMATS.iter().find(|(_, extensions, _)| extensions.contains(&extension)).map(|(format, ..)| *format)
    }

    fn read(self, input: &mut dyn BufRead, sink: &mut Sink<'_>) -> io::Result<()> {
        match FORMATS.iter().find(|(listed, ..)| *listed == self) {
            Some((_, _, read)) => read(input, sink),
            None => Ok(()),
        }
    }

    /// Guesses from the first bytes: JSON by its brackets, XML by its root, CSV by a header that names article fields.
    /// `None` is no text, or other markup.
    fn sniff(head: &[u8]) -> Option<Self> {
        let text = head.trim_ascii_start();
        if head.contains(&0) || FOREIGN.iter().any(|start| text.starts_with(start)) {
            return None;
        }
        if text.starts_with(b"<") {
            return match markup::is_known(text) {
                true => Some(Self::Xml),
                false => is_html(text).then_some(Self::Html),
            };
        }
        Some(match text.first() {
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
        })
    }
}

/// Whether markup that is no XML of ours is a page.
fn is_html(text: &[u8]) -> bool {
    let beginning = String::from_utf8_lossy(&text[..text.len().min(1 << 10)]).to_ascii_lowercase();
    ["<!doctype html", "<html", "<head", "<body"].iter().any(|tag| beginning.contains(tag))
}

/// How office documents, PDF and RTF begin.
const FOREIGN: [&[u8]; 3] = [b"PK\x03\x04", b"%PDF", b"{\\rtf"];

fn unknown_format() -> String {
    let extensions: Vec<String> =
        FORMATS.iter().flat_map(|(_, extensions, _)| *extensions).map(|name| format!(".{name}")).collect();
    format!("unknown format; known are {}, also .gz and .zst", extensions.join(", "))
}

/// Reads all records of an input in the given format, or in the one its content suggests, whatever its encoding.
pub(crate) fn read(input: Box<dyn BufRead>, format: Option<Format>, sink: &mut Sink<'_>) -> io::Result<()> {
    read_declared(input, None, format, sink)
}

/// The same of an input that came with the name of its encoding, which may be wrong.
pub(crate) fn read_declared(
    input: Box<dyn BufRead>,
    charset: Option<String>,
    format: Option<Format>,
    sink: &mut Sink<'_>,
) -> io::Result<()> {
    let (head, mut input) = peek(input, warc::MAGIC.len() as u64)?;
    // Records of bytes: as a whole it is in no encoding.
    if warc::is_known(&head) {
        return warc::read(&mut *input, sink);
    }
    let mut input = encoding::to_utf8(input, charset)?;
    if let Some(format) = format {
        return format.read(&mut *input, sink);
    }
    let (head, mut input) = peek(input, SNIFFED_BYTES)?;
    let Some(format) = Format::sniff(&head) else {
        let _ = sink(1, Err(Flaw::new(SkipReason::UnknownFormat, unknown_format())));
        return Ok(());
    };
    format.read(&mut *input, &mut |line, found| {
        let found = found.map_err(|flaw| match flaw.reason {
            SkipReason::NoArticle if format == Format::Page && !head.trim_ascii().is_empty() => {
                Flaw::new(flaw.reason, unknown_format())
            }
            _ => flaw,
        });
        sink(line, found)
    })
}

/// Reads the article in one JSON object, which may be an item of ninjs.
pub(crate) fn json_record(json: &[u8]) -> Result<Record, Flaw> {
    let found = json_value::to_record(json_value::parse(json)?, |fields| fields.into_iter().collect());
    found.ok_or_else(|| Flaw::new(SkipReason::Empty, "an item of ninjs that is no text".to_owned()))
}

/// Reads one JSON object.
pub(crate) fn json_object(json: &[u8]) -> Result<serde_json::Map<String, serde_json::Value>, Flaw> {
    json_value::parse(json)
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
        let table: [(&str, Format); 10] = [
            ("<?xml version='1.0'?>\n<rss version='2.0'>", Format::Xml),
            (" <urlset>", Format::Xml),
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
            assert_eq!(Format::sniff(text.as_bytes()), Some(expected), "{text}");
        }
    }

    #[test]
    fn what_is_no_news_format_is_named_as_that() {
        let table: [(&[u8], SkipReason); 6] = [
            (b"PK\x03\x04word/document.xml", SkipReason::UnknownFormat),
            (b"%PDF-1.7", SkipReason::UnknownFormat),
            (b"\n<?xml version=\"1.0\"?>", SkipReason::UnknownFormat),
            (b"{\\rtf1", SkipReason::UnknownFormat),
            (b"\xd0\xcf\x11\xe0\0", SkipReason::UnknownFormat),
            ("Войти\nПоиск\n".as_bytes(), SkipReason::NoArticle),
        ];
        for (bytes, expected) in table {
            let mut flaws = Vec::new();
            let input = Box::new(io::Cursor::new(bytes.to_vec()));
            read(input, None, &mut |line, found| {
                flaws.push((line, found.unwrap_err()));
                ControlFlow::Continue(())
            })
            .unwrap();
            let text = String::from_utf8_lossy(bytes);
            let [(1, flaw)] = &flaws[..] else { panic!("{text}: {flaws:?}") };
            assert_eq!(flaw.reason, expected, "{text}");
            let known = "unknown format; known are .jsonl, .ndjson, .json, .csv, .tsv, .txt, .xml, .rss, .atom, \
                 .html, .htm, .xhtml, .warc, also .gz and .zst";
            assert!(flaw.detail.starts_with(known), "{flaw:?}");
        }
    }

    const SAMPLES: [&str; 9] = [
        include_str!("../../tests/feeds/city.rss"),
        include_str!("../../tests/feeds/business.rss"),
        include_str!("../../tests/feeds/agency.rss"),
        include_str!("../../tests/feeds/turbo.rss"),
        include_str!("../../tests/feeds/atom.xml"),
        include_str!("../../tests/feeds/old.rdf"),
        include_str!("../../tests/feeds/message.xml"),
        include_str!("../../tests/feeds/wordpress.xml"),
        include_str!("../../tests/feeds/feed.json"),
    ];

    /// How many articles and problems are found in `bytes`.
    fn count(bytes: &[u8], format: Option<Format>) -> (usize, usize) {
        let (mut good, mut bad) = (0, 0);
        let input = Box::new(io::Cursor::new(bytes.to_vec()));
        read(input, format, &mut |_, found| {
            let article = found.and_then(|record| record.into_article(&jiff::tz::TimeZone::UTC));
            *(if article.is_ok() { &mut good } else { &mut bad }) += 1;
            ControlFlow::Continue(())
        })
        .unwrap();
        (good, bad)
    }

    #[test]
    fn what_stands_before_a_cut_is_kept() {
        for sample in SAMPLES {
            let (all, _) = count(sample.as_bytes(), None);
            let is_xml = sample.starts_with('<');
            let mut before = 0;
            for end in (0..sample.len()).step_by(97) {
                let (good, bad) = count(&sample.as_bytes()[..end], None);
                assert!(good >= before || !is_xml, "{good} after {before} at {end}");
                assert!(good <= all && (bad <= 1 || !is_xml), "{good} and {bad} of {all} at {end}");
                before = good;
            }
            assert!(all > 0);
        }
    }

    proptest::proptest! {
        #[test]
        fn damage_anywhere_is_survived(
            sample in 0..SAMPLES.len(),
            damage in proptest::collection::vec((0.0..1.0_f64, proptest::num::u8::ANY), 1..20),
        ) {
            let mut bytes = SAMPLES[sample].as_bytes().to_vec();
            for (place, byte) in damage {
                let place = (place * bytes.len() as f64) as usize;
                bytes[place] = byte;
            }
            for format in [None, Some(Format::Xml), Some(Format::Json), Some(Format::JsonLines)] {
                count(&bytes, format);
            }
        }
    }
}
