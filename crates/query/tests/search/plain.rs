//! Plain BM25 against its formula.

use vestnik_query::search::{Engine, SynonymPack};
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
    let found = engine.plain_bm25(text, 10, &SynonymPack::none()).unwrap();
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
        let found = engine.plain_bm25(text, 10, &SynonymPack::none()).unwrap();
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
        engine
            .plain_bm25("мост", limit, &SynonymPack::none())
            .unwrap()
            .into_iter()
            .map(|(id, _)| id)
            .collect()
    };
    let all = ids(100);
    assert_eq!((all.len(), &all[..2]), (22, ["new".to_owned(), "old".to_owned()].as_slice()));
    assert!(all[2..].is_sorted_by_key(|id| vestnik_schema::id_key(id)), "{all:?}");
    assert_eq!(ids(5), all[..5]);
}

fn synonyms(text: &str) -> SynonymPack {
    let (pack, problems) = SynonymPack::only_site_file(text, "site.txt");
    assert_eq!(problems, []);
    pack
}

fn ids(engine: &Engine, text: &str, synonyms: &SynonymPack) -> Vec<String> {
    engine.plain_bm25(text, 10, synonyms).unwrap().into_iter().map(|(id, _)| id).collect()
}

#[test]
fn synonyms_find_after_what_was_typed() {
    let archive = Archive::of(&[
        article("name", "Банк России сообщил", None),
        article("short", "ЦБ сообщил вчера", None),
        article("loose", "центробанковский доклад вышел", None),
        article("other", "река и мост вчера", None),
    ]);
    let engine = archive.engine();
    let pack = synonyms("ЦБ = Банк России\nЦБ ~ центробанковский\nБанк России ~ центробанковский");
    assert_eq!(ids(&engine, "ЦБ", &pack), ["short", "name", "loose"]);
    assert_eq!(ids(&engine, "банка России", &pack), ["name", "short", "loose"]);
    assert_eq!(ids(&engine, "ЦБ", &SynonymPack::none()), ["short"]);
}

#[test]
fn a_synonym_counts_as_what_it_stands_for() {
    // «ЦБ» is in two articles, «Центробанк» in one: the rarer name must not win by being rare.
    let archive = Archive::of(&[
        article("rare", "Центробанк молчит", None),
        article("typed", "ЦБ молчит", None),
        article("typed too", "ЦБ говорит", None),
    ]);
    let engine = archive.engine();
    let pack = synonyms("ЦБ = Центробанк");
    assert_eq!(ids(&engine, "ЦБ", &pack).last().unwrap(), "rare");
    let score = |text: &str, id: &str| {
        engine.plain_bm25(text, 10, &pack).unwrap().into_iter().find(|(found, _)| found == id).unwrap().1
    };
    assert_eq!(score("ЦБ", "rare"), score("цб, ЦБ", "rare"));
    assert!((score("ЦБ", "rare") / score("ЦБ", "typed") - 0.9).abs() < 1e-5);
}

#[test]
fn a_longer_name_that_holds_the_typed_one_adds_nothing() {
    let archive = Archive::of(&[
        article("long", "ФАС России решила", None),
        article("short", "ФАС вчера решила", None),
    ]);
    let engine = archive.engine();
    let found = engine.plain_bm25("ФАС", 10, &synonyms("ФАС = ФАС России")).unwrap();
    assert_eq!(found[0].1, found[1].1);
}
