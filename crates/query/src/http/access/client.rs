//! Whose request it is.

use std::net::IpAddr;

use axum::http::{HeaderMap, HeaderName, Version, header};

const X_FORWARDED_FOR: HeaderName = HeaderName::from_static("x-forwarded-for");
/// What only a proxy sends.
const OF_PROXIES: [&str; 8] = [
    "x-forwarded-for",
    "x-forwarded-host",
    "x-forwarded-proto",
    "x-forwarded-server",
    "x-real-ip",
    "forwarded",
    "via",
    "cf-connecting-ip",
];
/// Proxies in a row that are looked at; a longer chain is nobody's set-up.
const MAX_HOPS: usize = 32;

/// Addresses that begin alike: `10.0.0.0/8`, `::1`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Network {
    address: IpAddr,
    bits: u8,
}

impl std::str::FromStr for Network {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let wrong = || format!("{text:?} is no address and no network; write 10.0.0.1, 10.0.0.0/8 or ::1");
        let (address, bits) = text.trim().split_once('/').map_or((text.trim(), None), |(a, b)| (a, Some(b)));
        let address: IpAddr = address.parse().map_err(|_| wrong())?;
        let most = if address.is_ipv4() { 32 } else { 128 };
        let bits = bits.map_or(Ok(most), |bits| bits.parse().map_err(|_| wrong()))?;
        if bits > most { Err(wrong()) } else { Ok(Self { address, bits }) }
    }
}

impl Network {
    /// Whether an address lies in it.
    pub fn contains(&self, address: IpAddr) -> bool {
        match (self.address, address) {
            (IpAddr::V4(one), IpAddr::V4(other)) => {
                alike(u32::from(one).into(), u32::from(other).into(), 32, self.bits)
            }
            (IpAddr::V6(one), IpAddr::V6(other)) => alike(one.into(), other.into(), 128, self.bits),
            _ => false,
        }
    }
}

fn alike(one: u128, other: u128, width: u32, bits: u8) -> bool {
    let shift = width - u32::from(bits);
    one.checked_shr(shift).unwrap_or(0) == other.checked_shr(shift).unwrap_or(0)
}

/// The client behind a connection.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Client {
    pub(crate) address: IpAddr,
    /// Whether somebody whom nobody configured says that the request is another's.
    pub(crate) is_doubtful: bool,
}

impl Client {
    /// Whose request came from `peer`: what the proxies among `trusted` say, else the peer's own.
    pub(crate) fn of(peer: IpAddr, headers: &HeaderMap, trusted: &[Network]) -> Self {
        let is_trusted = |address: IpAddr| trusted.iter().any(|network| network.contains(address));
        let peer = peer.to_canonical();
        if !is_trusted(peer) {
            return Self {
                address: peer,
                is_doubtful: OF_PROXIES.iter().any(|name| headers.contains_key(*name)),
            };
        }
        let mut address = peer;
        for hop in hops(headers).into_iter().rev().take(MAX_HOPS) {
            // What stands before something unreadable was written by nobody in particular.
            let Some(hop) = hop else { return Self { address, is_doubtful: true } };
            address = hop;
            if !is_trusted(hop) {
                break;
            }
        }
        Self { address, is_doubtful: false }
    }

    /// The same, seen how the request came: as nginx sends it on unless it is told otherwise, by HTTP/1.0 and for one
    /// request only, it may be anybody's.
    pub(crate) fn met(self, version: Version, headers: &HeaderMap) -> Self {
        let is_closed = headers.get(header::CONNECTION).is_some_and(|value| value.as_bytes() == b"close");
        let is_plain_proxy = version == Version::HTTP_10 && is_closed;
        Self { is_doubtful: self.is_doubtful || is_plain_proxy, ..self }
    }

    /// What counts as one client: an address, of IPv6 a network, because everybody has a whole one.
    pub(crate) fn group(&self) -> IpAddr {
        match self.address {
            IpAddr::V4(_) => self.address,
            IpAddr::V6(address) => IpAddr::V6((u128::from(address) >> 64 << 64).into()),
        }
    }
}

/// The addresses that proxies wrote down, the nearest last. One header alone: a proxy that writes it hands on what the
/// client says in any other.
fn hops(headers: &HeaderMap) -> Vec<Option<IpAddr>> {
    let values = headers.get_all(X_FORWARDED_FOR).iter().map(|value| value.to_str().unwrap_or("?"));
    values.flat_map(|value| value.split(',')).map(read_address).collect()
}

/// An address, with a port or without.
fn read_address(text: &str) -> Option<IpAddr> {
    let text = text.trim();
    let bare = text.strip_prefix('[').and_then(|rest| rest.split_once(']')).map_or(text, |(host, _)| host);
    let address = bare.parse().ok().or_else(|| bare.split_once(':').and_then(|(host, _)| host.parse().ok()));
    address.map(|address: IpAddr| address.to_canonical())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn client(peer: &str, headers: &[(&'static str, &str)], trusted: &[&str]) -> Client {
        let mut map = HeaderMap::new();
        for (name, value) in headers {
            map.append(*name, value.parse().unwrap());
        }
        let trusted: Vec<Network> = trusted.iter().map(|text| text.parse().unwrap()).collect();
        Client::of(peer.parse().unwrap(), &map, &trusted)
    }

    #[test]
    fn a_network_holds_what_begins_alike() {
        for (network, address, expected) in [
            ("10.0.0.0/8", "10.255.1.2", true),
            ("10.0.0.0/8", "11.0.0.1", false),
            ("192.168.1.1", "192.168.1.1", true),
            ("192.168.1.1", "192.168.1.2", false),
            ("0.0.0.0/0", "8.8.8.8", true),
            ("0.0.0.0/0", "::1", false),
            ("::/0", "2001:db8::1", true),
            ("2001:db8::/32", "2001:db9::1", false),
            ("10.1.2.3/16", "10.1.99.1", true),
        ] {
            let network: Network = network.parse().unwrap();
            assert_eq!(network.contains(address.parse().unwrap()), expected, "{network:?} {address}");
        }
        for wrong in ["", "10.0.0", "10.0.0.0/33", "::1/129", "localhost", "10.0.0.0/-1", "10.0.0.0/"] {
            assert!(wrong.parse::<Network>().is_err(), "{wrong}");
        }
    }

    #[test]
    fn only_a_configured_proxy_is_believed() {
        let trusted = &["127.0.0.1", "10.0.0.0/8"][..];
        type Row<'a> = (&'a str, &'a [(&'static str, &'a str)], &'a [&'a str], &'a str);
        let table: [Row<'_>; 10] = [
            ("203.0.113.5", &[("x-forwarded-for", "127.0.0.1")], trusted, "203.0.113.5"),
            ("127.0.0.1", &[("x-forwarded-for", "203.0.113.9")], trusted, "203.0.113.9"),
            ("127.0.0.1", &[("x-forwarded-for", "1.1.1.1, 203.0.113.9")], trusted, "203.0.113.9"),
            ("127.0.0.1", &[("x-forwarded-for", "203.0.113.9, 10.1.1.1")], trusted, "203.0.113.9"),
            ("127.0.0.1", &[("x-forwarded-for", "203.0.113.9, junk, 10.1.1.1")], trusted, "10.1.1.1"),
            ("127.0.0.1", &[("x-forwarded-for", "203.0.113.9:4711")], trusted, "203.0.113.9"),
            ("127.0.0.1", &[("x-forwarded-for", "[2001:db8::7]:99")], trusted, "2001:db8::7"),
            (
                "127.0.0.1",
                &[("forwarded", "for=198.51.100.1"), ("x-forwarded-for", "203.0.113.9")],
                trusted,
                "203.0.113.9",
            ),
            ("::ffff:127.0.0.1", &[("x-forwarded-for", "203.0.113.9")], trusted, "203.0.113.9"),
            ("127.0.0.1", &[], trusted, "127.0.0.1"),
        ];
        for (peer, headers, trusted, expected) in table {
            let found = client(peer, headers, trusted);
            assert_eq!(found.address, expected.parse::<IpAddr>().unwrap(), "{peer} {headers:?}");
        }
    }

    #[test]
    fn a_stranger_who_speaks_for_others_is_doubtful() {
        assert!(client("127.0.0.1", &[("x-forwarded-for", "203.0.113.9")], &[]).is_doubtful);
        assert!(client("127.0.0.1", &[("forwarded", "for=x")], &[]).is_doubtful);
        assert!(client("127.0.0.1", &[("via", "1.1 cache")], &[]).is_doubtful);
        assert!(
            client("127.0.0.1", &[("x-forwarded-for", "203.0.113.9, unknown")], &["127.0.0.1"]).is_doubtful
        );
        assert!(!client("127.0.0.1", &[("x-forwarded-for", "203.0.113.9")], &["127.0.0.1"]).is_doubtful);
        assert!(!client("127.0.0.1", &[], &[]).is_doubtful);
    }

    #[test]
    fn a_client_of_ipv6_has_a_network() {
        let one = client("2001:db8:1:2:3:4:5:6", &[], &[]).group();
        assert_eq!(one, "2001:db8:1:2::".parse::<IpAddr>().unwrap());
    }
}
