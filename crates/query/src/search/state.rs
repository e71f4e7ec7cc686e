use std::collections::BTreeMap;
use std::sync::Arc;

use jiff::Timestamp;
use tantivy::index::SegmentId;
use tantivy::{IndexReader, ReloadPolicy, Searcher};
use vestnik_schema::{DataDirectory, Fields, OpenIndex, open_index};

use super::SearchError;
use super::error::engine_error;
use super::facets::FacetCache;
use super::suggest::{Vocabulary, VocabularyCache};

/// One commit of one generation, as searches see it.
pub(super) struct State {
    pub(super) opened: OpenIndex,
    pub(super) searcher: Searcher,
    pub(super) facets: FacetCache,
    /// When it was first looked at.
    pub(super) since: Timestamp,
    suggestions: VocabularyCache,
    reader: IndexReader,
}

impl State {
    /// Opens the last commit of the current generation.
    pub(super) fn open(data: &DataDirectory) -> Result<Self, SearchError> {
        let opened = open_index(data)?;
        let builder = opened.index.reader_builder().reload_policy(ReloadPolicy::Manual);
        let reader = builder.try_into().map_err(engine_error)?;
        Ok(Self::new(opened, reader))
    }

    /// What came after this state, if anything did. Looks into two small files when nothing did.
    pub(super) fn successor(&self, data: &DataDirectory) -> Result<Option<Self>, SearchError> {
        if data.current()?.as_ref() != Some(&self.opened.generation) {
            let successor = Self::open(data)?;
            return Ok(Some(Self { suggestions: self.suggestions.successor(), ..successor }));
        }
        if self.is_current()? {
            return Ok(None);
        }
        self.reader.reload().map_err(engine_error)?;
        let successor = Self::new(self.opened.clone(), self.reader.clone());
        Ok(Some(Self { suggestions: self.suggestions.successor(), ..successor }))
    }

    /// What can be suggested, read when it is first asked for.
    pub(super) fn vocabulary(&self) -> Result<Arc<Vocabulary>, SearchError> {
        self.suggestions.get(&self.searcher, self.fields())
    }

    /// Brings what can be suggested up to this state, unless that was done a moment ago.
    pub(super) fn renew_vocabulary(&self) -> Result<(), SearchError> {
        self.suggestions.renew(&self.searcher, self.fields())
    }

    pub(super) fn fields(&self) -> &Fields {
        &self.opened.fields
    }

    fn new(opened: OpenIndex, reader: IndexReader) -> Self {
        Self {
            opened,
            searcher: reader.searcher(),
            facets: FacetCache::default(),
            since: Timestamp::now(),
            suggestions: VocabularyCache::default(),
            reader,
        }
    }

    fn is_current(&self) -> Result<bool, SearchError> {
        let committed: BTreeMap<SegmentId, Option<u64>> = self
            .opened
            .index
            .searchable_segment_metas()
            .map_err(engine_error)?
            .iter()
            .map(|segment| (segment.id(), segment.delete_opstamp()))
            .collect();
        Ok(&committed == self.searcher.generation().segments())
    }
}
