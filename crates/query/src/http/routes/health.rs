use axum::extract::State;
use serde::Serialize;
use utoipa::ToSchema;

use crate::http::AppState;
use crate::http::error::ApiError;
use crate::http::routes::JsonBody;

/// Answer of the health addresses.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Health {
    /// `ok`.
    status: &'static str,
    /// Searches that run.
    #[serde(skip_serializing_if = "Option::is_none")]
    running: Option<usize>,
    /// Searches that wait for a thread.
    #[serde(skip_serializing_if = "Option::is_none")]
    waiting: Option<usize>,
}

/// Whether the process answers at all.
#[utoipa::path(
    get, path = "/livez", operation_id = "livez", tag = "health",
    responses((status = 200, description = "It does", body = Health))
)]
pub(crate) async fn live() -> Result<JsonBody, ApiError> {
    JsonBody::new(&Health { status: "ok", running: None, waiting: None })
}

/// Whether searches can be answered.
///
/// The service starts only once an index is open, so it is ready from its first moment.
#[utoipa::path(
    get, path = "/readyz", operation_id = "readyz", tag = "health",
    responses((status = 200, description = "They can", body = Health))
)]
pub(crate) async fn ready(State(state): State<AppState>) -> Result<JsonBody, ApiError> {
    let load = state.load();
    JsonBody::new(&Health { status: "ok", running: Some(load.running), waiting: Some(load.waiting) })
}
