//! Fields and periods of the query language, over a real index.

use jiff::Timestamp;
use vestnik_query::search::{
    DateFault, Engine, EngineSettings, FacetField, Filters, PartKind, QueryWarning, SearchRequest,
    SearchResults,
};
use vestnik_schema::Article;

use crate::archive::{Archive, article, ids, search};

fn now() -> Timestamp {
    // In Moscow it is the 16th already.
    "2018-05-15T22:30:00Z".parse().unwrap()
}

fn published(id: &str, title: &str, rubrics: &[&str], moment: &str) -> Article {
    Article {
        rubrics: rubrics.iter().map(|rubric| (*rubric).to_owned()).collect(),
        published_at: moment.parse().ok(),
        ..article(id, title, "")
    }
}

fn archive() -> (Archive, Engine) {
    let mut crimea = published("crimea", "Мост в Крыму", &["Россия"], "2014-03-31T19:59:59Z");
    crimea.authors = vec!["Пётр Громов".to_owned()];
    crimea.tags = vec!["ЧМ-2018".to_owned()];
    let mut april = published("april", "Мост в Крыму", &["Россия", "В мире"], "2014-03-31T20:00:00Z");
    april.source = Some("ТАСС".to_owned());
    let articles = [
        crimea,
        april,
        published("match", "Матч у моста", &["Спорт"], "2016-07-15T09:00:00Z"),
        published("rink", "Каток открыт", &["Спорт"], "2018-05-15T09:00:00Z"),
        published("today", "Мост закрыт", &["Россия"], "2018-05-15T21:10:00Z"),
        published("word", "Вчера был мост", &["Культура"], "2017-01-01T00:00:00Z"),
        published("undated", "Мост без даты", &[], ""),
    ];
    let archive = Archive::of(&articles);
    let engine =
        Engine::open(&archive.data, EngineSettings { clock: now, ..EngineSettings::default() }).unwrap();
    (archive, engine)
}

fn request(text: &str) -> SearchRequest {
    SearchRequest { text: text.to_owned(), without_repair: true, ..SearchRequest::default() }
}

fn found(results: &SearchResults) -> String {
    let mut found = ids(results);
    found.sort_unstable();
    found.join(" ")
}

#[test]
fn fields_filter() {
    let (_archive, engine) = archive();
    let table = [
        ("рубрика:спорт", "match rink"),
        ("rubric:Спорт мост", "match"),
        ("рубрика:Спорт рубрика:\"в  МИРЕ\"", "april match rink"),
        ("рубрика:(Спорт | «В мире»)", "april match rink"),
        ("рубрика:Спорт | рубрика:Культура", "match rink word"),
        ("рубрика:Спорт | каток | вчера", "match rink word"),
        ("рубрика:Россия источник:ТАСС", "april"),
        ("автор:\"Петр Громов\"", "crimea"),
        ("тег:чм-2018", "crimea"),
        ("мост -рубрика:Россия", "match undated word"),
        ("мост НЕ рубрика:(Россия | Спорт)", "undated word"),
        ("(рубрика:Спорт мост) | каток", "match rink"),
        ("рубрика:Нет мост", ""),
    ];
    for (text, expected) in table {
        let results = search(&engine, &request(text));
        assert_eq!(found(&results), expected, "{text}");
        assert_eq!(results.understood.warnings, [], "{text}");
    }
}

#[test]
fn fields_combine_with_the_filters_of_the_request_and_leave_facets_open() {
    let (_archive, engine) = archive();
    let filters = Filters { rubrics: vec!["Культура".to_owned()], ..Filters::default() };
    let asked = SearchRequest {
        filters, facets: vec![FacetField::Rubric], ..request("мост рубрика:Спорт")
    };
    let results = search(&engine, &asked);
    assert_eq!(found(&results), "match word");
    let values: Vec<&str> = results.facets[0].values.iter().map(|value| value.value.as_str()).collect();
    assert_eq!(values, ["Россия", "В мире", "Культура", "Спорт"]);
}

#[test]
fn dates_filter_in_the_time_zone_of_the_site() {
    let (_archive, engine) = archive();
    let table = [
        ("дата:2014-03", "crimea"),
        ("дата:2014-04", "april"),
        ("date:2014..2016", "april crimea match"),
        ("дата:..2014-03 дата:2014..", "crimea"),
        ("дата:вчера", "rink"),
        ("дата:сегодня", "today"),
        ("дата:15 июля 2016 мост", "match"),
        ("мост -дата:2014", "match today undated word"),
        ("дата:(2014-03 | 2017)", "crimea word"),
        ("дата:2016-07 рубрика:Спорт", "match"),
    ];
    for (text, expected) in table {
        let results = search(&engine, &request(text));
        assert_eq!(found(&results), expected, "{text}");
        assert_eq!(results.understood.warnings, [], "{text}");
    }
}

#[test]
fn a_wrong_date_is_told_and_left_out() {
    let (_archive, engine) = archive();
    let table = [
        ("каток дата:31.02.2016", "31.02.2016", DateFault::NoSuchDay),
        ("каток дата:2016-13", "2016-13", DateFault::NoSuchMonth),
        ("каток дата:0000", "0000", DateFault::YearOutOfRange),
        ("каток дата:99999", "99999", DateFault::Unreadable),
        ("каток дата:2016..2014", "2016..2014", DateFault::Backwards),
    ];
    for (text, written, fault) in table {
        let results = search(&engine, &request(text));
        assert_eq!(found(&results), "rink", "{text}");
        let text = written.to_owned();
        assert_eq!(results.understood.warnings, [QueryWarning::BadDate { text, fault }]);
    }
    let none = search(&engine, &request("дата:2016 дата:2017"));
    assert_eq!((none.total, none.understood.warnings), (0, vec![QueryWarning::EmptyPeriod]));
}

#[test]
fn words_that_are_plainly_a_time_become_a_period() {
    let (_archive, engine) = archive();
    let table = [
        ("мост в марте 2014", "crimea"),
        ("каток вчера", "rink"),
        ("мост 2014..2016", "april crimea match"),
        ("мост | вчера", "april crimea match today undated word"),
        ("!вчера", "word"),
    ];
    for (text, expected) in table {
        assert_eq!(found(&search(&engine, &request(text))), expected, "{text}");
    }
    let period = search(&engine, &request("мост в марте 2014"));
    let part = &period.understood.parts[1];
    assert_eq!((part.kind, part.text.as_str()), (PartKind::Period, "в марте 2014"));
    assert_eq!(part.removed_from(&period.understood.text), "мост");
    let outside = search(&engine, &request("мост в марте 2013"));
    assert!(outside.understood.parts.iter().all(|part| part.kind == PartKind::Word));
}

#[test]
fn the_words_of_a_period_can_be_searched() {
    let (_archive, engine) = archive();
    let as_words = SearchRequest { without_periods: true, ..request("вчера мост") };
    let results = search(&engine, &as_words);
    assert_eq!(found(&results), "word");
    assert!(results.understood.parts.iter().all(|part| part.kind == PartKind::Word));
    let field = SearchRequest { without_periods: true, ..request("дата:вчера") };
    assert_eq!(found(&search(&engine, &field)), "rink");
}

#[test]
fn a_period_that_the_filters_rule_out_is_words() {
    let (_archive, engine) = archive();
    let filters = Filters { from: "2015-01-01T00:00:00Z".parse().ok(), ..Filters::default() };
    let results =
        search(&engine, &SearchRequest { filters: filters.clone(), ..request("мост в марте 2014") });
    assert!(results.understood.parts.iter().all(|part| part.kind == PartKind::Word));
    let within = search(&engine, &SearchRequest { filters, ..request("мост 2014..2016") });
    assert_eq!(found(&within), "match");
}
