use super::Flaw;
use crate::SkipReason;

/// Says where bytes stop being UTF-8, and what they may be instead.
pub(super) fn bad_utf8(bytes: &[u8]) -> Flaw {
    let valid = bytes.utf8_chunks().next().map_or(0, |chunk| chunk.valid().len());
    let place = format!("not UTF-8 from byte {} of the record on", valid + 1);
    Flaw::new(SkipReason::BadUtf8, with_hint(place, bytes))
}

/// Adds to `detail` what encoding `bytes` are in, if they look like one that must be converted first.
pub(super) fn with_hint(mut detail: String, bytes: &[u8]) -> String {
    if let Some((name, option)) = guess(bytes) {
        detail += &format!(
            "; it looks like {name}; convert it to UTF-8 first, for example with iconv -f {option} -t utf-8"
        );
    }
    detail
}

/// With fewer letters a damaged byte or two would be taken for a whole text.
const MIN_LETTERS: usize = 4;

/// The name of the encoding, and what `iconv` calls it.
fn guess(bytes: &[u8]) -> Option<(&'static str, &'static str)> {
    let count = |wanted: fn(u8) -> bool| bytes.iter().filter(|byte| wanted(**byte)).count();
    let has_mark = bytes.starts_with(&[0xff, 0xfe]) || bytes.starts_with(&[0xfe, 0xff]);
    let num_nuls = count(|byte| byte == 0);
    // Every unit of ASCII has a NUL; those of Cyrillic have a 4 instead.
    if has_mark || (num_nuls > 0 && (num_nuls + count(|byte| byte == 4)) * 3 >= bytes.len()) {
        return Some(("UTF-16", "utf-16"));
    }
    let num_letters = count(|byte| byte >= 0xc0);
    // In UTF-8 at most every second byte of a Cyrillic text is so high.
    let is_cyrillic = num_letters >= MIN_LETTERS && num_letters * 3 > count(|byte| byte >= 0x80) * 2;
    (is_cyrillic && std::str::from_utf8(bytes).is_err()).then_some(("windows-1251", "windows-1251"))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Cyrillic letters as windows-1251 has them.
    fn windows_1251(text: &str) -> Vec<u8> {
        let byte = |letter: char| match letter {
            'А'..='я' => u8::try_from(letter as u32 - 'А' as u32 + 0xc0).unwrap(),
            'ё' => 0xb8,
            _ => u8::try_from(letter).unwrap(),
        };
        text.chars().map(byte).collect()
    }

    #[test]
    fn encodings_are_guessed_from_their_bytes() {
        let utf_16 = |text: &str| text.encode_utf16().flat_map(u16::to_le_bytes).collect::<Vec<_>>();
        let text = "{\"id\": 1, \"title\": \"Ещё один мост открыт\"}";
        let name = |bytes: &[u8]| guess(bytes).map(|(name, _)| name);
        assert_eq!(name(&windows_1251(text)), Some("windows-1251"));
        assert_eq!(name(&utf_16(text)), Some("UTF-16"));
        assert_eq!(name(&utf_16("\u{feff}Заголовок")), Some("UTF-16"));
        assert_eq!(name(text.as_bytes()), None);
        assert_eq!(name(&[text.as_bytes(), b"\xff".as_slice()].concat()), None);
        assert_eq!(name(b"{\"title\": \"\xff\xfe\"}"), None);
    }
}
