//! Reads the forms in which newsrooms write a moment.
//!
//! A moment with a zone or an offset means just that moment.
//! Without one it is in the zone of the site; a date alone is the first moment of that day there.
//! `МСК` and `MSK` behind it mean Moscow time, whatever the site's zone is.
//! What is not a complete and possible date, or lies outside the years 1700 to 2200, is no date at all.

use jiff::Timestamp;
use jiff::civil::{Date, DateTime, Time};
use jiff::fmt::{rfc2822, temporal};
use jiff::tz::TimeZone;
use serde_json::Value;

/// Years in which an article can have been published; others are typing errors.
const YEARS: std::ops::RangeInclusive<i16> = 1700..=2200;
/// A smaller number of seconds since 1970 is a year, a counter or a zero, and no moment.
const MIN_UNIX_SECONDS: i64 = 10_000_000;
/// From here on a number counts milliseconds: as seconds it would be the year 5138.
const MIN_UNIX_MILLISECONDS: i64 = 100_000_000_000;

/// Reads a moment from a JSON value.
pub(crate) fn from_value(value: &Value, zone: &TimeZone) -> Option<Timestamp> {
    match value {
        Value::String(text) => parse(text, zone),
        Value::Number(number) => match number.as_i64() {
            Some(number) => from_number(number, &number.to_string(), zone),
            None => from_seconds(number.as_f64()?),
        },
        Value::Object(fields) => fields.get("$date").and_then(|date| from_value(date, zone)),
        Value::Array(values) => values.first().and_then(|value| from_value(value, zone)),
        Value::Null | Value::Bool(_) => None,
    }
}

/// Reads a moment from text.
pub(crate) fn parse(text: &str, zone: &TimeZone) -> Option<Timestamp> {
    let text = text.trim();
    let digits = text.strip_prefix('-').unwrap_or(text);
    if !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit()) {
        return from_number(text.parse().ok()?, text, zone);
    }
    let without_zone =
        ["МСК", "мск", "MSK", "(МСК)", "(мск)", "(MSK)"].iter().find_map(|name| text.strip_suffix(name));
    if let Some(text) = without_zone {
        return parse(text.trim_end_matches([' ', ',']), &TimeZone::get("Europe/Moscow").ok()?);
    }
    iso_8601(text, zone).or_else(|| rfc_2822(text)).or_else(|| written(text, zone)).and_then(plausible)
}

fn plausible(moment: Timestamp) -> Option<Timestamp> {
    YEARS.contains(&moment.to_zoned(TimeZone::UTC).year()).then_some(moment)
}

/// Unix seconds or milliseconds, or a date without separators: `20160715`, `20160715091200`.
fn from_number(number: i64, digits: &str, zone: &TimeZone) -> Option<Timestamp> {
    if matches!(digits.len(), 8 | 14)
        && let Some(moment) = compact(digits, zone).and_then(plausible)
    {
        return Some(moment);
    }
    let moment = match number.unsigned_abs() {
        size if size < MIN_UNIX_SECONDS.unsigned_abs() => None,
        size if size < MIN_UNIX_MILLISECONDS.unsigned_abs() => Timestamp::from_second(number).ok(),
        _ => Timestamp::from_millisecond(number).ok(),
    };
    moment.and_then(plausible)
}

fn from_seconds(seconds: f64) -> Option<Timestamp> {
    let limit = MIN_UNIX_MILLISECONDS as f64;
    if !(MIN_UNIX_SECONDS as f64..limit).contains(&seconds.abs()) {
        return None;
    }
    Timestamp::from_millisecond((seconds * 1000.0).round() as i64).ok().and_then(plausible)
}

fn compact(digits: &str, zone: &TimeZone) -> Option<Timestamp> {
    let part = |from: usize, to: usize| digits.get(from..to)?.parse::<i8>().ok();
    let date = Date::new(digits.get(..4)?.parse().ok()?, part(4, 6)?, part(6, 8)?).ok()?;
    let time = if digits.len() == 8 {
        None
    } else {
        Some(Time::new(part(8, 10)?, part(10, 12)?, part(12, 14)?, 0).ok()?)
    };
    resolve(date, time, zone)
}

fn iso_8601(text: &str, zone: &TimeZone) -> Option<Timestamp> {
    static PARSER: temporal::DateTimeParser = temporal::DateTimeParser::new();
    // `2016-07-15 09:12:00 +0300`: the standard has no space there, databases do.
    let joined =
        text.replacen(" +", "+", 1).replacen(" -", "-", 1).replacen(" Z", "Z", 1).replacen(" UTC", "Z", 1);
    let pieces = PARSER.parse_pieces(joined.as_bytes()).ok()?;
    match (pieces.to_numeric_offset(), pieces.to_time_zone().ok()?) {
        (Some(offset), _) => {
            let time = DateTime::from_parts(pieces.date(), pieces.time()?);
            offset.to_timestamp(time).ok()
        }
        (None, Some(stated)) => resolve(pieces.date(), pieces.time(), &stated),
        (None, None) => resolve(pieces.date(), pieces.time(), zone),
    }
}

fn rfc_2822(text: &str) -> Option<Timestamp> {
    // A wrong weekday says nothing about the date beside it.
    static PARSER: rfc2822::DateTimeParser = rfc2822::DateTimeParser::new().relaxed_weekday(true);
    PARSER.parse_timestamp(text).ok()
}

/// `15.07.2016 09:12`, `15 июля 2016 года в 09:12`, `09:12, 15 июл 2016`, with the weekday or without.
fn written(text: &str, zone: &TimeZone) -> Option<Timestamp> {
    let mut time = None;
    let mut date = None;
    let (mut day, mut month, mut year) = (None, None, None);
    for word in text.split(|character: char| character.is_whitespace() || character == ',') {
        let word = word.trim_end_matches(';').to_lowercase();
        let bare = word.trim_end_matches('.');
        if bare.is_empty() || FILLERS.contains(&bare) || WEEKDAYS.iter().any(|name| bare.starts_with(name)) {
            continue;
        } else if let Some(found) = clock(&word) {
            set(&mut time, found)?;
        } else if let Some(found) = dotted(bare) {
            set(&mut date, found)?;
        } else if let Some(found) = month_of(bare) {
            set(&mut month, found)?;
        } else if day.is_none() && month.is_none() && bare.len() <= 2 {
            day = Some(bare.parse::<i8>().ok()?);
        } else if month.is_some() && bare.len() == 4 {
            set(&mut year, bare.parse::<i16>().ok()?)?;
        } else {
            return None;
        }
    }
    let date = match (date, day, month, year) {
        (Some(date), None, None, None) => date,
        (None, Some(day), Some(month), Some(year)) => Date::new(year, month, day).ok()?,
        _ => return None,
    };
    resolve(date, time, zone)
}

const FILLERS: [&str; 5] = ["в", "г", "года", "год", "-"];
const WEEKDAYS: [&str; 14] = [
    "понед",
    "вторник",
    "сред",
    "четверг",
    "пятниц",
    "суббот",
    "воскрес",
    "mon",
    "tue",
    "wed",
    "thu",
    "fri",
    "sat",
    "sun",
];
const MONTHS: [[&str; 3]; 12] = [
    ["января", "январь", "january"],
    ["февраля", "февраль", "february"],
    ["марта", "март", "march"],
    ["апреля", "апрель", "april"],
    ["мая", "май", "may"],
    ["июня", "июнь", "june"],
    ["июля", "июль", "july"],
    ["августа", "август", "august"],
    ["сентября", "сентябрь", "september"],
    ["октября", "октябрь", "october"],
    ["ноября", "ноябрь", "november"],
    ["декабря", "декабрь", "december"],
];

/// A month by its name or at least three letters of it.
fn month_of(word: &str) -> Option<i8> {
    if word.chars().count() < 3 {
        return None;
    }
    let index = MONTHS.iter().position(|names| names.iter().any(|name| name.starts_with(word)))?;
    i8::try_from(index + 1).ok()
}

/// `9:12`, `09:12:30`.
fn clock(word: &str) -> Option<Time> {
    let mut parts = word.split(':').map(|part| (part.len() <= 2).then(|| part.parse::<i8>().ok()).flatten());
    let (hour, minute) = (parts.next()??, parts.next()??);
    let second = parts.next().unwrap_or(Some(0))?;
    if parts.next().is_some() { None } else { Time::new(hour, minute, second, 0).ok() }
}

/// `15.07.2016`.
fn dotted(word: &str) -> Option<Date> {
    let parts: Vec<&str> = word.split('.').collect();
    let [day, month, year] = parts.as_slice() else { return None };
    if year.len() != 4 || day.len() > 2 || month.len() > 2 {
        return None;
    }
    Date::new(year.parse().ok()?, month.parse().ok()?, day.parse().ok()?).ok()
}

/// Two dates or two times in one text contradict each other.
fn set<T>(place: &mut Option<T>, value: T) -> Option<()> {
    place.replace(value).is_none().then_some(())
}

fn resolve(date: Date, time: Option<Time>, zone: &TimeZone) -> Option<Timestamp> {
    let moment = match time {
        Some(time) => zone.to_zoned(DateTime::from_parts(date, time)),
        None => date.to_zoned(zone.clone()),
    };
    moment.ok().map(|zoned| zoned.timestamp())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn moscow() -> TimeZone {
        TimeZone::get("Europe/Moscow").unwrap()
    }

    fn check(text: &str, expected: &str) {
        let found = parse(text, &moscow()).map(|moment| moment.to_string());
        assert_eq!(found.as_deref().unwrap_or("none"), expected, "{text}");
    }

    #[test]
    fn iso_8601_in_its_variants() {
        check("2016-07-15T09:12:00+03:00", "2016-07-15T06:12:00Z");
        check("2016-07-15T09:12:00+0500", "2016-07-15T04:12:00Z");
        check("2016-07-15 09:12:00 +0300", "2016-07-15T06:12:00Z");
        check("2016-07-15 09:12:00+03", "2016-07-15T06:12:00Z");
        check("2016-07-15T09:12:00Z", "2016-07-15T09:12:00Z");
        check("2016-07-15T09:12:00.250Z", "2016-07-15T09:12:00.25Z");
        check("2016-07-15 09:12:00 UTC", "2016-07-15T09:12:00Z");
        check("2016-07-15T09:12:00[Asia/Yekaterinburg]", "2016-07-15T04:12:00Z");
        check("2016-07-15T09:12:00", "2016-07-15T06:12:00Z");
        check("2016-07-15 09:12", "2016-07-15T06:12:00Z");
        check("2016-07-15", "2016-07-14T21:00:00Z");
    }

    #[test]
    fn a_zone_that_is_not_stated_follows_the_history_of_the_site() {
        check("2012-07-15 09:12", "2012-07-15T05:12:00Z");
        check("2005-01-15 09:12", "2005-01-15T06:12:00Z");
        check("2005-07-15 09:12", "2005-07-15T05:12:00Z");
        let vladivostok = TimeZone::get("Asia/Vladivostok").unwrap();
        let moment = |text| parse(text, &vladivostok).unwrap().to_string();
        assert_eq!(moment("15.07.2016 09:12"), "2016-07-14T23:12:00Z");
        assert_eq!(moment("15.07.2016 09:12 мск"), "2016-07-15T06:12:00Z");
    }

    #[test]
    fn rfc_2822_with_any_weekday() {
        check("Fri, 15 Jul 2016 09:12:00 +0300", "2016-07-15T06:12:00Z");
        check("Mon, 15 Jul 2016 09:12:00 GMT", "2016-07-15T09:12:00Z");
        check("15 Jul 2016 09:12 +0300", "2016-07-15T06:12:00Z");
        check("Fri, 15 Jul 2016 09:12:00", "2016-07-15T06:12:00Z");
    }

    #[test]
    fn dates_as_newsrooms_write_them() {
        for text in [
            "15.07.2016 09:12",
            "15.07.2016, 9:12",
            "09:12, 15.07.2016",
            "15 июля 2016, 09:12",
            "15 июля 2016 года в 09:12",
            "15 июля 2016 г., 09:12",
            "пятница, 15 июля 2016, 09:12:00",
            "09:12, 15 июля 2016",
            "15 июл 2016 09:12",
            "15 июл. 2016 09:12",
            "15\u{a0}Июля 2016, 09:12 (мск)",
            "15 July 2016, 09:12",
        ] {
            check(text, "2016-07-15T06:12:00Z");
        }
        check("15.07.2016", "2016-07-14T21:00:00Z");
        check("1 мая 2016", "2016-04-30T21:00:00Z");
    }

    #[test]
    fn every_month_is_known_in_full_and_in_short() {
        let full = "января февраля марта апреля мая июня июля августа сентября октября ноября декабря";
        let short = "янв фев мар апр май июн июл авг сен окт ноя дек";
        let other = "январь февр март апрель май июнь июль август сент октябрь нояб декабрь";
        for names in [full, short, other] {
            for (index, name) in names.split(' ').enumerate() {
                assert_eq!(month_of(name).map(usize::try_from), Some(Ok(index + 1)), "{name}");
            }
        }
        assert_eq!(month_of("марта́"), None);
        assert_eq!(month_of("матч"), None);
    }

    #[test]
    fn numbers_are_seconds_milliseconds_or_compact_dates() {
        check("1468563120", "2016-07-15T06:12:00Z");
        check("1468563120000", "2016-07-15T06:12:00Z");
        check("-1468563120", "1923-06-19T17:48:00Z");
        check("20160715", "2016-07-14T21:00:00Z");
        check("20160715091200", "2016-07-15T06:12:00Z");
        let number = |number: &str| from_value(&serde_json::from_str(number).unwrap(), &moscow());
        assert_eq!(number("1468563120").unwrap().as_second(), 1_468_563_120);
        assert_eq!(number("1468563120.5").unwrap().as_millisecond(), 1_468_563_120_500);
        assert_eq!(number("{\"$date\": \"2016-07-15T06:12:00Z\"}").unwrap().as_second(), 1_468_563_120);
        for bad in ["0", "2016", "1e300", "-5.5", "true", "[]", "9223372036854775807"] {
            assert_eq!(number(bad), None, "{bad}");
        }
    }

    #[test]
    fn what_is_no_complete_date_is_none() {
        for text in [
            "",
            "вчера",
            "сегодня, 09:12",
            "09:12",
            "15 июля",
            "июль 2016",
            "2016",
            "2016-07",
            "31.02.2016",
            "2016-13-01",
            "2016-02-30T10:00:00Z",
            "15.07.16",
            "07/15/2016",
            "15 июля 2016, 25:99",
            "15 июля 1600",
            "0001-01-01",
            "2999-01-01",
            "15 июля 2016 16 июля 2016",
            "15.07.2016 16.07.2016",
            "15 июля 2016 09:12 10:12",
            "не дата",
            "1",
            "-",
            "15 15 июля 2016",
        ] {
            check(text, "none");
        }
    }
}
