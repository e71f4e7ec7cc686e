//! Suggestions while a query is being typed: completions of its last word, names, rubrics and titles.
//!
//! Words come from the titles (`vocabulary`, read once per state of the index and before that state is searched), so
//! a new word can be suggested as soon as an article with it is found. The most frequent ones are weighed (`words`):
//! alone by frequency and freshness, behind other words by the titles that hold them together. Titles come newest
//! first (`titles`). Everything is bounded (`limits`) and nothing depends on the clock.

mod limits;
mod names;
mod spelling;
mod titles;
mod typed;
mod vocabulary;
mod walk;
mod words;

use std::sync::Arc;

use tantivy::columnar::Column;
use tantivy::{DocAddress, TERMINATED, Term};
use vestnik_schema::Article;

use limits::{CONFINED_TIMES, FRESH_DAYS, LAYOUT_TIMES, MAX_CANDIDATES};
use typed::Typed;
pub(super) use vocabulary::{Vocabulary, VocabularyCache};

use super::error::engine_error;
use super::repair::{to_latin, to_russian};
use super::state::State;
use super::view::View;
use super::{Highlighted, SearchError};

/// Most characters of a text that is completed; to longer ones nothing is suggested.
pub const MAX_SUGGEST_CHARS: usize = 200;

/// Most suggestions at a time.
pub const MAX_SUGGESTIONS: usize = 20;

/// Ways to complete what has been typed.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Suggestions {
    /// What the text was read as: typed in the other keyboard layout. The suggestions complete this.
    pub read_as: Option<String>,
    /// The suggestions: words, names, rubrics, titles, the best of each first.
    pub items: Vec<Suggestion>,
}

/// One way to complete what has been typed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Suggestion {
    /// The whole query text, what has been typed marked in it.
    pub text: Highlighted,
    /// What it is.
    pub kind: SuggestionKind,
    /// About how many articles it finds: exact where few do. Not told of titles.
    pub articles: Option<u64>,
    /// The rubric that most of these articles are in, if there is one; of a title, the first rubric of its article.
    pub rubric: Option<String>,
    /// The article, if the suggestion is its title.
    pub article: Option<SuggestedArticle>,
}

/// The article whose title is suggested.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SuggestedArticle {
    /// Its id.
    pub id: String,
    /// Its address on its site.
    pub url: Option<String>,
}

/// What is suggested.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SuggestionKind {
    /// The last word, completed.
    Word,
    /// A tag or an author.
    Name,
    /// A rubric.
    Rubric,
    /// The title of an article.
    Title,
}

/// Completes a text with what articles of a view hold. Of a blank one, the most frequent rubrics are suggested.
pub(super) fn suggest(
    state: &State,
    view: View<'_>,
    text: &str,
    limit: usize,
) -> Result<Suggestions, SearchError> {
    let limit = limit.min(MAX_SUGGESTIONS);
    let text = text.trim_start();
    if limit == 0 || text.chars().count() > MAX_SUGGEST_CHARS {
        return Ok(Suggestions::default());
    }
    let suggester = Suggester::new(state, view)?;
    if text.is_empty() {
        return Ok(Suggestions { read_as: None, items: suggester.rubrics(limit)? });
    }
    let Some((typed, is_switched)) = suggester.reading(text)? else { return Ok(Suggestions::default()) };
    let items = suggester.complete(&typed, limit)?;
    Ok(Suggestions { read_as: is_switched.then_some(typed.text), items })
}

/// The index and what is known of it.
struct Suggester<'a> {
    state: &'a State,
    view: View<'a>,
    vocabulary: Arc<Vocabulary>,
    /// Publication times by segment.
    published: Vec<Option<Column<i64>>>,
    /// From when on an article is fresh.
    fresh_from: i64,
    has_deletes: bool,
    /// Whether there are several rubrics.
    has_rubrics: bool,
}

impl<'a> Suggester<'a> {
    fn new(state: &'a State, view: View<'a>) -> Result<Self, SearchError> {
        let vocabulary = state.vocabulary()?;
        let mut published = Vec::new();
        for reader in state.searcher.segment_readers() {
            let name = reader.schema().get_field_name(state.fields().published);
            published.push(reader.fast_fields().column_opt::<i64>(name).map_err(engine_error)?);
        }
        // Segments begin with their newest article.
        let newest = published.iter().enumerate();
        let newest = newest.filter_map(|(segment, column)| Some((view.next(segment, 0), column.as_ref()?)));
        let newest =
            newest.filter(|(doc, _)| *doc != TERMINATED).filter_map(|(doc, column)| column.first(doc));
        let newest = newest.max();
        let fresh_from = newest.unwrap_or(i64::MAX).saturating_sub(FRESH_DAYS * 24 * 3600);
        let has_deletes = state.searcher.segment_readers().iter().any(tantivy::SegmentReader::has_deletes);
        let rubrics = vocabulary.values.rubrics();
        let mut suggester = Self {
            state,
            view,
            vocabulary: Arc::clone(&vocabulary),
            published,
            fresh_from,
            has_deletes,
            has_rubrics: rubrics.len() > 1,
        };
        if view.is_confined() {
            suggester.has_rubrics = suggester.by_frequency(rubrics)?.len() > 1;
        }
        Ok(suggester)
    }

    /// The text as typed, or in the other keyboard layout if that is far likelier, and whether it is that.
    fn reading(&self, text: &str) -> Result<Option<(Typed, bool)>, SearchError> {
        let typed = Typed::read(text);
        let strength = typed.as_ref().map(|typed| self.strength(typed)).transpose()?.unwrap_or_default();
        let mut best: Option<(u64, Typed)> = None;
        for other in switched(text) {
            let Some(other) = Typed::read(&other) else { continue };
            let other_strength = self.strength(&other)?;
            let least = best.as_ref().map_or(strength.saturating_mul(LAYOUT_TIMES), |(best, _)| *best);
            if other_strength > least {
                best = Some((other_strength, other));
            }
        }
        Ok(match best {
            Some((_, other)) => Some((other, true)),
            None => typed.map(|typed| (typed, false)),
        })
    }

    /// How many articles hold the likeliest completion; 0 if none holds a word before it.
    fn strength(&self, typed: &Typed) -> Result<u64, SearchError> {
        for word in &typed.before {
            if self.holders(self.state.fields().text, &word.terms)? == 0 {
                return Ok(0);
            }
        }
        let last = &typed.last;
        if !typed.open {
            return self.holders(self.state.fields().text, &last.terms);
        }
        let holders = self.holders(self.state.fields().text, &last.terms)?;
        if let Some((_, count)) = self.title_forms(&last.form, 1)?.first() {
            return Ok(holders.max(*count));
        }
        let holders = holders.max(self.most_of_values(&last.form)?);
        Ok(holders.max(self.in_texts(&last.form)?.first().map_or(0, |(_, count)| *count)))
    }

    /// Articles that hold the most frequent of the terms, deleted ones not yet merged away included.
    fn holders(&self, field: tantivy::schema::Field, terms: &[String]) -> Result<u64, SearchError> {
        let mut most = 0;
        for term in terms {
            let term = tantivy::Term::from_field_text(field, term);
            most = most.max(self.view.holders(&term)?);
        }
        Ok(most)
    }

    /// The most frequent word forms of titles that begin so, most frequent first, with the number of the titles.
    fn title_forms(&self, prefix: &str, limit: usize) -> Result<Vec<(String, u64)>, SearchError> {
        let mut forms = self.vocabulary.words.most_frequent(prefix, self.candidates_for(limit));
        if self.view.is_confined() {
            for (form, count) in &mut forms {
                *count = self.titles_with(form)?;
            }
            forms.retain(|(_, count)| *count > 0);
            forms.sort_by(|one, other| other.1.cmp(&one.1).then_with(|| one.0.cmp(&other.0)));
            forms.truncate(limit);
        }
        Ok(forms)
    }

    /// Titles that hold a word form.
    fn titles_with(&self, form: &str) -> Result<u64, SearchError> {
        if self.view.is_confined() {
            self.view.holders(&Term::from_field_text(self.state.fields().title_forms, form))
        } else {
            Ok(self.vocabulary.words.count(form))
        }
    }

    /// Articles of the most frequent rubric, tag or author that holds a word which begins so.
    fn most_of_values(&self, prefix: &str) -> Result<u64, SearchError> {
        let values = &self.vocabulary.values;
        if !self.view.is_confined() {
            return Ok(values.most(prefix));
        }
        let likely = values.holding(prefix, |_| true, self.candidates_for(MAX_CANDIDATES));
        self.by_frequency(likely)?.first().map_or(Ok(0), |value| self.articles_of(value))
    }

    /// How many of the most frequent words or names to look at for so many.
    fn candidates_for(&self, limit: usize) -> usize {
        if self.view.is_confined() { limit * CONFINED_TIMES } else { limit }
    }

    fn complete(&self, typed: &Typed, limit: usize) -> Result<Vec<Suggestion>, SearchError> {
        let (mut names, rubrics) = self.names_and_rubrics(typed, limit)?;
        let mut words = self.words(typed, limit)?;
        // What is both is a name, in the place of the word.
        names.retain(|name| {
            let same = words.iter_mut().find(|word| is_same_text(&word.text.text, &name.text.text));
            same.map(|word| word.kind = SuggestionKind::Name).is_none()
        });
        let room = limit.saturating_sub(words.len().min(limit.div_ceil(2)) + names.len() + rubrics.len());
        let titles = self.titles(typed, room)?;
        words.truncate(limit.saturating_sub(names.len() + rubrics.len() + titles.len()));
        let mut items = words;
        items.extend(names.into_iter().chain(rubrics).chain(titles));
        items.truncate(limit);
        Ok(items)
    }

    fn is_fresh(&self, address: DocAddress) -> bool {
        self.published(address).is_some_and(|second| second >= self.fresh_from)
    }

    fn published(&self, address: DocAddress) -> Option<i64> {
        self.published.get(address.segment_ord as usize)?.as_ref()?.first(address.doc_id)
    }

    /// Reads articles, newest first, at most `limit`.
    fn newest(&self, mut addresses: Vec<DocAddress>, limit: usize) -> Result<Vec<Article>, SearchError> {
        addresses.sort_by_key(|address| (std::cmp::Reverse(self.published(*address)), *address));
        addresses.truncate(limit);
        addresses.into_iter().map(|address| self.state.read(address)).collect()
    }
}

/// The text with all words, or only the last, typed on the other keyboard.
fn switched(text: &str) -> Vec<String> {
    let mut readings = Vec::new();
    let last = text.trim_end().rfind(char::is_whitespace).map_or(0, |at| at + 1);
    for convert in [to_russian as fn(&str) -> String, to_latin] {
        for from in [0, last] {
            let Some((before, rest)) = text.split_at_checked(from) else { continue };
            let reading = format!("{before}{}", convert(rest));
            if reading != text && !readings.contains(&reading) {
                readings.push(reading);
            }
        }
    }
    readings
}

fn is_same_text(one: &str, other: &str) -> bool {
    folded(one) == folded(other)
}

fn folded(text: &str) -> String {
    text.to_lowercase().replace('ё', "е")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_are_read_in_the_other_layout_whole_and_by_their_last_word() {
        assert_eq!(switched("gen"), ["пут"]);
        assert_eq!(switched("визит gen"), ["визит пут", "dbpbn gen"]);
        assert!(switched("2022").is_empty());
    }
}
