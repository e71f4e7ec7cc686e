use axum::extract::{RawQuery, State};

use crate::http::AppState;
use crate::http::access::Access;
use crate::http::api::{RubricsResponse, counts};
use crate::http::error::{ApiError, Problem};
use crate::http::params::read_none;
use crate::http::routes::JsonBody;

/// All rubrics of the archive with the number of their articles.
#[utoipa::path(
    get, path = "/api/v1/rubrics", operation_id = "rubrics", tag = "archive",
    responses(
        (status = 200, description = "The rubrics, most frequent first", body = RubricsResponse),
        (status = 400, description = "A parameter is given, and there is none", body = Problem, content_type = "application/problem+json"),
        (status = 503, description = "`overloaded`: too many searches; or `search_timeout`: out of time. Both with Retry-After", body = Problem, content_type = "application/problem+json"),
    )
)]
pub(crate) async fn rubrics(
    State(state): State<AppState>,
    access: Access,
    RawQuery(query): RawQuery,
) -> Result<JsonBody, ApiError> {
    read_none(query.as_deref())?;
    let answer = state
        .ask(&access, |engine, _| JsonBody::new(&RubricsResponse { rubrics: counts(engine.rubrics()?) }));
    answer.await
}
