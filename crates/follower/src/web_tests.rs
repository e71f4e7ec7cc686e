use std::io::Write;
use std::thread;
use std::time::Duration;

use url::Url;

use super::*;
use crate::client::Reach;
use crate::settings::FollowerSettings;
use crate::testing::{Answer, FakeClock, Server, answer};

fn web_to(reach: Reach, change: impl FnOnce(&mut FollowerSettings)) -> (Web, Arc<FakeClock>) {
    let clock = Arc::new(FakeClock::default());
    let mut settings = FollowerSettings::new("unused");
    settings.user_agent = "VestnikBot/0.1 (+https://vestnik.example/bot)".to_owned();
    change(&mut settings);
    (Web::new(&settings, reach, clock.clone()), clock)
}

fn web(server: &Server) -> (Web, Arc<FakeClock>) {
    web_to(Reach::Only(server.address), |_| {})
}

fn get(web: &Web, url: &str) -> Result<Fetched, FetchError> {
    let url = Url::parse(url).unwrap();
    web.get(Wanted { url: &url, validators: None, accept: "*/*", respect_robots: false })
}

fn get_politely(web: &Web, url: &str) -> Result<Fetched, FetchError> {
    let url = Url::parse(url).unwrap();
    web.get(Wanted { url: &url, validators: None, accept: "*/*", respect_robots: true })
}

fn error(web: &Web, url: &str) -> String {
    get(web, url).err().map(|error| error.to_string()).unwrap_or_default()
}

fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut packed = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::best());
    packed.write_all(bytes).unwrap();
    packed.finish().unwrap()
}

fn brotli(bytes: &[u8]) -> Vec<u8> {
    let mut packed = brotli::CompressorWriter::new(Vec::new(), 1 << 12, 5, 22);
    packed.write_all(bytes).unwrap();
    packed.into_inner()
}

#[test]
fn a_page_comes_with_what_is_needed_to_ask_again() {
    let server = Server::start();
    let headers = [
        ("etag", "\"7\""),
        ("last-modified", "Wed, 15 Jul 2026 09:00:00 GMT"),
        ("content-type", "text/xml; charset=windows-1251"),
    ];
    server.on("/rss", &[answer(200, &headers, b"<rss/>"), answer(304, &[], b"")]);
    let (web, _) = web(&server);
    let fetched = get(&web, &server.url("/rss")).unwrap();
    assert_eq!(fetched.body.as_deref(), Some(&b"<rss/>"[..]));
    assert_eq!((fetched.charset.as_deref(), fetched.num_bytes), (Some("windows-1251"), 6));
    let request = server.take_requests().remove(0);
    assert!(request.contains("user-agent: vestnikbot/0.1 (+https://vestnik.example/bot)"), "{request}");
    assert!(!request.contains("if-none-match"), "{request}");

    let (url, validators) = (fetched.url.clone(), fetched.validators.clone());
    drop(fetched);
    let wanted = Wanted { url: &url, validators: Some(&validators), accept: "*/*", respect_robots: false };
    assert!(web.get(wanted).unwrap().body.is_none());
    let request = server.take_requests().remove(0);
    assert!(request.contains("if-none-match: \"7\""), "{request}");
    assert!(request.contains("if-modified-since: wed, 15 jul 2026 09:00:00 gmt"), "{request}");
}

#[test]
fn packed_answers_are_unpacked() {
    let server = Server::start();
    let text = "Мост открыт. ".repeat(1000);
    server.on("/gz", &[answer(200, &[("content-encoding", "gzip")], &gzip(text.as_bytes()))]);
    server.on("/br", &[answer(200, &[("content-encoding", "br")], &brotli(text.as_bytes()))]);
    server.on("/lz", &[answer(200, &[("content-encoding", "lz")], b"x")]);
    let (web, _) = web(&server);
    server.on("/file.gz", &[answer(200, &[], &gzip(text.as_bytes()))]);
    for path in ["/gz", "/br", "/file.gz"] {
        let fetched = get(&web, &server.url(path)).unwrap();
        assert_eq!(fetched.body.as_deref(), Some(text.as_bytes()), "{path}");
        assert!(fetched.num_bytes < 1000, "{path}");
    }
    assert!(error(&web, &server.url("/lz")).contains("`lz`"));
}

#[test]
fn a_bomb_and_a_feed_that_never_ends_are_cut_off() {
    let server = Server::start();
    let zeros = vec![b' '; 20 << 20];
    let endless = b"HTTP/1.1 200 OK\r\n\r\n".to_vec();
    let chunked = b"HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n".to_vec();
    server.on("/gz", &[answer(200, &[("content-encoding", "gzip")], &gzip(&zeros))]);
    server.on("/br", &[answer(200, &[("content-encoding", "br")], &brotli(&zeros))]);
    server.on("/file.gz", &[answer(200, &[], &gzip(&zeros))]);
    server.on("/twice.gz", &[answer(200, &[("content-encoding", "gzip")], &gzip(&gzip(&zeros)))]);
    server.on("/large", &[answer(200, &[], &zeros)]);
    server.on("/endless", &[Answer::Endless([endless, zeros[..1000].to_vec()].concat())]);
    server.on(
        "/chunks",
        &[Answer::Endless([chunked, b"3e8\r\n".to_vec(), zeros[..1000].to_vec(), b"\r\n".to_vec()].concat())],
    );
    let (web, _) = web_to(Reach::Only(server.address), |settings| settings.max_bytes = 1 << 20);
    for path in ["/gz", "/br", "/file.gz", "/twice.gz", "/large", "/endless"] {
        assert!(error(&web, &server.url(path)).contains("larger than 1048576 bytes"), "{path}");
    }
    assert_ne!(error(&web, &server.url("/chunks")), "");
}

#[test]
fn a_server_that_dawdles_is_left_at_the_deadline() {
    let server = Server::start();
    server.on("/nothing", &[Answer::Silence(Vec::new())]);
    server.on("/headers", &[Answer::Silence(b"HTTP/1.1 200 OK\r\ncontent-".to_vec())]);
    server.on("/body", &[Answer::Silence(b"HTTP/1.1 200 OK\r\ncontent-length: 9\r\n\r\n<rss".to_vec())]);
    let (web, _) =
        web_to(Reach::Only(server.address), |settings| settings.timeout = Duration::from_millis(100));
    for path in ["/nothing", "/headers", "/body"] {
        let message = error(&web, &server.url(path));
        assert_eq!(message, "no complete answer within 0.1 s", "{path}");
    }
}

#[test]
fn a_body_that_breaks_off_is_no_answer() {
    let server = Server::start();
    server.on("/short", &[Answer::Bytes(b"HTTP/1.1 200 OK\r\ncontent-length: 900\r\n\r\n<rss>".to_vec())]);
    server.on(
        "/chunk",
        &[Answer::Bytes(b"HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n5\r\n<rss>\r\n".to_vec())],
    );
    let packed = &gzip("Мост".as_bytes())[..20];
    server.on("/gzip", &[answer(200, &[("content-encoding", "gzip")], packed)]);
    server.on("/noise", &[Answer::Bytes(b"220 smtp ready\r\n".to_vec())]);
    let headers = [b"HTTP/1.1 200 OK\r\nx: ".as_slice(), &[b'x'; 100_000], b"\r\n\r\n"].concat();
    server.on("/headers", &[Answer::Bytes(headers)]);
    let (web, _) = web(&server);
    for path in ["/short", "/chunk", "/gzip", "/noise", "/headers"] {
        assert_ne!(error(&web, &server.url(path)), "", "{path}");
    }
}

#[test]
fn redirects_are_followed_one_by_one_and_have_a_limit() {
    let server = Server::start();
    server.on("/old", &[answer(301, &[("location", "new/")], b"")]);
    server.on("/new/", &[answer(308, &[("location", "../newest#top")], b"")]);
    server.on("/newest", &[answer(302, &[("location", &server.url("/today"))], b"")]);
    server.on("/today", &[answer(200, &[], b"x")]);
    server.on("/circle", &[answer(302, &[("location", "/circle")], b"")]);
    server.on("/nowhere", &[answer(302, &[], b"")]);
    let (web, clock) = web(&server);
    let fetched = get(&web, &server.url("/old")).unwrap();
    assert_eq!(fetched.url.as_str(), server.url("/today"));
    assert_eq!(fetched.moved_to.as_ref().unwrap().as_str(), server.url("/newest"));
    assert_eq!(clock.pauses(), [Duration::from_secs(1); 3], "each is a request of its own");
    drop(fetched);
    assert!(error(&web, &server.url("/circle")).contains("more than 5 redirects"));
    assert!(error(&web, &server.url("/nowhere")).contains("without an address"));
    assert_eq!(server.take_paths().iter().filter(|path| *path == "/circle").count(), 6);
}

#[test]
fn a_redirect_leads_to_no_private_address_and_to_no_other_service() {
    let (server, inside) = (Server::start(), Server::start());
    inside.on("/secret", &[answer(200, &[], b"secret")]);
    let table = [
        (inside.url("/secret"), "not public"),
        (inside.url("/secret").replace("127.0.0.1", "localhost"), "not public"),
        (inside.url("/secret").replace("127.0.0.1", "[::ffff:127.0.0.1]"), "not public"),
        (inside.url("/secret").replace("127.0.0.1", "2130706433"), "not public"),
        ("http://169.254.169.254/latest/meta-data".to_owned(), "not public"),
        ("http://[64:ff9b::a9fe:a9fe]/".to_owned(), "not public"),
        ("http://127.0.0.1:22/".to_owned(), "ports"),
        ("http://user:secret@127.0.0.1/".to_owned(), "a name or a password"),
        ("file:///etc/passwd".to_owned(), "only http"),
        ("ftp://127.0.0.1/".to_owned(), "only http"),
    ];
    let (web, _) = web(&server);
    for (location, expected) in table {
        server.on("/", &[answer(302, &[("location", &location)], b"")]);
        let message = error(&web, &server.url("/"));
        assert!(message.contains(expected), "{location}: {message}");
    }
    assert!(inside.take_requests().is_empty());
}

#[test]
fn private_addresses_need_leave() {
    let server = Server::start();
    server.on("/", &[answer(200, &[], b"x")]);
    let (web, _) = web_to(Reach::Public, |_| {});
    let message = error(&web, &server.url("/"));
    assert!(message.contains("`127.0.0.1`") && message.contains("allow private addresses"), "{message}");
    assert!(server.take_requests().is_empty());
    let (web, _) = web_to(Reach::Everywhere, |_| {});
    assert_eq!(error(&web, &server.url("/")), "");
}

#[test]
fn a_host_is_asked_once_at_a_time_with_pauses() {
    let server = Server::start();
    server.on("/", &[answer(200, &[], b"x")]);
    let (web, clock) = web(&server);
    thread::scope(|scope| {
        for _ in 0..4 {
            scope.spawn(|| get(&web, &server.url("/")).map(drop).unwrap());
        }
    });
    assert_eq!(clock.pauses(), [Duration::from_secs(1); 3]);
}

#[test]
fn robots_txt_is_read_once_and_obeyed() {
    let server = Server::start();
    server.on("/robots.txt", &[answer(200, &[], b"User-agent: vestnikbot\nDisallow: /no\nCrawl-delay: 3\n")]);
    server.on("/yes", &[answer(200, &[], b"x")]);
    let (web, clock) = web(&server);
    get_politely(&web, &server.url("/yes")).unwrap();
    let refused = get_politely(&web, &server.url("/no/1")).err().unwrap();
    assert!(matches!(refused, FetchError::Disallowed(_)), "{refused}");
    get_politely(&web, &server.url("/yes")).unwrap();
    assert_eq!(server.take_paths(), ["/robots.txt", "/yes", "/yes"]);
    assert_eq!(clock.pauses().iter().max(), Some(&Duration::from_secs(3)));
}

#[test]
fn a_redirect_into_what_robots_txt_forbids_is_not_followed() {
    let server = Server::start();
    server.on("/robots.txt", &[answer(200, &[], b"User-agent: *\nDisallow: /no\n")]);
    server.on("/yes", &[answer(302, &[("location", "/no")], b"")]);
    let (web, _) = web(&server);
    assert!(matches!(get_politely(&web, &server.url("/yes")), Err(FetchError::Disallowed(_))));
    assert_eq!(server.take_paths(), ["/robots.txt", "/yes"]);
}

#[test]
fn a_site_without_robots_txt_is_read_and_one_in_trouble_is_not() {
    let server = Server::start();
    server.on("/x", &[answer(200, &[], b"x")]);
    let (first, _) = web(&server);
    assert!(get_politely(&first, &server.url("/x")).is_ok());
    server.on("/robots.txt", &[answer(503, &[], b""), answer(302, &[("location", "/other.txt")], b"")]);
    let (second, clock) = web(&server);
    let refused = get_politely(&second, &server.url("/x")).err().unwrap();
    assert!(matches!(refused, FetchError::RobotsUnreachable(_)), "{refused}");
    let _ = clock.pause(Duration::from_secs(600));
    assert!(get_politely(&second, &server.url("/x")).is_ok());
}

#[test]
fn retry_after_is_told() {
    let server = Server::start();
    server.on(
        "/busy",
        &[answer(503, &[("retry-after", "120")], b""), answer(500, &[("retry-after", "120")], b"")],
    );
    let (web, _) = web(&server);
    for expected in [Some(Duration::from_secs(120)), None] {
        let Err(FetchError::Status { retry_after, .. }) = get(&web, &server.url("/busy")) else { panic!() };
        assert_eq!(retry_after, expected);
    }
}

#[test]
fn a_server_that_speaks_no_tls_is_an_error_in_words() {
    let server = Server::start();
    let (web, _) = web(&server);
    assert_ne!(error(&web, &server.url("/").replace("http:", "https:")), "");
}
