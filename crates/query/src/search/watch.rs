use std::time::{Duration, Instant};

use super::{Abandon, SearchError};

/// Documents between two looks at the clock: far less than a millisecond's work.
const STRIDE: u32 = 1024;

/// Ends a search that takes too long or that nobody waits for.
#[derive(Clone)]
pub(super) struct Watch<'a> {
    abandon: &'a Abandon,
    started: Instant,
    budget: Duration,
    visited: u32,
}

impl<'a> Watch<'a> {
    pub(super) fn start(abandon: &'a Abandon, budget: Duration) -> Self {
        Self { abandon, started: Instant::now(), budget, visited: 0 }
    }

    /// Says whether the search may go on.
    pub(super) fn check(&self) -> Result<(), SearchError> {
        if self.abandon.is_abandoned() {
            Err(SearchError::Abandoned)
        } else if self.started.elapsed() >= self.budget {
            Err(SearchError::OutOfTime {
                budget_ms: u64::try_from(self.budget.as_millis()).unwrap_or(u64::MAX),
            })
        } else {
            Ok(())
        }
    }

    /// Counts a document and checks now and then.
    pub(super) fn tick(&mut self) -> Result<(), SearchError> {
        self.visited = self.visited.wrapping_add(1);
        if self.visited.is_multiple_of(STRIDE) { self.check() } else { Ok(()) }
    }
}
