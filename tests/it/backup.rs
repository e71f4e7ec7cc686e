//! Checking an archive, taking snapshots of it and restoring it, with the real binary.

use std::fs;
use std::path::{Path, PathBuf};

use serde_json::{Value, json};
use vestnik_tests::object_store::ObjectStore;
use vestnik_tests::{TestIndex, Vestnik};

fn archive() -> TestIndex {
    TestIndex::of_articles(&[
        json!({ "id": "a", "title": "Керри прилетел в Москву", "text": "Переговоры в Кремле." }),
        json!({ "id": "b", "title": "Курс доллара вырос", "text": "Рубль снова подешевел." }),
    ])
}

fn path(path: &Path) -> String {
    path.display().to_string()
}

/// A file of the index whose name ends so.
fn file_of_index(index: &TestIndex, end: &str) -> PathBuf {
    let folder = index.data().join("index/generation-000001");
    let files = fs::read_dir(folder).expect("a generation").map(|entry| entry.expect("an entry").path());
    files.filter(|file| path(file).ends_with(end)).min().expect("a file with this end")
}

fn flip(file: &Path, at: usize) {
    let mut bytes = fs::read(file).expect("a file");
    bytes[at] ^= 0x10;
    fs::write(file, bytes).expect("a file");
}

#[test]
fn damage_is_named_with_its_file_and_has_an_exit_code() {
    let index = archive();
    index.vestnik(&["check"]).run().ok().says(&["Generation 1: 2 articles in ", "Journal: 0 entries read."]);
    let file = file_of_index(&index, ".store");
    flip(&file, 5);
    let name = path(&file);
    index.vestnik(&["check"]).run().exits(6).says(&[&name, "damaged"]).complains(&["damage in 1 place"]);
    let output = index.vestnik(&["check", "--json"]).run().exits(6);
    let report: Value = serde_json::from_str(&output.stdout).expect("a report");
    assert_eq!(report["faults"][0]["path"], name.as_str());
    let target = index.data().join("backup");
    index.vestnik(&["snapshot", &path(&target)]).run().exits(6).complains(&[&name, "vestnik check"]);
    index.vestnik(&["snapshot", &path(&target), "--list"]).run().ok().says(&["There are no snapshots."]);
    TestIndex::empty().vestnik(&["check"]).run().exits(4).complains(&["there is no index"]);
}

#[test]
fn what_a_server_has_acknowledged_is_in_a_snapshot_and_is_served_again() {
    let index = archive();
    let server = index.serve_with(&["--set", "index.commit_ms=60000"]);
    let put = |id: &str, title: &str, more: Value| {
        let mut article = json!({ "title": title });
        article.as_object_mut().expect("an object").extend(more.as_object().expect("an object").clone());
        server.send_json("PUT", &format!("/api/v1/articles/{id}"), &article.to_string())
    };
    put("c", "Выборы в Думу", json!({})).is(201);
    put("later", "Эмбарго", json!({ "embargoed_until": "2190-01-01" })).is(200);
    index.vestnik(&["keys", "create", "--name", "site"]).run().ok();
    let target = path(&index.data().join("backup"));
    let report = index.vestnik(&["snapshot", &target, "--json"]).run().ok().json();
    put("d", "Позже снимка", json!({})).is(201);

    let restored = TestIndex::empty();
    restored.vestnik(&["restore", &target]).run().ok().says(&[report["name"].as_str().expect("a name")]);
    restored.vestnik(&["check"]).run().ok();
    assert_eq!(
        restored.vestnik(&["keys", "list", "--json"]).run().ok().json().as_array().map(Vec::len),
        Some(1)
    );
    fs::remove_file(restored.data().join("keys.json")).expect("keys came back");
    let server = restored.serve();
    for id in ["a", "b", "c"] {
        server.get(&format!("/api/v1/articles/{id}")).is(200);
    }
    for id in ["d", "later"] {
        server.get(&format!("/api/v1/articles/{id}")).is(404);
    }
    let again = r#"{"title": "Эмбарго", "embargoed_until": "2190-01-01"}"#;
    assert_eq!(server.send_json("PUT", "/api/v1/articles/later", again).ok()["result"], "unchanged");
    restored.vestnik(&["restore", &target]).run().exits(1).complains(&["is there already", "--data"]);
}

#[test]
fn snapshots_are_listed_verified_and_removed() {
    let index = archive();
    let target = path(&index.data().join("backup"));
    let first = index.vestnik(&["snapshot", &target, "--json"]).run().ok().json();
    let second = index.vestnik(&["snapshot", &target, "--json"]).run().ok().json();
    assert_eq!(second["copied_bytes"], 0);
    let listed = index.vestnik(&["snapshot", &target, "--list", "--json"]).run().ok().json();
    let names: Vec<&Value> = listed.as_array().expect("a list").iter().map(|facts| &facts["name"]).collect();
    assert_eq!(names, [&first["name"], &second["name"]]);
    let third = index.vestnik(&["snapshot", &target, "--keep", "1", "--json"]).run().ok().json();
    assert_eq!(third["removed"]["snapshots"].as_array().map(Vec::len), Some(2));
    index.vestnik(&["snapshot", &target, "--verify"]).run().ok().says(&["All snapshots are whole."]);
    let blobs = index.data().join("backup/blobs");
    let folder = fs::read_dir(blobs).expect("blobs").next().expect("a blob").expect("an entry").path();
    let blob = fs::read_dir(folder).expect("a folder").next().expect("a blob").expect("an entry").path();
    flip(&blob, 0);
    let name = blob.file_name().expect("a name").to_string_lossy().into_owned();
    index.vestnik(&["snapshot", &target, "--verify"]).run().exits(6).says(&[&name, "damaged"]);
    let empty = TestIndex::empty();
    empty.vestnik(&["restore", &target]).run().exits(6).complains(&[&name]);
    empty.vestnik(&["search", "курс"]).run().exits(4);
}

#[test]
fn an_object_store_that_speaks_s3_is_a_target() {
    let store = ObjectStore::start();
    let with = |run: Vestnik| {
        run.env("AWS_ENDPOINT", store.url())
            .env("AWS_ALLOW_HTTP", "true")
            .env("AWS_REGION", "ru-central1")
            .env("AWS_ACCESS_KEY_ID", "key")
            .env("AWS_SECRET_ACCESS_KEY", "secret")
            .run()
    };
    let index = archive();
    // More than one part of a multipart upload.
    let ballast = vec![0x5a; 40 << 20];
    fs::create_dir(index.data().join("follower")).expect("a folder");
    fs::write(index.data().join("follower/ballast"), &ballast).expect("a file");
    let target = "s3://archive/news/2016";
    for _ in 0..3 {
        with(index.vestnik(&["snapshot", target, "--keep", "2"])).ok();
    }
    assert!(store.names().iter().all(|name| name.starts_with("archive/news/2016/")), "{:?}", store.names());
    let listed = with(index.vestnik(&["snapshot", target, "--list", "--json"])).ok().json();
    assert_eq!(listed.as_array().map(Vec::len), Some(2), "{listed}");
    with(index.vestnik(&["snapshot", target, "--verify"])).ok();
    let restored = TestIndex::empty();
    with(restored.vestnik(&["restore", target])).ok();
    assert_eq!(restored.answer("доллар")["total"], 1);
    assert!(fs::read(restored.data().join("follower/ballast")).expect("a file") == ballast);
    store.spoil();
    with(index.vestnik(&["snapshot", target, "--verify"])).exits(6);
}
