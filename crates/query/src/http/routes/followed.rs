use axum::extract::{RawQuery, State};

use crate::http::AppState;
use crate::http::error::{ApiError, Problem};
use crate::http::params::read_none;
use crate::http::routes::JsonBody;

/// How following feeds goes.
///
/// One object for each feed, sitemap and folder of the settings: when it was read, what came of it, what is wrong.
#[utoipa::path(
    get, path = "/api/v1/feeds", operation_id = "feeds", tag = "writing",
    responses(
        (status = 200, description = "The feeds", body = Vec<Object>),
        (status = 400, description = "A parameter is given, and there is none", body = Problem, content_type = "application/problem+json"),
    )
)]
pub(crate) async fn feeds(
    State(state): State<AppState>,
    RawQuery(query): RawQuery,
) -> Result<JsonBody, ApiError> {
    read_none(query.as_deref())?;
    JsonBody::new(&state.feeds())
}
