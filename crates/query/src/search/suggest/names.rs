use super::limits::MAX_CANDIDATES;
use super::typed::Typed;
use super::vocabulary::{Value, words_of};
use super::walk::is_held;
use super::{Suggester, Suggestion, SuggestionKind};
use crate::search::{FacetField, Highlighted, SearchError};

/// Rubrics beside other suggestions.
const MAX_RUBRICS: usize = 2;

impl Suggester<'_> {
    /// Tags and authors, and rubrics, that hold all typed words.
    pub(super) fn names_and_rubrics(
        &self,
        typed: &Typed,
        limit: usize,
    ) -> Result<(Vec<Suggestion>, Vec<Suggestion>), SearchError> {
        if typed.operators {
            return Ok((Vec::new(), Vec::new()));
        }
        let (mut names, mut rubrics) = (Vec::new(), Vec::new());
        let values = &self.vocabulary.values;
        // One word that goes on is found by its beginning alone.
        let any = typed.open && typed.before.is_empty();
        for value in values.holding(&typed.last.form, |value| any || fits(value, typed), MAX_CANDIDATES) {
            let is_rubric = value.field == FacetField::Rubric;
            let (list, most) = if is_rubric {
                (&mut rubrics, MAX_RUBRICS.min(limit))
            } else {
                (&mut names, limit.div_ceil(4))
            };
            if list.len() < most && (is_rubric || !is_typed(value, typed)) && self.is_there(value)? {
                push_new(list, suggestion(value, Some(typed)));
            }
        }
        Ok((names, rubrics))
    }

    /// The most frequent rubrics.
    pub(super) fn rubrics(&self, limit: usize) -> Result<Vec<Suggestion>, SearchError> {
        let mut rubrics = Vec::new();
        for value in self.vocabulary.values.rubrics() {
            if rubrics.len() < limit && self.is_there(value)? {
                rubrics.push(suggestion(value, None));
            }
        }
        Ok(rubrics)
    }

    fn is_there(&self, value: &Value) -> Result<bool, SearchError> {
        let field = value.field.of(self.state.fields());
        Ok(!self.has_deletes || is_held(&self.state.searcher, field, &value.folded)?)
    }
}

/// Whether all words before the last one are words of the value, and the last one begins another or is it.
fn fits(value: &Value, typed: &Typed) -> bool {
    let words = || words_of(&value.folded).map(|(_, word)| word);
    // Most values hold none of the words, and that is seen without taking them apart.
    typed.before.iter().all(|word| value.folded.contains(&word.form))
        && typed.before.iter().all(|before| words().any(|word| word == before.form))
        && words().any(|word| typed.is_last(word))
}

/// Whether nothing is left to complete.
fn is_typed(value: &Value, typed: &Typed) -> bool {
    let forms = typed.before.iter().chain([&typed.last]).map(|word| word.form.as_str());
    words_of(&value.folded).map(|(_, word)| word).eq(forms)
}

/// A tag may be an author, too.
fn push_new(list: &mut Vec<Suggestion>, suggestion: Suggestion) {
    if list.iter().all(|known| !super::is_same_text(&known.text.text, &suggestion.text.text)) {
        list.push(suggestion);
    }
}

fn suggestion(value: &Value, typed: Option<&Typed>) -> Suggestion {
    let is_rubric = value.field == FacetField::Rubric;
    Suggestion {
        text: typed.map_or_else(
            || Highlighted { text: value.written.clone(), matches: Vec::new() },
            |typed| highlighted(&value.written, typed),
        ),
        kind: if is_rubric { SuggestionKind::Rubric } else { SuggestionKind::Name },
        articles: Some(value.count),
        rubric: is_rubric.then(|| value.written.clone()),
        article: None,
    }
}

/// A text with the typed words marked, of the last one what has been typed.
pub(super) fn highlighted(text: &str, typed: &Typed) -> Highlighted {
    let mut matches = Vec::new();
    let mut analyzer = vestnik_analysis::Analyzer::new(vestnik_analysis::AnalyzerName::RussianExact);
    analyzer.analyze(text, |token| {
        let (from, to) = (token.offset_from, token.offset_to);
        if typed.before.iter().any(|word| word.form == token.text) {
            matches.push(from..to);
        } else if typed.is_last(&token.text) {
            matches.push(from..end_of(text, from, to, typed.last.form.chars().count()));
        }
    });
    Highlighted { text: text.to_owned(), matches }
}

/// The byte behind so many characters of a word.
fn end_of(text: &str, from: usize, to: usize, chars: usize) -> usize {
    let word = text.get(from..to).unwrap_or_default();
    from + word.char_indices().nth(chars).map_or(word.len(), |(at, _)| at)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn value(folded: &str) -> Value {
        Value { field: FacetField::Tag, written: folded.to_owned(), folded: folded.to_owned(), count: 1 }
    }

    #[test]
    fn values_fit_in_any_order_of_words() {
        for (text, expected) in
            [("лав", true), ("сергей лав", true), ("лавров сер", true), ("серг лав", false), ("лав ", false)]
        {
            assert_eq!(fits(&value("сергей лавров"), &Typed::read(text).unwrap()), expected, "{text}");
        }
        assert!(is_typed(&value("сергей лавров"), &Typed::read("Сергей Лавров").unwrap()));
    }

    #[test]
    fn only_what_was_typed_is_marked() {
        let marked = highlighted("Сергей Лавров", &Typed::read("сергей ла").unwrap());
        let pieces: Vec<_> = marked.segments().collect();
        assert_eq!(pieces, [("Сергей", true), (" ", false), ("Ла", true), ("вров", false)]);
    }
}
