//! RSS 2.0.

use jiff::Timestamp;
use jiff::fmt::rfc2822;
use jiff::tz::TimeZone;

use crate::http::feeds::feed::{ARCHIVE_LANGUAGE, ATOM, Feed, MEDIA, OPENSEARCH, picture, summary};
use crate::http::feeds::xml::{Xml, html};
use crate::search::Hit;

/// Namespace of names of authors and publishers.
const DUBLIN_CORE: &str = "http://purl.org/dc/elements/1.1/";

pub(super) fn write(feed: &Feed<'_>) -> String {
    let mut xml = Xml::new();
    xml.open(
        "rss",
        &[
            ("version", "2.0"),
            ("xmlns:atom", ATOM),
            ("xmlns:dc", DUBLIN_CORE),
            ("xmlns:media", MEDIA),
            ("xmlns:opensearch", OPENSEARCH),
        ],
    );
    xml.open("channel", &[]);
    xml.element("title", &[], &feed.title());
    xml.element("link", &[], &feed.page_address());
    xml.element("description", &[], &html(&feed.subtitle()));
    xml.element("language", &[], ARCHIVE_LANGUAGE);
    if let Some(updated) = feed.updated() {
        xml.element("lastBuildDate", &[], &date(updated, feed.zone));
    }
    xml.element("generator", &[], "Vestnik");
    for (relation, address) in feed.addresses() {
        xml.empty("atom:link", &[("rel", relation), ("href", &address), ("type", feed.kind.media_type())]);
    }
    let description = feed.site.keyed_address("/opensearch.xml");
    xml.empty(
        "atom:link",
        &[("rel", "search"), ("href", &description), ("type", "application/opensearchdescription+xml")],
    );
    feed.write_totals(&mut xml);
    for hit in &feed.results.hits {
        write_item(feed, hit, &mut xml);
    }
    xml.finish()
}

fn write_item(feed: &Feed<'_>, hit: &Hit, xml: &mut Xml) {
    let article = &hit.article;
    xml.open("item", &[]);
    xml.element("title", &[], feed.title_of(hit));
    xml.element("link", &[], &feed.site.article_address(article));
    xml.element("guid", &[("isPermaLink", "false")], &article.id);
    if let Some(moment) = article.published_at {
        xml.element("pubDate", &[], &date(moment, feed.zone));
    }
    // Readers take a description for HTML.
    xml.element("description", &[], &html(summary(hit)));
    for author in &article.authors {
        xml.element("dc:creator", &[], author);
    }
    if let Some(source) = &article.source {
        xml.element("dc:publisher", &[], source);
    }
    for category in article.rubrics.iter().chain(&article.tags) {
        xml.element("category", &[], category);
    }
    if let Some((url, media_type)) = picture(article) {
        if let Some(media_type) = media_type {
            // The length is required; 0 says that it is not known.
            xml.empty("enclosure", &[("url", url), ("length", "0"), ("type", media_type)]);
        }
        xml.empty("media:content", &[("url", url), ("medium", "image")]);
    }
    xml.close();
}

/// A moment as RFC 822 writes it, with the offset of the zone.
fn date(moment: Timestamp, zone: &TimeZone) -> String {
    rfc2822::to_string(&moment.to_zoned(zone.clone())).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_have_the_offset_of_the_zone() {
        let date = |moment: &str, zone: &str| date(moment.parse().unwrap(), &TimeZone::get(zone).unwrap());
        assert_eq!(date("2016-07-15T06:12:00Z", "Europe/Moscow"), "Fri, 15 Jul 2016 09:12:00 +0300");
        assert_eq!(date("2014-01-03T06:12:09.7Z", "Europe/Moscow"), "Fri, 3 Jan 2014 10:12:09 +0400");
        assert_eq!(date("2016-07-15T06:12:00Z", "UTC"), "Fri, 15 Jul 2016 06:12:00 +0000");
    }
}
