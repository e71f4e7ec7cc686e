use axum::body::Bytes;
use axum::extract::rejection::{BytesRejection, PathRejection};
use axum::extract::{Path, RawQuery, State};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Response};
use vestnik_schema::{Action, Content, Effect, Operation, Origin, Precondition, Written};

use super::{WrittenResponse, effect_name, until};
use crate::http::AppState;
use crate::http::access::Access;
use crate::http::error::{ApiError, Fault, Problem};
use crate::http::intake::{Guard, etag, submit};
use crate::http::routes::JsonBody;

/// The longest article that is taken, in bytes of JSON.
pub(crate) const MAX_ARTICLE_BYTES: usize = 16 << 20;

/// Add an article, or replace it.
///
/// Answered when the article survives a power cut; with `wait=searchable`, when searches find it. The same article again
/// changes nothing, and an older `updated_at` never replaces a newer one.
#[utoipa::path(
    put, path = "/api/v1/articles/{id}", operation_id = "put_article", tag = "writing",
    params(
        ("id" = String, Path, description = "The id, percent-encoded; it counts more than one in the body"),
        ("wait" = Option<String>, Query, description = "`durable` (the default) or `searchable`"),
        ("If-Match" = Option<String>, Header, description = "Only if the article is there in this version (its ETag), or at all (`*`)"),
        ("If-None-Match" = Option<String>, Header, description = "`*`: only if there is no such article"),
    ),
    request_body(content = Object, description = "The article, by any of the names that files may use"),
    responses(
        (status = 200, description = "Replaced, unchanged, kept back or taken back", body = WrittenResponse),
        (status = 201, description = "Added", body = WrittenResponse),
        (status = 400, description = "No article, with what is wrong as `code`", body = Problem, content_type = "application/problem+json"),
        (status = 409, description = "`version_stale`: the archive holds a later version", body = Problem, content_type = "application/problem+json"),
        (status = 412, description = "`version_conflict`, `article_exists` or `article_not_found`: the condition does not hold", body = Problem, content_type = "application/problem+json"),
        (status = 413, description = "`body_too_large`", body = Problem, content_type = "application/problem+json"),
        (status = 503, description = "`intake_overloaded`, `index_locked`, `index_read_only`, `intake_failed`, `intake_closed`, `intake_missing`", body = Problem, content_type = "application/problem+json"),
        (status = 507, description = "`disk_full`", body = Problem, content_type = "application/problem+json"),
    )
)]
pub(crate) async fn put(
    State(state): State<AppState>,
    access: Access,
    RawQuery(query): RawQuery,
    id: Result<Path<String>, PathRejection>,
    headers: HeaderMap,
    body: Result<Bytes, BytesRejection>,
) -> Result<Response, ApiError> {
    let guard = Guard::of(&headers)?;
    let write = Write { action: guard.put(), guard, body: Some(json(&headers, body)?) };
    write.send(&state, &access, query.as_deref(), id).await
}

/// Change some properties of an article.
///
/// What the body names is replaced, a `null` takes a property away, everything else stays.
#[utoipa::path(
    patch, path = "/api/v1/articles/{id}", operation_id = "update_article", tag = "writing",
    params(
        ("id" = String, Path, description = "The id, percent-encoded"),
        ("wait" = Option<String>, Query, description = "`durable` (the default) or `searchable`"),
        ("If-Match" = Option<String>, Header, description = "Only if the article is there in this version (its ETag)"),
    ),
    request_body(content = Object, description = "The properties to change"),
    responses(
        (status = 200, description = "Changed or unchanged", body = WrittenResponse),
        (status = 400, description = "No article is left, with what is wrong as `code`", body = Problem, content_type = "application/problem+json"),
        (status = 404, description = "`article_not_found`", body = Problem, content_type = "application/problem+json"),
        (status = 409, description = "`version_stale`: the archive holds a later version", body = Problem, content_type = "application/problem+json"),
        (status = 412, description = "`version_conflict`: the article has changed meanwhile", body = Problem, content_type = "application/problem+json"),
    )
)]
pub(crate) async fn patch(
    State(state): State<AppState>,
    access: Access,
    RawQuery(query): RawQuery,
    id: Result<Path<String>, PathRejection>,
    headers: HeaderMap,
    body: Result<Bytes, BytesRejection>,
) -> Result<Response, ApiError> {
    let guard = Guard::of(&headers)?;
    let action = Action::Update { upsert: false };
    let write = Write { action, guard, body: Some(json(&headers, body)?) };
    write.send(&state, &access, query.as_deref(), id).await
}

/// Delete an article.
#[utoipa::path(
    delete, path = "/api/v1/articles/{id}", operation_id = "delete_article", tag = "writing",
    params(
        ("id" = String, Path, description = "The id, percent-encoded"),
        ("wait" = Option<String>, Query, description = "`durable` (the default) or `searchable`"),
        ("If-Match" = Option<String>, Header, description = "Only if the article is there in this version (its ETag)"),
    ),
    responses(
        (status = 200, description = "Deleted", body = WrittenResponse),
        (status = 404, description = "`article_not_found`", body = Problem, content_type = "application/problem+json"),
        (status = 412, description = "`version_conflict`: the article has changed meanwhile", body = Problem, content_type = "application/problem+json"),
    )
)]
pub(crate) async fn delete(
    State(state): State<AppState>,
    access: Access,
    RawQuery(query): RawQuery,
    id: Result<Path<String>, PathRejection>,
    headers: HeaderMap,
) -> Result<Response, ApiError> {
    let write = Write { action: Action::Delete, guard: Guard::of(&headers)?, body: None };
    write.send(&state, &access, query.as_deref(), id).await
}

/// A request about one article.
struct Write {
    action: Action,
    guard: Guard,
    body: Option<Bytes>,
}

impl Write {
    async fn send(
        self,
        state: &AppState,
        access: &Access,
        query: Option<&str>,
        id: Result<Path<String>, PathRejection>,
    ) -> Result<Response, ApiError> {
        let encoding = || ApiError::parameter(Fault::Encoding, "id", "", "percent-encoded UTF-8");
        let Path(id) = id.map_err(|_| encoding())?;
        let precondition = self.guard.precondition;
        let operation = Operation {
            action: self.action,
            id: Some(id),
            content: self.body.map(|body| Content::Json(body.into())),
            precondition,
            origin: Origin::Client,
        };
        let pending = submit(state, access, vec![operation], until(query)?)?;
        match pending.outcome().await {
            Ok(written) => answer(written),
            // Where a condition was given, that is what does not hold.
            Err(ApiError::Rejected(rejection))
                if matches!(precondition, Some(Precondition::Exists | Precondition::Version(_))) =>
            {
                Err(ApiError::Unmet(rejection))
            }
            Err(ApiError::Rejected(rejection)) if self.action == Action::Create => {
                Err(ApiError::Unmet(rejection))
            }
            Err(error) => Err(error),
        }
    }
}

fn answer(written: Written) -> Result<Response, ApiError> {
    let Written { id, effect, version, warnings } = written;
    let status = if effect == Effect::Created { StatusCode::CREATED } else { StatusCode::OK };
    let body = JsonBody::new(&WrittenResponse { id, result: effect_name(effect), warnings })?;
    let mut response = (status, body).into_response();
    if let Some(version) = version {
        response.headers_mut().insert(header::ETAG, etag(version));
    }
    Ok(response)
}

/// The body of a request that says it is JSON. A page of another site cannot say so without asking first.
fn json(headers: &HeaderMap, body: Result<Bytes, BytesRejection>) -> Result<Bytes, ApiError> {
    let media_type =
        headers.get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or_default();
    let essence = media_type.split(';').next().unwrap_or_default().trim().to_ascii_lowercase();
    if essence != "application/json" && !essence.ends_with("+json") {
        return Err(ApiError::MediaType { found: essence, allowed: "application/json" });
    }
    body.map_err(|rejection| match rejection.into_response().status() {
        StatusCode::PAYLOAD_TOO_LARGE => ApiError::BodyTooLarge { max_bytes: MAX_ARTICLE_BYTES },
        _ => ApiError::BodyUnreadable {
            reason: "the connection ended or the body cannot be unpacked".to_owned(),
        },
    })
}
