//! What browsers are told so that pages of other origins may read an answer.

use axum::http::{HeaderMap, HeaderValue, Method, StatusCode, header};
use axum::response::{IntoResponse, Response};

const METHODS: HeaderValue = HeaderValue::from_static("GET, POST");
const HEADERS: HeaderValue = HeaderValue::from_static(
    "content-type, x-api-key, authorization, x-algolia-api-key, x-algolia-application-id, x-algolia-agent",
);
const EXPOSED: HeaderValue = HeaderValue::from_static("retry-after, x-request-id");
const A_DAY: HeaderValue = HeaderValue::from_static("86400");

/// Whether a browser asks if a request would be permitted.
pub(crate) fn is_preflight(method: &Method, headers: &HeaderMap) -> bool {
    method == Method::OPTIONS
        && headers.contains_key(header::ORIGIN)
        && headers.contains_key(header::ACCESS_CONTROL_REQUEST_METHOD)
}

/// The answer to a preflight. Which key it will be is not known yet, so that it tells what any key permits; for an
/// origin that none is for, it tells nothing.
pub(crate) fn preflight(origin: &HeaderValue, is_permitted: bool) -> Response {
    let mut response = StatusCode::NO_CONTENT.into_response();
    if is_permitted {
        let headers = response.headers_mut();
        headers.insert(header::ACCESS_CONTROL_ALLOW_METHODS, METHODS);
        headers.insert(header::ACCESS_CONTROL_ALLOW_HEADERS, HEADERS);
        headers.insert(header::ACCESS_CONTROL_MAX_AGE, A_DAY);
    }
    allow(response.headers_mut(), origin, is_permitted);
    response
}

/// Lets a page of an origin read the answer, if it may. Files that everybody may read have their own permission.
pub(crate) fn allow(headers: &mut HeaderMap, origin: &HeaderValue, is_permitted: bool) {
    if headers.contains_key(header::ACCESS_CONTROL_ALLOW_ORIGIN) {
        return;
    }
    vary(headers);
    if is_permitted {
        headers.insert(header::ACCESS_CONTROL_ALLOW_ORIGIN, origin.clone());
        headers.insert(header::ACCESS_CONTROL_EXPOSE_HEADERS, EXPOSED);
    }
}

/// Caches keep answers apart by the origin that asks.
pub(crate) fn vary(headers: &mut HeaderMap) {
    headers.append(header::VARY, HeaderValue::from_static("origin"));
}
