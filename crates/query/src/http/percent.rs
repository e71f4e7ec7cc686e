//! Strict reading of percent-encoded text: what is not UTF-8 is told, not replaced.

/// The text of a name or value in a query string, where `+` stands for a space.
pub(crate) fn decode(raw: &str) -> Option<String> {
    String::from_utf8(decode_bytes(raw)?).ok()
}

/// The text if it can be read, else what was received.
pub(crate) fn decode_lossy(raw: &str) -> String {
    decode(raw).unwrap_or_else(|| raw.to_owned())
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
