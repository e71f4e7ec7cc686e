//! How words are written: the index knows them in lower case and without ё.

use tantivy::schema::Field;
use vestnik_analysis::{Analyzer, AnalyzerName, Kind, is_known_word};

use super::Suggester;
use super::limits::TITLES_FOR_SPELLING;
use super::walk::{AnyTerm, Bounds, walk};
use crate::search::SearchError;

impl Suggester<'_> {
    /// A word form as the newest articles write it; `None` if none holds it any more.
    ///
    /// `field` holds word forms: of titles or of texts.
    pub(super) fn as_written(&self, field: Field, form: &str) -> Result<Option<String>, SearchError> {
        let bounds = Bounds { keep: TITLES_FOR_SPELLING, steps: u32::MAX, count: false };
        let found = walk(self.view, &[AnyTerm::one(field, form)], bounds)?;
        if found.articles.is_empty() {
            return Ok(None);
        }
        let in_titles = field == self.state.fields().title_forms;
        let mut first = None;
        for article in self.newest(found.articles, TITLES_FOR_SPELLING)? {
            let texts = article.searchable_texts().take(if in_titles { 1 } else { usize::MAX });
            for (written, begins) in texts.filter_map(|text| spelling(text, form)) {
                if !begins {
                    return Ok(Some(written));
                }
                first.get_or_insert(written);
            }
        }
        Ok(Some(match first {
            Some(written) if is_name(&written, form) => written,
            Some(written) => written.to_lowercase(),
            None => form.to_owned(),
        }))
    }
}

/// How a text writes a form, and whether only where any word has a capital letter. Texts in capital letters tell
/// nothing.
fn spelling(text: &str, form: &str) -> Option<(String, bool)> {
    if !text.contains(char::is_lowercase) {
        return None;
    }
    let mut found: Option<(String, bool)> = None;
    Analyzer::new(AnalyzerName::RussianExact).analyze(text, |token| {
        if token.text == form && found.as_ref().is_none_or(|(_, begins)| *begins) {
            let before = text[..token.offset_from].trim_end();
            let begins = before.is_empty()
                || before.ends_with(['.', '!', '?', '…', ':', '«', '"', '„', '“', '—', '–']);
            found = Some((text[token.offset_from..token.offset_to].to_owned(), begins));
        }
    });
    found
}

/// Whether a word keeps its capitals inside a sentence, judged by a word at the beginning of one: it is unknown, or a
/// name in the first place.
fn is_name(written: &str, form: &str) -> bool {
    if written.chars().skip(1).any(char::is_uppercase) || !is_known_word(form) {
        return true;
    }
    let explained = Analyzer::new(AnalyzerName::RussianText).explain(written);
    let reading = explained.first().and_then(|explained| explained.readings.first());
    reading.and_then(|reading| reading.kind).is_some_and(|kind| match kind {
        Kind::Surname | Kind::FirstName | Kind::Patronymic | Kind::Place | Kind::Organisation => true,
        Kind::Name | Kind::Abbreviation => true,
        Kind::Noun | Kind::Adjective | Kind::Verb | Kind::Other => false,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_word_inside_a_sentence_tells_how_it_is_written() {
        let told = |text, form| spelling(text, form).unwrap();
        assert_eq!(told("Керри встретил Лаврова", "лаврова"), ("Лаврова".to_owned(), false));
        assert_eq!(told("Мост открыт. Новый мост", "мост"), ("мост".to_owned(), false));
        assert_eq!(told("«Зенит» победил", "зенит"), ("Зенит".to_owned(), true));
        assert_eq!(told("Ёлка и елка", "елка"), ("елка".to_owned(), false));
        assert_eq!(spelling("ВСЁ КРУПНО", "все"), None);
        assert_eq!(spelling("Мост", "река"), None);
    }

    #[test]
    fn capitals_in_the_middle_and_unknown_words_are_names() {
        assert!(is_name("ЦБ", "цб") && is_name("iPhone", "iphone") && is_name("Цзиньпин", "цзиньпин"));
        assert!(is_name("Керри", "керри") && is_name("Москву", "москву"));
        assert!(!is_name("Переговоры", "переговоры") && !is_name("Мост", "мост"));
    }
}
