//! Keys from the command line to the refusal of a running server.

use serde_json::{Value, json};
use vestnik_tests::{Reply, TestIndex};

const SITE: &str = "https://sport.example";

fn archive() -> TestIndex {
    let article = |id: &str, rubric: &str, source: &str| {
        json!({ "id": id, "title": format!("Победа {id}"), "text": "Команда победила.", "rubric": rubric,
                "source": source, "published_at": "2016-07-15T09:12:00+03:00" })
    };
    TestIndex::of_articles(&[
        article("s1", "Спорт", "ТАСС"),
        article("s2", "Спорт", "РИА"),
        article("p1", "Политика", "ТАСС"),
    ])
}

/// Makes a key and returns it with its rights.
fn create(index: &TestIndex, args: &[&str]) -> Value {
    index.vestnik(&["keys", "create", "--name", "сайт", "--json"]).arg_all(args).run().json()
}

fn text(key: &Value) -> String {
    key["key"].as_str().expect("a key").to_owned()
}

fn code(reply: Reply, status: u16) -> String {
    reply.problem(status)["code"].as_str().expect("a code").to_owned()
}

#[test]
fn a_key_is_told_once_and_listed_without_itself() {
    let index = archive();
    index.vestnik(&["keys", "list"]).run().ok().says(&["no keys"]);
    let made = index.vestnik(&["keys", "create", "--name", "Сайт «Спорт»"]).run().ok();
    let key = made.stdout.trim().to_owned();
    assert!(key.starts_with("vk_") && key.len() == 35 && !key.contains(char::is_whitespace), "{key:?}");
    made.complains(&["only now", "--origin"]);
    let listed = index.vestnik(&["keys", "list"]).run().ok();
    assert!(!listed.stdout.contains(&key), "{}", listed.stdout);
    let id = listed.stdout.split_whitespace().next().expect("an id").to_owned();
    listed.says(&["valid", "Сайт «Спорт»", "search+suggest+events", "any origin", "600/min of a client"]);
    let kept = std::fs::read_to_string(index.data().join("keys.json")).expect("the keys are kept");
    assert!(!kept.contains(&key));
    index.vestnik(&["keys", "revoke", &id]).run().ok().says(&[&id, "revoked"]);
    let states = index.vestnik(&["keys", "list", "--json"]).run().json();
    assert_eq!((states[0]["id"].as_str(), states[0]["state"].as_str()), (Some(id.as_str()), Some("revoked")));
}

#[test]
fn rights_that_cannot_be_given_are_wrong_usage() {
    let index = archive();
    for (args, told) in [
        (&["--scope", "root"][..], "search, suggest, events, write, admin"),
        (&["--filter", "керри"], "rubric:Спорт"),
        (&["--filter", "rubric:"], "rubric:Спорт"),
        (&["--origin", "example.ru"], "https://example.ru"),
        (&["--origin", "https://example.ru/page"], "https://example.ru"),
        (&["--max-per-page", "0"], "1 to 100"),
        (&["--expires", "2016-01-01"], "--expires"),
        (&["--expires", "soon"], "--expires"),
        (&["--name", " "], "name"),
    ] {
        let create = index.vestnik(&["keys", "create"]);
        let named = if args[0] == "--name" { create } else { create.arg_all(&["--name", "сайт"]) };
        named.arg_all(args).run().exits(2).complains(&[told]);
    }
    index.vestnik(&["keys", "revoke", "nobody"]).run().exits(2).complains(&["nobody", "keys list"]);
    assert!(!index.data().join("keys.json").try_exists().expect("the folder can be read"));
}

#[test]
fn without_keys_the_server_says_who_is_answered() {
    let server = archive().serve();
    assert!(server.stdout().contains("only this machine"), "{}", server.stdout());
    server.get("/api/v1/search").is(200);
    let refused = server.send("GET", "/api/v1/search", &[("x-forwarded-for", "203.0.113.9")]);
    assert_eq!(code(refused, 403), "not_local");
    let refused = server.send("GET", "/api/v1/search", &[("origin", SITE)]);
    assert_eq!(code(refused, 403), "origin_forbidden");
}

#[test]
fn a_published_key_opens_its_part_to_its_site() {
    let index = archive();
    let key = create(
        &index,
        &[
            "--filter",
            "rubric:Спорт source:ТАСС",
            "--origin",
            SITE,
            "--max-per-page",
            "1",
            "--expires",
            "2999-01-01",
        ],
    );
    assert_eq!(key["filter"], "rubric:Спорт source:ТАСС");
    let key = text(&key);
    let server = index.serve_with(&["--set", "log.level=debug"]);
    assert!(!server.stdout().contains("only this machine"), "{}", server.stdout());
    let path = format!("/api/v1/search?q=победа&facets=rubric,source&key={key}")
        .replace("победа", "%D0%BF%D0%BE%D0%B1%D0%B5%D0%B4%D0%B0");
    let answer = server.send("GET", &path, &[("origin", SITE)]).is(200);
    assert_eq!(answer.header("access-control-allow-origin"), SITE);
    let answer = answer.json();
    assert_eq!((answer["total"].as_u64(), answer["hits"][0]["id"].as_str()), (Some(1), Some("s1")));
    assert_eq!(answer["facets"]["rubric"].as_array().map(Vec::len), Some(1));
    assert_eq!(code(server.get("/api/v1/search"), 401), "key_missing");
    assert_eq!(
        code(server.send("GET", &path, &[("origin", "https://evil.example")]), 403),
        "origin_forbidden"
    );
    assert_eq!(code(server.get(&format!("/api/v1/articles/p1?key={key}")), 404), "article_not_found");
    server.get(&format!("/api/v1/articles/s1?key={key}")).is(200);
    server.terminate();
    let (_, log) = server.wait();
    assert!(log.contains("key=***") && !log.contains(&key), "{log}");
}

#[test]
fn a_running_server_follows_the_keys() {
    let index = archive();
    let server = index.serve_with(&["--set", "search.refresh_ms=20"]);
    server.get("/api/v1/search").is(200);
    let key = create(&index, &[]);
    server.wait_for("/api/v1/search", |reply| reply.status == 401);
    let path = format!("/api/v1/search?key={}", text(&key));
    server.get(&path).is(200);
    index.vestnik(&["keys", "revoke", &text(&key)]).run().ok();
    let revoked = server.wait_for(&path, |reply| reply.status == 401);
    assert_eq!(code(revoked, 401), "key_revoked");
    // All keys revoked is not the same as none made.
    assert_eq!(code(server.get("/api/v1/search"), 401), "key_missing");
}

#[test]
fn damaged_keys_do_not_open_the_archive() {
    let index = archive();
    index.write("keys.json", "{");
    let started = index.vestnik(&["serve", "--listen", "127.0.0.1:0"]).run();
    started.exits(1).complains(&["keys.json", "cannot be read"]);
}

#[test]
fn a_client_behind_a_trusted_proxy_has_a_limit_of_its_own() {
    let index = archive();
    let key = text(&create(&index, &["--per-client-minute", "1"]));
    let server = index.serve_with(&["--set", "access.trusted_proxies=127.0.0.1"]);
    let path = format!("/api/v1/search?key={key}");
    let ask = |client: &str| server.send("GET", &path, &[("x-forwarded-for", client)]);
    ask("203.0.113.1").is(200);
    let refused = ask("203.0.113.1");
    assert!(refused.header("retry-after").parse::<u64>().is_ok_and(|wait| wait <= 60));
    assert_eq!(code(refused, 429), "rate_limited");
    ask("203.0.113.2").is(200);
}
