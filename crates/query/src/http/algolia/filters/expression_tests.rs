use proptest::prelude::*;

use super::super::written::{condition, written};
use super::*;
use crate::search::{FacetField, Period};

fn read(text: &str) -> Result<Option<Condition>, String> {
    read_filters(text, &TimeZone::get("Europe/Moscow").unwrap())
}

fn rubric(value: &str) -> Condition {
    Condition::Value { field: FacetField::Rubric, value: value.to_owned() }
}

fn tag(value: &str) -> Condition {
    Condition::Value { field: FacetField::Tag, value: value.to_owned() }
}

fn published(from: Option<i64>, until: Option<i64>) -> Condition {
    let moment = |second| jiff::Timestamp::from_second(second).unwrap();
    Condition::Published(Period { from: from.map(moment), until: until.map(moment) })
}

fn not(condition: Condition) -> Condition {
    Condition::Not(Box::new(condition))
}

#[test]
fn conditions_are_read() {
    for (text, expected) in [
        ("rubrics:Спорт", rubric("Спорт")),
        ("rubric : Спорт ", rubric("Спорт")),
        ("rubrics.lvl0:Спорт", rubric("Спорт")),
        (r#"rubrics:"Наука и техника""#, rubric("Наука и техника")),
        ("rubrics:'Наука и техника'", rubric("Наука и техника")),
        (r#""rubrics":"AND""#, rubric("AND")),
        (r#"rubrics:"«\"Он\" \\ \'она\'»""#, rubric(r#"«"Он" \ 'она'»"#)),
        (r"rubrics:a\b", rubric(r"a\b")),
        ("rubrics:https://a.example/?x=1", rubric("https://a.example/?x=1")),
        ("rubrics:\"\"", rubric("")),
        ("rubrics:Спорт<score=3>", rubric("Спорт")),
        ("rubrics:\"Спорт\"<score=3>", rubric("Спорт")),
        ("хоккей", tag("хоккей")),
        ("\"сборная россии\"", tag("сборная россии")),
        ("_tags:хоккей", tag("хоккей")),
        ("published_at = 5", published(Some(5), Some(6))),
        ("published_at:5", published(Some(5), Some(6))),
        ("published_at!=5", not(published(Some(5), Some(6)))),
        ("published_at>=5", published(Some(5), None)),
        ("date > -5", published(Some(-4), None)),
        ("published_at <= 1500000000000", published(None, Some(1_500_000_001))),
        ("published_at<5", published(None, Some(5))),
        ("published_at:1 TO 5", published(Some(1), Some(6))),
        ("published_at: 1.5  TO 5.5", published(Some(2), Some(6))),
        ("date.lvl0:2016", published(Some(1_451_595_600), Some(1_483_218_000))),
        ("date.lvl1:\"2016 > 2016-07\"", published(Some(1_467_320_400), Some(1_469_998_800))),
        ("date.lvl0:никогда", Condition::Any(Vec::new())),
        ("NOT rubrics:Спорт", not(rubric("Спорт"))),
        ("NOT(rubrics:Спорт)", not(rubric("Спорт"))),
        ("NOTрубрика", tag("NOTрубрика")),
        ("or", tag("or")),
    ] {
        assert_eq!(read(text), Ok(Some(expected)), "{text}");
    }
    for blank in ["", " ", "\t\n\u{a0}"] {
        assert_eq!(read(blank), Ok(None));
    }
}

#[test]
fn or_binds_more_tightly_than_and() {
    let [a, b, c, d] = ["а", "б", "в", "г"].map(rubric);
    let all = Condition::All;
    let any = Condition::Any;
    for (text, expected) in [
        (
            "rubrics:а AND rubrics:б OR rubrics:в AND rubrics:г",
            all(vec![a.clone(), any(vec![b.clone(), c.clone()]), d.clone()]),
        ),
        ("rubrics:а OR (rubrics:б AND rubrics:в)", any(vec![a.clone(), all(vec![b.clone(), c.clone()])])),
        ("(rubrics:а OR rubrics:б)AND(rubrics:в)", all(vec![any(vec![a.clone(), b.clone()]), c.clone()])),
        ("NOT rubrics:а OR NOT NOT rubrics:б", any(vec![not(a.clone()), not(not(b.clone()))])),
        ("NOT (rubrics:а OR rubrics:б) AND rubrics:в", all(vec![not(any(vec![a, b])), c])),
        ("((rubrics:г))", d),
    ] {
        assert_eq!(read(text), Ok(Some(expected)), "{text}");
    }
}

#[test]
fn what_is_wrong_is_told_with_its_column() {
    for (text, column, why) in [
        ("rubrics:Спорт AND", 18, "condition is missing"),
        ("AND rubrics:Спорт", 1, "before AND"),
        ("rubrics:Спорт OR OR tags:а", 18, "before OR"),
        ("rubrics:", 9, "value is missing"),
        ("rubrics:AND", 9, "quotation marks"),
        ("rubrics:Наука и техника", 15, "quotation marks"),
        ("rubrics:\"Спорт", 9, "not closed"),
        ("(rubrics:Спорт", 1, "not closed"),
        ("(rubrics:Спорт tags:а)", 16, "missing"),
        ("rubrics:Спорт)", 14, "never opened"),
        ("()", 2, "condition is missing"),
        ("NOT", 4, "condition is missing"),
        ("ёжик:1 AND price > 3", 1, "ёжик"),
        ("rubrics:а AND price > 3", 15, "price"),
        ("price:1 TO 3", 1, "price"),
        ("rubrics > 3", 1, "published_at"),
        ("rubrics:1 TO 3", 9, "published_at"),
        ("published_at > вчера", 16, "number"),
        ("published_at >", 15, "number is missing"),
        ("published_at:1 TO ", 19, "number is missing"),
        ("published_at:а TO 5", 14, "number"),
        ("published_at:сейчас", 14, "number"),
        ("rubrics:\"а\"<score=x>", 19, "number"),
        (":Спорт", 1, "condition is missing"),
        ("-rubrics:Спорт", 1, "-rubrics"),
    ] {
        let error = read(text).unwrap_err();
        assert!(error.starts_with(&format!("column {column}: ")) && error.contains(why), "{text}: {error}");
    }
}

#[test]
fn endless_filters_are_refused() {
    let deep = |depth: usize| format!("{}rubrics:а{}", "(".repeat(depth), ")".repeat(depth));
    assert!(read(&deep(MAX_DEPTH)).is_ok());
    assert!(read(&deep(100_000)).is_err());
    assert!(read(&format!("{}а", "NOT ".repeat(100_000))).is_err());
    let many = |count: usize| vec!["rubrics:а"; count].join(" OR ");
    assert!(read(&many(MAX_CONDITIONS)).is_ok());
    assert!(read(&many(MAX_CONDITIONS + 1)).is_err());
    assert!(read(&format!("rubrics:a{}", " ".repeat(100_000))).is_err());
}

proptest! {
    #[test]
    fn a_written_condition_is_read_back(condition in condition()) {
        prop_assert_eq!(read(&written(&condition)), Ok(Some(condition)));
    }

    #[test]
    fn any_text_is_read_or_refused(text in "\\PC{0,40}") {
        let _ = read(&text);
    }

    #[test]
    fn any_heap_of_tokens_is_read_or_refused(
        tokens in prop::collection::vec(prop::sample::select(vec![
            "(", ")", " ", "AND", "OR", "NOT", "TO", "rubrics", "date.lvl1", "published_at", ":", "<", ">=", "!=", "=",
            "5", "-1e9", "\"", "'", "\\", "ё", "<score=", "\u{0}", "\u{301}",
        ]), 0..30),
    ) {
        if let Ok(Some(condition)) = read(&tokens.concat()) {
            let article = vestnik_schema::Article::default();
            let _ = condition.holds(&article);
        }
    }
}
