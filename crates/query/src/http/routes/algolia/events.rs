use axum::body::Bytes;
use axum::extract::rejection::BytesRejection;

use crate::http::access::Access;
use crate::http::algolia::{AlgoliaError, EventCounts, read_events};
use crate::http::routes::JsonBody;

/// `POST /1/events`: what readers saw and clicked. Events are checked and noted in the log in numbers; who did what is
/// kept nowhere.
pub(super) async fn take(
    _access: Access,
    body: Result<Bytes, BytesRejection>,
) -> Result<JsonBody, AlgoliaError> {
    let EventCounts { views, clicks, conversions } = read_events(&body?)?;
    tracing::debug!(views, clicks, conversions, "events");
    Ok(JsonBody::new(&serde_json::json!({ "status": 200, "message": "OK" }))?)
}
