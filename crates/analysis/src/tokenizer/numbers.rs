//! Numbers: decimals, groups of thousands, endings of ordinals, and letters right after digits.

use unicode_normalization::UnicodeNormalization;

use super::{Piece, PieceKind, word_end};
use crate::chars::{CharClass, char_at, class_at, classify, digit, is_cyrillic, is_hyphen};
use crate::filters::MAX_TERM_BYTES;

/// Endings of ordinals and cases after a hyphen: «5-й», «1990-х», «2024-го», «20-ти».
const ENDINGS: [&str; 40] = [
    "й", "я", "е", "м", "х", "ю", "го", "му", "ми", "мя", "ти", "тью", "ью", "ый", "ий", "ой", "ая", "яя",
    "ья", "ое", "ее", "ье", "ые", "ие", "ьи", "ых", "их", "ьих", "ую", "юю", "ым", "им", "ом", "ем", "ух",
    "ех", "ого", "его", "ыми", "ими",
];

/// The same written without a hyphen. Single letters are left out where they may be units: «5м» is five metres.
const GLUED_ENDINGS: [&str; 12] = ["й", "х", "го", "му", "ми", "ти", "ый", "ой", "ая", "ое", "ые", "ых"];

/// No ending is longer, even decomposed.
const MAX_ENDING_BYTES: usize = 12;

/// Six groups of thousands after the first are 10^20: more are a table, not a number.
const MAX_GROUPS: usize = 6;

/// Returns the piece that starts with the digit at `from`.
pub(crate) fn scan(text: &str, from: usize) -> Piece {
    let lead = leading_digits(text, from);
    match char_at(text, lead.next) {
        Some(letter) if classify(letter) == CharClass::Letter => glued(text, from, &lead, letter),
        _ if lead.pure => number(from, with_ending(text, number_end(text, from, lead.end))),
        _ => number(from, lead.end),
    }
}

/// Appends the term of a [`PieceKind::Number`]: its digits, with a dot for the decimal separator.
pub(crate) fn write_number(raw: &str, term: &mut String) {
    for c in raw.chars() {
        match digit(c) {
            Some(digit) => term.push(digit),
            None if c == ',' || c == '.' => term.push('.'),
            None if is_hyphen(c) || classify(c) == CharClass::Letter => break,
            None => {}
        }
        if term.len() == MAX_TERM_BYTES {
            break;
        }
    }
    term.truncate(term.trim_end_matches('.').len());
}

fn number(from: usize, to: usize) -> Piece {
    Piece { from, to, kind: PieceKind::Number }
}

struct Lead {
    /// After the last digit and its marks.
    end: usize,
    /// At the next character that is seen.
    next: usize,
    /// True if there is nothing but ASCII digits.
    pure: bool,
}

fn leading_digits(text: &str, from: usize) -> Lead {
    let pure_end = ascii_digits_end(text, from);
    let mut lead = Lead { end: pure_end, next: pure_end, pure: true };
    while let Some(c) = char_at(text, lead.next) {
        match classify(c) {
            CharClass::Digit | CharClass::Mark => {
                lead.next += c.len_utf8();
                lead.end = lead.next;
            }
            CharClass::Invisible => lead.next += c.len_utf8(),
            CharClass::Letter | CharClass::Apostrophe | CharClass::Other => break,
        }
        lead.pure = false;
    }
    lead
}

fn ascii_digits_end(text: &str, from: usize) -> usize {
    from + text.as_bytes()[from..].iter().take_while(|byte| byte.is_ascii_digit()).count()
}

/// Digits with letters right after them. Cyrillic letters are a word of their own («20летие», «5млн», «2016г.»),
/// except in «4К» and «4х4»; other letters belong to the digits («5G», «3D», «1xbet»).
fn glued(text: &str, from: usize, lead: &Lead, letter: char) -> Piece {
    let run_end = word_end(text, lead.next);
    let run = &text[lead.next..run_end];
    if !is_cyrillic(letter) || is_name_part(run) {
        return Piece { from, to: run_end, kind: PieceKind::Word };
    }
    if is_one_of(run, &GLUED_ENDINGS) {
        return number(from, run_end);
    }
    number(from, lead.end)
}

fn is_name_part(run: &str) -> bool {
    if is_one_of(run, &["к"]) {
        return true;
    }
    let factor = run.strip_prefix(['х', 'Х']).unwrap_or_default();
    !factor.is_empty() && factor.chars().all(|c| digit(c).is_some())
}

fn is_one_of(run: &str, endings: &[&str]) -> bool {
    run.len() <= MAX_ENDING_BYTES
        && endings.iter().any(|ending| run.nfc().flat_map(char::to_lowercase).eq(ending.chars()))
}

/// Extends a number by its groups of thousands and its decimals.
fn number_end(text: &str, from: usize, digits_end: usize) -> usize {
    let before = Before::of(text, from);
    let mut end = digits_end;
    if digits_end - from <= 3 && !text[from..].starts_with('0') && before.allows_groups() {
        for _ in 0..MAX_GROUPS {
            let Some(next) = group_end(text, end) else { break };
            end = next;
        }
    }
    if before == Before::NumberPart { end } else { decimals_end(text, end).unwrap_or(end) }
}

/// What stands right before a number.
#[derive(PartialEq, Eq)]
enum Before {
    /// Another part of a date, time, score or version: «15.07.», «17:».
    NumberPart,
    /// A hyphened word: «Ил-».
    HyphenedWord,
    Anything,
}

impl Before {
    fn of(text: &str, from: usize) -> Self {
        let mut chars = text[..from].chars().rev();
        let separator = chars.next();
        let before = chars.next().map_or(CharClass::Other, classify);
        match separator {
            Some('.' | ',' | ':' | '/') if before == CharClass::Digit => Self::NumberPart,
            Some(c) if is_hyphen(c) && before != CharClass::Digit && before != CharClass::Other => {
                Self::HyphenedWord
            }
            _ => Self::Anything,
        }
    }

    fn allows_groups(&self) -> bool {
        *self == Self::Anything
    }
}

/// Returns the end of a group of exactly three digits after one space.
fn group_end(text: &str, at: usize) -> Option<usize> {
    let space = char_at(text, at).filter(|c| is_group_space(*c))?;
    let from = at + space.len_utf8();
    let end = ascii_digits_end(text, from);
    let stands_alone =
        !matches!(class_at(text, end), CharClass::Digit | CharClass::Mark | CharClass::Invisible);
    (end - from == 3 && stands_alone).then_some(end)
}

fn is_group_space(c: char) -> bool {
    matches!(c, ' ' | '\u{A0}' | '\u{2007}' | '\u{2009}' | '\u{202F}')
}

/// Returns the end of the decimals, unless a second separator makes it a date, an address or a list.
fn decimals_end(text: &str, at: usize) -> Option<usize> {
    let bytes = text.as_bytes();
    let is_separator = |at: usize| matches!(bytes.get(at), Some(b'.' | b','));
    let is_digit = |at: usize| bytes.get(at).is_some_and(u8::is_ascii_digit);
    if !is_separator(at) || !is_digit(at + 1) {
        return None;
    }
    let end = ascii_digits_end(text, at + 1);
    (!(is_separator(end) && is_digit(end + 1))).then_some(end)
}

fn with_ending(text: &str, end: usize) -> usize {
    let Some(hyphen) = char_at(text, end).filter(|c| is_hyphen(*c)) else { return end };
    let from = end + hyphen.len_utf8();
    if class_at(text, from) != CharClass::Letter {
        return end;
    }
    let to = word_end(text, from);
    if is_one_of(&text[from..to], &ENDINGS) { to } else { end }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, piece: &str, term: &str) {
        let found = scan(text, 0);
        assert_eq!(&text[found.from..found.to], piece, "{text:?}");
        let mut written = String::new();
        if found.kind == PieceKind::Number {
            write_number(piece, &mut written);
        }
        assert_eq!(written, term, "{text:?}");
    }

    #[test]
    fn decimals_and_groups() {
        check("5,5%", "5,5", "5.5");
        check("5.5.", "5.5", "5.5");
        check("15.07.2016", "15", "15");
        check("1 000 000", "1 000 000", "1000000");
        check("1\u{A0}234,5 км", "1\u{A0}234,5", "1234.5");
        check("12\u{202F}345\u{2009}678", "12\u{202F}345\u{2009}678", "12345678");
        check("1 0000", "1", "1");
        check("1  000", "1", "1");
        check("2016 000", "2016", "2016");
        check("0 000", "0", "0");
        check("5 00", "5", "5");
    }

    #[test]
    fn what_stands_before_decides() {
        let end_after = |before: &str, number: &str| {
            let text = format!("{before}{number}");
            text[before.len()..scan(&text, before.len()).to].to_owned()
        };
        assert_eq!(end_after("Ил-", "76 100"), "76");
        assert_eq!(end_after("17:", "54 123"), "54");
        assert_eq!(end_after("15.", "07.16"), "07");
        assert_eq!(end_after("15-", "20 000"), "20 000");
        assert_eq!(end_after("7,5–", "8,5"), "8,5");
        assert_eq!(end_after("№", "1 500"), "1 500");
    }

    #[test]
    fn endings() {
        check("5-й", "5-й", "5");
        check("5-и\u{306}", "5-и\u{306}", "5");
        check("2024-ГО", "2024-ГО", "2024");
        check("1990\u{2011}х", "1990\u{2011}х", "1990");
        check("20-летие", "20", "20");
        check("5-", "5", "5");
        check("90х", "90х", "90");
        check("2016г.", "2016", "2016");
        check("5\u{AD}5летие", "5\u{AD}5", "55");
    }

    #[test]
    fn letters_right_after_digits() {
        check("5G", "5G", "");
        check("4К", "4К", "");
        check("4х4", "4х4", "");
        check("20летие", "20", "20");
    }

    #[test]
    fn an_endless_number_is_cut() {
        let mut term = String::new();
        write_number(&"7".repeat(1000), &mut term);
        assert_eq!(term.len(), MAX_TERM_BYTES);
        term.clear();
        write_number(&format!("{},5", "7".repeat(MAX_TERM_BYTES - 1)), &mut term);
        assert_eq!(term.len(), MAX_TERM_BYTES - 1);
    }
}
