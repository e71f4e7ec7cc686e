use std::collections::VecDeque;
use std::mem;
use std::sync::Mutex;
use std::sync::mpsc::{self, Receiver, RecvTimeoutError};
use std::time::Duration;

use vestnik_schema::{
    Action, Article, Content, Effect, Intake, IntakeError, Operation, Origin, Outcome, Rejection, Until,
};

use crate::error::RoundError;
use crate::state::FeedState;
use crate::sync::{Clock, lock};

/// Operations of one batch.
const BATCH_OPERATIONS: usize = 64;
/// Large articles travel in small batches.
const BATCH_BYTES: usize = 1 << 20;
/// Marks of one batch: files without articles, pages without changes.
const BATCH_MARKS: usize = 1024;
/// Batches that the archive may have without having answered.
const MAX_IN_FLIGHT: usize = 4;
/// How often somebody who waits for the archive looks whether following ends.
const PATIENCE: Duration = Duration::from_millis(100);

/// Hands articles to the archive and notes what became of them.
///
/// What is marked as read is remembered only after everything that was given before it is safe in the archive.
pub(crate) struct Delivery<'a> {
    intake: &'a dyn Intake,
    clock: &'a dyn Clock,
    state: &'a Mutex<FeedState>,
    batch: Batch,
    in_flight: VecDeque<InFlight>,
}

/// Something that was read, in some version.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Mark {
    pub(crate) group: u64,
    pub(crate) key: u64,
    pub(crate) version: u64,
}

#[derive(Default)]
struct Batch {
    operations: Vec<Operation>,
    bytes: usize,
    marks: Vec<Mark>,
}

struct InFlight {
    /// Ids as they were sent, for messages.
    ids: Vec<String>,
    marks: Vec<Mark>,
    /// None if there was nothing to send.
    answer: Option<Receiver<Result<Vec<Outcome>, IntakeError>>>,
}

impl<'a> Delivery<'a> {
    pub(crate) fn new(intake: &'a dyn Intake, clock: &'a dyn Clock, state: &'a Mutex<FeedState>) -> Self {
        Self { intake, clock, state, batch: Batch::default(), in_flight: VecDeque::new() }
    }

    /// Gives an article. Waits while the archive has more than it can write at once.
    pub(crate) fn put(&mut self, article: Article) -> Result<(), RoundError> {
        self.batch.bytes += article.body.len();
        let id = article.id.clone();
        self.push(Action::Put, id, Some(Content::Article(Box::new(article))))
    }

    /// Takes an article out of the archive.
    pub(crate) fn delete(&mut self, id: String) -> Result<(), RoundError> {
        self.push(Action::Delete, id, None)
    }

    fn push(&mut self, action: Action, id: String, content: Option<Content>) -> Result<(), RoundError> {
        self.batch.operations.push(Operation {
            action,
            id: Some(id),
            content,
            precondition: None,
            origin: Origin::Source,
        });
        if self.batch.operations.len() >= BATCH_OPERATIONS || self.batch.bytes >= BATCH_BYTES {
            self.flush()?;
        }
        Ok(())
    }

    /// Marks something as read, together with all that was given before.
    pub(crate) fn mark(&mut self, mark: Mark) -> Result<(), RoundError> {
        self.batch.marks.push(mark);
        if self.batch.marks.len() >= BATCH_MARKS { self.flush() } else { Ok(()) }
    }

    /// Sends what was given so far.
    pub(crate) fn flush(&mut self) -> Result<(), RoundError> {
        let Batch { operations, marks, .. } = mem::take(&mut self.batch);
        if operations.is_empty() && marks.is_empty() {
            return Ok(());
        }
        while self.in_flight.len() >= MAX_IN_FLIGHT {
            self.settle_oldest()?;
        }
        let ids = operations.iter().filter_map(|operation| operation.id.clone()).collect();
        let answer = (!operations.is_empty()).then(|| {
            let (sender, receiver) = mpsc::channel();
            let done = Box::new(move |outcome| {
                let _ = sender.send(outcome);
            });
            self.intake.submit(operations, Until::Durable, done);
            receiver
        });
        self.in_flight.push_back(InFlight { ids, marks, answer });
        Ok(())
    }

    /// Waits until everything that was given is safe.
    pub(crate) fn finish(mut self) -> Result<(), RoundError> {
        self.flush()?;
        while !self.in_flight.is_empty() {
            self.settle_oldest()?;
        }
        Ok(())
    }

    fn settle_oldest(&mut self) -> Result<(), RoundError> {
        let Some(InFlight { ids, marks, answer }) = self.in_flight.pop_front() else { return Ok(()) };
        let outcomes = match answer {
            Some(answer) => self.wait(&answer)??,
            None => Vec::new(),
        };
        let mut state = lock(self.state);
        state.is_dirty = true;
        for (id, outcome) in ids.iter().zip(outcomes) {
            count(&mut state, id, outcome);
        }
        for mark in marks {
            let is_new = state.memory.note(mark.group, mark.key, mark.version);
            state.is_memory_dirty |= is_new;
        }
        Ok(())
    }

    fn wait(
        &self,
        answer: &Receiver<Result<Vec<Outcome>, IntakeError>>,
    ) -> Result<Result<Vec<Outcome>, IntakeError>, RoundError> {
        loop {
            match answer.recv_timeout(PATIENCE) {
                Ok(outcome) => return Ok(outcome),
                Err(RecvTimeoutError::Disconnected) => return Ok(Err(IntakeError::Closed)),
                Err(RecvTimeoutError::Timeout) if self.clock.is_stopped() => return Err(RoundError::Stopped),
                Err(RecvTimeoutError::Timeout) => {}
            }
        }
    }
}

fn count(state: &mut FeedState, id: &str, outcome: Outcome) {
    let status = &mut state.stored.status;
    match outcome {
        Ok(written) => {
            match written.effect {
                Effect::Unchanged => status.unchanged += 1,
                Effect::Deleted => status.deleted += 1,
                Effect::Created | Effect::Updated | Effect::Embargoed | Effect::Withdrawn => {
                    status.articles_written += 1;
                }
            }
            for warning in written.warnings {
                status.note_problem(format!("{id}: {warning}"));
            }
        }
        // What is to be deleted is gone already.
        Err(Rejection::NotFound { .. }) => {}
        Err(Rejection::Stale { .. }) => status.unchanged += 1,
        Err(rejection) => {
            status.rejected += 1;
            status.note_problem(format!("{id}: {rejection}"));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::{FakeClock, FakeIntake};

    fn article(number: usize) -> Article {
        Article { id: number.to_string(), title: "Мост".to_owned(), ..Article::default() }
    }

    #[test]
    fn batches_are_small_and_outcomes_are_counted() {
        let (intake, clock, state) = (FakeIntake::default(), FakeClock::default(), Mutex::default());
        let mut delivery = Delivery::new(&intake, &clock, &state);
        for number in 0..100 {
            delivery.put(article(number % 90)).unwrap();
        }
        delivery.delete("7".to_owned()).unwrap();
        delivery.delete("nobody".to_owned()).unwrap();
        delivery.finish().unwrap();
        assert_eq!(intake.batches(), [64, 38]);
        let status = &lock(&state).stored.status;
        assert_eq!(
            (status.articles_written, status.unchanged, status.deleted, status.rejected),
            (90, 10, 1, 0)
        );
    }

    #[test]
    fn no_more_than_four_batches_wait_for_the_archive() {
        let (intake, clock, state) = (FakeIntake::default(), FakeClock::default(), Mutex::default());
        intake.hold();
        std::thread::scope(|scope| {
            let feeding = scope.spawn(|| {
                let mut delivery = Delivery::new(&intake, &clock, &state);
                (0..64 * 10).try_for_each(|number| delivery.put(article(number)))?;
                delivery.finish()
            });
            intake.wait_for_held(4);
            assert_eq!(intake.batches().len(), 4);
            intake.release();
            feeding.join().unwrap().unwrap();
        });
        assert_eq!(intake.batches().len(), 10);
    }

    #[test]
    fn nothing_is_marked_before_all_that_came_before_it_is_safe() {
        let (intake, clock, state) = (FakeIntake::default(), FakeClock::default(), Mutex::default());
        let mark = |key| Mark { group: 0, key, version: 1 };
        let mut delivery = Delivery::new(&intake, &clock, &state);
        delivery.put(article(1)).unwrap();
        delivery.mark(mark(1)).unwrap();
        delivery.flush().unwrap();
        intake.fail_from_now(IntakeError::DiskFull);
        delivery.put(article(2)).unwrap();
        delivery.mark(mark(2)).unwrap();
        delivery.flush().unwrap();
        delivery.mark(mark(3)).unwrap();
        let error = delivery.finish().unwrap_err();
        assert!(matches!(error, RoundError::Intake(IntakeError::DiskFull)));
        let known: Vec<bool> = (1..=3).map(|key| lock(&state).memory.version(0, key).is_some()).collect();
        assert_eq!(known, [true, false, false]);
    }

    #[test]
    fn stopping_does_not_wait_for_an_archive_that_does_not_answer() {
        let (intake, clock, state) = (FakeIntake::default(), FakeClock::default(), Mutex::default());
        intake.hold();
        clock.stop();
        let mut delivery = Delivery::new(&intake, &clock, &state);
        delivery.put(article(1)).unwrap();
        assert!(delivery.finish().unwrap_err().is_stop());
        intake.release();
    }
}
