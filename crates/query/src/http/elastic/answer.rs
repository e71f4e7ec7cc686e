use axum::http::StatusCode;
use serde_json::{Value, json};
use vestnik_schema::{Effect, Outcome, Rejection};

use super::action::{Item, Verb};
use super::error::Failure;

/// The answer about one item: its object and its status.
pub(super) struct Answer {
    pub(super) status: StatusCode,
    pub(super) body: Value,
    pub(super) is_error: bool,
}

/// What Elasticsearch says of an outcome.
pub(super) fn of_outcome(item: &Item, outcome: &Outcome) -> Answer {
    let asked = item.id.clone().unwrap_or_default();
    match outcome {
        Ok(written) => {
            let (status, result) = match (item.verb, written.effect) {
                (_, Effect::Created) => (StatusCode::CREATED, "created"),
                (Verb::Update, Effect::Unchanged) => (StatusCode::OK, "noop"),
                (_, Effect::Deleted) => (StatusCode::OK, "deleted"),
                (Verb::Create, Effect::Embargoed) => (StatusCode::CREATED, "created"),
                _ => (StatusCode::OK, "updated"),
            };
            // Who asked for an id goes by it, although the archive may know the article under another, too.
            let id = item.id.as_ref().unwrap_or(&written.id);
            Answer { status, body: done(&item.index, id, result, status), is_error: false }
        }
        Err(Rejection::NotFound { .. }) if item.verb == Verb::Delete => {
            let status = StatusCode::NOT_FOUND;
            Answer { status, body: done(&item.index, &asked, "not_found", status), is_error: false }
        }
        Err(rejection) => of_failure(item, &Failure::of(rejection)),
    }
}

pub(super) fn of_failure(item: &Item, failure: &Failure) -> Answer {
    let body = json!({
        "_index": item.index,
        "_id": item.id,
        "status": failure.status.as_u16(),
        "error": failure.json(),
    });
    Answer { status: failure.status, body, is_error: true }
}

fn done(index: &str, id: &str, result: &str, status: StatusCode) -> Value {
    json!({
        "_index": index,
        "_id": id,
        "_version": 1,
        "result": result,
        "_shards": { "total": 1, "successful": 1, "failed": 0 },
        "_seq_no": 0,
        "_primary_term": 1,
        "status": status.as_u16(),
    })
}
