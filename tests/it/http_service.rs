//! The service around the search: routes, headers, files, logs, and its end.

use std::collections::HashSet;
use std::io::{Read, Write};
use std::net::TcpStream;

use flate2::read::GzDecoder;
use serde_json::Value;
use vestnik_tests::json::string;
use vestnik_tests::{TestIndex, TestServer, article, sample_server};

#[test]
fn health_addresses_answer() {
    let server = sample_server();
    for path in ["/livez", "/readyz"] {
        assert_eq!(server.get(path).ok()["status"], "ok", "{path}");
    }
}

#[test]
fn an_article_is_served_whole() {
    let server = sample_server();
    let answer = server.get("/api/v1/articles/politika-2016-07-15-kerri").ok();
    assert_eq!(answer["title"], "Керри провёл в Москве переговоры с Лавровым");
    assert!(
        answer["published_at"].as_str().is_some_and(|moment| moment.starts_with("2016-07-15T")),
        "{answer}"
    );
    let odd = TestIndex::of_articles(&[article("https://a.example/2016?id=1&x=я", "Мост", "Текст.")]).serve();
    let id = "https%3A%2F%2Fa.example%2F2016%3Fid%3D1%26x%3D%D1%8F";
    assert_eq!(odd.get(&format!("/api/v1/articles/{id}")).ok()["title"], "Мост");
    let problem = server.get("/api/v1/articles/no-such").problem(404);
    assert!(string(&problem["detail"]).contains("no-such"), "{problem}");
}

#[test]
fn rubrics_are_listed_with_their_counts() {
    let server = sample_server();
    let rubrics = server.get("/api/v1/rubrics").ok();
    let list = rubrics["rubrics"].as_array().unwrap_or_else(|| panic!("no list of rubrics: {rubrics}"));
    assert_eq!(list.len(), 14);
    let facets = server.search(&[("facets", "rubric")]);
    assert_eq!(rubrics["rubrics"], facets["facets"]["rubric"]);
}

#[test]
fn what_is_not_there_is_a_404_and_what_is_not_done_a_405() {
    let server = sample_server();
    for path in [
        "/api/v1/nothing",
        "/api/v2/search",
        "/nothing",
        "/assets/nothing.css",
        "/docs/nothing.js",
        "/docs/../Cargo.toml",
    ] {
        server.get(path).problem(404);
    }
    let html = server.send("GET", "/nothing", &[("accept", "text/html")]).is(404);
    assert!(html.header("content-type").starts_with("text/html"), "people get a page");
    for (method, path) in [
        ("POST", "/api/v1/search"),
        ("DELETE", "/api/v1/search"),
        ("PUT", "/livez"),
        ("PATCH", "/api/v1/rubrics"),
    ] {
        let reply = server.send(method, path, &[]).is(405);
        assert!(reply.header("allow").contains("GET"), "{method} {path}: {:?}", reply.header("allow"));
        reply.problem(405);
    }
}

#[test]
fn head_answers_like_get_without_a_body() {
    let server = sample_server();
    for path in ["/", "/livez", "/api/v1/search?q=x", "/api/v1/rubrics", "/api/v1/openapi.json"] {
        let (head, get) = (server.send("HEAD", path, &[]).is(200), server.get(path).is(200));
        assert!(head.body.is_empty(), "{path}");
        assert_eq!(head.header("content-type"), get.header("content-type"), "{path}");
    }
    assert!(server.send("HEAD", "/api/v1/nothing", &[]).is(404).body.is_empty());
}

#[test]
fn every_answer_carries_a_request_id() {
    let server = sample_server();
    let given = server.send("GET", "/livez", &[("x-request-id", "abc-123")]);
    assert_eq!(given.header("x-request-id"), "abc-123");
    let made: HashSet<String> =
        (0..20).map(|_| server.get("/livez").header("x-request-id").to_owned()).collect();
    assert!(made.len() == 20 && !made.contains(""), "{made:?}");
    assert!(!server.get("/nothing").header("x-request-id").is_empty());
    let hostile = server.send("GET", "/livez", &[("x-request-id", "a b\"c<script>")]);
    assert!(!hostile.header("x-request-id").contains(['<', '"', ' ']), "{}", hostile.header("x-request-id"));
}

#[test]
fn answers_are_compressed_for_those_who_can_read_it() {
    let server = sample_server();
    let path = "/api/v1/search?per_page=50";
    let plain = server.get(path);
    assert_eq!(plain.header("content-encoding"), "");
    let gzip = server.send("GET", path, &[("accept-encoding", "gzip")]);
    assert_eq!(gzip.header("content-encoding"), "gzip");
    let vary: Vec<_> = gzip.headers.get_all("vary").iter().collect();
    assert!(vary.iter().any(|name| name.as_bytes() == b"accept-encoding"), "{vary:?}");
    let mut text = String::new();
    GzDecoder::new(gzip.body.as_slice()).read_to_string(&mut text).expect("it is gzip");
    let mut answers = [plain.json(), serde_json::from_str(&text).expect("it is JSON")];
    answers.iter_mut().for_each(|answer| answer["took_ms"] = Value::Null);
    assert_eq!(answers[0], answers[1]);
    let brotli = server.send("GET", path, &[("accept-encoding", "br")]);
    assert_eq!(brotli.header("content-encoding"), "br");
    assert!(brotli.body.len() * 2 < plain.body.len(), "{} of {} bytes", brotli.body.len(), plain.body.len());
    let page = server.send("GET", "/", &[("accept-encoding", "gzip, br")]);
    assert!(["gzip", "br"].contains(&page.header("content-encoding")));
}

/// Addresses in `href` and `src` of a page.
fn addresses(html: &str) -> Vec<String> {
    let mut found = Vec::new();
    for name in [" href=\"", " src=\""] {
        found.extend(html.split(name).skip(1).filter_map(|rest| rest.split('"').next()).map(str::to_owned));
    }
    found
}

#[test]
fn the_page_brings_its_own_files_and_they_stay_in_the_cache() {
    let server = sample_server();
    let html = server.get("/").is(200).text();
    let files: Vec<String> =
        addresses(&html).into_iter().filter(|address| address.starts_with("/assets/")).collect();
    assert!(files.len() >= 2, "a style sheet and an icon: {files:?}");
    for file in files {
        let reply = server.get(&file).is(200);
        assert!(
            reply.header("cache-control").contains("immutable"),
            "{file}: {}",
            reply.header("cache-control")
        );
        let tag = reply.header("etag").to_owned();
        assert!(tag.starts_with('"') || tag.starts_with("W/\""), "{file}: {tag}");
        let again = server.send("GET", &file, &[("if-none-match", &tag)]).is(304);
        assert!(again.body.is_empty() && again.header("etag") == tag, "{file}");
        server.send("GET", &file, &[("if-none-match", "\"other\"")]).is(200);
    }
}

#[test]
fn the_page_is_for_people_and_safe() {
    let server = sample_server();
    let page = server.get("/?q=%3Cscript%3Ealert(1)%3C/script%3E&utm_source=x").is(200);
    assert!(
        page.header("content-type").starts_with("text/html; charset=utf-8"),
        "{}",
        page.header("content-type")
    );
    let policy = page.header("content-security-policy");
    assert!(policy.contains("default-src 'none'") && policy.contains("frame-ancestors"), "{policy}");
    assert!(!policy.contains("unsafe-inline"), "{policy}");
    assert_eq!(page.header("x-content-type-options"), "nosniff");
    assert!(!page.header("referrer-policy").is_empty());
    let html = page.text();
    assert!(html.contains("lang=\"ru\"") && html.contains("name=\"viewport\""), "{html:.500}");
    assert!(!html.contains("<script"), "the page works without scripts and what was typed is escaped");
    assert!(html.contains("&lt;script&gt;"), "the query is shown as it was typed");
    let own = |address: &String| !address.contains("//") || address.contains("vestnik.example/");
    let foreign: Vec<String> = addresses(&html).into_iter().filter(|address| !own(address)).collect();
    assert!(foreign.is_empty(), "{foreign:?}");
    let refused = server.get("/?page=0").is(400);
    assert!(refused.header("content-type").starts_with("text/html"), "people get a page");
}

#[test]
fn the_api_description_names_every_route_and_parameter() {
    let server = sample_server();
    let document = server.get("/api/v1/openapi.json").ok();
    assert!(document["openapi"].as_str().is_some_and(|version| version.starts_with("3.")), "{document:.300}");
    for path in ["/api/v1/search", "/api/v1/articles/{id}", "/api/v1/rubrics", "/livez", "/readyz"] {
        assert!(document["paths"][path]["get"]["responses"]["200"].is_object(), "{path}");
    }
    let parameters = document["paths"]["/api/v1/search"]["get"]["parameters"].as_array().expect("a list");
    let names: HashSet<&str> = parameters.iter().filter_map(|parameter| parameter["name"].as_str()).collect();
    let expected = [
        "q",
        "rubric",
        "tag",
        "author",
        "source",
        "from",
        "to",
        "sort",
        "page",
        "per_page",
        "cursor",
        "facets",
        "histogram",
    ];
    for name in expected {
        assert!(names.contains(name), "{name} is not described");
    }
    for parameter in parameters {
        assert!(parameter["description"].as_str().is_some_and(|text| !text.is_empty()), "{parameter}");
        let path = format!("/api/v1/search?{}=", string(&parameter["name"]));
        server.get(&path).is(200);
    }
}

#[test]
fn the_api_viewer_loads_nothing_from_other_hosts() {
    let server = sample_server();
    let redirect = server.get("/docs");
    assert!(
        (300..400).contains(&redirect.status) && redirect.header("location").ends_with("/docs/"),
        "{redirect:?}"
    );
    let page = server.get("/docs/").is(200);
    let policy = page.header("content-security-policy");
    assert!(policy.contains("default-src 'none'") && !policy.contains("http"), "{policy}");
    let files = addresses(&page.text());
    assert!(!files.is_empty());
    for file in files {
        assert!(!file.contains("//"), "{file} is on another host");
        server.get(&format!("/docs/{}", file.trim_start_matches("./"))).is(200);
    }
    let start = server.get("/docs/swagger-initializer.js").is(200).text();
    assert!(start.contains("openapi.json"), "{start}");
    assert!(!start.contains("http://") && !start.contains("https://"), "{start}");
}

fn small_server(args: &[&str]) -> (TestIndex, TestServer) {
    let index = TestIndex::of_articles(&[article("1", "Мост", "Текст.")]);
    let server = index.serve_with(args);
    (index, server)
}

#[test]
fn what_people_search_for_is_not_in_the_log() {
    let searched = |server: TestServer| {
        server.search(&[("q", "тайнаямысль secretthought")]);
        server.get("/?q=secretthought").is(200);
        server.get("/api/v1/search?q=secretthought&page=0").problem(400);
        server.terminate();
        server.wait().1
    };
    let (_index, server) = small_server(&[]);
    let log = searched(server);
    assert!(log.contains("/api/v1/search"), "requests are logged: {log}");
    assert!(
        !log.contains("тайнаямысль") && !log.contains("secretthought") && !log.contains("%D1%82"),
        "{log}"
    );
    let (_index, server) = small_server(&["--set", "log.level=debug"]);
    assert!(searched(server).contains("secretthought"), "debug shows them");
    let (_index, server) = small_server(&["--set", "log.format=json"]);
    let log = searched(server);
    for line in log.lines() {
        let line: Value = serde_json::from_str(line).unwrap_or_else(|error| panic!("{line}: {error}"));
        assert!(line["timestamp"].is_string() && line["level"].is_string(), "{line}");
    }
}

#[test]
fn a_log_in_a_pipe_has_no_colours() {
    let (_index, server) = small_server(&[]);
    server.get("/livez").is(200);
    server.terminate();
    let (_, log) = server.wait();
    assert!(!log.is_empty() && !log.contains('\u{1b}'), "{log:?}");
}

#[test]
fn sigterm_ends_the_service_after_the_answers_under_way() {
    let (_index, server) = small_server(&[]);
    let mut stream = TcpStream::connect(server.address()).expect("it accepts connections");
    stream.write_all(b"GET /api/v1/search HTTP/1.1\r\nHost: localhost\r\n").expect("it can be written");
    // Connections are accepted in order: once this one is answered, the other is in hand too.
    server.get("/livez").is(200);
    server.terminate();
    server.wait_for_log("stopping");
    stream.write_all(b"\r\n").expect("the request under way is not cut off");
    let mut answer = String::new();
    stream.read_to_string(&mut answer).expect("it is answered");
    assert!(answer.starts_with("HTTP/1.1 200") && answer.contains("\"total\":1"), "{answer}");
    let address = server.address().to_owned();
    let (status, log) = server.wait();
    assert_eq!(status.code(), Some(0), "{log}");
    assert!(TcpStream::connect(address).is_err(), "nobody answers any more");
}

#[test]
fn an_idle_connection_does_not_hold_up_the_end() {
    let (_index, server) = small_server(&["--set", "search.shutdown_ms=600000"]);
    server.get("/livez").is(200);
    server.terminate();
    let (status, log) = server.wait();
    assert_eq!(status.code(), Some(0), "{log}");
}
