//! Any text is a query: it is answered, within bounds, and the same way twice.

use std::time::{Duration, Instant};

use crate::archive::{Archive, Dice, article, search};
use proptest::prelude::*;
use vestnik_query::search::{
    Engine, FacetField, HistogramInterval, MAX_QUERY_CHARS, Paging, SearchRequest, SearchResults, Sort,
};

fn engine() -> (Archive, Engine) {
    let articles = [
        article("1", "Курс доллара", "Рубль укрепился, сообщил Путин. Ил-76 сел в Нью-Йорке."),
        article("2", "Заголовок", &"слово ".repeat(500)),
        article("3", "", "й\u{306}\u{301} 😀👨‍👩‍👧 \u{202e}обратно ﷺ ½ 1 000 000 т. д. С.-Петербург"),
        article("4", "Без тела", ""),
        article("5", "", &"безпробелов".repeat(2_000)),
    ];
    let archive = Archive::of(&articles);
    let engine = archive.engine();
    (archive, engine)
}

fn ask(engine: &Engine, text: &str) -> SearchResults {
    let request = SearchRequest {
        text: text.to_owned(),
        sort: Sort::Relevance,
        paging: Paging { per_page: 3, ..Paging::default() },
        facets: vec![FacetField::Rubric],
        histogram: Some(HistogramInterval::Auto),
        ..SearchRequest::default()
    };
    let results = search(engine, &request);
    assert!(results.understood.text.chars().count() <= MAX_QUERY_CHARS);
    for highlighted in results.hits.iter().flat_map(|hit| [&hit.title, &hit.snippet]) {
        let whole: String = highlighted.segments().map(|(piece, _)| piece).collect();
        assert_eq!(whole, highlighted.text, "{text:?}");
    }
    results
}

#[test]
fn ten_thousand_random_byte_strings() {
    let (_archive, engine) = engine();
    let mut dice = Dice(1);
    for _ in 0..10_000 {
        let bytes: Vec<u8> = (0..dice.below(80)).map(|_| dice.next().to_le_bytes()[0]).collect();
        ask(&engine, &String::from_utf8_lossy(&bytes));
    }
}

#[test]
fn thousands_of_operators_in_disorder() {
    let (_archive, engine) = engine();
    let mut dice = Dice(2);
    let pieces = [
        "«",
        "»",
        "\"",
        "„",
        "“",
        "(",
        ")",
        "|",
        "-",
        "−",
        "*",
        "title:",
        "заголовок:",
        "ИЛИ",
        "НЕ",
        "И",
        "AND",
        "OR",
        " ",
        " ",
        " ",
        " ",
        "слово",
        "Ил-76",
        "рубл",
        "доллара",
        "путин",
        "в",
        "1 000",
        "т. д.",
        "\u{301}",
        "й",
        "~3",
        "^",
        "\\",
        "\0",
    ];
    for _ in 0..2_000 {
        let text: String = (0..dice.below(25)).map(|_| dice.pick(&pieces)).collect();
        let results = ask(&engine, &text);
        assert_eq!(ask(&engine, &text), results, "{text:?}");
    }
}

#[test]
fn huge_texts_are_answered_in_no_time() {
    let (_archive, engine) = engine();
    for unit in [
        "слово",
        "слово ",
        "(",
        "«",
        "\"",
        "-",
        "a|",
        "НЕ ",
        "title:",
        "*",
        "сл* ",
        "а.",
        "й\u{301}",
        "😀",
        "-(",
        "\u{301}",
    ] {
        let started = Instant::now();
        ask(&engine, &unit.repeat(200_000));
        assert!(started.elapsed() < Duration::from_secs(5), "{unit:?} took {:?}", started.elapsed());
    }
}

#[test]
fn arbitrary_strings_are_answered() {
    let (_archive, engine) = engine();
    let config = ProptestConfig { cases: 500, failure_persistence: None, ..ProptestConfig::default() };
    proptest!(config, |(text: String)| {
        ask(&engine, &text);
    });
}
