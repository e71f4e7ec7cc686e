use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp};
use vestnik_schema::Intake;

use crate::error::RoundError;
use crate::round::Round;
use crate::settings::{FeedSettings, Location};
use crate::state::FeedState;
use crate::sync::lock;
use crate::web::Web;
use crate::{address, backoff, feed, folder, sitemap};

/// Wait after the archive took nothing: that is nothing for which a site should be left alone.
const INTAKE_WAIT: Duration = Duration::from_secs(30);

/// One feed, followed in a thread of its own.
pub(crate) struct Followed {
    pub(crate) feed: FeedSettings,
    pub(crate) zone: TimeZone,
    pub(crate) web: Arc<Web>,
    pub(crate) intake: Arc<dyn Intake>,
    pub(crate) state: Arc<Mutex<FeedState>>,
}

impl Followed {
    /// Looks at the feed again and again, until following ends or the feed is gone.
    pub(crate) fn run(&self) {
        let mut wait = Some(self.first_wait());
        while let Some(time) = wait {
            self.note_next_attempt(time);
            if self.web.clock.pause(time).is_break() {
                return;
            }
            wait = self.look_once();
        }
    }

    /// What is left of the wait that the last process began.
    fn first_wait(&self) -> Duration {
        let state = lock(&self.state);
        let status = &state.stored.status;
        let longest = if status.consecutive_failures > 0 {
            backoff::MAX_WAIT.max(self.feed.interval)
        } else {
            self.feed.interval
        };
        backoff::rest(status.next_attempt, self.web.clock.now(), longest)
    }

    fn note_next_attempt(&self, wait: Duration) {
        let now = self.web.clock.now();
        let next = SignedDuration::try_from(wait).ok().and_then(|wait| now.checked_add(wait).ok());
        let mut state = lock(&self.state);
        state.stored.status.next_attempt = next.or(Some(Timestamp::MAX));
        state.is_dirty = true;
    }

    /// Looks at the feed and tells how long to wait for the next look; none if there is to be none.
    pub(crate) fn look_once(&self) -> Option<Duration> {
        let written_before = self.begin();
        let outcome = catch_unwind(AssertUnwindSafe(|| self.look())).unwrap_or(Err(RoundError::Fault));
        let mut state = lock(&self.state);
        state.is_dirty = true;
        let now = self.web.clock.now();
        let status = &mut state.stored.status;
        if status.articles_written + status.deleted > written_before {
            status.last_change = Some(now);
        }
        match outcome {
            Ok(()) => {
                status.last_success = Some(now);
                status.consecutive_failures = 0;
                status.last_error = None;
                Some(self.feed.interval)
            }
            Err(error) if error.is_stop() => None,
            Err(error) => {
                status.consecutive_failures = status.consecutive_failures.saturating_add(1);
                status.last_error = Some(error.to_string());
                status.gone = error.is_gone();
                let failures = status.consecutive_failures;
                tracing::warn!(feed = self.feed.name, failures, %error, "a feed could not be followed");
                (!status.gone).then(|| self.wait_after(&error, failures, now))
            }
        }
    }

    fn begin(&self) -> u64 {
        let mut state = lock(&self.state);
        state.is_dirty = true;
        let status = &mut state.stored.status;
        status.last_attempt = Some(self.web.clock.now());
        status.next_attempt = None;
        status.gone = false;
        status.articles_written + status.deleted
    }

    fn wait_after(&self, error: &RoundError, failures: u32, now: Timestamp) -> Duration {
        let wait = match error {
            RoundError::Intake(_) => INTAKE_WAIT.min(self.feed.interval),
            _ => {
                let chance = format!("{} {}", self.feed.name, now.as_millisecond());
                backoff::after_failures(self.feed.interval, failures, &chance)
            }
        };
        wait.max(error.retry_after().unwrap_or_default())
    }

    fn look(&self) -> Result<(), RoundError> {
        let round = Round {
            feed: &self.feed,
            zone: &self.zone,
            web: &self.web,
            intake: &*self.intake,
            state: &self.state,
        };
        match &self.feed.location {
            Location::Feed(url) => feed::look(&round, &address::parse(url)?),
            Location::Sitemap(url) => sitemap::look(&round, &address::parse(url)?),
            Location::Folder(path) => folder::look(&round, path),
        }
    }
}

#[cfg(test)]
#[path = "follow_tests.rs"]
mod tests;
