/// Address of a server as other sites reach it, such as `https://search.example` or `https://site.example/archive`.
/// It holds no character that means something in HTML, JavaScript or a header.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Endpoint(String);

impl Default for Endpoint {
    /// An address to be replaced.
    fn default() -> Self {
        Self("https://search.example".to_owned())
    }
}

impl Endpoint {
    /// Reads an address with `http` or `https`, without user, query and fragment; slashes at its end are dropped.
    /// A host with letters outside of ASCII has to be written in punycode.
    pub fn read(text: &str) -> Option<Self> {
        let text = text.trim().trim_end_matches('/');
        let (scheme, rest) = text.split_once("://")?;
        let scheme = ["http", "https"].into_iter().find(|known| scheme.eq_ignore_ascii_case(known))?;
        let (host, path) = rest.split_at(rest.find('/').unwrap_or(rest.len()));
        let is_host = |byte: u8| byte.is_ascii_alphanumeric() || b".-_:[]".contains(&byte);
        let is_path = |byte: u8| byte.is_ascii_alphanumeric() || b".-_~/%".contains(&byte);
        let is_valid = host.starts_with(|first: char| first.is_ascii_alphanumeric() || first == '[')
            && host.bytes().all(is_host)
            && path.bytes().all(is_path);
        is_valid.then(|| Self(format!("{scheme}://{}{path}", host.to_ascii_lowercase())))
    }

    /// The address, without a slash at its end.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Scheme, host and port.
    pub fn origin(&self) -> &str {
        let (scheme, rest) = self.0.split_once("://").unwrap_or_default();
        let end = scheme.len() + "://".len() + rest.find('/').unwrap_or(rest.len());
        self.0.get(..end).unwrap_or_default()
    }

    /// Host and port.
    pub(crate) fn host(&self) -> &str {
        self.origin().split_once("://").map(|(_, host)| host).unwrap_or_default()
    }

    pub(crate) fn scheme(&self) -> &str {
        self.0.split_once("://").map(|(scheme, _)| scheme).unwrap_or_default()
    }

    /// What stands behind the origin.
    pub(crate) fn path(&self) -> &str {
        self.0.get(self.origin().len()..).unwrap_or_default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_addresses_of_servers_are_taken() {
        let table = [
            ("https://search.example", Some("https://search.example")),
            (" HTTPS://Search.Example:8443/ ", Some("https://search.example:8443")),
            ("http://[::1]:7700", Some("http://[::1]:7700")),
            ("https://site.example/Archive//", Some("https://site.example/Archive")),
            ("search.example", None),
            ("https://", None),
            ("javascript://search.example/%0aalert(1)", None),
            ("https://user@search.example", None),
            ("https://search.example/?q", None),
            ("https://search.example/;x", None),
            ("https://search.example\"><script>", None),
            ("https://архив.example", None),
        ];
        for (text, expected) in table {
            assert_eq!(Endpoint::read(text).as_ref().map(Endpoint::as_str), expected, "{text}");
        }
    }

    #[test]
    fn an_address_has_an_origin_and_a_path() {
        let endpoint = Endpoint::read("https://site.example:1/archive").unwrap();
        assert_eq!((endpoint.origin(), endpoint.path()), ("https://site.example:1", "/archive"));
        assert_eq!((endpoint.scheme(), endpoint.host()), ("https", "site.example:1"));
    }
}
