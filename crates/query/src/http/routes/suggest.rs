use std::time::{Duration, Instant};

use axum::extract::{RawQuery, State};
use serde::Serialize;
use utoipa::{IntoParams, ToSchema};

use crate::http::AppState;
use crate::http::access::Access;
use crate::http::api::{SegmentJson, segments};
use crate::http::error::{ApiError, Fault, Problem};
use crate::http::params::read_number;
use crate::http::percent::{decode, decode_lossy};
use crate::http::routes::JsonBody;
use crate::search::{MAX_SUGGESTIONS, Suggestion, SuggestionKind, Suggestions};

const PARAMETERS: &str = "q, limit";
const TEXT: &str = "any text; to one of more than 200 characters nothing is suggested";
const LIMIT: &str = "a whole number from 1 to 20";

/// Suggestions unless `limit` asks for another number: what a list under a search box shows without scrolling.
const DEFAULT_LIMIT: usize = 8;

/// Answer of `GET /api/v1/suggest`.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct SuggestResponse {
    query: SuggestQueryJson,
    /// Words, then names, rubrics and titles; the best of each first.
    suggestions: Vec<SuggestionJson>,
    /// Milliseconds that it took, without waiting for a thread.
    took_ms: u64,
}

/// How the text was read.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = SuggestQuery)]
struct SuggestQueryJson {
    /// The text as typed.
    #[schema(example = "kfdh")]
    text: String,
    /// What the suggestions complete if not the text itself: the same keys in the other keyboard layout. Else `null`.
    #[schema(example = "лавр")]
    read_as: Option<String>,
}

/// One way to complete the text.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Suggestion)]
struct SuggestionJson {
    /// The whole query text.
    #[schema(example = "Лавров")]
    text: String,
    /// The same in pieces; a match is what has been typed.
    segments: Vec<SegmentJson>,
    /// `word`: the last word completed; `name`: a tag or an author; `rubric`; `title`.
    #[schema(example = "word")]
    kind: &'static str,
    /// About how many articles it finds: exact where few do; `null` for titles.
    articles: Option<u64>,
    /// The rubric that most of these articles are in, if there is one; of a title, the first of its article's.
    rubric: Option<String>,
    /// Id of the article, if this is its title.
    id: Option<String>,
    /// Address of the article on its site, likewise.
    url: Option<String>,
}

/// What was asked.
#[derive(Debug, Clone, PartialEq, Eq, IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct SuggestParams {
    /// What has been typed so far, in any keyboard layout. Empty: the most frequent rubrics. Allowed: any text; to one of
    /// more than 200 characters nothing is suggested.
    #[param(required = false)]
    q: String,
    /// Most suggestions; 8 unless given. Allowed: a whole number from 1 to 20.
    #[param(required = false, minimum = 1, maximum = 20, default = 8)]
    limit: usize,
}

/// Completes a query while it is being typed.
///
/// The last word is completed from the titles, by frequency and freshness or by the company of the words before it;
/// tags, authors, rubrics and titles that hold the typed words are suggested too. What an update brings is suggested
/// as soon as it is found. No text is an error.
#[utoipa::path(
    get, path = "/api/v1/suggest", operation_id = "suggest", tag = "search",
    params(SuggestParams),
    responses(
        (status = 200, description = "The suggestions", body = SuggestResponse),
        (status = 400, description = "A parameter is unknown, malformed or repeated", body = Problem, content_type = "application/problem+json"),
        (status = 503, description = "`overloaded`: too many searches. With Retry-After", body = Problem, content_type = "application/problem+json"),
    )
)]
pub(crate) async fn suggest(
    State(state): State<AppState>,
    access: Access,
    RawQuery(query): RawQuery,
) -> Result<JsonBody, ApiError> {
    let params = SuggestParams::read(query.as_deref().unwrap_or_default())?;
    let answer = state.ask(&access, move |engine, _| {
        let begun = Instant::now();
        let suggestions = engine.suggest(&params.q, params.limit)?;
        JsonBody::new(&SuggestResponse::new(suggestions, params.q, begun.elapsed()))
    });
    answer.await
}

impl SuggestParams {
    /// Reads a query string, strictly.
    fn read(query: &str) -> Result<Self, ApiError> {
        let (mut text, mut limit) = (None, None);
        for pair in query.split('&').filter(|pair| !pair.is_empty()) {
            let (raw_name, raw_value) = pair.split_once('=').unwrap_or((pair, ""));
            let name = decode(raw_name);
            let (place, name, allowed) = match name.as_deref() {
                Some("q") => (&mut text, "q", TEXT),
                Some("limit") => (&mut limit, "limit", LIMIT),
                _ => {
                    let fault =
                        if name.is_some() { Fault::Unknown { nearest: None } } else { Fault::Encoding };
                    let (name, value) = (decode_lossy(raw_name), decode_lossy(raw_value));
                    return Err(ApiError::parameter(fault, &name, &value, PARAMETERS));
                }
            };
            let value = decode(raw_value)
                .ok_or_else(|| ApiError::parameter(Fault::Encoding, name, raw_value, allowed))?;
            if place.is_some() {
                return Err(ApiError::parameter(Fault::Repeated, name, &value, allowed));
            }
            *place = Some(value);
        }
        let limit = match limit.filter(|limit| !limit.trim().is_empty()) {
            None => DEFAULT_LIMIT,
            Some(limit) => read_number(&limit, 1, MAX_SUGGESTIONS)
                .ok_or_else(|| ApiError::invalid("limit", &limit, LIMIT))?,
        };
        Ok(Self { q: text.unwrap_or_default(), limit })
    }
}

impl SuggestResponse {
    fn new(suggestions: Suggestions, text: String, took: Duration) -> Self {
        Self {
            query: SuggestQueryJson { text, read_as: suggestions.read_as },
            suggestions: suggestions.items.into_iter().map(SuggestionJson::new).collect(),
            took_ms: u64::try_from(took.as_millis()).unwrap_or(u64::MAX),
        }
    }
}

impl SuggestionJson {
    fn new(suggestion: Suggestion) -> Self {
        let (id, url) = suggestion.article.map(|article| (article.id, article.url)).unzip();
        Self {
            segments: segments(&suggestion.text),
            text: suggestion.text.text,
            kind: match suggestion.kind {
                SuggestionKind::Word => "word",
                SuggestionKind::Name => "name",
                SuggestionKind::Rubric => "rubric",
                SuggestionKind::Title => "title",
            },
            articles: suggestion.articles,
            rubric: suggestion.rubric,
            id,
            url: url.flatten(),
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::http::testing::{TestArchive, encoded};
    use crate::search::MAX_SUGGEST_CHARS;

    #[test]
    fn the_limits_that_are_told_are_the_limits_that_hold() {
        assert!(TEXT.contains(&MAX_SUGGEST_CHARS.to_string()));
        assert!(LIMIT.contains(&format!("1 to {MAX_SUGGESTIONS}")));
        const { assert!(DEFAULT_LIMIT <= MAX_SUGGESTIONS) }
    }

    #[tokio::test]
    async fn suggestions_answer_as_documented() {
        let archive = TestArchive::sample();
        let reply = archive.get(&format!("/api/v1/suggest?q={}", encoded("кер"))).await;
        assert_eq!((reply.status.as_u16(), reply.header("content-type")), (200, "application/json"));
        let answer = reply.json();
        assert_eq!(answer["query"], json!({ "text": "кер", "read_as": null }));
        assert!(answer["took_ms"].is_u64(), "{answer}");
        let expected = json!([
            { "text": "Керри", "segments": [{ "text": "Кер", "match": true }, { "text": "ри", "match": false }],
              "kind": "word", "articles": 1, "rubric": null, "id": null, "url": null },
            { "text": "Керри прибыл в Москву", "segments": [
                { "text": "Кер", "match": true }, { "text": "ри прибыл в Москву", "match": false },
              ], "kind": "title", "articles": null, "rubric": "Политика", "id": "world/1:kerri",
              "url": "https://news.example/kerri" },
        ]);
        assert_eq!(answer["suggestions"], expected);
    }

    #[tokio::test]
    async fn nothing_typed_suggests_rubrics() {
        let archive = TestArchive::sample();
        let answer = archive.get("/api/v1/suggest?limit=2").await.json();
        let told = |place: usize| {
            (answer["suggestions"][place]["text"].clone(), answer["suggestions"][place]["kind"].clone())
        };
        assert_eq!(told(0), (json!("Спорт"), json!("rubric")));
        assert_eq!(answer["suggestions"][0]["articles"], 25);
        assert_eq!(answer["suggestions"].as_array().map(Vec::len), Some(2));
    }

    #[tokio::test]
    async fn what_cannot_be_read_is_a_problem() {
        let archive = TestArchive::empty();
        for (query, code) in [
            ("limit=0", "invalid_parameter"),
            ("limit=21", "invalid_parameter"),
            ("limit=+1", "invalid_parameter"),
            ("q=%ff", "invalid_encoding"),
            ("%ff=1", "invalid_encoding"),
            ("q=a&q=b", "repeated_parameter"),
            ("query=a", "unknown_parameter"),
        ] {
            let reply = archive.get(&format!("/api/v1/suggest?{query}")).await;
            assert_eq!((reply.status.as_u16(), reply.json()["code"].as_str()), (400, Some(code)), "{query}");
        }
        for query in ["", "q=", "q=%20", "limit=", "q=%00", "q=%22"] {
            assert_eq!(archive.get(&format!("/api/v1/suggest?{query}")).await.status, 200, "{query}");
        }
    }
}
