use std::io;
use std::sync::Arc;
use std::thread::{self, JoinHandle};
use std::time::Duration;

use vestnik_schema::Intake;

use crate::FollowerError;
use crate::client::{Client, Reach};
use crate::follow::Followed;
use crate::hosts::Hosts;
use crate::robots::Robots;
use crate::settings::FollowerSettings;
use crate::state::State;
use crate::status::FeedStatus;
use crate::sync::{Clock, Slots, SystemClock};
use crate::web::Web;

/// How often what has changed is written to the state file.
const SAVE_INTERVAL: Duration = Duration::from_secs(2);

/// Follows feeds, sitemaps and folders until it is stopped or dropped.
pub struct Follower {
    web: Arc<Web>,
    state: Arc<State>,
    threads: Vec<JoinHandle<()>>,
}

impl Follower {
    /// Begins to follow: each feed in a thread of its own, which mostly sleeps.
    ///
    /// # Errors
    /// The settings cannot work, the state file cannot be read, or there are no threads.
    pub fn start(settings: FollowerSettings, intake: Arc<dyn Intake>) -> Result<Self, FollowerError> {
        let reach = if settings.allow_private_addresses { Reach::Everywhere } else { Reach::Public };
        Self::start_with(settings, intake, reach, Arc::new(SystemClock::new()))
    }

    pub(crate) fn start_with(
        settings: FollowerSettings,
        intake: Arc<dyn Intake>,
        reach: Reach,
        clock: Arc<dyn Clock>,
    ) -> Result<Self, FollowerError> {
        settings.validate()?;
        let state = Arc::new(State::open(&settings.state_file, &settings.feeds)?);
        let web = Arc::new(Web::new(&settings, reach, clock));
        let mut follower = Self { web: web.clone(), state: state.clone(), threads: Vec::new() };
        let (zone, shared) = (settings.time_zone, (web.clone(), state.clone()));
        let followed = move |index, feed| Followed {
            feed,
            zone: zone.clone(),
            web: shared.0.clone(),
            intake: intake.clone(),
            state: shared.1.feed(index),
        };
        for (index, feed) in settings.feeds.into_iter().enumerate() {
            let (name, followed) = (feed.name.clone(), followed(index, feed));
            follower.threads.push(spawn(name, move || followed.run())?);
        }
        follower.threads.push(spawn("state".to_owned(), move || keep_saving(&state, &*web.clock))?);
        Ok(follower)
    }

    /// How it goes with all feeds, in the order of the settings.
    pub fn statuses(&self) -> Vec<FeedStatus> {
        self.state.statuses()
    }

    /// Stops following. What waits is woken, what is being fetched is broken off; at most a look-up of a host or the
    /// beginning of a connection is waited for.
    pub fn stop(mut self) {
        self.end();
    }

    fn end(&mut self) {
        self.web.stop();
        for thread in self.threads.drain(..) {
            if thread.join().is_err() {
                tracing::error!("a thread that follows feeds ended with a panic");
            }
        }
        if let Err(error) = self.state.save() {
            warn(&error);
        }
    }
}

impl Drop for Follower {
    fn drop(&mut self) {
        if !self.threads.is_empty() {
            self.end();
        }
    }
}

impl Web {
    pub(crate) fn new(settings: &FollowerSettings, reach: Reach, clock: Arc<dyn Clock>) -> Self {
        Self {
            client: Client::new(&settings.user_agent, reach),
            hosts: Hosts::new(settings.per_host_interval, clock.clone()),
            slots: Arc::new(Slots::new(settings.threads, clock.clone())),
            robots: Robots::default(),
            clock,
            user_agent: settings.user_agent.clone(),
            max_bytes: settings.max_bytes,
            max_redirects: settings.max_redirects,
            timeout: settings.timeout,
        }
    }

    fn stop(&self) {
        self.clock.stop();
        self.hosts.wake();
        self.slots.wake();
        self.client.shutdown();
    }
}

fn spawn(name: String, work: impl FnOnce() + Send + 'static) -> Result<JoinHandle<()>, FollowerError> {
    thread::Builder::new()
        .name("vestnik-follower".to_owned())
        .spawn(work)
        .map_err(|source| FollowerError::Thread { name, source })
}

/// What cannot be saved is tried again; without it a restart reads some things twice.
fn keep_saving(state: &State, clock: &dyn Clock) {
    let mut is_saved = true;
    while clock.pause(SAVE_INTERVAL).is_continue() {
        let outcome = state.save();
        if let (Err(error), true) = (&outcome, is_saved) {
            warn(error);
        }
        is_saved = outcome.is_ok();
    }
}

fn warn(error: &io::Error) {
    tracing::warn!(%error, "the state of feeds cannot be saved; after a restart they are read again");
}

#[cfg(test)]
#[path = "live_tests.rs"]
mod tests;
