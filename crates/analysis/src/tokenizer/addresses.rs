//! Web addresses: the host stays and is cut like any text; scheme, `www`, user, port, path and query are left out.
//!
//! An e-mail address needs no rule: its parts are separated by characters that separate words anyway.

use crate::chars::{CharClass, char_at, class_at, classify};

/// Where the host in which the cursor stands ends, and where text goes on.
pub(crate) struct Host {
    pub(crate) end: usize,
    pub(crate) resume: usize,
}

/// A scheme or `www`.
pub(crate) struct Prefix {
    /// Where the host begins.
    pub(crate) next: usize,
    /// What to leave out after the host; with `www` alone [`skip_tail`] finds it.
    pub(crate) host: Option<Host>,
}

/// Longest host by RFC 1035, and room for a user name.
const MAX_AUTHORITY_BYTES: usize = 320;

/// What is longer is no address, and an address must not swallow a text that has no spaces.
const MAX_PATH_BYTES: usize = 2048;

/// Top-level domains in Cyrillic. Latin ones are any two to six letters.
const CYRILLIC_DOMAINS: [&str; 10] =
    ["рф", "рус", "москва", "дети", "сайт", "онлайн", "орг", "ком", "бел", "укр"];

/// Returns the prefix of an address if the word at `from..to` is one. There is no scheme inside a host.
pub(crate) fn prefix(text: &str, from: usize, to: usize, in_host: bool) -> Option<Prefix> {
    match text.as_bytes().get(to) {
        Some(b':') if !in_host => scheme(text, from, to),
        Some(b'.') if text[from..to].eq_ignore_ascii_case("www") && is_word_at(text, to + 1) => {
            Some(Prefix { next: to + 1, host: None })
        }
        _ => None,
    }
}

fn scheme(text: &str, from: usize, to: usize) -> Option<Prefix> {
    let word = &text.as_bytes()[from..to];
    if !(2..=10).contains(&word.len()) || !word.iter().all(u8::is_ascii_alphabetic) {
        return None;
    }
    let authority = text[to..].strip_prefix("://")?;
    let start = text.len() - authority.len();
    let end = start
        + authority.find(|c| is_address_end(c) || matches!(c, '/' | '?' | '#')).unwrap_or(authority.len());
    if end - start > MAX_AUTHORITY_BYTES {
        return None;
    }
    let next = text[start..end].rfind('@').map_or(start, |user| start + user + 1);
    let host_end = text[next..end].find(':').map_or(end, |port| next + port);
    is_word_at(text, next)
        .then(|| Prefix { next, host: Some(Host { end: host_end, resume: address_end(text, end) }) })
}

/// Returns where text goes on after the word at `from..to`: right there, or behind the port and path if the word
/// ends a host, as in `rbc.ru/politics`.
pub(crate) fn skip_tail(text: &str, from: usize, to: usize) -> usize {
    let after_port = match text.as_bytes().get(to) {
        Some(b':') => port_end(text, to),
        Some(b'/') => Some(to),
        _ => None,
    };
    let Some(after_port) = after_port.filter(|_| ends_host(text, from, to)) else { return to };
    match text[after_port..].strip_prefix('/').map(|path| path.chars().next()) {
        // «Lenta.ru/РИА Новости» are two agencies, not an address.
        Some(Some(c)) if !c.is_ascii() && text[from..to].is_ascii() => after_port,
        Some(_) => address_end(text, after_port),
        None => after_port,
    }
}

fn port_end(text: &str, colon: usize) -> Option<usize> {
    let digits = text.as_bytes()[colon + 1..].iter().take_while(|byte| byte.is_ascii_digit()).count();
    let end = colon + 1 + digits;
    let ends = char_at(text, end).is_none_or(|c| c == '/' || c.is_whitespace());
    ((2..=5).contains(&digits) && ends).then_some(end)
}

fn ends_host(text: &str, from: usize, to: usize) -> bool {
    let Some(domain) = text[..from].strip_suffix('.') else { return false };
    if !domain
        .chars()
        .next_back()
        .is_some_and(|c| matches!(classify(c), CharClass::Letter | CharClass::Digit))
    {
        return false;
    }
    let word = &text[from..to];
    let is_latin = (2..=6).contains(&word.len()) && word.bytes().all(|byte| byte.is_ascii_alphabetic());
    is_latin || CYRILLIC_DOMAINS.iter().any(|name| word.chars().flat_map(char::to_lowercase).eq(name.chars()))
}

fn address_end(text: &str, from: usize) -> usize {
    let rest = &text[from..];
    match rest.char_indices().find(|&(at, c)| at > MAX_PATH_BYTES || is_address_end(c)) {
        Some((at, _)) => from + at,
        None => text.len(),
    }
}

fn is_address_end(c: char) -> bool {
    c.is_whitespace() || c.is_control() || "\"«»„“”<>()[]{}|\\^".contains(c)
}

fn is_word_at(text: &str, at: usize) -> bool {
    matches!(class_at(text, at), CharClass::Letter | CharClass::Digit)
}
