use std::cmp::Reverse;
use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};

use tantivy::columnar::{Column, StrColumn};
use tantivy::schema::Field;
use tantivy::{DocId, Searcher, SegmentReader};
use vestnik_schema::Fields;

use super::collect::Visitor;
use super::error::engine_error;
use super::{FacetCount, FacetField, SearchError};

impl FacetField {
    pub(super) fn of(self, fields: &Fields) -> Field {
        match self {
            Self::Rubric => fields.rubric,
            Self::Source => fields.source,
            Self::Author => fields.author,
            Self::Tag => fields.tag,
        }
    }
}

/// All values of one property, alphabetically, and which number each has in each segment.
/// With it, articles of all segments are counted in one table, and only the values shown are ever spelt out.
pub(super) struct FacetValues {
    values: Vec<String>,
    segments: Vec<Vec<u32>>,
}

impl FacetValues {
    fn read(searcher: &Searcher, field: Field) -> Result<Self, SearchError> {
        let mut numbers: BTreeMap<String, u32> = BTreeMap::new();
        let mut segments = Vec::new();
        for reader in searcher.segment_readers() {
            let values =
                column(reader, field)?.map(|column| spelt_out(&column)).transpose()?.unwrap_or_default();
            numbers.extend(values.iter().map(|value| (value.clone(), 0)));
            segments.push(values);
        }
        numbers.values_mut().zip(0..).for_each(|(number, next)| *number = next);
        let number = |value: &String| numbers.get(value).copied().unwrap_or_default();
        let segments = segments.iter().map(|values| values.iter().map(number).collect()).collect();
        Ok(Self { values: numbers.into_keys().collect(), segments })
    }
}

/// Values are read when they are first asked for, once per state of the index.
#[derive(Default)]
pub(super) struct FacetCache(Mutex<BTreeMap<FacetField, Arc<FacetValues>>>);

impl FacetCache {
    pub(super) fn get(
        &self,
        field: FacetField,
        searcher: &Searcher,
        fields: &Fields,
    ) -> Result<Arc<FacetValues>, SearchError> {
        let mut known = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(values) = known.get(&field) {
            return Ok(Arc::clone(values));
        }
        let values = Arc::new(FacetValues::read(searcher, field.of(fields))?);
        known.insert(field, Arc::clone(&values));
        Ok(values)
    }
}

fn column(reader: &SegmentReader, field: Field) -> Result<Option<StrColumn>, SearchError> {
    reader.fast_fields().str(reader.schema().get_field_name(field)).map_err(engine_error)
}

fn spelt_out(column: &StrColumn) -> Result<Vec<String>, SearchError> {
    let mut stream = column.dictionary().stream().map_err(engine_error)?;
    let mut values = Vec::new();
    while stream.advance() {
        values.push(String::from_utf8_lossy(stream.key()).into_owned());
    }
    Ok(values)
}

/// Counts the values of one property.
pub(super) struct FacetCounter {
    field: Field,
    values: Arc<FacetValues>,
    counts: Vec<u32>,
    segment: usize,
    column: Option<Column<u64>>,
    /// Values of the article at hand that have been counted.
    seen: Vec<u32>,
}

impl FacetCounter {
    pub(super) fn new(field: Field, values: Arc<FacetValues>) -> Self {
        let counts = vec![0; values.values.len()];
        Self { field, values, counts, segment: 0, column: None, seen: Vec::new() }
    }

    /// The most frequent values that occur at all.
    pub(super) fn most_frequent(&self, limit: usize) -> Vec<FacetCount> {
        let mut counted: Vec<(Reverse<u32>, usize)> = self
            .counts
            .iter()
            .enumerate()
            .filter(|(_, count)| **count > 0)
            .map(|(value, count)| (Reverse(*count), value))
            .collect();
        if counted.len() > limit {
            counted.select_nth_unstable(limit);
            counted.truncate(limit);
        }
        counted.sort_unstable();
        counted
            .into_iter()
            .map(|(Reverse(count), value)| FacetCount {
                value: self.values.values[value].clone(),
                count: count.into(),
            })
            .collect()
    }
}

impl Visitor for FacetCounter {
    fn enter(&mut self, segment: u32, reader: &SegmentReader) -> Result<(), SearchError> {
        self.segment = segment as usize;
        self.column = column(reader, self.field)?.map(|column| column.into_parts().1);
        Ok(())
    }

    fn visit(&mut self, doc: DocId, _score: f32) {
        let Some(column) = &self.column else { return };
        let numbers = &self.values.segments[self.segment];
        self.seen.clear();
        for ordinal in column.values_for_doc(doc) {
            let Some(number) = usize::try_from(ordinal).ok().and_then(|ordinal| numbers.get(ordinal)) else {
                continue;
            };
            // An article may state one value twice.
            if !self.seen.contains(number) {
                self.seen.push(*number);
                self.counts[*number as usize] += 1;
            }
        }
    }
}
