use std::fmt::Display;

use axum::extract::rejection::BytesRejection;
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde_json::json;

use crate::http::algolia::index_name::IndexName;
use crate::http::error::ApiError;

/// Characters of a refused value that are repeated in the answer.
const MAX_ECHO_CHARS: usize = 200;

/// Why a request in Algolia's dialect is refused or failed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum AlgoliaError {
    /// The request is wrong, and why.
    Refused { status: StatusCode, message: String },
    /// What can go wrong in any dialect.
    Service(ApiError),
}

impl AlgoliaError {
    /// The request as a whole cannot be taken.
    pub(crate) fn request(message: impl Into<String>) -> Self {
        Self::Refused { status: StatusCode::BAD_REQUEST, message: message.into() }
    }

    /// A parameter cannot be taken.
    pub(crate) fn parameter(name: &str, why: impl Display) -> Self {
        Self::request(format!("{name}: {why}"))
    }

    /// There is no such index.
    pub(crate) fn no_index(name: &str) -> Self {
        let known = IndexName::all().collect::<Vec<_>>().join(", ");
        let message = format!("Index {} does not exist; there are {known}", echo(name));
        Self::Refused { status: StatusCode::NOT_FOUND, message }
    }

    /// An event cannot be taken.
    pub(crate) fn event(message: impl Into<String>) -> Self {
        Self::Refused { status: StatusCode::UNPROCESSABLE_ENTITY, message: message.into() }
    }

    /// The status of the answer.
    pub(crate) fn status(&self) -> StatusCode {
        match self {
            Self::Refused { status, .. } => *status,
            Self::Service(error) => error.describe().0,
        }
    }

    /// What the answer says.
    pub(crate) fn message(&self) -> String {
        match self {
            Self::Refused { message, .. } => message.clone(),
            Self::Service(ApiError::NotFound | ApiError::MethodNotAllowed) => {
                "nothing in Algolia's dialect is answered here but searches, searches of facet values and events"
                    .to_owned()
            }
            Self::Service(error) => error.detail(),
        }
    }
}

impl From<ApiError> for AlgoliaError {
    fn from(error: ApiError) -> Self {
        Self::Service(error)
    }
}

impl From<BytesRejection> for AlgoliaError {
    /// A body that is too long, or that ended before its end.
    fn from(rejection: BytesRejection) -> Self {
        Self::Refused {
            status: rejection.status(),
            message: format!("the body cannot be read: {}", rejection.body_text()),
        }
    }
}

impl IntoResponse for AlgoliaError {
    fn into_response(self) -> Response {
        let (status, message) = (self.status(), self.message());
        let body = json!({ "message": message, "status": status.as_u16() }).to_string();
        (status, [(header::CONTENT_TYPE, "application/json")], body).into_response()
    }
}

/// A received text, short enough to be repeated.
pub(crate) fn echo(text: &str) -> String {
    text.chars().take(MAX_ECHO_CHARS).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_error_has_status_and_message() {
        for (error, status, message) in [
            (AlgoliaError::parameter("page", "no number"), 400, "page: no number"),
            (AlgoliaError::event("eventType"), 422, "eventType"),
            (AlgoliaError::from(ApiError::NotFound), 404, "searches"),
            (AlgoliaError::from(ApiError::OutOfTime { budget_ms: 5 }), 503, "5 ms"),
        ] {
            assert_eq!(error.status().as_u16(), status);
            assert!(error.message().contains(message), "{}", error.message());
        }
    }

    #[test]
    fn a_long_name_is_not_repeated_in_full() {
        assert!(AlgoliaError::no_index(&"я".repeat(9_000)).message().chars().count() < 500);
    }
}
