//! What an engine promises beside finding the right articles.

use std::time::Duration;

use crate::archive::{Archive, article, ids, search};
use vestnik_analysis::{Analyzer, AnalyzerName};
use vestnik_query::search::{
    Abandon, Cursor, Engine, EngineSettings, FacetField, Filters, Forms, HistogramInterval, Paging,
    QueryWarning, SearchError, SearchRequest, SearchResults, Sort,
};
use vestnik_schema::{Article, DataDirectory};

fn ask(engine: &Engine, text: &str) -> SearchResults {
    search(engine, &SearchRequest { text: text.to_owned(), ..SearchRequest::default() })
}

fn dated(id: &str, title: &str, date: &str) -> Article {
    Article { published_at: Some(date.parse().unwrap()), ..article(id, title, "") }
}

#[test]
fn an_engine_follows_commits_and_generations() {
    let mut archive = Archive::of(&[article("1", "Первая", "")]);
    let engine = archive.engine();
    assert!(!engine.refresh().unwrap());
    archive.add(&[article("2", "Вторая", "")]);
    archive.commit();
    assert_eq!(ask(&engine, "").total, 1);
    assert!(engine.clone().refresh().unwrap());
    assert!(!engine.refresh().unwrap());
    assert_eq!(ask(&engine, "").total, 2);
    archive.delete("1");
    archive.commit();
    assert!(engine.refresh().unwrap());
    assert_eq!(ids(&ask(&engine, "")), ["2"]);
    archive.rebuild();
    archive.add(&[article("3", "Третья", "")]);
    archive.commit();
    assert_eq!(ask(&engine, "вторая").total, 1);
    assert!(engine.refresh().unwrap());
    assert_eq!(ids(&ask(&engine, "")), ["3"]);
    assert_eq!(engine.facts().unwrap().generation, 2);
}

#[test]
fn a_broken_generation_leaves_the_old_one_in_use() {
    let archive = Archive::of(&[article("1", "Первая", "")]);
    let engine = archive.engine();
    let broken = archive.data.create_generation().unwrap();
    archive.data.activate(&broken).unwrap();
    assert!(matches!(engine.refresh(), Err(SearchError::Index(_))));
    assert_eq!(ask(&engine, "первая").total, 1);
}

#[test]
fn without_an_index_nothing_opens() {
    let folder = tempfile::tempdir().unwrap();
    let opened = Engine::open(&DataDirectory::new(folder.path()), EngineSettings::default());
    assert!(matches!(opened.err(), Some(SearchError::Index(_))));
}

#[test]
fn an_empty_index_answers() {
    let archive = Archive::of(&[]);
    let engine = archive.engine();
    let request = SearchRequest {
        text: "путин пре* -нефть".to_owned(),
        facets: vec![FacetField::Tag],
        histogram: Some(HistogramInterval::Day),
        ..SearchRequest::default()
    };
    let results = search(&engine, &request);
    assert_eq!((results.total, results.hits.len(), results.next), (0, 0, None));
    assert!(results.facets[0].values.is_empty() && results.histogram.unwrap().buckets.is_empty());
    assert_eq!(engine.facts().unwrap().articles, 0);
    assert!(engine.rubrics().unwrap().is_empty());
}

#[test]
fn articles_and_words_are_looked_up() {
    let archive = Archive::of(&[article("а/1", "Рынки", "На рынке рынок"), article("2", "", "рынок")]);
    let engine = archive.engine();
    assert_eq!(engine.article("а/1").unwrap().unwrap().title, "Рынки");
    assert_eq!(engine.article("А/1").unwrap(), None);
    assert_eq!(engine.article(&"x".repeat(100_000)).unwrap(), None);
    let facts: Vec<(&str, String, u64, u64)> = engine
        .term_facts("рынок")
        .unwrap()
        .into_iter()
        .map(|fact| (fact.field, fact.term, fact.articles, fact.occurrences))
        .collect();
    assert_eq!(facts[1], ("title_forms", "рынок".to_owned(), 0, 0));
    assert_eq!(facts[3], ("text_forms", "рынок".to_owned(), 2, 2));
    assert_eq!(
        facts.iter().map(|fact| fact.0).collect::<Vec<_>>(),
        ["title", "title_forms", "text", "text_forms"]
    );
    assert!(engine.term_facts("...").unwrap().is_empty());
}

#[test]
fn impossible_requests_are_refused_by_name() {
    let archive = Archive::of(&[article("1", "Первая", "")]);
    let engine = archive.engine();
    let cursor = Cursor { sort: Sort::Newest, score: 0.0, published: None, id_key: 0 };
    for (paging, expected) in [
        (Paging { page: 0, per_page: 10, after: None }, Some("page")),
        (Paging { page: 101, per_page: 100, after: None }, Some("page")),
        (Paging { page: usize::MAX, per_page: 100, after: None }, Some("page")),
        (Paging { page: 1, per_page: 1_001, after: None }, Some("per_page")),
        (Paging { page: 1, per_page: 10, after: Some(cursor) }, Some("cursor")),
        (Paging { page: 100, per_page: 100, after: None }, None),
        (Paging { page: 10_001, per_page: 1, after: None }, Some("page")),
        (Paging { page: usize::MAX, per_page: 0, after: None }, None),
        (Paging { page: 0, per_page: 10, after: Some(Cursor { sort: Sort::Relevance, ..cursor }) }, None),
    ] {
        let answer = engine.search(
            &SearchRequest { paging: paging.clone(), ..SearchRequest::default() },
            &Abandon::default(),
        );
        let refused = match answer {
            Ok(_) => None,
            Err(SearchError::Invalid { parameter, .. }) => Some(parameter),
            Err(other) => panic!("{other}"),
        };
        assert_eq!(refused, expected, "{paging:?}");
    }
}

#[test]
fn a_search_ends_when_nobody_waits_or_time_is_up() {
    let archive = Archive::of(&[article("1", "Первая", "")]);
    let abandon = Abandon::default();
    abandon.clone().abandon();
    let answer = archive.engine().search(&SearchRequest::default(), &abandon);
    assert!(matches!(answer, Err(SearchError::Abandoned)));
    let hasty = EngineSettings { time_budget: Duration::ZERO, ..EngineSettings::default() };
    let answer =
        Engine::open(&archive.data, hasty).unwrap().search(&SearchRequest::default(), &Abandon::default());
    assert!(matches!(answer, Err(SearchError::OutOfTime { budget_ms: 0 })));
}

#[test]
fn what_nothing_matches_is_relaxed_openly() {
    let archive = Archive::of(&[
        article("1", "", "рубль доллар нефть"),
        article("2", "", "рубль доллар"),
        article("3", "", "матч гол"),
    ]);
    let engine = archive.engine();
    let relaxed = |text: &str| {
        let results = ask(&engine, text);
        let warnings = results.understood.warnings.clone();
        let warning = warnings.into_iter().find_map(|warning| match warning {
            QueryWarning::Relaxed { missing } => Some(format!("without {missing:?}")),
            _ => None,
        });
        format!("{:?} {}", ids(&results), warning.unwrap_or_default())
    };
    assert_eq!(relaxed("рубль нефть"), "[\"1\"] ");
    assert_eq!(relaxed("рублями кашалот"), "[\"2\", \"1\"] without [\"кашалот\"]");
    assert_eq!(relaxed("матч нефть доллар"), "[\"1\", \"3\"] without []");
    assert_eq!(relaxed("Кашалот китобоец"), "[] ");
    assert_eq!(relaxed("кашалот"), "[] ");
    assert_eq!(relaxed("матч кашал* -гол"), "[] ");
    assert_eq!(relaxed("«нефть кашалот»"), "[] ");
    assert_eq!(relaxed("рубль «нефть кашалот»"), "[\"1\", \"2\"] without [\"кашалот\"]");
    assert_eq!(relaxed("рубль !кашалот"), "[] ");
    assert_eq!(relaxed("рубль title:кашалот матч"), "[] ");
    assert_eq!(relaxed("рубль рублём рубля кашалот* нефть"), "[\"1\", \"2\"] without [\"кашалот*\"]");
}

#[test]
fn a_word_that_tells_nothing_is_not_enough() {
    let mut articles: Vec<Article> =
        (0..30).map(|number| article(&number.to_string(), "", "год назад")).collect();
    articles.extend([article("нефть", "", "год нефть"), article("матч", "", "матч")]);
    let archive = Archive::of(&articles);
    let results = ask(&archive.engine(), "год нефть матч");
    assert_eq!(ids(&results), ["матч", "нефть"], "«год» alone is in nearly every article");
}

#[test]
fn words_that_no_article_holds_are_told_when_nothing_is_found() {
    let archive = Archive::of(&[article("1", "", "рубль доллар"), article("2", "", "матч гол")]);
    let engine = archive.engine();
    let missing = |text: &str| {
        let results = ask(&engine, text);
        assert_eq!(results.total, 0, "{text}");
        results.understood.warnings
    };
    let not_found = |words: &[&str]| {
        [QueryWarning::NotFound { missing: words.iter().map(|word| (*word).to_owned()).collect() }]
    };
    assert_eq!(missing("Кашалот китобоец"), not_found(&["Кашалот", "китобоец"]));
    assert_eq!(missing("рубль кашалот* title:матч"), not_found(&["кашалот*"]));
    assert_eq!(missing("кашалот"), not_found(&["кашалот"]));
    assert_eq!(missing("рубль -доллар"), []);
    assert_eq!(missing("«рубль матч»"), []);
}

#[test]
fn numbers_and_abbreviations_with_spaces_are_found() {
    let archive = Archive::of(&[
        article("1", "", "Около 1 000 000 рублей, 12\u{a0}130 долларов и т. п."),
        article("2", "", "Сразу 20 000 майнеров и т. д."),
        article("3", "", "Телефон 8 (800) 555-35-35, всего 000, т и д"),
    ]);
    let engine = archive.engine();
    for (text, expected) in [
        ("1 000 000", "1"),
        ("1\u{a0}000\u{a0}000 рубль", "1"),
        ("1000000", "1"),
        ("12 130", "1"),
        ("12130", "1"),
        ("и т. п.", "1"),
        ("20 000 майнер", "2"),
        ("т. д.", "2"),
        ("8 (800) 555-35-35", "3"),
        ("майнер -12 130", "2"),
    ] {
        let results = ask(&engine, text);
        assert_eq!(ids(&results), [expected], "{text}");
        assert_eq!(results.understood.warnings, [], "{text}");
    }
}

#[test]
fn repeated_words_count_once() {
    let archive = Archive::of(&[article("1", "", "рубль доллар")]);
    let engine = archive.engine();
    let once = ask(&engine, "рубль доллар");
    assert_eq!(ask(&engine, "рубль доллар рубля РУБЛЁМ").hits, once.hits);
    // «Рублю» is a form of «рубить» too, and so another condition.
    let mut analyzer = Analyzer::new(AnalyzerName::RussianText);
    assert_eq!(analyzer.positions("рубля РУБЛЁМ"), [["рубль"], ["рубль"]]);
    assert_eq!(analyzer.positions("рублю")[0].len(), 2);
    assert_ne!(ask(&engine, "рубль доллар рублю").hits, once.hits);
}

#[test]
fn titles_and_neighbours_come_first() {
    let archive = Archive::of(&[
        article("далеко", "", "курс на сближение, а потом о цене доллара на рынке"),
        article("рядом", "", "курс доллара на сближение, а потом о цене на рынке"),
        article("заголовок", "Курс доллара", "на сближение, а потом о цене на рынке"),
    ]);
    assert_eq!(ids(&ask(&archive.engine(), "курс доллара")), ["заголовок", "рядом", "далеко"]);
}

#[test]
fn a_form_in_the_title_comes_first() {
    let archive = Archive::of(&[
        article("текст", "Мост", "Под мостом и за мостом лодки"),
        article("заголовок", "Под мостом", "Лодки и мост за мостом"),
    ]);
    for text in ["!мостом", "«под мостом» | «за мостом»"] {
        assert_eq!(ids(&ask(&archive.engine(), text)), ["заголовок", "текст"], "{text}");
    }
}

#[test]
fn any_form_is_counted_for_the_first_page_of_an_exact_query() {
    let archive = Archive::of(&[
        article("1", "", "новый мост"),
        article("2", "", "мост нового города"),
        article("3", "", "у нового моста"),
    ]);
    let engine = archive.engine();
    let asked = |text: &str, forms: Forms, paging: Paging| {
        let request = SearchRequest { text: text.to_owned(), forms, paging, ..SearchRequest::default() };
        let results = search(&engine, &request);
        (results.total, results.understood.exact, results.understood.any_form, results.next)
    };
    let first = || Paging { per_page: 1, ..Paging::default() };
    let (total, exact, any_form, next) = asked("!мост", Forms::Written, first());
    assert_eq!((total, exact, any_form), (2, true, Some(3)));
    assert_eq!(asked("!мост", Forms::Any, first()).2, None);
    assert_eq!(asked("!мост", Forms::Written, Paging { page: 2, ..first() }).2, None);
    assert_eq!(asked("!мост", Forms::Written, Paging { after: next, ..first() }).2, None);
    assert_eq!(asked("!мост", Forms::Written, Paging { per_page: 0, ..first() }).2, None);
    let (total, exact, any_form, _) = asked("мост", Forms::Written, first());
    assert_eq!((total, exact, any_form), (3, false, None));
    let (total, exact, any_form, _) = asked("мост -«новый мост»", Forms::Written, first());
    assert_eq!((total, exact, any_form), (2, true, None));
}

#[test]
fn only_exclusions_show_the_rest() {
    let archive = Archive::of(&[article("1", "", "рубль"), article("2", "", "доллар")]);
    let results = ask(&archive.engine(), "-рубль");
    assert_eq!(ids(&results), ["2"]);
    assert_eq!(results.understood.warnings, [QueryWarning::OnlyExclusions]);
}

#[test]
fn a_broad_prefix_keeps_its_most_frequent_forms() {
    let form = |number: usize| {
        format!(
            "слово{}",
            "абвгдежзикл".chars().cycle().skip(number % 11).take(2 + number / 11).collect::<String>()
        )
    };
    let mut articles: Vec<Article> =
        (0..300).map(|number| article(&number.to_string(), "", &form(number))).collect();
    articles.push(article("частое", "", &form(299)));
    let archive = Archive::of(&articles);
    let results = ask(&archive.engine(), "слов*");
    assert_eq!(results.total, 201);
    assert_eq!(
        results.understood.warnings,
        [QueryWarning::PrefixTooBroad { prefix: "слов*".to_owned(), kept: 200 }]
    );
    assert!(
        ids(&search(
            &archive.engine(),
            &SearchRequest {
                text: "слов*".to_owned(),
                paging: Paging { per_page: 100, ..Paging::default() },
                ..SearchRequest::default()
            }
        ))
        .len()
            == 100
    );
}

#[test]
fn blank_filters_are_none_and_periods_leave_undated_articles_out() {
    let archive = Archive::of(&[
        dated("1", "Раз", "2016-07-14T21:00:00Z"),
        dated("2", "Два", "2016-07-15T20:59:59Z"),
        dated("3", "Три", "2016-07-15T21:00:00Z"),
        article("без даты", "Четыре", ""),
    ]);
    let engine = archive.engine();
    let total =
        |filters: Filters| search(&engine, &SearchRequest { filters, ..SearchRequest::default() }).total;
    assert_eq!(total(Filters { rubrics: vec![String::new(), " ".to_owned()], ..Filters::default() }), 4);
    let day = |end| {
        vestnik_query::search::parse_period_bound("2016-07-15", end, &engine.settings().time_zone).unwrap()
    };
    assert_eq!(total(Filters { from: Some(day(false)), until: Some(day(true)), ..Filters::default() }), 2);
    assert_eq!(total(Filters { from: Some(day(true)), until: Some(day(false)), ..Filters::default() }), 0);
    assert_eq!(total(Filters { until: Some(jiff::Timestamp::MAX), ..Filters::default() }), 3);
}

#[test]
fn too_fine_a_histogram_is_refused() {
    let archive =
        Archive::of(&[dated("1", "Раз", "1916-07-14T21:00:00Z"), dated("2", "Два", "2016-07-15T20:59:59Z")]);
    let request = SearchRequest { histogram: Some(HistogramInterval::Day), ..SearchRequest::default() };
    let answer = archive.engine().search(&request, &Abandon::default());
    assert!(matches!(answer, Err(SearchError::Invalid { parameter: "histogram", .. })));
}
