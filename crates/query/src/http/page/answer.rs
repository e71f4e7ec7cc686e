//! Everything that one page shows, gathered in one visit to a search thread.

use std::time::{Duration, Instant};

use jiff::civil::Date;
use jiff::tz::TimeZone;
use jiff::{Timestamp, ToSpan};

use crate::http::error::ApiError;
use crate::http::names::FACET_FIELDS;
use crate::http::page::links::FilterKind;
use crate::http::params::SearchParams;
use crate::search::{
    Abandon, Engine, HistogramInterval, IndexFacts, SearchError, SearchRequest, SearchResults,
};

/// What the engine says about the search of one page.
pub(crate) struct Answer {
    pub(crate) results: SearchResults,
    /// Time of the search itself, without the counts around it.
    pub(crate) took: Duration,
    /// Articles in each of the offered periods, if they could be counted.
    pub(crate) recent: Option<[u64; 4]>,
    /// Facts about the archive, for the start page.
    pub(crate) facts: Option<IndexFacts>,
    /// If nothing was found: what leaving out one kind of filter would find.
    pub(crate) wider: Vec<(FilterKind, u64)>,
}

impl Answer {
    /// Asks everything. Only the search itself can fail; the page does without a count that cannot be had.
    pub(crate) fn gather(
        engine: &Engine,
        params: &SearchParams,
        today: Date,
        abandon: &Abandon,
    ) -> Result<Self, ApiError> {
        let zone = &engine.settings().time_zone;
        let request = SearchRequest {
            facets: FACET_FIELDS.to_vec(),
            histogram: Some(HistogramInterval::Auto),
            ..params.request(zone)?
        };
        let begun = Instant::now();
        let results = engine.search(&request, abandon).map_err(|error| params.explain(error))?;
        let took = begun.elapsed();
        // The counts around it belong to what was searched; nobody has to decide on that again.
        let searched = searched(params, &results);
        let recent = recent_counts(engine, &searched.request(zone)?, today, abandon);
        let facts = params.is_start().then(|| engine.facts().ok()).flatten();
        let wider =
            if results.total == 0 { wider_counts(engine, &searched, zone, abandon) } else { Vec::new() };
        Ok(Self { results, took, recent, facts, wider })
    }
}

/// The search with its text as it was searched.
fn searched(params: &SearchParams, results: &SearchResults) -> SearchParams {
    let applied = results.understood.repair.as_ref().filter(|repair| repair.applied);
    let text = applied.map_or(&params.text, |repair| &repair.searched).clone();
    SearchParams { text, repair: false, ..params.clone() }
}

/// First days of the offered periods: a day, a week, a month and a year back.
pub(crate) fn preset_days(today: Date) -> [Date; 4] {
    [1.day(), 1.week(), 1.month(), 1.year()].map(|span| today.saturating_sub(span))
}

/// The calendar day of a moment.
pub(crate) fn day_of(moment: Timestamp, zone: &TimeZone) -> Date {
    zone.to_datetime(moment).date()
}

/// One search by days over the longest period counts all of them.
fn recent_counts(
    engine: &Engine,
    request: &SearchRequest,
    today: Date,
    abandon: &Abandon,
) -> Option<[u64; 4]> {
    let zone = &engine.settings().time_zone;
    let days = preset_days(today);
    let mut request = SearchRequest {
        facets: Vec::new(),
        histogram: Some(HistogramInterval::Day),
        ..counting(request.clone())
    };
    request.filters.from = days[3].to_zoned(zone.clone()).ok().map(|day| day.timestamp());
    request.filters.until = None;
    let histogram = engine.search(&request, abandon).ok()?.histogram?;
    Some(days.map(|first| {
        let inside = histogram.buckets.iter().filter(|bucket| day_of(bucket.from, zone) >= first);
        inside.map(|bucket| bucket.count).sum()
    }))
}

fn wider_counts(
    engine: &Engine,
    params: &SearchParams,
    zone: &TimeZone,
    abandon: &Abandon,
) -> Vec<(FilterKind, u64)> {
    let count = |kind: FilterKind| -> Result<u64, SearchError> {
        let Ok(request) = params.without(kind).request(zone) else { return Ok(0) };
        Ok(engine.search(&counting(request), abandon)?.total)
    };
    let chosen = FilterKind::ALL.into_iter().filter(|kind| params.has(*kind));
    chosen.filter_map(|kind| Some((kind, count(kind).ok()?))).filter(|(_, total)| *total > 0).collect()
}

/// A request that wants the number of hits and none of them.
fn counting(mut request: SearchRequest) -> SearchRequest {
    request.paging.per_page = 0;
    request.paging.page = 1;
    request
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    #[test]
    fn periods_end_today_and_survive_short_months() {
        let expected = [date(2016, 3, 30), date(2016, 3, 24), date(2016, 2, 29), date(2015, 3, 31)];
        assert_eq!(preset_days(date(2016, 3, 31)), expected);
    }
}
