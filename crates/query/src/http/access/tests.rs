//! Keys, origins and limits as clients meet them.

use std::net::SocketAddr;

use axum::extract::ConnectInfo;
use axum::http::{Request, StatusCode, request};
use jiff::Timestamp;
use jiff::tz::TimeZone;
use tempfile::TempDir;
use vestnik_schema::DataDirectory;

use crate::http::access::{KeyFile, KeyRights, NewKey, Scope};
use crate::http::testing::{Reply, TestArchive, encoded, send};
use crate::http::{AppState, HttpSettings, router};

const STRANGER: &str = "203.0.113.9:4711";
const SITE: &str = "https://sport.example";
/// Everything that tells of articles, with a query that would find some of all rubrics.
const TELLING: [&str; 14] = [
    "/api/v1/search?q=%D0%BC%D0%B0%D1%82%D1%87%20OR%20%D0%BA%D0%B5%D1%80%D1%80%D0%B8&explain=true",
    "/api/v1/search?facets=rubric,source,author,tag&histogram=month",
    "/api/v1/search?q=%D0%BA%D0%B5%D1%80%D1%80%D0%B8&explain=true&group=story",
    "/api/v1/search?rubric=%D0%9F%D0%BE%D0%BB%D0%B8%D1%82%D0%B8%D0%BA%D0%B0",
    "/api/v1/search?q=rubric:%D0%9F%D0%BE%D0%BB%D0%B8%D1%82%D0%B8%D0%BA%D0%B0%20OR%20%D0%BA%D0%B5%D1%80%D1%80%D0%B8",
    "/api/v1/search?q=-rubric:%D0%A1%D0%BF%D0%BE%D1%80%D1%82",
    "/api/v1/suggest?q=%D0%BA%D0%B5",
    "/api/v1/rubrics",
    "/",
    "/?q=%D0%BA%D0%B5%D1%80%D1%80%D0%B8",
    "/search.rss",
    "/search.atom?q=%D0%BA%D0%B5%D1%80%D1%80%D0%B8",
    "/opensearch/suggest?q=%D0%BA%D0%B5",
    "/news-sitemap.xml",
];

struct Guarded {
    archive: TestArchive,
    folder: TempDir,
}

impl Guarded {
    fn new() -> Self {
        Self { archive: TestArchive::sample(), folder: tempfile::tempdir().unwrap() }
    }

    fn file(&self) -> KeyFile {
        KeyFile::of(&DataDirectory::new(self.folder.path()), TimeZone::UTC)
    }

    fn key(&self, change: impl FnOnce(&mut KeyRights)) -> NewKey {
        let mut rights = KeyRights {
            name: "сайт".to_owned(),
            scopes: vec![Scope::Search, Scope::Suggest, Scope::Events],
            ..KeyRights::default()
        };
        change(&mut rights);
        self.file().create(rights, Timestamp::UNIX_EPOCH).unwrap()
    }

    fn state_with(&self, change: impl FnOnce(&mut HttpSettings)) -> AppState {
        self.archive.state_with(|settings| {
            settings.keys = Some(self.file());
            change(settings);
        })
    }

    fn state(&self) -> AppState {
        self.state_with(|_| {})
    }

    async fn send(&self, request: request::Builder) -> Reply {
        send(router(self.state()), request).await
    }

    async fn get(&self, address: &str) -> Reply {
        self.send(Request::get(address)).await
    }
}

fn from(peer: &str, request: request::Builder) -> request::Builder {
    request.extension(ConnectInfo(peer.parse::<SocketAddr>().unwrap()))
}

fn with_key(address: &str, key: &NewKey) -> String {
    let separator = if address.contains('?') { '&' } else { '?' };
    format!("{address}{separator}key={}", key.text)
}

/// Status and code of a refusal, which every client gets as problem+json.
fn refusal(reply: &Reply) -> (u16, String) {
    assert_eq!(reply.header("content-type"), "application/problem+json", "{}", reply.body);
    let problem = reply.json();
    assert_eq!(problem["status"], reply.status.as_u16());
    assert!(problem["detail"].as_str().is_some_and(|detail| detail.len() > 10), "{problem}");
    (reply.status.as_u16(), problem["code"].as_str().unwrap().to_owned())
}

fn refused(status: u16, code: &str) -> (u16, String) {
    (status, code.to_owned())
}

#[tokio::test]
async fn without_keys_only_this_machine_is_answered() {
    let guarded = Guarded::new();
    let ask = |peer: &'static str, headers: &'static [(&'static str, &'static str)]| {
        let request = from(peer, Request::get("/api/v1/search"));
        let request = headers.iter().fold(request, |request, (name, value)| request.header(*name, *value));
        guarded.send(request)
    };
    for headers in [
        &[][..],
        &[("host", "localhost:7700")],
        &[("host", "[::1]:7700")],
        &[("host", "127.0.0.1:7700"), ("origin", "http://localhost:8000")],
    ] {
        assert_eq!(ask("127.0.0.1:1", headers).await.status, StatusCode::OK, "{headers:?}");
        assert_eq!(ask("[::1]:1", headers).await.status, StatusCode::OK, "{headers:?}");
    }
    for (peer, headers, code) in [
        (STRANGER, &[][..], "not_local"),
        (STRANGER, &[("x-forwarded-for", "127.0.0.1")], "not_local"),
        ("127.0.0.1:1", &[("x-forwarded-for", "203.0.113.9")], "not_local"),
        ("127.0.0.1:1", &[("forwarded", "for=127.0.0.1")], "not_local"),
        ("127.0.0.1:1", &[("host", "evil.example")], "not_local"),
        ("127.0.0.1:1", &[("origin", "https://evil.example")], "origin_forbidden"),
        ("127.0.0.1:1", &[("origin", "null")], "origin_forbidden"),
    ] {
        let reply = ask(peer, headers).await;
        assert_eq!(refusal(&reply), refused(403, code), "{peer} {headers:?}");
        assert_eq!(reply.header("access-control-allow-origin"), "");
    }
    let reply = ask("127.0.0.1:1", &[("origin", "http://localhost:8000")]).await;
    assert_eq!(reply.header("access-control-allow-origin"), "http://localhost:8000");
    assert_eq!(reply.header("vary"), "origin");
}

#[tokio::test]
async fn what_tells_of_no_article_is_open_to_everybody() {
    let guarded = Guarded::new();
    for keyless in [true, false] {
        if !keyless {
            guarded.key(|_| {});
        }
        for path in ["/livez", "/readyz", "/robots.txt", "/docs/", "/api/v1/openapi.json"] {
            let reply = guarded.send(from(STRANGER, Request::get(path))).await;
            assert!(reply.status.is_success(), "{path} {}", reply.status);
        }
        for path in TELLING.into_iter().chain(["/nowhere", "/article/undated", "/api/v1/articles/undated"]) {
            let reply = guarded.send(from(STRANGER, Request::get(path))).await;
            let expected = if keyless { StatusCode::FORBIDDEN } else { StatusCode::UNAUTHORIZED };
            assert_eq!(reply.status, expected, "{path}");
            assert!(!reply.body.contains("undated") && !reply.body.contains("Письмо"), "{path}");
        }
    }
}

#[tokio::test]
async fn each_refusal_has_its_code() {
    let guarded = Guarded::new();
    let good = guarded.key(|_| {});
    let narrow = guarded.key(|rights| rights.scopes = vec![Scope::Suggest]);
    let revoked = guarded.key(|_| {});
    guarded.file().revoke(&revoked.record.id, Timestamp::UNIX_EPOCH).unwrap();
    let expired = guarded.key(|rights| rights.expires_at = "2016-07-20T09:00:00Z".parse().ok());
    let elsewhere = guarded.key(|rights| rights.origins = vec![SITE.to_owned()]);
    let search = "/api/v1/search?q=x";
    assert_eq!(refusal(&guarded.get(search).await), refused(401, "key_missing"));
    assert_eq!(refusal(&guarded.get(&format!("{search}&key=vk_nobody")).await), refused(401, "key_unknown"));
    for (key, status, code) in
        [(&revoked, 401, "key_revoked"), (&expired, 401, "key_expired"), (&narrow, 403, "scope_missing")]
    {
        assert_eq!(refusal(&guarded.get(&with_key(search, key)).await), refused(status, code));
    }
    assert!(guarded.get(&with_key("/api/v1/suggest?q=x", &narrow)).await.status.is_success());
    for (name, sender) in [("origin", "https://evil.example"), ("referer", "https://evil.example/a?b")] {
        let request = Request::get(with_key(search, &elsewhere)).header(name, sender);
        assert_eq!(refusal(&guarded.send(request).await), refused(403, "origin_forbidden"));
    }
    for (name, value) in [
        ("x-api-key", good.text.clone()),
        ("authorization", format!("Bearer {}", good.text)),
        ("x-algolia-api-key", good.text.clone()),
    ] {
        assert_eq!(guarded.send(Request::get(search).header(name, value)).await.status, StatusCode::OK);
    }
}

#[tokio::test]
async fn a_filter_cannot_be_widened() {
    let guarded = Guarded::new();
    let key = guarded.key(|rights| rights.filter = Some("rubric:Спорт".to_owned()));
    let all = guarded.get(&with_key("/api/v1/search", &key)).await.json();
    assert_eq!(all["total"], 25);
    for path in TELLING {
        let reply = guarded.get(&with_key(path, &key)).await;
        assert!(reply.status.is_success(), "{path} {}", reply.body);
        // The query itself is told back; titles, names and numbers of other rubrics are not.
        let told = ["прибыл", "Сирия", "Орлова", "Письмо", "kerri", "\"Политика\",\"count\""];
        let found: Vec<_> = told.into_iter().filter(|text| reply.body.contains(text)).collect();
        assert!(found.is_empty(), "{path}: {found:?} in {}", reply.body);
    }
    for path in [
        format!("/api/v1/search?rubric={}", encoded("Политика")),
        format!("/api/v1/search?q={}", encoded("rubric:Политика OR rubric:Общество")),
        format!("/api/v1/search?q={}", encoded("керри")),
    ] {
        assert_eq!(guarded.get(&with_key(&path, &key)).await.json()["total"], 0, "{path}");
    }
    for path in
        ["/api/v1/articles/world/1:kerri", "/api/v1/articles/world/1:kerri/related", "/article/world/1:kerri"]
    {
        assert_eq!(guarded.get(&with_key(path, &key)).await.status, StatusCode::NOT_FOUND, "{path}");
    }
    assert!(guarded.get(&with_key("/api/v1/articles/sport/1", &key)).await.status.is_success());
}

#[tokio::test]
async fn pages_are_as_long_as_the_key_permits() {
    let guarded = Guarded::new();
    let key = guarded.key(|rights| rights.max_per_page = Some(3));
    for path in ["/api/v1/search?per_page=50", "/api/v1/search"] {
        let answer = guarded.get(&with_key(path, &key)).await.json();
        assert_eq!((answer["hits"].as_array().unwrap().len(), &answer["total"]), (3, &28.into()));
        assert_eq!(answer["per_page"], 3);
    }
    let page = guarded.get(&with_key("/?per_page=20&q=", &key)).await;
    assert!(page.body.matches("<article").count() <= 3, "{}", page.body);
}

#[tokio::test]
async fn a_preflight_tells_a_permitted_origin_alone() {
    let guarded = Guarded::new();
    let key =
        guarded.key(|rights| rights.origins = vec![SITE.to_owned(), "https://*.news.example".to_owned()]);
    let preflight = |origin: &'static str| {
        let request = Request::options("/1/indexes/*/queries").header("origin", origin);
        guarded.send(from(STRANGER, request.header("access-control-request-method", "POST")))
    };
    for origin in [SITE, "https://www.news.example"] {
        let reply = preflight(origin).await;
        assert_eq!(reply.status, StatusCode::NO_CONTENT);
        assert_eq!(reply.header("access-control-allow-origin"), origin);
        assert!(reply.header("access-control-allow-headers").contains("x-algolia-api-key"));
        assert_eq!(reply.header("access-control-allow-credentials"), "");
    }
    for origin in ["https://evil.example", "https://news.example", "null"] {
        let reply = preflight(origin).await;
        let told: Vec<_> =
            reply.headers.keys().filter(|name| name.as_str().starts_with("access-control")).collect();
        assert!(told.is_empty() && reply.body.is_empty(), "{origin} {told:?}");
        assert_eq!(reply.header("allow"), "");
    }
    let get =
        |origin: &'static str, address: String| guarded.send(Request::get(address).header("origin", origin));
    let reply = get(SITE, with_key("/api/v1/search", &key)).await;
    assert_eq!(reply.header("access-control-allow-origin"), SITE);
    // A page that may use some key may read why this one was refused.
    let reply = get(SITE, "/api/v1/search?key=vk_nobody".to_owned()).await;
    assert_eq!(
        (refusal(&reply).1.as_str(), reply.header("access-control-allow-origin")),
        ("key_unknown", SITE)
    );
    let reply = get("https://evil.example", with_key("/api/v1/search", &key)).await;
    assert_eq!(reply.header("access-control-allow-origin"), "");
    assert_eq!(reply.header("vary"), "origin");
}

#[tokio::test]
async fn who_asks_too_often_waits() {
    let guarded = Guarded::new();
    let key = guarded.key(|rights| {
        rights.per_client_minute = Some(2);
        rights.per_minute = Some(5);
    });
    let state = guarded.state_with(|settings| settings.trusted_proxies = vec!["127.0.0.1".parse().unwrap()]);
    let ask = |client: &'static str| {
        let request = Request::get(with_key("/api/v1/search", &key)).header("x-forwarded-for", client);
        send(router(state.clone()), request)
    };
    for client in ["203.0.113.1", "203.0.113.1", "203.0.113.2", "203.0.113.2"] {
        assert_eq!(ask(client).await.status, StatusCode::OK);
    }
    let reply = ask("203.0.113.1").await;
    assert_eq!(refusal(&reply), refused(429, "rate_limited"));
    let wait: u64 = reply.header("retry-after").parse().unwrap();
    assert!((1..=60).contains(&wait), "{wait}");
    assert_eq!(ask("203.0.113.3").await.status, StatusCode::OK);
    assert_eq!(ask("203.0.113.4").await.status, StatusCode::TOO_MANY_REQUESTS);
}

#[tokio::test]
async fn visitors_have_the_rights_of_the_key_of_the_pages() {
    let guarded = Guarded::new();
    let key = guarded.key(|rights| rights.filter = Some("rubric:Политика".to_owned()));
    let refused_page = guarded.send(from(STRANGER, Request::get("/?q=x"))).await;
    assert_eq!(refused_page.status, StatusCode::UNAUTHORIZED);
    assert!(refused_page.header("content-type").starts_with("text/html"));
    let page = guarded.get(&with_key("/?q=", &key)).await.body;
    assert!(page.contains("Керри") && !page.contains("Письмо без даты"));
    let links = page.split("href=\"").skip(1).filter_map(|rest| rest.split('"').next());
    let lost: Vec<_> = links
        .filter(|link| link.starts_with("/?") || link.starts_with("/article") || link.starts_with("/search."))
        .filter(|link| !link.contains(&key.text))
        .collect();
    assert!(lost.is_empty(), "{lost:?}");
    assert!(page.contains(&format!("name=\"key\" value=\"{}\"", key.text)));
    for path in ["/opensearch.xml", "/search.rss", "/search.atom"] {
        let body = guarded.get(&with_key(path, &key)).await.body;
        let own = body
            .split('"')
            .filter(|link| link.starts_with("http://localhost/") && !link.contains("/assets/"));
        let own: Vec<_> = own.collect();
        assert!(!own.is_empty() && own.iter().all(|link| link.contains(&key.text)), "{own:?}");
    }

    guarded.key(|rights| {
        rights.pages = true;
        rights.filter = Some("rubric:Спорт".to_owned());
    });
    let page = guarded.send(from(STRANGER, Request::get("/?q="))).await;
    assert!(page.status.is_success() && page.body.contains("Матч") && !page.body.contains("Керри"));
    let api = guarded.send(from(STRANGER, Request::get("/api/v1/search"))).await;
    assert_eq!(refusal(&api), refused(401, "key_missing"));
}

#[tokio::test]
async fn a_key_stops_opening_when_it_is_revoked() {
    let guarded = Guarded::new();
    let key = guarded.key(|_| {});
    let state = guarded.state();
    let ask = || send(router(state.clone()), Request::get(with_key("/api/v1/search", &key)));
    assert_eq!(ask().await.status, StatusCode::OK);
    guarded.file().revoke(&key.record.id, Timestamp::UNIX_EPOCH).unwrap();
    state.refresh_keys();
    assert_eq!(refusal(&ask().await), refused(401, "key_revoked"));
    assert!(state.has_keys());
}

#[tokio::test]
async fn a_page_of_the_server_itself_may_use_every_key() {
    let guarded = Guarded::new();
    let key = guarded.key(|rights| rights.origins = vec![SITE.to_owned()]);
    let ask = |host: &'static str, referer: &'static str| {
        let state = guarded.state_with(|settings| settings.public_url = "https://search.example".to_owned());
        let request = Request::get(with_key("/api/v1/search", &key)).header("host", host);
        send(router(state), request.header("referer", referer))
    };
    // A name that somebody else makes lead here.
    assert_eq!(ask("evil.example", "http://evil.example/").await.status, StatusCode::FORBIDDEN);
    assert_eq!(ask("127.0.0.1:7700", "http://127.0.0.1:7700/embed/frame").await.status, StatusCode::OK);
    assert_eq!(ask("127.0.0.1:7700", "https://search.example/embed/frame").await.status, StatusCode::OK);
    assert_eq!(ask("127.0.0.1:7700", "https://search.example.evil/").await.status, StatusCode::FORBIDDEN);
}
