//! The tokenizer: where words, numbers, abbreviations and addresses begin and end.
//!
//! It cuts text into [`Piece`]s and changes nothing in it. Every look ahead is bounded or done once per piece, so
//! the time is linear in the text.

mod abbreviations;
mod addresses;
mod numbers;

use crate::chars::{CharClass, char_at, class_at, classify};

pub(crate) use numbers::write_number;

/// A part of the text that becomes one token.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Piece {
    pub(crate) from: usize,
    pub(crate) to: usize,
    pub(crate) kind: PieceKind,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum PieceKind {
    /// The token filters make the term.
    Word,
    /// [`write_number`] makes the term.
    Number,
    /// The term is known.
    Fixed(&'static str),
}

/// The pieces of one text, in order.
pub(crate) struct Pieces<'a> {
    text: &'a str,
    at: usize,
    /// Set while the cursor is in the host of a web address, whose rest is left out.
    host: Option<addresses::Host>,
    whole_value: bool,
}

impl<'a> Pieces<'a> {
    /// Cuts running text.
    pub(crate) fn words(text: &'a str) -> Self {
        Self { text, at: 0, host: None, whole_value: false }
    }

    /// Takes the text, without white space at its ends, as one piece.
    pub(crate) fn whole_value(text: &'a str) -> Self {
        Self { text, at: 0, host: None, whole_value: true }
    }

    pub(crate) fn next(&mut self) -> Option<Piece> {
        if self.whole_value {
            return self.next_value();
        }
        loop {
            self.skip_separators();
            if self.at == self.text.len() {
                return None;
            }
            if class_at(self.text, self.at) == CharClass::Digit {
                let piece = numbers::scan(self.text, self.at);
                self.at = piece.to;
                return Some(piece);
            }
            if let Some(piece) = self.next_word() {
                return Some(piece);
            }
        }
    }

    fn next_value(&mut self) -> Option<Piece> {
        let rest = &self.text[self.at..];
        self.at = self.text.len();
        let from = rest.len() - rest.trim_start().len();
        let to = rest.trim_end().len();
        (from < to).then_some(Piece { from, to, kind: PieceKind::Word })
    }

    /// Returns the word at the cursor, or nothing if it only announces an address.
    fn next_word(&mut self) -> Option<Piece> {
        let from = self.at;
        let to = word_end(self.text, from);
        if ends_plainly(self.text, to) {
            self.at = to;
            return Some(Piece { from, to, kind: PieceKind::Word });
        }
        if let Some(prefix) = addresses::prefix(self.text, from, to, self.host.is_some()) {
            self.at = prefix.next;
            self.host = prefix.host.or(self.host.take());
            return None;
        }
        if let Some(piece) = abbreviations::scan(self.text, from, to) {
            self.at = piece.to;
            return Some(piece);
        }
        self.at = addresses::skip_tail(self.text, from, to);
        Some(Piece { from, to, kind: PieceKind::Word })
    }

    /// Moves to the next letter or digit, or to the end.
    fn skip_separators(&mut self) {
        loop {
            self.at = next_start(self.text, self.at);
            match self.host.take_if(|host| self.at >= host.end) {
                Some(host) => self.at = self.at.max(host.resume),
                None => return,
            }
        }
    }
}

/// Whether what follows a word rules an abbreviation or an address out, as it does nearly always.
fn ends_plainly(text: &str, to: usize) -> bool {
    matches!(text.as_bytes().get(to), None | Some(b' ' | b'\n' | b',' | b'"' | b')' | b'?' | b'!' | b';'))
}

fn next_start(text: &str, from: usize) -> usize {
    let bytes = text.as_bytes();
    let mut at = from;
    while let Some(&byte) = bytes.get(at) {
        match byte {
            0..=0x7F if !byte.is_ascii_alphanumeric() => at += 1,
            0..=0x7F | 0xD0 | 0xD1 => return at,
            _ => match char_at(text, at) {
                Some(c) if !matches!(classify(c), CharClass::Letter | CharClass::Digit) => at += c.len_utf8(),
                _ => return at,
            },
        }
    }
    at
}

/// Returns the end of the word that starts at `from`: of its letters, digits and marks, with single apostrophes
/// between letters and invisible characters anywhere inside.
fn word_end(text: &str, from: usize) -> usize {
    let bytes = text.as_bytes();
    let mut at = from;
    let mut end = from;
    let mut after_letter = false;
    loop {
        // Nearly all of Russian text is Cyrillic with a lead byte of D0 or D1, or ASCII.
        while let Some(&byte) = bytes.get(at) {
            match byte {
                0xD0 | 0xD1 => at += 2,
                _ if byte.is_ascii_alphabetic() => at += 1,
                _ => break,
            }
            end = at;
            after_letter = true;
        }
        if let Some(b' ' | b',' | b'.') = bytes.get(at) {
            return end;
        }
        let Some(c) = char_at(text, at) else { return end };
        let class = classify(c);
        at += c.len_utf8();
        match class {
            CharClass::Letter | CharClass::Digit => after_letter = class == CharClass::Letter,
            CharClass::Mark => {}
            CharClass::Invisible => continue,
            CharClass::Apostrophe if after_letter && class_at(text, at) == CharClass::Letter => continue,
            CharClass::Apostrophe | CharClass::Other => return end,
        }
        end = at;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, expected: &[&str]) {
        let mut pieces = Pieces::words(text);
        let mut found = Vec::new();
        while let Some(piece) = pieces.next() {
            found.push(&text[piece.from..piece.to]);
        }
        assert_eq!(found, expected, "{text:?}");
    }

    #[test]
    fn words() {
        check("", &[]);
        check(" \u{301}…\u{AD}", &[]);
        check("Мама мыла раму.", &["Мама", "мыла", "раму"]);
        check("за\u{301}мок", &["за\u{301}мок"]);
        check("пере\u{AD}нос\u{AD}", &["пере\u{AD}нос"]);
        check("«О’Нил»'", &["О’Нил"]);
        check("О''Нил 'а' 5'6", &["О", "Нил", "а", "5", "6"]);
        check("дом.Потом", &["дом", "Потом"]);
    }

    #[test]
    fn whole_values() {
        let value = |text| Pieces::whole_value(text).next().map(|piece| (piece.from, piece.to));
        assert_eq!(value("\u{A0} В мире "), Some((3, 14)));
        assert_eq!(value(" \t"), None);
        assert_eq!(value(""), None);
    }
}
