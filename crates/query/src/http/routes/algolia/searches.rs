use axum::body::Bytes;
use axum::extract::rejection::{BytesRejection, PathRejection};
use axum::extract::{Path, RawQuery, State};

use crate::http::AppState;
use crate::http::access::Access;
use crate::http::algolia::{AlgoliaError, BatchJson, Request, answers};
use crate::http::error::ApiError;
use crate::http::routes::JsonBody;

/// The name that stands for no index in particular.
const ANY_INDEX: &str = "*";

/// `POST /1/indexes/*/queries`: several searches at once, answered in their order.
pub(super) async fn batch(
    State(state): State<AppState>,
    access: Access,
    index: Result<Path<String>, PathRejection>,
    body: Result<Bytes, BytesRejection>,
) -> Result<JsonBody, AlgoliaError> {
    let Path(index) = index.map_err(|_| ApiError::NotFound)?;
    if index != ANY_INDEX {
        return Err(ApiError::NotFound.into());
    }
    let mut requests = Request::batch(&body?, state.zone())?;
    requests.iter_mut().for_each(|request| request.limit(&access));
    Request::check_hits(&requests)?;
    let zone = state.zone().clone();
    let answer = state.ask(&access, move |engine, abandon| {
        JsonBody::new(&BatchJson { results: answers(engine, abandon, &requests, &zone)? })
    });
    Ok(answer.await?)
}

/// `POST /1/indexes/{index}/query`: one search.
pub(super) async fn one(
    State(state): State<AppState>,
    access: Access,
    index: Result<Path<String>, PathRejection>,
    body: Result<Bytes, BytesRejection>,
) -> Result<JsonBody, AlgoliaError> {
    let Path(index) = index.map_err(|_| ApiError::NotFound)?;
    let request = Request::search(&index, &body?, state.zone())?;
    alone(&state, &access, request).await
}

/// `GET /1/indexes/{index}?query=…`: one search, stated in the query string.
pub(super) async fn one_in_query(
    State(state): State<AppState>,
    access: Access,
    index: Result<Path<String>, PathRejection>,
    RawQuery(query): RawQuery,
) -> Result<JsonBody, AlgoliaError> {
    let Path(index) = index.map_err(|_| ApiError::NotFound)?;
    let request = Request::search_in_query(&index, query.as_deref().unwrap_or_default(), state.zone())?;
    alone(&state, &access, request).await
}

/// `POST /1/indexes/{index}/facets/{facet}/query`: values of a facet that begin with a text.
pub(super) async fn facet_values(
    State(state): State<AppState>,
    access: Access,
    path: Result<Path<(String, String)>, PathRejection>,
    body: Result<Bytes, BytesRejection>,
) -> Result<JsonBody, AlgoliaError> {
    let Path((index, facet)) = path.map_err(|_| ApiError::NotFound)?;
    let request = Request::facet_values(&index, &facet, &body?, state.zone())?;
    alone(&state, &access, request).await
}

async fn alone(state: &AppState, access: &Access, mut request: Request) -> Result<JsonBody, AlgoliaError> {
    request.limit(access);
    let zone = state.zone().clone();
    let answer = state.ask(access, move |engine, abandon| {
        let answers = answers(engine, abandon, &[request], &zone)?;
        JsonBody::new(&answers.first())
    });
    Ok(answer.await?)
}
