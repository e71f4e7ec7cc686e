//! Origins of pages: `scheme://host[:port]`, as browsers send them.

use crate::http::access::error::KeyError;

const ALLOWED: &str = "an origin such as https://example.ru or http://localhost:8000, or https://*.example.ru for \
     all its subdomains; without a path, a host with other letters than Latin ones as browsers send it (xn--…)";

/// Which origins may use a key.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct OriginRule {
    scheme: String,
    /// Without the star and the dot of a wildcard.
    host: String,
    port: Option<u16>,
    subdomains: bool,
}

impl OriginRule {
    /// Reads what an operator wrote.
    ///
    /// # Errors
    /// [`KeyError::Invalid`] if it is no origin.
    pub(crate) fn parse(text: &str) -> Result<Self, KeyError> {
        let invalid =
            || KeyError::Invalid { what: "origin", value: text.to_owned(), allowed: ALLOWED.to_owned() };
        let lower = text.trim().to_lowercase();
        let (scheme, rest) = lower.split_once("://").ok_or_else(invalid)?;
        let rest = rest.strip_suffix('/').unwrap_or(rest);
        let (subdomains, rest) = rest.strip_prefix("*.").map_or((false, rest), |rest| (true, rest));
        let rule = Self::of(scheme, rest, subdomains).ok_or_else(invalid)?;
        let has_domain = rule.host.contains('.') && !rule.host.starts_with('[');
        if subdomains && !has_domain { Err(invalid()) } else { Ok(rule) }
    }

    fn of(scheme: &str, authority: &str, subdomains: bool) -> Option<Self> {
        let (host, port) = split_port(authority)?;
        let default = match scheme {
            "https" => 443,
            "http" => 80,
            _ => return None,
        };
        let port = port.filter(|port| *port != default);
        is_host(host).then(|| Self { scheme: scheme.to_owned(), host: host.to_owned(), port, subdomains })
    }

    /// Whether it permits an origin that a browser sent.
    pub(crate) fn matches(&self, origin: &str) -> bool {
        let origin = origin.to_ascii_lowercase();
        let Some(sent) = origin.split_once("://").and_then(|(scheme, rest)| Self::of(scheme, rest, false))
        else {
            return false;
        };
        let is_host = match self.subdomains {
            false => sent.host == self.host,
            true => {
                sent.host.strip_suffix(&self.host).is_some_and(|rest| rest.len() > 1 && rest.ends_with('.'))
            }
        };
        is_host && sent.scheme == self.scheme && sent.port == self.port
    }

    /// The rule as a Content-Security-Policy writes it.
    pub(crate) fn source(&self) -> String {
        let star = if self.subdomains { "*." } else { "" };
        let port = self.port.map(|port| format!(":{port}")).unwrap_or_default();
        format!("{}://{star}{}{port}", self.scheme, self.host)
    }
}

/// Whether a page of this origin stands on this machine.
pub(crate) fn is_loopback_origin(origin: &str) -> bool {
    let web = origin.strip_prefix("http://").or_else(|| origin.strip_prefix("https://"));
    web.is_some_and(is_loopback_host)
}

/// Whether a host, with a port or without, names this machine.
pub(crate) fn is_loopback_host(authority: &str) -> bool {
    let lower = authority.to_ascii_lowercase();
    let Some((host, _)) = split_port(&lower) else { return false };
    let address = host.strip_prefix('[').and_then(|host| host.strip_suffix(']')).unwrap_or(host);
    host == "localhost"
        || host.ends_with(".localhost")
        || address.parse::<std::net::IpAddr>().is_ok_and(|address| address.to_canonical().is_loopback())
}

/// Scheme, host and port of an address.
pub(crate) fn origin_of(url: &str) -> Option<&str> {
    let (scheme, rest) = url.split_once("://")?;
    let end = rest.find(['/', '?', '#']).unwrap_or(rest.len());
    url.get(..scheme.len() + 3 + end)
}

fn split_port(authority: &str) -> Option<(&str, Option<u16>)> {
    let behind_address = authority.rfind(']').map_or(0, |end| end + 1);
    match authority.get(behind_address..)?.rfind(':') {
        None => Some((authority, None)),
        Some(colon) => {
            let (host, port) = authority.split_at(behind_address + colon);
            let digits = &port[1..];
            let is_number = digits.bytes().all(|byte| byte.is_ascii_digit());
            digits.parse().ok().filter(|_| is_number).map(|port| (host, Some(port)))
        }
    }
}

fn is_host(host: &str) -> bool {
    if let Some(address) = host.strip_prefix('[').and_then(|rest| rest.strip_suffix(']')) {
        return address.parse::<std::net::Ipv6Addr>().is_ok();
    }
    let is_label = |label: &str| {
        !label.is_empty() && label.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-_".contains(&byte))
    };
    host.split('.').all(is_label)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_origin_is_permitted_as_a_whole() {
        let exact = "https://example.ru";
        let wild = "https://*.example.ru";
        let local = "http://localhost:8000";
        for (rule, origin, expected) in [
            (exact, "https://example.ru", true),
            (exact, "https://example.ru:443", true),
            (exact, "HTTPS://Example.RU", true),
            (exact, "http://example.ru", false),
            (exact, "https://example.ru:8443", false),
            (exact, "https://www.example.ru", false),
            (exact, "https://evilexample.ru", false),
            (exact, "https://example.ru.evil.com", false),
            (exact, "https://example.ru@evil.com", false),
            (exact, "https://example.ru/", false),
            (exact, "https://example.ru.", false),
            (exact, "null", false),
            (exact, "", false),
            (wild, "https://www.example.ru", true),
            (wild, "https://a.b.example.ru", true),
            (wild, "https://example.ru", false),
            (wild, "https://.example.ru", false),
            (wild, "https://evilexample.ru", false),
            (wild, "https://www.example.ru:8443", false),
            (wild, "https://www.example.ru.evil.com", false),
            (local, "http://localhost:8000", true),
            (local, "http://localhost", false),
            ("http://[::1]:8000", "http://[::1]:8000", true),
            ("https://xn--80aswg.xn--p1ai", "https://xn--80aswg.xn--p1ai", true),
        ] {
            assert_eq!(OriginRule::parse(rule).unwrap().matches(origin), expected, "{rule} {origin}");
        }
    }

    #[test]
    fn what_is_no_origin_is_refused() {
        for text in [
            "",
            "*",
            "null",
            "example.ru",
            "https://",
            "https://*",
            "https://*.ru:x",
            "https://*.localhost",
            "https://exa*mple.ru",
            "https://example.ru/path",
            "https://example.ru?x",
            "ftp://example.ru",
            "https://сайт.рф",
            "https://example.ru:70000",
            "https://user@example.ru",
            "https://example..ru",
        ] {
            assert!(OriginRule::parse(text).is_err(), "{text}");
        }
        assert_eq!(OriginRule::parse(" https://Example.ru/ ").unwrap().source(), "https://example.ru");
    }

    #[test]
    fn this_machine_is_known_by_its_names() {
        for (host, expected) in [
            ("localhost", true),
            ("LOCALHOST:7700", true),
            ("news.localhost:1", true),
            ("127.0.0.1:7700", true),
            ("127.8.9.1", true),
            ("[::1]:7700", true),
            ("[::ffff:127.0.0.1]", true),
            ("localhost.example.ru", false),
            ("127.0.0.1.nip.io", false),
            ("192.168.0.1", false),
            ("0.0.0.0", false),
            ("", false),
        ] {
            assert_eq!(is_loopback_host(host), expected, "{host}");
        }
        assert!(is_loopback_origin("http://localhost:8000") && !is_loopback_origin("null"));
        assert!(!is_loopback_origin("file://localhost"));
    }

    #[test]
    fn an_origin_ends_before_the_path() {
        for (url, expected) in [
            ("https://example.ru/a?b#c", Some("https://example.ru")),
            ("https://example.ru", Some("https://example.ru")),
            ("https://example.ru:8443?x", Some("https://example.ru:8443")),
            ("about:blank", None),
        ] {
            assert_eq!(origin_of(url), expected);
        }
    }
}
