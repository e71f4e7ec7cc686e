use std::collections::HashMap;
use std::sync::{Arc, Condvar, Mutex, PoisonError};
use std::time::Duration;

use crate::sync::{Clock, lock};

/// Hosts that are remembered at once; idle ones are forgotten beyond that.
const MAX_HOSTS: usize = 10_000;

/// Keeps requests to one host apart: one at a time, in the order of asking, with a pause after each.
pub(crate) struct Hosts {
    clock: Arc<dyn Clock>,
    interval: Duration,
    hosts: Mutex<HashMap<String, Host>>,
    changed: Condvar,
}

#[derive(Default)]
struct Host {
    /// The ticket of the next one who asks.
    next: u64,
    /// The ticket of the one whose turn it is.
    serving: u64,
    /// When the pause after the last request ends, in time since the start.
    free_at: Duration,
}

/// The right to send one request to a host; its pause begins when this is dropped.
pub(crate) struct Pass<'a> {
    hosts: &'a Hosts,
    host: String,
    interval: Duration,
}

impl Hosts {
    pub(crate) fn new(interval: Duration, clock: Arc<dyn Clock>) -> Self {
        Self { clock, interval, hosts: Mutex::default(), changed: Condvar::new() }
    }

    /// Waits for one's turn. `None` means that following ends.
    pub(crate) fn enter(&self, host: &str) -> Option<Pass<'_>> {
        let mut hosts = lock(&self.hosts);
        if hosts.len() >= MAX_HOSTS {
            let now = self.clock.elapsed();
            hosts.retain(|_, host| host.serving < host.next || host.free_at > now);
        }
        let entry = hosts.entry(host.to_owned()).or_default();
        let ticket = entry.next;
        entry.next += 1;
        let not_yet = |hosts: &mut HashMap<String, Host>| {
            hosts.get(host).is_some_and(|host| host.serving != ticket) && !self.clock.is_stopped()
        };
        let hosts = self.changed.wait_while(hosts, not_yet).unwrap_or_else(PoisonError::into_inner);
        let free_at = hosts.get(host).map_or(Duration::ZERO, |host| host.free_at);
        drop(hosts);
        let pass = Pass { hosts: self, host: host.to_owned(), interval: self.interval };
        let wait = free_at.saturating_sub(self.clock.elapsed());
        (!self.clock.is_stopped() && self.clock.pause(wait).is_continue()).then_some(pass)
    }

    /// Makes those who wait see that following ends.
    pub(crate) fn wake(&self) {
        let _guard = lock(&self.hosts);
        self.changed.notify_all();
    }
}

impl Pass<'_> {
    /// Waits as long as between two requests. `None` means that following ends.
    pub(crate) fn pause(&self) -> Option<()> {
        self.hosts.clock.pause(self.interval).is_continue().then_some(())
    }

    /// Makes the pause at least this long.
    pub(crate) fn slow_down(&mut self, interval: Duration) {
        self.interval = self.interval.max(interval);
    }
}

impl Drop for Pass<'_> {
    fn drop(&mut self) {
        let mut hosts = lock(&self.hosts.hosts);
        if let Some(host) = hosts.get_mut(&self.host) {
            host.serving += 1;
            host.free_at = self.hosts.clock.elapsed() + self.interval;
        }
        drop(hosts);
        self.hosts.changed.notify_all();
    }
}

#[cfg(test)]
mod tests {
    use std::thread;

    use super::*;
    use crate::testing::FakeClock;

    #[test]
    fn requests_to_one_host_are_apart_and_other_hosts_do_not_wait() {
        let clock = Arc::new(FakeClock::default());
        let hosts = Hosts::new(Duration::from_secs(1), clock.clone());
        for _ in 0..3 {
            drop(hosts.enter("a.ru"));
        }
        assert_eq!(clock.elapsed(), Duration::from_secs(2));
        drop(hosts.enter("b.ru"));
        assert_eq!(clock.elapsed(), Duration::from_secs(2));
    }

    #[test]
    fn a_site_may_ask_for_longer_pauses() {
        let clock = Arc::new(FakeClock::default());
        let hosts = Hosts::new(Duration::from_secs(1), clock.clone());
        hosts.enter("a.ru").unwrap().slow_down(Duration::from_secs(7));
        drop(hosts.enter("a.ru"));
        assert_eq!(clock.elapsed(), Duration::from_secs(7));
    }

    #[test]
    fn those_who_ask_while_a_request_runs_come_in_the_order_of_asking() {
        let clock = Arc::new(FakeClock::default());
        let hosts = Hosts::new(Duration::ZERO, clock);
        let order = Mutex::new(Vec::new());
        let first = hosts.enter("a.ru").unwrap();
        thread::scope(|scope| {
            for number in 1..=3 {
                let (hosts, order) = (&hosts, &order);
                scope.spawn(move || {
                    let pass = hosts.enter("a.ru");
                    lock(order).push(number);
                    drop(pass);
                });
                while lock(&hosts.hosts).get("a.ru").unwrap().next <= number {
                    thread::yield_now();
                }
            }
            drop(first);
        });
        assert_eq!(*lock(&order), [1, 2, 3]);
    }

    #[test]
    fn stopping_ends_the_wait_for_a_host() {
        let clock = Arc::new(FakeClock::default());
        let hosts = Hosts::new(Duration::ZERO, clock.clone());
        let held = hosts.enter("a.ru").unwrap();
        thread::scope(|scope| {
            let waiting = scope.spawn(|| hosts.enter("a.ru").is_none());
            while lock(&hosts.hosts).get("a.ru").unwrap().next < 2 {
                thread::yield_now();
            }
            clock.stop();
            hosts.wake();
            assert!(waiting.join().unwrap());
        });
        drop(held);
    }
}
