//! The parts of scores, over HTTP and in the terminal.

use serde_json::Value;
use vestnik_tests::sample_server;

#[test]
fn the_parts_of_a_score_add_up_and_are_told_in_both_languages() {
    let server = sample_server();
    // The second asks for more words than any article holds; the third for things that BM25 weighs apart.
    for query in
        ["визит Керри", "визит Керри в Москву санкции", "\"Джон Керри\" (Москва | Лавров) перегов* -футбол"]
    {
        let answer = server.search(&[("q", query), ("explain", "true")]);
        let hits = answer["hits"].as_array().expect("hits");
        assert!(!hits.is_empty(), "{query}");
        for hit in hits.iter().chain(answer["further"]["hits"].as_array().into_iter().flatten()) {
            let parts = hit["explanation"].as_array().expect("an explanation");
            let (sum, score): (f64, _) =
                (parts.iter().map(|part| value_of(&part["value"])).sum(), value_of(&hit["score"]));
            assert!((sum - score).abs() < 1e-3, "{query}: {sum} is not {score}: {parts:?}");
        }
        let english = server.search(&[("q", query), ("explain", "true"), ("lang", "en")]);
        let message = |answer: &Value| answer["hits"][0]["explanation"][0]["message"].clone();
        assert_ne!(message(&answer), message(&english));
        assert_eq!(answer["hits"][0]["explanation"][0]["code"], "words");
    }
}

fn value_of(number: &Value) -> f64 {
    number.as_f64().expect("a number")
}

#[test]
fn only_who_asks_gets_an_explanation() {
    let server = sample_server();
    let answer = server.search(&[("q", "Керри")]);
    assert_eq!(answer["hits"][0].get("explanation"), None);
    let dated = server.search(&[("q", "Керри"), ("explain", "true"), ("sort", "newest")]);
    assert_eq!(dated["hits"][0]["explanation"], serde_json::json!([]), "an order by date has no scores");
    let refused = server.get("/api/v1/search?q=a&explain=maybe").is(400).text();
    assert!(refused.contains("explain"), "{refused}");
}
