use crate::http::AppState;
use crate::http::access::Access;
use crate::http::api::ArticleResponse;
use crate::http::error::{ApiError, Fault, Problem};
use crate::http::params::{read_none, read_number};
use crate::http::percent::{decode, decode_lossy};
use crate::http::routes::JsonBody;
use crate::http::story::RelatedResponse;
use crate::search::MAX_RELATED;

/// What follows the id. Ids may hold slashes, so that the router cannot tell it from the end of one.
pub(crate) const SUFFIX: &str = "/related";

/// Articles unless `limit` asks for another number: what a site shows under an article.
const DEFAULT_LIMIT: usize = 5;

const LIMIT: &str = "a whole number from 1 to 50";

/// Articles like one article.
///
/// Alike are articles that share telling words, of the title most. Copies of the article are left out; what reports
/// the same event is marked, so that a site can tell «on the same story» from «on the same subject».
#[utoipa::path(
    get, path = "/api/v1/articles/{id}/related", operation_id = "related", tag = "archive",
    params(
        ("id" = String, Path, description = "The id, percent-encoded", example = "2016/07/15/kerri"),
        ("limit" = Option<usize>, Query, minimum = 1, maximum = 50, description = "Most articles; 5 unless given. Allowed: a whole number from 1 to 50."),
    ),
    responses(
        (status = 200, description = "The articles, the likest first", body = RelatedResponse),
        (status = 400, description = "A parameter is unknown, malformed or repeated; or the id is not percent-encoded UTF-8", body = Problem, content_type = "application/problem+json"),
        (status = 404, description = "No such article", body = Problem, content_type = "application/problem+json"),
        (status = 503, description = "`overloaded`: too many searches; or `search_timeout`: out of time. Both with Retry-After", body = Problem, content_type = "application/problem+json"),
    )
)]
// utoipa reads the path from a function of its name.
#[expect(dead_code, reason = "the router cannot tell this path from that of an article; see `or_article`")]
fn related() {}

/// The articles like the one whose id stands before [`SUFFIX`], or the article whose id ends so.
pub(crate) async fn or_article(
    state: &AppState,
    access: &Access,
    query: &str,
    id: String,
) -> Result<JsonBody, ApiError> {
    let limit = read_limit(query);
    let no_parameters = read_none(Some(query));
    let zone = state.zone().clone();
    let answer = state.ask(access, move |engine, abandon| {
        if let Some(article) = engine.article(&id)? {
            no_parameters?;
            return JsonBody::new(&ArticleResponse::new(article, &zone));
        }
        let id = id.strip_suffix(SUFFIX).unwrap_or(&id).to_owned();
        match engine.related(&id, limit?, abandon)? {
            Some(articles) => JsonBody::new(&RelatedResponse::new(id, articles, &zone)),
            None => Err(ApiError::ArticleNotFound { id }),
        }
    });
    answer.await
}

fn read_limit(query: &str) -> Result<usize, ApiError> {
    let mut limit = None;
    for pair in query.split('&').filter(|pair| !pair.is_empty()) {
        let (name, raw_value) = pair.split_once('=').unwrap_or((pair, ""));
        if name != "limit" {
            let unknown = Fault::Unknown { nearest: None };
            return Err(ApiError::parameter(unknown, &decode_lossy(name), &decode_lossy(raw_value), "limit"));
        }
        let value =
            decode(raw_value).ok_or_else(|| ApiError::parameter(Fault::Encoding, name, raw_value, LIMIT))?;
        if limit.is_some() {
            return Err(ApiError::parameter(Fault::Repeated, name, &value, LIMIT));
        }
        let number = read_number(&value, 1, MAX_RELATED);
        limit = Some(number.ok_or_else(|| ApiError::invalid("limit", &value, LIMIT))?);
    }
    Ok(limit.unwrap_or(DEFAULT_LIMIT))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_limits_that_are_told_are_the_limits_that_hold() {
        assert!(LIMIT.contains(&format!("1 to {MAX_RELATED}")));
        const { assert!(DEFAULT_LIMIT <= MAX_RELATED) }
    }

    #[test]
    fn a_limit_is_read_strictly() {
        assert_eq!(read_limit("").ok(), Some(DEFAULT_LIMIT));
        assert_eq!(read_limit("limit=50&").ok(), Some(50));
        for wrong in ["limit=0", "limit=51", "limit=", "limit=x", "limit=1&limit=2", "q=1", "limit=%ff"] {
            assert!(read_limit(wrong).is_err(), "{wrong}");
        }
    }
}
