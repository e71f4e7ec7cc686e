//! A live archive: takes writes all day, loses none that it has acknowledged, and shows them within a second.
//!
//! One thread does all the writing. It takes whatever waits as one group, decides about each operation in turn, writes
//! the changes to the journal with a single wait for the disk, and only then answers: while the disk is being waited for
//! the next group gathers, so many small writes are as fast as a few large ones. Changes are in the index at once and
//! are committed soon after; a process that is killed in between carries them out from the journal when it starts again.
//!
//! Whatever goes wrong with the disk, the thread drops the index writer, says what the trouble is, and starts again from
//! the last commit and the journal as soon as that is possible. Searches go on all the time.

mod content;
mod open;
mod trouble;
mod worker;

use std::fmt;
use std::io;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::mpsc::{Sender, channel};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread::{self, JoinHandle};
use std::time::Duration;

use vestnik_schema::{Content, DataDirectory, Done, Intake, IntakeError, IntakeStats, Operation, Until};

use crate::IndexerSettings;
use worker::{Message, Submission, Weight, Worker};

/// How a live archive works.
#[derive(Clone)]
pub struct LiveSettings {
    /// Memory, threads and the zone of dates without one. `strict`, `force` and `keep_generations` mean nothing here.
    pub indexer: IndexerSettings,
    /// Least time between two commits. The first change after a quiet time is committed at once.
    pub commit_interval: Duration,
    /// Bytes of operations that may wait; more are answered [`IntakeError::Overloaded`].
    pub waiting_bytes: usize,
    /// Called on the writing thread after each commit: searches are to see it when this returns.
    pub on_commit: Arc<dyn Fn() + Send + Sync>,
}

impl Default for LiveSettings {
    fn default() -> Self {
        Self {
            indexer: IndexerSettings::default(),
            commit_interval: Duration::from_millis(500),
            waiting_bytes: 128 << 20,
            on_commit: Arc::new(|| {}),
        }
    }
}

impl fmt::Debug for LiveSettings {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { indexer, commit_interval, waiting_bytes, on_commit: _ } = self;
        formatter
            .debug_struct("LiveSettings")
            .field("indexer", indexer)
            .field("commit_interval", commit_interval)
            .field("waiting_bytes", waiting_bytes)
            .finish_non_exhaustive()
    }
}

/// An archive that takes writes. Dropping it closes it.
pub struct LiveArchive {
    inbox: Sender<Message>,
    shared: Arc<Shared>,
    thread: Mutex<Option<JoinHandle<()>>>,
}

/// What callers see of the writing thread.
pub(crate) struct Shared {
    waiting_bytes: AtomicU64,
    limit: u64,
    stats: Mutex<IntakeStats>,
}

impl Shared {
    fn update(&self, change: impl FnOnce(&mut IntakeStats)) {
        change(&mut self.stats.lock().unwrap_or_else(PoisonError::into_inner));
    }
}

impl LiveArchive {
    /// Starts to take writes into the current generation. What was acknowledged earlier and is not in the index yet is
    /// brought there first. Where the index cannot be written now, that is tried again and again, and writes are refused
    /// meanwhile.
    ///
    /// # Errors
    /// If the thread cannot be started.
    pub fn start(data: &DataDirectory, settings: LiveSettings) -> io::Result<Self> {
        let (inbox, messages) = channel();
        let shared = Arc::new(Shared {
            waiting_bytes: AtomicU64::new(0),
            limit: settings.waiting_bytes as u64,
            stats: Mutex::default(),
        });
        let worker = Worker::new(data.clone(), settings, messages, Arc::clone(&shared));
        let thread = thread::Builder::new().name("intake".to_owned()).spawn(move || worker.run())?;
        Ok(Self { inbox, shared, thread: Mutex::new(Some(thread)) })
    }
}

impl LiveArchive {
    /// Commits what was acknowledged and ends the writing thread. Whoever writes afterwards is answered
    /// [`IntakeError::Closed`].
    pub fn close(&self) {
        let _ = self.inbox.send(Message::Close);
        let thread = self.thread.lock().unwrap_or_else(PoisonError::into_inner).take();
        if thread.is_some_and(|thread| thread.join().is_err()) {
            tracing::error!("the writing thread panicked; this is a bug");
        }
    }
}

impl Drop for LiveArchive {
    fn drop(&mut self) {
        self.close();
    }
}

impl Intake for LiveArchive {
    fn submit(&self, operations: Vec<Operation>, until: Until, done: Done) {
        let bytes: u64 = operations.iter().map(size).sum();
        let num_operations = operations.len() as u64;
        let waiting = self.shared.waiting_bytes.fetch_add(bytes, Ordering::AcqRel);
        // An operation that is larger than the limit goes through when nothing else waits.
        if waiting > 0 && waiting + bytes > self.shared.limit {
            self.shared.waiting_bytes.fetch_sub(bytes, Ordering::AcqRel);
            return done(Err(IntakeError::Overloaded));
        }
        self.shared.update(|stats| stats.waiting += num_operations);
        let weight = Weight { bytes, operations: num_operations, shared: Arc::clone(&self.shared) };
        let submission = Submission { operations, until, done: Promise::of(done), weight };
        if let Err(failed) = self.inbox.send(Message::Submit(submission))
            && let Message::Submit(submission) = failed.0
        {
            (submission.done)(Err(IntakeError::Closed));
        }
    }

    fn stats(&self) -> IntakeStats {
        self.shared.stats.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }
}

/// Answers when it is dropped without having been kept, as a panic of the writing thread would do.
struct Promise(Option<Done>);

impl Promise {
    fn of(done: Done) -> Done {
        let mut promise = Self(Some(done));
        Box::new(move |answer| {
            if let Some(done) = promise.0.take() {
                done(answer);
            }
        })
    }
}

impl Drop for Promise {
    fn drop(&mut self) {
        if let Some(done) = self.0.take() {
            done(Err(IntakeError::Failed(worker::PANIC.to_owned())));
        }
    }
}

/// Bytes that an operation takes while it waits, about.
fn size(operation: &Operation) -> u64 {
    let content = match &operation.content {
        Some(Content::Json(json)) => json.len(),
        Some(Content::Article(article)) => {
            article.searchable_texts().map(str::len).sum::<usize>() + size_of_val(article)
        }
        None => 0,
    };
    (content + size_of::<Operation>()) as u64
}

#[cfg(test)]
mod clock_tests;
#[cfg(test)]
mod rebuild_tests;
#[cfg(test)]
mod tests;
