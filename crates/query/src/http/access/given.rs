//! Where a request gives its key.

use axum::http::{HeaderMap, HeaderName, Uri, header};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;

use crate::http::access::key::PREFIX;
use crate::http::percent::decode;

const X_API_KEY: HeaderName = HeaderName::from_static("x-api-key");
const X_ALGOLIA_API_KEY: HeaderName = HeaderName::from_static("x-algolia-api-key");
/// Query parameters that hold keys.
const PARAMETERS: [&str; 2] = ["key", "x-algolia-api-key"];

/// The key of a request: in a header, else in the query string.
pub(crate) fn key_of(headers: &HeaderMap, query: &str) -> Option<String> {
    let text = |name: HeaderName| headers.get(name).and_then(|value| value.to_str().ok()).map(str::trim);
    let authorization = || authorized(text(header::AUTHORIZATION)?);
    let stated = |name| text(name).filter(|key| !key.is_empty()).map(str::to_owned);
    let in_header = stated(X_API_KEY).or_else(authorization).or_else(|| stated(X_ALGOLIA_API_KEY));
    let given = in_header.or_else(|| {
        let pair = query.split('&').find(|pair| holds_key(pair))?;
        decode(pair.split_once('=')?.1)
    });
    given.filter(|key| !key.is_empty())
}

/// The key in an `Authorization` header: as `Bearer`, or as clients of Elasticsearch send theirs, `ApiKey` and `Basic`,
/// where the key stands alone or behind a name and a colon. A site may use all of them for tokens of its own.
fn authorized(header: &str) -> Option<String> {
    let (scheme, token) = header.split_once(' ')?;
    let token = token.trim();
    let is_key = |token: &str| token.starts_with(PREFIX);
    if is_key(token) && !scheme.eq_ignore_ascii_case("basic") {
        return Some(token.to_owned());
    }
    if !scheme.eq_ignore_ascii_case("apikey") && !scheme.eq_ignore_ascii_case("basic") {
        return None;
    }
    let decoded = String::from_utf8(STANDARD.decode(token).ok()?).ok()?;
    let key = decoded.split_once(':').map_or(decoded.as_str(), |(_, key)| key);
    is_key(key).then(|| key.to_owned())
}

/// An address without the key in its query string.
pub(crate) fn without_key(uri: &Uri) -> Option<Uri> {
    let kept: Vec<&str> = uri.query()?.split('&').filter(|pair| !holds_key(pair)).collect();
    let path = uri.path();
    let address = if kept.is_empty() { path.to_owned() } else { format!("{path}?{}", kept.join("&")) };
    let mut parts = uri.clone().into_parts();
    parts.path_and_query = Some(address.parse().ok()?);
    Uri::from_parts(parts).ok()
}

/// A query string for logs: keys are left out.
pub(crate) fn masked(query: &str) -> String {
    let pairs = query.split('&').map(|pair| match pair.split_once('=') {
        Some((name, _)) if holds_key(pair) => format!("{name}=***"),
        _ => pair.to_owned(),
    });
    pairs.collect::<Vec<_>>().join("&")
}

fn holds_key(pair: &str) -> bool {
    let name = pair.split_once('=').map_or(pair, |(name, _)| name);
    let decoded = decode(name);
    PARAMETERS
        .iter()
        .any(|parameter| decoded.as_deref().is_some_and(|name| name.eq_ignore_ascii_case(parameter)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_is_found_wherever_it_is_given() {
        let none = HeaderMap::new();
        let with = |name: &'static str, value: &str| {
            HeaderMap::from_iter([(HeaderName::from_static(name), value.parse().unwrap())])
        };
        assert_eq!(key_of(&none, "q=a&key=vk_1&x=2").as_deref(), Some("vk_1"));
        assert_eq!(key_of(&none, "X-Algolia-API-Key=vk_1").as_deref(), Some("vk_1"));
        assert_eq!(key_of(&none, "%6Bey=vk%5F1").as_deref(), Some("vk_1"));
        assert_eq!(key_of(&none, "key=&q=a"), None);
        assert_eq!(key_of(&none, "keys=a"), None);
        assert_eq!(key_of(&with("x-api-key", "vk_1"), "key=vk_2").as_deref(), Some("vk_1"));
        assert_eq!(key_of(&with("authorization", "bearer  vk_1"), "").as_deref(), Some("vk_1"));
        assert_eq!(key_of(&with("authorization", "Basic abc"), "key=vk_2").as_deref(), Some("vk_2"));
        assert_eq!(key_of(&with("authorization", "Bearer eyJhbGc"), "key=vk_2").as_deref(), Some("vk_2"));
        // As clients of Elasticsearch give theirs: `id:vk_1`, `vk_1`, and something that is no key of ours.
        for (header, expected) in [
            ("ApiKey aWQ6dmtfMQ==", Some("vk_1")),
            ("ApiKey dmtfMQ==", Some("vk_1")),
            ("ApiKey vk_1", Some("vk_1")),
            ("Basic aWQ6dmtfMQ==", Some("vk_1")),
            ("Basic dXNlcjpzZWNyZXQ=", None),
            ("Basic !", None),
        ] {
            assert_eq!(key_of(&with("authorization", header), "").as_deref(), expected, "{header}");
        }
        assert_eq!(key_of(&with("x-api-key", ""), "key=vk_2").as_deref(), Some("vk_2"));
        assert_eq!(key_of(&with("x-algolia-api-key", "vk_1"), "").as_deref(), Some("vk_1"));
    }

    #[test]
    fn neither_handlers_nor_logs_see_it() {
        for (address, stripped, logged) in [
            ("/a?q=1&key=vk_1&z=2", "/a?q=1&z=2", "q=1&key=***&z=2"),
            ("/a?key=vk_1", "/a", "key=***"),
            ("/a?%6Bey=vk_1&q=1", "/a?q=1", "%6Bey=***&q=1"),
            ("/a?q=1", "/a?q=1", "q=1"),
        ] {
            let uri: Uri = address.parse().unwrap();
            assert_eq!(without_key(&uri).unwrap().to_string(), stripped);
            assert_eq!(masked(uri.query().unwrap()), logged);
        }
    }
}
