use jiff::tz::TimeZone;
use serde_json::Value;

use crate::http::algolia::attribute::Attribute;
use crate::http::algolia::error::AlgoliaError;
use crate::http::algolia::filters::{
    read_facet_filters, read_filters, read_numeric_filters, read_tag_filters,
};
use crate::http::algolia::params::Params;
use crate::http::algolia::selection::{Selection, Snippets};
use crate::search::Condition;

/// Most hits of one page.
pub(crate) const MAX_HITS_PER_PAGE: usize = 1_000;
/// Most values of one facet.
pub(crate) const MAX_VALUES_PER_FACET: usize = 1_000;
/// Most values that a search of facet values finds.
pub(crate) const MAX_FACET_HITS: usize = 100;
/// Longest marks around matches and at the ends of snippets, in bytes: every match repeats them.
const MAX_MARK_BYTES: usize = 100;

const DEFAULT_HITS_PER_PAGE: usize = 20;
const DEFAULT_VALUES_PER_FACET: usize = 100;
const DEFAULT_FACET_HITS: usize = 10;

/// What a search in Algolia's dialect asks for, checked.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Query {
    /// What was typed.
    pub(crate) text: String,
    /// What all filters together demand.
    pub(crate) condition: Option<Condition>,
    /// Which hits are wanted.
    pub(crate) window: Window,
    /// The facets to count, under the names that they were asked for by.
    pub(crate) facets: Vec<(String, Attribute)>,
    /// Most values of each.
    pub(crate) max_values: usize,
    /// Whether the values are in the order of the alphabet, not of their frequency.
    pub(crate) values_by_name: bool,
    /// What of each hit is told.
    pub(crate) retrieve: Selection,
    /// What is highlighted.
    pub(crate) highlight: Selection,
    /// What is cut to snippets.
    pub(crate) snippets: Snippets,
    /// What stands around a match.
    pub(crate) marks: Marks,
    /// What stands where a snippet was cut.
    pub(crate) ellipsis: String,
    /// Whether hits tell why they are where they are.
    pub(crate) ranking_info: bool,
    /// Whether the answer gets an id that clicks can be told with.
    pub(crate) click_analytics: bool,
    /// The parameters, as the answer repeats them.
    pub(crate) params: String,
}

/// Which hits of the order are wanted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Window {
    /// Page from 0.
    pub(crate) page: usize,
    /// Hits per page.
    pub(crate) per_page: usize,
    /// The first hit and the number of hits, where those are stated instead of a page.
    pub(crate) range: Option<(usize, usize)>,
}

/// What stands before and behind a match.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Marks {
    pub(crate) before: String,
    pub(crate) behind: String,
}

/// A search for values of a facet.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct FacetQuery {
    /// The facet.
    pub(crate) attribute: Attribute,
    /// The name that it was asked for by.
    pub(crate) name: String,
    /// What the values begin with.
    pub(crate) text: String,
    /// Most values.
    pub(crate) limit: usize,
    /// The search whose values they are.
    pub(crate) query: Query,
}

impl Query {
    /// Reads the parameters of a search. Unknown ones are ignored, as Algolia's later inventions will be.
    ///
    /// # Errors
    /// 400 that names the parameter.
    pub(crate) fn read(params: &Params, zone: &TimeZone) -> Result<Self, AlgoliaError> {
        Ok(Self {
            text: params.text("query")?.unwrap_or_default(),
            condition: condition(params, zone)?,
            window: Window::read(params)?,
            facets: facets(params)?,
            max_values: params
                .count("maxValuesPerFacet", MAX_VALUES_PER_FACET)?
                .unwrap_or(DEFAULT_VALUES_PER_FACET),
            values_by_name: values_by_name(params)?,
            retrieve: params.list("attributesToRetrieve")?.map_or(Selection::Everything, Selection::of),
            highlight: params.list("attributesToHighlight")?.map_or(Selection::Everything, Selection::of),
            snippets: Snippets::read(params.list("attributesToSnippet")?.unwrap_or_default())?,
            marks: Marks::read(params)?,
            ellipsis: mark(params, "snippetEllipsisText", "…")?,
            ranking_info: params.flag("getRankingInfo")?,
            click_analytics: params.flag("clickAnalytics")?,
            params: params.written(),
        })
    }
}

impl FacetQuery {
    /// Reads the parameters of a search for values of the facet `name`.
    ///
    /// # Errors
    /// 400 that names the parameter.
    pub(crate) fn read(name: &str, params: &Params, zone: &TimeZone) -> Result<Self, AlgoliaError> {
        let attribute = Attribute::named(name).ok_or_else(|| {
            AlgoliaError::parameter("facet", format!("there is no attribute {:?}", super::error::echo(name)))
        })?;
        let text = params.text("facetQuery")?.unwrap_or_default();
        let limit = params.count("maxFacetHits", MAX_FACET_HITS)?.unwrap_or(DEFAULT_FACET_HITS);
        Ok(Self { attribute, name: name.to_owned(), text, limit, query: Query::read(params, zone)? })
    }
}

impl Window {
    fn read(params: &Params) -> Result<Self, AlgoliaError> {
        let page = params.count("page", usize::MAX)?.unwrap_or_default();
        let per_page = params.count("hitsPerPage", MAX_HITS_PER_PAGE)?.unwrap_or(DEFAULT_HITS_PER_PAGE);
        let offset = params.count("offset", usize::MAX)?;
        let length = params.count("length", MAX_HITS_PER_PAGE)?;
        // Algolia looks at them only together, and only where no page is stated.
        let range = offset.zip(length).filter(|_| params.value("page").is_none());
        Ok(Self { page, per_page, range })
    }

    /// Limits the number of hits.
    pub(crate) fn limit(&mut self, limited: impl Fn(usize) -> usize) {
        self.per_page = limited(self.per_page);
        self.range = self.range.map(|(first, count)| (first, limited(count)));
    }
}

impl Marks {
    fn read(params: &Params) -> Result<Self, AlgoliaError> {
        Ok(Self {
            before: mark(params, "highlightPreTag", "<em>")?,
            behind: mark(params, "highlightPostTag", "</em>")?,
        })
    }
}

fn mark(params: &Params, name: &str, default: &str) -> Result<String, AlgoliaError> {
    let mark = params.text(name)?.unwrap_or_else(|| default.to_owned());
    if mark.len() > MAX_MARK_BYTES {
        return Err(AlgoliaError::parameter(name, format!("it has more than {MAX_MARK_BYTES} bytes")));
    }
    Ok(mark)
}

fn condition(params: &Params, zone: &TimeZone) -> Result<Option<Condition>, AlgoliaError> {
    let null = Value::Null;
    let value = |name: &str| params.value(name).unwrap_or(&null);
    let expression = params.text("filters")?.unwrap_or_default();
    let parts = [
        ("filters", read_filters(&expression, zone)),
        ("facetFilters", read_facet_filters(value("facetFilters"), zone)),
        ("numericFilters", read_numeric_filters(value("numericFilters"), zone)),
        ("tagFilters", read_tag_filters(value("tagFilters"))),
    ];
    let mut all = None;
    for (name, part) in parts {
        let part = part.map_err(|why| AlgoliaError::parameter(name, why))?;
        all = Condition::both(all, part);
    }
    Ok(all)
}

/// The facets to count. Those that articles have none of are left out, as Algolia leaves out what is no facet.
fn facets(params: &Params) -> Result<Vec<(String, Attribute)>, AlgoliaError> {
    let mut facets: Vec<(String, Attribute)> = Vec::new();
    for name in params.list("facets")?.unwrap_or_default() {
        let found = if name == "*" {
            Attribute::ALL.iter().map(|(name, attribute)| ((*name).to_owned(), *attribute)).collect()
        } else {
            Vec::from_iter(Attribute::named(&name).map(|attribute| (name, attribute)))
        };
        for facet in found {
            if !facets.contains(&facet) {
                facets.push(facet);
            }
        }
    }
    Ok(facets)
}

fn values_by_name(params: &Params) -> Result<bool, AlgoliaError> {
    match params.text("sortFacetValuesBy")?.as_deref() {
        None | Some("count") => Ok(false),
        Some("alpha") => Ok(true),
        Some(_) => Err(AlgoliaError::parameter("sortFacetValuesBy", "it has to be count or alpha")),
    }
}

#[cfg(test)]
#[path = "query_tests.rs"]
mod tests;
