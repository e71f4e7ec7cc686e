use std::cmp::Reverse;
use std::collections::HashMap;
use std::ops::Range;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use tantivy::Searcher;
use tantivy::schema::Field;
use tantivy::termdict::TermMerger;
use vestnik_analysis::{Analyzer, AnalyzerName};
use vestnik_schema::Fields;

use crate::search::error::engine_error;
use crate::search::{FacetField, SearchError};

/// What can be suggested from one state of the index: the words of all titles and the values of rubrics, tags and
/// authors. Titles of a million articles have some hundred thousand word forms, 20 to 30 bytes each in here.
pub(in crate::search) struct Vocabulary {
    pub(super) words: Words,
    pub(super) values: Values,
}

/// Read when it is first asked for. A later state of the index goes on with what was read of an earlier one until
/// [`VocabularyCache::renew`] finds it worth while to read again.
#[derive(Default)]
pub(in crate::search) struct VocabularyCache(Mutex<Option<Read>>);

#[derive(Clone)]
struct Read {
    vocabulary: Arc<Vocabulary>,
    at: Instant,
    took: Duration,
    is_of_earlier_state: bool,
}

/// Reading again takes at most this part of the time: an archive to which articles are added all the time is read again
/// so many times the length of a reading later.
const READING_SHARE: u32 = 20;

impl VocabularyCache {
    /// A cache for a later state of the index.
    pub(in crate::search) fn successor(&self) -> Self {
        let known = self.lock().clone();
        Self(Mutex::new(known.map(|known| Read { is_of_earlier_state: true, ..known })))
    }

    /// The vocabulary; whoever comes first reads it, others wait.
    pub(in crate::search) fn get(
        &self,
        searcher: &Searcher,
        fields: &Fields,
    ) -> Result<Arc<Vocabulary>, SearchError> {
        let mut known = self.lock();
        if let Some(known) = known.as_ref() {
            return Ok(Arc::clone(&known.vocabulary));
        }
        let read = Read::new(searcher, fields)?;
        Ok(Arc::clone(&known.insert(read).vocabulary))
    }

    /// Reads again what was read of an earlier state, unless that was a moment ago. Nobody waits for it.
    pub(in crate::search) fn renew(&self, searcher: &Searcher, fields: &Fields) -> Result<(), SearchError> {
        let is_due =
            |known: &Read| known.is_of_earlier_state && known.at.elapsed() >= known.took * READING_SHARE;
        if self.lock().as_ref().is_some_and(is_due) {
            let read = Read::new(searcher, fields)?;
            *self.lock() = Some(read);
        }
        Ok(())
    }

    fn lock(&self) -> MutexGuard<'_, Option<Read>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Read {
    fn new(searcher: &Searcher, fields: &Fields) -> Result<Self, SearchError> {
        let begun = Instant::now();
        let words = Words::read(searcher, fields.title_forms)?;
        let values = Values::read(searcher, fields)?;
        let vocabulary = Arc::new(Vocabulary { words, values });
        Ok(Self { vocabulary, at: Instant::now(), took: begun.elapsed(), is_of_earlier_state: false })
    }
}

/// Word forms in alphabetical order, with the number of articles that hold each, deleted ones not yet merged away
/// included.
#[derive(Default)]
pub(super) struct Words {
    letters: String,
    ends: Vec<u32>,
    counts: Vec<u32>,
}

impl Words {
    fn read(searcher: &Searcher, field: Field) -> Result<Self, SearchError> {
        let mut words = Self::default();
        merge(searcher, field, |word, count| words.push(word, count))?;
        Ok(words)
    }

    fn push(&mut self, word: &str, count: u32) {
        let Ok(end) = u32::try_from(self.letters.len() + word.len()) else { return };
        self.letters.push_str(word);
        self.ends.push(end);
        self.counts.push(count);
    }

    fn word(&self, place: usize) -> &str {
        let from = place.checked_sub(1).map_or(0, |before| self.ends[before]);
        &self.letters[from as usize..self.ends[place] as usize]
    }

    /// Articles that hold the form.
    pub(super) fn count(&self, form: &str) -> u64 {
        let place = self.starting_with(form).start;
        let is_it = place < self.ends.len() && self.word(place) == form;
        if is_it { u64::from(self.counts[place]) } else { 0 }
    }

    fn starting_with(&self, prefix: &str) -> Range<usize> {
        let find = |is_before: &dyn Fn(&str) -> bool| {
            let (mut from, mut to) = (0, self.ends.len());
            while from < to {
                let middle = from.midpoint(to);
                if is_before(self.word(middle)) {
                    from = middle + 1;
                } else {
                    to = middle;
                }
            }
            from
        };
        find(&|word| word < prefix)..find(&|word| word < prefix || word.starts_with(prefix))
    }

    /// The most frequent words that begin so, at most `limit`, most frequent first, then alphabetically.
    pub(super) fn most_frequent(&self, prefix: &str, limit: usize) -> Vec<(String, u64)> {
        let counted = self.starting_with(prefix).map(|place| (u64::from(self.counts[place]), place));
        let top = most_frequent(counted, limit, |_| true);
        top.into_iter().map(|(count, place)| (self.word(place).to_owned(), count)).collect()
    }
}

/// The places with the highest counts that fit, at most `limit`, each once; of equal ones the first.
fn most_frequent(
    counted: impl Iterator<Item = (u64, usize)>,
    limit: usize,
    fits: impl Fn(usize) -> bool,
) -> Vec<(u64, usize)> {
    let order = |one: &(u64, usize), other: &(u64, usize)| other.0.cmp(&one.0).then(one.1.cmp(&other.1));
    let keep = |top: &mut Vec<(u64, usize)>| {
        top.sort_unstable_by(order);
        top.dedup();
        top.truncate(limit);
    };
    let mut top: Vec<(u64, usize)> = Vec::with_capacity(4 * limit);
    // What no longer gets among the first, as most do not.
    let mut least: Option<(u64, usize)> = None;
    for item in counted {
        let is_behind = least.is_some_and(|least| order(&item, &least).is_ge());
        if is_behind || !fits(item.1) {
            continue;
        }
        top.push(item);
        if top.len() >= 4 * limit {
            keep(&mut top);
            least = top.get(limit.saturating_sub(1)).copied();
        }
    }
    keep(&mut top);
    top
}

/// One rubric, tag or author.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Value {
    pub(super) field: FacetField,
    /// As articles state it.
    pub(super) written: String,
    /// As it is compared.
    pub(super) folded: String,
    /// Articles that have it, deleted ones not yet merged away included.
    pub(super) count: u64,
}

/// Rubrics, tags and authors, to be found by the beginning of any of their words.
#[derive(Default)]
pub(super) struct Values {
    /// Rubrics first.
    values: Vec<Value>,
    num_rubrics: usize,
    /// Every word of every value, as its place and the byte where the word begins, in alphabetical order of what
    /// begins there.
    words: Vec<(u32, u32)>,
}

impl Values {
    fn read(searcher: &Searcher, fields: &Fields) -> Result<Self, SearchError> {
        let mut values = Self::default();
        for field in [FacetField::Rubric, FacetField::Author, FacetField::Tag] {
            let written = spellings(searcher, field.of(fields))?;
            merge(searcher, field.of(fields), |folded, count| {
                let written = written.get(folded).cloned().unwrap_or_else(|| folded.to_owned());
                values.values.push(Value { field, written, folded: folded.to_owned(), count: count.into() });
            })?;
            if field == FacetField::Rubric {
                values.num_rubrics = values.values.len();
            }
        }
        values.sort_words();
        Ok(values)
    }

    fn sort_words(&mut self) {
        for (place, value) in (0..).zip(&self.values) {
            for (at, _) in words_of(&value.folded) {
                self.words.extend(u32::try_from(at).ok().map(|at| (place, at)));
            }
        }
        let values = &self.values;
        self.words
            .sort_unstable_by(|one, other| tail(values, *one).cmp(tail(values, *other)).then(one.cmp(other)));
    }

    /// All rubrics, most frequent first.
    pub(super) fn rubrics(&self) -> Vec<&Value> {
        let mut rubrics: Vec<&Value> = self.values.iter().take(self.num_rubrics).collect();
        // They are in alphabetical order.
        rubrics.sort_by_key(|rubric| Reverse(rubric.count));
        rubrics
    }

    /// Values that hold a word which begins with `prefix` and that fit, at most `limit`, most frequent first; of
    /// equal ones rubrics, then authors, each alphabetically.
    pub(super) fn holding(&self, prefix: &str, fits: impl Fn(&Value) -> bool, limit: usize) -> Vec<&Value> {
        let places = self.starting_with(prefix).iter().map(|(place, _)| *place as usize);
        let counted = places.filter_map(|place| Some((self.values.get(place)?.count, place)));
        let top = most_frequent(counted, limit, |place| self.values.get(place).is_some_and(&fits));
        top.into_iter().filter_map(|(_, place)| self.values.get(place)).collect()
    }

    /// Articles of the most frequent value that holds a word which begins with `prefix`.
    pub(super) fn most(&self, prefix: &str) -> u64 {
        let values =
            self.starting_with(prefix).iter().filter_map(|(place, _)| self.values.get(*place as usize));
        values.map(|value| value.count).max().unwrap_or_default()
    }

    fn starting_with(&self, prefix: &str) -> &[(u32, u32)] {
        let from = self.words.partition_point(|word| tail(&self.values, *word) < prefix);
        let found = &self.words[from..];
        &found[..found.partition_point(|word| tail(&self.values, *word).starts_with(prefix))]
    }
}

fn tail(values: &[Value], (place, at): (u32, u32)) -> &str {
    values.get(place as usize).and_then(|value| value.folded.get(at as usize..)).unwrap_or_default()
}

/// The words of a folded value and where each begins.
pub(super) fn words_of(folded: &str) -> impl Iterator<Item = (usize, &str)> {
    let words = folded.split(|letter: char| !letter.is_alphanumeric()).filter(|word| !word.is_empty());
    words.map(|word| (word.as_ptr().addr() - folded.as_ptr().addr(), word))
}

/// Calls `sink` with every term of a field and the number of its articles, in alphabetical order.
fn merge(searcher: &Searcher, field: Field, mut sink: impl FnMut(&str, u32)) -> Result<(), SearchError> {
    let mut indexes = Vec::new();
    for reader in searcher.segment_readers() {
        indexes.push(reader.inverted_index(field).map_err(engine_error)?);
    }
    let mut streams = Vec::new();
    for index in &indexes {
        streams.push(index.terms().stream().map_err(engine_error)?);
    }
    let mut merged = TermMerger::new(streams);
    while merged.advance() {
        let counts = merged.current_segment_ords_and_term_infos().map(|(_, info)| info.doc_freq);
        let count = counts.fold(0, u32::saturating_add);
        if let Ok(term) = std::str::from_utf8(merged.key()) {
            sink(term, count);
        }
    }
    Ok(())
}

/// How the values of a property are written, by what they are folded to. Of several spellings, capital letters win.
fn spellings(searcher: &Searcher, field: Field) -> Result<HashMap<String, String>, SearchError> {
    let mut keyword = Analyzer::new(AnalyzerName::Keyword);
    let mut spellings: HashMap<String, String> = HashMap::new();
    for reader in searcher.segment_readers() {
        let name = reader.schema().get_field_name(field);
        let Some(column) = reader.fast_fields().str(name).map_err(engine_error)? else { continue };
        let mut stream = column.dictionary().stream().map_err(engine_error)?;
        while stream.advance() {
            let Ok(value) = std::str::from_utf8(stream.key()) else { continue };
            keyword.analyze(value, |token| {
                let known = spellings.entry(token.text.clone()).or_insert_with(|| value.to_owned());
                if value < known.as_str() {
                    value.clone_into(known);
                }
            });
        }
    }
    Ok(spellings)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn words(of: &[(&str, u32)]) -> Words {
        let mut words = Words::default();
        of.iter().for_each(|(word, count)| words.push(word, *count));
        words
    }

    #[test]
    fn the_most_frequent_words_come_first() {
        let words = words(&[("а", 1), ("мост", 2), ("мосту", 2), ("мотор", 9), ("нос", 5)]);
        let found = words.most_frequent("мо", 2);
        assert_eq!(found, [("мотор".to_owned(), 9), ("мост".to_owned(), 2)]);
        assert_eq!(words.most_frequent("м", 9).len(), 3);
        assert!(words.most_frequent("я", 9).is_empty() && words.most_frequent("мостуу", 9).is_empty());
        assert_eq!(words.most_frequent("", 9).len(), 5);
        assert_eq!(["нос", "но", "носы", "а", ""].map(|word| words.count(word)), [5, 0, 0, 1, 0]);
    }

    #[test]
    fn words_of_a_value_are_where_they_are() {
        let found: Vec<_> = words_of("ростов-на-дону, юг").collect();
        assert_eq!(found, [(0, "ростов"), (13, "на"), (18, "дону"), (28, "юг")]);
    }

    #[test]
    fn values_are_found_once_by_any_of_their_words() {
        let value = |field, folded: &str, count| Value {
            field,
            written: folded.to_owned(),
            folded: folded.to_owned(),
            count,
        };
        let mut values = Values {
            values: vec![
                value(FacetField::Rubric, "спорт", 5),
                value(FacetField::Author, "анна андреева", 7),
                value(FacetField::Tag, "спорт и андрей", 5),
            ],
            num_rubrics: 1,
            words: Vec::new(),
        };
        values.sort_words();
        let found = |prefix, limit| -> Vec<&str> {
            values.holding(prefix, |_| true, limit).into_iter().map(|value| value.folded.as_str()).collect()
        };
        assert_eq!(found("ан", 9), ["анна андреева", "спорт и андрей"]);
        assert_eq!(found("ан", 1), ["анна андреева"]);
        assert_eq!(found("спорт", 9), ["спорт", "спорт и андрей"]);
        assert_eq!(found("порт", 9), [""; 0]);
        assert_eq!(values.holding("с", |value| value.field == FacetField::Tag, 1).len(), 1);
        assert_eq!((values.most("андр"), values.most("я")), (7, 0));
    }

    proptest! {
        #[test]
        fn a_prefix_finds_what_begins_so(
            known in prop::collection::btree_map("[абё]{1,4}", 0_u32..5, 0..40),
            prefix in "[абё]{0,3}",
            limit in 1_usize..6,
        ) {
            let table: Vec<(&str, u32)> = known.iter().map(|(word, count)| (word.as_str(), *count)).collect();
            let mut expected: Vec<(String, u64)> = known
                .iter()
                .filter(|(word, _)| word.starts_with(&prefix))
                .map(|(word, count)| (word.clone(), u64::from(*count)))
                .collect();
            expected.sort_by(|one, other| other.1.cmp(&one.1).then(one.0.cmp(&other.0)));
            expected.truncate(limit);
            prop_assert_eq!(words(&table).most_frequent(&prefix, limit), expected);
        }
    }
}
