//! When a feed is tried again.

use std::time::Duration;

use jiff::Timestamp;
use jiff::fmt::rfc2822;
use vestnik_schema::id_key;

/// The longest wait after failures, unless the interval of the feed is longer.
pub(crate) const MAX_WAIT: Duration = Duration::from_secs(24 * 3600);
/// The shortest wait after a failure, however short the interval.
const MIN_WAIT: Duration = Duration::from_secs(10);

/// The wait after `failures` failures in a row: the interval, then twice as long each time, up to a day, and a little
/// more, by chance, so that feeds which failed together do not come back together.
pub(crate) fn after_failures(interval: Duration, failures: u32, chance: &str) -> Duration {
    let longest = MAX_WAIT.max(interval);
    let doubled = 2_u32.saturating_pow(failures.saturating_sub(1));
    let wait = interval.max(MIN_WAIT).saturating_mul(doubled).min(longest);
    let per_mille = u32::try_from(id_key(chance) % 250).unwrap_or_default();
    (wait + wait / 1000 * per_mille).min(longest)
}

/// What is left to wait at a start: nothing if the moment is past, or so far ahead that the clock must have been
/// wrong when it was noted.
pub(crate) fn rest(next_attempt: Option<Timestamp>, now: Timestamp, longest: Duration) -> Duration {
    let Some(next) = next_attempt else { return Duration::ZERO };
    let rest = Duration::try_from(next.duration_since(now)).unwrap_or_default();
    if rest > longest { Duration::ZERO } else { rest }
}

/// Reads `Retry-After`: seconds or a date. At most a day.
pub(crate) fn retry_after(value: &str, now: Timestamp) -> Option<Duration> {
    let wait = match value.trim().parse::<u64>() {
        Ok(seconds) => Duration::from_secs(seconds),
        Err(_) => {
            static DATES: rfc2822::DateTimeParser = rfc2822::DateTimeParser::new().relaxed_weekday(true);
            let moment = DATES.parse_timestamp(value.trim()).ok()?;
            Duration::try_from(moment.duration_since(now)).unwrap_or_default()
        }
    };
    Some(wait.min(MAX_WAIT))
}

#[cfg(test)]
mod tests {
    use super::*;

    const MINUTE: Duration = Duration::from_secs(60);

    #[test]
    fn waits_double_up_to_a_day() {
        for (failures, minutes) in [(1, 5), (2, 10), (3, 20), (4, 40), (9, 1280)] {
            for chance in ["a", "b", "c"] {
                let wait = after_failures(5 * MINUTE, failures, chance);
                let least = MINUTE * minutes;
                assert!(wait >= least && wait <= least + least / 4, "{failures} {chance}: {wait:?}");
            }
        }
        for failures in [10, 33, u32::MAX] {
            assert_eq!(after_failures(5 * MINUTE, failures, "a"), MAX_WAIT);
        }
        assert_eq!(after_failures(2 * MAX_WAIT, 3, "a"), 2 * MAX_WAIT);
        assert!(after_failures(Duration::from_secs(1), 1, "a") >= MIN_WAIT);
    }

    #[test]
    fn feeds_that_failed_together_do_not_come_back_together() {
        let mut waits: Vec<Duration> =
            (0..20).map(|number| after_failures(5 * MINUTE, 3, &format!("лента {number}"))).collect();
        waits.sort();
        waits.dedup();
        assert!(waits.len() > 15, "{waits:?}");
    }

    #[test]
    fn a_clock_that_was_wrong_makes_nobody_wait() {
        let now: Timestamp = "2026-07-15T09:00:00Z".parse().unwrap();
        let longest = 5 * MINUTE;
        let table = [
            (None, 0),
            (Some("2026-07-15T09:02:00Z"), 120),
            (Some("2026-07-15T08:00:00Z"), 0),
            (Some("2026-07-15T09:05:00Z"), 300),
            (Some("2026-07-15T09:06:00Z"), 0),
            (Some("2031-01-01T00:00:00Z"), 0),
        ];
        for (next, seconds) in table {
            let moment = next.map(|next| next.parse().unwrap());
            assert_eq!(rest(moment, now, longest), Duration::from_secs(seconds), "{next:?}");
        }
    }

    #[test]
    fn retry_after_is_seconds_or_a_date() {
        let now: Timestamp = "2015-10-21T07:26:00Z".parse().unwrap();
        let table = [
            ("120", Some(120)),
            ("0", Some(0)),
            ("99999999999999", Some(86_400)),
            ("Wed, 21 Oct 2015 07:28:00 GMT", Some(120)),
            ("Wed, 21 Oct 2015 07:20:00 GMT", Some(0)),
            ("soon", None),
            ("-5", None),
            ("", None),
        ];
        for (value, seconds) in table {
            assert_eq!(retry_after(value, now), seconds.map(Duration::from_secs), "{value}");
        }
    }
}
