use std::sync::Arc;

use axum::extract::Request;
use axum::http::header;
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};

use crate::http::algolia::AlgoliaError;
use crate::http::error::ApiError;

/// Where the dialect is spoken.
const PREFIX: &str = "/1/";

/// Lets every error under `/1/` be told as Algolia's clients read errors, wherever it arose.
pub(crate) async fn in_its_dialect(request: Request, next: Next) -> Response {
    let is_ours = request.uri().path().starts_with(PREFIX);
    let mut response = next.run(request).await;
    if !is_ours {
        return response;
    }
    // Without its error no layer shows the answer as a page.
    let error = response.extensions_mut().remove::<Arc<ApiError>>();
    let status = response.status();
    let is_told = response.headers().get(header::CONTENT_TYPE).is_some_and(|kind| kind == "application/json");
    let error = match error {
        Some(error) => AlgoliaError::Service((*error).clone()),
        // Layers that know no errors of ours answer with nothing.
        None if status.is_client_error() && !is_told => {
            let message = status.canonical_reason().unwrap_or("the request cannot be answered").to_owned();
            AlgoliaError::Refused { status, message }
        }
        None => return response,
    };
    let (mut parts, _) = response.into_parts();
    let (told, body) = error.into_response().into_parts();
    // Retry-After and whatever else came with the error stays.
    parts.headers.remove(header::CONTENT_LENGTH);
    parts.headers.extend(told.headers);
    Response::from_parts(parts, body)
}

#[cfg(test)]
mod tests {
    use axum::Router;
    use axum::http::Request;
    use axum::middleware::from_fn;
    use axum::routing::get;
    use serde_json::json;

    use super::*;
    use crate::http::testing::send;

    #[tokio::test]
    async fn a_busy_archive_asks_to_come_again() {
        let busy = || async { ApiError::Overloaded };
        let router = || {
            Router::new().route("/1/x", get(busy)).route("/api/x", get(busy)).layer(from_fn(in_its_dialect))
        };
        let ours = send(router(), Request::get("/1/x")).await;
        assert_eq!((ours.status.as_u16(), ours.header("retry-after")), (503, "1"));
        assert_eq!(ours.header("content-type"), "application/json");
        let told = "the queue of searches is full; try again in a moment";
        assert_eq!(ours.json(), json!({ "message": told, "status": 503 }));
        let other = send(router(), Request::get("/api/x")).await;
        assert_eq!(other.json()["code"], "overloaded");
    }
}
