//! Some hundreds of random requests, each checked against a plain scan of the same articles.

use std::collections::{BTreeMap, BTreeSet};

use crate::archive::{Archive, Dice, ids, search};
use crate::model::{Model, Tree, word};
use jiff::tz::TimeZone;
use jiff::{Timestamp, ToSpan};
use vestnik_query::search::{
    Cursor, Engine, FacetField, Filters, Forms, Histogram, HistogramInterval, MAX_FACET_VALUES, Paging,
    QueryWarning, SearchRequest, SearchResults, Sort,
};
use vestnik_schema::{Article, id_key};

const ARTICLES: usize = 600;
const REQUESTS: usize = 400;

pub(crate) const RUBRICS: [&str; 7] =
    ["Политика", "политика", "Экономика", "Спорт", "Культура", "В мире", "Звёзды"];
pub(crate) const TAGS: [&str; 5] = ["выборы", "Санкции", "ЧМ-2018", "нефть", "Ёлка"];
pub(crate) const AUTHORS: [&str; 4] = ["Иван Петров", "Анна Королёва", "Пётр Сидоров", "И. Петров"];
pub(crate) const SOURCES: [&str; 3] = ["ТАСС", "РБК", "Лента.ру"];
const FACETS: [FacetField; 4] = [FacetField::Rubric, FacetField::Source, FacetField::Author, FacetField::Tag];

fn values(dice: &mut Dice, from: &[&str], most: usize) -> Vec<String> {
    (0..dice.below(most + 1)).map(|_| dice.pick(from).to_owned()).collect()
}

fn text(dice: &mut Dice, words: usize) -> String {
    let words: Vec<&str> = (0..words).map(|_| word(dice)).collect();
    words.join(if dice.one_in(3) { ", " } else { " " })
}

fn random_article(dice: &mut Dice, number: usize) -> Article {
    let length = 3 + dice.below(30);
    let published = (!dice.one_in(12)).then(|| {
        // Whole days now and then, so that several articles share a moment.
        let second = 1_400_000_000 + i64::try_from(dice.below(200_000_000)).unwrap();
        Timestamp::from_second(if dice.one_in(3) { second - second % 2_592_000 } else { second }).unwrap()
    });
    let title_length = dice.below(5);
    let lead_length = dice.below(6);
    Article {
        id: format!("статья-{number}"),
        title: text(dice, title_length),
        lead: text(dice, lead_length),
        body: text(dice, length),
        captions: if dice.one_in(4) { vec![text(dice, 3), text(dice, 2)] } else { Vec::new() },
        rubrics: values(dice, &RUBRICS, 3),
        tags: values(dice, &TAGS, 2),
        authors: values(dice, &AUTHORS, 2),
        source: dice.one_in(2).then(|| dice.pick(&SOURCES).to_owned()),
        published_at: published,
        ..Article::default()
    }
}

/// Several segments, articles replaced and deleted in earlier ones.
pub(crate) fn random_archive(dice: &mut Dice) -> (Archive, Vec<Article>) {
    let mut archive = Archive::new();
    let mut alive: BTreeMap<String, Article> = BTreeMap::new();
    for number in 0..ARTICLES {
        let article = random_article(dice, number);
        archive.add(std::slice::from_ref(&article));
        alive.insert(article.id.clone(), article);
        if dice.one_in(9) {
            let victim = dice.below(number + 1);
            archive.delete(&format!("статья-{victim}"));
            alive.remove(&format!("статья-{victim}"));
            if dice.one_in(2) {
                let replacement = random_article(dice, victim);
                archive.add(std::slice::from_ref(&replacement));
                alive.insert(replacement.id.clone(), replacement);
            }
        }
        if dice.one_in(90) {
            archive.commit();
        }
    }
    archive.commit();
    (archive, alive.into_values().collect())
}

fn random_filters(dice: &mut Dice) -> Filters {
    let mut filters = Filters::default();
    let lists: [(&mut Vec<String>, &[&str]); 4] = [
        (&mut filters.rubrics, &RUBRICS),
        (&mut filters.tags, &TAGS),
        (&mut filters.authors, &AUTHORS),
        (&mut filters.sources, &SOURCES),
    ];
    for (list, known) in lists {
        if dice.one_in(5) {
            *list = values(dice, known, 2);
            list.iter_mut()
                .filter(|_| dice.one_in(3))
                .for_each(|value| *value = format!(" {} ", value.to_uppercase().replace('Ё', "Е")));
        }
    }
    let moment = |dice: &mut Dice| {
        Timestamp::from_second(1_400_000_000 + i64::try_from(dice.below(200_000_000)).unwrap()).unwrap()
    };
    filters.from = dice.one_in(6).then(|| moment(dice));
    filters.until = dice.one_in(6).then(|| moment(dice));
    filters
}

pub(crate) fn random_request(dice: &mut Dice) -> (Tree, SearchRequest) {
    let tree = Tree::random(dice);
    let sorts = [Sort::Relevance, Sort::Newest, Sort::Oldest];
    let widths =
        [HistogramInterval::Auto, HistogramInterval::Year, HistogramInterval::Month, HistogramInterval::Day];
    let request = SearchRequest {
        text: tree.written(),
        forms: if dice.one_in(4) { Forms::Any } else { Forms::Written },
        // The model knows none.
        without_synonyms: true,
        without_repair: true,
        without_periods: false,
        // Half of them, so that both ways are compared with the model.
        explain: dice.one_in(2),
        group_stories: false,
        filters: random_filters(dice),
        sort: sorts[dice.below(3)],
        paging: Paging { page: 1, per_page: [1, 7, 20, 100][dice.below(4)], after: None },
        facets: FACETS.into_iter().filter(|_| dice.one_in(2)).collect(),
        histogram: dice.one_in(2).then(|| widths[dice.below(4)]),
        ..SearchRequest::default()
    };
    (tree, request)
}

/// The parts of a score are all of it, whatever the query is made of.
fn check_explanations(request: &SearchRequest, results: &SearchResults, context: &str) {
    let further = results.further.iter().flat_map(|further| &further.hits);
    for hit in results.hits.iter().chain(further) {
        let parts = hit.explanation.iter().map(|part| part.value).sum::<f32>();
        let expected = if request.explain { hit.score } else { 0.0 };
        assert!((parts - expected).abs() <= 1e-4 * expected.max(1.0), "{:?}\n{context}", hit.explanation);
    }
}

#[test]
fn every_answer_agrees_with_a_plain_scan() {
    let mut dice = Dice(20_260_101);
    let (archive, articles) = random_archive(&mut dice);
    let models = [Forms::Written, Forms::Any].map(|forms| Model::new(&articles, forms));
    let engine = archive.engine();
    assert!(engine.facts().unwrap().segments > 3);
    let (mut relaxed, mut empty, mut offered) = (0, 0, 0);
    for number in 0..REQUESTS {
        let (tree, request) = random_request(&mut dice);
        let results = search(&engine, &request);
        let [written, any] = &models;
        let model = if request.forms == Forms::Any { any } else { written };
        let expected = model.answer(&tree, &request.filters);
        let context = format!("request {number}: {request:#?}\nwarnings {:?}", results.understood.warnings);
        assert_eq!(results.total, expected.matching.len() as u64, "{context}");
        let warnings = &results.understood.warnings;
        let is_relaxed = warnings.iter().any(|warning| matches!(warning, QueryWarning::Relaxed { .. }));
        assert_eq!(is_relaxed, expected.is_relaxed, "{context}");
        check_facets(model, &tree, &request, &results, &context);
        check_explanations(&request, &results, &context);
        if let Some(histogram) = &results.histogram {
            check_histogram(histogram, &expected.matching, request.histogram, &context);
        }
        check_order(&engine, &request, &expected.matching, number % 8 == 0, &context);
        let any_form = || any.strict(&tree, &request.filters).len();
        let offer = (results.understood.exact && request.forms == Forms::Written)
            .then(any_form)
            .filter(|any_form| *any_form > written.strict(&tree, &request.filters).len())
            .map(|any_form| any_form as u64);
        assert_eq!(results.understood.any_form, offer, "{context}");
        offered += usize::from(offer.is_some());
        relaxed += usize::from(is_relaxed);
        empty += usize::from(results.total == 0);
    }
    assert!((10..200).contains(&relaxed) && empty < 150, "{relaxed} relaxed, {empty} empty: a dull mixture");
    assert!(offered > 10, "any form was offered {offered} times");
}

fn check_facets(
    model: &Model<'_>,
    tree: &Tree,
    request: &SearchRequest,
    results: &SearchResults,
    context: &str,
) {
    let fields: Vec<FacetField> = results.facets.iter().map(|facets| facets.field).collect();
    assert_eq!(fields, request.facets, "{context}");
    let demand = model.answer(tree, &request.filters).demand;
    for facets in &results.facets {
        let mut filters = request.filters.clone();
        match facets.field {
            FacetField::Rubric => filters.rubrics.clear(),
            FacetField::Tag => filters.tags.clear(),
            FacetField::Author => filters.authors.clear(),
            FacetField::Source => filters.sources.clear(),
        }
        let mut counts: BTreeMap<&str, u64> = BTreeMap::new();
        for article in model.matching(tree, &demand, &filters) {
            let values: BTreeSet<&str> = match facets.field {
                FacetField::Rubric => article.rubrics.iter().map(String::as_str).collect(),
                FacetField::Tag => article.tags.iter().map(String::as_str).collect(),
                FacetField::Author => article.authors.iter().map(String::as_str).collect(),
                FacetField::Source => article.source.iter().map(String::as_str).collect(),
            };
            values.into_iter().for_each(|value| *counts.entry(value).or_default() += 1);
        }
        let mut expected: Vec<(&str, u64)> = counts.into_iter().collect();
        expected.sort_by_key(|(value, count)| (std::cmp::Reverse(*count), *value));
        expected.truncate(MAX_FACET_VALUES);
        let found: Vec<(&str, u64)> =
            facets.values.iter().map(|facet| (facet.value.as_str(), facet.count)).collect();
        assert_eq!(found, expected, "{:?} of {context}", facets.field);
    }
}

fn check_histogram(
    histogram: &Histogram,
    matching: &[&Article],
    wanted: Option<HistogramInterval>,
    context: &str,
) {
    let dates: Vec<Timestamp> = matching.iter().filter_map(|article| article.published_at).collect();
    assert_eq!(histogram.undated, (matching.len() - dates.len()) as u64, "{context}");
    assert!(histogram.interval != HistogramInterval::Auto);
    assert!(wanted == Some(HistogramInterval::Auto) || wanted == Some(histogram.interval), "{context}");
    let zone = TimeZone::get("Europe/Moscow").unwrap();
    let width = match histogram.interval {
        HistogramInterval::Year | HistogramInterval::Auto => 1.year(),
        HistogramInterval::Month => 1.month(),
        HistogramInterval::Day => 1.day(),
    };
    for bucket in &histogram.buckets {
        let count = dates.iter().filter(|date| (bucket.from..bucket.until).contains(date)).count();
        assert_eq!(bucket.count, count as u64, "{context}");
        let (from, until) = (bucket.from.to_zoned(zone.clone()), bucket.until.to_zoned(zone.clone()));
        assert_eq!(from.start_of_day().unwrap(), from, "{context}");
        assert_eq!(from.date() + width, until.date(), "{context}");
    }
    assert!(histogram.buckets.windows(2).all(|pair| pair[0].until == pair[1].from), "{context}");
    let ends = [histogram.buckets.first(), histogram.buckets.last()];
    assert!(ends.into_iter().flatten().all(|bucket| bucket.count > 0), "{context}");
    assert_eq!(
        histogram.buckets.iter().map(|bucket| bucket.count).sum::<u64>(),
        dates.len() as u64,
        "{context}"
    );
}

/// Pages and cursors give all hits once, in the same order, and that order is the promised one.
fn check_order(
    engine: &Engine,
    request: &SearchRequest,
    matching: &[&Article],
    to_the_end: bool,
    context: &str,
) {
    let plain = SearchRequest { facets: Vec::new(), histogram: None, ..request.clone() };
    let rounds = if to_the_end { usize::MAX } else { 3 };
    let per_page = if to_the_end { plain.paging.per_page.max(20) } else { plain.paging.per_page };
    let mut by_cursor: Vec<(String, f32)> = Vec::new();
    let mut by_page: Vec<(String, f32)> = Vec::new();
    let mut after: Option<Cursor> = None;
    for page in (1..).take(rounds) {
        let with_cursor = SearchRequest { paging: Paging { page: 1, per_page, after }, ..plain.clone() };
        let with_page = SearchRequest { paging: Paging { page, per_page, after: None }, ..plain.clone() };
        let (cursored, paged) = (search(engine, &with_cursor), search(engine, &with_page));
        assert_eq!(
            (cursored.total, paged.total),
            (matching.len() as u64, matching.len() as u64),
            "{context}"
        );
        let scored = |results: &SearchResults| -> Vec<(String, f32)> {
            results.hits.iter().map(|hit| (hit.article.id.clone(), hit.score)).collect()
        };
        by_cursor.extend(scored(&cursored));
        by_page.extend(scored(&paged));
        assert_eq!(cursored.next, paged.next, "{context}");
        assert_eq!(paged.next.is_some(), by_page.len() < matching.len(), "{context}");
        after = cursored.next.and_then(|cursor| Cursor::decode(&cursor.encode()));
        if after.is_none() {
            break;
        }
    }
    assert_eq!(by_cursor, by_page, "{context}");
    let scores: BTreeMap<&str, f32> = by_page.iter().map(|(id, score)| (id.as_str(), *score)).collect();
    assert_eq!(scores.len(), by_page.len(), "an article came twice: {context}");
    let key = |article: &Article| {
        let date = article.published_at.map(Timestamp::as_second);
        let date = if request.sort == Sort::Oldest { date } else { date.map(|date| -date) };
        (date.is_none(), date, id_key(&article.id))
    };
    let mut expected: Vec<&Article> = matching.to_vec();
    expected.sort_by_key(|article| key(article));
    if request.sort == Sort::Relevance {
        expected.retain(|article| scores.contains_key(article.id.as_str()));
        expected.sort_by(|a, b| {
            scores[b.id.as_str()].total_cmp(&scores[a.id.as_str()]).then(key(a).cmp(&key(b)))
        });
    } else {
        assert!(scores.values().all(|score| *score == 0.0), "{context}");
    }
    expected.truncate(by_page.len());
    let expected: Vec<&str> = expected.iter().map(|article| article.id.as_str()).collect();
    assert_eq!(by_page.iter().map(|(id, _)| id.as_str()).collect::<Vec<_>>(), expected, "{context}");
}

#[test]
fn the_articles_that_were_deleted_are_gone_everywhere() {
    let mut dice = Dice(7);
    let (archive, articles) = random_archive(&mut dice);
    let engine = archive.engine();
    let facts = engine.facts().unwrap();
    assert_eq!(facts.articles, articles.len() as u64);
    assert_eq!(
        facts.undated,
        articles.iter().filter(|article| article.published_at.is_none()).count() as u64
    );
    assert_eq!(facts.newest, articles.iter().filter_map(|article| article.published_at).max());
    assert_eq!(facts.oldest, articles.iter().filter_map(|article| article.published_at).min());
    for number in 0..ARTICLES {
        let id = format!("статья-{number}");
        let expected = articles.iter().find(|article| article.id == id).cloned();
        assert_eq!(engine.article(&id).unwrap(), expected);
    }
    let politics =
        articles.iter().filter(|article| article.rubrics.iter().any(|rubric| rubric == "Политика")).count();
    let rubrics = engine.rubrics().unwrap();
    assert_eq!(rubrics.iter().find(|rubric| rubric.value == "Политика").unwrap().count, politics as u64);
    let everything = search(
        &engine,
        &SearchRequest { paging: Paging { per_page: 0, ..Paging::default() }, ..SearchRequest::default() },
    );
    assert_eq!((everything.total, ids(&everything).len(), everything.next), (articles.len() as u64, 0, None));
}
