//! The articles of an index that may be told of: all, or those that satisfy the condition of a confined engine.

use tantivy::query::{EnableScoring, Query};
use tantivy::schema::IndexRecordOption;
use tantivy::{
    DocId, DocSet, InvertedIndexReader, Searcher, SegmentReader, TERMINATED, Term, postings::TermInfo,
};
use vestnik_schema::Fields;

use super::collect::{Visitor, scan};
use super::error::engine_error;
use super::watch::Watch;
use super::{Condition, SearchError};

const BITS: u32 = u64::BITS;

/// The articles that satisfy a condition, one bit each; deleted ones do not.
#[derive(Default)]
pub(super) struct Permitted {
    segments: Vec<Vec<u64>>,
    articles: u64,
}

impl Permitted {
    /// Looks them up. Without a condition there is nothing to look up.
    pub(super) fn read(
        within: Option<&Condition>,
        searcher: &Searcher,
        fields: &Fields,
        watch: &mut Watch<'_>,
    ) -> Result<Option<Self>, SearchError> {
        let Some(within) = within else { return Ok(None) };
        let mut permitted = Self::default();
        scan(searcher, within.query(fields).as_ref(), false, watch, &mut permitted)?;
        Ok(Some(permitted))
    }

    fn holds(&self, segment: usize, doc: DocId) -> bool {
        let word = self.segments.get(segment).and_then(|words| words.get((doc / BITS) as usize));
        word.is_some_and(|word| word & (1 << (doc % BITS)) != 0)
    }

    /// The first one from `doc` on.
    fn next(&self, segment: usize, doc: DocId) -> DocId {
        let Some(words) = self.segments.get(segment) else { return TERMINATED };
        // Bits below `doc` do not count.
        let mut mask = u64::MAX << (doc % BITS);
        for (place, word) in (doc / BITS..).zip(words.iter().skip((doc / BITS) as usize)) {
            let bits = word & mask;
            if bits != 0 {
                return place * BITS + bits.trailing_zeros();
            }
            mask = u64::MAX;
        }
        TERMINATED
    }
}

impl Visitor for Permitted {
    fn enter(&mut self, _segment: u32, reader: &SegmentReader) -> Result<(), SearchError> {
        self.segments.push(vec![0; reader.max_doc().div_ceil(BITS) as usize]);
        Ok(())
    }

    fn visit(&mut self, doc: DocId, _score: f32) {
        self.articles += 1;
        let words = self.segments.last_mut();
        if let Some(word) = words.and_then(|words| words.get_mut((doc / BITS) as usize)) {
            *word |= 1 << (doc % BITS);
        }
    }
}

/// What may be told of an index.
#[derive(Clone, Copy)]
pub(super) struct View<'a> {
    pub(super) searcher: &'a Searcher,
    /// `None` if all of it may.
    permitted: Option<&'a Permitted>,
}

impl<'a> View<'a> {
    pub(super) fn new(searcher: &'a Searcher, permitted: Option<&'a Permitted>) -> Self {
        Self { searcher, permitted }
    }

    pub(super) fn is_confined(&self) -> bool {
        self.permitted.is_some()
    }

    /// How many articles there are.
    pub(super) fn articles(&self) -> u64 {
        self.permitted.map_or_else(|| self.searcher.num_docs(), |permitted| permitted.articles)
    }

    /// Whether an article is one of them and not deleted.
    pub(super) fn has(&self, segment: usize, doc: DocId) -> bool {
        match self.permitted {
            Some(permitted) => permitted.holds(segment, doc),
            None => {
                self.searcher.segment_readers().get(segment).is_some_and(|reader| !reader.is_deleted(doc))
            }
        }
    }

    /// The first article from `doc` on that may be told of; of the whole index any may, deleted ones too.
    pub(super) fn next(&self, segment: usize, doc: DocId) -> DocId {
        self.permitted.map_or(doc, |permitted| permitted.next(segment, doc))
    }

    /// Articles of a segment that hold a term; of the whole index, deleted ones not yet merged away included.
    pub(super) fn holders_in(
        &self,
        segment: usize,
        index: &InvertedIndexReader,
        info: &TermInfo,
    ) -> Result<u64, SearchError> {
        let Some(permitted) = self.permitted else { return Ok(info.doc_freq.into()) };
        let mut postings =
            index.read_postings_from_terminfo(info, IndexRecordOption::Basic).map_err(engine_error)?;
        let mut holders = 0;
        while postings.doc() != TERMINATED {
            holders += u64::from(permitted.holds(segment, postings.doc()));
            postings.advance();
        }
        Ok(holders)
    }

    /// The same of all segments.
    pub(super) fn holders(&self, term: &Term) -> Result<u64, SearchError> {
        if !self.is_confined() {
            return self.searcher.doc_freq(term).map_err(engine_error);
        }
        let mut holders = 0;
        for (segment, reader) in self.searcher.segment_readers().iter().enumerate() {
            let index = reader.inverted_index(term.field()).map_err(engine_error)?;
            if let Some(info) = index.get_term_info(term).map_err(engine_error)? {
                holders += self.holders_in(segment, &index, &info)?;
            }
        }
        Ok(holders)
    }

    /// Whether any of them matches a query.
    pub(super) fn any(&self, query: &dyn Query) -> Result<bool, SearchError> {
        let weight =
            query.weight(EnableScoring::disabled_from_searcher(self.searcher)).map_err(engine_error)?;
        for (segment, reader) in self.searcher.segment_readers().iter().enumerate() {
            let mut found = weight.scorer(reader, 1.0).map_err(engine_error)?;
            while found.doc() != TERMINATED {
                if self.has(segment, found.doc()) {
                    return Ok(true);
                }
                found.advance();
            }
        }
        Ok(false)
    }

    /// How many of them match a query.
    pub(super) fn count(&self, query: &dyn Query) -> Result<u64, SearchError> {
        if !self.is_confined() {
            return query.count(self.searcher).map(|count| count as u64).map_err(engine_error);
        }
        let weight =
            query.weight(EnableScoring::disabled_from_searcher(self.searcher)).map_err(engine_error)?;
        let mut count = 0;
        for (segment, reader) in self.searcher.segment_readers().iter().enumerate() {
            let mut found = weight.scorer(reader, 1.0).map_err(engine_error)?;
            while found.doc() != TERMINATED {
                count += u64::from(self.has(segment, found.doc()));
                found.advance();
            }
        }
        Ok(count)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_next_permitted_article_is_found() {
        let mut words = vec![0_u64; 4];
        for doc in [0, 3, 63, 64, 200] {
            words[doc / 64] |= 1 << (doc % 64);
        }
        let permitted = Permitted { segments: vec![words], articles: 5 };
        let next = |doc| permitted.next(0, doc);
        assert_eq!([next(0), next(1), next(4), next(64), next(65), next(200)], [0, 3, 63, 64, 200, 200]);
        assert_eq!([next(201), next(9_999), permitted.next(1, 0)], [TERMINATED; 3]);
        assert!(permitted.holds(0, 63) && !permitted.holds(0, 62) && !permitted.holds(1, 0));
    }
}
