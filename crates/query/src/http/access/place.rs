//! What an address needs.

use axum::http::Method;

use crate::http::access::key::Scope;

/// What must be opened to a client for an address.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Place {
    /// Nothing: it tells nothing of the archive.
    Open,
    /// A page for people, or a feed: a key, or the rights of visitors.
    Page,
    /// A scope of a key.
    Api(Scope),
}

/// Addresses of which nothing is told by themselves.
const OPEN: [&str; 9] = [
    "/livez",
    "/readyz",
    "/robots.txt",
    "/embed",
    "/embed/snippet",
    "/embed/frame",
    "/embed/frame.css",
    "/docs",
    "/api/v1/openapi.json",
];
const OPEN_FOLDERS: [&str; 3] = ["/assets/", "/docs/", "/embed/v1/"];
const PAGES: [&str; 5] = ["/", "/search.rss", "/search.atom", "/opensearch.xml", "/news-sitemap.xml"];
const PAGE_FOLDERS: [&str; 2] = ["/article/", "/opensearch/"];

impl Place {
    /// The place of a request. Of paths that lead nowhere nothing is told either, not even that.
    pub(crate) fn of(method: &Method, path: &str) -> Self {
        let asks = matches!(*method, Method::GET | Method::HEAD | Method::OPTIONS);
        // The dialect of Algolia asks by POST.
        let is_question = asks || path.starts_with("/1/");
        let within = |folders: &[&str]| folders.iter().any(|folder| path.starts_with(folder));
        if !is_question {
            Self::Api(Scope::Write)
        } else if OPEN.contains(&path) || within(&OPEN_FOLDERS) {
            Self::Open
        } else if PAGES.contains(&path) || within(&PAGE_FOLDERS) {
            Self::Page
        } else {
            Self::Api(match path {
                "/api/v1/suggest" => Scope::Suggest,
                "/1/events" => Scope::Events,
                "/metrics" | "/api/v1/feeds" => Scope::Admin,
                _ => Scope::Search,
            })
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_tells_of_articles_is_never_open() {
        for (path, expected) in [
            ("/", Place::Page),
            ("/article/a/b", Place::Page),
            ("/search.rss", Place::Page),
            ("/opensearch/suggest", Place::Page),
            ("/livez", Place::Open),
            ("/embed/v1/vestnik.js", Place::Open),
            ("/embed/frame", Place::Open),
            ("/embedded", Place::Api(Scope::Search)),
            ("/api/v1/search", Place::Api(Scope::Search)),
            ("/api/v1/articles/x/related", Place::Api(Scope::Search)),
            ("/api/v1/suggest", Place::Api(Scope::Suggest)),
            ("/api/v1/openapi.json", Place::Open),
            ("/1/indexes/*/queries", Place::Api(Scope::Search)),
            ("/1/events", Place::Api(Scope::Events)),
            ("/nowhere", Place::Api(Scope::Search)),
            ("/assets", Place::Api(Scope::Search)),
            ("//", Place::Api(Scope::Search)),
            ("/metrics", Place::Api(Scope::Admin)),
        ] {
            assert_eq!(Place::of(&Method::GET, path), expected, "{path}");
        }
    }
    #[test]
    fn whatever_may_change_the_archive_needs_the_right_to_write() {
        let write = Place::Api(Scope::Write);
        for method in [Method::POST, Method::PUT, Method::PATCH, Method::DELETE] {
            for path in ["/api/v1/articles/a", "/api/v1/articles", "/_bulk", "/", "/livez", "/nowhere"] {
                assert_eq!(Place::of(&method, path), write, "{method} {path}");
            }
        }
        assert_eq!(Place::of(&Method::POST, "/1/indexes/*/queries"), Place::Api(Scope::Search));
        assert_eq!(Place::of(&Method::POST, "/1/events"), Place::Api(Scope::Events));
    }
}
