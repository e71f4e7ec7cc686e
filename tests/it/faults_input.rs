//! Input that is far too much: huge records, long streams, bombs, deep nesting, folders full of files. Memory stays within
//! bounds, the bad part is told with its place, and everything else is taken.
//!
//! `VESTNIK_FAULTS_SCALE` multiplies how much is sent: 10 reads 100,000 files, 320 streams 10 GB.

use std::env;
use std::fs::File;
use std::io::{self, Read, Write};

use flate2::Compression;
use flate2::write::GzEncoder;
use serde_json::{Value, json};
use vestnik_tests::disk::peak_mib;
use vestnik_tests::{Reply, TestIndex, TestServer};

/// Writers with little memory of their own, so that what else is held shows.
const SMALL: [&str; 4] = ["--set", "index.memory_mb=16", "--set", "index.threads=1"];
/// Most memory, in MiB, that a run or a server may take whatever is sent: the longest record (64 MiB) twice while it
/// grows, and what a process takes anyway.
const BOUND_MIB: u64 = 190;
/// A record that nobody takes.
const HUGE: u64 = 200 << 20;
const NDJSON: (&str, &str) = ("content-type", "application/x-ndjson");
const JSON: (&str, &str) = ("content-type", "application/json");

fn scale() -> u64 {
    env::var("VESTNIK_FAULTS_SCALE").ok().and_then(|value| value.parse().ok()).unwrap_or(1)
}

fn line(id: &str) -> String {
    format!("{}\n", json!({ "id": id, "title": format!("Поток {id}"), "text": "Река течёт к морю." }))
}

/// The line of an article with a text of so many bytes.
fn long_line(id: &str, bytes: u64) -> impl Read + Send + use<> {
    let (begin, end) = (format!("{{\"id\": \"{id}\", \"title\": \"Длинная\", \"text\": \""), "\"}\n");
    io::Cursor::new(begin).chain(io::repeat(b'a').take(bytes)).chain(io::Cursor::new(end))
}

fn sound(id: &str) -> io::Cursor<String> {
    io::Cursor::new(line(id))
}

/// Two sound articles with a huge one between them.
fn with_huge_line() -> impl Read + Send {
    sound("before").chain(long_line("huge", HUGE)).chain(sound("after"))
}

fn gzip(mut content: impl Read) -> Vec<u8> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::fast());
    io::copy(&mut content, &mut encoder).expect("it can be packed");
    encoder.finish().expect("it can be packed")
}

fn first() -> TestIndex {
    TestIndex::of_articles(&[json!({ "id": "first", "title": "Первая" })])
}

#[track_caller]
fn is_bounded(peak: u64, what: &str) {
    assert!(peak > 0 && peak < BOUND_MIB, "{what}: {peak} MiB at its peak, {BOUND_MIB} are permitted");
    println!("{what}: {peak} MiB at its peak");
}

#[track_caller]
fn has_problem(report: &Value, reason: &str, file: &str, line: u64) {
    let problems = report["problems"].as_array().expect("a list");
    let is_it = |problem: &&Value| {
        problem["reason"] == reason
            && problem["line"] == line
            && problem["file"].as_str().is_some_and(|name| name.ends_with(file))
    };
    assert!(problems.iter().any(|problem| is_it(&problem)), "no {reason} in line {line} of {file}: {report}");
}

fn is_alive(server: &TestServer) {
    let reply = server.send_json("PUT", "/api/v1/articles/alive?wait=searchable", r#"{"title": "Живой"}"#);
    assert!(matches!(reply.status, 200 | 201), "{}", reply.text());
    assert_eq!(server.search(&[("q", "живой")])["total"], 1);
}

#[test]
fn a_hundred_thousand_files_are_read_once() {
    let count = 10_000 * scale();
    let index = TestIndex::empty();
    for number in 0..count {
        let folder = index.data().join("in");
        if number == 0 {
            std::fs::create_dir(&folder).expect("a folder can be made");
        }
        let mut file = File::create(folder.join(format!("{number}.json"))).expect("a file can be made");
        file.write_all(line(&number.to_string()).as_bytes()).expect("it can be written");
    }
    for (name, run) in [("files_read", "read"), ("files_unchanged", "looked at")] {
        let (output, peak) = index.index(&SMALL).arg(index.data().join("in")).run_measured();
        let report = output.json();
        assert_eq!((&report[name], &report["articles_in_index"]), (&json!(count), &json!(count)), "{report}");
        is_bounded(peak, &format!("{count} files, {run} in {} s", report["seconds"]));
    }
}

#[test]
fn a_huge_record_of_a_file_is_told_with_its_place() {
    let index = TestIndex::empty();
    index.write("in/huge.jsonl.gz", gzip(with_huge_line()));
    index.write("in/huge.jsonl.zst", zstd::encode_all(with_huge_line(), 1).expect("it can be packed"));
    let array = io::Cursor::new("[")
        .chain(long_line("huge", 80 << 20))
        .chain(io::Cursor::new(","))
        .chain(sound("third"));
    index.write("in/huge.json.gz", gzip(array.chain(io::Cursor::new("]"))));
    let (output, peak) = index.index(&SMALL).arg(index.data().join("in")).run_measured();
    let report = output.json();
    has_problem(&report, "too_long", "huge.jsonl.gz", 2);
    has_problem(&report, "too_long", "huge.jsonl.zst", 2);
    has_problem(&report, "too_long", "huge.json.gz", 1);
    assert_eq!(report["articles_in_index"], 3, "{report}");
    is_bounded(peak, "huge records in files");
    let (output, peak) = index.index(&SMALL).arg("-").input_from(with_huge_line()).run_measured();
    has_problem(&output.json(), "too_long", "-", 2);
    is_bounded(peak, "a huge record on standard input");
}

#[test]
fn a_huge_body_is_refused_and_a_huge_line_passed_over() {
    let index = first();
    let server = index.serve_with(&SMALL);
    let client = server.client();
    let refuses = |headers: &[(&str, &str)], body: &mut dyn Read| {
        let (status, problem) = client.upload("PUT", "/api/v1/articles/huge", headers, body);
        assert_eq!((status, &problem["code"]), (413, &json!("body_too_large")), "{problem}");
        assert!(problem["detail"].as_str().is_some_and(|text| text.contains("16 MiB")), "{problem}");
    };
    refuses(&[JSON], &mut long_line("huge", HUGE));
    let bomb = gzip(long_line("huge", HUGE));
    refuses(&[JSON, ("content-encoding", "gzip")], &mut &bomb[..]);

    let check = |reply: Reply| {
        let answer = reply.ok();
        assert_eq!((&answer["read"], &answer["failed"]), (&json!(3), &json!(1)), "{answer}");
        let problem = &answer["problems"][0];
        assert_eq!((&problem["line"], &problem["code"]), (&json!(2), &json!("too_long")), "{answer}");
    };
    let post = |headers: &[(&str, &str)], body: &mut dyn Read| {
        client.stream("POST", "/api/v1/articles?wait=searchable", headers, body).expect("an answer")
    };
    check(post(&[NDJSON], &mut with_huge_line()));
    check(post(&[NDJSON, ("content-encoding", "gzip")], &mut &gzip(with_huge_line())[..]));
    let packed = zstd::encode_all(with_huge_line(), 1).expect("it can be packed");
    check(post(&[NDJSON, ("content-encoding", "zstd")], &mut &packed[..]));
    let bulk = io::Cursor::new("{\"index\": {\"_id\": \"h\"}}\n").chain(long_line("h", 50 << 20));
    let bulk = bulk.chain(io::Cursor::new("{\"index\": {\"_id\": \"b\"}}\n")).chain(sound("b"));
    let answer = client.stream("POST", "/_bulk", &[NDJSON], bulk).expect("an answer").ok();
    let statuses = [&answer["items"][0]["index"]["status"], &answer["items"][1]["index"]["status"]];
    assert_eq!(statuses, [&json!(400), &json!(201)], "{answer}");
    is_alive(&server);
    is_bounded(server.peak_mib(), "huge bodies");
}

#[test]
fn a_request_of_very_many_actions_is_cut_off_and_answers_take_little() {
    const ACTIONS: usize = 100_000;
    let index = first();
    let server = index.serve_with(&SMALL);
    let body = "{\"delete\":{\"_id\":\"none\"}}\n".repeat(ACTIONS)
        + "{\"index\":{\"_id\":\"late\"}}\n{\"title\":\"Поздно\"}\n";
    let (status, answer) = server.client().upload("POST", "/_bulk", &[NDJSON], body.as_bytes());
    assert_eq!(status, 413, "{answer}");
    assert!(
        answer["error"]["reason"].as_str().is_some_and(|text| text.contains("100000 actions")),
        "{answer}"
    );
    server.get("/api/v1/articles/late").is(404);
    let sound = &body["{\"delete\":{\"_id\":\"none\"}}\n".len() * (ACTIONS - 1)..];
    let (status, answer) = server.client().upload("POST", "/_bulk?refresh=true", &[NDJSON], sound.as_bytes());
    assert_eq!((status, answer["items"].as_array().map(Vec::len)), (200, Some(2)), "{answer}");
    is_alive(&server);
    is_bounded(server.peak_mib(), "very many actions");
}

#[test]
fn an_encoding_that_is_not_taken_is_named() {
    let server = first();
    let server = server.serve();
    for (method, path) in [("PUT", "/api/v1/articles/a"), ("POST", "/api/v1/articles")] {
        let kind = if method == "PUT" { JSON } else { NDJSON };
        let body = line("a");
        let headers = [kind, ("content-encoding", "br")];
        let reply = server.client().try_send_body(method, path, &headers, body.as_bytes());
        let problem = reply.expect("an answer").problem(415);
        assert_eq!(problem["code"], "content_encoding", "{problem}");
        assert!(problem["detail"].as_str().is_some_and(|text| text.contains("gzip")), "{problem}");
    }
    let cut = &gzip(sound("a"))[..30];
    let headers = [JSON, ("content-encoding", "gzip")];
    let reply = server.client().try_send_body("PUT", "/api/v1/articles/a", &headers, cut);
    let problem = reply.expect("an answer").problem(400);
    assert_eq!(problem["code"], "body_unreadable", "{problem}");
    is_alive(&server);
}

/// Lines of some hundred articles again and again, with bad ones in the middle. Looks at the memory of a process after a
/// quarter of the way.
struct Endless {
    lines: Vec<Vec<u8>>,
    bad: Vec<u8>,
    number: usize,
    rest: Vec<u8>,
    sent: u64,
    total: u64,
    look: Box<dyn FnMut() + Send>,
}

const ENDLESS_BYTES: u64 = 32 << 20;
const BAD_LINES: u64 = 4;
const ARTICLES: u64 = 400;

impl Endless {
    fn new(look: impl FnMut() + Send + 'static) -> Self {
        let text = "Река течёт к морю, и ничто её не остановит. ".repeat(120);
        let article =
            |number| json!({ "id": format!("e{number}"), "title": format!("Поток {number}"), "text": text });
        let lines = (0..ARTICLES).map(|number| format!("{}\n", article(number)).into_bytes()).collect();
        let deep = format!("{{\"id\": \"deep\", \"title\": {}\n", "[".repeat(100_000));
        let bad = [b"{\"id\": \"bad\", \"title\": \n\xff\xfe\n[1, 2]\n".as_slice(), deep.as_bytes()].concat();
        let total = ENDLESS_BYTES * scale();
        Self { lines, bad, number: 0, rest: Vec::new(), sent: 0, total, look: Box::new(look) }
    }
}

impl Read for Endless {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        if self.rest.is_empty() && self.sent < self.total {
            self.rest.clone_from(&self.lines[self.number % self.lines.len()]);
            self.number += 1;
            let before = self.sent;
            self.sent += self.rest.len() as u64;
            let passes = |place: u64| before < place && self.sent >= place;
            if passes(self.total / 4) {
                (self.look)();
            }
            if passes(self.total / 2) {
                self.rest.extend_from_slice(&self.bad);
            }
        }
        let length = buffer.len().min(self.rest.len());
        buffer[..length].copy_from_slice(&self.rest[..length]);
        self.rest.drain(..length);
        Ok(length)
    }
}

/// What the second to fourth quarters may add to the peak, in MiB: less than what they bring, at any scale.
const GROWTH_MIB: u64 = 20;

#[track_caller]
fn is_flat(quarter: u64, end: u64, what: &str) {
    println!("{what}: {quarter} MiB after a quarter, {end} MiB at the end");
    assert!(
        quarter > 0 && end < quarter + GROWTH_MIB,
        "{what}: {quarter} MiB after a quarter, {end} MiB at the end"
    );
    is_bounded(end, what);
}

#[test]
fn a_long_stream_on_standard_input_takes_no_more_memory_than_a_short_one() {
    let index = TestIndex::empty();
    let (sender, quarter) = std::sync::mpsc::channel();
    let (at_quarter, mut peaks) = (std::sync::Arc::new(std::sync::atomic::AtomicBool::new(false)), (0, 0));
    let flag = std::sync::Arc::clone(&at_quarter);
    let input = Endless::new(move || {
        flag.store(true, std::sync::atomic::Ordering::Relaxed);
        sender.send(()).expect("somebody listens");
    });
    let output = index.index(&SMALL).arg("-").input_from(input).run_watched(|pid| {
        let peak = peak_mib(pid).unwrap_or_default();
        peaks.1 = peak.max(peaks.1);
        if !at_quarter.load(std::sync::atomic::Ordering::Relaxed) {
            peaks.0 = peaks.1;
        }
    });
    quarter.try_recv().expect("it came to the quarter");
    let report = output.json();
    assert_eq!(report["articles_in_index"], ARTICLES, "{report}");
    assert_eq!(report["problems"].as_array().map(Vec::len), Some(BAD_LINES as usize), "{report}");
    is_flat(peaks.0, peaks.1, &format!("standard input of {} MiB", (ENDLESS_BYTES * scale()) >> 20));
}

#[test]
fn a_long_stream_over_http_takes_no_more_memory_than_a_short_one() {
    let index = first();
    let server = index.serve_with(&SMALL);
    let post = |stream: Endless| {
        let reply = server.client().stream("POST", "/api/v1/articles?wait=searchable", &[NDJSON], stream);
        reply.expect("an answer").ok()
    };
    let mut short = Endless::new(|| {});
    short.total /= 4;
    let answer = post(short);
    assert_eq!((&answer["created"], &answer["failed"]), (&json!(ARTICLES), &json!(BAD_LINES)), "{answer}");
    let short = server.peak_mib();
    let answer = post(Endless::new(|| {}));
    assert_eq!((&answer["created"], &answer["failed"]), (&json!(0), &json!(BAD_LINES)), "{answer}");
    is_flat(short, server.peak_mib(), &format!("HTTP stream of {} MiB", (ENDLESS_BYTES * scale()) >> 20));
    assert_eq!(server.search(&[("q", "поток")])["total"], ARTICLES);
    is_alive(&server);
}

#[test]
fn a_long_file_with_bad_lines_takes_no_more_memory_than_a_short_one() {
    let index = TestIndex::empty();
    let path = index.data().join("long.jsonl.zst");
    let file = File::create(&path).expect("a file can be made");
    zstd::stream::copy_encode(Endless::new(|| {}), file, 1).expect("it can be packed");
    let (output, peak) = index.index(&SMALL).arg(&path).run_measured();
    let report = output.json();
    assert_eq!(report["articles_in_index"], ARTICLES, "{report}");
    assert_eq!(report["problems"].as_array().map(Vec::len), Some(BAD_LINES as usize), "{report}");
    is_bounded(peak, "a long file");
}

#[test]
fn a_bomb_among_the_files_goes_off_in_no_more_memory_than_others() {
    const BOMB: u64 = HUGE;
    let index = TestIndex::empty();
    let zeros = || io::repeat(b' ').take(BOMB);
    let letters = || io::repeat(b'a').take(BOMB);
    for (name, bomb) in
        [("a.jsonl.gz", gzip(letters())), ("b.json.gz", gzip(zeros())), ("c.xml.gz", gzip(letters()))]
    {
        index.write(&format!("in/{name}"), bomb);
    }
    for (name, bomb) in
        [("d.html.zst", b"<html><body><p>".as_slice()), ("e.txt.zst", b""), ("f.csv.zst", b"title;text\n\"")]
    {
        let packed = zstd::encode_all(bomb.chain(letters()), 1).expect("it can be packed");
        index.write(&format!("in/{name}"), packed);
    }
    index.write("in/z.jsonl", line("sound"));
    let (output, peak) = index.index(&SMALL).arg(index.data().join("in")).run_measured();
    let report = output.json();
    assert_eq!(report["articles_in_index"], 1, "{report}");
    assert_eq!(report["files_read"], 7, "{report}");
    has_problem(&report, "too_long", "a.jsonl.gz", 1);
    for file in ["c.xml.gz", "d.html.zst", "e.txt.zst", "f.csv.zst"] {
        let problems = report["problems"].as_array().expect("a list");
        assert!(
            problems.iter().any(|one| one["file"].as_str().is_some_and(|name| name.ends_with(file))),
            "{file}: {report}"
        );
    }
    is_bounded(peak, "bombs");
}

#[test]
fn json_that_is_nested_without_end_is_told_and_costs_itself_only() {
    let nested = |open: &str| format!("{{\"id\": \"deep\", \"title\": {}", open.repeat(100_000));
    let deep = [nested("["), nested("{\"a\":"), format!("{}1{}", "[".repeat(100_000), "]".repeat(100_000))];
    let index = first();
    let lines: String = deep.iter().map(|deep| format!("{deep}\n{}", line("sound"))).collect();
    index.write("in/deep.jsonl", &lines);
    index.write("in/deep.json", format!("[{},\n{}]", deep[0], line("array")));
    let report = index.index(&[]).arg(index.data().join("in")).run().json();
    for place in [1, 3, 5] {
        has_problem(&report, "bad_json", "deep.jsonl", place);
    }
    has_problem(&report, "bad_json", "deep.json", 1);
    let server = index.serve();
    for deep in &deep {
        let problem = server.send_json("PUT", "/api/v1/articles/deep", deep).problem(400);
        assert_eq!(problem["code"], "bad_json", "{problem}");
    }
    let answer = server.send_json("POST", "/api/v1/articles", &lines).ok();
    assert_eq!((&answer["failed"], &answer["unchanged"]), (&json!(3), &json!(3)), "{answer}");
    let action = "{\"index\": {\"_id\": \"sound\"}}\n";
    let bulk = format!("{action}{}\n{action}{}", deep[1], line("sound"));
    let answer =
        server.client().stream("POST", "/_bulk", &[NDJSON], bulk.as_bytes()).expect("an answer").ok();
    let statuses = [&answer["items"][0]["index"]["status"], &answer["items"][1]["index"]["status"]];
    assert_eq!(statuses, [&json!(400), &json!(200)], "{answer}");
    let reply = server.client().stream("POST", "/_bulk", &[NDJSON], format!("{}\n", deep[1]).as_bytes());
    assert_eq!(reply.expect("an answer").status, 400, "a nested action");
    is_alive(&server);
}

#[test]
fn entities_of_xml_neither_multiply_nor_fetch() {
    let laughs: String =
        (1..30).map(|n| format!("<!ENTITY l{n} \"{}\">", format!("&l{};", n - 1).repeat(10))).collect();
    let feed = |entities: &str, title: &str| {
        format!(
            "<?xml version=\"1.0\"?>\n<!DOCTYPE rss [<!ENTITY l0 \"смех\">{entities}]>\n<rss version=\"2.0\"><channel>\
             <item><guid>bad</guid><title>Ведомость {title}</title><description>{title}</description></item>\n\
             <item><guid>good</guid><title>Добрая ведомость</title><description>Текст.</description></item></channel></rss>"
        )
    };
    let index = TestIndex::empty();
    let secret = index.write("secret", "ТАЙНОЕ СЛОВО");
    let external = format!("<!ENTITY x SYSTEM \"file://{}\">", secret.display());
    let parameter = format!("<!ENTITY % p SYSTEM \"file://{}\"> %p;", secret.display());
    for (name, text) in [
        ("laughs.rss", feed(&laughs, "&l29;")),
        ("external.rss", feed(&external, "&x;")),
        ("parameter.xml", feed(&parameter, "&p;")),
    ] {
        index.write(&format!("in/{name}"), text);
    }
    let (output, peak) = index.index(&SMALL).arg(index.data().join("in")).run_measured();
    let report = output.json();
    is_bounded(peak, "entities");
    assert!(peak < 150, "{peak} MiB");
    assert_eq!(index.answer("добрая")["total"], 1, "{report}");
    assert_eq!(index.answer("тайное")["total"], 0, "{report}");
    for hit in index.answer("ведомость")["hits"].as_array().expect("hits") {
        assert!(hit.to_string().len() < 5000, "{hit}");
    }
}
