//! Files of XML: the root element says which source reads them.

use std::io::{self, BufRead, Cursor, Read};

use super::{Flaw, Sink, feed, newsml, sitemap, wxr, xml};
use crate::SkipReason;

/// The root has to begin within so many bytes.
const HEAD_BYTES: u64 = 1 << 16;

/// Reads the articles of an XML document of any kind that is known.
pub(super) fn read(input: &mut dyn BufRead, sink: &mut Sink<'_>) -> io::Result<()> {
    let mut head = Vec::new();
    input.take(HEAD_BYTES).read_to_end(&mut head)?;
    // Messages of a program may stand before the document that it writes.
    let begins = head.windows(5).position(|bytes| bytes == b"<?xml").unwrap_or(0);
    let Some(read) = reader_of(&head[begins..]) else {
        let root = xml::root(&head[begins..])
            .map(|(name, _)| format!(", it begins with <{name}>"))
            .unwrap_or_default();
        let detail =
            format!("no RSS, Atom, sitemap, NewsML-G2 or WordPress export was found in the file{root}");
        let _ = sink(1, Err(Flaw::new(SkipReason::UnknownFormat, detail)));
        return Ok(());
    };
    let lines_before = head[..begins].iter().filter(|byte| **byte == b'\n').count() as u64;
    let rest = head.split_off(begins);
    read(&mut Cursor::new(rest).chain(input), &mut |line, found| sink(line + lines_before, found))
}

/// Whether a document that begins so is one that [`read`] knows.
pub(super) fn is_known(head: &[u8]) -> bool {
    reader_of(head).is_some()
}

fn reader_of(head: &[u8]) -> Option<super::Read> {
    let (name, tag) = xml::root(head)?;
    match name.as_str() {
        "rss" if tag.contains("wordpress.org/export") => Some(wxr::read),
        "rss" | "RDF" | "feed" => Some(feed::read),
        "urlset" | "sitemapindex" => Some(sitemap::read_articles),
        "newsItem" | "newsMessage" | "packageItem" => Some(newsml::read),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::read_all;

    #[test]
    fn messages_before_the_document_do_no_harm() {
        let text =
            "<b>Warning</b>: x\non line 3\n<?xml version='1.0'?>\n<rss><item><title>Да</title></item></rss>";
        let found = read_all(read, text.as_bytes());
        assert!(matches!(&found[..], [(4, Ok(_))]), "{found:?}");
    }

    #[test]
    fn what_is_no_source_of_articles_is_named() {
        for text in ["", "<svg></svg>", "<!DOCTYPE html><html><body>", "текст", "<rss"] {
            let found = read_all(read, text.as_bytes());
            let [(1, Err(flaw))] = &found[..] else { panic!("{text}: {found:?}") };
            assert_eq!(flaw.reason, SkipReason::UnknownFormat, "{text}");
            assert_eq!(flaw.detail.contains("begins with <svg>"), text.contains("svg"), "{text}");
        }
    }
}
