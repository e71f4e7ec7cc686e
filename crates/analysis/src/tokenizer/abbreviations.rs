//! Abbreviations and names that are more than their letters: «т. д.», «С.-Петербург», «C++».

use super::{Piece, PieceKind, word_end};
use crate::chars::{CharClass, char_at, class_at, classify, is_hyphen};

/// «так далее», «тому подобное», «то есть», «так как», «том числе», by their second letter.
/// The dots keep the terms apart from ТД, ТП and ТК.
const AFTER_T: [(&str, &str); 5] =
    [("д", "т.д."), ("п", "т.п."), ("е", "т.е."), ("к", "т.к."), ("ч", "т.ч.")];

/// States and unions whose initials are also written with dots: «Р.Ф.», «U.S.».
const DOTTED: [&str; 12] = ["рф", "сша", "ссср", "рсфср", "снг", "оон", "кнр", "usa", "us", "uk", "un", "eu"];

/// Returns the piece if the word at `from..to` begins one of them.
pub(crate) fn scan(text: &str, from: usize, to: usize) -> Option<Piece> {
    match &text[from..to] {
        "т" | "Т" => after_t(text, from, to),
        "с" | "С" => petersburg(text, from, to)
            .or_else(|| short_petersburg(text, from, to))
            .or_else(|| programming_language(text, from, to))
            .or_else(|| dotted(text, from, to)),
        "c" | "C" => programming_language(text, from, to),
        _ => dotted(text, from, to),
    }
}

/// One of [`DOTTED`] in capitals with a dot after each letter but perhaps the last. Before another word with a
/// capital letter they are somebody's initials: «Р.Ф. Петров».
fn dotted(text: &str, from: usize, to: usize) -> Option<Piece> {
    if !text[to..].starts_with('.') || text[..from].ends_with('.') {
        return None;
    }
    let (term, end) = DOTTED.iter().find_map(|term| Some((*term, dotted_end(&text[from..], term)?)))?;
    let to = from + end;
    let next = text[to..].trim_start_matches([' ', '\u{A0}', '\u{202F}']).chars().next();
    let of_somebody = next.is_some_and(char::is_uppercase) && term.chars().count() == 2;
    (!of_somebody).then_some(Piece { from, to, kind: PieceKind::Fixed(term) })
}

/// Where `term`, written in capitals with dots, ends at the beginning of `text`; the last dot may be absent.
fn dotted_end(text: &str, term: &str) -> Option<usize> {
    let mut rest = text;
    let mut letters = term.chars().peekable();
    while let Some(letter) = letters.next() {
        rest = letter.to_uppercase().try_fold(rest, |rest, upper| rest.strip_prefix(upper))?;
        match rest.strip_prefix('.') {
            Some(after) => rest = after,
            None if letters.peek().is_none() => {}
            None => return None,
        }
    }
    let end = text.len() - rest.len();
    (!matches!(class_at(text, end), CharClass::Letter | CharClass::Digit | CharClass::Mark)).then_some(end)
}

/// «С-Пб», «С.-Пб».
fn short_petersburg(text: &str, from: usize, to: usize) -> Option<Piece> {
    let rest = &text[to..];
    let rest = rest.strip_prefix('.').unwrap_or(rest).strip_prefix(is_hyphen)?;
    let city_from = text.len() - rest.len();
    let city_to = word_end(text, city_from);
    let is_city = matches!(&text[city_from..city_to], "Пб" | "ПБ" | "пб");
    is_city.then_some(Piece { from, to: city_to, kind: PieceKind::Fixed("спб") })
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
    fn short_petersburg() {
        check("С-Пб", Some(("С-Пб", "спб")));
        check("С.-ПБ.", Some(("С.-ПБ", "спб")));
        check("С-Пбург", None);
        check("С Пб", None);
    }

    #[test]
    fn dotted() {
        check("Р.Ф.", Some(("Р.Ф.", "рф")));
        check("Р.Ф, США", Some(("Р.Ф", "рф")));
        check("С.Ш.А. Вашингтон", Some(("С.Ш.А.", "сша")));
        check("U.S. dollar", Some(("U.S.", "us")));
        check("U.S.A.", Some(("U.S.A.", "usa")));
        check("Р.Ф. Петров", None);
        check("Р. Ф.", None);
        check("Р.Фёдоров", None);
        check("Р.", None);
        let inside = "А.Р.Ф.";
        assert!(scan(inside, 3, 5).is_none());
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
