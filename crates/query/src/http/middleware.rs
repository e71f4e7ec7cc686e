//! What happens around every request, outermost first, in [`layers`].

use std::hash::{BuildHasher, RandomState};
use std::sync::Arc;
use std::sync::LazyLock;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Instant;

use axum::Router;
use axum::extract::{Request, State};
use axum::http::header::{self, HeaderName, HeaderValue};
use axum::http::{HeaderMap, Uri};
use axum::middleware::{Next, from_fn, from_fn_with_state};
use axum::response::{IntoResponse, Response};
use tower::ServiceBuilder;
use tower_http::CompressionLevel;
use tower_http::catch_panic::CatchPanicLayer;
use tower_http::compression::CompressionLayer;
use tracing::Instrument;

use crate::http::access::{guard, masked};
use crate::http::algolia::in_its_dialect;
use crate::http::error::ApiError;
use crate::http::{AppState, page};

/// Longest path and query. The longest query text, percent-encoded, takes 12 kB; filters need the rest.
const MAX_URI_BYTES: usize = 32 * 1024;
const REQUEST_ID: HeaderName = HeaderName::from_static("x-request-id");

/// The results page loads its own style sheet and icon and sends its form home; nothing else.
const PAGE_POLICY: &str = "default-src 'none'; style-src 'self'; img-src 'self'; form-action 'self'; \
     base-uri 'none'; frame-ancestors 'none'";
/// The API viewer is a script that styles its own elements and draws with data: images.
const DOCS_POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; \
     img-src 'self' data:; font-src 'self' data:; connect-src 'self'; form-action 'self'; base-uri 'none'; \
     frame-ancestors 'none'";

/// Wraps the routes.
pub(crate) fn layers(routes: Router, state: AppState) -> Router {
    // Around the router, not around its routes: those would add an Allow header to what is answered in their place.
    Router::new().fallback_service(
        ServiceBuilder::new()
            // Every response and every line of the log carries the id, so that one can be found from the other.
            .layer(from_fn(identify))
            .layer(from_fn(secure))
            .layer(CompressionLayer::new().quality(CompressionLevel::Fastest))
            // Inside this one all errors are problem+json; people get them as a page.
            .layer(from_fn_with_state(state.clone(), show_errors_to_people))
            .layer(from_fn(in_its_dialect))
            .layer(CatchPanicLayer::custom(answer_panic))
            .layer(from_fn(limit_uri))
            // Nothing behind this one is reached without rights.
            .layer(from_fn_with_state(state, guard))
            .service(routes),
    )
}

async fn identify(request: Request, next: Next) -> Response {
    let id = request_id(request.headers());
    let (method, path) = (request.method().clone(), request.uri().path().to_owned());
    let span = tracing::info_span!("request", id = id.to_str().unwrap_or_default());
    let begun = Instant::now();
    let query = masked(request.uri().query().unwrap_or_default());
    tracing::debug!(parent: &span, %method, path, query, "request");
    let mut response = next.run(request).instrument(span.clone()).await;
    let status = response.status().as_u16();
    let ms = u64::try_from(begun.elapsed().as_millis()).unwrap_or(u64::MAX);
    tracing::info!(parent: &span, %method, path, status, ms, "{method} {path} {status} in {ms} ms");
    response.headers_mut().insert(REQUEST_ID, id);
    response
}

/// The client's own id if it is a harmless one, else a new one.
fn request_id(headers: &HeaderMap) -> HeaderValue {
    static FIRST: LazyLock<RandomState> = LazyLock::new(RandomState::new);
    static COUNT: AtomicU64 = AtomicU64::new(0);
    let harmless = |byte: &u8| byte.is_ascii_alphanumeric() || b"-_.:/+=".contains(byte);
    let given = headers.get(REQUEST_ID).filter(|id| (1..=128).contains(&id.len()));
    match given.filter(|id| id.as_bytes().iter().all(harmless)) {
        Some(id) => id.clone(),
        None => {
            let id = format!("{:016x}", FIRST.hash_one(COUNT.fetch_add(1, Ordering::Relaxed)));
            HeaderValue::try_from(id).unwrap_or(HeaderValue::from_static("none"))
        }
    }
}

async fn secure(request: Request, next: Next) -> Response {
    let is_docs = request.uri().path().starts_with("/docs");
    let policy = if is_docs { DOCS_POLICY } else { PAGE_POLICY };
    let mut response = next.run(request).await;
    let headers = response.headers_mut();
    // A page that others may frame or that runs scripts brings its own.
    headers.entry(header::CONTENT_SECURITY_POLICY).or_insert(HeaderValue::from_static(policy));
    headers.insert(header::X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
    // What a reader searched for is not told to the sites that they visit next.
    headers.insert(header::REFERRER_POLICY, HeaderValue::from_static("same-origin"));
    headers.entry(header::CACHE_CONTROL).or_insert(HeaderValue::from_static("no-cache"));
    response
}

async fn show_errors_to_people(State(state): State<AppState>, request: Request, next: Next) -> Response {
    let uri = request.uri().clone();
    let is_person = wants_page(&uri, request.headers());
    let response = next.run(request).await;
    let Some(error) = response.extensions().get::<Arc<ApiError>>().filter(|_| is_person) else {
        return response;
    };
    let html = page::error_page(&state.settings().site_name, error, uri.query().unwrap_or_default());
    let (mut parts, _) = response.into_parts();
    parts.headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(page::CONTENT_TYPE));
    parts.headers.remove(header::CONTENT_LENGTH);
    Response::from_parts(parts, html.into())
}

/// The pages are always for people; other addresses only when a browser opens them.
fn wants_page(uri: &Uri, headers: &HeaderMap) -> bool {
    let accept = headers.get(header::ACCEPT).and_then(|accept| accept.to_str().ok()).unwrap_or_default();
    let is_page = uri.path() == "/" || uri.path().starts_with("/article/");
    is_page || (!uri.path().starts_with("/api/") && accept.contains("text/html"))
}

fn answer_panic(_panic: Box<dyn std::any::Any + Send + 'static>) -> Response {
    tracing::error!("a request handler panicked; this is a bug");
    ApiError::Internal.into_response()
}

async fn limit_uri(request: Request, next: Next) -> Response {
    let bytes = request.uri().path_and_query().map_or(0, |path| path.as_str().len());
    if bytes > MAX_URI_BYTES {
        return ApiError::UriTooLong { max_bytes: MAX_URI_BYTES }.into_response();
    }
    next.run(request).await
}
