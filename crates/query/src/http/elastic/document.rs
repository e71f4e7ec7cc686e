use axum::body::Bytes;
use axum::extract::{Path, RawQuery, State};
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde_json::{Value, json};

use super::action::{Item, Verb};
use super::answer::of_outcome;
use super::bulk::{or_upsert, until};
use crate::http::AppState;
use crate::http::access::Access;
use crate::http::error::ApiError;
use crate::http::intake::submit;

/// `PUT /{index}/_doc/{id}`
pub(super) async fn index(
    State(state): State<AppState>,
    access: Access,
    RawQuery(query): RawQuery,
    Path((index, id)): Path<(String, String)>,
    body: Bytes,
) -> Result<Response, ApiError> {
    let is_create = query.as_deref().unwrap_or_default().split('&').any(|pair| pair == "op_type=create");
    let verb = if is_create { Verb::Create } else { Verb::Index };
    carry_out(&state, &access, query.as_deref(), Item::new(verb, &index, Some(id)), body).await
}

/// `POST /{index}/_doc`
pub(super) async fn add(
    State(state): State<AppState>,
    access: Access,
    RawQuery(query): RawQuery,
    Path(index): Path<String>,
    body: Bytes,
) -> Result<Response, ApiError> {
    carry_out(&state, &access, query.as_deref(), Item::new(Verb::Index, &index, None), body).await
}

/// `PUT /{index}/_create/{id}`
pub(super) async fn create(
    State(state): State<AppState>,
    access: Access,
    RawQuery(query): RawQuery,
    Path((index, id)): Path<(String, String)>,
    body: Bytes,
) -> Result<Response, ApiError> {
    carry_out(&state, &access, query.as_deref(), Item::new(Verb::Create, &index, Some(id)), body).await
}

/// `POST /{index}/_update/{id}`
pub(super) async fn update(
    State(state): State<AppState>,
    access: Access,
    RawQuery(query): RawQuery,
    Path((index, id)): Path<(String, String)>,
    body: Bytes,
) -> Result<Response, ApiError> {
    carry_out(&state, &access, query.as_deref(), Item::new(Verb::Update, &index, Some(id)), body).await
}

/// `DELETE /{index}/_doc/{id}`
pub(super) async fn delete(
    State(state): State<AppState>,
    access: Access,
    RawQuery(query): RawQuery,
    Path((index, id)): Path<(String, String)>,
) -> Result<Response, ApiError> {
    let item = Item::new(Verb::Delete, &index, Some(id));
    carry_out(&state, &access, query.as_deref(), item, Bytes::new()).await
}

/// `GET /{index}/_doc/{id}`: what searches see.
pub(super) async fn read(
    State(state): State<AppState>,
    access: Access,
    Path((index, id)): Path<(String, String)>,
) -> Result<Response, ApiError> {
    let asked = id.clone();
    let article = state.ask(&access, move |engine, _| Ok(engine.article(&asked)?)).await?;
    Ok(match article {
        Some(article) => {
            let source = serde_json::to_value(&article).map_err(|_| ApiError::Internal)?;
            let found = json!({
                "_index": index, "_id": id, "_version": 1, "_seq_no": 0, "_primary_term": 1, "found": true,
                "_source": source,
            });
            answer(StatusCode::OK, &found)
        }
        None => answer(StatusCode::NOT_FOUND, &json!({ "_index": index, "_id": id, "found": false })),
    })
}

async fn carry_out(
    state: &AppState,
    access: &Access,
    query: Option<&str>,
    mut item: Item,
    body: Bytes,
) -> Result<Response, ApiError> {
    let operation = match item.operation(body.into()) {
        Ok(operation) => operation,
        Err(failure) => return Ok(failure.into_response()),
    };
    let until = until(query);
    let outcome = submit(state, access, vec![operation], until)?.outcomes().await?.pop();
    let outcome = or_upsert(state, access, &item, outcome.ok_or(ApiError::Internal)?, until).await?;
    let done = of_outcome(&item, &outcome);
    match outcome {
        Err(rejection) if done.is_error => Ok(super::error::Failure::of(&rejection).into_response()),
        _ => Ok(answer(done.status, &done.body)),
    }
}

fn answer(status: StatusCode, body: &Value) -> Response {
    (status, [(header::CONTENT_TYPE, "application/json")], body.to_string()).into_response()
}
