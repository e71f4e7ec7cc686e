//! The query language as the service and the page tell it, and texts that nobody should send.

use std::time::{Duration, Instant};

use serde_json::json;

use crate::http::testing::{TestArchive, encoded};

#[tokio::test]
async fn what_was_understood_is_told_in_parts() {
    let archive = TestArchive::sample();
    let uri = format!("/api/v1/search?q={}", encoded("керри рубрика:\"Политика\" в июле 2016 -матч"));
    let answer = archive.get(&uri).await.json();
    assert_eq!(answer["total"], 1);
    let part = |kind, text, name: Option<&str>, value: Option<&str>, days: [Option<&str>; 2]| json!({ "kind": kind, "text": text, "name": name, "value": value, "from": days[0], "to": days[1] });
    let expected = json!([
        part("word", "керри", None, None, [None; 2]),
        part("field", "рубрика:\"Политика\"", Some("rubric"), Some("Политика"), [None; 2]),
        part("period", "в июле 2016", None, None, [Some("2016-07-01"), Some("2016-07-31")]),
        part("excluded", "-матч", None, None, [None; 2]),
    ]);
    assert_eq!(answer["query"]["parts"], expected);
    let off = archive.get(&format!("{uri}&periods=off")).await.json();
    assert_eq!(off["query"]["parts"][2]["kind"], "word");
}

#[tokio::test]
async fn a_wrong_date_is_explained_in_both_languages() {
    let archive = TestArchive::sample();
    let uri = format!("/api/v1/search?q={}", encoded("керри дата:31.02.2016"));
    let warning = archive.get(&uri).await.json()["query"]["warnings"][0].clone();
    let told = "Дата «31.02.2016» не учтена: в этом месяце нет такого дня.";
    assert_eq!(
        warning,
        json!({ "code": "bad_date", "message": told, "text": "31.02.2016", "fault": "no_such_day" })
    );
    let english = archive.get(&format!("{uri}&lang=en")).await.json();
    let told = "The date “31.02.2016” was left out: that month has no such day.";
    assert_eq!(english["query"]["warnings"][0]["message"], told);
}

#[tokio::test]
async fn the_page_has_a_chip_for_each_field_and_period() {
    let archive = TestArchive::sample();
    let text = "керри рубрика:Политика в июле 2016 -тег:хоккей";
    let page = archive.get(&format!("/?q={}&sort=newest", encoded(text))).await;
    assert_eq!(page.status, 200);
    let without = |rest: &str| format!("href=\"/?q={}&amp;sort=newest\"", encoded(rest));
    for expected in [
        "Рубрики: Политика",
        "Период: 1\u{a0}июля 2016 — 31\u{a0}июля 2016",
        "Кроме: Темы: хоккей",
        "«в июле 2016» — это период",
        &without("керри в июле 2016 -тег:хоккей"),
        &without("керри рубрика:Политика -тег:хоккей"),
        &without("керри рубрика:Политика в июле 2016"),
        "periods=off",
    ] {
        assert!(page.body.contains(expected), "{expected}: {}", page.body);
    }
    let off = archive.get(&format!("/?q={}&periods=off&lang=en", encoded(text))).await.body;
    assert!(off.contains("Dates in the query are searched as words.") && off.contains("Rubrics: "), "{off}");
    assert!(!off.contains("is a period"), "{off}");
    let plain = archive.get(&format!("/?q={}", encoded("керри"))).await.body;
    assert!(!plain.contains("Из запроса"), "{plain}");
}

#[tokio::test]
async fn yesterday_is_the_day_before_the_clock() {
    let archive = TestArchive::sample();
    let answer = archive.get(&format!("/api/v1/search?q={}", encoded("разметка вчера"))).await.json();
    assert_eq!((&answer["total"], &answer["query"]["parts"][1]["from"]), (&json!(1), &json!("2016-07-19")));
}

#[tokio::test]
async fn bad_input_is_answered_in_time_with_warnings() {
    let archive = TestArchive::sample();
    let many = |unit: &str, times| unit.repeat(times);
    let table: Vec<(String, Option<&str>)> = vec![
        (many("слово ", 1_000), Some("truncated")),
        (many("я ", 100), Some("too_many_words")),
        (many("(", 900), Some("too_deep")),
        (format!("{}а{}", many("(", 300), many(")", 300)), Some("too_deep")),
        (many("рубрика:(", 200), None),
        ("«мост".to_owned(), Some("unbalanced_quote")),
        ("мост\"".to_owned(), Some("unbalanced_quote")),
        ("(мост".to_owned(), Some("unbalanced_bracket")),
        ("мост И".to_owned(), None),
        ("ИЛИ И НЕ AND OR NOT".to_owned(), None),
        ("| | |".to_owned(), Some("dangling_operator")),
        ("-".to_owned(), Some("nothing_to_search")),
        ("и в на не".to_owned(), None),
        ("*".to_owned(), Some("nothing_to_search")),
        ("«*»".to_owned(), Some("nothing_to_search")),
        ("(а+)+$ .*.*.*.* [^x]{1,99999}".to_owned(), None),
        ("мост\u{0}\u{7}\u{1b}[31m\u{202e}керри".to_owned(), None),
        ("дата:31.02.2016".to_owned(), Some("bad_date")),
        ("дата:2016-13-45".to_owned(), Some("bad_date")),
        ("дата:0000".to_owned(), Some("bad_date")),
        ("дата:99999".to_owned(), Some("bad_date")),
        ("дата:99999999999999999999".to_owned(), Some("bad_date")),
        ("дата:2016..0".to_owned(), Some("bad_date")),
        ("дата:\"\"".to_owned(), Some("nothing_to_search")),
        ("дата:".to_owned(), Some("dangling_operator")),
        ("дата:..".to_owned(), Some("dangling_operator")),
        ("в 0 году".to_owned(), None),
        ("в 99999 году".to_owned(), None),
        ("31 февраля 2016".to_owned(), None),
        (many("в марте 2014 ", 150), None),
        (many("дата:2014 ", 150), Some("too_many_words")),
        ("раздел:спорт".to_owned(), Some("unknown_field")),
        ("рубрика:\u{0}".to_owned(), Some("dangling_operator")),
        (many("\"а б\"~99999999999999999999 ", 50), Some("distance_cut")),
        (many("\"а б\"~abc ", 50), Some("no_distance")),
        (format!("\"{}\"~20", many("в ", 64)), None),
    ];
    for (text, code) in table {
        let shown: String = text.chars().take(60).collect();
        let begun = Instant::now();
        let reply = archive.get(&format!("/api/v1/search?q={}", encoded(&text))).await;
        assert_eq!(reply.status, 200, "{shown}: {}", reply.body);
        let warnings = reply.json()["query"]["warnings"].to_string();
        let expected = code.is_none_or(|code| warnings.contains(&format!("\"{code}\"")));
        assert!(expected, "{shown}: {warnings}");
        let page = archive.get(&format!("/?q={}&lang=en", encoded(&text))).await;
        assert_eq!(page.status, 200, "{shown}");
        assert!(begun.elapsed() < Duration::from_secs(5), "{shown} took {:?}", begun.elapsed());
    }
}
