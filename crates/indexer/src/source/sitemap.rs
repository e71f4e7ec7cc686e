//! Sitemaps, indexes of sitemaps and sitemaps of news.
//!
//! For whoever follows a site, [`read`] lists what a sitemap holds. Among files to index,
//! only entries of news sitemaps that state a title are articles.

use std::io::{self, BufRead};

use jiff::Timestamp;
use jiff::tz::TimeZone;

use super::fields::Fields;
use super::xml::{Element, Items, Space};
use super::{Flaw, Sink, encoding};
use crate::record::Record;
use crate::{SkipReason, clean, dates};

/// What a sitemap lists, in its order.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Sitemap {
    /// Pages of the site.
    pub pages: Vec<SitemapPage>,
    /// Further sitemaps.
    pub sitemaps: Vec<SitemapLink>,
}

/// A page that a sitemap lists.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SitemapPage {
    /// Absolute address, HTTP or HTTPS.
    pub url: String,
    /// When the page was changed last; a date without a time is the beginning of that day, UTC.
    pub modified: Option<Timestamp>,
    /// What a news sitemap says of the article on the page.
    pub news: Option<SitemapNews>,
}

/// What a news sitemap says of an article. What it does not say is empty.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct SitemapNews {
    /// Headline.
    pub title: Option<String>,
    /// When the article was published.
    pub published: Option<Timestamp>,
    /// Name of the outlet.
    pub source: Option<String>,
    /// Language tag, for example `ru`.
    pub language: Option<String>,
    /// Keywords.
    pub keywords: Vec<String>,
}

/// A further sitemap that an index lists.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SitemapLink {
    /// Absolute address, HTTP or HTTPS.
    pub url: String,
    /// When that sitemap was changed last.
    pub modified: Option<Timestamp>,
}

/// Reads a sitemap, XML or a list of addresses one a line, in whatever encoding. It must not be compressed.
/// What is broken in it is left out; a text that is no sitemap lists nothing.
///
/// ```
/// let xml = b"<urlset><url><loc>https://example.ru/news/1</loc><lastmod>2016-07-15</lastmod></url></urlset>";
/// let sitemap = vestnik_indexer::sitemap::read(xml);
/// assert_eq!(sitemap.pages[0].url, "https://example.ru/news/1");
/// assert_eq!(sitemap.pages[0].modified.unwrap().to_string(), "2016-07-15T00:00:00Z");
/// ```
pub fn read(bytes: &[u8]) -> Sitemap {
    let text = encoding::decode(bytes, None);
    if !text.trim_start().starts_with('<') {
        return list(&text);
    }
    let mut sitemap = Sitemap::default();
    let mut input = text.as_bytes();
    let mut items = Items::new(&mut input, ITEMS);
    while let Ok(Some((_, item))) = items.next() {
        let Ok(item) = item else { continue };
        let Some(url) = location(&item) else { continue };
        let modified = moment(item.child_text(Space::Plain, "lastmod"));
        if item.name == "sitemap" {
            sitemap.sitemaps.push(SitemapLink { url, modified });
        } else {
            sitemap.pages.push(SitemapPage { url, modified, news: news(&item) });
        }
    }
    sitemap
}

const ITEMS: &[&str] = &["url", "sitemap"];

fn list(text: &str) -> Sitemap {
    let urls = text.lines().map(str::trim).filter(|line| is_address(line));
    let page = |url: &str| SitemapPage { url: url.to_owned(), modified: None, news: None };
    Sitemap { pages: urls.map(page).collect(), sitemaps: Vec::new() }
}

/// Reads the articles of a news sitemap.
pub(super) fn read_articles(input: &mut dyn BufRead, sink: &mut Sink<'_>) -> io::Result<()> {
    let mut items = Items::new(input, ITEMS);
    let mut has_articles = false;
    while let Some((line, item)) = items.next()? {
        let found = match item {
            Ok(item) => match to_record(&item) {
                Some(record) => Ok(record),
                None => continue,
            },
            Err(flaw) => Err(flaw),
        };
        has_articles = true;
        if sink(line, found).is_break() {
            return Ok(());
        }
    }
    if !has_articles {
        let detail = "a sitemap without titles of articles: it only says where they are";
        let _ = sink(1, Err(Flaw::new(SkipReason::NoArticle, detail)));
    }
    Ok(())
}

fn to_record(item: &Element) -> Option<Record> {
    let news = item.child(Space::News, "news")?;
    let title = news.child_text(Space::News, "title")?;
    let mut fields = Fields::default();
    fields.text("title", title);
    fields.text("url", location(item));
    fields.text("published_at", news.child_text(Space::News, "publication_date"));
    fields.text("updated_at", item.child_text(Space::Plain, "lastmod"));
    fields.list("tags", keywords(news));
    if let Some(publication) = news.child(Space::News, "publication") {
        fields.text("source", publication.child_text(Space::News, "name"));
        fields.text("language", publication.child_text(Space::News, "language"));
    }
    let images: Vec<&Element> = item.all(Space::Other, "image").collect();
    fields.text("image", images.iter().find_map(|image| image.child_text(Space::Other, "loc")));
    fields.list("captions", images.iter().filter_map(|image| image.child_text(Space::Other, "caption")));
    Some(fields.into_record())
}

fn news(item: &Element) -> Option<SitemapNews> {
    let news = item.child(Space::News, "news")?;
    let publication = news.child(Space::News, "publication");
    let of_publication = |name| publication?.child_text(Space::News, name);
    Some(SitemapNews {
        title: news.child_text(Space::News, "title").map(|title| clean::line(&title)),
        published: moment(news.child_text(Space::News, "publication_date")),
        source: of_publication("name"),
        language: of_publication("language"),
        keywords: keywords(news),
    })
}

fn keywords(news: &Element) -> Vec<String> {
    let line = news.child_text(Space::News, "keywords").unwrap_or_default();
    let words = line.split([',', ';']).map(str::trim).filter(|word| !word.is_empty());
    words.map(str::to_owned).collect()
}

fn location(item: &Element) -> Option<String> {
    item.child_text(Space::Plain, "loc").filter(|url| is_address(url))
}

fn is_address(text: &str) -> bool {
    let scheme = text.split("://").next().unwrap_or_default().to_ascii_lowercase();
    matches!(scheme.as_str(), "http" | "https") && !text.contains(char::is_whitespace)
}

fn moment(text: Option<String>) -> Option<Timestamp> {
    dates::parse(&text?, &TimeZone::UTC)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::source::read_all;

    const NEWS: &str = "<?xml version='1.0'?>\n<urlset xmlns='http://www.sitemaps.org/schemas/sitemap/0.9' \
        xmlns:news='http://www.google.com/schemas/sitemap-news/0.9' \
        xmlns:image='http://www.google.com/schemas/sitemap-image/1.1'>\n<url>\n <loc>https://a.example/1</loc>\n\
        <lastmod>2021-09-30T10:00:00+03:00</lastmod>\n\
        <news:news><news:publication><news:name>Заречье.ру</news:name><news:language>ru</news:language></news:publication>\
        <news:publication_date>2021-09-30T09:12+03:00</news:publication_date>\
        <news:title>Мост &amp;quot;Старый&amp;quot; открыт</news:title><news:keywords>мост, ремонт</news:keywords></news:news>\
        <image:image><image:loc>https://a.example/1.jpg</image:loc><image:caption>Мост</image:caption></image:image></url>\n\
        <url><loc>https://a.example/2</loc></url><url><loc>/3</loc></url></urlset>";

    #[test]
    fn a_news_sitemap_lists_pages_and_what_is_on_them() {
        let sitemap = read(NEWS.as_bytes());
        let [first, second] = &sitemap.pages[..] else { panic!("{sitemap:?}") };
        assert_eq!((first.url.as_str(), second.url.as_str()), ("https://a.example/1", "https://a.example/2"));
        assert_eq!(first.modified.unwrap().to_string(), "2021-09-30T07:00:00Z");
        let news = first.news.as_ref().unwrap();
        assert_eq!(news.title.as_deref(), Some("Мост \"Старый\" открыт"));
        assert_eq!(news.published.unwrap().to_string(), "2021-09-30T06:12:00Z");
        assert_eq!((news.source.as_deref(), news.language.as_deref()), (Some("Заречье.ру"), Some("ru")));
        assert_eq!(news.keywords, ["мост", "ремонт"]);
        assert_eq!((second.modified, &second.news), (None, &None));
    }

    #[test]
    fn an_index_lists_sitemaps() {
        let text = "<sm:sitemapindex xmlns:sm='https://www.sitemaps.org/schemas/sitemap/0.9/'><sm:sitemap>\
            <sm:loc> https://a.example/s1.xml.gz </sm:loc><sm:lastmod>2021-09</sm:lastmod></sm:sitemap>\
            <sm:sitemap><sm:loc>https://a.example/s2.xml</sm:loc><sm:lastmod>2021-09-30</sm:lastmod></sm:sitemap>";
        let sitemap = read(text.as_bytes());
        let found: Vec<(&str, bool)> =
            sitemap.sitemaps.iter().map(|link| (link.url.as_str(), link.modified.is_some())).collect();
        assert_eq!(found, [("https://a.example/s1.xml.gz", false), ("https://a.example/s2.xml", true)]);
        assert_eq!(sitemap.pages, []);
    }

    #[test]
    fn a_list_of_addresses_is_a_sitemap_too() {
        let sitemap = read("\u{feff}https://a.example/1\r\nне адрес\nhttp://a.example/2\n".as_bytes());
        let urls: Vec<&str> = sitemap.pages.iter().map(|page| page.url.as_str()).collect();
        assert_eq!(urls, ["https://a.example/1", "http://a.example/2"]);
        for text in ["", "<html><a href='https://a.example/1'>1</a></html>", "{\"a\": 1}"] {
            assert_eq!(read(text.as_bytes()), Sitemap::default(), "{text}");
        }
    }

    #[test]
    fn titled_entries_are_articles_among_files() {
        let found = read_all(read_articles, NEWS.as_bytes());
        let [(3, Ok(record))] = &found[..] else { panic!("{found:?}") };
        let article = record.clone().into_article(&TimeZone::UTC).unwrap().article;
        assert_eq!(
            (article.id.as_str(), article.title.as_str()),
            ("https://a.example/1", "Мост \"Старый\" открыт")
        );
        assert_eq!(
            (article.captions.join(""), article.tags.join(" ")),
            ("Мост".into(), "мост ремонт".into())
        );
        assert!(article.published_at < article.updated_at);
        let plain = read_all(read_articles, b"<urlset><url><loc>https://a.example/1</loc></url></urlset>");
        assert!(matches!(&plain[..], [(1, Err(flaw))] if flaw.reason == SkipReason::NoArticle));
    }

    proptest! {
        #[test]
        fn nothing_panics(text in "(<url>|</url>|<loc>|</loc>|https://a|<news:news>|<news:title>|а|\n|&|<){0,30}") {
            read(text.as_bytes());
            read_all(read_articles, text.as_bytes());
        }
    }
}
