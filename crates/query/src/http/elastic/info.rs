//! What clients and shippers ask before they send anything.

use axum::extract::State;
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde_json::{Value, json};
use vestnik_schema::Until;

use crate::http::AppState;
use crate::http::access::Access;
use crate::http::error::ApiError;
use crate::http::intake::submit;

/// The version whose way of feeding an index is spoken here.
const VERSION: &str = "8.19.0";

/// Whether a request for `/` is one of a client of Elasticsearch, not one for the results page.
pub(super) fn wants_info(headers: &HeaderMap, query: Option<&str>) -> bool {
    let text = |name| headers.get(name).and_then(|kind| kind.to_str().ok()).unwrap_or_default();
    let accepted = text(header::ACCEPT);
    // Clients of OpenSearch accept anything; that for Python states a content type even where it sends nothing.
    let is_client = accepted.contains("json")
        || text(header::CONTENT_TYPE).contains("json")
        || text(header::USER_AGENT).starts_with("opensearch");
    query.unwrap_or_default().is_empty() && is_client && !accepted.contains("text/html")
}

/// `GET /` of a client of Elasticsearch.
pub(super) fn info() -> Response {
    json_answer(&json!({
        "name": "vestnik",
        "cluster_name": "vestnik",
        "cluster_uuid": "vestnik",
        "version": {
            "number": VERSION,
            "distribution": "vestnik",
            "build_flavor": "default",
            "build_type": "vestnik",
            "build_hash": env!("CARGO_PKG_VERSION"),
            "build_date": "1970-01-01T00:00:00Z",
            "build_snapshot": false,
            "lucene_version": "9.12.0",
            "minimum_wire_compatibility_version": "7.17.0",
            "minimum_index_compatibility_version": "7.0.0",
        },
        "tagline": "You Know, for Search",
    }))
}

/// `POST /_refresh`: answers when searches see everything that was sent before.
pub(super) async fn refresh(State(state): State<AppState>, access: Access) -> Result<Response, ApiError> {
    submit(&state, &access, Vec::new(), Until::Searchable)?.outcomes().await?;
    Ok(json_answer(&json!({ "_shards": { "total": 1, "successful": 1, "failed": 0 } })))
}

/// `GET /_cluster/health`
pub(super) async fn health(State(state): State<AppState>) -> Response {
    let is_well = state.intake().is_some_and(|intake| intake.stats().trouble.is_none());
    json_answer(&json!({
        "cluster_name": "vestnik",
        "status": if is_well { "green" } else { "red" },
        "timed_out": false,
        "number_of_nodes": 1,
        "number_of_data_nodes": 1,
        "active_primary_shards": 1,
        "active_shards": 1,
        "relocating_shards": 0,
        "initializing_shards": 0,
        "unassigned_shards": 0,
    }))
}

/// `GET /_license`
pub(super) async fn license() -> Response {
    json_answer(&json!({ "license": { "status": "active", "type": "basic", "uid": "vestnik" } }))
}

/// Something that is neither needed nor there.
pub(super) async fn nothing() -> Response {
    let body = json!({ "error": { "type": "resource_not_found_exception", "reason": "there is none" }, "status": 404 });
    (StatusCode::NOT_FOUND, [(header::CONTENT_TYPE, "application/json")], body.to_string()).into_response()
}

/// Indexes, mappings and templates are taken note of and mean nothing: the archive knows what an article is.
pub(super) async fn accepted() -> Response {
    json_answer(&json!({ "acknowledged": true, "shards_acknowledged": true, "index": "articles" }))
}

/// `HEAD /{index}`
pub(super) async fn exists(headers: HeaderMap) -> StatusCode {
    if wants_info(&headers, None) { StatusCode::OK } else { StatusCode::NOT_FOUND }
}

/// `GET /{index}` is no page.
pub(super) async fn no_page() -> ApiError {
    ApiError::NotFound
}

fn json_answer(body: &Value) -> Response {
    ([(header::CONTENT_TYPE, "application/json")], body.to_string()).into_response()
}
