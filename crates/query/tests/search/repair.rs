//! Queries that were typed otherwise than meant.

use vestnik_query::search::{
    Abandon, Engine, EngineSettings, Filters, Forms, HistogramInterval, Paging, QueryRepair, RepairKind,
    SearchRequest, SearchResults, Sort,
};
use vestnik_schema::Article;

use crate::archive::{Archive, article, ids, search};

/// So many articles with this text each.
fn archive(texts: &[(usize, &str)]) -> Archive {
    let mut articles = Vec::new();
    for (number, text) in texts {
        for _ in 0..*number {
            let id = articles.len().to_string();
            let rubrics = vec![["Мир", "Дом"][articles.len() % 2].to_owned()];
            articles.push(Article { rubrics, ..article(&id, text, "") });
        }
    }
    Archive::of(&articles)
}

fn news() -> Archive {
    archive(&[
        (60, "президент путин заявил"),
        (40, "министр лавров провёл переговоры"),
        (30, "газпром повысил цены"),
        (25, "пожар на складе в петербурге"),
        (12, "студенты в санкт петербурге"),
        (8, "google закрыл проект"),
        (2, "житель села бужин"),
        (1, "министр лаврон"),
    ])
}

fn ask(engine: &Engine, text: &str) -> SearchResults {
    search(engine, &SearchRequest { text: text.to_owned(), ..SearchRequest::default() })
}

fn applied(results: &SearchResults) -> Option<&QueryRepair> {
    results.understood.repair.as_ref().filter(|repair| repair.applied)
}

#[test]
fn what_finds_nothing_is_repaired_openly() {
    let news = news();
    let engine = news.engine();
    let table = [
        ("genby", "путин", 60, RepairKind::Layout),
        ("Ghtpbltyn genby", "Президент путин", 60, RepairKind::Layout),
        ("пщщпду", "google", 8, RepairKind::Layout),
        ("putin", "путин", 60, RepairKind::Alphabet),
        ("peregovory", "переговоры", 40, RepairKind::Alphabet),
        ("презедент путин", "президент путин", 60, RepairKind::Spelling),
        ("перговоры", "переговоры", 40, RepairKind::Spelling),
        ("\"президнет путин\"", "\"президент путин\"", 60, RepairKind::Spelling),
        ("санктпетербурге", "санкт петербурге", 37, RepairKind::Joined),
        ("пере говоры лавров", "переговоры лавров", 40, RepairKind::Split),
    ];
    for (typed, searched, total, kind) in table {
        let results = ask(&engine, typed);
        let Some(repair) = applied(&results) else { panic!("{typed}: {:?}", results.understood) };
        assert_eq!((repair.typed.as_str(), repair.searched.as_str()), (typed, searched));
        assert_eq!(repair.changes.first().map(|change| change.kind), Some(kind), "{typed}: {repair:?}");
        assert_eq!((results.total, results.understood.text.as_str()), (total, searched), "{typed}");
        let meant = ask(&engine, searched);
        assert_eq!((&meant.understood.repair, ids(&meant)), (&None, ids(&results)), "{typed}");
    }
}

#[test]
fn what_is_meant_stays() {
    let news = news();
    let engine = news.engine();
    for text in [
        "",
        "путин",
        "президент путин заявил",
        // Held, though rare and near to a frequent word.
        "бужин",
        // Not held, and near to nothing that is.
        "эквадор",
        "бюрдок путин",
        // Known to the dictionary.
        "президиум",
        // Marked or open.
        "!перговоры",
        "перегово*",
        "\"президент путин\"",
        "путин OR перговоры",
        "google",
        "-перговоры",
    ] {
        let results = ask(&engine, text);
        assert_eq!(applied(&results), None, "{text}");
        assert_eq!(results.understood.text, text);
    }
    for text in ["genby", "putin", "перговоры"] {
        let request =
            SearchRequest { text: text.to_owned(), without_repair: true, ..SearchRequest::default() };
        let results = search(&engine, &request);
        assert_eq!((results.understood.repair, results.total), (None, 0), "{text}");
    }
}

#[test]
fn what_finds_something_is_searched_as_typed_and_the_likelier_text_is_offered() {
    let news = news();
    let engine = news.engine();
    let results = ask(&engine, "путин OR перговоры");
    let Some(repair) = &results.understood.repair else { panic!("{:?}", results.understood) };
    assert_eq!((repair.applied, repair.searched.as_str()), (false, "путин OR переговоры"));
    assert_eq!((results.total, results.understood.text.as_str()), (60, "путин OR перговоры"));
    // A slip that the archive shares.
    let shared = archive(&[(2500, "правительство россии"), (2, "совет росси")]);
    let results = ask(&shared.engine(), "росси");
    let Some(repair) = &results.understood.repair else { panic!("{:?}", results.understood) };
    assert_eq!((repair.applied, repair.searched.as_str(), results.total), (false, "россии", 2));
}

#[test]
fn a_name_that_the_archive_may_not_know_is_searched_as_typed_unless_all_words_go_together() {
    let news = news();
    let engine = news.engine();
    let table = [
        ("пожар перговоры", true),
        ("пожар Перговоры", false),
        ("Перговоры пожар", true),
        ("ПОЖАР ПЕРГОВОРЫ", true),
        ("gj;fh Gthtujdjhs", true),
        ("министр Перговоры провёл", true),
    ];
    for (text, expected) in table {
        let results = ask(&engine, text);
        let Some(repair) = &results.understood.repair else { panic!("{text}: {:?}", results.understood) };
        assert_eq!(repair.applied, expected, "{text}: {repair:?}");
    }
}

#[test]
fn a_repair_that_finds_no_more_is_not_told() {
    let news = news();
    // All articles but those that hold the word: fewer of them if the word is held.
    assert_eq!(ask(&news.engine(), "-перговоры").understood.repair, None);
}

#[test]
fn every_part_of_an_answer_belongs_to_the_same_text() {
    let news = news();
    let engine = news.engine();
    for sort in [Sort::Relevance, Sort::Newest] {
        let first = SearchRequest {
            text: "перговоры лавров".to_owned(),
            sort,
            paging: Paging { page: 1, per_page: 7, after: None },
            histogram: Some(HistogramInterval::Auto),
            ..SearchRequest::default()
        };
        let mut seen = Vec::new();
        for page in 1..=7 {
            let paging = Paging { page, ..first.paging.clone() };
            let results = search(&engine, &SearchRequest { paging, ..first.clone() });
            assert!(applied(&results).is_some(), "page {page}");
            assert_eq!(results.total, 40);
            seen.extend(ids(&results).into_iter().map(str::to_owned));
        }
        let mut by_cursor = Vec::new();
        let mut request = first.clone();
        loop {
            let results = search(&engine, &request);
            assert!(applied(&results).is_some());
            by_cursor.extend(ids(&results).into_iter().map(str::to_owned));
            let Some(next) = results.next else { break };
            request.paging.after = Some(next);
        }
        assert_eq!(seen.len(), 40);
        assert_eq!(seen, by_cursor);
    }
}

#[test]
fn filters_neither_change_nor_decide() {
    let news = news();
    let engine = news.engine();
    let with = |text: &str, rubric: &str| {
        let filters = Filters { rubrics: vec![rubric.to_owned()], ..Filters::default() };
        search(&engine, &SearchRequest { text: text.to_owned(), filters, ..SearchRequest::default() })
    };
    assert_eq!(with("genby", "Мир").total, 30);
    let nowhere = with("genby", "Спорт");
    assert_eq!((nowhere.total, applied(&nowhere).is_some()), (0, true));
    let results = ask(&engine, "genby rubric:Мир");
    assert_eq!((results.total, results.understood.text.as_str()), (30, "путин rubric:Мир"));
    for text in ["genby rubric:Vbh", "путин рубрика: Мирр", "путин автор:\"Лавроф Путен\""]
    {
        let results = ask(&engine, text);
        assert_eq!((results.total, results.understood.text.as_str()), (0, text));
    }
    // It finds nothing with the filter, and something without.
    let rare = with("бужин", "Спорт");
    assert_eq!((rare.total, rare.understood.repair), (0, None));
}

#[test]
fn forms_and_synonyms_are_those_of_the_request() {
    let news = news();
    let request = SearchRequest {
        text: "\"президента путина перговоры\" | \"презедента путина\"".to_owned(),
        forms: Forms::Any,
        without_synonyms: true,
        ..SearchRequest::default()
    };
    let results = search(&news.engine(), &request);
    assert_eq!((results.total, applied(&results).is_some()), (60, true), "{:?}", results.understood);
}

#[test]
fn without_time_the_text_is_searched_as_typed_or_not_at_all() {
    let news = news();
    let hasty = EngineSettings { time_budget: std::time::Duration::ZERO, ..EngineSettings::default() };
    let engine = Engine::open(&news.data, hasty).unwrap();
    let request = SearchRequest { text: "genby".to_owned(), ..SearchRequest::default() };
    let told = engine.search(&request, &Abandon::default()).map_err(|error| error.to_string());
    assert!(told.unwrap_err().contains("time budget of 0 ms"));
    let abandon = Abandon::default();
    abandon.abandon();
    let told = news.engine().search(&request, &abandon).map_err(|error| error.to_string());
    assert_eq!(told.unwrap_err(), "the search was abandoned");
}
