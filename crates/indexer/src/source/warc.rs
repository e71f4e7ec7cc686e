//! WARC files: what crawlers kept of the web. Pages go through the source of HTML pages, everything else is passed over.
//!
//! ISO 28500, versions 1.0 and 1.1. Every record states its length, so that a page costs its own memory only, and a
//! record that is damaged costs itself: reading goes on at the next line that begins a record.

use std::io::{self, BufRead, Read};

use flate2::read::{MultiGzDecoder, ZlibDecoder};

use super::html::{MAX_PAGE_BYTES, read_page};
use super::{Flaw, Sink, encoding};
use crate::SkipReason;
use crate::lines::{Line, Lines};
use crate::record::Record;

/// Longest head of a record or of an HTTP answer.
const MAX_HEAD_BYTES: usize = 256 << 10;

/// How a WARC file begins, and each of its records.
pub(super) const MAGIC: &[u8] = b"WARC/1.";

/// Whether a file begins as a WARC file does.
pub(super) fn is_known(head: &[u8]) -> bool {
    head.starts_with(MAGIC)
}

/// Reads all pages of a WARC file. Places are numbers of records, not of lines: the file is no text.
pub(super) fn read(input: &mut dyn BufRead, sink: &mut Sink<'_>) -> io::Result<()> {
    let mut number = 0;
    loop {
        let Some(head) = next_head(input)? else { return Ok(()) };
        number += 1;
        let length = head.value("content-length").and_then(|length| length.parse::<u64>().ok());
        let Some(length) = length else {
            let flaw = Flaw::new(SkipReason::Unreadable, "the record does not state its length");
            if sink(number, Err(flaw)).is_break() {
                return Ok(());
            }
            continue;
        };
        let mut content = input.take(length);
        let found = if head.is_page() { page(&head, &mut content)? } else { None };
        let is_cut_off = io::copy(&mut content, &mut io::sink()).map(|_| content.limit() > 0)?;
        if let Some(found) = found
            && sink(number, found).is_break()
        {
            return Ok(());
        }
        if is_cut_off {
            let _ = sink(
                number,
                Err(Flaw::new(SkipReason::Unreadable, "the file ends in the middle of this record")),
            );
            return Ok(());
        }
    }
}

/// Lines of `name: value`.
#[derive(Debug, Default)]
struct Head {
    first: String,
    fields: Vec<(String, String)>,
}

impl Head {
    fn value(&self, name: &str) -> Option<&str> {
        self.fields.iter().find(|(found, _)| found == name).map(|(_, value)| value.as_str())
    }

    fn is_page(&self) -> bool {
        matches!(self.value("warc-type"), Some("response" | "resource"))
    }

    fn push(&mut self, line: &[u8]) {
        let text = String::from_utf8_lossy(line);
        if let Some((name, value)) = text.split_once(':') {
            self.fields.push((name.trim().to_ascii_lowercase(), value.trim().to_owned()));
        }
    }
}

/// The head of the next record. Whatever stands before it is passed over.
fn next_head(input: &mut dyn BufRead) -> io::Result<Option<Head>> {
    let mut lines = Lines::new(input);
    let mut line = Vec::new();
    let mut head: Option<Head> = None;
    let mut bytes = 0;
    loop {
        match lines.next(&mut line)? {
            Line::End => return Ok(None),
            Line::Text if is_known(&line) => {
                head = Some(Head { first: String::from_utf8_lossy(&line).into_owned(), ..Head::default() });
                bytes = 0;
            }
            Line::Text if line.is_empty() && head.is_some() => return Ok(head),
            Line::Text => {
                bytes += line.len();
                match &mut head {
                    Some(head) if bytes <= MAX_HEAD_BYTES => head.push(&line),
                    _ => head = None,
                }
            }
            Line::TooLong => head = None,
        }
    }
}

/// The article of a record; `None` if it holds no page that was found.
fn page(head: &Head, content: &mut dyn Read) -> io::Result<Option<Result<Record, Flaw>>> {
    let mut bytes = Vec::new();
    content.take((MAX_PAGE_BYTES + MAX_HEAD_BYTES) as u64 + 1).read_to_end(&mut bytes)?;
    let address = head.value("warc-target-uri").map(|uri| uri.trim_matches(['<', '>']).to_owned());
    let (media_type, body) = if head.value("warc-type") == Some("response") {
        let Some((http, body)) = http_head(&bytes) else { return Ok(None) };
        let is_found = http.first.split(' ').nth(1).is_some_and(|status| status.starts_with("200"));
        if !is_found {
            return Ok(None);
        }
        let body = match decoded(&http, body) {
            Ok(body) => body,
            Err(flaw) => return Ok(Some(Err(flaw))),
        };
        (http.value("content-type").unwrap_or_default().to_owned(), body)
    } else {
        (head.value("content-type").unwrap_or_default().to_owned(), bytes)
    };
    let lower = media_type.to_ascii_lowercase();
    if !lower.starts_with("text/html") && !lower.starts_with("application/xhtml") {
        return Ok(None);
    }
    if body.len() > MAX_PAGE_BYTES {
        let detail = format!("the page is longer than {} MiB", MAX_PAGE_BYTES >> 20);
        return Ok(Some(Err(Flaw::new(SkipReason::TooLong, detail))));
    }
    let charset =
        lower.split_once("charset=").map(|(_, charset)| charset.trim_matches(['"', '\'', ' ', ';']));
    let found = read_page(&encoding::decode(&body, charset), address.as_deref());
    // Front pages and lists are most of what crawlers keep; they are no mistakes.
    Ok(match found {
        Err(flaw) if flaw.reason == SkipReason::NoArticle => None,
        found => Some(found),
    })
}

fn http_head(bytes: &[u8]) -> Option<(Head, &[u8])> {
    let (at, gap) = match bytes.windows(4).take(MAX_HEAD_BYTES).position(|window| window == b"\r\n\r\n") {
        Some(at) => (at, 4),
        None => (bytes.windows(2).take(MAX_HEAD_BYTES).position(|window| window == b"\n\n")?, 2),
    };
    let mut lines = bytes[..at].split(|byte| *byte == b'\n');
    let first = String::from_utf8_lossy(lines.next()?).trim().to_owned();
    let mut head = Head { first, ..Head::default() };
    lines.for_each(|line| head.push(line));
    Some((head, &bytes[at + gap..]))
}

/// The body of an HTTP answer as the server meant it. Many crawlers undo encodings and keep the headers; what does not
/// look encoded is taken as it is.
fn decoded(http: &Head, body: &[u8]) -> Result<Vec<u8>, Flaw> {
    let is_chunked = http.value("transfer-encoding").is_some_and(|value| value.contains("chunked"));
    let body = if is_chunked { unchunked(body).unwrap_or_else(|| body.to_vec()) } else { body.to_vec() };
    let limit = MAX_PAGE_BYTES as u64 + 1;
    let mut unpacked = Vec::new();
    let outcome = match http.value("content-encoding").map(str::to_ascii_lowercase).as_deref() {
        Some("gzip" | "x-gzip") if body.starts_with(&[0x1f, 0x8b]) => {
            MultiGzDecoder::new(&body[..]).take(limit).read_to_end(&mut unpacked)
        }
        Some("deflate") if body.first() == Some(&0x78) => {
            ZlibDecoder::new(&body[..]).take(limit).read_to_end(&mut unpacked)
        }
        Some("br" | "zstd") => {
            let detail = "the page is packed in a way that is not known";
            return Err(Flaw::new(SkipReason::Unreadable, detail));
        }
        _ => return Ok(body),
    };
    match outcome {
        // What came before the damage may well hold the article.
        Err(_) if unpacked.is_empty() => {
            Err(Flaw::new(SkipReason::Unreadable, "the page cannot be unpacked"))
        }
        _ => Ok(unpacked),
    }
}

/// A body without the sizes of its chunks; `None` if it is not chunked.
fn unchunked(mut body: &[u8]) -> Option<Vec<u8>> {
    let mut whole = Vec::with_capacity(body.len());
    loop {
        let end = body.iter().take(64).position(|byte| *byte == b'\n')?;
        let size = str::from_utf8(&body[..end]).ok()?.trim();
        let size = usize::from_str_radix(size.split(';').next()?, 16).ok()?;
        body = &body[end + 1..];
        if size == 0 {
            return Some(whole);
        }
        // A last chunk that was cut off is taken as far as it goes.
        let part = &body[..size.min(body.len())];
        whole.extend_from_slice(part);
        body = body[part.len()..].strip_prefix(b"\r\n").unwrap_or(&body[part.len()..]);
        if body.is_empty() {
            return Some(whole);
        }
    }
}

#[cfg(test)]
mod tests {
    use std::io::Write;

    use jiff::tz::TimeZone;

    use super::*;
    use crate::source::read_all;

    fn page(title: &str) -> String {
        let text = "Мост через Волгу открыли в понедельник утром, сообщила мэрия Самары. ".repeat(10);
        format!(
            "<html><head><meta property=og:type content=article><title>{title}</title></head><body><p>{text}</p></body></html>"
        )
    }

    fn record(kind: &str, address: &str, content: &[u8]) -> Vec<u8> {
        let head = format!(
            "WARC/1.0\r\nWARC-Type: {kind}\r\nWARC-Target-URI: {address}\r\nContent-Type: text/html\r\nContent-Length: {}\r\n\r\n",
            content.len()
        );
        [head.as_bytes(), content, b"\r\n\r\n"].concat()
    }

    fn answer(status: &str, headers: &str, body: &[u8]) -> Vec<u8> {
        [
            format!("HTTP/1.1 {status}\r\nContent-Type: text/html; charset=utf-8\r\n{headers}\r\n")
                .as_bytes(),
            body,
        ]
        .concat()
    }

    fn titles(file: &[u8]) -> Vec<String> {
        let zone = TimeZone::UTC;
        let title = |(number, found): (u64, Result<Record, Flaw>)| match found {
            Ok(record) => record.into_article(&zone).unwrap().article.title,
            Err(flaw) => format!("{number}: {}", flaw.reason),
        };
        read_all(read, file).into_iter().map(title).collect()
    }

    #[test]
    fn pages_are_found_among_other_records() {
        let mut gzip = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
        gzip.write_all(page("упакована").as_bytes()).unwrap();
        let packed = gzip.finish().unwrap();
        let half = page("по частям");
        let chunked = format!("{:x}\r\n{}\r\n0\r\n\r\n", half.len(), half);
        let file = [
            record("warcinfo", "", b"software: x\r\n"),
            record("request", "https://a.ru/1", b"GET / HTTP/1.1\r\n\r\n"),
            record("response", "https://a.ru/1", &answer("200 OK", "", page("первая").as_bytes())),
            record("response", "https://a.ru/2", &answer("404 Not Found", "", page("нет").as_bytes())),
            record("response", "https://a.ru/3", &answer("200 OK", "Content-Encoding: gzip\r\n", &packed)),
            record(
                "response",
                "https://a.ru/4",
                &answer("200 OK", "Transfer-Encoding: chunked\r\n", chunked.as_bytes()),
            ),
            record(
                "response",
                "https://a.ru/5",
                &answer("200 OK", "Content-Encoding: gzip\r\n", b"\x1f\x8bdamaged"),
            ),
            record("resource", "https://a.ru/6", page("ресурс").as_bytes()),
            record("revisit", "https://a.ru/1", b""),
        ];
        assert_eq!(titles(&file.concat()), ["первая", "упакована", "по частям", "7: unreadable", "ресурс"]);
    }

    #[test]
    fn damage_costs_the_damaged_record_only() {
        let whole = record("resource", "https://a.ru/1", page("первая").as_bytes());
        let without_length = b"WARC/1.0\r\nWARC-Type: resource\r\n\r\nrubbish\r\n".to_vec();
        let second = record("resource", "https://a.ru/2", page("вторая").as_bytes());
        let cut = &second[..second.len() - 40];
        let file = [b"rubbish\n".as_slice(), &without_length, &whole, cut].concat();
        assert_eq!(titles(&file), ["1: unreadable", "первая", "вторая", "3: unreadable"]);
    }

    #[test]
    fn a_bomb_is_not_unpacked() {
        let mut gzip = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::best());
        let zeros = vec![b' '; 1 << 20];
        for _ in 0..64 {
            gzip.write_all(&zeros).unwrap();
        }
        let bomb = gzip.finish().unwrap();
        let file =
            record("response", "https://a.ru/1", &answer("200 OK", "Content-Encoding: gzip\r\n", &bomb));
        assert_eq!(titles(&file), ["1: too_long"]);
    }
}
