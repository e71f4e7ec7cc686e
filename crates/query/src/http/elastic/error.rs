use std::sync::Arc;

use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde_json::{Value, json};
use vestnik_schema::{IntakeError, Rejection};

use crate::http::error::ApiError;

/// A failure as Elasticsearch names it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Failure {
    pub(super) status: StatusCode,
    pub(super) kind: &'static str,
    pub(super) reason: String,
}

pub(super) fn illegal(reason: &str) -> Failure {
    Failure { status: StatusCode::BAD_REQUEST, kind: "illegal_argument_exception", reason: reason.to_owned() }
}

impl Failure {
    /// Why an operation was not carried out.
    pub(super) fn of(rejection: &Rejection) -> Self {
        let (status, kind) = match rejection {
            Rejection::NotFound { .. } => (StatusCode::NOT_FOUND, "document_missing_exception"),
            Rejection::Exists { .. } | Rejection::Conflict { .. } | Rejection::Stale { .. } => {
                (StatusCode::CONFLICT, "version_conflict_engine_exception")
            }
            _ => (StatusCode::BAD_REQUEST, "document_parsing_exception"),
        };
        Self { status, kind, reason: rejection.to_string() }
    }

    /// Why a whole request failed.
    fn of_request(error: &ApiError) -> Self {
        let (status, code, _) = error.describe();
        let (status, kind) = match error {
            ApiError::Intake(IntakeError::Overloaded) => {
                (StatusCode::TOO_MANY_REQUESTS, "es_rejected_execution_exception")
            }
            ApiError::Refused(_) => (status, "security_exception"),
            ApiError::Rejected(rejection) => return Self::of(rejection),
            _ => (status, code),
        };
        Self { status, kind, reason: error.detail() }
    }

    pub(super) fn json(&self) -> Value {
        json!({ "type": self.kind, "reason": self.reason })
    }
}

impl IntoResponse for Failure {
    fn into_response(self) -> Response {
        let error = json!({ "root_cause": [self.json()], "type": self.kind, "reason": self.reason });
        let body = json!({ "error": error, "status": self.status.as_u16() });
        (self.status, [(header::CONTENT_TYPE, "application/json")], body.to_string()).into_response()
    }
}

/// An answer with a problem in it, in the shape that clients of Elasticsearch read.
pub(super) fn in_its_shape(response: Response) -> Response {
    let Some(error) = response.extensions().get::<Arc<ApiError>>() else { return response };
    // What leads nowhere is none of the dialect.
    if **error == ApiError::NotFound {
        return response;
    }
    let mut shaped = Failure::of_request(error).into_response();
    if let Some(seconds) = response.headers().get(header::RETRY_AFTER) {
        shaped.headers_mut().insert(header::RETRY_AFTER, HeaderValue::clone(seconds));
    }
    shaped
}
