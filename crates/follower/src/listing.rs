use jiff::Timestamp;
use vestnik_indexer::sitemap;

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

/// Reads a sitemap: XML, or plain text with an address in each line. An error says that it is none: from a page that
/// tells of trouble nobody must conclude that a site has no pages any more.
pub(crate) fn parse(bytes: &[u8]) -> Result<Listing, String> {
    let sitemap = sitemap::read(bytes);
    if sitemap.pages.is_empty() && sitemap.sitemaps.is_empty() && !is_empty_sitemap(bytes) {
        return Err("it is neither a sitemap nor a list of addresses".to_owned());
    }
    let page = |page: sitemap::SitemapPage| ListedPage {
        url: page.url,
        mark: Mark { group: 0, key: 0, version: 0 },
        lastmod: page.modified,
        news: page.news.unwrap_or_default(),
    };
    let document = |link: sitemap::SitemapLink| ListedDocument { url: link.url, lastmod: link.modified };
    Ok(Listing {
        pages: sitemap.pages.into_iter().map(page).collect(),
        documents: sitemap.sitemaps.into_iter().map(document).collect(),
    })
}

fn is_empty_sitemap(bytes: &[u8]) -> bool {
    let has = |name: &[u8]| bytes.windows(name.len()).any(|window| window == name);
    has(b"urlset") || has(b"sitemapindex")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_empty_sitemap_is_one_and_a_page_of_trouble_is_none() {
        for empty in ["<urlset></urlset>", "<?xml version='1.0'?><sm:sitemapindex xmlns:sm='x'/>"] {
            assert_eq!(parse(empty.as_bytes()), Ok(Listing::default()), "{empty}");
        }
        for other in ["", " ", "<!doctype html><title>Работы на сайте</title>", "nothing here", "{}"]
        {
            assert!(parse(other.as_bytes()).is_err(), "{other}");
        }
    }
}
