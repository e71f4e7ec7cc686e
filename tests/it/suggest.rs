//! Suggestions of the running service.

use serde_json::Value;
use vestnik_tests::json::string;
use vestnik_tests::random::Random;
use vestnik_tests::{Reply, TestIndex, article, encode, sample_server};

fn path(text: &str) -> String {
    format!("/api/v1/suggest?q={}", encode(text.as_bytes()))
}

fn suggestions(reply: Reply) -> Vec<Value> {
    let answer = reply.ok();
    answer["suggestions"].as_array().unwrap_or_else(|| panic!("no suggestions: {answer}")).clone()
}

fn texts(suggestions: &[Value], kind: &str) -> Vec<String> {
    suggestions
        .iter()
        .filter(|suggestion| suggestion["kind"] == kind)
        .map(|suggestion| string(&suggestion["text"]).to_owned())
        .collect()
}

#[test]
fn every_kind_is_suggested_from_the_sample_archive() {
    let server = sample_server();
    let found = suggestions(server.get(&path("кер")));
    assert_eq!(found[0]["text"], "Керри");
    assert!(texts(&found, "title").iter().any(|title| title.contains("Керри")), "{found:?}");
    assert_eq!(texts(&suggestions(server.get(&path("полит"))), "rubric"), ["Политика"]);
    let rubrics = suggestions(server.get("/api/v1/suggest?limit=20"));
    assert_eq!(texts(&rubrics, "rubric").len(), 14);
}

#[test]
fn what_is_suggested_finds_something() {
    let server = sample_server();
    for typed in ["м", "мос", "курс д", "президент", "джон к", "ghtpbl", "черн"] {
        let found = suggestions(server.get(&path(typed)));
        assert!(!found.is_empty(), "{typed}");
        for suggestion in found {
            let answer = server.search(&[("q", string(&suggestion["text"]).as_str()), ("per_page", "0")]);
            assert!(answer["total"].as_u64().is_some_and(|total| total > 0), "{typed}: {suggestion}");
            assert_eq!(answer["relaxed"], false, "{typed}: {suggestion}");
        }
    }
}

#[test]
fn the_other_layout_is_told() {
    let server = sample_server();
    let answer = server.get(&path("rthh")).ok();
    assert_eq!(answer["query"]["text"], "rthh");
    assert_eq!(answer["query"]["read_as"], "керр");
    assert_eq!(answer["suggestions"][0]["text"], "Керри");
}

#[test]
fn an_update_of_a_running_server_brings_new_words() {
    let index = TestIndex::of_articles(&[article("1", "Мост открыт", "Текст.")]);
    let server = index.serve_with(&["--set", "search.refresh_ms=20"]);
    assert_eq!(texts(&suggestions(server.get(&path("мо"))), "word"), ["мост"]);
    assert_eq!(suggestions(server.get(&path("звездоп"))), [] as [Value; 0]);
    let update = article("2", "Звездопад будет виден ночью", "Текст.").to_string();
    index.index(&["-"]).input(update).run().ok();
    let reply = server
        .wait_for(&path("звездоп"), |reply| reply.json()["suggestions"] != Value::Array(Vec::new()));
    assert_eq!(texts(&suggestions(reply), "title"), ["Звездопад будет виден ночью"]);
}

#[test]
fn refused_parameters_are_problems() {
    let server = sample_server();
    for query in ["limit=0", "limit=21", "limit=x", "q=%ff", "q=a&q=b", "rubric=x"] {
        server.get(&format!("/api/v1/suggest?{query}")).problem(400);
    }
    server.send("POST", "/api/v1/suggest", &[]).problem(405);
}

#[test]
fn random_texts_are_answered() {
    let server = sample_server();
    let mut random = Random::new(5);
    for _ in 0..200 {
        let bytes: Vec<u8> = (0..random.below(60)).map(|_| random.number().to_le_bytes()[0]).collect();
        let text = String::from_utf8_lossy(&bytes);
        let found = suggestions(server.get(&path(&text)));
        assert!(found.len() <= 8, "{text:?}");
    }
}
