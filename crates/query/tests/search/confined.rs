//! Engines that are confined to a part of the archive: they answer as if there were nothing else.

use std::collections::BTreeSet;

use crate::archive::{Archive, Dice, article, ids, search};
use crate::brute_force::{AUTHORS, RUBRICS, SOURCES, TAGS, random_archive, random_request};
use crate::model::WORDS;
use jiff::Timestamp;
use vestnik_analysis::{Analyzer, AnalyzerName};
use vestnik_query::search::{
    Abandon, Condition, Engine, FacetField, Filters, Forms, MAX_SUGGESTIONS, Paging, Period, SearchRequest,
    SearchResults, Sort, Suggestion, SuggestionKind,
};
use vestnik_schema::Article;

fn value(field: FacetField, value: &str) -> Condition {
    Condition::Value { field, value: value.to_owned() }
}

pub(crate) fn random_condition(dice: &mut Dice, depth: usize) -> Condition {
    let several = |dice: &mut Dice| (0..dice.below(4)).map(|_| random_condition(dice, depth - 1)).collect();
    match dice.below(8) {
        0 if depth > 0 => Condition::All(several(dice)),
        1 if depth > 0 => Condition::Any(several(dice)),
        2 if depth > 0 => Condition::Not(Box::new(random_condition(dice, depth - 1))),
        3 => {
            let mut moment = || {
                let second = 1_400_000_000 + i64::try_from(dice.below(200_000_000)).unwrap();
                let fraction = if dice.one_in(2) { 0 } else { 1 };
                (!dice.one_in(3)).then(|| Timestamp::new(second, fraction).unwrap())
            };
            Condition::Published(Period { from: moment(), until: moment() })
        }
        4 => value(FacetField::Tag, dice.pick(&TAGS)),
        5 => value(FacetField::Author, dice.pick(&AUTHORS)),
        6 => value(FacetField::Source, &format!(" {} ", dice.pick(&SOURCES).to_lowercase())),
        _ if dice.one_in(9) => value(FacetField::Rubric, [" ", "Погода"][dice.below(2)]),
        _ => value(FacetField::Rubric, dice.pick(&RUBRICS)),
    }
}

/// Ids of all hits in their order.
fn all_ids(engine: &Engine, request: &SearchRequest) -> Vec<String> {
    let mut found = Vec::new();
    for page in 1.. {
        let paging = Paging { page, per_page: 100, after: None };
        let results = search(engine, &SearchRequest { paging, ..request.clone() });
        found.extend(ids(&results).into_iter().map(str::to_owned));
        if results.next.is_none() {
            break;
        }
    }
    found
}

fn sorted<T: Ord>(mut list: Vec<T>) -> Vec<T> {
    list.sort();
    list
}

#[test]
fn conditions_find_the_articles_that_satisfy_them() {
    let mut dice = Dice(5);
    let (archive, articles) = random_archive(&mut dice);
    let engine = archive.engine();
    let mut dull = 0;
    for _ in 0..100 {
        let condition = random_condition(&mut dice, 3);
        let filters = Filters { condition: Some(condition.clone()), ..Filters::default() };
        let request = SearchRequest { filters, sort: Sort::Newest, ..SearchRequest::default() };
        let holding: Vec<&Article> = articles.iter().filter(|article| condition.holds(article)).collect();
        let expected: Vec<String> = holding.iter().map(|article| article.id.clone()).collect();
        dull += usize::from(expected.is_empty() || expected.len() == articles.len());
        assert_eq!(sorted(all_ids(&engine, &request)), sorted(expected), "{condition:?}");
        let facts = engine.within(condition.clone()).facts().unwrap();
        let dates = || holding.iter().filter_map(|article| article.published_at);
        assert_eq!(facts.articles, holding.len() as u64, "{condition:?}");
        assert_eq!(facts.undated, (holding.len() - dates().count()) as u64, "{condition:?}");
        assert_eq!((facts.oldest, facts.newest), (dates().min(), dates().max()), "{condition:?}");
    }
    assert!(dull < 50, "{dull} of 100 conditions tell nothing");
}

/// An engine that is confined to a condition, and one over an index of nothing but the articles that satisfy it.
fn pair(archive: &Archive, articles: &[Article], condition: &Condition) -> (Engine, Archive, Vec<Article>) {
    let permitted: Vec<Article> =
        articles.iter().filter(|article| condition.holds(article)).cloned().collect();
    (archive.engine().within(condition.clone()), Archive::of(&permitted), permitted)
}

/// Everything but how telling words are, and with it scores and the order by them.
fn assert_same(confined: &SearchResults, alone: &SearchResults, sort: Sort, context: &str) {
    assert_eq!(confined.understood, alone.understood, "{context}");
    assert_eq!(confined.total, alone.total, "{context}");
    assert_eq!(confined.facets, alone.facets, "{context}");
    assert_eq!(confined.histogram, alone.histogram, "{context}");
    assert_eq!(confined.next.is_some(), alone.next.is_some(), "{context}");
    let further = |results: &SearchResults| results.further.as_ref().map(|further| further.total);
    assert_eq!(further(confined), further(alone), "{context}");
    if sort != Sort::Relevance {
        assert_eq!(ids(confined), ids(alone), "{context}");
    } else if confined.total <= confined.hits.len() as u64 {
        assert_eq!(sorted(ids(confined)), sorted(ids(alone)), "{context}");
    }
}

#[test]
fn a_confined_engine_answers_as_one_over_the_permitted_articles() {
    let mut dice = Dice(2_027);
    let (archive, articles) = random_archive(&mut dice);
    let conditions = [
        value(FacetField::Rubric, "спорт"),
        Condition::All(vec![
            Condition::Not(Box::new(value(FacetField::Source, "ТАСС"))),
            Condition::Any(vec![value(FacetField::Tag, "нефть"), value(FacetField::Author, "Анна Королева")]),
        ]),
        Condition::Published(Period {
            from: Some(Timestamp::from_second(1_560_000_000).unwrap()),
            until: None,
        }),
        Condition::All(vec![value(FacetField::Rubric, "Звезды"), value(FacetField::Tag, "ёлка")]),
        Condition::Any(Vec::new()),
    ];
    for condition in conditions {
        let (confined, alone, permitted) = pair(&archive, &articles, &condition);
        let alone = alone.engine();
        for number in 0..50 {
            let (_, mut request) = random_request(&mut dice);
            (request.without_repair, request.without_synonyms) = (false, false);
            let context = format!("{condition:?}, request {number}: {request:#?}");
            assert_same(&search(&confined, &request), &search(&alone, &request), request.sort, &context);
        }
        assert_eq!(confined.rubrics().unwrap(), alone.rubrics().unwrap());
        for article in &articles {
            let expected = permitted.iter().find(|permitted| permitted.id == article.id).cloned();
            assert_eq!(confined.article(&article.id).unwrap(), expected);
        }
        for article in articles.iter().step_by(25) {
            let related = |engine: &Engine| {
                let related = engine.related(&article.id, 50, &Abandon::default()).unwrap();
                related.map(|related| related.into_iter().map(|one| one.article.id).collect::<Vec<_>>())
            };
            let found = related(&confined);
            assert_eq!(found.is_some(), related(&alone).is_some(), "{}", article.id);
            assert!(found.iter().flatten().all(|id| permitted.iter().any(|article| article.id == *id)));
        }
        check_suggestions(&confined, &permitted);
    }
}

fn folded(text: &str) -> String {
    text.to_lowercase().replace('ё', "е")
}

/// Every suggestion is taken from a permitted article.
fn check_suggestions(engine: &Engine, permitted: &[Article]) {
    let mut forms = BTreeSet::new();
    let mut analyzer = Analyzer::new(AnalyzerName::RussianExact);
    for article in permitted {
        article.searchable_texts().for_each(|text| forms.extend(analyzer.terms(text)));
    }
    let beginnings =
        WORDS.iter().chain(&RUBRICS).chain(&TAGS).chain(&AUTHORS).chain(&["", "gen", "президент с"]);
    for text in beginnings {
        for length in [1, 3, 40] {
            let typed: String = text.chars().take(length).collect();
            for suggestion in engine.suggest(&typed, MAX_SUGGESTIONS).unwrap().items {
                check_suggestion(&suggestion, permitted, &forms, &typed);
            }
        }
    }
}

fn check_suggestion(suggestion: &Suggestion, permitted: &[Article], forms: &BTreeSet<String>, typed: &str) {
    let context = format!("{typed}: {suggestion:?}");
    let text = &suggestion.text.text;
    let having = |value: &dyn Fn(&Article) -> Vec<String>| {
        permitted
            .iter()
            .filter(|article| value(article).iter().any(|one| folded(one) == folded(text)))
            .count()
    };
    let rubrics = having(&|article| article.rubrics.clone());
    let names = having(&|article| [article.tags.clone(), article.authors.clone()].concat());
    let is_word = || {
        let words = Analyzer::new(AnalyzerName::RussianExact).terms(text);
        words.last().is_some_and(|word| forms.contains(word))
    };
    match suggestion.kind {
        SuggestionKind::Title => {
            let article = suggestion.article.as_ref().unwrap();
            assert!(permitted.iter().any(|one| one.id == article.id && one.title == *text), "{context}");
        }
        SuggestionKind::Rubric => assert_eq!(suggestion.articles, Some(rubrics as u64), "{context}"),
        SuggestionKind::Name => assert!(names > 0 || is_word(), "{context}"),
        SuggestionKind::Word => assert!(is_word(), "{context}"),
    }
    assert!(
        suggestion.articles.is_none_or(|articles| (1..=permitted.len() as u64).contains(&articles)),
        "{context}"
    );
    let rubric = suggestion.rubric.as_ref();
    assert!(
        rubric.is_none_or(|rubric| permitted.iter().any(|one| one.rubrics.contains(rubric))),
        "{context}"
    );
}

/// Two articles about a bridge in public, ten about a secret beside them.
fn secretive() -> (Archive, Vec<Article>) {
    let mut articles = vec![
        Article {
            rubrics: vec!["Город".to_owned()],
            tags: vec!["Мост".to_owned()],
            published_at: Some("2018-05-03T10:00:00Z".parse().unwrap()),
            ..article("мост", "Новый мост открыт", "Мост через реку открыл мэр. Москва радуется мосту.")
        },
        Article {
            rubrics: vec!["Город".to_owned()],
            ..article("парк", "Парк закрыт на ремонт", "Парк закрыли до весны, сообщил мэр Москвы.")
        },
    ];
    for number in 0..10 {
        articles.push(Article {
            rubrics: vec!["ТАЙНА".to_owned(), "ГОРОД".to_owned()],
            tags: vec!["Гексогеновый завод".to_owned()],
            authors: vec!["Аристарх Неведомый".to_owned()],
            published_at: Some("2016-07-04T10:00:00Z".parse().unwrap()),
            ..article(
                &format!("тайна-{number}"),
                "Гексогеновый завод взорван в Урюпинске",
                "Гексогеновый завод в Урюпинске взорван, мостовая разбита. Минобороны и ЦБ молчат, мост цел.",
            )
        });
    }
    (Archive::of(&articles), articles)
}

#[test]
fn a_word_that_occurs_outside_only_is_as_unknown_as_any() {
    let (archive, articles) = secretive();
    let (confined, alone, _) =
        pair(&archive, &articles, &Condition::Not(Box::new(value(FacetField::Rubric, "тайна"))));
    let alone = alone.engine();
    let texts = [
        "гексогеновый",
        "гексогенный",
        "гексагеновый",
        "мост гексагеновый",
        "мост урюпинсе",
        "«гексогеновый завод»",
        "гекс*",
        "мос*",
        "!гексогеновый",
        "утлрсг",
        "utrcjutyjdsq",
        "geksogenovyy",
        "мост -гексогеновый",
        "мост гексогеновый завод",
        "гексогеновыйзавод",
        "гексо геновый",
        "урюпинск",
        "автор:неведомый мост",
        "рубрика:тайна",
        "мост 2016",
        "мост 4 июля 2016",
        "мост в июле 2016 года",
        "мост май 2018",
        "мостовая",
        "мостовой",
        "банк россии",
        "центробанк",
        "министерство обороны",
        "заголовок:завод",
        "",
    ];
    for text in texts {
        for (sort, forms) in [(Sort::Relevance, Forms::Written), (Sort::Newest, Forms::Any)] {
            let request = SearchRequest {
                text: text.to_owned(),
                sort,
                forms,
                facets: vec![FacetField::Rubric, FacetField::Author, FacetField::Tag],
                ..SearchRequest::default()
            };
            assert_same(&search(&confined, &request), &search(&alone, &request), sort, text);
        }
    }
    for number in 0..10 {
        let id = format!("тайна-{number}");
        assert_eq!(confined.article(&id).unwrap(), None);
        assert_eq!(confined.related(&id, 5, &Abandon::default()).unwrap(), None);
    }
    let related = confined.related("мост", 50, &Abandon::default()).unwrap().unwrap();
    assert!(related.iter().all(|related| related.article.id == "парк"), "{related:?}");
}

#[test]
fn suggestions_tell_nothing_of_what_lies_outside() {
    let (archive, articles) = secretive();
    let outside = Condition::Not(Box::new(value(FacetField::Rubric, "тайна")));
    let (confined, alone, _) = pair(&archive, &articles, &outside);
    let alone = alone.engine();
    let texts = [
        "",
        "г",
        "ге",
        "гексо",
        "гексогеновый ",
        "гексогеновый за",
        "завод",
        "урю",
        "тай",
        "арист",
        "нев",
        "мос",
        "мост",
        "мост г",
        "мост о",
        "взор",
        "utrcj",
        "vjcn",
        "ujhjl",
        "гор",
        "пар",
        "парк з",
        "открыт",
        "москв",
    ];
    for text in texts {
        assert_eq!(confined.suggest(text, 20).unwrap(), alone.suggest(text, 20).unwrap(), "{text}");
    }
    let whole = archive.engine().suggest("гексо", 20).unwrap();
    assert!(!whole.items.is_empty());
    let rubrics = confined.suggest("", 20).unwrap().items;
    let told: Vec<_> = rubrics.iter().map(|rubric| (rubric.text.text.as_str(), rubric.articles)).collect();
    assert_eq!(told, [("Город", Some(2))]);
}

#[test]
fn conditions_add_up_and_leave_the_engine_as_it_was() {
    let (archive, articles) = secretive();
    let engine = archive.engine();
    let city = engine.within(value(FacetField::Rubric, "город"));
    let open = city.within(Condition::Not(Box::new(value(FacetField::Rubric, "тайна"))));
    let nothing = open.within(value(FacetField::Rubric, "тайна"));
    let articles_of = |engine: &Engine| engine.facts().unwrap().articles;
    assert_eq!([&engine, &city, &open, &nothing].map(articles_of), [articles.len() as u64, 12, 2, 0]);
    assert_eq!(search(&nothing, &SearchRequest::default()).total, 0);
    assert!(nothing.suggest("мост", 9).unwrap().items.is_empty());
}

#[test]
fn prefixes_are_expanded_within_the_part() {
    let mut articles: Vec<Article> = (0..300)
        .map(|number| Article {
            rubrics: vec!["Шум".to_owned()],
            ..article(&format!("шум-{number}"), "Шум", &format!("слово{number:03} слово{number:03}"))
        })
        .collect();
    articles.push(Article {
        rubrics: vec!["Дело".to_owned()], ..article("дело", "Дело", "словоя")
    });
    // Every other form is more frequent than the one inside.
    articles.extend((0..300).map(|number| Article {
        rubrics: vec!["Шум".to_owned()],
        ..article(&format!("ещё-{number}"), "Шум", &format!("слово{number:03}"))
    }));
    let archive = Archive::of(&articles);
    let request = SearchRequest { text: "слово*".to_owned(), ..SearchRequest::default() };
    let results = search(&archive.engine().within(value(FacetField::Rubric, "дело")), &request);
    assert_eq!(ids(&results), ["дело"]);
    assert_eq!(results.understood.warnings, []);
    assert_eq!(search(&archive.engine(), &request).understood.warnings.len(), 1);
}
