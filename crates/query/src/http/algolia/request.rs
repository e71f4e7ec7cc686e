use jiff::tz::TimeZone;
use serde_json::{Map, Value};

use crate::http::access::Access;
use crate::http::algolia::error::{AlgoliaError, echo};
use crate::http::algolia::index_name::IndexName;
use crate::http::algolia::params::Params;
use crate::http::algolia::query::{FacetQuery, MAX_HITS_PER_PAGE, Query};

/// Most requests of one batch.
pub(crate) const MAX_REQUESTS: usize = 50;

/// One request of a batch.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Request {
    /// What is asked.
    pub(crate) index: IndexName,
    /// What about it.
    pub(crate) question: Question,
}

/// What a request asks.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Question {
    /// For hits and facets.
    Search(Box<Query>),
    /// For values of a facet.
    FacetValues(Box<FacetQuery>),
}

impl Request {
    /// A search of one index: what stands in a body, which may be empty, and beside it.
    ///
    /// # Errors
    /// 400 or 404 that says what is wrong.
    pub(crate) fn search(index: &str, body: &[u8], zone: &TimeZone) -> Result<Self, AlgoliaError> {
        let index = IndexName::read(index)?;
        let params = Params::of_request(object(body)?)?;
        Ok(Self { index, question: Question::Search(Box::new(Query::read(&params, zone)?)) })
    }

    /// A search that is stated in a query string.
    ///
    /// # Errors
    /// 400 or 404 that says what is wrong.
    pub(crate) fn search_in_query(index: &str, query: &str, zone: &TimeZone) -> Result<Self, AlgoliaError> {
        let index = IndexName::read(index)?;
        let mut params = Params::of_query(query)?;
        // Keys and names of clients are no business of the search, and the answer does not repeat them.
        params.retain(|name| name != "key" && !name.to_ascii_lowercase().starts_with("x-algolia-"));
        Ok(Self { index, question: Question::Search(Box::new(Query::read(&params, zone)?)) })
    }

    /// A search for values of a facet.
    ///
    /// # Errors
    /// 400 or 404 that says what is wrong.
    pub(crate) fn facet_values(
        index: &str,
        facet: &str,
        body: &[u8],
        zone: &TimeZone,
    ) -> Result<Self, AlgoliaError> {
        let index = IndexName::read(index)?;
        let params = Params::of_request(object(body)?)?;
        Ok(Self { index, question: Question::FacetValues(Box::new(FacetQuery::read(facet, &params, zone)?)) })
    }

    /// All requests of a batch.
    ///
    /// # Errors
    /// 400 or 404 that says what is wrong with the first wrong one.
    pub(crate) fn batch(body: &[u8], zone: &TimeZone) -> Result<Vec<Self>, AlgoliaError> {
        let Some(Value::Array(requests)) = object(body)?.remove("requests") else {
            return Err(AlgoliaError::parameter("requests", "a list of requests is missing"));
        };
        if requests.len() > MAX_REQUESTS {
            let why = format!("there are {}, and at most {MAX_REQUESTS} are answered", requests.len());
            return Err(AlgoliaError::parameter("requests", why));
        }
        requests.into_iter().map(|request| Self::of_batch(request, zone)).collect()
    }

    /// Refuses a batch that wants more hits than one search may.
    ///
    /// # Errors
    /// 400 that says so.
    pub(crate) fn check_hits(requests: &[Self]) -> Result<(), AlgoliaError> {
        let hits: usize = requests.iter().map(Self::hits).sum();
        if hits <= MAX_HITS_PER_PAGE {
            return Ok(());
        }
        let why = format!("they want {hits} hits together, and at most {MAX_HITS_PER_PAGE} are told");
        Err(AlgoliaError::parameter("requests", why))
    }

    fn hits(&self) -> usize {
        match &self.question {
            Question::Search(query) => query.window.hits().1,
            Question::FacetValues(_) => 0,
        }
    }

    /// Keeps to the rights of whoever asks.
    pub(crate) fn limit(&mut self, access: &Access) {
        let query = match &mut self.question {
            Question::Search(query) => query,
            Question::FacetValues(facet) => &mut facet.query,
        };
        query.window.limit(|wanted| access.page_size(wanted));
    }

    fn of_batch(request: Value, zone: &TimeZone) -> Result<Self, AlgoliaError> {
        let Value::Object(request) = request else {
            let why = format!("{} is no request", echo(&request.to_string()));
            return Err(AlgoliaError::parameter("requests", why));
        };
        let mut params = Params::of_request(request)?;
        let index = params.text("indexName")?;
        let index = index.ok_or_else(|| AlgoliaError::parameter("indexName", "it is missing"))?;
        let index = IndexName::read(&index)?;
        let kind = params.text("type")?;
        for name in ["indexName", "type"] {
            params.remove(name);
        }
        let question = match kind.as_deref() {
            None | Some("default") => Question::Search(Box::new(Query::read(&params, zone)?)),
            Some("facet") => {
                let facet = params.text("facet")?.or(params.text("facetName")?);
                let facet = facet.ok_or_else(|| AlgoliaError::parameter("facet", "it is missing"))?;
                Question::FacetValues(Box::new(FacetQuery::read(&facet, &params, zone)?))
            }
            Some(_) => return Err(AlgoliaError::parameter("type", "it has to be default or facet")),
        };
        Ok(Self { index, question })
    }
}

/// The JSON object of a body, whatever media type it goes by; none in an empty one.
///
/// # Errors
/// 400 if there is something else.
pub(crate) fn object(body: &[u8]) -> Result<Map<String, Value>, AlgoliaError> {
    if body.trim_ascii().is_empty() {
        return Ok(Map::new());
    }
    match serde_json::from_slice(body) {
        Ok(Value::Object(object)) => Ok(object),
        Ok(_) => Err(AlgoliaError::request("Invalid JSON: the body has to be an object")),
        Err(error) => Err(AlgoliaError::request(format!("Invalid JSON: {error}"))),
    }
}

#[cfg(test)]
#[path = "request_tests.rs"]
mod tests;
