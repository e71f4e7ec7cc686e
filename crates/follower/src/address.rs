//! Which addresses may be asked.
//!
//! Whoever can put an address into a feed must not reach the network behind this server with it.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

use url::{Host, Url};

use crate::error::FetchError;

/// Parses an address and refuses what is never fetched: other schemes than HTTP, names and passwords, and ports of
/// other services.
pub(crate) fn parse(text: &str) -> Result<Url, FetchError> {
    let url = Url::parse(text.trim())
        .map_err(|error| FetchError::Address(format!("`{text}` is no web address: {error}")))?;
    check(&url)?;
    Ok(url)
}

/// Refuses addresses that are never fetched.
pub(crate) fn check(url: &Url) -> Result<(), FetchError> {
    let refuse = |reason: &str| Err(FetchError::Address(format!("`{url}` is not fetched: {reason}")));
    if !matches!(url.scheme(), "http" | "https") {
        return refuse("only http and https are");
    }
    if !url.username().is_empty() || url.password().is_some() {
        let mut bare = url.clone();
        let _ = bare.set_username("").and_then(|()| bare.set_password(None));
        return Err(FetchError::Address(format!(
            "`{bare}` is not fetched: it was given with a name or a password, and those are not sent"
        )));
    }
    match url.port_or_known_default() {
        Some(80 | 443 | 1024..) => Ok(()),
        _ => refuse("only the ports 80, 443 and those from 1024 are asked"),
    }
}

/// The host as it is told apart from others.
pub(crate) fn host_of(url: &Url) -> String {
    match url.host() {
        Some(Host::Domain(name)) => name.trim_end_matches('.').to_owned(),
        Some(host) => host.to_string(),
        None => String::new(),
    }
}

/// Whether an address belongs to a computer on the public Internet.
pub(crate) fn is_public(address: IpAddr) -> bool {
    match address {
        IpAddr::V4(address) => is_public_v4(address),
        IpAddr::V6(address) => is_public_v6(address),
    }
}

/// Networks of IPv4 that are not the public Internet, with the length of their prefix.
const SPECIAL_V4: [(Ipv4Addr, u32); 16] = [
    (Ipv4Addr::new(0, 0, 0, 0), 8),
    (Ipv4Addr::new(10, 0, 0, 0), 8),
    (Ipv4Addr::new(100, 64, 0, 0), 10),
    (Ipv4Addr::new(127, 0, 0, 0), 8),
    // Answers to virtual machines of Azure only, with their secrets.
    (Ipv4Addr::new(168, 63, 129, 16), 32),
    (Ipv4Addr::new(169, 254, 0, 0), 16),
    (Ipv4Addr::new(172, 16, 0, 0), 12),
    (Ipv4Addr::new(192, 0, 0, 0), 24),
    (Ipv4Addr::new(192, 0, 2, 0), 24),
    (Ipv4Addr::new(192, 88, 99, 0), 24),
    (Ipv4Addr::new(192, 168, 0, 0), 16),
    (Ipv4Addr::new(198, 18, 0, 0), 15),
    (Ipv4Addr::new(198, 51, 100, 0), 24),
    (Ipv4Addr::new(203, 0, 113, 0), 24),
    (Ipv4Addr::new(224, 0, 0, 0), 4),
    (Ipv4Addr::new(240, 0, 0, 0), 4),
];

fn is_public_v4(address: Ipv4Addr) -> bool {
    !SPECIAL_V4.iter().any(|(network, length)| {
        let mask = u32::MAX << (32 - length);
        address.to_bits() & mask == network.to_bits()
    })
}

fn is_public_v6(address: Ipv6Addr) -> bool {
    let [a, b, c, d, e, f, g, h] = address.segments();
    let v4 = |high: u16, low: u16| Ipv4Addr::from_bits(u32::from(high) << 16 | u32::from(low));
    match (a, b) {
        // An IPv4 address in the dress of IPv6, and one behind a translator.
        (0, 0) if (c, d, e, f) == (0, 0, 0, 0xffff) => is_public_v4(v4(g, h)),
        (0x64, 0xff9b) if (c, d, e, f) == (0, 0, 0, 0) => is_public_v4(v4(g, h)),
        (0x2002, _) => is_public_v4(v4(b, c)),
        // Teredo and other protocols, documentation.
        (0x2001, 0..=0x1ff | 0xdb8) | (0x3fff, 0..=0xfff) => false,
        // All that has been given to networks so far.
        (0x2000..=0x3fff, _) => true,
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_public_addresses_are_public() {
        let public = [
            "5.255.255.70",
            "77.88.8.8",
            "100.63.255.255",
            "100.128.0.0",
            "172.15.255.255",
            "172.32.0.1",
            "168.63.129.17",
            "192.0.1.1",
            "198.17.255.255",
            "223.255.255.255",
            "2a02:6b8::2:242",
            "2001:4860:4860::8888",
            "2001:200::1",
            "::ffff:77.88.8.8",
            "64:ff9b::77.88.8.8",
            "2002:4d58:808::1",
        ];
        let others = [
            "0.0.0.0",
            "0.1.2.3",
            "10.0.0.1",
            "100.64.0.1",
            "100.100.100.200",
            "127.0.0.1",
            "127.255.255.254",
            "168.63.129.16",
            "169.254.169.254",
            "172.16.0.1",
            "172.31.255.255",
            "192.0.0.192",
            "192.0.2.1",
            "192.88.99.1",
            "192.168.1.1",
            "198.18.0.1",
            "198.19.255.255",
            "198.51.100.7",
            "203.0.113.7",
            "224.0.0.1",
            "239.255.255.255",
            "240.0.0.1",
            "255.255.255.255",
            "::",
            "::1",
            "::127.0.0.1",
            "::ffff:127.0.0.1",
            "::ffff:169.254.169.254",
            "::ffff:0:127.0.0.1",
            "64:ff9b::10.0.0.1",
            "64:ff9b::169.254.169.254",
            "64:ff9b:1::77.88.8.8",
            "2002:7f00:1::1",
            "2002:a9fe:a9fe::",
            "2001::1",
            "2001:1::1",
            "2001:10::1",
            "2001:db8::1",
            "3fff::1",
            "100::1",
            "5f00::1",
            "fc00::1",
            "fd00:ec2::254",
            "fe80::1",
            "fec0::1",
            "ff02::1",
            "4000::1",
        ];
        for (addresses, expected) in [(&public[..], true), (&others[..], false)] {
            for address in addresses {
                assert_eq!(is_public(address.parse().unwrap()), expected, "{address}");
            }
        }
    }

    #[test]
    fn addresses_that_are_never_fetched() {
        let table = [
            ("https://a.ru/rss", true),
            ("http://a.ru:8080/rss", true),
            (" https://a.ru:443/rss ", true),
            ("https://пример.рф/лента", true),
            ("http://a.ru:22/", false),
            ("http://a.ru:25/", false),
            ("http://a.ru:0/", false),
            ("https://user@a.ru/", false),
            ("https://user:secret@a.ru/", false),
            ("https://:secret@a.ru/", false),
            ("ftp://a.ru/", false),
            ("file:///etc/passwd", false),
            ("gopher://a.ru:1070/", false),
            ("data:text/xml,x", false),
            ("a.ru/rss", false),
            ("", false),
        ];
        for (address, expected) in table {
            assert_eq!(parse(address).is_ok(), expected, "{address}");
        }
        let message = parse("https://user:secret@a.ru/").unwrap_err().to_string();
        assert!(!message.contains("secret") && message.contains("a.ru"), "{message}");
    }

    #[test]
    fn numbers_in_disguise_are_the_addresses_that_they_mean() {
        for address in ["http://2130706433/", "http://0x7f.1/", "http://017700000001/", "http://127.1/"] {
            assert_eq!(host_of(&parse(address).unwrap()), "127.0.0.1", "{address}");
        }
    }

    #[test]
    fn a_dot_at_the_end_makes_no_other_host() {
        assert_eq!(host_of(&parse("https://A.ru./x").unwrap()), "a.ru");
    }
}
