//! Limits of requests a minute.

use std::collections::HashMap;
use std::net::IpAddr;
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

const MINUTE: Duration = Duration::from_secs(60);
/// Most clients that are remembered; a hundred bytes each.
const MAX_METERS: usize = 100_000;

/// Whose requests are counted: a key's, or one client's with it.
type Meter = (String, Option<IpAddr>);

/// Counts requests. A limit of N a minute permits N at once, and then one every N-th part of a minute: the generic
/// cell rate algorithm (ITU-T I.371), which remembers one moment per meter.
#[derive(Default)]
pub(crate) struct Limiter {
    /// When each meter will be as if it had never been used, on the clock of the caller.
    free_at: Mutex<HashMap<Meter, Duration>>,
}

impl Limiter {
    /// Counts one request at a moment against some limits.
    ///
    /// # Errors
    /// How long to wait until it would be permitted; then it counts against none of them.
    pub(crate) fn count(
        &self,
        key: &str,
        limits: &[(Option<IpAddr>, u32)],
        now: Duration,
    ) -> Result<(), Duration> {
        let mut free_at = self.free_at.lock().unwrap_or_else(PoisonError::into_inner);
        let mut moments = Vec::new();
        for (client, per_minute) in limits {
            let meter = (key.to_owned(), *client);
            let free =
                free_at.get(&meter).map_or(now, |free| (*free).max(now)) + MINUTE / (*per_minute).max(1);
            match free.checked_sub(now + MINUTE) {
                None | Some(Duration::ZERO) => moments.push((meter, free)),
                Some(wait) => return Err(wait),
            }
        }
        if free_at.len() + moments.len() > MAX_METERS {
            make_room(&mut free_at, now);
        }
        free_at.extend(moments);
        Ok(())
    }
}

/// Forgets meters that are as if never used; if they are too few, also the half that is nearest to that.
fn make_room(free_at: &mut HashMap<Meter, Duration>, now: Duration) {
    free_at.retain(|_, free| *free > now);
    if free_at.len() > MAX_METERS / 2 {
        let mut moments: Vec<Duration> = free_at.values().copied().collect();
        let middle = moments.len() / 2;
        let (_, median, _) = moments.select_nth_unstable(middle);
        let median = *median;
        free_at.retain(|_, free| *free > median);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const START: Duration = Duration::from_secs(1000);

    fn client(number: u32) -> Option<IpAddr> {
        Some(IpAddr::V4(number.into()))
    }

    #[test]
    fn a_minute_of_requests_may_come_at_once_and_then_one_by_one() {
        let limiter = Limiter::default();
        let count = |after: u64| limiter.count("a", &[(None, 6)], START + Duration::from_secs(after));
        assert!((0..6).all(|_| count(0).is_ok()));
        assert_eq!(count(0), Err(Duration::from_secs(10)));
        assert_eq!(count(4), Err(Duration::from_secs(6)));
        assert!(count(10).is_ok());
        assert!(count(10).is_err());
        assert!((0..6).all(|_| count(100).is_ok()) && count(100).is_err());
    }

    #[test]
    fn each_key_and_each_client_has_its_own_limit_and_a_refused_request_counts_for_none() {
        let limiter = Limiter::default();
        let count = |key: &str, who: u32| limiter.count(key, &[(None, 3), (client(who), 1)], START);
        assert!(count("a", 1).is_ok() && count("a", 1).is_err() && count("a", 1).is_err());
        assert!(count("a", 2).is_ok() && count("a", 3).is_ok());
        assert!(count("a", 4).is_err(), "the key's own limit");
        assert!(count("b", 1).is_ok());
    }

    #[test]
    fn memory_is_bounded() {
        let limiter = Limiter::default();
        for number in 0..u32::try_from(MAX_METERS).unwrap() * 2 {
            let now = START + Duration::from_micros(number.into());
            limiter.count("a", &[(client(number), 60)], now).unwrap();
        }
        assert!(limiter.free_at.lock().unwrap().len() <= MAX_METERS);
    }
}
