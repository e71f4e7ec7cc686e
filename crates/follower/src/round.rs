use std::sync::Mutex;

use jiff::tz::TimeZone;
use vestnik_schema::{Article, Intake};

use crate::delivery::Delivery;
use crate::settings::FeedSettings;
use crate::state::FeedState;
use crate::sync::{Clock, lock};
use crate::web::{Fetched, Web};

/// What one look at a feed needs.
pub(crate) struct Round<'a> {
    pub(crate) feed: &'a FeedSettings,
    pub(crate) zone: &'a TimeZone,
    pub(crate) web: &'a Web,
    pub(crate) intake: &'a dyn Intake,
    pub(crate) state: &'a Mutex<FeedState>,
}

impl<'a> Round<'a> {
    pub(crate) fn clock(&self) -> &'a dyn Clock {
        &*self.web.clock
    }

    /// Changes what is known of the feed.
    pub(crate) fn change<T>(&self, change: impl FnOnce(&mut FeedState) -> T) -> T {
        let mut state = lock(self.state);
        state.is_dirty = true;
        change(&mut state)
    }

    pub(crate) fn delivery(&self) -> Delivery<'a> {
        Delivery::new(self.intake, self.clock(), self.state)
    }

    /// Notes a bad record. The first one of a look replaces those of former looks.
    pub(crate) fn reject(&self, problem: String) {
        self.change(|state| {
            state.stored.status.rejected += 1;
            state.stored.status.note_problem(problem);
        });
    }

    pub(crate) fn count_fetched(&self, fetched: &Fetched) {
        self.change(|state| {
            state.stored.status.bytes_fetched += fetched.num_bytes;
            state.stored.status.not_modified += u64::from(fetched.body.is_none());
        });
    }

    /// Gives an article what the settings know and it does not say.
    pub(crate) fn complete(&self, article: &mut Article) {
        if article.rubrics.is_empty() {
            article.rubrics.clone_from(&self.feed.rubrics);
        }
        if article.source.is_none() {
            article.source.clone_from(&self.feed.source);
        }
    }
}
