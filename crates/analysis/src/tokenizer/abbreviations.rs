//! Abbreviations and names that are more than their letters: «т. д.», «С.-Петербург», «C++».

use super::{Piece, PieceKind, word_end};
use crate::chars::{CharClass, char_at, class_at, classify, is_hyphen};

/// «так далее», «тому подобное», «то есть», «так как», «том числе», by their second letter.
/// The dots keep the terms apart from ТД, ТП and ТК.
const AFTER_T: [(&str, &str); 5] =
    [("д", "т.д."), ("п", "т.п."), ("е", "т.е."), ("к", "т.к."), ("ч", "т.ч.")];

/// Returns the piece if the word at `from..to` begins one of them.
pub(crate) fn scan(text: &str, from: usize, to: usize) -> Option<Piece> {
    match &text[from..to] {
        "т" | "Т" => after_t(text, from, to),
        "с" | "С" => petersburg(text, from, to).or_else(|| programming_language(text, from, to)),
        "c" | "C" => programming_language(text, from, to),
        _ => None,
    }
}

fn after_t(text: &str, from: usize, to: usize) -> Option<Piece> {
    if text[..from].ends_with('.') {
        return None;
    }
    let after_dot = text[to..].strip_prefix('.')?;
    let second = after_dot.strip_prefix([' ', '\u{A0}', '\u{2009}', '\u{202F}']).unwrap_or(after_dot);
    let second_from = text.len() - second.len();
    if class_at(text, second_from) != CharClass::Letter {
        return None;
    }
    let second_to = word_end(text, second_from);
    let letter = lower_case_letter(&text[second_from..second_to])?;
    let (_, term) = AFTER_T.iter().find(|(second, _)| second.starts_with(letter))?;
    let dot = usize::from(text[second_to..].starts_with('.'));
    Some(Piece { from, to: second_to + dot, kind: PieceKind::Fixed(term) })
}

fn lower_case_letter(word: &str) -> Option<char> {
    let mut chars = word.chars();
    let letter = chars.next()?;
    chars.next().is_none().then(|| letter.to_lowercase().next())?
}

/// «С.-Петербург», «С-Петербург», «С.Петербург» and everything derived from them.
fn petersburg(text: &str, from: usize, to: usize) -> Option<Piece> {
    let rest = &text[to..];
    let after_dot = rest.strip_prefix('.').unwrap_or(rest);
    let name = after_dot.strip_prefix(is_hyphen).unwrap_or(after_dot);
    if name.len() == rest.len() {
        return None;
    }
    let mut letters = name.chars().flat_map(char::to_lowercase);
    let dot = rest.len() - after_dot.len();
    "петербур".chars().all(|letter| letters.next() == Some(letter)).then_some(Piece {
        from,
        to: to + dot,
        kind: PieceKind::Fixed("санкт"),
    })
}

/// `C++` and `C#`, often typed with a Cyrillic С.
fn programming_language(text: &str, from: usize, to: usize) -> Option<Piece> {
    let (sign, term) =
        [("++", "c++"), ("#", "c#")].into_iter().find(|(sign, _)| text[to..].starts_with(sign))?;
    let end = to + sign.len();
    let ends = char_at(text, end).is_none_or(|c| {
        classify(c) != CharClass::Letter && classify(c) != CharClass::Digit && !"+#".contains(c)
    });
    ends.then_some(Piece { from, to: end, kind: PieceKind::Fixed(term) })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, expected: Option<(&str, &'static str)>) {
        let found = scan(text, 0, word_end(text, 0));
        let found = found.map(|piece| (&text[piece.from..piece.to], piece.kind));
        assert_eq!(found, expected.map(|(raw, term)| (raw, PieceKind::Fixed(term))), "{text:?}");
    }

    #[test]
    fn after_t() {
        check("т. д.", Some(("т. д.", "т.д.")));
        check("т.\u{A0}п.", Some(("т.\u{A0}п.", "т.п.")));
        check("Т.е. он", Some(("Т.е.", "т.е.")));
        check("т.к он", Some(("т.к", "т.к.")));
        check("т. дом", None);
        check("т. ё.", None);
        check("т. е\u{308}.", None);
        check("т, д.", None);
        check("т.", None);
    }

    #[test]
    fn petersburg() {
        check("С.-Петербург", Some(("С.", "санкт")));
        check("с-петербургский", Some(("с", "санкт")));
        check("С. Петербург", None);
        check("С.-Пе", None);
        check("С.", None);
    }

    #[test]
    fn programming_languages() {
        check("C++", Some(("C++", "c++")));
        check("С#, Java", Some(("С#", "c#")));
        check("C+++", None);
        check("с#хештег", None);
        check("C+", None);
    }
}
