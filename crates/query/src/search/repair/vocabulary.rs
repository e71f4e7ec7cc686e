use std::cell::RefCell;
use std::collections::HashMap;

use tantivy::Term;
use tantivy::query::{BooleanQuery, FuzzyTermQuery, Occur, PhraseQuery, Query, TermQuery};
use tantivy::schema::{Field, IndexRecordOption};
use tantivy_fst::Automaton;
use vestnik_analysis::{Analyzer, AnalyzerName};
use vestnik_schema::Fields;

use super::lattice::Lattice;
use crate::search::SearchError;
use crate::search::error::engine_error;
use crate::search::view::View;
use crate::search::watch::Watch;

/// Terms of one automaton and segment that are looked at: an endless list of look-alikes helps nobody.
const MAX_TERMS: usize = 4096;

/// What the repair of a query asks of an index. Words are word forms: lower case, without ё.
pub(in crate::search) trait Vocabulary {
    /// Articles that hold this very form, deleted ones not yet merged away included.
    ///
    /// # Errors
    /// As the other methods: [`SearchError::Engine`] if the index cannot be read, [`SearchError::OutOfTime`] and
    /// [`SearchError::Abandoned`] as the search that it belongs to.
    fn holders(&self, form: &str) -> Result<u64, SearchError>;

    /// Articles that a search for the word finds, in any of its forms.
    fn found(&self, form: &str) -> Result<u64, SearchError>;

    /// Forms and canonical terms within an edit distance of at most two, `form` itself excepted, with their holders.
    /// Edits are counted in characters; exchanging two neighbours is one.
    fn similar(&self, form: &str, distance: u8) -> Result<Vec<Candidate>, SearchError>;

    /// Forms and canonical terms that a lattice can be written as, with their holders.
    fn written(&self, lattice: &Lattice) -> Result<Vec<Candidate>, SearchError>;

    /// Articles that hold both words, in any form.
    fn together(&self, form: &str, other: &str) -> Result<u64, SearchError>;

    /// Articles that hold the forms one after the other.
    fn adjacent(&self, first: &str, second: &str) -> Result<u64, SearchError>;

    /// Articles of the index.
    fn articles(&self) -> u64;

    /// Whether the dictionary of the language holds it, whatever the index does.
    fn is_known(&self, form: &str) -> bool {
        vestnik_analysis::is_known_word(form)
    }
}

/// A form or a canonical term of the index.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::search) struct Candidate {
    pub(in crate::search) form: String,
    /// Articles that hold it, or the word in any form if it is a canonical term.
    pub(in crate::search) holders: u64,
}

/// The words of the texts that may be told of.
pub(in crate::search) struct IndexVocabulary<'a> {
    view: View<'a>,
    fields: &'a Fields,
    watch: &'a Watch<'a>,
    canonical: RefCell<Analyzer>,
}

impl<'a> IndexVocabulary<'a> {
    /// `watch` ends the work with the search that it belongs to.
    pub(in crate::search) fn new(view: View<'a>, fields: &'a Fields, watch: &'a Watch<'a>) -> Self {
        let canonical = RefCell::new(Analyzer::new(AnalyzerName::RussianText));
        Self { view, fields, watch, canonical }
    }

    /// Canonical terms of a form as terms of the index.
    fn terms(&self, form: &str) -> Vec<Term> {
        let terms = self.canonical.borrow_mut().terms(form);
        terms.iter().map(|term| Term::from_field_text(self.fields.text, term)).collect()
    }

    /// Texts may hold a word in other forms only; its canonical term is a form of it, too.
    fn accepted<A>(&self, automaton: &A) -> Result<Vec<Candidate>, SearchError>
    where
        A: Automaton<State: Clone>,
    {
        let mut most: HashMap<String, u64> = HashMap::new();
        for field in [self.fields.text_forms, self.fields.text] {
            let mut holders = HashMap::new();
            for segment in 0..self.view.searcher.segment_readers().len() {
                self.watch.check()?;
                add_accepted(self.view, segment, field, automaton, &mut holders)?;
            }
            for (form, holders) in holders {
                let known = most.entry(form).or_default();
                *known = holders.max(*known);
            }
        }
        Ok(most.into_iter().map(|(form, holders)| Candidate { form, holders }).collect())
    }

    fn count(&self, query: &dyn Query) -> Result<u64, SearchError> {
        self.watch.check()?;
        self.view.count(query)
    }
}

impl Vocabulary for IndexVocabulary<'_> {
    fn holders(&self, form: &str) -> Result<u64, SearchError> {
        self.view.holders(&Term::from_field_text(self.fields.text_forms, form))
    }

    fn found(&self, form: &str) -> Result<u64, SearchError> {
        self.terms(form).iter().try_fold(0, |found: u64, term| Ok(found.max(self.view.holders(term)?)))
    }

    fn similar(&self, form: &str, distance: u8) -> Result<Vec<Candidate>, SearchError> {
        let query =
            FuzzyTermQuery::new(Term::from_field_text(self.fields.text_forms, form), distance.min(2), true);
        let automaton = query.automaton().map_err(engine_error)?;
        let mut found = self.accepted(&automaton)?;
        found.retain(|candidate| candidate.form != form);
        Ok(found)
    }

    fn written(&self, lattice: &Lattice) -> Result<Vec<Candidate>, SearchError> {
        self.accepted(lattice)
    }

    fn together(&self, form: &str, other: &str) -> Result<u64, SearchError> {
        let (terms, others) = (self.terms(form), self.terms(other));
        if terms.is_empty() || others.is_empty() {
            return Ok(0);
        }
        self.count(&BooleanQuery::new(vec![(Occur::Must, any(terms)), (Occur::Must, any(others))]))
    }

    fn adjacent(&self, first: &str, second: &str) -> Result<u64, SearchError> {
        let terms = [first, second].map(|form| Term::from_field_text(self.fields.text_forms, form));
        self.count(&PhraseQuery::new(terms.to_vec()))
    }

    fn articles(&self) -> u64 {
        self.view.articles()
    }
}

fn any(terms: Vec<Term>) -> Box<dyn Query> {
    let term = |term| -> Box<dyn Query> { Box::new(TermQuery::new(term, IndexRecordOption::Basic)) };
    Box::new(BooleanQuery::union(terms.into_iter().map(term).collect()))
}

fn add_accepted<A>(
    view: View<'_>,
    segment: usize,
    field: Field,
    automaton: &A,
    holders: &mut HashMap<String, u64>,
) -> Result<(), SearchError>
where
    A: Automaton<State: Clone>,
{
    let reader = view.searcher.segment_reader(u32::try_from(segment).unwrap_or(u32::MAX));
    let index = reader.inverted_index(field).map_err(engine_error)?;
    let mut stream = index.terms().search(automaton).into_stream().map_err(engine_error)?;
    for _ in 0..MAX_TERMS {
        if !stream.advance() {
            break;
        }
        if let Ok(form) = std::str::from_utf8(stream.key()) {
            let here = view.holders_in(segment, &index, stream.value())?;
            if here > 0 {
                *holders.entry(form.to_owned()).or_default() += here;
            }
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use tantivy::TantivyDocument;
    use vestnik_schema::{Article, DataDirectory, create_index, to_document};

    use super::*;
    use crate::search::Abandon;
    use crate::search::repair::IndexVocabulary;
    use crate::search::repair::lattice::{Lattice, Table};

    /// Calls `look` with the vocabulary of an index of two segments.
    fn with_vocabulary(look: impl FnOnce(&dyn Vocabulary)) {
        let folder = tempfile::tempdir().unwrap();
        let open = create_index(&DataDirectory::new(folder.path()).create_generation().unwrap()).unwrap();
        let mut writer = open.index.writer_with_num_threads::<TantivyDocument>(1, 20_000_000).unwrap();
        let segments: [&[&str]; 2] = [
            &["Новые переговоры в Санкт-Петербурге", "Переговорам довольны"],
            &["Переговоры идут", "Шойгу и Шойгин", "Ждут переговоров"],
        ];
        for (number, texts) in segments.into_iter().enumerate() {
            for (place, text) in texts.iter().enumerate() {
                let article = Article {
                    id: format!("{number}-{place}"),
                    body: (*text).to_owned(),
                    ..Article::default()
                };
                writer.add_document(to_document(&article, &[], &open.fields).unwrap()).unwrap();
            }
            writer.commit().unwrap();
        }
        writer.wait_merging_threads().unwrap();
        let searcher = open.index.reader().unwrap().searcher();
        let (abandon, budget) = (Abandon::default(), Duration::from_secs(60));
        look(&IndexVocabulary::new(
            View::new(&searcher, None),
            &open.fields,
            &Watch::start(&abandon, budget),
        ));
        abandon.abandon();
        let watch = Watch::start(&abandon, budget);
        let abandoned = IndexVocabulary::new(View::new(&searcher, None), &open.fields, &watch);
        assert!(matches!(abandoned.similar("переговоры", 1), Err(SearchError::Abandoned)));
    }

    fn sorted(mut candidates: Vec<Candidate>) -> Vec<(String, u64)> {
        candidates.sort_by(|one, other| one.form.cmp(&other.form));
        candidates.into_iter().map(|candidate| (candidate.form, candidate.holders)).collect()
    }

    #[test]
    fn words_are_counted_over_all_segments() {
        with_vocabulary(|vocabulary| {
            assert_eq!(vocabulary.articles(), 5);
            assert_eq!(vocabulary.holders("переговоры").unwrap(), 2);
            assert_eq!(vocabulary.holders("путин").unwrap(), 0);
            assert_eq!(vocabulary.found("переговоры").unwrap(), 4);
            assert_eq!(vocabulary.together("переговорам", "новый").unwrap(), 1);
            assert_eq!(vocabulary.together("переговоры", "шойгу").unwrap(), 0);
            assert_eq!(vocabulary.adjacent("новые", "переговоры").unwrap(), 1);
            assert_eq!(vocabulary.adjacent("переговоры", "новые").unwrap(), 0);
        });
    }

    #[test]
    fn similar_forms_are_within_the_distance() {
        with_vocabulary(|vocabulary| {
            let similar = |form, distance| sorted(vocabulary.similar(form, distance).unwrap());
            let candidate = |form: &str, holders| (form.to_owned(), holders);
            assert_eq!(similar("переговрам", 1), [candidate("переговорам", 1)]);
            assert_eq!(similar("переговоры", 0), []);
            // Canonical terms are candidates, too.
            assert_eq!(similar("пеерговоры", 1), [candidate("переговоры", 4)]);
            assert_eq!(similar("шойг", 1), [candidate("шойгу", 1)]);
        });
    }

    #[test]
    fn spellings_are_those_that_the_index_holds() {
        let row = |piece, spelling| (piece, vec![(spelling, 0.0)]);
        let rows = vec![row("sh", "ш"), row("o", "о"), row("y", "й"), row("g", "г"), row("u", "у")];
        let table = Table { rows, mute: Vec::new(), after: None };
        with_vocabulary(|vocabulary| {
            let written = vocabulary.written(&Lattice::new("shoygu", &table).unwrap()).unwrap();
            assert_eq!(sorted(written), [("шойгу".to_owned(), 1)]);
        });
    }
}
