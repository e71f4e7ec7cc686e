use std::cmp::Reverse;
use std::collections::BTreeMap;

use jiff::Timestamp;
use tantivy::postings::Postings;
use tantivy::schema::{Field, IndexRecordOption};
use tantivy::{DocSet, TERMINATED, TantivyDocument, Term};
use vestnik_analysis::{Analyzer, AnalyzerName};
use vestnik_schema::{Article, from_document};

use super::error::engine_error;
use super::state::State;
use super::view::View;
use super::{FieldSize, IndexFacts, SearchError, TermFacts};

impl State {
    pub(super) fn article(&self, id: &str) -> Result<Option<Article>, SearchError> {
        let term = Term::from_field_text(self.fields().id, id);
        for (segment, reader) in (0..).zip(self.searcher.segment_readers()) {
            let index = reader.inverted_index(self.fields().id).map_err(engine_error)?;
            let Some(mut postings) =
                index.read_postings(&term, IndexRecordOption::Basic).map_err(engine_error)?
            else {
                continue;
            };
            while postings.doc() != TERMINATED {
                if !reader.is_deleted(postings.doc()) {
                    return self.read(tantivy::DocAddress::new(segment, postings.doc())).map(Some);
                }
                postings.advance();
            }
        }
        Ok(None)
    }

    /// Reads a stored article.
    pub(super) fn read(&self, address: tantivy::DocAddress) -> Result<Article, SearchError> {
        let document: TantivyDocument = self.searcher.doc(address).map_err(engine_error)?;
        Ok(from_document(&document, self.fields())?)
    }

    pub(super) fn facts(&self, view: View<'_>) -> Result<IndexFacts, SearchError> {
        let mut dates = Dates::default();
        for (segment, reader) in self.searcher.segment_readers().iter().enumerate() {
            let name = reader.schema().get_field_name(self.fields().published);
            let column = reader.fast_fields().column_opt::<i64>(name).map_err(engine_error)?;
            for doc in reader.doc_ids_alive().filter(|doc| view.has(segment, *doc)) {
                dates.add(column.as_ref().and_then(|column| column.first(doc)));
            }
        }
        let moment = |second: Option<i64>| second.and_then(|second| Timestamp::from_second(second).ok());
        Ok(IndexFacts {
            articles: view.articles(),
            undated: dates.undated,
            oldest: moment(dates.oldest),
            newest: moment(dates.newest),
            segments: self.searcher.segment_readers().len(),
            bytes: self.opened.generation.size_in_bytes()?,
            generation: self.opened.generation.number(),
            format_version: self.opened.manifest.format_version,
            analyzer_version: self.opened.manifest.analyzer_version,
            created_at: self.opened.manifest.created_at,
        })
    }

    pub(super) fn field_sizes(&self) -> Result<Vec<FieldSize>, SearchError> {
        let mut sizes: BTreeMap<String, u64> = BTreeMap::new();
        let mut add = |field: &str, bytes| *sizes.entry(field.to_owned()).or_default() += bytes;
        let usage = self.searcher.space_usage().map_err(engine_error)?;
        for segment in usage.segments() {
            let parts = [
                segment.termdict(),
                segment.postings(),
                segment.positions(),
                segment.fieldnorms(),
                segment.fast_fields(),
            ];
            for part in parts.into_iter().flat_map(|part| part.fields()) {
                add(part.field_name(), part.total().get_bytes());
            }
            add("articles", segment.store().total().get_bytes());
        }
        let mut sizes: Vec<FieldSize> =
            sizes.into_iter().map(|(field, bytes)| FieldSize { field, bytes }).collect();
        sizes.sort_by_key(|size| Reverse(size.bytes));
        Ok(sizes)
    }

    pub(super) fn term_facts(&self, word: &str) -> Result<Vec<TermFacts>, SearchError> {
        let fields = self.fields();
        let mut facts: Vec<TermFacts> = Vec::new();
        for (name, field, analyzer) in [
            ("title", fields.title, AnalyzerName::RussianText),
            ("title_forms", fields.title_forms, AnalyzerName::RussianExact),
            ("text", fields.text, AnalyzerName::RussianText),
            ("text_forms", fields.text_forms, AnalyzerName::RussianExact),
        ] {
            for term in Analyzer::new(analyzer).terms(word) {
                if facts.iter().any(|known| known.field == name && known.term == term) {
                    continue;
                }
                let (articles, occurrences) = self.count_term(field, &term)?;
                facts.push(TermFacts { field: name, term, articles, occurrences });
            }
        }
        Ok(facts)
    }

    fn count_term(&self, field: Field, term: &str) -> Result<(u64, u64), SearchError> {
        let term = Term::from_field_text(field, term);
        let (mut articles, mut occurrences) = (0, 0);
        for reader in self.searcher.segment_readers() {
            let index = reader.inverted_index(field).map_err(engine_error)?;
            let Some(mut postings) =
                index.read_postings(&term, IndexRecordOption::WithFreqs).map_err(engine_error)?
            else {
                continue;
            };
            while postings.doc() != TERMINATED {
                if !reader.is_deleted(postings.doc()) {
                    articles += 1;
                    occurrences += u64::from(postings.term_freq());
                }
                postings.advance();
            }
        }
        Ok((articles, occurrences))
    }
}

#[derive(Default)]
struct Dates {
    undated: u64,
    oldest: Option<i64>,
    newest: Option<i64>,
}

impl Dates {
    fn add(&mut self, published: Option<i64>) {
        match published {
            None => self.undated += 1,
            Some(second) => {
                self.oldest = Some(self.oldest.map_or(second, |oldest| oldest.min(second)));
                self.newest = Some(self.newest.map_or(second, |newest| newest.max(second)));
            }
        }
    }
}
