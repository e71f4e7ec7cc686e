//! Small archives on disk, and requests to a router over them.

use std::net::{Ipv4Addr, SocketAddr};

use axum::Router;
use axum::body::{Body, to_bytes};
use axum::extract::ConnectInfo;
use axum::http::{HeaderMap, Request, StatusCode};
use tempfile::TempDir;
use tower::ServiceExt;
use vestnik_schema::{Article, DataDirectory, create_index, to_document};

use crate::http::{AppState, HttpSettings, router};
use crate::search::{Engine, EngineSettings};

/// An index on disk that goes away with this value.
pub(crate) struct TestArchive {
    engine: Engine,
    _folder: TempDir,
}

/// What came back for a request.
pub(crate) struct Reply {
    pub(crate) status: StatusCode,
    pub(crate) headers: HeaderMap,
    pub(crate) body: String,
}

impl TestArchive {
    pub(crate) fn engine(&self) -> &Engine {
        &self.engine
    }

    pub(crate) fn empty() -> Self {
        Self::of(&[])
    }

    pub(crate) fn of(articles: &[Article]) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let data = DataDirectory::new(folder.path());
        let generation = data.create_generation().unwrap();
        let open = create_index(&generation).unwrap();
        let mut writer = open.index.writer_with_num_threads(1, 20_000_000).unwrap();
        for article in articles {
            writer.add_document(to_document(article, &[], &open.fields).unwrap()).unwrap();
        }
        writer.commit().unwrap();
        writer.wait_merging_threads().unwrap();
        data.activate(&generation).unwrap();
        let engine = Engine::open(&data, EngineSettings { clock: now, ..EngineSettings::default() }).unwrap();
        Self { engine, _folder: folder }
    }

    /// A few articles that differ in everything that a page shows.
    pub(crate) fn sample() -> Self {
        Self::of(&sample_articles())
    }

    pub(crate) fn state_with(&self, change: impl FnOnce(&mut HttpSettings)) -> AppState {
        let mut settings = HttpSettings { search_threads: 1, ..HttpSettings::default() };
        change(&mut settings);
        AppState::new(self.engine.clone(), settings).unwrap().with_clock(now)
    }

    pub(crate) fn state(&self) -> AppState {
        self.state_with(|_| {})
    }

    /// The answer to a GET.
    pub(crate) async fn get(&self, uri: &str) -> Reply {
        self.send(Request::get(uri)).await
    }

    pub(crate) async fn send(&self, request: axum::http::request::Builder) -> Reply {
        send(router(self.state()), request).await
    }
}

impl Reply {
    pub(crate) fn json(&self) -> serde_json::Value {
        serde_json::from_str(&self.body).unwrap_or_else(|error| panic!("{error}: {}", self.body))
    }

    pub(crate) fn header(&self, name: &str) -> &str {
        self.headers.get(name).map(|value| value.to_str().unwrap()).unwrap_or_default()
    }
}

pub(crate) async fn send(router: Router, request: axum::http::request::Builder) -> Reply {
    send_whole(router, request.body(Body::empty()).unwrap()).await
}

pub(crate) async fn send_whole(router: Router, mut request: Request<Body>) -> Reply {
    if request.extensions().get::<ConnectInfo<SocketAddr>>().is_none() {
        request.extensions_mut().insert(here());
    }
    let response = router.oneshot(request).await.unwrap();
    let (parts, body) = response.into_parts();
    let bytes = to_bytes(body, usize::MAX).await.unwrap();
    Reply { status: parts.status, headers: parts.headers, body: String::from_utf8_lossy(&bytes).into_owned() }
}

/// A client on this machine.
pub(crate) fn here() -> ConnectInfo<SocketAddr> {
    ConnectInfo(SocketAddr::from((Ipv4Addr::LOCALHOST, 4711)))
}

/// A text, percent-encoded for a query string.
pub(crate) fn encoded(text: &str) -> String {
    serde_urlencoded::to_string([("", text)]).unwrap().split_off(1)
}

fn now() -> jiff::Timestamp {
    "2016-07-20T09:00:00Z".parse().unwrap()
}

fn sample_articles() -> Vec<Article> {
    let mut articles = vec![
        Article {
            url: Some("https://news.example/kerri".to_owned()),
            lead: "Госсекретарь прилетел на переговоры по Сирии.".to_owned(),
            body: "Джон Керри провёл в Москве переговоры. После них Керри улетел.".to_owned(),
            authors: vec!["Анна Орлова".to_owned()],
            tags: vec!["Сирия".to_owned()],
            ..article("world/1:kerri", "Керри прибыл в Москву", "Политика", "2016-07-15T06:12:00Z")
        },
        Article {
            url: Some("javascript:alert(1)".to_owned()),
            body: "Текст о <b>разметке</b> & прочем.".to_owned(),
            ..article("evil", "<script>alert(1)</script> в заголовке", "Общество", "2016-07-19T10:00:00Z")
        },
        Article {
            published_at: None, ..article("undated", "Письмо без даты", "Общество", "")
        },
    ];
    articles.extend((1..=25).map(|number| {
        let title = format!("Матч номер {number} завершился");
        article(
            &format!("sport/{number}"),
            &title,
            "Спорт",
            &format!("2015-{:02}-10T10:00:00Z", number % 12 + 1),
        )
    }));
    articles
}

fn article(id: &str, title: &str, rubric: &str, published: &str) -> Article {
    Article {
        id: id.to_owned(),
        title: title.to_owned(),
        rubrics: vec![rubric.to_owned()],
        source: Some("Вестник".to_owned()),
        published_at: published.parse().ok(),
        ..Article::default()
    }
}
