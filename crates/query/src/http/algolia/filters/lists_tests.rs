use proptest::prelude::*;
use serde_json::json;

use super::*;
use crate::search::Period;

fn zone() -> TimeZone {
    TimeZone::UTC
}

fn rubric(value: &str) -> Condition {
    Condition::Value { field: FacetField::Rubric, value: value.to_owned() }
}

fn tag(value: &str) -> Condition {
    Condition::Value { field: FacetField::Tag, value: value.to_owned() }
}

fn not(condition: Condition) -> Condition {
    Condition::Not(Box::new(condition))
}

fn since(second: i64) -> Condition {
    Condition::Published(Period { from: jiff::Timestamp::from_second(second).ok(), until: None })
}

fn before(second: i64) -> Condition {
    Condition::Published(Period { from: None, until: jiff::Timestamp::from_second(second).ok() })
}

#[test]
fn facet_filters_are_all_of_any() {
    let (a, b, c) = (rubric("а"), rubric("б"), tag("в"));
    for (value, expected) in [
        (json!("rubrics:а"), a.clone()),
        (json!(["rubrics:а"]), a.clone()),
        (json!(["rubrics:а", "tags:в"]), Condition::All(vec![a.clone(), c.clone()])),
        (json!([["rubrics:а", "rubric:б"]]), Condition::Any(vec![a.clone(), b.clone()])),
        (
            json!([["rubrics:а", "rubrics:б"], "tags:в", [], ""]),
            Condition::All(vec![Condition::Any(vec![a.clone(), b.clone()]), c]),
        ),
        (json!(r#"[["rubrics:а","rubrics:б"]]"#), Condition::Any(vec![a.clone(), b])),
        (json!(["rubrics:-а"]), not(a.clone())),
        (json!([["rubrics:-а", "rubrics:а"]]), Condition::Any(vec![not(a.clone()), a])),
        (json!([r"rubrics:\-а"]), rubric("-а")),
        (json!([r"rubrics:-\-а"]), not(rubric("-а"))),
        (json!("rubrics:Наука, техника: AND (всё)"), rubric("Наука, техника: AND (всё)")),
    ] {
        assert_eq!(read_facet_filters(&value, &zone()), Ok(Some(expected)), "{value}");
    }
}

#[test]
fn numeric_filters_are_all_of_any() {
    for (value, expected) in [
        (json!("published_at>=5"), since(5)),
        (json!(["published_at >= 5"]), since(5)),
        (json!(["published_at>=5", "date<9"]), Condition::All(vec![since(5), before(9)])),
        (json!([["published_at>=5", "date<9"]]), Condition::Any(vec![since(5), before(9)])),
        (json!("published_at>=5,date<9"), Condition::All(vec![since(5), before(9)])),
        (
            json!("(published_at>=5, date<9), date<7"),
            Condition::All(vec![Condition::Any(vec![since(5), before(9)]), before(7)]),
        ),
        (
            json!("published_at:5 TO 6"),
            Condition::Published(Period {
                from: jiff::Timestamp::from_second(5).ok(),
                until: jiff::Timestamp::from_second(7).ok(),
            }),
        ),
    ] {
        assert_eq!(read_numeric_filters(&value, &zone()), Ok(Some(expected)), "{value}");
    }
}

#[test]
fn tag_filters_are_all_of_any() {
    for (value, expected) in [
        (json!("рио"), tag("рио")),
        (json!("-рио"), not(tag("рио"))),
        (
            json!("рио,(хоккей, футбол)"),
            Condition::All(vec![tag("рио"), Condition::Any(vec![tag("хоккей"), tag("футбол")])]),
        ),
        (json!([["рио", "-хоккей"]]), Condition::Any(vec![tag("рио"), not(tag("хоккей"))])),
    ] {
        assert_eq!(read_tag_filters(&value), Ok(Some(expected)), "{value}");
    }
}

#[test]
fn nothing_asked_is_no_condition() {
    for value in [json!(null), json!(""), json!(" "), json!([]), json!([[]]), json!([""]), json!("[]")] {
        assert_eq!(read_facet_filters(&value, &zone()), Ok(None), "{value}");
        assert_eq!(read_numeric_filters(&value, &zone()), Ok(None), "{value}");
        assert_eq!(read_tag_filters(&value), Ok(None), "{value}");
    }
}

#[test]
fn what_is_wrong_is_told() {
    for (value, why) in [
        (json!("Спорт"), "attribute:value"),
        (json!(["price:5"]), "price"),
        (json!([["rubrics:а", 5]]), "5"),
        (json!([[["rubrics:а"]]]), "no text"),
        (json!({ "rubrics": "а" }), "list"),
        (json!(true), "list"),
        (json!("[\"rubrics:а\""), "JSON"),
        (json!(vec!["rubrics:а"; MAX_CONDITIONS + 1]), "more than"),
        (json!([vec!["rubrics:а"; MAX_CONDITIONS + 1]]), "more than"),
        (json!(vec![vec!["rubrics:а"; 30]; 30]), "more than"),
        (json!(["published_at:давно"]), "number"),
    ] {
        let error = read_facet_filters(&value, &zone()).unwrap_err();
        assert!(error.contains(why), "{value}: {error}");
    }
    for (value, why) in [
        (json!(["price>1"]), "price"),
        (json!("published_at>вчера"), "number"),
        (json!("(published_at>1"), "not closed"),
        (json!("(published_at>1) date<5"), "comma"),
        (json!(["published_at>1 AND date<5"]), "column 16"),
        (json!(5), "list"),
    ] {
        let error = read_numeric_filters(&value, &zone()).unwrap_err();
        assert!(error.contains(why), "{value}: {error}");
    }
}

proptest! {
    #[test]
    fn any_text_is_read_or_refused(text in "[\\[\\](),:\\-\\\\<>=\"a-c5 ёж]{0,30}") {
        let value = json!(text);
        let _ = read_facet_filters(&value, &zone());
        let _ = read_numeric_filters(&value, &zone());
        let _ = read_tag_filters(&value);
    }
}
