use tantivy::columnar::Column;
use tantivy::query::{EnableScoring, Query, Scorer, Weight};
use tantivy::{DocAddress, DocId, DocSet, Searcher, SegmentReader, TERMINATED};
use vestnik_schema::Fields;

use super::SearchError;
use super::error::engine_error;
use super::facets::FacetCounter;
use super::histogram::DayCounts;
use super::order::{Found, TopHits};
use super::watch::Watch;

/// What is done with every matching article.
pub(super) trait Visitor {
    /// The articles that follow are of this segment.
    fn enter(&mut self, segment: u32, reader: &SegmentReader) -> Result<(), SearchError>;

    /// A matching article.
    fn visit(&mut self, doc: DocId, score: f32);
}

/// Shows all articles that match a query to a visitor. Scores are 0 unless they are asked for.
pub(super) fn scan(
    searcher: &Searcher,
    query: &dyn Query,
    scored: bool,
    watch: &mut Watch<'_>,
    visitor: &mut impl Visitor,
) -> Result<(), SearchError> {
    watch.check()?;
    let scoring = if scored {
        EnableScoring::enabled_from_searcher(searcher)
    } else {
        EnableScoring::disabled_from_searcher(searcher)
    };
    let weight = query.weight(scoring).map_err(engine_error)?;
    for (segment, reader) in (0..).zip(searcher.segment_readers()) {
        watch.check()?;
        visitor.enter(segment, reader)?;
        let alive = reader.alive_bitset();
        let mut scorer = weight.scorer(reader, 1.0).map_err(engine_error)?;
        let mut doc = scorer.doc();
        while doc != TERMINATED {
            watch.tick()?;
            if alive.is_none_or(|alive| alive.is_alive(doc)) {
                visitor.visit(doc, if scored { scorer.score() } else { 0.0 });
            }
            doc = scorer.advance();
        }
    }
    Ok(())
}

/// One of several visitors of the same articles.
pub(super) struct Guest<V> {
    /// Which of them it is shown; all if it does not say.
    pub(super) condition: Option<Box<dyn Query>>,
    /// Whether it is told their scores.
    pub(super) scored: bool,
    pub(super) visitor: V,
}

/// Shows the articles that match a query to several visitors in one pass, to each those that satisfy its condition.
pub(super) fn scan_together<V: Visitor>(
    searcher: &Searcher,
    query: &dyn Query,
    watch: &mut Watch<'_>,
    guests: &mut [Guest<V>],
) -> Result<(), SearchError> {
    let unscored = EnableScoring::disabled_from_searcher(searcher);
    let weights = guests.iter().map(|guest| match &guest.condition {
        Some(condition) => condition.weight(unscored).map(Some).map_err(engine_error),
        None => Ok(None),
    });
    let scored = guests.iter().any(|guest| guest.scored);
    let mut party = Party { weights: weights.collect::<Result<_, _>>()?, holders: Vec::new(), guests };
    scan(searcher, query, scored, watch, &mut party)
}

struct Party<'a, V> {
    weights: Vec<Option<Box<dyn Weight>>>,
    /// Articles of the segment at hand that satisfy the conditions.
    holders: Vec<Option<Box<dyn Scorer>>>,
    guests: &'a mut [Guest<V>],
}

impl<V: Visitor> Visitor for Party<'_, V> {
    fn enter(&mut self, segment: u32, reader: &SegmentReader) -> Result<(), SearchError> {
        let holders = self.weights.iter().map(|weight| match weight {
            Some(weight) => weight.scorer(reader, 1.0).map(Some).map_err(engine_error),
            None => Ok(None),
        });
        self.holders = holders.collect::<Result<_, _>>()?;
        self.guests.iter_mut().try_for_each(|guest| guest.visitor.enter(segment, reader))
    }

    fn visit(&mut self, doc: DocId, score: f32) {
        for (guest, holders) in self.guests.iter_mut().zip(&mut self.holders) {
            let is_wanted = holders.as_mut().is_none_or(|holders| {
                if holders.doc() < doc {
                    holders.seek(doc);
                }
                holders.doc() == doc
            });
            if is_wanted {
                guest.visitor.visit(doc, if guest.scored { score } else { 0.0 });
            }
        }
    }
}

/// Counts all hits and nothing else.
#[derive(Default)]
pub(super) struct Count(pub(super) u64);

impl Visitor for Count {
    fn enter(&mut self, _segment: u32, _reader: &SegmentReader) -> Result<(), SearchError> {
        Ok(())
    }

    fn visit(&mut self, _doc: DocId, _score: f32) {
        self.0 += 1;
    }
}

/// Counts, orders and dates all hits in one pass.
pub(super) struct Tally {
    pub(super) total: u64,
    pub(super) top: TopHits,
    /// Hits of an order of their own.
    pub(super) best: Option<TopHits>,
    pub(super) facets: Vec<FacetCounter>,
    pub(super) days: Option<DayCounts>,
    fields: Fields,
    columns: Columns,
}

/// The columns of the segment at hand.
#[derive(Default)]
struct Columns {
    segment: u32,
    published: Option<Column<i64>>,
    id_key: Option<Column<u64>>,
}

impl Tally {
    pub(super) fn new(
        fields: Fields,
        top: TopHits,
        facets: Vec<FacetCounter>,
        days: Option<DayCounts>,
    ) -> Self {
        Self { total: 0, top, best: None, facets, days, fields, columns: Columns::default() }
    }
}

impl Visitor for Tally {
    fn enter(&mut self, segment: u32, reader: &SegmentReader) -> Result<(), SearchError> {
        let columns = reader.fast_fields();
        let name = |field| reader.schema().get_field_name(field);
        self.columns = Columns {
            segment,
            published: columns.column_opt(name(self.fields.published)).map_err(engine_error)?,
            id_key: columns.column_opt(name(self.fields.id_key)).map_err(engine_error)?,
        };
        self.facets.iter_mut().try_for_each(|facet| facet.enter(segment, reader))
    }

    fn visit(&mut self, doc: DocId, score: f32) {
        self.total += 1;
        self.facets.iter_mut().for_each(|facet| facet.visit(doc, score));
        let is_best = self.best.as_ref().is_some_and(|best| best.may_hold(score));
        let wanted = is_best || self.top.may_hold(score);
        if !wanted && self.days.is_none() {
            return;
        }
        let published = self.columns.published.as_ref().and_then(|column| column.first(doc));
        if let Some(days) = &mut self.days {
            days.add(published);
        }
        if wanted && (is_best || self.top.may_hold_dated(score, published)) {
            let id_key =
                self.columns.id_key.as_ref().and_then(|column| column.first(doc)).unwrap_or_default();
            let address = DocAddress::new(self.columns.segment, doc);
            let found = Found { address, score, published, id_key, bonus: None };
            self.top.offer(found);
            if let Some(best) = &mut self.best {
                best.offer(found);
            }
        }
    }
}
