use jiff::Timestamp;
use jiff::tz::TimeZone;
use vestnik_schema::Article;

use crate::http::feeds::params::FeedParams;
use crate::http::feeds::site::Site;
use crate::http::feeds::xml::Xml;
use crate::http::feeds::{atom, rss};
use crate::http::page::is_web_address;
use crate::search::{FacetField, Hit, MAX_WINDOW, SearchResults, Sort};

/// Namespace of the totals of both formats.
pub(crate) const OPENSEARCH: &str = "http://a9.com/-/spec/opensearch/1.1/";
/// Namespace of pictures.
pub(crate) const MEDIA: &str = "http://search.yahoo.com/mrss/";
/// Namespace of Atom.
pub(crate) const ATOM: &str = "http://www.w3.org/2005/Atom";

/// Language of an article that names none, and of feeds.
pub(crate) const ARCHIVE_LANGUAGE: &str = "ru";

/// A format of feeds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum FeedKind {
    Rss,
    Atom,
}

impl FeedKind {
    /// Path of its feeds.
    pub(crate) fn path(self) -> &'static str {
        match self {
            Self::Rss => "/search.rss",
            Self::Atom => "/search.atom",
        }
    }

    /// Its media type, as links state it.
    pub(crate) fn media_type(self) -> &'static str {
        match self {
            Self::Rss => "application/rss+xml",
            Self::Atom => "application/atom+xml",
        }
    }

    /// Its media type, as answers state it.
    pub(crate) fn content_type(self) -> &'static str {
        match self {
            Self::Rss => "application/rss+xml; charset=utf-8",
            Self::Atom => "application/atom+xml; charset=utf-8",
        }
    }
}

/// The results of a search as a feed.
pub(crate) struct Feed<'a> {
    pub(crate) kind: FeedKind,
    pub(crate) site: &'a Site,
    pub(crate) zone: &'a TimeZone,
    pub(crate) params: &'a FeedParams,
    pub(crate) results: &'a SearchResults,
    /// When the archive was made, for what has no date of its own.
    pub(crate) archived: Timestamp,
}

impl Feed<'_> {
    /// The document.
    pub(crate) fn write(&self) -> String {
        match self.kind {
            FeedKind::Rss => rss::write(self),
            FeedKind::Atom => atom::write(self),
        }
    }

    /// «Курс доллара — Вестник».
    pub(crate) fn title(&self) -> String {
        let search = &self.params.search;
        let fields = [FacetField::Rubric, FacetField::Source, FacetField::Author, FacetField::Tag];
        let chosen: Vec<&str> =
            fields.iter().flat_map(|field| search.values(*field)).map(|value| value.trim()).collect();
        let subject = match search.text.trim() {
            "" if !chosen.is_empty() => chosen.join(", "),
            "" if search.sort == Sort::Newest && search.from.is_none() && search.to.is_none() => {
                search.lang.texts().latest.to_owned()
            }
            "" => search.lang.texts().all_articles.to_owned(),
            text => text.to_owned(),
        };
        format!("{subject} — {}", self.site.name)
    }

    /// How many articles there are.
    pub(crate) fn subtitle(&self) -> String {
        self.params.search.lang.found(self.results.total)
    }

    /// The newest date of its entries.
    pub(crate) fn updated(&self) -> Option<Timestamp> {
        self.results.hits.iter().filter_map(|hit| changed(&hit.article)).max()
    }

    /// Address of the same search for people.
    pub(crate) fn page_address(&self) -> String {
        self.site.address(&self.params.page_href())
    }

    /// Address of the feed, and of the pages before and behind this one, by their relation to it.
    pub(crate) fn addresses(&self) -> Vec<(&'static str, String)> {
        let page = self.params.search.page;
        let address = |page| self.site.address(&self.params.href(self.kind.path(), page));
        let mut addresses = vec![("self", address(page))];
        let shown = page.saturating_mul(self.params.search.per_page);
        let entries = self.results.stories.map_or(self.results.total, |stories| stories.entries);
        if (shown as u64) < entries && shown + self.params.search.per_page <= MAX_WINDOW {
            addresses.push(("next", address(page + 1)));
        }
        if page > 1 {
            addresses.push(("previous", address(page - 1)));
        }
        addresses
    }

    /// Totals and place of the page, which both formats tell alike.
    pub(crate) fn write_totals(&self, xml: &mut Xml) {
        let search = &self.params.search;
        let (page, count) = (search.page.to_string(), search.per_page.to_string());
        let first = (search.page - 1).saturating_mul(search.per_page) + 1;
        xml.element("opensearch:totalResults", &[], &self.results.total.to_string());
        xml.element("opensearch:startIndex", &[], &first.to_string());
        xml.element("opensearch:itemsPerPage", &[], &count);
        let text = search.text.trim();
        xml.empty(
            "opensearch:Query",
            &[("role", "request"), ("searchTerms", text), ("startPage", &page), ("count", &count)],
        );
    }

    /// The title of an entry.
    pub(crate) fn title_of<'h>(&self, hit: &'h Hit) -> &'h str {
        match hit.article.title.trim() {
            "" => self.params.search.lang.texts().untitled,
            title => title,
        }
    }
}

/// What an entry says beside its title: the lead of its article, or what was found in it.
pub(crate) fn summary(hit: &Hit) -> &str {
    match hit.article.lead.trim() {
        "" => hit.snippet.text.trim(),
        lead => lead,
    }
}

/// When an article was last changed, as far as is known.
pub(crate) fn changed(article: &Article) -> Option<Timestamp> {
    article.updated_at.max(article.published_at)
}

/// The picture of an article with its media type, if its address tells that.
pub(crate) fn picture(article: &Article) -> Option<(&str, Option<&'static str>)> {
    let url = article.image.as_deref().filter(|url| is_web_address(url))?;
    let path = url.split(['?', '#']).next().unwrap_or_default();
    let media_type = match path.rsplit_once('.')?.1.to_ascii_lowercase().as_str() {
        "jpg" | "jpeg" => Some("image/jpeg"),
        "png" => Some("image/png"),
        "webp" => Some("image/webp"),
        "gif" => Some("image/gif"),
        "avif" => Some("image/avif"),
        "svg" => Some("image/svg+xml"),
        _ => None,
    };
    Some((url, media_type))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pictures_are_told_by_their_addresses() {
        let table = [
            (
                Some("https://a.example/1.JPG?w=600"),
                Some(("https://a.example/1.JPG?w=600", Some("image/jpeg"))),
            ),
            (Some("https://a.example/picture"), Some(("https://a.example/picture", None))),
            (Some("data:image/png;base64,x.png"), None),
            (None, None),
        ];
        for (image, expected) in table {
            let article = Article { image: image.map(str::to_owned), ..Article::default() };
            assert_eq!(picture(&article), expected);
        }
    }
}
