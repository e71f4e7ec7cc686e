//! What the engine is asked.

use jiff::civil::Date;

use crate::http::algolia::answer::StatsJson;
use crate::http::algolia::attribute::Attribute;
use crate::http::algolia::hit::{FoundHit, MatchedTexts};
use crate::http::algolia::marked::Matched;
use crate::http::algolia::query::{FacetQuery, Query};
use crate::http::error::ApiError;
use crate::search::{
    Abandon, Engine, FacetCount, FacetField, Filters, Highlighted, HistogramInterval, Hit, MAX_PER_PAGE,
    Paging, SearchRequest, Sort,
};

/// What the archive says to a query.
pub(crate) struct Told {
    pub(crate) total: u64,
    pub(crate) hits: Vec<FoundHit>,
    pub(crate) facets: Vec<(FacetField, Vec<FacetCount>)>,
    /// Days on which matching articles were published, in order, with the number of these.
    pub(crate) days: Vec<(Date, u64)>,
    /// What their moments of publication come to, if any has one.
    pub(crate) moments: Option<StatsJson>,
}

/// Asks for everything that a query wants.
///
/// # Errors
/// What can go wrong with any search.
pub(crate) fn ask(engine: &Engine, abandon: &Abandon, sort: Sort, query: &Query) -> Result<Told, ApiError> {
    let facets = query.facets.iter().filter_map(|(_, attribute)| match attribute {
        Attribute::Facet(field) => Some(*field),
        Attribute::Date(_) | Attribute::PublishedAt => None,
    });
    let has = |wanted: fn(&Attribute) -> bool| query.facets.iter().any(|(_, attribute)| wanted(attribute));
    let has_days = has(|attribute| matches!(attribute, Attribute::Date(_)));
    let (first, count) = query.window.hits();
    let mut request = SearchRequest {
        text: query.text.clone(),
        explain: false,
        filters: Filters { condition: query.condition.clone(), ..Filters::default() },
        sort,
        facets: facets.collect(),
        histogram: has_days.then_some(HistogramInterval::Day),
        paging: Paging { page: 1, per_page: 0, after: None },
        ..SearchRequest::default()
    };
    let results = engine.search(&request, abandon)?;
    let zone = &engine.settings().time_zone;
    let days = results.histogram.map(|histogram| histogram.buckets).unwrap_or_default();
    let days = days.iter().filter(|day| day.count > 0);
    let days = days.map(|day| (zone.to_datetime(day.from).date(), day.count)).collect();
    let facets = results.facets.into_iter().map(|facets| (facets.field, facets.values)).collect();
    request.facets.clear();
    request.histogram = None;
    let mut hits = Vec::new();
    let mut page = first / MAX_PER_PAGE;
    while count > 0 && page * MAX_PER_PAGE < first + count {
        request.paging = Paging { page: page + 1, per_page: MAX_PER_PAGE, after: None };
        let found = engine.search(&request, abandon)?.hits;
        let is_last = found.len() < MAX_PER_PAGE;
        hits.extend(
            found
                .into_iter()
                .zip(page * MAX_PER_PAGE..)
                .filter(|(_, at)| (first..first + count).contains(at)),
        );
        page += 1;
        if is_last {
            break;
        }
    }
    let moments = if has(|attribute| *attribute == Attribute::PublishedAt) && results.total > 0 {
        let mut ends = Vec::new();
        for sort in [Sort::Oldest, Sort::Newest] {
            request.sort = sort;
            request.paging = Paging { page: 1, per_page: 1, after: None };
            let hit = engine.search(&request, abandon)?.hits.into_iter().next();
            ends.extend(hit.and_then(|hit| hit.article.published_at).map(|moment| moment.as_second()));
        }
        match ends.as_slice() {
            [min, max] => Some(StatsJson { min: *min, max: *max, avg: 0.0, sum: 0.0 }),
            _ => None,
        }
    } else {
        None
    };
    let hits = hits.into_iter().map(|(hit, _)| found(hit)).collect();
    Ok(Told { total: results.total, hits, facets, days, moments })
}

fn found(hit: Hit) -> FoundHit {
    let Hit { article, score, title, .. } = hit;
    let plain = |text: &String| Matched {
        text: Highlighted { text: text.clone(), matches: Vec::new() },
        words: Vec::new(),
    };
    let texts = MatchedTexts {
        title: Matched { words: vec![String::new(); title.matches.len().min(1)], text: title },
        lead: Some(plain(&article.lead)),
        body: Some(plain(&article.body)),
        source: article.source.as_ref().map(plain),
        rubrics: article.rubrics.iter().map(plain).collect(),
        tags: article.tags.iter().map(plain).collect(),
        authors: article.authors.iter().map(plain).collect(),
    };
    FoundHit { article, texts, score, wanted: 1 }
}

/// Values of a facet that begin with a text, the most frequent first, and whether those are all.
///
/// # Errors
/// What can go wrong with any search.
pub(crate) fn values_of(
    engine: &Engine,
    abandon: &Abandon,
    facet: &FacetQuery,
) -> Result<(Vec<(Highlighted, u64)>, bool), ApiError> {
    let Attribute::Facet(field) = facet.attribute else { return Ok((Vec::new(), true)) };
    let request = SearchRequest {
        text: facet.query.text.clone(),
        filters: Filters { condition: facet.query.condition.clone(), ..Filters::default() },
        facets: vec![field],
        paging: Paging { page: 1, per_page: 0, after: None },
        ..SearchRequest::default()
    };
    let results = engine.search(&request, abandon)?;
    let typed = facet.text.to_lowercase();
    let values = results.facets.into_iter().flat_map(|facets| facets.values);
    let mut values: Vec<_> = values
        .filter(|value| value.value.to_lowercase().starts_with(&typed))
        .map(|FacetCount { value, count }| {
            let end = value.char_indices().nth(typed.chars().count()).map_or(value.len(), |(at, _)| at);
            (Highlighted { text: value, matches: vec![0..end] }, count)
        })
        .collect();
    let is_all = values.len() <= facet.limit;
    values.truncate(facet.limit);
    Ok((values, is_all))
}
