//! Searches run here, on a fixed number of plain threads, and nowhere else.

use std::collections::VecDeque;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::thread;

use tokio::sync::oneshot;

use crate::search::Abandon;

/// A bounded queue and the threads that work it off. Clones share both; the threads end with the last clone.
#[derive(Clone)]
pub(crate) struct SearchPool {
    shared: Arc<Shared>,
    _closer: Arc<Closer>,
}

/// Why a job gave no answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum PoolError {
    /// The queue is full.
    Overloaded,
    /// The job panicked.
    Panicked,
}

/// How busy a pool is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) struct PoolLoad {
    /// Jobs that run.
    pub(crate) running: usize,
    /// Jobs that wait for a thread.
    pub(crate) waiting: usize,
}

struct Shared {
    queue: Mutex<Queue>,
    changed: Condvar,
    queue_limit: usize,
}

#[derive(Default)]
struct Queue {
    waiting: VecDeque<Job>,
    running: usize,
    closed: bool,
}

struct Job {
    abandon: Abandon,
    work: Box<dyn FnOnce() + Send>,
}

struct Closer(Arc<Shared>);

/// Abandons a job when the one who awaits it stops waiting.
struct AbandonOnDrop(Abandon);

impl SearchPool {
    /// Starts `threads` threads; at most `queue_limit` jobs wait for one.
    ///
    /// # Panics
    /// Like [`std::thread::spawn`], if the operating system starts no thread.
    pub(crate) fn new(threads: usize, queue_limit: usize) -> Self {
        let queue_limit = queue_limit.max(1);
        let shared = Arc::new(Shared { queue: Mutex::default(), changed: Condvar::new(), queue_limit });
        let closer = Arc::new(Closer(Arc::clone(&shared)));
        for number in 0..threads.max(1) {
            let shared = Arc::clone(&shared);
            let thread = thread::Builder::new().name(format!("search-{number}"));
            thread.spawn(move || shared.work()).expect("without threads there is no service to start");
        }
        Self { shared, _closer: closer }
    }

    /// Runs a job on a thread of the pool. Its flag is set as soon as the returned future is dropped;
    /// a job that has not begun by then never begins.
    pub(crate) async fn run<T, F>(&self, job: F) -> Result<T, PoolError>
    where
        T: Send + 'static,
        F: FnOnce(&Abandon) -> T + Send + 'static,
    {
        let abandon = Abandon::default();
        let guard = AbandonOnDrop(abandon.clone());
        let (answer, answered) = oneshot::channel();
        let job_abandon = abandon.clone();
        let work = Box::new(move || {
            // Nobody is left to hear the answer when the send fails.
            answer.send(job(&job_abandon)).ok();
        });
        self.shared.enqueue(Job { abandon, work })?;
        let outcome = answered.await.map_err(|_| PoolError::Panicked);
        drop(guard);
        outcome
    }

    /// How busy the pool is.
    pub(crate) fn load(&self) -> PoolLoad {
        let queue = self.shared.lock();
        PoolLoad { running: queue.running, waiting: queue.waiting.len() }
    }
}

impl Shared {
    fn enqueue(&self, job: Job) -> Result<(), PoolError> {
        let mut queue = self.lock();
        if queue.waiting.len() >= self.queue_limit {
            queue.waiting.retain(|waiting| !waiting.abandon.is_abandoned());
        }
        if queue.waiting.len() >= self.queue_limit {
            return Err(PoolError::Overloaded);
        }
        queue.waiting.push_back(job);
        drop(queue);
        self.changed.notify_one();
        Ok(())
    }

    fn work(&self) {
        while let Some(job) = self.next() {
            if !job.abandon.is_abandoned() && catch_unwind(AssertUnwindSafe(job.work)).is_err() {
                tracing::error!(
                    "a search panicked: the index is damaged, as `vestnik check` would tell, or this is a bug"
                );
            }
            self.lock().running -= 1;
        }
    }

    fn next(&self) -> Option<Job> {
        let mut queue = self.lock();
        loop {
            if queue.closed {
                return None;
            }
            if let Some(job) = queue.waiting.pop_front() {
                queue.running += 1;
                return Some(job);
            }
            queue = self.changed.wait(queue).unwrap_or_else(PoisonError::into_inner);
        }
    }

    fn lock(&self) -> MutexGuard<'_, Queue> {
        // No job runs under this lock, so a poisoned one still guards a sound queue.
        self.queue.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Drop for Closer {
    fn drop(&mut self) {
        self.0.lock().closed = true;
        self.0.changed.notify_all();
    }
}

impl Drop for AbandonOnDrop {
    fn drop(&mut self) {
        self.0.abandon();
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::future::Future;
    use std::sync::mpsc::{self, Receiver, Sender};
    use std::task::{Context, Poll, Waker};

    /// Polls once: that hands the job to the pool.
    fn start<F: Future + Unpin>(future: &mut F) -> Poll<F::Output> {
        std::pin::Pin::new(future).poll(&mut Context::from_waker(Waker::noop()))
    }

    /// Occupies the pool's only thread until the returned sender speaks or is dropped.
    fn occupy(pool: &SearchPool) -> (impl Future<Output = Result<(), PoolError>> + use<>, Sender<()>) {
        let (release, released) = mpsc::channel::<()>();
        let (begin, begun) = mpsc::channel();
        let pool = pool.clone();
        let mut future = Box::pin(async move {
            pool.run(move |_| {
                begin.send(()).unwrap();
                released.recv().ok();
            })
            .await
        });
        assert!(start(&mut future).is_pending());
        begun.recv().unwrap();
        (future, release)
    }

    fn pool() -> SearchPool {
        SearchPool::new(1, 2)
    }

    #[tokio::test]
    async fn a_job_answers() {
        assert_eq!(pool().run(|_| 6 * 7).await, Ok(42));
    }

    #[tokio::test]
    async fn jobs_past_the_limit_are_refused_and_the_queue_recovers() {
        let pool = pool();
        let (busy, release) = occupy(&pool);
        let mut first = Box::pin(pool.run(|_| 1));
        let mut second = Box::pin(pool.run(|_| 2));
        assert!(start(&mut first).is_pending() && start(&mut second).is_pending());
        assert_eq!(pool.load(), PoolLoad { running: 1, waiting: 2 });
        assert_eq!(pool.run(|_| 3).await, Err(PoolError::Overloaded));
        drop(release);
        assert_eq!((busy.await, first.await, second.await), (Ok(()), Ok(1), Ok(2)));
        assert_eq!(pool.run(|_| 4).await, Ok(4));
    }

    #[tokio::test]
    async fn a_job_that_nobody_waits_for_is_never_begun() {
        let pool = pool();
        let (busy, release) = occupy(&pool);
        let (begin, begun): (Sender<()>, Receiver<()>) = mpsc::channel();
        let mut gone = Box::pin(pool.run(move |_| begin.send(()).unwrap()));
        assert!(start(&mut gone).is_pending());
        drop(gone);
        drop(release);
        busy.await.unwrap();
        pool.run(|_| ()).await.unwrap();
        assert!(begun.recv().is_err(), "the abandoned job ran");
    }

    #[tokio::test]
    async fn abandoned_jobs_make_room_in_a_full_queue() {
        let pool = pool();
        let (busy, release) = occupy(&pool);
        let mut gone = Box::pin(pool.run(|_| ()));
        let mut waiting = Box::pin(pool.run(|_| ()));
        assert!(start(&mut gone).is_pending() && start(&mut waiting).is_pending());
        drop(gone);
        let mut next = Box::pin(pool.run(|_| 5));
        assert!(start(&mut next).is_pending());
        drop(release);
        assert_eq!((busy.await, next.await), (Ok(()), Ok(5)));
    }

    #[test]
    fn a_running_job_learns_that_its_client_went_away() {
        let pool = pool();
        let (begin, begun) = mpsc::channel();
        let (told, learned) = mpsc::channel();
        let mut future = Box::pin(pool.run(move |abandon| {
            begin.send(()).unwrap();
            while !abandon.is_abandoned() {
                std::hint::spin_loop();
            }
            told.send(()).unwrap();
        }));
        assert!(start(&mut future).is_pending());
        begun.recv().unwrap();
        drop(future);
        learned.recv().unwrap();
    }

    #[tokio::test]
    async fn a_panic_costs_one_answer_and_no_thread() {
        let pool = pool();
        let panicked: Result<(), _> = pool.run(|_| panic!("a test panic")).await;
        assert_eq!(panicked, Err(PoolError::Panicked));
        assert_eq!(pool.run(|_| 1).await, Ok(1));
    }
}
