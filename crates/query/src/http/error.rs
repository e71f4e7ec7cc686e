use std::borrow::Cow;
use std::sync::Arc;

use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde::Serialize;
use utoipa::ToSchema;

use vestnik_schema::{IntakeError, Rejection};

use crate::http::access::Refusal;
use crate::http::parameters;
use crate::search::SearchError;

/// Seconds after which a client may try again when there was no time for its search.
const RETRY_AFTER_SECONDS: u64 = 1;
/// Characters of a refused value that are repeated in the answer.
const MAX_ECHO_CHARS: usize = 200;

/// Why a request is refused or failed. The only way in which this service reports an error.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum ApiError {
    /// A parameter cannot be taken.
    Parameter(BadParameter),
    /// The client may not ask this.
    Refused(Refusal),
    /// Nothing lives at this path.
    NotFound,
    /// The archive holds no such article.
    ArticleNotFound { id: String },
    /// The path exists and does not take this method.
    MethodNotAllowed,
    /// The address of the request is longer than permitted.
    UriTooLong { max_bytes: usize },
    /// The queue of searches is full.
    Overloaded,
    /// The search exceeded its time budget.
    OutOfTime { budget_ms: u64 },
    /// The search was stopped because its client went away.
    Abandoned,
    /// The index cannot be opened.
    IndexUnavailable,
    /// The body is longer than permitted.
    BodyTooLarge { max_bytes: usize },
    /// The body ended too early or cannot be unpacked.
    BodyUnreadable { reason: String },
    /// Nothing came from the client for too long.
    BodyTimeout { seconds: u64 },
    /// The body is of another kind than the address takes.
    MediaType { found: String, allowed: &'static str },
    /// The body is packed in a way that nobody here unpacks.
    ContentEncoding { found: String },
    /// An operation was not carried out.
    Rejected(Rejection),
    /// A condition of the request does not hold.
    Unmet(Rejection),
    /// Nothing can be written now.
    Intake(IntakeError),
    /// This server does not write.
    IntakeMissing,
    /// An error in the middle of a stream: so many lines are safe.
    Stream { acknowledged_lines: u64, cause: Box<Self> },
    /// Our fault; the cause is in the log.
    Internal,
}

/// A parameter that cannot be taken, and what could be.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct BadParameter {
    pub(crate) fault: Fault,
    pub(crate) parameter: String,
    pub(crate) value: String,
    pub(crate) allowed: Cow<'static, str>,
}

/// What is wrong with a parameter.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Fault {
    /// Its name is unknown; the nearest known one, if any is near.
    Unknown { nearest: Option<&'static str> },
    /// Its value is not permitted.
    Invalid,
    /// Its value is permitted as such, but not in this request.
    Rejected { reason: String },
    /// It is given more than once and takes one value.
    Repeated,
    /// It is not percent-encoded UTF-8.
    Encoding,
}

impl ApiError {
    /// A value that is not permitted.
    pub(crate) fn invalid(parameter: &str, value: &str, allowed: impl Into<Cow<'static, str>>) -> Self {
        Self::parameter(Fault::Invalid, parameter, value, allowed)
    }

    /// A parameter that cannot be taken.
    pub(crate) fn parameter(
        fault: Fault,
        parameter: &str,
        value: &str,
        allowed: impl Into<Cow<'static, str>>,
    ) -> Self {
        let value = value.chars().take(MAX_ECHO_CHARS).collect();
        Self::Parameter(BadParameter {
            fault,
            parameter: parameter.to_owned(),
            value,
            allowed: allowed.into(),
        })
    }

    /// The error of a stream of which so many lines are safe.
    pub(crate) fn after(self, acknowledged_lines: u64) -> Self {
        Self::Stream { acknowledged_lines, cause: Box::new(self) }
    }

    /// Status, stable code and title of the error: the one table of them.
    pub(crate) fn describe(&self) -> (StatusCode, &'static str, &'static str) {
        match self {
            Self::Parameter(BadParameter { fault, .. }) => match fault {
                Fault::Unknown { .. } => (StatusCode::BAD_REQUEST, "unknown_parameter", "Unknown parameter"),
                Fault::Invalid | Fault::Rejected { .. } => {
                    (StatusCode::BAD_REQUEST, "invalid_parameter", "Invalid parameter")
                }
                Fault::Repeated => (StatusCode::BAD_REQUEST, "repeated_parameter", "Repeated parameter"),
                Fault::Encoding => (StatusCode::BAD_REQUEST, "invalid_encoding", "Invalid encoding"),
            },
            Self::Refused(refusal) => refusal.describe(),
            Self::NotFound => (StatusCode::NOT_FOUND, "not_found", "Not found"),
            Self::ArticleNotFound { .. } => (StatusCode::NOT_FOUND, "article_not_found", "Article not found"),
            Self::MethodNotAllowed => {
                (StatusCode::METHOD_NOT_ALLOWED, "method_not_allowed", "Method not allowed")
            }
            Self::UriTooLong { .. } => (StatusCode::URI_TOO_LONG, "uri_too_long", "Address too long"),
            Self::Overloaded => (StatusCode::SERVICE_UNAVAILABLE, "overloaded", "Too many searches"),
            Self::OutOfTime { .. } => {
                (StatusCode::SERVICE_UNAVAILABLE, "search_timeout", "Search out of time")
            }
            Self::Abandoned => (StatusCode::SERVICE_UNAVAILABLE, "search_abandoned", "Search abandoned"),
            Self::IndexUnavailable => {
                (StatusCode::SERVICE_UNAVAILABLE, "index_unavailable", "Index unavailable")
            }
            Self::BodyTooLarge { .. } => (StatusCode::PAYLOAD_TOO_LARGE, "body_too_large", "Body too large"),
            Self::BodyUnreadable { .. } => (StatusCode::BAD_REQUEST, "body_unreadable", "Body unreadable"),
            Self::BodyTimeout { .. } => (StatusCode::REQUEST_TIMEOUT, "body_timeout", "Client too slow"),
            Self::MediaType { .. } => {
                (StatusCode::UNSUPPORTED_MEDIA_TYPE, "media_type", "Unsupported media type")
            }
            Self::ContentEncoding { .. } => {
                (StatusCode::UNSUPPORTED_MEDIA_TYPE, "content_encoding", "Unsupported content encoding")
            }
            Self::Rejected(rejection) => (rejected(rejection), rejection.code(), "Not written"),
            Self::Unmet(rejection) => {
                (StatusCode::PRECONDITION_FAILED, rejection.code(), "Condition does not hold")
            }
            Self::Intake(error) => describe_intake(error),
            Self::IntakeMissing => {
                (StatusCode::SERVICE_UNAVAILABLE, "intake_missing", "This server does not write")
            }
            Self::Stream { cause, .. } => cause.describe(),
            Self::Internal => (StatusCode::INTERNAL_SERVER_ERROR, "internal_error", "Internal error"),
        }
    }

    /// What happened, as a sentence without a stop.
    pub(crate) fn detail(&self) -> String {
        match self {
            Self::Parameter(bad) => bad.detail(),
            Self::Refused(refusal) => refusal.detail(),
            Self::NotFound => "nothing lives at this path; the API is described at /docs".to_owned(),
            Self::ArticleNotFound { id } => format!("the archive holds no article with the id `{id}`"),
            Self::MethodNotAllowed => {
                "this address does not take the method; the API is described at /docs".to_owned()
            }
            Self::UriTooLong { max_bytes } => {
                format!("the path and query are longer than {max_bytes} bytes")
            }
            Self::Overloaded => "the queue of searches is full; try again in a moment".to_owned(),
            Self::OutOfTime { budget_ms } => {
                format!("the search took longer than {budget_ms} ms; narrow the query or the period")
            }
            Self::Abandoned => "the search was stopped before it was finished".to_owned(),
            Self::IndexUnavailable => "the index cannot be opened; the log says why".to_owned(),
            Self::BodyTooLarge { max_bytes } => format!("the body is longer than {} MiB", max_bytes >> 20),
            Self::BodyUnreadable { reason } => format!("the body cannot be read to its end: {reason}"),
            Self::BodyTimeout { seconds } => format!("nothing came for {seconds} s; what was taken stays"),
            Self::MediaType { found, allowed } => {
                format!("the content type is `{found}`; it must be {allowed}")
            }
            Self::ContentEncoding { found } => {
                let found: String = found.chars().take(MAX_ECHO_CHARS).collect();
                format!("the content encoding is `{found}`; it must be gzip, zstd or identity")
            }
            Self::Rejected(rejection) | Self::Unmet(rejection) => rejection.to_string(),
            Self::Intake(IntakeError::Failed(_)) => {
                "the index cannot be written now; the log says why".to_owned()
            }
            Self::Intake(error) => error.to_string(),
            Self::IntakeMissing => "this server only searches; send writes to the one that writes".to_owned(),
            Self::Stream { cause, .. } => cause.detail(),
            Self::Internal => "something went wrong here; the log says what".to_owned(),
        }
    }
}

fn rejected(rejection: &Rejection) -> StatusCode {
    match rejection {
        Rejection::NotFound { .. } => StatusCode::NOT_FOUND,
        Rejection::Exists { .. } | Rejection::Conflict { .. } | Rejection::Stale { .. } => {
            StatusCode::CONFLICT
        }
        _ => StatusCode::BAD_REQUEST,
    }
}

fn describe_intake(error: &IntakeError) -> (StatusCode, &'static str, &'static str) {
    let unavailable = StatusCode::SERVICE_UNAVAILABLE;
    match error {
        IntakeError::Overloaded => (unavailable, "intake_overloaded", "Too much to write"),
        IntakeError::Locked => (unavailable, "index_locked", "Somebody else writes"),
        IntakeError::DiskFull => (StatusCode::INSUFFICIENT_STORAGE, "disk_full", "Disk full"),
        IntakeError::ReadOnly => (unavailable, "index_read_only", "Index cannot be written"),
        IntakeError::Closed => (unavailable, "intake_closed", "Archive is being closed"),
        _ => (unavailable, "intake_failed", "Index cannot be written"),
    }
}

impl BadParameter {
    fn detail(&self) -> String {
        let Self { fault, parameter, value, allowed } = self;
        match fault {
            Fault::Unknown { nearest: Some(nearest) } => {
                format!("the parameter `{parameter}` is not known; did you mean `{nearest}`?")
            }
            Fault::Unknown { nearest: None } => format!("the parameter `{parameter}` is not known"),
            Fault::Invalid => format!("`{parameter}` cannot be `{value}`; allowed: {allowed}"),
            Fault::Rejected { reason } => format!("`{parameter}` cannot be `{value}`: {reason}"),
            Fault::Repeated => format!("`{parameter}` is given more than once; allowed: {allowed}"),
            Fault::Encoding => format!("`{parameter}` is not percent-encoded UTF-8"),
        }
    }
}

impl From<SearchError> for ApiError {
    fn from(error: SearchError) -> Self {
        match error {
            SearchError::Invalid { parameter, detail } => {
                let allowed = parameters::find(parameter).map_or("", |known| known.allowed);
                Self::parameter(Fault::Rejected { reason: detail }, parameter, "", allowed)
            }
            SearchError::OutOfTime { budget_ms } => Self::OutOfTime { budget_ms },
            SearchError::Abandoned => Self::Abandoned,
            SearchError::Index(cause) => {
                tracing::error!(%cause, "the index cannot be opened");
                Self::IndexUnavailable
            }
            SearchError::Synonyms { .. } => {
                tracing::error!(%error, "the synonyms cannot be read");
                Self::Internal
            }
            SearchError::Engine(cause) => {
                tracing::error!(%cause, "the search failed");
                Self::Internal
            }
        }
    }
}

/// An error as RFC 9457 problem details.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Problem {
    /// URI of the kind of problem; ends in its `code`.
    #[schema(example = "urn:problem-type:vestnik:invalid_parameter")]
    r#type: String,
    /// The kind of problem in words.
    title: &'static str,
    /// HTTP status.
    status: u16,
    /// What happened in this case. Wording may change.
    detail: String,
    /// Stable name of the kind of problem.
    #[schema(example = "invalid_parameter")]
    code: &'static str,
    /// The offending parameter.
    #[serde(skip_serializing_if = "Option::is_none")]
    parameter: Option<String>,
    /// Its value, as received.
    #[serde(skip_serializing_if = "Option::is_none")]
    value: Option<String>,
    /// What is allowed instead.
    #[serde(skip_serializing_if = "Option::is_none")]
    allowed: Option<String>,
    /// In a stream: so many lines, from the first, are safe.
    #[serde(skip_serializing_if = "Option::is_none")]
    acknowledged_lines: Option<u64>,
}

impl From<&ApiError> for Problem {
    fn from(error: &ApiError) -> Self {
        let (status, code, title) = error.describe();
        let bad = match error {
            ApiError::Parameter(bad) => Some(bad.clone()),
            _ => None,
        };
        Self {
            r#type: format!("urn:problem-type:vestnik:{code}"),
            title,
            status: status.as_u16(),
            detail: error.detail(),
            code,
            parameter: bad.as_ref().map(|bad| bad.parameter.clone()),
            value: bad.as_ref().map(|bad| bad.value.clone()),
            allowed: bad.map(|bad| bad.allowed.into_owned()),
            acknowledged_lines: match error {
                ApiError::Stream { acknowledged_lines, .. } => Some(*acknowledged_lines),
                _ => None,
            },
        }
    }
}

impl IntoResponse for ApiError {
    /// Problem details; the error itself rides along so that a layer can show people a page instead.
    fn into_response(self) -> Response {
        let problem = Problem::from(&self);
        let body = serde_json::to_vec(&problem).unwrap_or_default();
        let content_type = [(header::CONTENT_TYPE, "application/problem+json")];
        let mut response = (self.describe().0, content_type, body).into_response();
        let cause = match &self {
            Self::Stream { cause, .. } => cause,
            error => error,
        };
        let retry_after = match *cause {
            Self::Overloaded | Self::OutOfTime { .. } | Self::Intake(_) => Some(RETRY_AFTER_SECONDS),
            Self::Refused(Refusal::RateLimited { retry_after }) => Some(retry_after),
            _ => None,
        };
        if let Some(seconds) = retry_after {
            response.headers_mut().insert(header::RETRY_AFTER, HeaderValue::from(seconds));
        }
        if response.status() == StatusCode::UNAUTHORIZED {
            response.headers_mut().insert(header::WWW_AUTHENTICATE, HeaderValue::from_static("Bearer"));
        }
        response.extensions_mut().insert(Arc::new(self));
        response
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use vestnik_schema::SchemaError;

    #[test]
    fn every_search_error_has_its_status_and_code() {
        let no_index = SchemaError::NoIndex { path: "data/index".into(), data: "data".into() };
        let invalid = SearchError::Invalid { parameter: "page", detail: "1 to 1000".to_owned() };
        let table = [
            (invalid, 400, "invalid_parameter"),
            (SearchError::OutOfTime { budget_ms: 2000 }, 503, "search_timeout"),
            (SearchError::Abandoned, 503, "search_abandoned"),
            (SearchError::Index(no_index), 503, "index_unavailable"),
            (SearchError::Engine("disk".to_owned()), 500, "internal_error"),
        ];
        for (error, status, code) in table {
            let (found_status, found_code, _) = ApiError::from(error).describe();
            assert_eq!((found_status.as_u16(), found_code), (status, code));
        }
    }

    #[test]
    fn causes_of_our_own_faults_are_not_told() {
        let error = ApiError::from(SearchError::Engine("/srv/secret".to_owned()));
        let problem = serde_json::to_string(&Problem::from(&error)).unwrap();
        assert!(!problem.contains("secret"), "{problem}");
    }

    #[test]
    fn a_problem_names_parameter_value_and_what_is_allowed() {
        let error = ApiError::invalid("sort", "best", "relevance, newest, oldest");
        assert_eq!(
            serde_json::to_value(Problem::from(&error)).unwrap(),
            serde_json::json!({
                "type": "urn:problem-type:vestnik:invalid_parameter",
                "title": "Invalid parameter",
                "status": 400,
                "detail": "`sort` cannot be `best`; allowed: relevance, newest, oldest",
                "code": "invalid_parameter",
                "parameter": "sort",
                "value": "best",
                "allowed": "relevance, newest, oldest",
            })
        );
    }

    #[test]
    fn only_a_busy_service_asks_to_retry() {
        let retry = |error: ApiError| error.into_response().headers().get(header::RETRY_AFTER).is_some();
        assert!(retry(ApiError::Overloaded));
        assert!(!retry(ApiError::Internal));
        assert!(retry(ApiError::OutOfTime { budget_ms: 1 }));
        assert!(!retry(ApiError::IndexUnavailable));
    }
}
