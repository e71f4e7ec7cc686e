use serde::ser::SerializeMap;
use serde::{Serialize, Serializer};

use crate::http::algolia::hit::HitJson;

/// The answers to a batch, in the order of its requests.
#[derive(Debug, Serialize)]
pub(crate) struct BatchJson {
    pub(crate) results: Vec<AnswerJson>,
}

/// The answer to one request.
#[derive(Debug, Serialize)]
#[serde(untagged)]
pub(crate) enum AnswerJson {
    Search(Box<SearchJson>),
    Suggestions(Box<SuggestionsJson>),
    FacetValues(FacetValuesJson),
}

/// What every search tells beside its hits.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct PagingJson {
    pub(crate) nb_hits: u64,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) page: Option<usize>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) nb_pages: Option<usize>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) hits_per_page: Option<usize>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) offset: Option<usize>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) length: Option<usize>,
    pub(crate) exhaustive_nb_hits: bool,
    pub(crate) exhaustive_typo: bool,
    pub(crate) query: String,
    pub(crate) params: String,
    pub(crate) index: &'static str,
    #[serde(rename = "queryID", skip_serializing_if = "Option::is_none")]
    pub(crate) query_id: Option<String>,
    #[serde(rename = "processingTimeMS")]
    pub(crate) processing_time_ms: u64,
}

/// The answer to a search of articles.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct SearchJson {
    pub(crate) hits: Vec<HitJson>,
    #[serde(flatten)]
    pub(crate) paging: PagingJson,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) facets: Option<InOrder<InOrder<u64>>>,
    #[serde(rename = "facets_stats", skip_serializing_if = "Option::is_none")]
    pub(crate) facets_stats: Option<InOrder<StatsJson>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) exhaustive_facets_count: Option<bool>,
    pub(crate) exhaustive: ExhaustiveJson,
    pub(crate) rendering_content: RenderingJson,
}

/// The answer to a search of the suggestions.
#[derive(Debug, Serialize)]
pub(crate) struct SuggestionsJson {
    pub(crate) hits: Vec<SuggestionJson>,
    #[serde(flatten)]
    pub(crate) paging: PagingJson,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) facets: Option<InOrder<InOrder<u64>>>,
}

/// One way to complete what is being typed.
#[derive(Debug, Serialize)]
pub(crate) struct SuggestionJson {
    #[serde(rename = "objectID")]
    pub(crate) object_id: String,
    pub(crate) query: String,
    pub(crate) popularity: u64,
    pub(crate) nb_words: usize,
    #[serde(rename = "_highlightResult")]
    pub(crate) highlighted: SuggestionHighlightJson,
}

#[derive(Debug, Serialize)]
pub(crate) struct SuggestionHighlightJson {
    pub(crate) query: super::marked::MarkedJson,
}

/// The answer to a search for values of a facet.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct FacetValuesJson {
    pub(crate) facet_hits: Vec<FacetHitJson>,
    pub(crate) exhaustive_facets_count: bool,
    #[serde(rename = "processingTimeMS")]
    pub(crate) processing_time_ms: u64,
}

/// A value of a facet.
#[derive(Debug, Serialize)]
pub(crate) struct FacetHitJson {
    pub(crate) value: String,
    pub(crate) highlighted: String,
    pub(crate) count: u64,
}

/// What the numbers of the matching articles come to.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub(crate) struct StatsJson {
    pub(crate) min: i64,
    pub(crate) max: i64,
    pub(crate) avg: f64,
    pub(crate) sum: f64,
}

/// What was counted to the end.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct ExhaustiveJson {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) facets_count: Option<bool>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) facet_values: Option<bool>,
    pub(crate) nb_hits: bool,
    pub(crate) typo: bool,
}

/// Which filters a page is to offer, and in which order.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct RenderingJson {
    facet_ordering: FacetOrderingJson,
}

#[derive(Debug, Serialize)]
struct FacetOrderingJson {
    facets: OrderJson,
    values: InOrder<ValuesOrderJson>,
}

#[derive(Debug, Serialize)]
struct OrderJson {
    order: [&'static str; 4],
}

#[derive(Debug, Clone, Serialize)]
#[serde(rename_all = "camelCase")]
struct ValuesOrderJson {
    sort_remaining_by: &'static str,
}

/// A JSON object whose members stay in their order.
#[derive(Debug, Clone, PartialEq, Default)]
pub(crate) struct InOrder<T>(pub(crate) Vec<(String, T)>);

impl<T: Serialize> Serialize for InOrder<T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(Some(self.0.len()))?;
        for (name, value) in &self.0 {
            map.serialize_entry(name, value)?;
        }
        map.end()
    }
}

impl Default for RenderingJson {
    fn default() -> Self {
        let order = ["rubrics", "source", "tags", "authors"];
        let values =
            order.map(|name| (name.to_owned(), ValuesOrderJson { sort_remaining_by: "count" })).to_vec();
        Self { facet_ordering: FacetOrderingJson { facets: OrderJson { order }, values: InOrder(values) } }
    }
}
