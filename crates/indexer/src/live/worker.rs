use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::sync::mpsc::{Receiver, RecvTimeoutError};
use std::time::{Duration, Instant};

use jiff::Timestamp;
use vestnik_schema::{Action, DataDirectory, Done, IntakeError, Operation, Outcome, Rejection, Until};

use super::content::{self, Read};
use super::open::Open;
use super::trouble::{chain, trouble};
use super::{LiveSettings, Shared};
use crate::IndexError;
use crate::record::Record;
use crate::writer::{Decision, Request};

/// What the writing thread is told.
pub(super) enum Message {
    Submit(Submission),
    Close,
}

/// One call of [`Intake::submit`](vestnik_schema::Intake::submit).
pub(super) struct Submission {
    pub(super) operations: Vec<Operation>,
    pub(super) until: Until,
    pub(super) done: Done,
    pub(super) weight: Weight,
}

/// What waits in memory; it counts for as long as this is there.
pub(super) struct Weight {
    pub(super) bytes: u64,
    pub(super) operations: u64,
    pub(super) shared: Arc<Shared>,
}

impl Drop for Weight {
    fn drop(&mut self) {
        self.shared.waiting_bytes.fetch_sub(self.bytes, Ordering::AcqRel);
        self.shared.update(|stats| stats.waiting -= self.operations);
    }
}

/// Somebody who waits for an answer, and what it will be.
type Answer = (Done, Vec<Outcome>);

/// How many bytes are made durable together at most, so that nobody waits for long.
const GROUP_BYTES: u64 = 8 << 20;
pub(super) const PANIC: &str =
    "the engine panicked: the index is damaged, as `vestnik check` would tell, or this is a bug";
/// How often the thread looks whether another process wants to write.
const LOOK_AROUND: Duration = Duration::from_millis(100);
/// How long to wait after a failure before the index is opened again.
const RETRY: Duration = Duration::from_secs(1);
/// How long a write waits for another process to end its own.
const PATIENCE: Duration = Duration::from_secs(5);
/// The next commit begins so many times the length of the last one later, so that most of the time is left for writing.
const COMMIT_SHARE: u32 = 5;
/// But not later than this: on a machine that is busy with something else a commit may take seconds, and searches are
/// to see what was written all the same.
const LONGEST_PAUSE: Duration = Duration::from_secs(1);

/// The writing thread.
pub(super) struct Worker {
    data: DataDirectory,
    settings: LiveSettings,
    messages: Receiver<Message>,
    shared: Arc<Shared>,
    open: Option<Open>,
    next_attempt: Instant,
    trouble: IntakeError,
    /// What waits for another process to end its writing, and since when.
    waiting: Vec<Submission>,
    waiting_since: Option<Instant>,
    /// Those who wait until searches see what they wrote.
    unseen: Vec<Answer>,
    next_commit: Instant,
    is_closing: bool,
}

impl Worker {
    pub(super) fn new(
        data: DataDirectory,
        settings: LiveSettings,
        messages: Receiver<Message>,
        shared: Arc<Shared>,
    ) -> Self {
        let now = Instant::now();
        Self {
            data,
            settings,
            messages,
            shared,
            open: None,
            next_attempt: now,
            trouble: IntakeError::Closed,
            waiting: Vec::new(),
            waiting_since: None,
            unseen: Vec::new(),
            next_commit: now,
            is_closing: false,
        }
    }

    pub(super) fn run(mut self) {
        while !self.is_closing {
            let group = self.gather();
            self.waiting.extend(group);
            // A damaged index can make the engine panic. Whoever waits for an answer then is told that there is none.
            if catch_unwind(AssertUnwindSafe(|| self.turn())).is_err() {
                self.fail(IntakeError::Failed(PANIC.to_owned()), PANIC);
            }
        }
        let late = std::iter::from_fn(|| self.messages.try_recv().ok()).filter_map(|message| match message {
            Message::Submit(submission) => Some(submission),
            Message::Close => None,
        });
        let late: Vec<Submission> = late.collect();
        for submission in std::mem::take(&mut self.waiting).into_iter().chain(late) {
            (submission.done)(Err(IntakeError::Closed));
        }
        self.attempt(Self::commit);
        let unseen = std::mem::take(&mut self.unseen);
        unseen.into_iter().for_each(|(done, _)| done(Err(IntakeError::Closed)));
    }

    fn turn(&mut self) {
        self.reopen();
        if !self.waiting.is_empty() && !self.is_worth_waiting() {
            self.waiting_since = None;
            let group = std::mem::take(&mut self.waiting);
            self.write(group);
        }
        self.attempt(Self::keep_up);
    }

    /// What waits now, and if nothing does, what comes before something else is to be done.
    fn gather(&mut self) -> Vec<Submission> {
        let mut group = Vec::new();
        let mut bytes = 0;
        let mut message = match self.messages.recv_timeout(self.pause()) {
            Ok(message) => Some(message),
            Err(RecvTimeoutError::Timeout) => None,
            Err(RecvTimeoutError::Disconnected) => Some(Message::Close),
        };
        while let Some(received) = message {
            match received {
                Message::Submit(submission) => {
                    bytes += submission.weight.bytes;
                    group.push(submission);
                }
                Message::Close => self.is_closing = true,
            }
            message = if bytes < GROUP_BYTES { self.messages.try_recv().ok() } else { None };
        }
        group
    }

    /// How long there is nothing to do unless somebody writes.
    fn pause(&self) -> Duration {
        let Some(open) = &self.open else {
            return self.next_attempt.saturating_duration_since(Instant::now()).min(LOOK_AROUND);
        };
        let mut pause = LOOK_AROUND;
        if open.writer.has_changes() {
            pause = pause.min(self.next_commit.saturating_duration_since(Instant::now()));
        }
        if let Some(due) = open.writer.next_due() {
            let until = due.duration_since(Timestamp::now());
            pause = pause.min(Duration::try_from(until).unwrap_or_default().max(Duration::from_millis(1)));
        }
        pause
    }

    /// Whether another process writes and may soon have ended.
    fn is_worth_waiting(&mut self) -> bool {
        let since = *self.waiting_since.get_or_insert_with(Instant::now);
        let is_locked = self.open.is_none() && self.trouble == IntakeError::Locked;
        is_locked && !self.is_closing && since.elapsed() < PATIENCE
    }

    /// Opens the index if it is not open and it is time to try.
    fn reopen(&mut self) {
        if self.open.is_some() || Instant::now() < self.next_attempt {
            return;
        }
        match Open::new(&self.data, &self.settings) {
            Ok(open) => {
                self.open = Some(open);
                self.shared.update(|stats| stats.trouble = None);
            }
            Err(error) => self.give_up(&error),
        }
    }

    /// Drops the index after a failure: what is not in the journal never happened.
    fn give_up(&mut self, error: &IndexError) {
        self.fail(trouble(error), &chain(error));
    }

    fn fail(&mut self, trouble: IntakeError, why: &str) {
        if self.trouble != trouble || self.open.is_some() {
            match trouble {
                IntakeError::Locked => tracing::info!("another vestnik is writing to this index"),
                _ => tracing::error!(error = why, "nothing can be written now"),
            }
        }
        self.open = None;
        let is_locked = trouble == IntakeError::Locked;
        self.next_attempt = Instant::now() + if is_locked { LOOK_AROUND } else { RETRY };
        self.shared.update(|stats| stats.trouble = Some(trouble.clone()));
        for (done, _) in std::mem::take(&mut self.unseen) {
            done(Err(trouble.clone()));
        }
        self.trouble = trouble;
    }

    fn attempt(&mut self, step: impl FnOnce(&mut Self) -> Result<(), IndexError>) {
        if self.open.is_some()
            && let Err(error) = step(self)
        {
            self.give_up(&error);
        }
    }

    /// Carries a group out and answers it.
    fn write(&mut self, group: Vec<Submission>) {
        let mut answers: Vec<(Until, Answer)> = Vec::with_capacity(group.len());
        let (mut failure, mut weights) = (None, Vec::with_capacity(group.len()));
        for Submission { operations, until, done, weight } in group {
            weights.push(weight);
            let mut outcomes = Vec::with_capacity(operations.len());
            if failure.is_none() {
                failure = self.carry_out(operations, &mut outcomes).err();
            }
            answers.push((until, (done, outcomes)));
        }
        if failure.is_none()
            && let Some(open) = &mut self.open
        {
            failure = open.sync().err();
        }
        if let Some(error) = failure {
            self.give_up(&error);
        }
        drop(weights);
        for (until, (done, outcomes)) in answers {
            if self.open.is_none() {
                done(Err(self.trouble.clone()));
                continue;
            }
            self.count(&outcomes);
            match until {
                Until::Durable => done(Ok(outcomes)),
                Until::Searchable => self.unseen.push((done, outcomes)),
            }
        }
    }

    fn carry_out(
        &mut self,
        operations: Vec<Operation>,
        outcomes: &mut Vec<Outcome>,
    ) -> Result<(), IndexError> {
        let Some(open) = &mut self.open else { return Ok(()) };
        for operation in operations {
            outcomes.push(carry_out(open, operation, &self.settings)?);
        }
        Ok(())
    }

    fn count(&self, outcomes: &[Outcome]) {
        use vestnik_schema::Effect::Unchanged;
        self.shared.update(|stats| {
            for outcome in outcomes {
                match outcome {
                    Ok(written) if written.effect == Unchanged => stats.unchanged += 1,
                    Ok(_) => stats.written += 1,
                    Err(_) => stats.rejected += 1,
                }
            }
        });
    }

    /// Does what is to be done by the clock, and makes way for another process.
    fn keep_up(&mut self) -> Result<(), IndexError> {
        let Some(open) = &mut self.open else { return Ok(()) };
        let now = Timestamp::now();
        let mut is_urgent = !self.unseen.is_empty();
        if open.writer.next_due().is_some_and(|due| due <= now) {
            is_urgent = true;
            open.carry_out_due(now)?;
        }
        let is_wanted = open.is_wanted();
        if is_urgent || is_wanted || open.writer.has_changes() && self.next_commit <= Instant::now() {
            self.commit()?;
        }
        self.tell();
        let is_superseded = self.open.as_ref().is_some_and(Open::is_superseded);
        if is_wanted || is_superseded {
            tracing::debug!(is_wanted, "the index is closed for a while");
            self.open = None;
            self.trouble = IntakeError::Locked;
            self.next_attempt = Instant::now() + if is_wanted { LOOK_AROUND } else { Duration::ZERO };
        }
        Ok(())
    }

    fn commit(&mut self) -> Result<(), IndexError> {
        let Some(open) = &mut self.open else { return Ok(()) };
        let begun = Instant::now();
        let has_changes = open.writer.has_changes();
        open.commit()?;
        if has_changes {
            (self.settings.on_commit)();
            self.shared.update(|stats| stats.commits += 1);
            let took = begun.elapsed();
            tracing::debug!(ms = took.as_millis(), sequence = open.writer.sequence(), "committed");
            self.next_commit =
                Instant::now() + self.settings.commit_interval.max((took * COMMIT_SHARE).min(LONGEST_PAUSE));
        }
        for (done, outcomes) in std::mem::take(&mut self.unseen) {
            done(Ok(outcomes));
        }
        Ok(())
    }

    fn tell(&self) {
        let Some(open) = &self.open else { return };
        self.shared.update(|stats| {
            stats.durable_sequence = open.durable();
            if !open.writer.has_changes() {
                stats.committed_sequence = open.writer.sequence();
            }
            stats.embargoed = open.writer.num_held() as u64;
            stats.journal_bytes = open.journal_bytes();
        });
    }
}

/// Carries out one operation.
fn carry_out(open: &mut Open, operation: Operation, settings: &LiveSettings) -> Result<Outcome, IndexError> {
    let zone = &settings.indexer.time_zone;
    let request = match content::read(operation, zone) {
        Ok(Read::Request(request)) => Ok(request),
        Ok(Read::Changes(request, changes)) => {
            if open.writer.is_pending(&request.id) {
                open.commit()?;
                (settings.on_commit)();
            }
            patched(open, request, changes, settings)?
        }
        Err(rejection) => Err(rejection),
    };
    let decision = match request {
        Ok(request) => open.carry_out(request, Timestamp::now())?,
        Err(rejection) => return Ok(Err(rejection)),
    };
    Ok(match decision {
        Decision::Change(_, written) | Decision::Nothing(written) => Ok(written),
        Decision::Rejected(rejection) => Err(rejection),
    })
}

/// Puts the article with its changed properties into the request.
fn patched(
    open: &Open,
    mut request: Request,
    changes: serde_json::Map<String, serde_json::Value>,
    settings: &LiveSettings,
) -> Result<Result<Request, Rejection>, IndexError> {
    let record = match open.writer.article(&request.id)? {
        Some(article) => Record::patched(&article, changes),
        None if request.action == (Action::Update { upsert: true }) => changes.into_iter().collect(),
        None => return Ok(Err(Rejection::NotFound { id: request.id })),
    };
    Ok(content::article(record, Some(&request.id), &settings.indexer.time_zone).map(|(article, warnings)| {
        request.article = Some(article);
        request.warnings = warnings;
        request
    }))
}
