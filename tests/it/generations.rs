//! One writer at a time, readers that follow, and indexes that are refused.

use std::fs;
use std::path::PathBuf;
use std::process::Child;

use serde_json::Value;
use vestnik_tests::json::total;
use vestnik_tests::{TestIndex, article};

const ATTEMPTS: usize = 100_000;

/// A writer that waits for its standard input, lock in hand.
struct Writer(Child);

impl Writer {
    fn start(index: &TestIndex) -> Self {
        let lock = index.data().join("index/writer.lock");
        // Left behind by the last writer, who holds it no more. When it is back, the new one is there.
        fs::remove_file(&lock).expect("an index has a lock file");
        let child = index.index(&["-"]).spawn();
        let appears = (0..ATTEMPTS).any(|_| {
            std::thread::yield_now();
            lock.is_file()
        });
        assert!(appears, "{} never appears", lock.display());
        Self(child)
    }

    fn is_running(&mut self) -> bool {
        self.0.try_wait().expect("it can be asked").is_none()
    }
}

impl Drop for Writer {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

#[test]
fn a_second_writer_is_turned_away_and_readers_are_not() {
    let index = TestIndex::of_articles(&[article("1", "Мост", "Текст.")]);
    let mut writer = Writer::start(&index);
    let second = || index.index(&["-"]).input("").run();
    let refused =
        (0..100).map(|_| second()).find(|run| run.code != Some(0)).expect("the writer holds its lock");
    refused.exits(5).complains(&["another vestnik is writing", ".lock"]);
    index.vestnik(&["delete", "1"]).run().exits(5);
    assert_eq!(index.answer("мост")["total"], 1);
    assert!(writer.is_running(), "the first writer is not disturbed");
    drop(writer);
    second().ok();
}

#[test]
fn a_server_follows_commits_and_new_generations_without_a_restart() {
    let index = TestIndex::of_articles(&[article("1", "Мост", "Текст."), article("2", "Каток", "Текст.")]);
    let server = index.serve_with(&["--set", "search.refresh_ms=20"]);
    let all = "/api/v1/search";
    assert_eq!(total(&server.get(all).ok()), 2);
    let index_line = |args: &[&str], id: &str| {
        index.index(args).input(article(id, "Театр", "Текст.").to_string()).run().json()
    };

    index_line(&["-"], "3");
    server.wait_for(all, |reply| reply.json()["total"] == 3);

    let report = index_line(&["-", "--rebuild"], "4");
    assert_eq!(
        (report["generation"].as_u64(), report["articles_in_index"].as_u64()),
        (Some(2), Some(1)),
        "{report}"
    );
    let reply = server.wait_for(all, |reply| reply.json()["total"] == 1);
    assert_eq!(reply.json()["hits"][0]["id"], "4");

    index.vestnik(&["delete", "4"]).run().ok();
    server.wait_for(all, |reply| reply.json()["total"] == 0);
}

#[test]
fn a_search_under_way_never_sees_half_of_a_rebuild() {
    let articles = |name: &str| {
        (0..50).map(|number| article(&format!("{name}-{number}"), name, "Текст.")).collect::<Vec<_>>()
    };
    let index = TestIndex::of_articles(&articles("старый"));
    let server = index.serve_with(&["--set", "search.refresh_ms=10"]);
    let lines: String = articles("новый").iter().map(|article| format!("{article}\n")).collect();
    let rebuild = std::thread::scope(|scope| {
        let rebuild = scope.spawn(|| index.index(&["-", "--rebuild"]).input(lines).run().json());
        while !rebuild.is_finished() {
            let answer = server.search(&[("facets", "rubric"), ("per_page", "100")]);
            check_one_state(&answer);
        }
        rebuild.join().expect("the rebuild ends")
    });
    assert_eq!(rebuild["articles_in_index"], 50, "{rebuild}");
    let answer =
        server.wait_for("/api/v1/search?per_page=100", |reply| reply.text().contains("новый-0")).json();
    check_one_state(&answer);
}

fn check_one_state(answer: &Value) {
    let titles: Vec<&Value> =
        answer["hits"].as_array().expect("hits").iter().map(|hit| &hit["title"]).collect();
    assert_eq!((total(answer), titles.len()), (50, 50));
    assert!(titles.iter().all(|title| *title == titles[0]), "both states at once: {titles:?}");
}

fn manifest(index: &TestIndex) -> PathBuf {
    index.data().join("index/generation-000001/manifest.json")
}

fn set_version(index: &TestIndex, name: &str, version: u64) {
    let path = manifest(index);
    let text = fs::read_to_string(&path).expect("there is a manifest");
    let (content, _) = text.rsplit_once("\n#crc32 ").expect("it is sealed");
    let mut json: Value = serde_json::from_str(content).expect("it is JSON");
    assert!(json[name].is_number(), "{json}");
    json[name] = version.into();
    let edited = json.to_string();
    let mut checksum = flate2::Crc::new();
    checksum.update(edited.as_bytes());
    fs::write(path, format!("{edited}\n#crc32 {:08x}\n", checksum.sum())).expect("it can be written");
}

#[test]
fn an_index_of_another_version_is_refused_with_the_way_out() {
    let index = TestIndex::of_articles(&[article("1", "Мост", "Текст.")]);
    let current = fs::read_to_string(manifest(&index)).expect("there is a manifest");
    for (name, remedy) in
        [("analyzer_version", "vestnik rebuild"), ("format_version", "vestnik index --rebuild")]
    {
        set_version(&index, name, 99);
        let says = ["99", remedy];
        index.search(&["мост"]).exits(4).complains(&says);
        index.vestnik(&["serve", "--listen", "127.0.0.1:0"]).run().exits(4).complains(&says);
        index.index(&["-"]).input("").run().exits(4).complains(&says);
        index.vestnik(&["delete", "1"]).run().exits(4).complains(&says);
        fs::write(manifest(&index), &current).expect("it can be written");
    }
    set_version(&index, "analyzer_version", 99);
    let report =
        index.index(&["-", "--rebuild"]).input(article("2", "Мост", "Текст.").to_string()).run().json();
    assert_eq!(report["generation"], 2, "{report}");
    assert_eq!(index.answer("мост")["hits"][0]["id"], "2");
}

#[test]
fn an_index_of_another_analyzer_is_rebuilt_from_itself() {
    let index = TestIndex::of_articles(&[article("1", "Мост", "Текст.")]);
    set_version(&index, "analyzer_version", 99);
    let said = index.vestnik(&["rebuild"]).run().ok();
    said.complains(&["rebuilding 1 articles: up to", "MB are free"]);
    assert_eq!(index.answer("мост")["hits"][0]["id"], "1");
    index
        .vestnik(&["generations", "switch", "1", "--force"])
        .run()
        .exits(4)
        .complains(&["analyzer version 99"]);
}

#[test]
fn a_damaged_manifest_is_refused_with_the_way_out() {
    let index = TestIndex::of_articles(&[article("1", "Мост", "Текст.")]);
    fs::write(manifest(&index), "каша").expect("it can be written");
    index.search(&["мост"]).exits(4).complains(&["manifest.json", "vestnik index --rebuild"]);
}

#[test]
fn without_an_index_the_command_that_makes_one_is_named() {
    let index = TestIndex::empty();
    index.search(&["мост"]).exits(4).complains(&["there is no index", "vestnik index PATH"]);
    index.vestnik(&["serve", "--listen", "127.0.0.1:0"]).run().exits(4).complains(&["vestnik index PATH"]);
    index.vestnik(&["inspect"]).run().exits(4);
}

#[test]
fn a_writer_that_is_killed_leaves_the_index_as_it_was() {
    let index = TestIndex::of_articles(&[article("1", "Мост", "Текст.")]);
    for _ in 0..3 {
        drop(Writer::start(&index));
        assert_eq!(index.answer("")["total"], 1);
    }
    let report = index.index(&["-"]).input(article("2", "Мост", "Текст.").to_string()).run().json();
    assert_eq!(report["articles_in_index"], 2, "{report}");
}
