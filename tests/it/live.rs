//! A serving archive that is written to, over HTTP and beside commands on the same data.

use serde_json::{Value, json};
use vestnik_tests::{TestIndex, TestServer};

fn first() -> TestIndex {
    TestIndex::of_articles(&[json!({ "id": "first", "title": "Первая" })])
}

fn total(server: &vestnik_tests::TestServer, query: &str) -> u64 {
    server.search(&[("q", query)])["total"].as_u64().expect("a number")
}

#[test]
fn a_written_article_is_found_corrected_and_deleted() {
    let index = first();
    let server = index.serve();
    let address = "/api/v1/articles/2026/most?wait=searchable";
    let created = server.send_json("PUT", address, r#"{"title": "Мост через Волгу", "text": "Открыт."}"#);
    let tag = created.header("etag").to_owned();
    assert_eq!(created.is(201).json(), json!({ "id": "2026/most", "result": "created" }));
    assert_eq!(total(&server, "мосты"), 1);
    assert_eq!(server.get("/api/v1/articles/2026/most").header("etag"), tag);
    let unchanged = server.send_json("PUT", address, r#"{"title": "Мост через Волгу", "text": "Открыт."}"#);
    assert_eq!(unchanged.ok()["result"], "unchanged");
    assert_eq!(
        server.send_json("PATCH", address, r#"{"headline": "Паром через Волгу"}"#).ok()["result"],
        "updated"
    );
    assert_eq!((total(&server, "мосты"), total(&server, "паромы")), (0, 1));
    assert_eq!(server.send("DELETE", address, &[]).ok()["result"], "deleted");
    assert_eq!(total(&server, "паромы"), 0);
    server.send("DELETE", address, &[]).problem(404);
}

#[test]
fn an_archive_may_begin_empty() {
    let index = TestIndex::empty();
    index.vestnik(&["serve", "--listen", "127.0.0.1:0"]).run().exits(4).complains(&["serve --create"]);
    let server = TestServer::start(index.vestnik(&["serve", "--create", "--listen", "127.0.0.1:0"]));
    assert_eq!(server.search(&[("q", "мост")])["total"], 0);
    assert_eq!(server.search(&[("sort", "newest")])["hits"], json!([]));
    for path in ["/", "/?q=most", "/search.rss", "/news-sitemap.xml", "/api/v1/suggest?q=mo", "/embed"] {
        server.get(path).is(200);
    }
    server.send_json("PUT", "/api/v1/articles/1?wait=searchable", r#"{"title": "Мосты"}"#).is(201);
    server.kill();
    let server = TestServer::start(index.vestnik(&["serve", "--create", "--listen", "127.0.0.1:0"]));
    assert_eq!(server.search(&[("q", "мост")])["total"], 1, "what is there is served");
    assert!(!server.stdout().contains("new, empty archive"), "{}", server.stdout());
}

#[test]
fn feeds_alone_are_enough_to_begin() {
    let index = TestIndex::empty();
    let folder = index.data().join("in");
    std::fs::create_dir(&folder).expect("a folder");
    std::fs::write(folder.join("a.json"), r#"{"id": "a", "title": "Мост открыт"}"#).expect("a file");
    let settings = format!("[[feeds]]\nname = \"папка\"\nfolder = {:?}\n", folder.display().to_string());
    let config = index.write("vestnik.toml", settings).display().to_string();
    let server = TestServer::start(index.vestnik(&["up", "--config", &config, "--listen", "127.0.0.1:0"]));
    server.wait_for(&vestnik_tests::search_path(&[("q", "мосты")]), |reply| reply.json()["total"] == 1);
    TestIndex::empty()
        .vestnik(&["up", "--listen", "127.0.0.1:0"])
        .run()
        .exits(2)
        .complains(&["feeds in the settings"]);
}

#[test]
fn an_item_of_ninjs_is_written_as_it_is() {
    let index = first();
    let server = index.serve();
    let item = json!({
        "uri": "urn:newsml:news.example:20260714:1", "type": "text", "headline": "Мост открыт",
        "body_html": "<p>Движение началось.</p>", "versioncreated": "2026-07-14T10:00:00Z", "pubstatus": "usable",
    });
    let put = |address: &str, item: &Value| server.send_json("PUT", address, &item.to_string());
    put("/api/v1/articles/n1?wait=searchable", &item).is(201);
    let found = server.get("/api/v1/articles/n1").ok();
    assert_eq!((&found["title"], &found["body"]), (&json!("Мост открыт"), &json!("Движение началось.")));
    let mut picture = item.clone();
    picture["type"] = json!("picture");
    put("/api/v1/articles/n2", &picture).problem(400);
    let mut canceled = item;
    canceled["pubstatus"] = json!("canceled");
    canceled["versioncreated"] = json!("2026-07-14T11:00:00Z");
    put("/api/v1/articles/n1?wait=searchable", &canceled).is(200);
    server.get("/api/v1/articles/n1").is(404);
}

#[test]
fn a_stream_is_counted_line_by_line_and_survives_a_restart() {
    let index = first();
    let server = index.serve();
    let lines: String =
        (0..3000).map(|number| format!("{{\"id\": {number}, \"title\": \"Мост {number}\"}}\n")).collect();
    let answer = server.send_json("POST", "/api/v1/articles", &(lines + "{\n\n[]\n")).ok();
    assert_eq!((&answer["created"], &answer["failed"]), (&json!(3000), &json!(2)), "{answer}");
    let places: Vec<&Value> =
        answer["problems"].as_array().expect("a list").iter().map(|one| &one["line"]).collect();
    assert_eq!(places, [3001, 3003]);
    server.kill();
    let server = index.serve();
    server.wait_for(&vestnik_tests::search_path(&[("q", "мост")]), |reply| reply.json()["total"] == 3000);
}

#[test]
fn commands_on_the_same_data_take_turns_with_the_server() {
    let index = first();
    let server = index.serve();
    server.send_json("PUT", "/api/v1/articles/sent", r#"{"title": "Посланная"}"#).is(201);
    assert_eq!(
        index.index(&["-"]).input(r#"{"id": "filed", "title": "Прочитанная"}"#).run().json()["added"],
        1
    );
    server
        .send_json("PUT", "/api/v1/articles/sent-2?wait=searchable", r#"{"title": "Посланная снова"}"#)
        .is(201);
    assert_eq!((total(&server, "посланная"), total(&server, "прочитанная")), (2, 1));
    let rebuilt = index.vestnik(&["rebuild", "--json"]).run().json();
    assert_eq!((&rebuilt["articles"], &rebuilt["generation"]), (&json!(4), &json!(2)));
    server.send_json("PUT", "/api/v1/articles/late?wait=searchable", r#"{"title": "Поздняя"}"#).is(201);
    assert_eq!(total(&server, "посланная"), 2);
    let generations = index.vestnik(&["generations", "list", "--json"]).run().json();
    let current: Vec<&Value> =
        generations.as_array().expect("a list").iter().map(|one| &one["is_current"]).collect();
    assert_eq!(current, [false, true]);
    index.vestnik(&["generations", "switch", "1"]).run().ok();
    server.wait_for(&vestnik_tests::search_path(&[("q", "поздняя")]), |reply| {
        reply.json()["total"] == 1
    });
    let dropped = index.index(&["--rebuild", "-"]).input(r#"{"id": "filed", "title": "Прочитанная"}"#).run();
    dropped.exits(1).complains(&["--drop-sent"]);
}

#[test]
fn an_embargo_ends_while_somebody_watches() {
    let index = first();
    let server = index.serve();
    let soon = jiff::Timestamp::now() + jiff::SignedDuration::from_millis(700);
    let body = json!({ "title": "Тайна", "embargoed_until": soon.to_string() }).to_string();
    assert_eq!(
        server.send_json("PUT", "/api/v1/articles/x?wait=searchable", &body).ok()["result"],
        "embargoed"
    );
    server.get("/api/v1/articles/x").is(404);
    server.wait_for("/api/v1/articles/x", |reply| reply.status == 200);
    assert!(jiff::Timestamp::now() >= soon);
}

#[test]
fn a_followed_folder_is_read_and_its_state_is_told() {
    let index = first();
    index.write("in/a.jsonl", r#"{"id": "a", "title": "Следом"}"#);
    let settings = index.write("vestnik.toml", "[[feeds]]\nname = 'Папка'\nfolder = 'in'\ninterval_s = 1\n");
    let server = index.serve_with(&["--config", settings.to_str().expect("UTF-8")]);
    server
        .wait_for(&vestnik_tests::search_path(&[("q", "следом")]), |reply| reply.json()["total"] == 1);
    let feeds = server.wait_for("/api/v1/feeds", |reply| reply.json()[0]["articles_written"] == 1).json();
    assert_eq!(feeds[0]["name"], "Папка");
    let metrics = server.get("/metrics").is(200).text();
    assert!(metrics.contains("vestnik_feed_written_total{feed=\"Папка\"} 1"), "{metrics}");
}
