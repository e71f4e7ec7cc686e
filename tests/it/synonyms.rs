//! The site's own synonyms, as a running server follows them.

use std::path::Path;

use serde_json::json;
use vestnik_tests::json::{ids, total};
use vestnik_tests::{TestIndex, TestServer, article, search_path};

fn index() -> TestIndex {
    TestIndex::of_articles(&[
        article("bridge", "Мост открыт", "Текст."),
        article("crossing", "Переправа закрыта", "Текст."),
        article("viaduct", "Виадук строят", "Текст."),
        article("usa", "Визит в США", "Текст."),
        article("states", "Визит в Соединённые Штаты", "Текст."),
    ])
}

fn serve(index: &TestIndex, file: &Path, builtin: bool) -> TestServer {
    let (file, builtin) =
        (format!("search.synonyms={}", file.display()), format!("search.builtin_synonyms={builtin}"));
    index.serve_with(&["--set", &file, "--set", &builtin, "--set", "search.refresh_ms=20"])
}

fn asks(query: &str) -> String {
    search_path(&[("q", query)])
}

#[test]
fn a_server_follows_the_synonyms_of_the_site_without_a_restart() {
    let index = index();
    let file = index.write("synonyms.txt", "мост = переправа\n");
    let server = serve(&index, &file, true);
    let bridge = asks("мост");
    let answer = server.get(&bridge).ok();
    assert_eq!(ids(&answer), ["bridge", "crossing"]);
    assert_eq!(answer["query"]["synonyms"], json!([{ "text": "мост", "also": ["переправа"] }]), "{answer}");
    assert_eq!(total(&server.get(&asks("США")).ok()), 2);

    index.write("synonyms.txt", "мост = переправа = виадук\n! США\n");
    server.wait_for(&bridge, |reply| reply.json()["total"] == 3);
    assert_eq!(total(&server.get(&asks("США")).ok()), 1);
    let off = server.search(&[("q", "мост"), ("synonyms", "off")]);
    assert_eq!((ids(&off), &off["query"]["synonyms"]), (vec!["bridge".to_owned()], &json!([])));

    std::fs::remove_file(&file).expect("it can be removed");
    server.wait_for_log("its former synonyms stay in force");
    assert_eq!(total(&server.get(&bridge).ok()), 3);

    index.write("synonyms.txt", "мост = переправа\nмост =\n");
    server.wait_for(&bridge, |reply| reply.json()["total"] == 2);
    server.wait_for_log("synonyms.txt:2: ");
    server.terminate();
    let (_, log) = server.wait();
    assert_eq!(log.matches("its former synonyms stay in force").count(), 1, "{log}");
}

#[test]
fn the_built_in_list_can_be_left_out() {
    let index = index();
    let file = index.write("synonyms.txt", "мост = переправа\n");
    let server = serve(&index, &file, false);
    assert_eq!(total(&server.get(&asks("США")).ok()), 1);
    assert_eq!(total(&server.get(&asks("мост")).ok()), 2);
}

#[test]
fn a_file_that_cannot_be_read_is_told_with_what_to_do() {
    let index = index();
    let config = index.write("settings/vestnik.toml", "[search]\nsynonyms = 'own.txt'\n");
    let config = config.display().to_string();
    let search = ["search", "--config", &config, "мост"];
    let says = ["own.txt", "cannot be read", "search.synonyms"];
    index.vestnik(&search).run().exits(2).complains(&says);
    index.write("settings/own.txt", [0xff]);
    index.vestnik(&search).run().exits(2).complains(&says);
    index.write("settings/own.txt", "мост = переправа\nмост > \n");
    let run = index.vestnik(&search).run().ok();
    run.says(&["Searched «мост» also as переправа; --no-synonyms leaves these out.", "2 found"])
        .complains(&["own.txt:2: "]);
    let run = index.vestnik(&["search", "--config", &config, "--no-synonyms", "мост"]).run().ok();
    assert!(!run.stdout.contains("also as"), "{}", run.stdout);
    run.says(&["1 found"]);
}
