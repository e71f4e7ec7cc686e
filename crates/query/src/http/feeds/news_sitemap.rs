//! The sitemap that search engines for news read.

use jiff::tz::TimeZone;
use vestnik_schema::Article;

use crate::http::api::rfc3339;
use crate::http::feeds::feed::ARCHIVE_LANGUAGE;
use crate::http::feeds::site::Site;
use crate::http::feeds::xml::Xml;

/// Most articles of the sitemap.
pub(crate) const MAX_NEWS: usize = 1_000;

/// Days for which an article is news.
pub(crate) const NEWS_DAYS: i64 = 2;

/// Writes the sitemap. Articles without a title or a date are left out: both are required.
pub(crate) fn news_sitemap(site: &Site, articles: &[Article], zone: &TimeZone) -> String {
    let mut xml = Xml::new();
    xml.open(
        "urlset",
        &[
            ("xmlns", "http://www.sitemaps.org/schemas/sitemap/0.9"),
            ("xmlns:news", "http://www.google.com/schemas/sitemap-news/0.9"),
        ],
    );
    for article in articles.iter().take(MAX_NEWS) {
        let (title, Some(moment)) = (article.title.trim(), article.published_at) else { continue };
        if title.is_empty() {
            continue;
        }
        xml.open("url", &[]);
        xml.element("loc", &[], &site.article_address(article));
        xml.open("news:news", &[]);
        xml.open("news:publication", &[]);
        xml.element("news:name", &[], &site.name);
        xml.element("news:language", &[], language(article));
        xml.close();
        xml.element("news:publication_date", &[], &rfc3339(moment, zone));
        xml.element("news:title", &[], title);
        xml.close();
        xml.close();
    }
    xml.finish()
}

/// The language alone: `ru` of `ru-RU`.
fn language(article: &Article) -> &str {
    let tag = article.language.as_deref().unwrap_or(ARCHIVE_LANGUAGE);
    match tag.split(['-', '_']).next().map(str::trim) {
        None | Some("") => ARCHIVE_LANGUAGE,
        Some(language) => language,
    }
}
