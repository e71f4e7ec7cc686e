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
    let Some(read) = reader_of(&head) else {
        let root = xml::root(&head).map(|(name, _)| format!(", it begins with <{name}>")).unwrap_or_default();
        let detail =
            format!("no RSS, Atom, sitemap, NewsML-G2 or WordPress export was found in the file{root}");
        let _ = sink(1, Err(Flaw::new(SkipReason::UnknownFormat, detail)));
        return Ok(());
    };
    read(&mut Cursor::new(head).chain(input), sink)
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
    fn what_is_no_source_of_articles_is_named() {
        for text in ["", "<svg></svg>", "<!DOCTYPE html><html><body>", "текст", "<rss"] {
            let found = read_all(read, text.as_bytes());
            let [(1, Err(flaw))] = &found[..] else { panic!("{text}: {found:?}") };
            assert_eq!(flaw.reason, SkipReason::UnknownFormat, "{text}");
            assert_eq!(flaw.detail.contains("begins with <svg>"), text.contains("svg"), "{text}");
        }
    }
}
