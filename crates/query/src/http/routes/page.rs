use axum::extract::{RawQuery, State};
use axum::http::header;
use axum::response::IntoResponse;

use crate::http::AppState;
use crate::http::access::Access;
use crate::http::error::ApiError;
use crate::http::page::{Answer, CONTENT_TYPE, View, render};
use crate::http::params::{Dialect, SearchParams};

/// `GET /`: the start page, or the results of a search.
pub(crate) async fn results(
    State(state): State<AppState>,
    access: Access,
    RawQuery(query): RawQuery,
) -> Result<impl IntoResponse, ApiError> {
    let mut params = SearchParams::read(query.as_deref().unwrap_or_default(), Dialect::Page)?;
    params.per_page = access.page_size(params.per_page);
    let (zone, now, settings) = (state.zone().clone(), state.now(), state.settings().clone());
    let html = state.ask(&access, move |engine, abandon| {
        let today = zone.to_datetime(now).date();
        let answer = Answer::gather(engine, &params, today, abandon)?;
        let view = View { site_name: &settings.site_name, zone: &zone, today, params: &params };
        Ok(render(&view, &answer).into_string())
    });
    Ok(([(header::CONTENT_TYPE, CONTENT_TYPE)], html.await?))
}
