use axum::extract::{RawQuery, State};
use axum::http::HeaderMap;
use axum::response::Response;

use crate::http::AppState;
use crate::http::access::Access;
use crate::http::error::ApiError;
use crate::http::feeds::{CachedText, Caching, Feed, FeedKind, FeedParams, Site};

/// `GET /search.rss`: a search as RSS 2.0.
pub(crate) async fn rss(
    State(state): State<AppState>,
    access: Access,
    site: Site,
    headers: HeaderMap,
    RawQuery(query): RawQuery,
) -> Result<Response, ApiError> {
    let text = feed(FeedKind::Rss, &state, &access, site, query.unwrap_or_default()).await?;
    Ok(Caching::new(&headers, &access).answer(text))
}

/// `GET /search.atom`: a search as Atom.
pub(crate) async fn atom(
    State(state): State<AppState>,
    access: Access,
    site: Site,
    headers: HeaderMap,
    RawQuery(query): RawQuery,
) -> Result<Response, ApiError> {
    let text = feed(FeedKind::Atom, &state, &access, site, query.unwrap_or_default()).await?;
    Ok(Caching::new(&headers, &access).answer(text))
}

async fn feed(
    kind: FeedKind,
    state: &AppState,
    access: &Access,
    site: Site,
    query: String,
) -> Result<CachedText, ApiError> {
    let mut params = FeedParams::read(&query)?;
    params.search.per_page = access.page_size(params.search.per_page);
    let (zone, modified) = (state.zone().clone(), state.modified());
    let text = state.ask(access, move |engine, abandon| {
        let request = params.search.request(&zone)?;
        let results = engine.search(&request, abandon).map_err(|error| params.search.explain(error))?;
        let archived = engine.facts()?.created_at;
        let feed = Feed { kind, site: &site, zone: &zone, params: &params, results: &results, archived };
        Ok(feed.write())
    });
    Ok(CachedText { text: text.await?, content_type: kind.content_type(), modified })
}
