use std::cmp::Reverse;

use tantivy::Term;
use tantivy::query::TermQuery;
use tantivy::schema::IndexRecordOption;
use vestnik_analysis::{Analyzer, AnalyzerName};

use super::limits::MAX_CANDIDATES;
use super::typed::Typed;
use super::vocabulary::{Value, words_of};
use super::walk::{AnyTerm, Bounds, walk};
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
        let holding = |limit| values.holding(&typed.last.form, |value| any || fits(value, typed), limit);
        for value in self.by_frequency(holding(self.candidates_for(MAX_CANDIDATES)))? {
            let is_rubric = value.field == FacetField::Rubric;
            let (list, most) = if is_rubric {
                (&mut rubrics, MAX_RUBRICS.min(limit))
            } else {
                (&mut names, limit.div_ceil(4))
            };
            if list.len() < most && (is_rubric || !is_typed(value, typed)) {
                push_new(list, self.value(value, Some(typed))?);
            }
        }
        Ok((names, rubrics))
    }

    /// The most frequent rubrics.
    pub(super) fn rubrics(&self, limit: usize) -> Result<Vec<Suggestion>, SearchError> {
        let mut rubrics = Vec::new();
        for rubric in self.by_frequency(self.vocabulary.values.rubrics())? {
            if rubrics.len() == limit {
                break;
            }
            rubrics.extend(self.value(rubric, None)?);
        }
        Ok(rubrics)
    }

    /// Values by the number of articles that have them: as they are given, unless the engine is confined.
    pub(super) fn by_frequency<'v>(&self, mut values: Vec<&'v Value>) -> Result<Vec<&'v Value>, SearchError> {
        if self.view.is_confined() {
            let mut counted = Vec::with_capacity(values.len());
            for value in values {
                counted.push((self.articles_of(value)?, value));
            }
            counted.retain(|(articles, _)| *articles > 0);
            counted.sort_by_key(|(articles, _)| Reverse(*articles));
            values = counted.into_iter().map(|(_, value)| value).collect();
        }
        Ok(values)
    }

    /// How many articles have a value.
    pub(super) fn articles_of(&self, value: &Value) -> Result<u64, SearchError> {
        let term = Term::from_field_text(value.field.of(self.state.fields()), &value.folded);
        if self.view.is_confined() {
            return self.view.holders(&term);
        }
        let is_there = !self.has_deletes || self.view.any(&TermQuery::new(term, IndexRecordOption::Basic))?;
        Ok(if is_there { value.count } else { 0 })
    }

    /// The suggestion of a value; `None` if no article has it any more.
    fn value(&self, value: &Value, typed: Option<&Typed>) -> Result<Option<Suggestion>, SearchError> {
        let articles = self.articles_of(value)?;
        if articles == 0 {
            return Ok(None);
        }
        let written = if self.view.is_confined() { self.newest_spelling(value)? } else { None };
        let written = written.unwrap_or_else(|| value.written.clone());
        let is_rubric = value.field == FacetField::Rubric;
        Ok(Some(Suggestion {
            text: typed.map_or_else(
                || Highlighted { text: written.clone(), matches: Vec::new() },
                |typed| highlighted(&written, typed),
            ),
            kind: if is_rubric { SuggestionKind::Rubric } else { SuggestionKind::Name },
            articles: Some(articles),
            rubric: is_rubric.then_some(written),
            article: None,
        }))
    }

    /// A value as the newest article that may be told of states it: others may spell it otherwise.
    fn newest_spelling(&self, value: &Value) -> Result<Option<String>, SearchError> {
        let held = AnyTerm::one(value.field.of(self.state.fields()), &value.folded);
        let found = walk(self.view, &[held], Bounds { keep: 1, steps: u32::MAX, count: false })?;
        let article = self.newest(found.articles, 1)?.pop();
        let values = article.map(|article| match value.field {
            FacetField::Rubric => article.rubrics,
            FacetField::Tag => article.tags,
            FacetField::Author => article.authors,
            FacetField::Source => article.source.into_iter().collect(),
        });
        let mut keyword = Analyzer::new(AnalyzerName::Keyword);
        Ok(values.into_iter().flatten().find(|written| keyword.terms(written).contains(&value.folded)))
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
fn push_new(list: &mut Vec<Suggestion>, suggestion: Option<Suggestion>) {
    let is_known =
        |new: &Suggestion| list.iter().any(|known| super::is_same_text(&known.text.text, &new.text.text));
    list.extend(suggestion.filter(|new| !is_known(new)));
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
