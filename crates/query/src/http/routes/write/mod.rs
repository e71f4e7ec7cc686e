//! Addresses that write.

pub(crate) mod one;
pub(crate) mod stream;

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use vestnik_schema::{Effect, Until};

use crate::http::error::ApiError;

/// What became of an article.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub(crate) struct WrittenResponse {
    /// Id that the article goes by; another than the one asked for if the archive knows the article under another.
    pub(crate) id: String,
    /// `created`, `updated`, `unchanged`, `embargoed`, `withdrawn` or `deleted`.
    #[schema(example = "created")]
    pub(crate) result: &'static str,
    /// What is wrong with the article though it was taken.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(crate) warnings: Vec<String>,
}

/// The stable name of an effect.
pub(crate) const fn effect_name(effect: Effect) -> &'static str {
    match effect {
        Effect::Created => "created",
        Effect::Updated => "updated",
        Effect::Unchanged => "unchanged",
        Effect::Embargoed => "embargoed",
        Effect::Withdrawn => "withdrawn",
        Effect::Deleted => "deleted",
    }
}

/// Parameters of an address that writes.
#[derive(Debug, Default, Deserialize)]
struct WriteParams {
    wait: Option<String>,
}

/// When to answer, by the query string: `wait=searchable`, or `wait=durable`, which is the default.
fn until(query: Option<&str>) -> Result<Until, ApiError> {
    const ALLOWED: &str = "durable, searchable";
    let query = query.unwrap_or_default();
    for pair in query.split('&').filter(|pair| !pair.is_empty()) {
        let name = pair.split_once('=').map_or(pair, |(name, _)| name);
        if name != "wait" {
            let fault = crate::http::error::Fault::Unknown { nearest: None };
            return Err(ApiError::parameter(fault, name, "", "wait"));
        }
    }
    let params: WriteParams =
        serde_urlencoded::from_str(query).map_err(|_| ApiError::invalid("wait", query, ALLOWED))?;
    match params.wait.as_deref() {
        None | Some("durable") => Ok(Until::Durable),
        Some("searchable") => Ok(Until::Searchable),
        Some(other) => Err(ApiError::invalid("wait", other, ALLOWED)),
    }
}
