use jiff::civil::{Date, date};
use proptest::prelude::*;

use super::{DateError, Fault, FoundPeriod, find_periods, parse_value};

const QUERIES: &str = include_str!("queries.txt");
const TODAY: Date = date(2018, 5, 16);

fn ends(from: Option<Date>, until: Option<Date>) -> String {
    let show = |date: Option<Date>| date.map_or_else(String::new, |date| date.to_string());
    format!("{}..{}", show(from), show(until))
}

fn show(found: &[FoundPeriod]) -> String {
    let periods = found.iter().map(|period| {
        let mark = if period.certain { '!' } else { '?' };
        format!("{} = {} {mark}", period.written, ends(period.from, period.until))
    });
    let all: Vec<String> = periods.collect();
    if all.is_empty() { "-".to_owned() } else { all.join(" ; ") }
}

/// Words as the lexer cuts them, lone dashes kept.
fn words(query: &str) -> Vec<&str> {
    let bare = |word: &'static str| word;
    query.split_whitespace().map(|word| if word.starts_with('[') { bare("") } else { word }).collect()
}

#[test]
fn the_table_of_queries_holds() {
    let mut today = TODAY;
    let mut wrong = Vec::new();
    let mut rows = 0;
    for line in QUERIES.lines().filter(|line| !line.is_empty() && !line.starts_with('#')) {
        if let Some(day) = line.strip_prefix("today ") {
            today = day.parse().unwrap();
            continue;
        }
        let (query, expected) = line.split_once(" | ").unwrap();
        // A no-break space parts words for the lexer, and is part of one for whoever does not cut there.
        let spaced = query.replace('°', "\u{a0}");
        let cut = show(&find_periods(&words(&spaced), today));
        let whole = show(&find_periods(&spaced.split(' ').map(unbracketed).collect::<Vec<_>>(), today));
        let expected_whole = expected.replace('°', "\u{a0}");
        if cut != expected.replace('°', " ") || whole != expected_whole {
            wrong.push(format!(
                "{today} {query}\n  expected {expected}\n  found    {cut}\n  uncut    {whole}"
            ));
        }
        rows += 1;
    }
    assert!(wrong.is_empty(), "{} wrong\n{}", wrong.len(), wrong.join("\n"));
    assert!(rows > 200, "{rows}");
}

fn unbracketed(word: &str) -> &str {
    if word.starts_with('[') { "" } else { word }
}

#[test]
fn ranges_are_places_of_words() {
    let found = find_periods(&words("санкции , с марта 2014 г., нефть"), TODAY);
    assert_eq!(found[0].range, 2..6);
    assert_eq!(found[0].written, "с марта 2014 г.,");
    assert_eq!(find_periods(&[], TODAY), []);
}

#[test]
fn four_other_words_are_a_query_and_five_a_headline() {
    for (others, certain) in [("один два три четыре", true), ("один два три четыре пять", false)]
    {
        let text = format!("{others} в марте 2014");
        assert_eq!(find_periods(&words(&text), TODAY)[0].certain, certain, "{text}");
        let phrase = format!("[фраза] {others} в марте 2014");
        assert!(!find_periods(&words(&phrase), TODAY)[0].certain, "{phrase}");
    }
    assert!(find_periods(&words("а б в г д е ж з 2014..2016"), TODAY)[0].certain);
    assert!(find_periods(&words("один два три вчера"), TODAY)[0].certain);
    assert!(!find_periods(&words("один два три четыре вчера"), TODAY)[0].certain);
}

#[test]
fn values_are_read() {
    for (value, expected) in [
        ("2016", "2016-01-01..2017-01-01"),
        (" 2016 ", "2016-01-01..2017-01-01"),
        ("2016-07", "2016-07-01..2016-08-01"),
        ("07.2016", "2016-07-01..2016-08-01"),
        ("2016-07-01", "2016-07-01..2016-07-02"),
        ("01.07.2016", "2016-07-01..2016-07-02"),
        ("1.7.2016", "2016-07-01..2016-07-02"),
        ("2014..2016", "2014-01-01..2017-01-01"),
        ("2014 .. 2016", "2014-01-01..2017-01-01"),
        ("2014-2016", "2014-01-01..2017-01-01"),
        ("2014-05..", "2014-05-01.."),
        ("..2016", "..2017-01-01"),
        ("..01.07.2016", "..2016-07-02"),
        ("2014..05.05.2014", "2014-01-01..2014-05-06"),
        ("01.05.2016..05.05.2016", "2016-05-01..2016-05-06"),
        ("вчера", "2018-05-15..2018-05-16"),
        ("Вчера", "2018-05-15..2018-05-16"),
        ("today", "2018-05-16..2018-05-17"),
        ("вчера..сегодня", "2018-05-15..2018-05-17"),
        ("2018..вчера", "2018-01-01..2018-05-16"),
        ("март 2014", "2014-03-01..2014-04-01"),
        ("с 2014", "2014-01-01.."),
        ("последние 7 дней", "2018-05-09..2018-05-17"),
        ("прошлая неделя", "2018-05-07..2018-05-14"),
        ("1900..2100", "1900-01-01..2101-01-01"),
    ] {
        let found = parse_value(value, TODAY).map(|found| ends(found.0, found.1));
        assert_eq!(found.as_deref(), Ok(expected), "{value}");
    }
}

#[test]
fn wrong_values_are_named() {
    for (value, written, fault) in [
        ("", "", Fault::Empty),
        ("  ", "", Fault::Empty),
        ("..", "..", Fault::Empty),
        ("2016-13", "2016-13", Fault::NoSuchMonth),
        ("2016-00", "2016-00", Fault::NoSuchMonth),
        ("13.13.2016", "13.13.2016", Fault::NoSuchMonth),
        ("31.02.2016", "31.02.2016", Fault::NoSuchDay),
        ("2015-02-29", "2015-02-29", Fault::NoSuchDay),
        ("0.07.2016", "0.07.2016", Fault::NoSuchDay),
        ("31 февраля 2014", "31 февраля 2014", Fault::NoSuchDay),
        ("1899", "1899", Fault::YearOutOfRange),
        ("2101", "2101", Fault::YearOutOfRange),
        ("0000-01-01", "0000-01-01", Fault::YearOutOfRange),
        ("2016..2014", "2016..2014", Fault::Backwards),
        ("2016-2014", "2016-2014", Fault::Backwards),
        ("05.05.2016..01.05.2016", "05.05.2016..01.05.2016", Fault::Backwards),
        ("2014..31.02.2016", "31.02.2016", Fault::NoSuchDay),
        ("Крым..2016", "Крым", Fault::Unreadable),
        ("с 2014..2016", "с 2014", Fault::Unreadable),
        ("Крым", "Крым", Fault::Unreadable),
        ("16", "16", Fault::Unreadable),
        ("20166", "20166", Fault::Unreadable),
        ("5 мая", "5 мая", Fault::Unreadable),
        ("2016-7", "2016-7", Fault::Unreadable),
        ("2016 Крым", "2016 Крым", Fault::Unreadable),
        ("-2016", "-2016", Fault::Unreadable),
        ("²016", "²016", Fault::Unreadable),
    ] {
        let error = parse_value(value, TODAY).unwrap_err();
        assert_eq!(error, DateError { written: written.to_owned(), fault }, "{value}");
        assert!(error.to_string().starts_with(&format!("`{written}`: ")), "{error}");
    }
}

/// Words that periods are made of, and some that spoil them.
fn part() -> impl Strategy<Value = String> {
    let known: Vec<&str> = QUERIES.lines().flat_map(|line| line.split([' ', '°', '|'])).collect();
    prop_oneof![
        8 => proptest::sample::select(known).prop_map(str::to_owned),
        2 => "(19|20)[0-9]{2}[-–. ]{0,2}([0-9]{2,4})?(г|гг|-[йгмх]о?)?",
        1 => "[0-9]{1,3}[-.]?[0-9]{0,5}(-?(го|е|х))?",
        1 => "[-–—.…,« ]{0,3}",
        1 => r"\PC{0,6}",
    ]
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2_000))]

    #[test]
    fn found_periods_are_sound(
        parts in prop::collection::vec(part(), 0..10),
        year in prop_oneof![8 => 1900_i16..2100, 1 => -9999_i16..=9999],
        day in 1_i64..365,
    ) {
        let start = date(year, 1, 1);
        let today = start.checked_add(jiff::Span::new().days(day)).unwrap_or(start);
        let words: Vec<&str> = parts.iter().map(String::as_str).collect();
        let found = find_periods(&words, today);
        let mut end = 0;
        for period in &found {
            prop_assert!(period.range.start >= end && !period.range.is_empty());
            end = period.range.end;
            prop_assert!(end <= words.len());
            prop_assert_eq!(&period.written, &words[period.range.clone()].join(" "));
            prop_assert!(period.from.is_some() || period.until.is_some());
            if let (Some(from), Some(until)) = (period.from, period.until) {
                prop_assert!(from < until);
            }
            for bound in [period.from, period.until].into_iter().flatten() {
                prop_assert!((1899..=2101).contains(&bound.year()), "{}", bound);
            }
        }
        prop_assert!(found.iter().filter(|period| period.certain).count() <= 1);
        // Whatever is found can be written as a value. There two dots at an end leave it open; here they are dots.
        for period in found.iter().filter(|period| !period.written.contains("..")) {
            prop_assert_eq!(parse_value(&period.written, today), Ok((period.from, period.until)));
        }
    }

    #[test]
    fn any_value_is_answered(text in prop_oneof![r"\PC{0,30}", "[0-9]{0,5}[-.–]{0,3}[0-9]{0,5}[-.]{0,3}[0-9]{0,5}"]) {
        if let Ok((from, until)) = parse_value(&text, TODAY) {
            prop_assert!(from.is_some() || until.is_some());
            prop_assert!(from.zip(until).is_none_or(|(from, until)| from < until));
        }
    }
}
