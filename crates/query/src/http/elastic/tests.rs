use axum::http::Method;
use serde_json::{Value, json};

use crate::http::testing::Reply;
use crate::http::write_tests::{Memory, Writing};

const LINES: [(&str, &str); 1] = [("content-type", "application/x-ndjson")];
const JSON: [(&str, &str); 1] = [("content-type", "application/json")];

async fn bulk(writing: &Writing, uri: &str, body: &str) -> Reply {
    writing.send(Method::POST, uri, &LINES, body.to_owned()).await
}

/// Verb, status, and result or kind of error of each item.
fn items(answer: &Value) -> Vec<String> {
    let item = |item: &Value| {
        let (verb, about) = item.as_object().unwrap().iter().next().unwrap();
        let result = about["result"].as_str().or(about["error"]["type"].as_str()).unwrap();
        format!("{verb} {} {} {result}", about["_id"].as_str().unwrap_or("-"), about["status"])
    };
    answer["items"].as_array().unwrap().iter().map(item).collect()
}

#[tokio::test]
async fn a_bulk_request_is_answered_item_by_item() {
    let writing = Writing::new(Memory::default());
    let body = r#"{"index": {"_index": "news", "_id": "1"}}
{"title": "А"}
{"create": {"_id": "1"}}
{"title": "А"}
{"create": {"_id": 2}}
{"title": "Б"}

{"update": {"_id": "1"}}
{"doc": {"lead": "В"}}
{"update": {"_id": "9"}}
{"doc": {"lead": "В"}}
{"update": {"_id": "8"}}
{"doc": {"lead": "В"}, "upsert": {"title": "Г"}}
{"update": {"_id": "7"}}
{"script": {"source": "x"}}
{"delete": {"_id": "2"}}
{"delete": {"_id": "3"}}
{"index": {"_id": "4", "if_seq_no": 3, "if_primary_term": 1}}
{"title": "Д"}
{"index": {"_id": "5"}}
{
{"index": {}}
{"id": "own", "title": "Е"}
"#;
    let reply = bulk(&writing, "/_bulk?refresh=wait_for", body).await;
    assert_eq!((reply.status.as_u16(), reply.header("x-elastic-product")), (200, "Elasticsearch"));
    let answer = reply.json();
    assert_eq!(answer["errors"], true);
    assert!(answer["took"].is_u64());
    assert_eq!(
        (&answer["items"][0]["index"]["_index"], &answer["items"][1]["create"]["_index"]),
        (&json!("news"), &json!("articles"))
    );
    let expected = [
        "index 1 201 created",
        "create 1 409 version_conflict_engine_exception",
        "create 2 201 created",
        "update 1 200 updated",
        "update 9 404 document_missing_exception",
        "update 8 201 created",
        "update 7 400 illegal_argument_exception",
        "delete 2 200 deleted",
        "delete 3 404 not_found",
        "index 4 400 illegal_argument_exception",
        "index 5 400 document_parsing_exception",
        "index own 201 created",
    ];
    assert_eq!(items(&answer), expected);
    assert_eq!(writing.ids(), ["1", "8", "own"]);
}

#[tokio::test]
async fn an_action_that_is_none_ends_the_request() {
    let writing = Writing::new(Memory::default());
    for body in
        ["{\"index\": {}}\n", "каша\n", "{\"upsert\": {}}\n{}\n", "{\"index\": {}, \"delete\": {}}\n", "[]\n"]
    {
        let reply = bulk(&writing, "/news/_bulk", body).await;
        assert_eq!(reply.status, 400, "{body}");
        let answer = reply.json();
        assert_eq!(
            (&answer["error"]["type"], &answer["status"]),
            (&json!("illegal_argument_exception"), &json!(400))
        );
        assert_eq!(answer["error"]["root_cause"][0]["type"], "illegal_argument_exception");
    }
}

#[tokio::test]
async fn single_documents_are_written_as_clients_do() {
    let writing = Writing::new(Memory::default());
    let send = async |method: Method, uri: &str, body: &str| {
        let reply = writing.send(method, uri, &JSON, body.to_owned()).await;
        let answer = reply.json();
        let result =
            answer["result"].as_str().or(answer["error"]["type"].as_str()).unwrap_or_default().to_owned();
        (reply.status.as_u16(), result)
    };
    let is = |status: u16, result: &str| (status, result.to_owned());
    assert_eq!(send(Method::PUT, "/news/_doc/a%2Fb", r#"{"title": "А"}"#).await, is(201, "created"));
    assert_eq!(
        send(Method::POST, "/news/_doc/a%2Fb?refresh=true", r#"{"title": "Б"}"#).await,
        is(200, "updated")
    );
    assert_eq!(
        send(Method::PUT, "/news/_create/a%2Fb", "{}").await,
        is(409, "version_conflict_engine_exception")
    );
    assert_eq!(
        send(Method::PUT, "/news/_doc/a%2Fb?op_type=create", "{}").await,
        is(409, "version_conflict_engine_exception")
    );
    assert_eq!(
        send(Method::POST, "/news/_update/a%2Fb", r#"{"doc": {"lead": "В"}}"#).await,
        is(200, "updated")
    );
    assert_eq!(
        send(Method::POST, "/news/_update/x", r#"{"doc": {}}"#).await,
        is(404, "document_missing_exception")
    );
    assert_eq!(send(Method::POST, "/news/_doc", r#"{"id": "own"}"#).await, is(201, "created"));
    assert_eq!(send(Method::DELETE, "/news/_doc/own", "").await, is(200, "deleted"));
    assert_eq!(send(Method::DELETE, "/news/_doc/own", "").await, is(404, "not_found"));
    assert_eq!(writing.ids(), ["a/b"]);
    assert_eq!(send(Method::POST, "/_refresh", "").await, is(200, ""));
}

#[tokio::test]
async fn clients_find_what_they_look_for_before_they_begin() {
    let writing = Writing::new(Memory::default());
    let accept = "application/vnd.elasticsearch+json; compatible-with=9";
    let info = writing.send(Method::GET, "/", &[("accept", accept)], "").await;
    assert_eq!((info.header("x-elastic-product"), info.header("content-type")), ("Elasticsearch", accept));
    assert_eq!(info.json()["tagline"], "You Know, for Search");
    for (method, uri, expected) in [
        (Method::HEAD, "/", 200),
        (Method::HEAD, "/news", 200),
        (Method::PUT, "/news", 200),
        (Method::GET, "/_cluster/health", 200),
        (Method::GET, "/_license", 200),
        (Method::HEAD, "/_index_template/logstash", 404),
        (Method::PUT, "/_index_template/logstash", 200),
        (Method::GET, "/news/_doc/none", 404),
    ] {
        let reply = writing.send(method.clone(), uri, &[("accept", accept), JSON[0]], "").await;
        assert_eq!(reply.status, expected, "{method} {uri}");
        assert_eq!(reply.header("x-elastic-product"), "Elasticsearch", "{method} {uri}");
    }
    let page = writing.send(Method::GET, "/", &[("accept", "text/html,application/json")], "").await;
    assert!(page.header("content-type").starts_with("text/html"));
    let nowhere = writing.send(Method::GET, "/nowhere", &[], "").await;
    assert_eq!((nowhere.status.as_u16(), nowhere.header("content-type")), (404, "application/problem+json"));
}

#[tokio::test]
async fn trouble_is_told_in_the_shape_that_clients_read() {
    let writing = Writing::new(Memory { fails_after: Some(0), ..Memory::default() });
    let reply = bulk(&writing, "/_bulk", "{\"delete\": {\"_id\": \"1\"}}\n").await;
    assert_eq!((reply.status.as_u16(), reply.json()["error"]["type"].as_str()), (507, Some("disk_full")));
    assert_eq!(reply.header("retry-after"), "1");
}
