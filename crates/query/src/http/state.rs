use std::num::NonZero;
use std::sync::Arc;
use std::thread;
use std::time::Duration;

use jiff::Timestamp;
use jiff::tz::TimeZone;

use vestnik_schema::Intake;

use crate::http::access::{Access, Gate, KeyError, KeyFile, Network, Refusal};
use crate::http::error::ApiError;
use crate::http::search_pool::{PoolError, PoolLoad, SearchPool};
use crate::search::{Abandon, Engine};

/// How the service behaves.
#[derive(Debug, Clone)]
pub struct HttpSettings {
    /// Threads that search.
    pub search_threads: usize,
    /// Searches that may wait for a thread; one more is answered 503.
    pub queue_limit: usize,
    /// Name of the site on the results page.
    pub site_name: String,
    /// Scheme and host under which others reach the service, for addresses in feeds. Empty: as each request has it.
    pub public_url: String,
    /// How often the index is looked at for commits and new generations.
    pub refresh_interval: Duration,
    /// Where the keys are kept; without it there are none, and only this machine is answered.
    pub keys: Option<KeyFile>,
    /// Proxies that are believed when they tell whose request it is.
    pub trusted_proxies: Vec<Network>,
    /// Longest time that requests under way get to finish once the service stops.
    pub shutdown_timeout: Duration,
}

impl Default for HttpSettings {
    fn default() -> Self {
        Self {
            search_threads: thread::available_parallelism().map_or(2, NonZero::get),
            // With searches of a few milliseconds this is well under a second of waiting.
            queue_limit: 128,
            site_name: "Вестник".to_owned(),
            public_url: String::new(),
            refresh_interval: Duration::from_secs(2),
            keys: None,
            trusted_proxies: Vec::new(),
            shutdown_timeout: Duration::from_secs(10),
        }
    }
}

/// Tells how following feeds goes, one object for each feed.
pub type FeedReport = Arc<dyn Fn() -> serde_json::Value + Send + Sync>;

/// What every request shares. Cheap to clone.
#[derive(Clone)]
pub struct AppState {
    // Private to this file: the only way to the engine is `ask`, and that goes through the pool.
    engine: Engine,
    gate: Arc<Gate>,
    pool: SearchPool,
    settings: Arc<HttpSettings>,
    intake: Option<Arc<dyn Intake>>,
    feeds: Option<FeedReport>,
    clock: fn() -> Timestamp,
}

impl AppState {
    /// Reads the keys and starts the search threads over an engine.
    ///
    /// # Errors
    /// [`KeyError`] if the keys cannot be read: a server that lost its keys must not open the archive.
    pub fn new(engine: Engine, settings: HttpSettings) -> Result<Self, KeyError> {
        let gate = Arc::new(Gate::open(&settings)?);
        let pool = SearchPool::new(settings.search_threads, settings.queue_limit);
        Ok(Self {
            engine,
            gate,
            pool,
            settings: Arc::new(settings),
            intake: None,
            feeds: None,
            clock: Timestamp::now,
        })
    }

    /// Takes writes by this intake.
    #[must_use]
    pub fn with_intake(self, intake: Arc<dyn Intake>) -> Self {
        Self { intake: Some(intake), ..self }
    }

    /// Tells how following feeds goes by this report.
    #[must_use]
    pub fn with_feeds(self, feeds: FeedReport) -> Self {
        Self { feeds: Some(feeds), ..self }
    }

    /// How following feeds goes: a list of objects; empty if nothing is followed.
    pub(crate) fn feeds(&self) -> serde_json::Value {
        self.feeds.as_ref().map_or_else(|| serde_json::Value::Array(Vec::new()), |feeds| feeds())
    }

    /// Puts a question to the part of the archive that `access` opens, on a search thread. Formatting the answer belongs
    /// into the question too: rendering is work, and async threads do none.
    pub(crate) async fn ask<T, F>(&self, access: &Access, question: F) -> Result<T, ApiError>
    where
        T: Send + 'static,
        F: FnOnce(&Engine, &Abandon) -> Result<T, ApiError> + Send + 'static,
    {
        if !access.opens_archive() {
            return Err(ApiError::Refused(Refusal::KeyMissing));
        }
        let engine = match access.condition() {
            Some(condition) => self.engine.within(condition.clone()),
            None => self.engine.clone(),
        };
        match self.pool.run(move |abandon| question(&engine, abandon)).await {
            Ok(answer) => answer,
            Err(PoolError::Overloaded) => Err(ApiError::Overloaded),
            Err(PoolError::Panicked) => Err(ApiError::Internal),
        }
    }

    /// Gets ready for what the first requests would have to wait for. Called by the refresh thread only.
    pub(crate) fn warm_up(&self) {
        if let Err(error) = self.engine.warm_up() {
            tracing::warn!(%error, "the words for suggestions could not be read; the first request tries again");
        }
    }

    /// Looks for changes of the keys. Called by their thread only.
    pub(crate) fn refresh_keys(&self) {
        self.gate.refresh();
    }

    /// Looks for changes of the index. Called by the refresh thread only.
    pub(crate) fn refresh(&self) {
        match self.engine.refresh() {
            Ok(true) => tracing::debug!("searching a changed index"),
            Ok(false) => {}
            Err(error) => tracing::warn!(%error, "the index could not be refreshed; searching the old one"),
        }
        if let Err(error) = self.engine.keep_up() {
            tracing::warn!(%error, "the words for suggestions could not be read; suggesting the old ones");
        }
    }

    /// Whether the archive has keys. Without any, only this machine is answered.
    pub fn has_keys(&self) -> bool {
        self.gate.has_keys()
    }

    pub(crate) fn intake(&self) -> Option<&dyn Intake> {
        self.intake.as_deref()
    }

    pub(crate) fn gate(&self) -> &Gate {
        &self.gate
    }

    pub(crate) fn settings(&self) -> &HttpSettings {
        &self.settings
    }

    pub(crate) fn zone(&self) -> &TimeZone {
        &self.engine.settings().time_zone
    }

    pub(crate) fn now(&self) -> Timestamp {
        (self.clock)()
    }

    /// Since when the archive has been as it is now.
    pub(crate) fn searching_since(&self) -> Timestamp {
        self.engine.since()
    }

    pub(crate) fn load(&self) -> PoolLoad {
        self.pool.load()
    }

    /// Stops the clock, for tests.
    #[cfg(test)]
    pub(crate) fn with_clock(mut self, clock: fn() -> Timestamp) -> Self {
        self.clock = clock;
        self
    }

    /// The pool, for tests that have to occupy it.
    #[cfg(test)]
    pub(crate) fn pool(&self) -> &SearchPool {
        &self.pool
    }
}
