//! Disks that fill up, cannot be written, or belong to somebody else for a while: searches go on, writes are refused in
//! words and come back by themselves, and what was acknowledged is there, once.

use std::collections::BTreeSet;
use std::fs::{self, File};
use std::path::Path;
use std::thread;
use std::time::{Duration, Instant};

use serde_json::{Value, json};
use vestnik_tests::disk::{SmallDisk, SmallFiles};
use vestnik_tests::random::Random;
use vestnik_tests::{Client, Reply, TestIndex, TestServer, search_path};

/// Space that is left on a disk when writing begins, so that it ends in different places: in the journal, in a segment,
/// in a list of segments, in a merge.
const LEFT: [u64; 7] = [0, 4 << 10, 12 << 10, 40 << 10, 128 << 10, 400 << 10, 1200 << 10];
const PATIENCE: Duration = Duration::from_secs(30);
/// Makes a server commit, and so merge, often.
const BUSY: [&str; 4] = ["--set", "index.commit_ms=10", "--set", "index.memory_mb=16"];

/// An article that packs badly.
fn article(id: &str, seed: u64) -> Value {
    let mut random = Random::new(seed);
    let mut word = || (0..60).map(|_| char::from(b'a' + random.below(26) as u8)).collect::<String>();
    let words: Vec<String> = (0..50).map(|_| word()).collect();
    json!({ "id": id, "title": format!("Полный диск {id}"), "text": words.join(" ") })
}

fn articles(name: &str, count: usize) -> Vec<Value> {
    (0..count).map(|number| article(&format!("{name}-{number}"), number as u64)).collect()
}

fn lines(articles: &[Value]) -> String {
    articles.iter().map(|article| format!("{article}\n")).collect()
}

fn small_index(disk: &SmallDisk) -> TestIndex {
    let index = disk.index();
    index.add(&articles("first", 5));
    index
}

/// Articles that a client has sent.
#[derive(Debug, Default)]
struct Sent {
    acknowledged: BTreeSet<String>,
    /// Without an answer that says so, they may be there or not.
    tried: BTreeSet<String>,
}

impl Sent {
    /// Sends one article after the other until the disk is full.
    fn put_until_full(&mut self, client: &Client, name: &str) -> Reply {
        let header = [("content-type", "application/json")];
        for number in 0..20_000_u64 {
            let id = format!("{name}-{number}");
            let body = article(&id, number).to_string();
            let path = format!("/api/v1/articles/{id}");
            let reply = client.try_send_body("PUT", &path, &header, body.as_bytes()).expect("an answer");
            match reply.status {
                200 | 201 => self.acknowledged.insert(id),
                507 => {
                    self.tried.insert(id);
                    return reply;
                }
                status => panic!("{status}: {}", reply.text()),
            };
        }
        panic!("the disk never was full");
    }

    /// Sends streams of articles until the disk is full.
    fn stream_until_full(&mut self, client: &Client, name: &str) -> Reply {
        for number in 0..200 {
            let batch = articles(&format!("{name}-{number}"), 700);
            let reply = client.send_json("POST", "/api/v1/articles", &lines(&batch));
            let ids = batch.iter().map(|article| article["id"].as_str().expect("an id").to_owned());
            let safe = match reply.status {
                200 => batch.len(),
                507 => reply.json()["acknowledged_lines"].as_u64().expect("a number") as usize,
                status => panic!("{status}: {}", reply.text()),
            };
            for (line, id) in ids.enumerate() {
                if line < safe { &mut self.acknowledged } else { &mut self.tried }.insert(id);
            }
            if reply.status == 507 {
                return reply;
            }
        }
        panic!("the disk never was full");
    }

    /// Everything acknowledged is there, and nothing twice.
    fn verify(&self, server: &TestServer, others: usize) {
        let is_there = |id: &String| server.get(&format!("/api/v1/articles/{id}")).status == 200;
        for id in &self.acknowledged {
            assert!(is_there(id), "{id} was acknowledged and is lost");
        }
        let tried = self.tried.difference(&self.acknowledged).filter(|id| is_there(id)).count();
        let found = server.search(&[("q", "полный диск")])["total"].as_u64();
        assert_eq!(
            found,
            Some((self.acknowledged.len() + tried + others) as u64),
            "something is there twice"
        );
    }
}

fn says_full(reply: Reply) {
    let problem = reply.problem(507);
    assert_eq!(problem["code"], "disk_full", "{problem}");
    assert!(problem["detail"].as_str().is_some_and(|text| text.contains("no space left")), "{problem}");
}

/// Writes until that works.
fn write_when_possible(server: &TestServer, id: &str) {
    let begun = Instant::now();
    let body = article(id, 1).to_string();
    loop {
        let reply = server.send_json("PUT", &format!("/api/v1/articles/{id}?wait=searchable"), &body);
        match reply.status {
            200 | 201 => return,
            _ => assert!(
                begun.elapsed() < PATIENCE,
                "writes never came back: {}\n{}",
                reply.text(),
                server.log()
            ),
        }
    }
}

fn restart(index: &TestIndex, server: TestServer) -> TestServer {
    server.kill();
    let server = index.serve_with(&BUSY);
    // What is in the journal is in searches when this is.
    write_when_possible(&server, "barrier");
    server
}

#[test]
fn writes_end_on_a_full_disk_and_begin_again_when_there_is_space() {
    let Some(disk) = SmallDisk::new(24 << 20) else { return };
    let index = small_index(&disk);
    let server = index.serve_with(&BUSY);
    let mut sent: Vec<Sent> = (0..3).map(|_| Sent::default()).collect();
    for (round, left) in LEFT.into_iter().enumerate() {
        disk.fill(left);
        thread::scope(|scope| {
            for (writer, sent) in sent.iter_mut().enumerate() {
                let client = server.client();
                scope.spawn(move || {
                    let name = format!("r{round}w{writer}");
                    says_full(match writer {
                        0 if round % 2 == 0 => sent.stream_until_full(&client, &name),
                        _ => sent.put_until_full(&client, &name),
                    });
                });
            }
        });
        assert_eq!(server.search(&[("q", "first")])["total"], 5, "searches go on");
        server.get("/api/v1/articles/first-3").is(200);
        disk.free();
        write_when_possible(&server, &format!("after-{round}"));
    }
    let server = restart(&index, server);
    let all = sent.into_iter().fold(Sent::default(), |mut all, sent| {
        all.acknowledged.extend(sent.acknowledged);
        all.tried.extend(sent.tried);
        all
    });
    assert!(all.acknowledged.len() > 100, "{} articles were acknowledged", all.acknowledged.len());
    all.verify(&server, 5 + LEFT.len() + 1);
    let log = server.log();
    assert!(!log.contains("panicked"), "{log}");
}

#[test]
fn a_limit_on_the_length_of_files_is_a_full_disk_too() {
    let index = TestIndex::of_articles(&articles("first", 5));
    let limited = SmallFiles::new(256).limit(&index);
    let server = limited.serve_with(&BUSY);
    let mut sent = Sent::default();
    says_full(sent.put_until_full(&server.client(), "single"));
    says_full(sent.stream_until_full(&server.client(), "many"));
    assert_eq!(server.search(&[("q", "first")])["total"], 5, "searches go on");
    SmallFiles::lift(server.pid());
    write_when_possible(&server, "after");
    sent.verify(&restart(&index, server), 7);
}

#[test]
fn an_index_run_on_a_full_disk_ends_in_words_and_changes_nothing() {
    let Some(disk) = SmallDisk::new(24 << 20) else { return };
    let index = disk.index();
    let generation = index.data().join("index/generation-000001");
    let full = |left: u64, name: &str| {
        disk.fill(left);
        let run = index.index(&["--set", "index.memory_mb=16", "-"]).input(lines(&articles(name, 700))).run();
        disk.free();
        run.exits(1).complains(&["/index", "No space left on device"])
    };
    full(0, "none");
    full(40 << 10, "none");
    assert!(!is_there(&generation), "what was never finished is removed");
    index.add(&articles("first", 5));
    let mut total = 5;
    for (round, left) in LEFT.into_iter().step_by(2).enumerate() {
        let name = format!("r{round}");
        full(left, &name);
        assert_eq!(index.answer("полный диск")["total"], total);
        let report = index.index(&["-"]).input(lines(&articles(&name, 150))).run().json();
        total += 150;
        assert_eq!(
            (&report["added"], &report["articles_in_index"]),
            (&json!(150), &json!(total)),
            "{report}"
        );
        assert_eq!(index.answer("полный диск")["total"], total);
    }
}

#[test]
fn a_command_that_finds_the_disk_full_gives_the_index_back_to_the_server() {
    let Some(disk) = SmallDisk::new(24 << 20) else { return };
    let index = small_index(&disk);
    let server = index.serve_with(&BUSY);
    disk.fill(60 << 10);
    let run = index.index(&["-"]).input(lines(&articles("many", 1500))).run();
    run.exits(1).complains(&["No space left on device"]);
    assert_eq!(server.search(&[("q", "полный диск")])["total"], 5);
    disk.free();
    write_when_possible(&server, "after");
    index.vestnik(&["delete", "after"]).run().ok();
    server.wait_for(&search_path(&[("q", "after")]), |reply| reply.json()["total"] == 0);
}

#[test]
fn a_rebuild_on_a_full_disk_is_given_up_and_nothing_is_lost() {
    let Some(disk) = SmallDisk::new(40 << 20) else { return };
    let index = disk.index();
    index.add(&articles("first", 800));
    let server = index.serve_with(&BUSY);
    disk.fill(200 << 10);
    let next = index.data().join("index/generation-000002");
    let refused = index.vestnik(&["rebuild"]).run().exits(1);
    refused.complains(&["a new generation takes about", "MB are free", "/index"]);
    let from_files =
        index.index(&["--rebuild", "--drop-sent", "-"]).input(lines(&articles("new", 700))).run();
    from_files.exits(1).complains(&["generation-000002", "No space left on device"]);
    assert!(!is_there(&next), "what was never finished is removed");
    disk.free();

    // So much that the rebuild begins, and so little that the disk is full in no time.
    disk.fill(2 * bytes_in(&index.data().join("index/generation-000001")) + (2 << 20));
    let ended = thread::scope(|scope| {
        let rebuild = scope.spawn(|| index.vestnik(&["rebuild"]).run());
        wait_for(&next);
        disk.fill(0);
        rebuild.join().expect("the rebuild ends")
    });
    ended.exits(1).complains(&["/index", "No space left on device"]);
    assert!(!is_there(&next), "what was never finished is removed");
    assert_eq!(server.search(&[("q", "полный диск")])["total"], 800, "searches go on");
    disk.free();
    write_when_possible(&server, "after");
    assert_eq!(index.vestnik(&["rebuild", "--json"]).run().json()["articles"], 801);
    write_when_possible(&server, "later");
    let server = restart(&index, server);
    assert_eq!(server.search(&[("q", "полный диск")])["total"], 803);
}

#[test]
fn a_snapshot_on_a_full_disk_is_given_up_and_harms_nothing() {
    let Some(disk) = SmallDisk::new(24 << 20) else { return };
    let index = small_index(&disk);
    index.index(&["-"]).input(lines(&articles("many", 300))).run().ok();
    let server = index.serve_with(&BUSY);
    let target = index.within("backup").told();
    let snapshot = || index.vestnik(&["snapshot", &target]).run();
    for left in LEFT {
        disk.fill(left);
        let run = snapshot().exits(1);
        let is_told =
            ["No space left on device", " MB are free"].iter().any(|text| run.stderr.contains(text));
        assert!(is_told, "{left} bytes left: {}", run.stderr);
        assert_eq!(server.search(&[("q", "полный диск")])["total"], 305);
        disk.free();
    }
    write_when_possible(&server, "after");
    snapshot().ok();
    index.vestnik(&["snapshot", &target, "--verify"]).run().ok().says(&["All snapshots are whole."]);
    assert!(!is_there(&index.data().join("index/snapshot")), "what the snapshot held fast is let go");

    let restored = index.within("restored");
    let restore = || restored.vestnik(&["restore", &target]).run();
    for left in LEFT {
        disk.fill(left);
        restore().exits(1);
        assert!(!is_there(&restored.data().join("index/CURRENT")), "{left} bytes left: half an archive");
        disk.free();
    }
    restore().ok();
    restored.vestnik(&["check"]).run().ok();
}

fn is_there(path: &Path) -> bool {
    path.try_exists().expect("it can be asked")
}

fn bytes_in(folder: &Path) -> u64 {
    let entries = fs::read_dir(folder).expect("the folder can be listed");
    entries.filter_map(|entry| entry.ok()?.metadata().ok()).map(|metadata| metadata.len()).sum()
}

fn wait_for(path: &Path) {
    let begun = Instant::now();
    while !is_there(path) {
        assert!(begun.elapsed() < PATIENCE, "{} never appears", path.display());
        thread::yield_now();
    }
}

#[test]
fn a_disk_that_cannot_be_written_is_searched() {
    let Some(disk) = SmallDisk::new(24 << 20) else { return };
    let index = small_index(&disk);
    disk.remount("ro");
    let server = index.serve_with(&BUSY);
    assert_eq!(server.search(&[("q", "полный диск")])["total"], 5);
    assert_eq!(index.answer("полный диск")["total"], 5);
    for (method, path) in [("PUT", "/api/v1/articles/x"), ("POST", "/api/v1/articles")] {
        let problem = server.send_json(method, path, &article("x", 1).to_string()).problem(503);
        assert_eq!(problem["code"], "index_read_only", "{problem}");
        assert!(
            problem["detail"].as_str().is_some_and(|text| text.contains("cannot be written")),
            "{problem}"
        );
    }
    for command in [&["index", "-"][..], &["delete", "first-1"], &["rebuild"]] {
        let run = index.vestnik(command).input(lines(&articles("x", 1))).run();
        run.exits(1).complains(&["/index/", "Read-only file system"]);
    }
    disk.remount("rw");
    write_when_possible(&server, "after");
    assert_eq!(server.search(&[("q", "полный диск")])["total"], 6);
}

#[test]
fn a_lock_that_somebody_holds_is_told_and_waited_for_no_longer_than_needed() {
    let index = TestIndex::of_articles(&articles("first", 5));
    let path = index.data().join("index/writer.lock");
    let lock = File::options().write(true).open(&path).expect("an index has a lock file");
    lock.lock().expect("nobody holds it");
    let begun = Instant::now();
    for command in [&["index", "-"][..], &["delete", "first-1"]] {
        let run = index.vestnik(command).input(lines(&articles("x", 1))).run();
        run.exits(5).complains(&["another vestnik is writing to this index", "writer.lock"]);
    }
    assert!(begun.elapsed() < Duration::from_secs(5), "nobody waits for a lock that is not given up");
    let server = index.serve_with(&BUSY);
    assert_eq!(server.search(&[("q", "полный диск")])["total"], 5);
    let reply = server.send_json("PUT", "/api/v1/articles/x", &article("x", 1).to_string());
    assert!(!reply.header("retry-after").is_empty(), "{reply:?}");
    assert_eq!(reply.problem(503)["code"], "index_locked");
    let reply = server.send_json("POST", "/api/v1/articles", &lines(&articles("x", 2)));
    assert!(!reply.header("retry-after").is_empty(), "{reply:?}");
    let problem = reply.problem(503);
    assert_eq!((&problem["code"], &problem["acknowledged_lines"]), (&json!("index_locked"), &json!(0)));
    assert_eq!(server.search(&[("q", "полный диск")])["total"], 5);
    fs::write(&path, "").expect("the file can be written");
    drop(lock);
    write_when_possible(&server, "after");
    assert_eq!(server.search(&[("q", "полный диск")])["total"], 6);
}
