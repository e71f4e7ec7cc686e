//! Text inside HTML, JavaScript and addresses.

/// Text inside an element or a quoted attribute.
pub(crate) fn html(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for letter in text.chars() {
        match letter {
            '&' => escaped.push_str("&amp;"),
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '"' => escaped.push_str("&quot;"),
            other => escaped.push(other),
        }
    }
    escaped
}

/// A string literal of JavaScript that may stand inside a `<script>` too.
pub(crate) fn js(text: &str) -> String {
    let mut literal = String::with_capacity(text.len() + 2);
    literal.push('\'');
    for letter in text.chars() {
        match letter {
            '\'' | '\\' => literal.extend(['\\', letter]),
            '<' => literal.push_str("\\x3c"),
            '\u{2028}' => literal.push_str("\\u2028"),
            '\u{2029}' => literal.push_str("\\u2029"),
            other => literal.push(other),
        }
    }
    literal.push('\'');
    literal
}

/// A query string of these names and values.
pub(crate) fn query<V: AsRef<str>>(pairs: impl IntoIterator<Item = (&'static str, V)>) -> String {
    let pairs = pairs.into_iter().map(|(name, value)| format!("{name}={}", component(value.as_ref())));
    pairs.collect::<Vec<_>>().join("&")
}

fn component(text: &str) -> String {
    let mut encoded = String::with_capacity(text.len());
    for byte in text.bytes() {
        match byte {
            b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'-' | b'_' | b'.' | b'~' => {
                encoded.push(char::from(byte))
            }
            other => encoded.push_str(&format!("%{other:02X}")),
        }
    }
    encoded
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_gets_out_of_its_quotes() {
        assert_eq!(html("<a b=\"c\" d='e'>&amp;"), "&lt;a b=&quot;c&quot; d='e'&gt;&amp;amp;");
        assert_eq!(js("a'b\\c</script>\u{2028}"), "'a\\'b\\\\c\\x3c/script>\\u2028'");
        assert_eq!(query([("q", "a b&c=d"), ("x", "ё")]), "q=a%20b%26c%3Dd&x=%D1%91");
    }
}
