use std::time::Instant;

use axum::extract::{RawQuery, State};

use crate::http::AppState;
use crate::http::access::Access;
use crate::http::api::SearchResponse;
use crate::http::error::{ApiError, Problem};
use crate::http::params::{Dialect, SearchParams};
use crate::http::routes::JsonBody;

/// Searches the archive.
///
/// Bare words must all occur, in any form; when no article has them all, the answer says so and shows the
/// nearest. Abbreviations and other names of what they name find each other, unless `synonyms=off`.
/// `!word` is found in this form only and `"phrases"` in the forms as written, unless `forms=any`;
/// case and ё never count. `-exclusions`, `OR`/`ИЛИ`/`|`, `title:`/`заголовок:` and prefixes `слов*` are
/// understood, so are `rubric:`, `author:`, `tag:`, `source:` and `date:` with their Russian names, and words
/// that are plainly a time, unless `periods=off`. No text is an error; oddities are told as warnings. Unknown parameters are refused.
#[utoipa::path(
    get, path = "/api/v1/search", operation_id = "search", tag = "search",
    responses(
        (status = 200, description = "The hits", body = SearchResponse),
        (status = 400, description = "A parameter is unknown, malformed or repeated", body = Problem, content_type = "application/problem+json"),
        (status = 503, description = "`overloaded`: too many searches; or `search_timeout`: out of time. Both with Retry-After", body = Problem, content_type = "application/problem+json"),
    )
)]
pub(crate) async fn search(
    State(state): State<AppState>,
    access: Access,
    RawQuery(query): RawQuery,
) -> Result<JsonBody, ApiError> {
    let mut params = SearchParams::read(query.as_deref().unwrap_or_default(), Dialect::Api)?;
    params.per_page = access.page_size(params.per_page);
    let zone = state.zone().clone();
    let request = params.request(&zone)?;
    let answer = state.ask(&access, move |engine, abandon| {
        let begun = Instant::now();
        let results = engine.search(&request, abandon).map_err(|error| params.explain(error))?;
        JsonBody::new(&SearchResponse::new(results, &params, begun.elapsed(), &zone))
    });
    answer.await
}
