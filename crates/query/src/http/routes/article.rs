use axum::extract::rejection::PathRejection;
use axum::extract::{Path, RawQuery, State};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Response};
use vestnik_schema::fingerprint;

use crate::http::AppState;
use crate::http::access::Access;
use crate::http::api::ArticleResponse;
use crate::http::error::{ApiError, Fault, Problem};
use crate::http::intake::{etag, is_known};
use crate::http::params::read_none;
use crate::http::routes::{JsonBody, related};

/// One article, whole.
///
/// The id is everything behind `articles/`, percent-encoded; slashes and colons may stand as they are.
#[utoipa::path(
    get, path = "/api/v1/articles/{id}", operation_id = "article", tag = "archive",
    params(("id" = String, Path, description = "The id, percent-encoded", example = "2016/07/15/kerri")),
    responses(
        (status = 200, description = "The article, with its version as ETag", body = ArticleResponse),
        (status = 304, description = "The article is as the client has it, by If-None-Match"),
        (status = 400, description = "A parameter is given, and there is none; or the id is not percent-encoded UTF-8", body = Problem, content_type = "application/problem+json"),
        (status = 404, description = "No such article", body = Problem, content_type = "application/problem+json"),
        (status = 503, description = "`overloaded`: too many searches; or `search_timeout`: out of time. Both with Retry-After", body = Problem, content_type = "application/problem+json"),
    )
)]
pub(crate) async fn article(
    State(state): State<AppState>,
    access: Access,
    RawQuery(query): RawQuery,
    headers: HeaderMap,
    id: Result<Path<String>, PathRejection>,
) -> Result<Response, ApiError> {
    let encoding = || ApiError::parameter(Fault::Encoding, "id", "", "percent-encoded UTF-8");
    let Path(id) = id.map_err(|_| encoding())?;
    if id.ends_with(related::SUFFIX) {
        let related = related::or_article(&state, &access, query.as_deref().unwrap_or_default(), id).await;
        return related.map(IntoResponse::into_response);
    }
    read_none(query.as_deref())?;
    let zone = state.zone().clone();
    let answer = state.ask(&access, move |engine, _| match engine.article(&id)? {
        Some(article) => {
            let version = fingerprint(&article).map_err(|_| ApiError::Internal)?;
            Ok((version, JsonBody::new(&ArticleResponse::new(article, &zone))?))
        }
        None => Err(ApiError::ArticleNotFound { id }),
    });
    let (version, body) = answer.await?;
    let mut response = match is_known(&headers, version) {
        true => StatusCode::NOT_MODIFIED.into_response(),
        false => body.into_response(),
    };
    response.headers_mut().insert(header::ETAG, etag(version));
    Ok(response)
}
