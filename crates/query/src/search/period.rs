use jiff::civil::{Date, DateTime};
use jiff::tz::TimeZone;
use jiff::{Span, Timestamp, ToSpan};

/// Reads one end of a period as users write it: a year `2016`, a month `2016-07`, a day `2016-07-15` or a moment
/// `2016-07-15T09:12[:30][+03:00]`. Whatever has no offset of its own is taken in `zone`.
///
/// As a beginning (`end` false) a year, a month or a day means its first moment. As an end it means the first
/// moment behind it, and a moment means the second after it, so that both ends are inclusive for whoever types
/// them and the result can be used as [`crate::search::Filters::until`].
///
/// # Errors
/// A sentence that says what is permitted.
pub fn parse_period_bound(text: &str, end: bool, zone: &TimeZone) -> Result<Timestamp, String> {
    let bound = match read(text.trim()) {
        Some(Bound::Days(first, width)) => days(first, width, end, zone),
        Some(Bound::Local(moment)) => {
            moment.to_zoned(zone.clone()).ok().and_then(|zoned| second(zoned.timestamp(), end))
        }
        Some(Bound::Moment(moment)) => second(moment, end),
        None => None,
    };
    bound.ok_or_else(|| {
        format!(
            "{text:?} is no date; write a year as 2016, a month as 2016-07, a day as 2016-07-15 \
             or a moment as 2016-07-15T09:12, 2016-07-15T09:12:30 or 2016-07-15T09:12:30+03:00"
        )
    })
}

enum Bound {
    /// The first day and the width of the span that begins with it.
    Days(Date, Span),
    Local(DateTime),
    Moment(Timestamp),
}

fn read(text: &str) -> Option<Bound> {
    let digits: Vec<usize> = text.split('-').map(str::len).collect();
    let plain = text.bytes().all(|byte| byte.is_ascii_digit() || byte == b'-');
    let day = |text: &str| text.parse::<Date>().ok();
    match (plain, digits.as_slice()) {
        (true, [4]) => Some(Bound::Days(day(&format!("{text}-01-01"))?, 1.year())),
        (true, [4, 2]) => Some(Bound::Days(day(&format!("{text}-01"))?, 1.month())),
        (true, [4, 2, 2]) => Some(Bound::Days(day(text)?, 1.day())),
        (false, [4, 2, ..]) => moment(text),
        _ => None,
    }
}

fn moment(text: &str) -> Option<Bound> {
    let clock = text.get(10..)?.strip_prefix(['T', 't', ' '])?;
    if clock.contains(['Z', 'z', '+', '-']) {
        return text.parse().ok().map(Bound::Moment);
    }
    // A name of a zone in brackets is left to nobody's guess.
    let permitted = clock.bytes().all(|byte| byte.is_ascii_digit() || matches!(byte, b':' | b'.'));
    if permitted && clock.contains(':') { text.parse().ok().map(Bound::Local) } else { None }
}

fn days(first: Date, width: Span, end: bool, zone: &TimeZone) -> Option<Timestamp> {
    let day = if end { first.checked_add(width).ok()? } else { first };
    start_of_day(day, zone)
}

fn second(moment: Timestamp, end: bool) -> Option<Timestamp> {
    if end { moment.checked_add(1.second()).ok() } else { Some(moment) }
}

/// First moment of a day; where a change of clocks skips midnight it is a later one.
pub(super) fn start_of_day(day: Date, zone: &TimeZone) -> Option<Timestamp> {
    Some(day.to_zoned(zone.clone()).ok()?.start_of_day().ok()?.timestamp())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, end: bool, expected: &str) {
        let zone = TimeZone::get("Europe/Moscow").unwrap();
        let found = parse_period_bound(text, end, &zone).unwrap();
        assert_eq!(found, expected.parse::<Timestamp>().unwrap(), "{text} {end}");
    }

    #[test]
    fn both_ends_are_inclusive() {
        for (text, from, until) in [
            ("2016", "2015-12-31T21:00:00Z", "2016-12-31T21:00:00Z"),
            ("2016-02", "2016-01-31T21:00:00Z", "2016-02-29T21:00:00Z"),
            ("2016-12", "2016-11-30T21:00:00Z", "2016-12-31T21:00:00Z"),
            ("2016-07-15", "2016-07-14T21:00:00Z", "2016-07-15T21:00:00Z"),
            (" 2016-07-15 ", "2016-07-14T21:00:00Z", "2016-07-15T21:00:00Z"),
            ("2016-07-15T09:12", "2016-07-15T06:12:00Z", "2016-07-15T06:12:01Z"),
            ("2016-07-15 09:12", "2016-07-15T06:12:00Z", "2016-07-15T06:12:01Z"),
            ("2016-07-15T09:12:30", "2016-07-15T06:12:30Z", "2016-07-15T06:12:31Z"),
            ("2016-07-15T09:12:30Z", "2016-07-15T09:12:30Z", "2016-07-15T09:12:31Z"),
            ("2016-07-15T09:12+05:00", "2016-07-15T04:12:00Z", "2016-07-15T04:12:01Z"),
            ("2016-07-15T09:12:30-03:30", "2016-07-15T12:42:30Z", "2016-07-15T12:42:31Z"),
        ] {
            check(text, false, from);
            check(text, true, until);
        }
    }

    #[test]
    fn a_day_begins_where_the_clocks_say_so() {
        let zone = TimeZone::get("America/Sao_Paulo").unwrap();
        let start = parse_period_bound("2018-11-04", false, &zone).unwrap();
        assert_eq!(start, "2018-11-04T03:00:00Z".parse::<Timestamp>().unwrap());
    }

    #[test]
    fn anything_else_is_refused_with_what_is_permitted() {
        for text in [
            "",
            " ",
            "вчера",
            "16",
            "20166",
            "2016-7",
            "2016-13",
            "2016-00-10",
            "2016-02-30",
            "15.07.2016",
            "2016-07-15T",
            "2016-07-15T25:00",
            "2016-07-15T09",
            "2016-07-15T09:12[Europe/Moscow]",
            "2016-07-15T09:12 03:00",
            "-2016",
            "+2016",
            "2016-07-15T09:12+99:00",
            "2016--15",
            "²016",
            "9999999999999",
            "2016-07-15\u{0}",
        ] {
            let message = parse_period_bound(text, false, &TimeZone::UTC).unwrap_err();
            assert!(message.contains("2016-07-15T09:12"), "{message}");
        }
    }

    #[test]
    fn the_last_year_of_all_has_no_end() {
        assert!(parse_period_bound("9999", true, &TimeZone::UTC).is_err());
        assert!(parse_period_bound("0000", false, &TimeZone::UTC).is_ok());
    }
}
