//! Answers outside the service: for programs that hold an engine themselves and want to speak as the API does.

use std::time::Duration;

use jiff::tz::TimeZone;

use crate::http::api::SearchResponse;
use crate::http::page::i18n::Lang;
use crate::http::params::SearchParams;
use crate::http::{explanation, warning};
use crate::search::{QueryWarning, ScorePart, SearchRequest, SearchResults};

/// The JSON that `GET /api/v1/search` answers a request with, indented, warnings in English. `took` is what the
/// search took.
///
/// # Errors
/// What the JSON writer reports.
pub fn search_json(
    request: &SearchRequest,
    results: SearchResults,
    took: Duration,
    zone: &TimeZone,
) -> serde_json::Result<String> {
    let params = SearchParams {
        sort: request.sort,
        page: request.paging.page,
        per_page: request.paging.per_page,
        cursor: request.paging.after,
        stories: request.group_stories,
        explain: request.explain,
        lang: Lang::En,
        ..SearchParams::default()
    };
    serde_json::to_string_pretty(&SearchResponse::new(results, &params, took, zone))
}

/// What a part of a score is for, in English.
pub fn score_text(part: &ScorePart) -> String {
    explanation::message(part, Lang::En)
}

/// What a warning means, in English.
pub fn warning_text(warning: &QueryWarning) -> String {
    warning::message(warning, Lang::En)
}
