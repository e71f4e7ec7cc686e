//! Servers of feeds that never end, dawdle, pack bombs or lead in circles: each costs itself only.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::Arc;
use std::thread;
use std::time::Duration;

use flate2::Compression;
use flate2::write::GzEncoder;
use serde_json::Value;
use vestnik_tests::{TestIndex, search_path};

const SOUND: &str = "<?xml version=\"1.0\"?><rss version=\"2.0\"><channel><title>Лента</title><item><guid>sound</guid>\
                     <title>Исправная лента</title><description>Текст.</description></item></channel></rss>";
const BEGUN: &str = "<?xml version=\"1.0\"?><rss version=\"2.0\"><channel><item><title>Начало</title>";
/// Most memory of the server, in MiB, while a feed may be 1 MiB long.
const BOUND_MIB: u64 = 150;

/// Paths and what a look at them must fail with.
const FAULTY: [(&str, &str); 5] = [
    ("endless", "larger than"),
    ("bomb", "larger than"),
    ("drip", "no complete answer within"),
    ("silent", "no complete answer within"),
    ("circle", "redirects"),
];

/// A server of faulty feeds. It lives as long as the tests do.
fn site() -> u16 {
    let listener = TcpListener::bind("0.0.0.0:0").expect("a port is free");
    let port = listener.local_addr().expect("it has an address").port();
    let bomb: Arc<[u8]> = bomb().expect("it can be packed").into();
    thread::spawn(move || {
        for stream in listener.incoming().map_while(Result::ok) {
            let bomb = Arc::clone(&bomb);
            // Whoever asked may go away at any time.
            thread::spawn(move || drop(answer(stream, &bomb)));
        }
    });
    port
}

fn bomb() -> std::io::Result<Vec<u8>> {
    let mut bomb = GzEncoder::new(Vec::new(), Compression::fast());
    bomb.write_all(BEGUN.as_bytes())?;
    std::io::copy(&mut std::io::repeat(b'a').take(200 << 20), &mut bomb)?;
    bomb.finish()
}

fn answer(mut stream: TcpStream, bomb: &[u8]) -> std::io::Result<()> {
    let mut line = String::new();
    BufReader::new(stream.try_clone()?).read_line(&mut line)?;
    let path = line.split(' ').nth(1).unwrap_or_default().trim_start_matches('/').to_owned();
    let head = |more: &str| {
        format!("HTTP/1.1 200 OK\r\ncontent-type: application/rss+xml\r\n{more}connection: close\r\n\r\n")
    };
    match path.as_str() {
        "endless" => {
            stream.write_all(format!("{}{BEGUN}<description>", head("")).as_bytes())?;
            loop {
                stream.write_all(&[b'a'; 1 << 14])?;
            }
        }
        "bomb" => {
            stream.write_all(head("content-encoding: gzip\r\n").as_bytes())?;
            stream.write_all(bomb)
        }
        "drip" => {
            stream.write_all(format!("{}{BEGUN}", head("")).as_bytes())?;
            // Nothing is ever sent to us, so that each look for it is a pause.
            stream.set_read_timeout(Some(Duration::from_millis(100)))?;
            loop {
                stream.write_all(b"a")?;
                let _ = stream.read(&mut [0]);
            }
        }
        "silent" => stream.read(&mut [0; 1]).map(drop),
        "circle" => stream.write_all(
            b"HTTP/1.1 302 Found\r\nlocation: /circle\r\ncontent-length: 0\r\nconnection: close\r\n\r\n",
        ),
        _ => stream.write_all(format!("{}{SOUND}", head("")).as_bytes()),
    }
}

#[test]
fn a_faulty_feed_costs_itself_only() {
    let port = site();
    let index = TestIndex::of_articles(&[serde_json::json!({ "id": "first", "title": "Первая" })]);
    let mut settings =
        "[follow]\nallow_private_addresses = true\nmax_mb = 1\ntimeout_ms = 1500\nthreads = 2\n\
                        per_host_interval_ms = 0\n"
            .to_owned();
    // Each on a host of its own, as one host is asked one thing at a time.
    for (host, name) in (2..).zip(FAULTY.map(|(name, _)| name).into_iter().chain(["sound"])) {
        settings += &format!(
            "[[feeds]]\nname = '{name}'\nfeed = 'http://127.0.0.{host}:{port}/{name}'\ninterval_s = 3600\nrespect_robots = false\n"
        );
    }
    let settings = index.write("vestnik.toml", settings);
    let server = index.serve_with(&["--config", settings.to_str().expect("UTF-8")]);
    server.wait_for(&search_path(&[("q", "исправная")]), |reply| reply.json()["total"] == 1);
    let is_looked_at =
        |feed: &Value| feed["consecutive_failures"].as_u64() > Some(0) || !feed["last_success"].is_null();
    let feeds = server.wait_for("/api/v1/feeds", |reply| {
        reply.json().as_array().is_some_and(|feeds| feeds.len() == 6 && feeds.iter().all(is_looked_at))
    });
    let feeds = feeds.json();
    for (name, why) in FAULTY {
        let feed =
            feeds.as_array().expect("a list").iter().find(|feed| feed["name"] == name).expect("it is there");
        let error = feed["last_error"].as_str().unwrap_or_default();
        assert!(error.contains(why), "{name}: {feed}");
        assert_eq!(feed["articles_written"], 0, "{name}: half of a feed is no feed: {feed}");
    }
    server.send_json("PUT", "/api/v1/articles/x?wait=searchable", r#"{"title": "Писать можно"}"#).is(201);
    let peak = server.peak_mib();
    assert!(peak < BOUND_MIB, "{peak} MiB at its peak, {BOUND_MIB} are permitted");
    println!("faulty feeds: {peak} MiB at its peak");
}
