//! Atom 1.0, RFC 4287.

use crate::http::api::rfc3339;
use crate::http::feeds::feed::{ARCHIVE_LANGUAGE, ATOM, Feed, MEDIA, OPENSEARCH, changed, picture, summary};
use crate::http::feeds::xml::Xml;
use crate::http::page::is_web_address;
use crate::http::percent;
use crate::search::Hit;

pub(super) fn write(feed: &Feed<'_>) -> String {
    let mut xml = Xml::new();
    xml.open(
        "feed",
        &[
            ("xmlns", ATOM),
            ("xmlns:media", MEDIA),
            ("xmlns:opensearch", OPENSEARCH),
            ("xml:lang", ARCHIVE_LANGUAGE),
        ],
    );
    let addresses = feed.addresses();
    let own = addresses.first().map(|(_, address)| address.as_str()).unwrap_or_default();
    xml.element("id", &[], own);
    xml.element("title", &[], &feed.title());
    xml.element("subtitle", &[], &feed.subtitle());
    xml.element("updated", &[], &rfc3339(feed.updated().unwrap_or(feed.archived), feed.zone));
    // Entries without authors have this one.
    xml.open("author", &[]);
    xml.element("name", &[], &feed.site.name);
    xml.close();
    xml.element("generator", &[], "Vestnik");
    for (relation, address) in &addresses {
        xml.empty("link", &[("rel", relation), ("type", feed.kind.media_type()), ("href", address)]);
    }
    xml.empty("link", &[("rel", "alternate"), ("type", "text/html"), ("href", &feed.page_address())]);
    let description = feed.site.keyed_address("/opensearch.xml");
    xml.empty(
        "link",
        &[("rel", "search"), ("type", "application/opensearchdescription+xml"), ("href", &description)],
    );
    feed.write_totals(&mut xml);
    for hit in &feed.results.hits {
        write_entry(feed, hit, &mut xml);
    }
    xml.finish()
}

fn write_entry(feed: &Feed<'_>, hit: &Hit, xml: &mut Xml) {
    let article = &hit.article;
    xml.open("entry", &[]);
    xml.element("id", &[], &id(&article.id));
    xml.element("title", &[], feed.title_of(hit));
    let address = feed.site.article_address(article);
    xml.empty("link", &[("rel", "alternate"), ("type", "text/html"), ("href", &address)]);
    xml.element("updated", &[], &rfc3339(changed(article).unwrap_or(feed.archived), feed.zone));
    if let Some(moment) = article.published_at {
        xml.element("published", &[], &rfc3339(moment, feed.zone));
    }
    for author in &article.authors {
        xml.open("author", &[]);
        xml.element("name", &[], author);
        xml.close();
    }
    for category in article.rubrics.iter().chain(&article.tags) {
        xml.empty("category", &[("term", category)]);
    }
    xml.element("summary", &[("type", "text")], summary(hit));
    if let Some((url, media_type)) = picture(article) {
        if let Some(media_type) = media_type {
            xml.empty("link", &[("rel", "enclosure"), ("type", media_type), ("href", url)]);
        }
        xml.empty("media:content", &[("url", url), ("medium", "image")]);
    }
    xml.close();
}

/// An id of an article as the address that Atom asks for; it need not lead anywhere.
fn id(id: &str) -> String {
    if is_web_address(id) {
        id.to_owned()
    } else {
        format!("urn:vestnik:article:{}", percent::encode_segment(id))
    }
}
