//! The words of a query text that may be repaired, with their places.

use std::ops::Range;

use vestnik_analysis::{Analyzer, AnalyzerName};

use crate::search::lexer::{field_length, known_field};
use crate::search::{QueryField, quotes};

/// A word of a query text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Word {
    /// Where it stands.
    pub(super) place: Range<usize>,
    /// Its form: lower case, without ё.
    pub(super) form: String,
    /// Whether it may be another word than it is: it is of letters only, and neither marked as exact nor a prefix nor half
    /// an adverb.
    pub(super) free: bool,
    /// Whether it stands in quotation marks.
    pub(super) quoted: bool,
}

impl Word {
    pub(super) fn letters(&self) -> usize {
        self.form.chars().count()
    }
}

/// All words of a query text; what only governs other words is none.
pub(super) fn words(text: &str) -> Vec<Word> {
    let (phrases, values) = (phrases(text), values(text));
    let mut words = Vec::new();
    Analyzer::new(AnalyzerName::RussianExact).analyze(text, |token| {
        let place = token.offset_from..token.offset_to;
        let written = &text[place.clone()];
        let begins = text[..place.start].chars().next_back().is_none_or(|before| !before.is_alphanumeric());
        if is_operator(written) || (begins && field_length(&text[place.start..]).is_some()) {
            return;
        }
        let open = text[place.end..].starts_with('*');
        let marked = text[..place.start].ends_with('!');
        let quoted = phrases.iter().any(|phrase| phrase.contains(&place.start));
        let free = !open
            && !marked
            && !is_roman(written)
            && !values.iter().any(|value| value.contains(&place.start))
            && token.text.chars().all(char::is_alphabetic)
            && !is_adverb(&text[..place.start], &token.text);
        words.push(Word { place, form: token.text.clone(), free, quoted });
    });
    words
}

/// Adverbs are made of any name and known to no dictionary: «по-волосовски».
fn is_adverb(before: &str, form: &str) -> bool {
    let ends = form.ends_with("ски") || form.ends_with("цки");
    ends && before.chars().rev().take(3).flat_map(char::to_lowercase).eq("-оп".chars())
}

/// Whether it is a Roman number: «XXXIII» is no slip for «XXXII».
fn is_roman(written: &str) -> bool {
    written.chars().all(|letter| "IVXLCDM".contains(letter))
}

fn is_operator(written: &str) -> bool {
    matches!(written, "OR" | "ИЛИ" | "AND" | "И" | "NOT" | "НЕ")
}

/// Conditions on properties of articles, such as «рубрика:Спорт», with the names of the properties. They are filters.
pub(super) fn values(text: &str) -> Vec<Range<usize>> {
    let mut values: Vec<Range<usize>> = Vec::new();
    let mut before = None;
    for (at, letter) in text.char_indices() {
        let begins = before.replace(letter).is_none_or(|before: char| !before.is_alphanumeric());
        let behind = values.last().is_none_or(|last| last.end <= at);
        let field = if begins && behind { known_field(&text[at..]) } else { None };
        let Some((_, name)) = field.filter(|(field, _)| *field != QueryField::Title) else { continue };
        let rest = &text[at + name..];
        let value = rest.trim_start();
        let length = quotes::read(value)
            .map(|quoted| quoted.length)
            .filter(|length| *length > 0)
            .or_else(|| value.find(char::is_whitespace))
            .unwrap_or(value.len());
        values.push(at..at + name + (rest.len() - value.len()) + length);
    }
    values
}

/// Texts between quotation marks.
fn phrases(text: &str) -> Vec<Range<usize>> {
    let mut phrases = Vec::new();
    let mut at = 0;
    while let Some(next) = text[at..].chars().next() {
        let length = quotes::read(&text[at..]).map_or(0, |quoted| quoted.length);
        if length > 0 {
            phrases.push(at..at + length);
        }
        at += length.max(next.len_utf8());
    }
    phrases
}

/// Whether a form is of Latin letters.
pub(super) fn is_latin(form: &str) -> bool {
    form.chars().all(|letter| letter.is_ascii_alphabetic())
}

/// The words of Latin letters, those between whose letters signs stand for «ь» and «ъ» as one, with the signs at their
/// end: «l`vov», «ob''ekt», «bol'».
pub(super) fn latin_words(text: &str) -> Vec<Word> {
    let mut latin: Vec<Word> = Vec::new();
    for mut word in words(text).into_iter().filter(|word| word.free && !word.quoted && is_latin(&word.form)) {
        let signs = text[word.place.end..].chars().take_while(|next| is_sign(*next));
        word.place.end += signs.map(char::len_utf8).sum::<usize>();
        match latin.last_mut().filter(|last| last.place.end == word.place.start) {
            Some(last) if text[last.place.clone()].ends_with(is_sign) => {
                last.place.end = word.place.end;
                last.form.push_str(&word.form);
            }
            _ => latin.push(word),
        }
    }
    latin
}

fn is_sign(mark: char) -> bool {
    matches!(mark, '\'' | '`' | '’' | 'ʹ' | 'ʺ')
}

/// `form` with the capital letters of `written`.
pub(super) fn capitalised(form: &str, written: &str) -> String {
    let mut letters = written.chars().filter(|letter| letter.is_alphabetic());
    let first = letters.next().is_some_and(char::is_uppercase);
    let mut rest = letters.peekable();
    if first && rest.peek().is_some() && rest.all(char::is_uppercase) {
        return form.to_uppercase();
    }
    let mut letters = form.chars();
    match letters.next() {
        Some(letter) if first => letter.to_uppercase().chain(letters).collect(),
        _ => form.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_bare_words_are_free() {
        let table = [
            ("мост через реку", "мост через реку"),
            ("Ёлка \"в кремле\" «новый год»", "елка"),
            ("!точно -москва (россия)", "москва россия"),
            ("title:путин заголовок:лавров", "путин лавров"),
            ("путин ИЛИ лавров НЕ песков", "путин лавров песков"),
            ("пут* су-35 2022 санкт-петербург", "су санкт петербург"),
            ("суп по-волосовски \"По-немецки\"", "суп по"),
            ("суперкубок XXXIII mix", "суперкубок mix"),
            ("рубрика:Спорт матч автор:\"Иван Петров\" гол", "матч гол"),
            ("Рубрика: Спорт (author:Петров) мой title:гол", "мой гол"),
            ("незакрытая \" кавычка", "незакрытая кавычка"),
            ("", ""),
        ];
        for (text, expected) in table {
            let words = words(text);
            let free: Vec<&str> = words
                .iter()
                .filter(|word| word.free && !word.quoted)
                .map(|word| word.form.as_str())
                .collect();
            assert_eq!(free.join(" "), expected, "{text}");
        }
    }

    #[test]
    fn capitals_are_kept() {
        for (written, expected) in
            [("росия", "россия"), ("Росия", "Россия"), ("РОСИЯ", "РОССИЯ"), ("Р", "Россия")]
        {
            assert_eq!(capitalised("россия", written), expected);
        }
    }
}
