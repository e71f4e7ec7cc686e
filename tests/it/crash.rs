//! `kill -9` at random moments: what was acknowledged is there afterwards, once and whole.
//!
//! Several clients write, each to articles of its own; a model knows of each article what was last acknowledged and
//! what was tried since. After every kill the server is started again and each article must be in one of these states.
//! `VESTNIK_CRASH_SECONDS` makes it go on for longer, `VESTNIK_CRASH_SEED` repeats a run as far as chance is concerned.

use std::collections::BTreeMap;
use std::env;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;
use std::time::{Duration, Instant};

use serde_json::{Value, json};
use vestnik_tests::random::Random;
use vestnik_tests::{Client, TestIndex, TestServer};

const WRITERS: usize = 4;
/// Articles of one writer.
const ARTICLES: usize = 12;
const MIN_ROUNDS: usize = 4;

/// What an article is: a version, or gone.
type State = Option<u64>;

/// What is known of one article.
#[derive(Debug, Clone, Default)]
struct Known {
    acknowledged: State,
    /// Tried since then, without an answer.
    tried: Vec<State>,
}

type Model = BTreeMap<String, Known>;

fn setting(name: &str, default: u64) -> u64 {
    env::var(name).ok().and_then(|value| value.parse().ok()).unwrap_or(default)
}

#[test]
fn acknowledged_writes_survive_kills_in_writes_merges_rebuilds_and_snapshots() {
    let seed = setting("VESTNIK_CRASH_SEED", 17);
    let duration = Duration::from_secs(setting("VESTNIK_CRASH_SECONDS", 15));
    let mut random = Random::new(seed);
    let index = TestIndex::of_articles(&[json!({ "id": "first", "title": "Первая" })]);
    let mut models: Vec<Model> = vec![Model::new(); WRITERS];
    let (begun, mut rounds, mut acknowledged) = (Instant::now(), 0, 0);
    while begun.elapsed() < duration || rounds < MIN_ROUNDS {
        rounds += 1;
        let server = index.serve_with(&["--set", "index.commit_ms=10"]);
        verify(&server, &mut models, seed, rounds);
        index.vestnik(&["check", "--all"]).run().ok();
        if random.chance(1, 3) {
            verify_snapshot(&index, &mut models, seed, rounds);
        }
        acknowledged += write_until_killed(&index, server, &mut models, &mut random);
    }
    let server = index.serve_with(&[]);
    verify(&server, &mut models, seed, rounds);
    assert!(acknowledged > 20 * rounds, "{acknowledged} writes in {rounds} rounds");
    println!("{rounds} kills, {acknowledged} acknowledged writes");
}

/// Takes a snapshot of an archive that nobody writes to; what comes back from it has to be the same.
fn verify_snapshot(index: &TestIndex, models: &mut [Model], seed: u64, round: usize) {
    let target = snapshots(index);
    index.vestnik(&["snapshot", &target, "--keep", "2"]).run().ok();
    index.vestnik(&["snapshot", &target, "--verify"]).run().ok();
    let restored = TestIndex::empty();
    restored.vestnik(&["restore", &target]).run().ok();
    verify(&restored.serve(), models, seed, round);
}

fn snapshots(index: &TestIndex) -> String {
    index.data().join("snapshots").display().to_string()
}

/// Lets clients write, and mostly a rebuild run or a snapshot be taken, and kills the server in the middle, and some of the
/// others too. Returns the acknowledged writes.
fn write_until_killed(
    index: &TestIndex,
    server: TestServer,
    models: &mut [Model],
    random: &mut Random,
) -> usize {
    let kill_after = 1 + random.below(300);
    let target = snapshots(index);
    let commands: [&[&str]; 3] = [&[], &["rebuild"], &["snapshot", &target, "--keep", "2"]];
    let beside = *random.pick(&commands);
    let count = AtomicUsize::new(0);
    thread::scope(|scope| {
        for (writer, model) in models.iter_mut().enumerate() {
            let (client, count) = (server.client(), &count);
            let random = Random::new(random.number());
            scope.spawn(move || write(writer, &client, model, random, count));
        }
        let mut beside = (!beside.is_empty()).then(|| index.vestnik(beside).spawn());
        while count.load(Ordering::Relaxed) < kill_after {
            thread::yield_now();
        }
        let is_killed_first = random.chance(1, 2);
        if let Some(beside) = beside.as_mut().filter(|_| is_killed_first) {
            beside.kill().expect("it can be killed");
        }
        server.kill();
        if let Some(mut beside) = beside {
            // What goes on finishes without the server.
            let status = beside.wait().expect("it ends");
            assert!(is_killed_first || status.success(), "the command beside ended with {status}");
        }
    });
    count.into_inner()
}

/// Writes until the server is gone.
fn write(writer: usize, client: &Client, model: &mut Model, mut random: Random, count: &AtomicUsize) {
    let mut version = model.values().flat_map(versions).max().unwrap_or_default();
    loop {
        version += 1;
        let ids: Vec<String> = (0..if random.chance(1, 8) { 10 } else { 1 })
            .map(|_| format!("w{writer}-{}", random.below(ARTICLES)))
            .collect();
        let state = (ids.len() > 1 || !random.chance(1, 6)).then_some(version);
        for id in &ids {
            model.entry(id.clone()).or_default().tried.push(state);
        }
        let json: Vec<&str> = vec!["content-type", "application/json"];
        let sent = match (state, &ids[..]) {
            (None, [id, ..]) => client.try_send("DELETE", &format!("/api/v1/articles/{id}"), &[]),
            (Some(version), [id]) => {
                let body = article(id, version).to_string();
                client.try_send_body(
                    "PUT",
                    &format!("/api/v1/articles/{id}"),
                    &[(json[0], json[1])],
                    body.as_bytes(),
                )
            }
            (state, ids) => {
                let version = state.unwrap_or_default();
                let lines: String = ids.iter().map(|id| format!("{}\n", article(id, version))).collect();
                let header = [("content-type", "application/x-ndjson")];
                client.try_send_body("POST", "/api/v1/articles", &header, lines.as_bytes())
            }
        };
        let Ok(reply) = sent else { return };
        match reply.status {
            200 | 201 => {}
            404 if state.is_none() => {}
            // Another process holds the index, or the server is being replaced.
            503 => continue,
            status => panic!("{status}: {}", reply.text()),
        }
        count.fetch_add(1, Ordering::Relaxed);
        for id in &ids {
            let known = model.entry(id.clone()).or_default();
            *known = Known { acknowledged: state, tried: Vec::new() };
        }
    }
}

fn versions(known: &Known) -> impl Iterator<Item = u64> {
    known.tried.iter().copied().chain([known.acknowledged]).flatten()
}

fn article(id: &str, version: u64) -> Value {
    let text = format!("Крушение номер {version}. ").repeat(1 + (version % 7) as usize * 20);
    json!({ "id": id, "title": format!("Версия {version}"), "text": text })
}

/// Each article is in one of the states that it may be in; the model then knows in which.
fn verify(server: &TestServer, models: &mut [Model], seed: u64, round: usize) {
    let place = format!("seed {seed}, round {round}");
    // Whatever was in the journal is in searches when this is.
    server.send_json(
        "PUT",
        "/api/v1/articles/barrier?wait=searchable",
        &json!({ "title": round.to_string() }).to_string(),
    );
    let mut num_there = 0;
    for (id, known) in models.iter_mut().flatten() {
        let reply = server.get(&format!("/api/v1/articles/{id}"));
        let state: State = match reply.status {
            404 => None,
            _ => Some(version_of(&reply.ok(), &place)),
        };
        let may_be = known.tried.iter().chain([&known.acknowledged]).any(|possible| *possible == state);
        assert!(may_be, "{place}: {id} is {state:?}, known {known:?}");
        num_there += usize::from(state.is_some());
        *known = Known { acknowledged: state, tried: Vec::new() };
    }
    let found = server.search(&[("q", "крушение"), ("per_page", "100")]);
    assert_eq!(found["total"], num_there, "{place}: an article is there twice, or cannot be found");
}

/// The version of an article, which its title and its whole text must agree on.
fn version_of(found: &Value, place: &str) -> u64 {
    let title = found["title"].as_str().expect("a title");
    let version = title.rsplit(' ').next().and_then(|version| version.parse().ok()).expect("a version");
    let whole = article("", version);
    let (is, expected) = (found["body"].as_str().expect("a text"), whole["text"].as_str().expect("a text"));
    assert_eq!(is, expected.trim(), "{place}: half of an article");
    version
}
