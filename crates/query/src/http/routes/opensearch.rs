use axum::extract::{RawQuery, State};
use axum::http::{HeaderMap, header};
use axum::response::{IntoResponse, Response};

use crate::http::AppState;
use crate::http::access::Access;
use crate::http::error::ApiError;
use crate::http::feeds::{self, CachedText, Caching, SUGGESTIONS_TYPE, Site};
use crate::http::params::SearchParams;
use crate::http::routes::JsonBody;

/// Suggestions under the address bar of a browser.
const LIMIT: usize = 8;

/// `GET /opensearch.xml`: how a browser searches the archive.
pub(crate) async fn description(
    State(state): State<AppState>,
    access: Access,
    site: Site,
    headers: HeaderMap,
) -> Response {
    Caching::new(&headers, &access).answer(CachedText {
        text: feeds::description(&site),
        content_type: "application/opensearchdescription+xml; charset=utf-8",
        modified: state.modified(),
    })
}

/// `GET /opensearch/suggest`: suggestions as browsers read them.
pub(crate) async fn suggest(
    State(state): State<AppState>,
    access: Access,
    site: Site,
    RawQuery(query): RawQuery,
) -> Result<impl IntoResponse, ApiError> {
    let text = SearchParams::salvage(query.as_deref().unwrap_or_default()).text;
    let answer = state.ask(&access, move |engine, _| {
        let suggested = engine.suggest(&text, LIMIT)?;
        JsonBody::new(&feeds::suggestions(&text, suggested, &site))
    });
    let content_type = format!("{SUGGESTIONS_TYPE}; charset=utf-8");
    Ok(([(header::CONTENT_TYPE, content_type)], answer.await?.into_bytes()))
}
