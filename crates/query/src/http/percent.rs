//! Percent-encoded text. Reading is strict: what is not UTF-8 is told, not replaced.

/// The text of a name or value in a query string, where `+` stands for a space.
pub(crate) fn decode(raw: &str) -> Option<String> {
    String::from_utf8(decode_bytes(raw)?).ok()
}

/// The text if it can be read, else what was received.
pub(crate) fn decode_lossy(raw: &str) -> String {
    decode(raw).unwrap_or_else(|| raw.to_owned())
}

/// A text as one segment of a path, slashes and all.
pub(crate) fn encode_segment(text: &str) -> String {
    let mut encoded = String::with_capacity(text.len());
    for byte in text.bytes() {
        match byte {
            b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'-' | b'_' | b'.' | b'~' => {
                encoded.push(char::from(byte));
            }
            other => {
                encoded.push('%');
                let digits = [other >> 4, other & 15].map(|digit| char::from_digit(u32::from(digit), 16));
                encoded.extend(digits.into_iter().flatten().map(|digit| digit.to_ascii_uppercase()));
            }
        }
    }
    encoded
}

fn decode_bytes(raw: &str) -> Option<Vec<u8>> {
    let mut decoded = Vec::with_capacity(raw.len());
    let mut bytes = raw.bytes();
    while let Some(byte) = bytes.next() {
        decoded.push(match byte {
            b'+' => b' ',
            b'%' => hex(bytes.next()?)? << 4 | hex(bytes.next()?)?,
            other => other,
        });
    }
    Some(decoded)
}

fn hex(digit: u8) -> Option<u8> {
    char::from(digit).to_digit(16).and_then(|value| u8::try_from(value).ok())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_segment_reads_back_as_its_text() {
        for text in ["a/b:c", "https://a.example/?x=1&y=2#z", "ё +%", "..", "", "\u{0}\n\"<"] {
            let encoded = encode_segment(text);
            assert!(!encoded.contains(['/', '?', '#', '+', ' ', '"', '<']), "{encoded}");
            assert_eq!(decode(&encoded).as_deref(), Some(text));
        }
    }
}
