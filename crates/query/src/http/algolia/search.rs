use std::time::Instant;

use jiff::tz::TimeZone;

use crate::http::algolia::answer::{
    AnswerJson, ExhaustiveJson, FacetHitJson, FacetValuesJson, InOrder, PagingJson, RenderingJson,
    SearchJson, StatsJson,
};
use crate::http::algolia::archive::{asked, asked_for_values, values_found};
use crate::http::algolia::attribute::Attribute;
use crate::http::algolia::hit::HitJson;
use crate::http::algolia::index_name::IndexName;
use crate::http::algolia::marked::marked;
use crate::http::algolia::query::{FacetQuery, Query, Window};
use crate::http::algolia::query_id::query_id;
use crate::http::algolia::request::{Question, Request};
use crate::http::algolia::{suggestions, typed};
use crate::http::error::ApiError;
use crate::search::{
    Abandon, Dates, Engine, FacetCount, Highlighted, MAX_WINDOW, SearchRequest, SearchResults,
};

/// Answers requests, in their order. What they have in common is done once: the queries that one keystroke sends
/// differ in little but their filters.
///
/// # Errors
/// What can go wrong with any search: all are answered or none.
pub(crate) fn answers(
    engine: &Engine,
    abandon: &Abandon,
    requests: &[Request],
    zone: &TimeZone,
) -> Result<Vec<AnswerJson>, ApiError> {
    let begun = Instant::now();
    let mut results =
        typed::search(engine, abandon, requests.iter().filter_map(asked_by).collect())?.into_iter();
    let mut answers = Vec::with_capacity(requests.len());
    for request in requests {
        let found = asked_by(request).and_then(|_| results.next());
        answers.push(match (&request.question, found) {
            (Question::Search(query), Some(found)) => {
                let json = SearchJson::new(found, query, request.index, zone, begun);
                AnswerJson::Search(Box::new(json))
            }
            (Question::Search(query), None) => {
                AnswerJson::Suggestions(Box::new(suggestions::answer(engine, query, begun)?))
            }
            (Question::FacetValues(facet), found) => {
                let values = found.map_or_else(Vec::new, |found| values_found(found, facet));
                AnswerJson::FacetValues(FacetValuesJson::new(values, facet, begun))
            }
        });
    }
    Ok(answers)
}

/// What a request asks the engine, if it asks for articles.
fn asked_by(request: &Request) -> Option<SearchRequest> {
    match (&request.question, request.index) {
        (Question::Search(query), IndexName::Articles(sort)) => Some(asked(sort, query)),
        (Question::FacetValues(facet), IndexName::Articles(_)) => Some(asked_for_values(facet)),
        (_, IndexName::Suggestions) => None,
    }
}

impl Window {
    /// The first wanted hit and their number, within what has pages.
    pub(crate) fn hits(self) -> (usize, usize) {
        let (first, count) = self.range.unwrap_or((self.page.saturating_mul(self.per_page), self.per_page));
        (first.min(MAX_WINDOW), count.min(MAX_WINDOW.saturating_sub(first)))
    }
}

impl SearchJson {
    fn new(results: SearchResults, query: &Query, index: IndexName, zone: &TimeZone, begun: Instant) -> Self {
        let facets = (!query.facets.is_empty()).then(|| Counted::new(&results, query));
        let is_all = facets.as_ref().map(|facets| facets.is_all);
        let hits = results.hits.into_iter();
        Self {
            facets_stats: results.dates.as_ref().and_then(StatsJson::of).map(|moments| {
                let named = query.facets.iter().filter(|(_, attribute)| *attribute == Attribute::PublishedAt);
                InOrder(named.map(|(name, _)| (name.clone(), moments.clone())).collect())
            }),
            facets: facets.map(|facets| facets.values),
            exhaustive_facets_count: is_all.map(|_| true),
            exhaustive: ExhaustiveJson {
                facets_count: is_all.map(|_| true),
                facet_values: is_all,
                nb_hits: true,
                typo: true,
            },
            hits: hits.map(|hit| HitJson::new(hit, query, zone)).collect(),
            rendering_content: RenderingJson::default(),
            paging: PagingJson::new(results.total, query, index, begun),
        }
    }
}

/// The values of all facets that a query asks for.
struct Counted {
    values: InOrder<InOrder<u64>>,
    /// Whether no value was left out.
    is_all: bool,
}

impl Counted {
    fn new(results: &SearchResults, query: &Query) -> Self {
        let mut all = Self { values: InOrder::default(), is_all: true };
        for (name, attribute) in &query.facets {
            let mut counts = values(results, *attribute);
            all.is_all &= counts.len() <= query.max_values;
            counts.truncate(query.max_values);
            if query.values_by_name {
                counts.sort_by(|(one, _), (other, _)| one.cmp(other));
            }
            all.values.0.push((name.clone(), InOrder(counts)));
        }
        all
    }
}

/// The values of an attribute, the most frequent first.
fn values(results: &SearchResults, attribute: Attribute) -> Vec<(String, u64)> {
    match attribute {
        Attribute::Facet(field) => {
            let found = results.facets.iter().filter(|facets| facets.field == field);
            let found = found.flat_map(|facets| &facets.values);
            found.map(|FacetCount { value, count }| (value.clone(), *count)).collect()
        }
        Attribute::Date(level) => {
            let mut counts: Vec<(String, u64)> = Vec::new();
            for (day, count) in results.dates.iter().flat_map(|dates| &dates.days) {
                let value = level.value(*day);
                match counts.last_mut().filter(|(last, _)| *last == value) {
                    Some((_, sum)) => *sum += count,
                    None => counts.push((value, *count)),
                }
            }
            counts.sort_by_key(|(_, count)| std::cmp::Reverse(*count));
            counts
        }
        // Moments are many and each is one article's: only what they come to is told.
        Attribute::PublishedAt => Vec::new(),
    }
}

/// The facets of an index that has none.
pub(crate) fn nothing_counted(query: &Query) -> Option<InOrder<InOrder<u64>>> {
    let nothing = |(name, _): &(String, Attribute)| (name.clone(), InOrder(Vec::new()));
    (!query.facets.is_empty()).then(|| InOrder(query.facets.iter().map(nothing).collect()))
}

impl PagingJson {
    /// What is told of `total` hits of an index.
    pub(crate) fn new(total: u64, query: &Query, index: IndexName, begun: Instant) -> Self {
        let Window { page, per_page, range } = query.window;
        // Pages end where they can no longer be turned.
        let within = usize::try_from(total).unwrap_or(MAX_WINDOW).min(MAX_WINDOW);
        let pages = if per_page == 0 { 0 } else { within.div_ceil(per_page) };
        let is_paged = range.is_none();
        Self {
            nb_hits: total,
            page: is_paged.then_some(page),
            nb_pages: is_paged.then_some(pages),
            hits_per_page: is_paged.then_some(per_page),
            offset: range.map(|(offset, _)| offset),
            length: range.map(|(_, length)| length),
            exhaustive_nb_hits: true,
            exhaustive_typo: true,
            query: query.text.clone(),
            params: query.params.clone(),
            index: index.name(),
            query_id: query.click_analytics.then(query_id),
            processing_time_ms: milliseconds(begun),
        }
    }
}

impl FacetValuesJson {
    fn new(values: Vec<(Highlighted, u64)>, facet: &FacetQuery, begun: Instant) -> Self {
        let hit = |(value, count): (Highlighted, u64)| FacetHitJson {
            highlighted: marked(&value, &facet.query.marks),
            value: value.text,
            count,
        };
        Self {
            facet_hits: values.into_iter().map(hit).collect(),
            // Whatever is told was counted to the end.
            exhaustive_facets_count: true,
            processing_time_ms: milliseconds(begun),
        }
    }
}

/// Milliseconds since then, at least one: a search that took none looks as if there was none.
fn milliseconds(begun: Instant) -> u64 {
    u64::try_from(begun.elapsed().as_millis()).unwrap_or(u64::MAX).max(1)
}

impl StatsJson {
    /// What the moments of publication come to, if there is one.
    fn of(dates: &Dates) -> Option<Self> {
        let count: u64 = dates.days.iter().map(|(_, count)| count).sum();
        let (min, max) = (dates.earliest?.as_second(), dates.latest?.as_second());
        Some(Self { min, max, avg: dates.seconds as f64 / count.max(1) as f64, sum: dates.seconds as f64 })
    }
}
