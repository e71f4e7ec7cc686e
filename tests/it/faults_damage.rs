//! Files of an index that are cut short or have a flipped bit: the message names the file and what helps, nothing
//! panics in silence, and what is sound is there.

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::OnceLock;

use serde_json::{Value, json};
use vestnik_tests::{TestIndex, TestServer, Vestnik, encode};

const FILED: usize = 20;
const SENT: usize = 10;
const SECOND: &str = "index/generation-000002";

/// An index of two generations with articles of files, articles that were sent, of which the last ones are in the journal
/// only, and one under embargo.
fn base() -> &'static TestIndex {
    static BASE: OnceLock<TestIndex> = OnceLock::new();
    BASE.get_or_init(|| {
        let index = TestIndex::empty();
        for number in 0..FILED {
            let article =
                json!({ "id": format!("f{number}"), "title": format!("Мост {number}"), "text": "Открыт мост через Волгу." });
            index.write(&format!("in/{number}.json"), article.to_string());
        }
        index.index(&[]).arg(index.data().join("in")).run().ok();
        send(&index, 0..SENT / 2);
        index.vestnik(&["rebuild"]).run().ok();
        send(&index, SENT / 2..SENT);
        index
    })
}

/// Sends articles to a server that commits the first of them only, and is killed.
fn send(index: &TestIndex, numbers: std::ops::Range<usize>) {
    let server = index.serve_with(&["--set", "index.commit_ms=60000"]);
    let secret = json!({ "title": "Тайна о мосте", "embargoed_until": "2096-01-01" });
    server.send_json("PUT", "/api/v1/articles/secret?wait=searchable", &secret.to_string()).ok();
    for number in numbers {
        let article = json!({ "title": format!("Посланный мост {number}") });
        server.send_json("PUT", &format!("/api/v1/articles/s{number}"), &article.to_string()).is(201);
    }
    server.kill();
}

fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).expect("a folder can be made");
    for entry in fs::read_dir(from).expect("the folder can be listed") {
        let entry = entry.expect("the entry can be read");
        let to = to.join(entry.file_name());
        match entry.path().is_dir() {
            true => copy(&entry.path(), &to),
            false => drop(fs::copy(entry.path(), to).expect("the file can be copied")),
        }
    }
}

/// A copy of the base in which a file is damaged.
fn damaged(file: &str, damage: impl Fn(&mut Vec<u8>)) -> TestIndex {
    let index = TestIndex::empty();
    copy(&base().data().join("index"), &index.data().join("index"));
    let path = index.data().join(file);
    let mut bytes = fs::read(&path).expect("the file can be read");
    damage(&mut bytes);
    fs::write(path, bytes).expect("the file can be written");
    index
}

type Damage<'a> = &'a dyn Fn(&mut Vec<u8>);

fn cut(bytes: &mut Vec<u8>) {
    bytes.truncate(bytes.len() / 2);
}

fn flip(part: usize) -> impl Fn(&mut Vec<u8>) {
    move |bytes| {
        let place = bytes.len() * part / 8;
        bytes[place] ^= 0x10;
    }
}

fn serve(index: &TestIndex) -> Vestnik {
    index.vestnik(&["serve", "--listen", "127.0.0.1:0"])
}

fn total(server: &TestServer) -> Value {
    server.search(&[("q", "мост")])["total"].clone()
}

fn write(server: &TestServer) {
    server.send_json("PUT", "/api/v1/articles/new?wait=searchable", r#"{"title": "Новый мост"}"#).is(201);
}

/// The largest file of the second generation with this extension. Small ones may be what a killed server left.
fn segment_file(extension: &str) -> String {
    let entries = fs::read_dir(base().data().join(SECOND)).expect("the folder can be listed");
    let paths = entries.map(|entry| entry.expect("an entry").path());
    let files = paths.filter(|path| path.extension().is_some_and(|found| found == extension));
    let length = |path: &PathBuf| fs::metadata(path).map_or(0, |facts| facts.len());
    let largest = files.max_by_key(length).expect("there is one");
    format!("{SECOND}/{}", largest.file_name().expect("a name").to_string_lossy())
}

#[test]
fn a_damaged_pointer_is_written_anew_as_the_message_says() {
    for damage in [|bytes: &mut Vec<u8>| bytes.clear(), |bytes: &mut Vec<u8>| bytes[20] ^= 1] {
        let index = damaged("index/CURRENT", damage);
        let says = ["index/CURRENT", "vestnik generations list", "vestnik generations switch NUMBER"];
        serve(&index).run().exits(4).complains(&says);
        index.index(&["-"]).input("").run().exits(4).complains(&says);
        index.search(&["мост"]).exits(4).complains(&says);
        let generations = index.vestnik(&["generations", "list", "--json"]).run().json();
        assert_eq!(generations.as_array().map(Vec::len), Some(2), "{generations}");
        index.vestnik(&["generations", "switch", "2"]).run().ok();
        let server = index.serve();
        write(&server);
        assert_eq!(total(&server), FILED + SENT + 1, "nothing is lost");
    }
}

#[test]
fn a_generation_that_cannot_be_opened_is_left_for_the_one_before() {
    let mut files = vec![
        format!("{SECOND}/manifest.json"),
        format!("{SECOND}/meta.json"),
        format!("{SECOND}/.managed.json"),
    ];
    for extension in ["fast", "fieldnorm", "idx", "pos", "store", "term"] {
        files.push(segment_file(extension));
    }
    for file in files {
        let index = damaged(&file, cut);
        let name = file.rsplit('/').next().expect("a name");
        for run in [serve(&index), index.index(&["-"]), index.vestnik(&["search", "мост"])] {
            let output = run.run().complains(&[name, "vestnik "]);
            assert!(matches!(output.code, Some(1 | 4)), "{output:?}");
            assert!(!output.stderr.contains("panicked"), "{output:?}");
        }
        let dropped = index.index(&["--rebuild"]).arg(base().data().join("in")).run();
        dropped.exits(1).complains(&["--drop-sent"]);
        index.vestnik(&["generations", "switch", "1"]).run().ok();
        let server = index.serve();
        write(&server);
        assert_eq!(total(&server), FILED + SENT + 1, "{file}: nothing is lost");
    }
}

#[test]
fn a_bit_flipped_in_a_segment_ends_no_process_and_no_other_request() {
    for extension in ["fast", "fieldnorm", "idx", "pos", "store", "term"] {
        for part in [3, 7] {
            bit_flipped(&segment_file(extension), part);
        }
    }
}

fn bit_flipped(file: &str, part: usize) {
    let index = damaged(file, flip(part));
    let place = format!("{file}, bit in eighth {part}");
    let output = index.vestnik(&["search", "мост"]).run();
    let is_told = output.stderr.contains("vestnik check") || output.stderr.contains("vestnik restore");
    assert!(output.code == Some(0) || output.code == Some(1) && is_told, "{place}: {output:?}");
    let output = index.index(&["-"]).input(r#"{"id": "x", "title": "Мост"}"#).run();
    assert!(matches!(output.code, Some(0 | 1)), "{place}: {output:?}");

    let index = damaged(file, flip(part));
    let busy = ["--set", "search.refresh_ms=20", "--set", "index.commit_ms=10"];
    let server = match TestServer::attempt(serve(&index).arg_all(&busy)) {
        Ok(server) => server,
        Err(said) => {
            let name = file.rsplit('/').next().expect("a name");
            let is_named = said.contains(name) || said.contains("panicked") || said.contains(SECOND);
            let is_told = said.contains("vestnik check") || said.contains("vestnik restore");
            assert!(is_named && is_told, "{place}: {said}");
            return;
        }
    };
    for query in ["мост", "\"через волгу\"", "посланный", "мос*"] {
        let reply = server.get(&format!("/api/v1/search?facets=rubric&q={}", encode(query.as_bytes())));
        assert!(matches!(reply.status, 200 | 500 | 503), "{place}: {}", reply.text());
    }
    for number in 0..3 {
        let path = format!("/api/v1/articles/f{number}?wait=searchable");
        let reply = server.send_json("PUT", &path, r#"{"title": "Другой мост"}"#);
        assert!(
            matches!(reply.status, 200 | 201) || reply.json()["code"] == "intake_failed",
            "{place}: {}",
            reply.text()
        );
    }
    server.get("/livez").is(200);
    let log = server.log();
    // The engine's own threads for merging say what happened, and merging is tried again with the next commit.
    let is_told = ["vestnik check", "'merge_thread"].iter().any(|text| log.contains(text));
    assert!(!log.contains("panicked at") || is_told, "{place}: {log}");
}

#[test]
fn a_damaged_register_stops_writes_until_it_is_taken_away() {
    for damage in [Box::new(cut) as Box<dyn Fn(&mut Vec<u8>)>, Box::new(flip(3))] {
        let file = format!("{SECOND}/register.json");
        let index = damaged(&file, damage);
        let says = [file.as_str(), "vestnik restore", "remove the file"];
        index.index(&["-"]).input("").run().exits(1).complains(&says);
        let server = index.serve();
        assert!(total(&server).as_u64() > Some(FILED as u64), "searches go on");
        let reply = server.send_json("PUT", "/api/v1/articles/new", r#"{"title": "Новый мост"}"#);
        assert_eq!(reply.problem(503)["code"], "intake_failed");
        says.iter().for_each(|text| server.wait_for_log(text));
        fs::remove_file(index.data().join(&file)).expect("it is there");
        server.wait_for("/metrics", |_| {
            server.send_json("PUT", "/api/v1/articles/new", r#"{"title": "Новый мост"}"#).status < 300
        });
        write_again(&server);
        assert_eq!(total(&server), FILED + SENT + 1, "nothing else is lost");
    }
}

fn write_again(server: &TestServer) {
    server.send_json("PUT", "/api/v1/articles/new?wait=searchable", r#"{"title": "Новый мост"}"#).ok();
}

#[test]
fn a_damaged_list_of_files_costs_that_they_are_read_again() {
    for damage in [Box::new(cut) as Box<dyn Fn(&mut Vec<u8>)>, Box::new(flip(3))] {
        let index = damaged(&format!("{SECOND}/sources.json"), damage);
        let report = index.index(&[]).arg(base().data().join("in")).run().json();
        assert_eq!(
            (&report["unchanged"], &report["articles_in_index"]),
            (&json!(FILED), &json!(FILED + SENT)),
            "{report}"
        );
        let again = index.index(&[]).arg(base().data().join("in")).run().json();
        assert_eq!(again["files_unchanged"], FILED, "{again}");
    }
}

fn journal() -> String {
    let folder = base().data().join("index/journal");
    let mut files: Vec<_> = fs::read_dir(folder)
        .expect("there is a journal")
        .map(|entry| entry.expect("an entry").file_name())
        .collect();
    files.sort();
    format!("index/journal/{}", files.last().expect("a file").to_string_lossy())
}

#[test]
fn a_damaged_journal_costs_what_is_damaged() {
    let end = |bytes: &mut Vec<u8>| bytes.truncate(bytes.len() - 3);
    let middle = |bytes: &mut Vec<u8>| {
        let text = "Посланный мост 7".as_bytes();
        let place =
            bytes.windows(text.len()).position(|window| window == text).expect("it is in the journal");
        bytes[place] ^= 1;
    };
    let table: [(Damage<'_>, &str, &str); 2] =
        [(&end, "s9", "never acknowledged"), (&middle, "s7", "the journal is damaged")];
    for (damage, lost, told) in table {
        let index = damaged(&journal(), damage);
        let server = index.serve();
        write(&server);
        assert_eq!(total(&server), FILED + SENT, "one is lost, one is new");
        server.get(&format!("/api/v1/articles/{lost}")).is(404);
        server.wait_for_log(told);
        server.wait_for_log(&journal());
        server.kill();
        let server = index.serve();
        write_again(&server);
        assert_eq!(total(&server), FILED + SENT);
        assert_eq!(index.index(&["-"]).input("").run().json()["articles_in_index"], FILED + SENT);
    }
}

#[test]
fn a_file_system_whose_clock_was_set_back_loses_nothing() {
    let index = TestIndex::empty();
    let file = index.write("in/a.json", r#"{"id": "a", "title": "Мост"}"#);
    let folder = index.data().join("in");
    let run = || index.index(&[]).arg(&folder).run().json();
    let set = |hours: u64, back: bool| {
        let (now, time) = (std::time::SystemTime::now(), std::time::Duration::from_secs(hours * 3600));
        let moment = if back { now - time } else { now + time };
        let file = fs::File::options().append(true).open(&file).expect("it is there");
        file.set_modified(moment).expect("times can be set");
    };
    set(48, false);
    assert_eq!(run()["added"], 1);
    assert_eq!(run()["files_unchanged"], 1);
    fs::write(&file, r#"{"id": "a", "title": "Дом"}"#).expect("it can be written");
    set(48, true);
    assert_eq!(run()["updated"], 1, "a change is seen though it is older than what it replaces");
}
