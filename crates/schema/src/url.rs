use ::url::{Url, form_urlencoded};

use crate::convert::hash_bytes;

/// Query parameters that say where a reader came from and nothing of what the page shows.
const TRACKING: [&str; 13] = [
    "_openstat",
    "dclid",
    "erid",
    "fbclid",
    "gbraid",
    "gclid",
    "igshid",
    "mc_cid",
    "mc_eid",
    "twclid",
    "wbraid",
    "yclid",
    "ysclid",
];

/// The form of an address that is equal for all ways to write it: without scheme, `www.`, standard port, fragment,
/// slash at the end and parameters that only tell where a reader came from; other parameters in the order of their
/// names. `None` is no address of an article: not HTTP, or just a site.
///
/// ```
/// use vestnik_schema::canonical_url;
///
/// let canonical = canonical_url("HTTPS://www.Example.ru:443/news/1/?utm_source=rss&b=2&a=1#top");
/// assert_eq!(canonical.as_deref(), Some("example.ru/news/1?a=1&b=2"));
/// assert_eq!(canonical_url("https://example.ru/"), None);
/// ```
pub fn canonical_url(address: &str) -> Option<String> {
    let url = Url::parse(address.trim()).ok().filter(|url| matches!(url.scheme(), "http" | "https"))?;
    let host = url.host_str()?;
    let mut canonical = host.strip_prefix("www.").unwrap_or(host).to_owned();
    if let Some(port) = url.port() {
        canonical += &format!(":{port}");
    }
    let path = url.path().trim_end_matches('/');
    canonical += path;
    let mut parameters: Vec<_> = url.query_pairs().filter(|(name, _)| !is_tracking(name)).collect();
    parameters.sort();
    if !parameters.is_empty() {
        let written = form_urlencoded::Serializer::new(String::new()).extend_pairs(parameters).finish();
        canonical += &format!("?{written}");
    } else if path.is_empty() {
        return None;
    }
    Some(canonical)
}

/// Hash of [`canonical_url`].
pub fn url_key(address: &str) -> Option<u64> {
    canonical_url(address).map(|canonical| hash_bytes(canonical.as_bytes()))
}

fn is_tracking(name: &str) -> bool {
    let name = name.to_ascii_lowercase();
    name.starts_with("utm_") || TRACKING.contains(&name.as_str())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_of_one_page_are_one() {
        let table = [
            ("http://a.ru/x/", Some("a.ru/x")),
            ("https://www.a.ru/x", Some("a.ru/x")),
            ("https://a.ru:8080/x", Some("a.ru:8080/x")),
            ("https://a.ru/x?id=1&UTM_campaign=b&yclid=2", Some("a.ru/x?id=1")),
            ("https://a.ru/?p=17", Some("a.ru?p=17")),
            ("https://a.ru/новость", Some("a.ru/%D0%BD%D0%BE%D0%B2%D0%BE%D1%81%D1%82%D1%8C")),
            ("https://пример.рф/x", Some("xn--e1afmkfd.xn--p1ai/x")),
            ("https://a.ru/X", Some("a.ru/X")),
            ("https://a.ru?utm_source=x", None),
            ("https://a.ru", None),
            ("/x", None),
            ("tag:a.ru,2020:1", None),
            ("", None),
        ];
        for (address, expected) in table {
            assert_eq!(canonical_url(address).as_deref(), expected, "{address}");
        }
    }
}
