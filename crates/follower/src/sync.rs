//! Time and waiting. All of it goes through [`Clock`], so that stopping ends every wait and tests need none.

use std::ops::ControlFlow;
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use jiff::Timestamp;

/// Locks even if a thread panicked meanwhile: what these locks guard is valid at every moment.
pub(crate) fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Tells the time and waits.
pub(crate) trait Clock: Send + Sync {
    /// The date, which people may set back.
    fn now(&self) -> Timestamp;
    /// Time since the start, which never goes back.
    fn elapsed(&self) -> Duration;
    /// Waits. `Break` means that following ends.
    fn pause(&self, time: Duration) -> ControlFlow<()>;
    /// Whether following ends.
    fn is_stopped(&self) -> bool;
    /// Ends all waiting, now and later.
    fn stop(&self);
}

/// The clock of the computer.
pub(crate) struct SystemClock {
    start: Instant,
    stopped: Mutex<bool>,
    changed: Condvar,
}

impl SystemClock {
    pub(crate) fn new() -> Self {
        Self { start: Instant::now(), stopped: Mutex::new(false), changed: Condvar::new() }
    }
}

impl Clock for SystemClock {
    fn now(&self) -> Timestamp {
        Timestamp::now()
    }

    fn elapsed(&self) -> Duration {
        self.start.elapsed()
    }

    fn pause(&self, time: Duration) -> ControlFlow<()> {
        let waited = self.changed.wait_timeout_while(lock(&self.stopped), time, |stopped| !*stopped);
        let (stopped, _) = waited.unwrap_or_else(PoisonError::into_inner);
        if *stopped { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
    }

    fn is_stopped(&self) -> bool {
        *lock(&self.stopped)
    }

    fn stop(&self) {
        *lock(&self.stopped) = true;
        self.changed.notify_all();
    }
}

/// Lets so many feeds work at once: what they hold in memory is bounded by it.
pub(crate) struct Slots {
    clock: Arc<dyn Clock>,
    free: Mutex<usize>,
    changed: Condvar,
}

/// The right to work, given back when dropped.
pub(crate) struct Slot(Arc<Slots>);

impl Slots {
    pub(crate) fn new(count: usize, clock: Arc<dyn Clock>) -> Self {
        Self { clock, free: Mutex::new(count.max(1)), changed: Condvar::new() }
    }

    /// Waits for a free slot. `None` means that following ends.
    pub(crate) fn enter(self: &Arc<Self>) -> Option<Slot> {
        let taken = |free: &mut usize| *free == 0 && !self.clock.is_stopped();
        let mut free =
            self.changed.wait_while(lock(&self.free), taken).unwrap_or_else(PoisonError::into_inner);
        if self.clock.is_stopped() {
            return None;
        }
        *free -= 1;
        Some(Slot(self.clone()))
    }

    /// Makes those who wait see that following ends.
    pub(crate) fn wake(&self) {
        let _guard = lock(&self.free);
        self.changed.notify_all();
    }
}

impl Drop for Slot {
    fn drop(&mut self) {
        *lock(&self.0.free) += 1;
        self.0.changed.notify_one();
    }
}

#[cfg(test)]
mod tests {
    use std::thread;

    use super::*;
    use crate::testing::FakeClock;

    #[test]
    fn no_more_work_at_once_than_there_are_slots() {
        let slots = Arc::new(Slots::new(2, Arc::new(FakeClock::default())));
        let (first, second) = (slots.enter(), slots.enter());
        assert_eq!(*lock(&slots.free), 0);
        thread::scope(|scope| {
            let third = scope.spawn(|| slots.enter().is_some());
            drop(first);
            assert!(third.join().unwrap());
        });
        drop(second);
        assert_eq!(*lock(&slots.free), 2);
    }

    #[test]
    fn stopping_ends_every_wait() {
        let clock = Arc::new(SystemClock::new());
        let slots = Arc::new(Slots::new(1, clock.clone()));
        let held = slots.enter();
        thread::scope(|scope| {
            let for_slot = scope.spawn(|| slots.enter().is_none());
            let for_time = scope.spawn(|| clock.pause(Duration::from_secs(3600)).is_break());
            clock.stop();
            slots.wake();
            assert!(for_slot.join().unwrap() && for_time.join().unwrap());
        });
        drop(held);
        assert!(clock.pause(Duration::ZERO).is_break());
    }
}
