//! Answers that a reader asks for again and again.

use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use jiff::Timestamp;
use jiff::fmt::rfc2822::{DateTimeParser, DateTimePrinter};

use crate::http::AppState;
use crate::http::access::Access;
use crate::http::routes::assets::fnv1a;

/// What a client holds of an answer already, and who may keep it.
pub(crate) struct Caching {
    if_none_match: Option<HeaderValue>,
    if_modified_since: Option<Timestamp>,
    /// Whether everybody gets the same answer.
    public: bool,
}

/// A text with its media type, and when it may have changed last.
pub(crate) struct CachedText {
    pub(crate) text: String,
    pub(crate) content_type: &'static str,
    pub(crate) modified: Timestamp,
}

impl Caching {
    /// What the headers of a request tell of a client with these rights.
    pub(crate) fn new(headers: &HeaderMap, access: &Access) -> Self {
        let since = headers.get(header::IF_MODIFIED_SINCE).and_then(|value| value.to_str().ok());
        Self {
            if_none_match: headers.get(header::IF_NONE_MATCH).cloned(),
            if_modified_since: since.and_then(|value| DateTimeParser::new().parse_timestamp(value).ok()),
            public: !access.is_private(),
        }
    }

    /// The text, or word that the client has it already.
    pub(crate) fn answer(&self, text: CachedText) -> Response {
        let CachedText { text, content_type, modified } = text;
        // Weak, because it is the same however the body is compressed.
        let tag = format!("W/\"{:016x}\"", fnv1a(text.as_bytes()));
        let mut headers = HeaderMap::new();
        let mut insert =
            |name, value: &str| HeaderValue::from_str(value).map(|value| headers.insert(name, value));
        let _ = insert(header::ETAG, &tag);
        if let Ok(modified) = DateTimePrinter::new().timestamp_to_rfc9110_string(&modified) {
            let _ = insert(header::LAST_MODIFIED, &modified);
        }
        let cache = if self.public { "public, max-age=60" } else { "private, max-age=60" };
        let _ = insert(header::CACHE_CONTROL, cache);
        if self.is_known(&tag, modified) {
            return (StatusCode::NOT_MODIFIED, headers).into_response();
        }
        let _ = insert(header::CONTENT_TYPE, content_type);
        (headers, text).into_response()
    }

    /// The date counts only where no tag is given, as HTTP has it.
    fn is_known(&self, tag: &str, modified: Timestamp) -> bool {
        match &self.if_none_match {
            Some(given) => given.to_str().is_ok_and(|given| {
                let opaque = |tag: &str| tag.trim().trim_start_matches("W/").to_owned();
                given.trim() == "*" || given.split(',').any(|given| opaque(given) == opaque(tag))
            }),
            None => self.if_modified_since.is_some_and(|since| modified.as_second() <= since.as_second()),
        }
    }
}

impl AppState {
    /// When an answer may have changed last: what the archive holds, or what day it is.
    pub(crate) fn modified(&self) -> Timestamp {
        let today = self.zone().to_datetime(self.now()).date();
        let begun = today.to_zoned(self.zone().clone()).map(|day| day.timestamp()).unwrap_or_default();
        begun.max(self.searching_since())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn status(given: &[(header::HeaderName, &str)]) -> u16 {
        let mut headers = HeaderMap::new();
        for (name, value) in given {
            headers.insert(name, HeaderValue::from_str(value).unwrap());
        }
        let text = CachedText {
            text: "новости".to_owned(),
            content_type: "text/plain",
            modified: "2016-07-20T09:00:00.5Z".parse().unwrap(),
        };
        Caching::new(&headers, &Access::default()).answer(text).status().as_u16()
    }

    #[test]
    fn who_has_the_answer_is_told_so() {
        let tag = format!("\"{:016x}\"", fnv1a("новости".as_bytes()));
        let weak = format!("W/{tag}");
        let list = format!("\"x\", {weak}");
        for known in [tag.as_str(), &weak, &list, "*"] {
            assert_eq!(status(&[(header::IF_NONE_MATCH, known)]), 304, "{known}");
        }
        let now = "Wed, 20 Jul 2016 09:00:00 GMT";
        let before = "Wed, 20 Jul 2016 08:59:59 GMT";
        assert_eq!(status(&[(header::IF_MODIFIED_SINCE, now)]), 304);
        assert_eq!(status(&[(header::IF_MODIFIED_SINCE, before)]), 200);
        assert_eq!(status(&[(header::IF_MODIFIED_SINCE, "gestern")]), 200);
        assert_eq!(status(&[(header::IF_NONE_MATCH, "\"x\""), (header::IF_MODIFIED_SINCE, now)]), 200);
        assert_eq!(status(&[]), 200);
    }
}
