//! Character classes that the tokenizer and the token filters share.

use unicode_normalization::char::is_combining_mark;

/// What a character does to a word.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum CharClass {
    /// Makes a word: letters of any script and numerals that are no plain digits.
    Letter,
    /// An ASCII, raised or lowered digit.
    Digit,
    /// Belongs to the letter before it.
    Mark,
    /// Is not seen and separates nothing: soft hyphen, zero-width characters, direction marks.
    Invisible,
    /// Belongs to a word when it stands between two letters.
    Apostrophe,
    /// Separates.
    Other,
}

pub(crate) fn classify(c: char) -> CharClass {
    match c {
        'a'..='z' | 'A'..='Z' | '\u{400}'..='\u{481}' | '\u{48A}'..='\u{52F}' => CharClass::Letter,
        '0'..='9' => CharClass::Digit,
        _ if is_apostrophe(c) => CharClass::Apostrophe,
        _ if c.is_ascii() => CharClass::Other,
        _ if is_invisible(c) => CharClass::Invisible,
        _ if is_combining_mark(c) => CharClass::Mark,
        _ if digit(c).is_some() => CharClass::Digit,
        // Letters in circles and squares are emoji, although Unicode calls them alphabetic.
        '\u{1F100}'..='\u{1F1FF}' => CharClass::Other,
        _ if c.is_alphanumeric() => CharClass::Letter,
        _ => CharClass::Other,
    }
}

/// Grave and acute stand in twice: U+1FEF and U+1FFD are equivalent to them.
pub(crate) fn is_apostrophe(c: char) -> bool {
    matches!(c, '\'' | '`' | '´' | '’' | '‘' | 'ʼ' | 'ʻ' | '\u{1FEF}' | '\u{1FFD}')
}

pub(crate) fn is_invisible(c: char) -> bool {
    matches!(
        c,
        '\u{AD}'
            | '\u{61C}'
            | '\u{180E}'
            | '\u{200B}'..='\u{200F}'
            | '\u{202A}'..='\u{202E}'
            | '\u{2060}'..='\u{2069}'
            | '\u{FEFF}'
    )
}

pub(crate) fn is_hyphen(c: char) -> bool {
    matches!(c, '-' | '\u{2010}' | '\u{2011}' | '\u{2212}')
}

pub(crate) fn is_cyrillic(c: char) -> bool {
    matches!(c, '\u{400}'..='\u{481}' | '\u{48A}'..='\u{52F}' | '\u{1C80}'..='\u{1C8A}' | '\u{A640}'..='\u{A66E}')
}

/// Returns the ASCII form of a plain, raised or lowered digit.
pub(crate) fn digit(c: char) -> Option<char> {
    let value = match c {
        '0'..='9' => return Some(c),
        '¹' => 1,
        '²' => 2,
        '³' => 3,
        '\u{2070}' | '\u{2074}'..='\u{2079}' => c as u32 - 0x2070,
        '\u{2080}'..='\u{2089}' => c as u32 - 0x2080,
        _ => return None,
    };
    char::from_digit(value, 10)
}

/// True for text of ASCII and U+0400–U+047F only, which is composed and has no marks.
pub(crate) fn is_plain(text: &str) -> bool {
    let mut bytes = text.bytes();
    while let Some(byte) = bytes.next() {
        match byte {
            0..=0x7F => {}
            0xD0 | 0xD1 => _ = bytes.next(),
            _ => return false,
        }
    }
    true
}

/// Returns the character that starts at the byte `at`.
pub(crate) fn char_at(text: &str, at: usize) -> Option<char> {
    text[at..].chars().next()
}

/// Returns the class of the character that starts at the byte `at`; the end of the text separates.
pub(crate) fn class_at(text: &str, at: usize) -> CharClass {
    char_at(text, at).map_or(CharClass::Other, classify)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn classes() {
        let table = [
            ("aZяЁѐїґӘѣΩ中ا٣½ǅ", CharClass::Letter),
            ("09²₂⁰", CharClass::Digit),
            ("\u{301}\u{306}\u{308}\u{345}\u{483}\u{FE0F}\u{20E3}", CharClass::Mark),
            ("\u{AD}\u{200B}\u{200D}\u{FEFF}\u{2060}\u{202E}", CharClass::Invisible),
            ("'’ʼ`\u{1FEF}", CharClass::Apostrophe),
            (" .-–—«»№$😀🅰🇷\u{A0}\u{2009}\u{FFFD}", CharClass::Other),
        ];
        for (chars, class) in table {
            for c in chars.chars() {
                assert_eq!(classify(c), class, "{c:?}");
            }
        }
    }

    #[test]
    fn only_ascii_and_common_cyrillic_is_plain() {
        assert!(is_plain("Ёлка, elka 5ѿ"));
        for text in ["за\u{301}мок", "Müller", "Қазақстан", "елка\u{AD}", "中"] {
            assert!(!is_plain(text), "{text}");
        }
    }
}
