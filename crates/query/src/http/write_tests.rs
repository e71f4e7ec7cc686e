//! Requests that write, over an intake that remembers what it was asked.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex};

use axum::body::Body;
use axum::http::{Method, Request, header};
use serde_json::{Value, json};
use vestnik_schema::{
    Action, Content, Done, Effect, Intake, IntakeError, IntakeStats, Operation, Outcome, Precondition,
    Rejection, Until, Written,
};

use crate::http::AppState;
use crate::http::testing::{Reply, TestArchive, send_whole};

/// Keeps JSON by id; versions count up from 1.
#[derive(Default)]
pub(crate) struct Memory {
    pub(crate) articles: Mutex<BTreeMap<String, (u64, Value)>>,
    pub(crate) calls: Mutex<Vec<(usize, Until)>>,
    /// From this call on, nothing can be written.
    pub(crate) fails_after: Option<usize>,
}

impl Memory {
    fn carry_out(&self, operation: Operation) -> Outcome {
        let mut articles = self.articles.lock().unwrap();
        let content = match operation.content {
            Some(Content::Json(json)) => {
                let invalid = |error: serde_json::Error| Rejection::Invalid {
                    reason: "bad_json",
                    detail: error.to_string(),
                };
                Some(serde_json::from_slice::<Value>(&json).map_err(invalid)?)
            }
            _ => None,
        };
        let own = content.as_ref().and_then(|content| content["id"].as_str().map(str::to_owned));
        let id = operation.id.or(own).unwrap_or_else(|| "made".to_owned());
        let known = articles.get(&id).map(|(version, _)| *version);
        match (operation.precondition, operation.action, known) {
            (Some(Precondition::Version(wanted)), _, Some(version)) if wanted != version => {
                return Err(Rejection::Conflict { id, version });
            }
            (Some(_), _, None) | (_, Action::Delete | Action::Update { upsert: false }, None) => {
                return Err(Rejection::NotFound { id });
            }
            (_, Action::Create, Some(version)) => return Err(Rejection::Exists { id, version }),
            _ => {}
        }
        if operation.action == Action::Delete {
            articles.remove(&id);
            return Ok(Written { id, effect: Effect::Deleted, version: None, warnings: Vec::new() });
        }
        let version = known.unwrap_or_default() + 1;
        let effect = if known.is_some() { Effect::Updated } else { Effect::Created };
        articles.insert(id.clone(), (version, content.unwrap_or_default()));
        Ok(Written { id, effect, version: Some(version), warnings: Vec::new() })
    }
}

impl Intake for Memory {
    fn submit(&self, operations: Vec<Operation>, until: Until, done: Done) {
        let mut calls = self.calls.lock().unwrap();
        calls.push((operations.len(), until));
        if self.fails_after.is_some_and(|most| calls.len() > most) {
            return done(Err(IntakeError::DiskFull));
        }
        done(Ok(operations.into_iter().map(|operation| self.carry_out(operation)).collect()));
    }

    fn stats(&self) -> IntakeStats {
        IntakeStats::default()
    }
}

pub(crate) struct Writing {
    state: AppState,
    memory: Arc<Memory>,
    _archive: TestArchive,
}

impl Writing {
    pub(crate) fn new(memory: Memory) -> Self {
        let archive = TestArchive::empty();
        let memory = Arc::new(memory);
        let state = archive.state().with_intake(Arc::clone(&memory) as Arc<dyn Intake>);
        Self { state, memory, _archive: archive }
    }

    pub(crate) async fn send(
        &self,
        method: Method,
        uri: &str,
        headers: &[(&str, &str)],
        body: impl Into<Body>,
    ) -> Reply {
        let mut request = Request::builder().method(method).uri(uri);
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        send_whole(crate::http::router(self.state.clone()), request.body(body.into()).unwrap()).await
    }

    async fn put(&self, uri: &str, headers: &[(&str, &str)]) -> Reply {
        let headers = [&[("content-type", "application/json; charset=utf-8")], headers].concat();
        self.send(Method::PUT, uri, &headers, r#"{"title": "А"}"#).await
    }

    async fn stream(&self, uri: &str, headers: &[(&str, &str)], body: impl Into<Body>) -> Reply {
        let headers = [&[("content-type", "application/x-ndjson")], headers].concat();
        self.send(Method::POST, uri, &headers, body).await
    }

    pub(crate) fn ids(&self) -> Vec<String> {
        self.memory.articles.lock().unwrap().keys().cloned().collect()
    }
}

fn code(reply: &Reply) -> (u16, String) {
    (reply.status.as_u16(), reply.json()["code"].as_str().unwrap_or_default().to_owned())
}

#[tokio::test]
async fn one_article_is_added_replaced_changed_and_deleted() {
    let writing = Writing::new(Memory::default());
    let added = writing.put("/api/v1/articles/2016/07/a%20b", &[]).await;
    assert_eq!((added.status.as_u16(), added.header("etag")), (201, "\"0000000000000001\""));
    assert_eq!(added.json(), json!({ "id": "2016/07/a b", "result": "created" }));
    let replaced = writing.put("/api/v1/articles/2016/07/a%20b", &[]).await;
    assert_eq!((replaced.status.as_u16(), replaced.header("etag")), (200, "\"0000000000000002\""));
    let json = [("content-type", "application/json")];
    let changed =
        writing.send(Method::PATCH, "/api/v1/articles/2016/07/a%20b", &json, r#"{"lead": "Б"}"#).await;
    assert_eq!(changed.json()["result"], "updated");
    let missing = writing.send(Method::PATCH, "/api/v1/articles/x", &json, "{}").await;
    assert_eq!(code(&missing), (404, "article_not_found".to_owned()));
    let deleted = writing.send(Method::DELETE, "/api/v1/articles/2016/07/a%20b", &[], "").await;
    assert_eq!((deleted.status.as_u16(), &deleted.json()["result"]), (200, &json!("deleted")));
    assert!(writing.ids().is_empty());
    let again = writing.send(Method::DELETE, "/api/v1/articles/2016/07/a%20b", &[], "").await;
    assert_eq!(code(&again), (404, "article_not_found".to_owned()));
}

#[tokio::test]
async fn a_condition_that_does_not_hold_is_412() {
    let writing = Writing::new(Memory::default());
    let address = "/api/v1/articles/a";
    assert_eq!(writing.put(address, &[("if-none-match", "*")]).await.status, 201);
    for (header, expected) in [
        (("if-none-match", "*"), (412, "article_exists")),
        (("if-match", "\"0000000000000007\""), (412, "version_conflict")),
        (("if-match", "seven"), (400, "invalid_parameter")),
    ] {
        let reply = writing.put(address, &[header]).await;
        assert_eq!(code(&reply), (expected.0, expected.1.to_owned()), "{header:?}");
    }
    assert_eq!(writing.put(address, &[("if-match", "\"0000000000000001\"")]).await.status, 200);
    let missing = writing.put("/api/v1/articles/b", &[("if-match", "*")]).await;
    assert_eq!(code(&missing), (412, "article_not_found".to_owned()));
}

#[tokio::test]
async fn what_cannot_be_taken_says_why() {
    let writing = Writing::new(Memory::default());
    let json = ("content-type", "application/json");
    for (uri, header, body, expected) in [
        ("/api/v1/articles/a", json, "{", (400, "bad_json")),
        ("/api/v1/articles/a", ("content-type", "text/plain"), "{}", (415, "media_type")),
        ("/api/v1/articles/a?wait=forever", json, "{}", (400, "invalid_parameter")),
        ("/api/v1/articles/a?until=now", json, "{}", (400, "unknown_parameter")),
        ("/api/v1/articles/%ff", json, "{}", (400, "invalid_encoding")),
    ] {
        let reply = writing.send(Method::PUT, uri, &[header], body).await;
        assert_eq!(code(&reply), (expected.0, expected.1.to_owned()), "{uri} {body}");
        assert_eq!(reply.header("content-type"), "application/problem+json");
    }
    let large = " ".repeat((16 << 20) + 1);
    let reply = writing.send(Method::PUT, "/api/v1/articles/a", &[json], large).await;
    assert_eq!(code(&reply), (413, "body_too_large".to_owned()));
    let posted = writing.send(Method::POST, "/api/v1/articles", &[json], "{}").await;
    assert_eq!(code(&posted), (415, "media_type".to_owned()));
}

#[tokio::test]
async fn a_server_without_an_intake_only_searches() {
    let archive = TestArchive::empty();
    let request = Request::put("/api/v1/articles/a").header("content-type", "application/json");
    let reply =
        send_whole(crate::http::router(archive.state()), request.body(Body::from("{}")).unwrap()).await;
    assert_eq!(code(&reply), (503, "intake_missing".to_owned()));
}

#[tokio::test]
async fn a_page_of_another_site_cannot_write() {
    let writing = Writing::new(Memory::default());
    let foreign = [("origin", "https://evil.example"), ("host", "127.0.0.1:7700")];
    let reply = writing.put("/api/v1/articles/a", &foreign).await;
    assert_eq!(code(&reply), (403, "origin_forbidden".to_owned()));
    let reply = writing.stream("/api/v1/articles", &foreign, "{}").await;
    assert_eq!(code(&reply), (403, "origin_forbidden".to_owned()));
    assert!(writing.ids().is_empty());
}

#[tokio::test]
async fn a_stream_costs_its_bad_lines_only() {
    let writing = Writing::new(Memory::default());
    let body = "{\"id\": \"a\"}\r\n\n{\"id\": \n{\"id\": \"b\"}\n{\"id\": \"a\"}";
    let reply = writing.stream("/api/v1/articles?wait=searchable", &[], body).await;
    assert_eq!(reply.status, 200);
    let answer = reply.json();
    let numbers = ["read", "created", "updated", "failed"].map(|name| answer[name].as_u64().unwrap());
    assert_eq!(numbers, [4, 2, 1, 1]);
    assert_eq!(
        (&answer["problems"][0]["line"], &answer["problems"][0]["code"]),
        (&json!(3), &json!("bad_json"))
    );
    assert_eq!(writing.ids(), ["a", "b"]);
    assert_eq!(writing.memory.calls.lock().unwrap().last().unwrap().1, Until::Searchable);
}

#[tokio::test]
async fn a_long_stream_is_written_in_parts_and_a_packed_one_unpacked() {
    use std::io::Write;
    let writing = Writing::new(Memory::default());
    let lines: String = (0..2000).map(|number| format!("{{\"id\": \"{number}\"}}\n")).collect();
    let mut gzip = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    gzip.write_all(lines.as_bytes()).unwrap();
    let packed = gzip.finish().unwrap();
    let reply = writing.stream("/api/v1/articles", &[("content-encoding", "gzip")], packed).await;
    assert_eq!(reply.json()["created"], 2000);
    let reply = writing.stream("/api/v1/articles", &[("content-encoding", "br")], "{}".to_owned()).await;
    assert_eq!(code(&reply), (415, "content_encoding".to_owned()));
    assert!(reply.json()["detail"].as_str().unwrap().contains("`br`"));
    let calls = writing.memory.calls.lock().unwrap();
    assert!(calls.len() >= 4 && calls.iter().all(|(size, _)| *size <= 512), "{calls:?}");
}

#[tokio::test]
async fn a_stream_that_fails_in_the_middle_says_how_much_is_safe() {
    let writing = Writing::new(Memory { fails_after: Some(2), ..Memory::default() });
    let lines: String = (0..2000).map(|number| format!("{{\"id\": \"{number}\"}}\n")).collect();
    let reply = writing.stream("/api/v1/articles", &[], lines).await;
    assert_eq!(code(&reply), (507, "disk_full".to_owned()));
    assert_eq!(reply.json()["acknowledged_lines"], 1024);
    assert_eq!(reply.header(header::RETRY_AFTER.as_str()), "1");
}

#[tokio::test]
async fn an_article_has_a_version_and_is_not_sent_again() {
    let archive = TestArchive::sample();
    let found = archive.get("/api/v1/search?q=%D0%9A%D0%B5%D1%80%D1%80%D0%B8").await.json();
    let id = found["hits"][0]["id"].as_str().unwrap().to_owned();
    let address = format!("/api/v1/articles/{id}");
    let tag = archive.get(&address).await.header("etag").to_owned();
    assert_eq!(tag.len(), 18, "{tag}");
    let again = archive.send(Request::get(&address).header("if-none-match", &tag)).await;
    assert_eq!((again.status.as_u16(), again.body.as_str(), again.header("etag")), (304, "", tag.as_str()));
}
