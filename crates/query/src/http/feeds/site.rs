use std::convert::Infallible;

use axum::extract::FromRequestParts;
use axum::http::header;
use axum::http::request::Parts;
use vestnik_schema::Article;

use crate::http::AppState;
use crate::http::page::{article_path, is_web_address};
use crate::http::params::SearchParams;

/// The site as those see it who read its addresses elsewhere.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Site {
    /// Name of the archive.
    pub(crate) name: String,
    /// Scheme and host, without a slash at the end.
    base: String,
    /// The key that the reader's address holds; links hand it on.
    key: Option<String>,
}

impl Site {
    /// An address of this service as others can open it. `path` begins with a slash and may have a query string.
    pub(crate) fn address(&self, path: &str) -> String {
        format!("{}{path}", self.base)
    }

    /// The same of what tells of articles: with the key of the reader.
    pub(crate) fn keyed_address(&self, path: &str) -> String {
        let key = self.key.iter().map(|key| serde_urlencoded::to_string([("key", key)]).unwrap_or_default());
        let separator = if path.contains('?') { '&' } else { '?' };
        key.fold(self.address(path), |address, key| format!("{address}{separator}{key}"))
    }

    /// Where an article is read: on its site, or here if it has no address there.
    pub(crate) fn article_address(&self, article: &Article) -> String {
        let own = article.url.as_ref().filter(|url| is_web_address(url));
        own.cloned().unwrap_or_else(|| self.keyed_address(&article_path(&article.id)))
    }
}

impl FromRequestParts<AppState> for Site {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, state: &AppState) -> Result<Self, Infallible> {
        let settings = state.settings();
        let base = match settings.public_url.trim_end_matches('/') {
            "" => format!("http://{}", host(parts)),
            public => public.to_owned(),
        };
        let key = SearchParams::salvage(parts.uri.query().unwrap_or_default()).key;
        Ok(Self { name: settings.site_name.clone(), base, key })
    }
}

/// The host that the client asked for.
fn host(parts: &Parts) -> &str {
    let asked = parts.headers.get(header::HOST).and_then(|host| host.to_str().ok());
    let asked = asked.or_else(|| parts.uri.authority().map(|authority| authority.as_str()));
    // Anything else is no host, and would end up in links.
    let harmless = |character: char| character.is_ascii_alphanumeric() || "-._:[]".contains(character);
    asked.filter(|host| !host.is_empty() && host.chars().all(harmless)).unwrap_or("localhost")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::http::testing::TestArchive;
    use axum::http::Request;

    async fn address(public_url: &str, host: Option<&str>) -> String {
        let archive = TestArchive::empty();
        let state = archive.state_with(|settings| public_url.clone_into(&mut settings.public_url));
        let request = host.into_iter().fold(Request::get("/x"), |request, host| request.header("host", host));
        let (mut parts, ()) = request.body(()).unwrap().into_parts();
        let Ok(site) = Site::from_request_parts(&mut parts, &state).await;
        site.address("/?q=1")
    }

    #[tokio::test]
    async fn addresses_begin_with_the_public_one_or_with_the_host_that_was_asked_for() {
        let table = [
            ("https://search.example.ru/", Some("10.0.0.1:7700"), "https://search.example.ru/?q=1"),
            ("", Some("archive.example:7700"), "http://archive.example:7700/?q=1"),
            ("", Some("[::1]:7700"), "http://[::1]:7700/?q=1"),
            ("", Some("a\"><script>"), "http://localhost/?q=1"),
            ("", Some("a.example/evil?"), "http://localhost/?q=1"),
            ("", Some(""), "http://localhost/?q=1"),
            ("", None, "http://localhost/?q=1"),
        ];
        for (public_url, host, expected) in table {
            assert_eq!(address(public_url, host).await, expected);
        }
    }

    #[test]
    fn an_article_is_read_where_it_stands() {
        let site =
            Site { name: "Вестник".to_owned(), base: "https://s.example".to_owned(), key: None };
        let address = |url: Option<&str>| {
            site.article_address(&Article {
                id: "a/ё".to_owned(),
                url: url.map(str::to_owned),
                ..Article::default()
            })
        };
        assert_eq!(address(Some("https://news.example/1")), "https://news.example/1");
        for url in [None, Some("javascript:alert(1)"), Some("")] {
            assert_eq!(address(url), "https://s.example/article/a%2F%D1%91");
        }
        let site = Site { key: Some("vk_1&".to_owned()), ..site };
        assert_eq!(site.keyed_address("/article/a"), "https://s.example/article/a?key=vk_1%26");
        assert_eq!(site.keyed_address("/?q=1"), "https://s.example/?q=1&key=vk_1%26");
    }
}
