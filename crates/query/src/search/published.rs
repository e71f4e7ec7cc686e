use tantivy::query::EnableScoring;
use tantivy::{DocSet, TERMINATED};

use super::compile::period;
use super::error::engine_error;
use super::state::State;
use super::{Period, SearchError};

impl State {
    /// Whether an article was published in a period.
    pub(super) fn has_published_in(&self, time: Period) -> Result<bool, SearchError> {
        let Some(query) = period(self.fields().published, time.from, time.until) else {
            return Ok(self.searcher.num_docs() > 0);
        };
        let weight =
            query.weight(EnableScoring::disabled_from_searcher(&self.searcher)).map_err(engine_error)?;
        for reader in self.searcher.segment_readers() {
            let mut published = weight.scorer(reader, 1.0).map_err(engine_error)?;
            while published.doc() != TERMINATED {
                if !reader.is_deleted(published.doc()) {
                    return Ok(true);
                }
                published.advance();
            }
        }
        Ok(false)
    }
}
