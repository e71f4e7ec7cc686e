//! The part of Elasticsearch's API that feeds an index: `_bulk`, single documents, and what clients and shippers ask
//! before they begin. Searching in that dialect is not here.
//!
//! Index names are echoed and mean nothing: the server has one archive. A document is an article, by any of the names
//! that files may use. Versions and sequence numbers of that dialect are not kept; `_version` is always 1.

mod action;
mod answer;
mod bulk;
mod document;
mod error;
mod info;

#[cfg(test)]
mod tests;

use axum::Router;
use axum::extract::{DefaultBodyLimit, RawQuery, Request, State};
use axum::http::{HeaderMap, HeaderName, HeaderValue, header};
use axum::middleware::{Next, from_fn};
use axum::response::{IntoResponse, Response};
use axum::routing::{any, get, post, put};

use crate::http::AppState;
use crate::http::access::Access;
use crate::http::intake::{tell_encodings, unpacking};
use crate::http::routes::page;
use crate::http::routes::write::one::MAX_ARTICLE_BYTES;

const PRODUCT: (HeaderName, HeaderValue) =
    (HeaderName::from_static("x-elastic-product"), HeaderValue::from_static("Elasticsearch"));

/// All addresses of the dialect but `/`, which is the results page for people.
pub(crate) fn routes() -> Router<AppState> {
    Router::new()
        .route("/_bulk", post(bulk::bulk).put(bulk::bulk))
        .route("/{index}/_bulk", post(bulk::bulk_of).put(bulk::bulk_of))
        .route("/{index}/_doc", post(document::add))
        .route(
            "/{index}/_doc/{id}",
            get(document::read).put(document::index).post(document::index).delete(document::delete),
        )
        .route("/{index}/_create/{id}", put(document::create).post(document::create))
        .route("/{index}/_update/{id}", post(document::update))
        .route("/_refresh", any(info::refresh))
        .route("/{index}/_refresh", any(info::refresh))
        .route("/_cluster/health", get(info::health))
        .route("/_license", get(info::license))
        .route("/_xpack", get(info::license))
        .route("/_index_template/{name}", get(info::nothing).put(info::accepted))
        .route("/_template/{name}", get(info::nothing).put(info::accepted))
        .route("/{index}", get(info::no_page).head(info::exists).put(info::accepted))
        .layer(DefaultBodyLimit::max(MAX_ARTICLE_BYTES))
        .layer(unpacking())
        .layer(from_fn(tell_encodings))
        .layer(from_fn(in_its_form))
}

/// Clients check the product, and that they are answered in the media type that they asked for.
async fn in_its_form(request: Request, next: Next) -> Response {
    let media_type = media_type(request.headers());
    formed(next.run(request).await, media_type)
}

/// `GET /`: facts for clients of Elasticsearch, the results page for everybody else.
pub(crate) async fn root(
    state: State<AppState>,
    access: Access,
    headers: HeaderMap,
    query: RawQuery,
) -> Response {
    if info::wants_info(&headers, query.0.as_deref()) {
        return formed(info::info(), media_type(&headers));
    }
    page::results(state, access, query).await.into_response()
}

fn formed(response: Response, media_type: Option<HeaderValue>) -> Response {
    let mut response = error::in_its_shape(response);
    let headers = response.headers_mut();
    headers.insert(PRODUCT.0, PRODUCT.1);
    let is_json = headers.get(header::CONTENT_TYPE).is_some_and(|kind| kind == "application/json");
    if let Some(media_type) = media_type.filter(|_| is_json) {
        headers.insert(header::CONTENT_TYPE, media_type);
    }
    response
}

/// The media type of Elasticsearch that a client accepts, with the version that it is compatible with.
fn media_type(headers: &HeaderMap) -> Option<HeaderValue> {
    let accepted = headers.get(header::ACCEPT)?.to_str().ok()?;
    let kind = accepted
        .split(',')
        .map(str::trim)
        .find(|kind| kind.starts_with("application/vnd.elasticsearch+json"))?;
    HeaderValue::try_from(kind).ok()
}
