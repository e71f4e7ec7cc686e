use axum::extract::rejection::PathRejection;
use axum::extract::{Path, RawQuery, State};
use axum::http::header;
use axum::response::IntoResponse;

use crate::http::AppState;
use crate::http::access::Access;
use crate::http::error::ApiError;
use crate::http::page::{CONTENT_TYPE, View, article_page};
use crate::http::params::SearchParams;

/// Articles that are shown under one.
const RELATED: usize = 5;

/// `GET /article/{id}`: one article to read. Of the query string it wants the language alone.
pub(crate) async fn article(
    State(state): State<AppState>,
    access: Access,
    RawQuery(query): RawQuery,
    id: Result<Path<String>, PathRejection>,
) -> Result<impl IntoResponse, ApiError> {
    // An id that is no UTF-8 is no article's id.
    let Path(id) = id.map_err(|_| ApiError::NotFound)?;
    let params = SearchParams::salvage(query.as_deref().unwrap_or_default()).start();
    let (zone, now, settings) = (state.zone().clone(), state.now(), state.settings().clone());
    let html = state.ask(&access, move |engine, abandon| {
        let Some(article) = engine.article(&id)? else { return Err(ApiError::ArticleNotFound { id }) };
        let today = zone.to_datetime(now).date();
        let view = View { site_name: &settings.site_name, zone: &zone, today, params: &params };
        // An article is worth showing without them.
        let related = engine.related(&id, RELATED, abandon).ok().flatten().unwrap_or_default();
        Ok(article_page(&view, &article, &related).into_string())
    });
    Ok(([(header::CONTENT_TYPE, CONTENT_TYPE)], html.await?))
}
