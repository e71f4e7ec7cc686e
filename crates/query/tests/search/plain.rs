//! Plain BM25 against its formula.

use vestnik_query::search::Engine;
use vestnik_schema::Article;

use crate::archive::Archive;

fn article(id: &str, body: &str, published: Option<&str>) -> Article {
    Article {
        id: id.to_owned(),
        body: body.to_owned(),
        published_at: published.map(|moment| moment.parse().unwrap()),
        ..Article::default()
    }
}

fn check(engine: &Engine, text: &str, expected: &[(&str, f64)]) {
    let found = engine.plain_bm25(text, 10).unwrap();
    let close = |(found, expected): (&(String, f32), &(&str, f64))| {
        found.0 == expected.0 && (f64::from(found.1) - expected.1).abs() < 1e-5
    };
    let all = found.len() == expected.len() && found.iter().zip(expected).all(close);
    assert!(all, "{text:?}: {found:?} instead of {expected:?}");
}

#[test]
fn scores_are_those_of_the_formula() {
    let archive = Archive::of(&[
        article("long", "мост мост река город", None),
        article("short", "мост", None),
        article("other", "город озеро", None),
    ]);
    let engine = archive.engine();
    let mean_length = 7.0 / 3.0;
    let rarity = |holders: f64| (1.0 + (3.0 - holders + 0.5) / (holders + 0.5)).ln();
    let term = |holders: f64, count: f64, length: f64| {
        rarity(holders) * count * 2.2 / (count + 1.2 * (0.25 + 0.75 * length / mean_length))
    };
    let (long, short) = (term(2.0, 2.0, 4.0), term(2.0, 1.0, 1.0));
    check(&engine, "мосты", &[("short", short), ("long", long)]);
    check(&engine, "Мост, мосту: мостов!", &[("short", short), ("long", long)]);
    check(&engine, "-мост title:река", &[("long", long + term(1.0, 1.0, 4.0)), ("short", short)]);
    check(&engine, "тоннель", &[]);
    check(&engine, " — ", &[]);
}

#[test]
fn an_ambiguous_word_counts_by_its_best_reading() {
    // «Стали» is both steel and "became": every text holds one of the two.
    let archive = Archive::of(&[
        article("steel", "сталь", None),
        article("become", "стать", None),
        article("become again", "стать", None),
    ]);
    let engine = archive.engine();
    let score = |text: &str, id: &str| {
        let found = engine.plain_bm25(text, 10).unwrap();
        found.into_iter().find(|(found, _)| found == id).map(|(_, score)| score)
    };
    assert!(score("стали", "steel") > score("стали", "become"));
    for id in ["steel", "become"] {
        assert!(score("стали", id).is_some(), "{id}");
        assert_eq!(score("стали сталь", id), score("стали", id), "{id}");
        assert_eq!(score("сталь стали", id), score("стали", id), "{id}");
    }
}

#[test]
fn equal_scores_are_ordered_as_in_a_search() {
    let mut articles: Vec<Article> =
        (0..20).map(|number| article(&format!("a{number}"), "мост", None)).collect();
    articles.push(article("old", "мост", Some("2016-07-15T06:12:00Z")));
    articles.push(article("new", "мост", Some("2025-07-15T06:12:00Z")));
    let archive = Archive::of(&articles);
    let engine = archive.engine();
    let ids = |limit: usize| -> Vec<String> {
        engine.plain_bm25("мост", limit).unwrap().into_iter().map(|(id, _)| id).collect()
    };
    let all = ids(100);
    assert_eq!((all.len(), &all[..2]), (22, ["new".to_owned(), "old".to_owned()].as_slice()));
    assert!(all[2..].is_sorted_by_key(|id| vestnik_schema::id_key(id)), "{all:?}");
    assert_eq!(ids(5), all[..5]);
}
