//! One search from the request to the results.

use tantivy::query::AllQuery;

use super::ast::Node;
use super::collect::{Count, Tally, scan};
use super::compile::{Compiler, Demand};
use super::facets::FacetCounter;
use super::highlight::Highlighter;
use super::histogram::DayCounts;
use super::order::{Found, TopHits};
use super::parse::{Parsed, parse};
use super::plan::{Clause, Plan};
use super::relax::relax;
use super::state::State;
use super::watch::Watch;
use super::weigh::weigh;
use super::{
    Abandon, EngineSettings, FacetCount, FacetField, Facets, Forms, Hit, MAX_FACET_VALUES, MAX_PER_PAGE,
    MAX_WINDOW, QueryWarning, SearchError, SearchRequest, SearchResults, Sort, SynonymPack, SynonymsUsed,
    Understood, prefix, snippet,
};

/// Answers one question.
pub(super) fn search(
    state: &State,
    settings: &EngineSettings,
    synonyms: &SynonymPack,
    request: &SearchRequest,
    abandon: &Abandon,
) -> Result<SearchResults, SearchError> {
    let window = Window::of(request)?;
    let mut watch = Watch::start(abandon, settings.time_budget);
    watch.check()?;
    let Parsed { text, nodes, mut warnings } = parse(&request.text);
    let mut plan = Plan::new(&nodes, request.forms, synonyms, &mut warnings);
    if request.filters.from.zip(request.filters.until).is_some_and(|(from, until)| from >= until) {
        warnings.push(QueryWarning::EmptyPeriod);
    }
    prefix::expand(&mut plan, &state.searcher, state.fields(), &mut watch, &mut warnings)?;
    let rarities = weigh(&mut plan, &state.searcher, state.fields())?;
    let compiler = Compiler::new(state.fields(), &plan, &rarities, &request.filters);
    let mut search = Search {
        state,
        settings,
        request,
        scored: request.sort == Sort::Relevance && !plan.required.is_empty(),
        window,
        compiler: &compiler,
        watch,
    };
    let mut demand = Demand::full(&plan);
    let mut tally = search.tally(&demand)?;
    let as_written = tally.total;
    if tally.total == 0 {
        let (relaxed, warning) = relax(&plan, &compiler, &state.searcher, &mut search.watch)?;
        warnings.extend(warning);
        if let Some(relaxed) = relaxed {
            tally = search.tally(&relaxed)?;
            demand = relaxed;
        }
    }
    let exact = nodes.iter().any(Node::is_exact);
    let used = synonyms_used(&plan);
    let understood = Understood { text, warnings, synonyms: used, exact, any_form: None };
    let mut results = search.answer(&plan, &demand, tally, understood)?;
    if exact && request.forms == Forms::Written && search.window.is_first_page() {
        let any_form = search.count_any_form(&nodes, synonyms)?;
        results.understood.any_form = any_form.filter(|total| *total > as_written);
    }
    Ok(results)
}

/// All rubrics with their counts.
pub(super) fn rubrics(state: &State) -> Result<Vec<FacetCount>, SearchError> {
    let (field, fields) = (FacetField::Rubric, state.fields());
    let mut counter = FacetCounter::new(field.of(fields), state.facets.get(field, &state.searcher, fields)?);
    let abandon = Abandon::default();
    let mut watch = Watch::start(&abandon, std::time::Duration::MAX);
    scan(&state.searcher, &AllQuery, false, &mut watch, &mut counter)?;
    Ok(counter.most_frequent(usize::MAX))
}

fn synonyms_used(plan: &Plan) -> Vec<SynonymsUsed> {
    let mut places: Vec<usize> = Vec::new();
    for clause in plan.wanted() {
        if let Clause::Widened { widening, .. } = clause
            && !places.contains(widening)
        {
            places.push(*widening);
        }
    }
    let used = places.into_iter().filter_map(|place| plan.widenings.get(place));
    used.filter(|widening| !widening.others.is_empty())
        .map(|widening| SynonymsUsed {
            text: widening.text.clone(),
            also: widening.others.iter().map(|other| other.written.clone()).collect(),
        })
        .collect()
}

/// Which hits of the order are wanted.
struct Window {
    skip: usize,
    take: usize,
    /// Whether it begins behind a cursor.
    after: bool,
}

impl Window {
    fn of(request: &SearchRequest) -> Result<Self, SearchError> {
        let invalid = |parameter, detail| Err(SearchError::Invalid { parameter, detail });
        let paging = &request.paging;
        if paging.per_page > MAX_PER_PAGE {
            return invalid("per_page", format!("{} is too many; at most {MAX_PER_PAGE}", paging.per_page));
        }
        if let Some(cursor) = &paging.after {
            return if cursor.sort == request.sort {
                Ok(Self { skip: 0, take: paging.per_page, after: true })
            } else {
                invalid("cursor", "it belongs to another order of hits; begin at the first page".to_owned())
            };
        }
        match paging.page.checked_mul(paging.per_page) {
            _ if paging.page == 0 => invalid("page", "pages are counted from 1".to_owned()),
            Some(end) if end <= MAX_WINDOW => {
                Ok(Self { skip: end - paging.per_page, take: paging.per_page, after: false })
            }
            _ => {
                invalid("page", format!("only the first {MAX_WINDOW} hits have pages; go on with the cursor"))
            }
        }
    }

    fn is_first_page(&self) -> bool {
        self.skip == 0 && self.take > 0 && !self.after
    }

    /// Hits to collect: one more than is shown tells whether others follow.
    fn limit(&self) -> usize {
        if self.take == 0 { 0 } else { self.skip + self.take + 1 }
    }
}

struct Search<'a> {
    state: &'a State,
    settings: &'a EngineSettings,
    request: &'a SearchRequest,
    scored: bool,
    window: Window,
    compiler: &'a Compiler<'a>,
    watch: Watch<'a>,
}

impl Search<'_> {
    /// Collects hits, histogram and those facets that no filter of their own stands in the way of.
    fn tally(&mut self, demand: &Demand) -> Result<Tally, SearchError> {
        let unfiltered = self.request.facets.iter().filter(|field| !self.compiler.filters_by(**field));
        let facets = unfiltered.map(|field| self.counter(*field)).collect::<Result<_, _>>()?;
        let top = TopHits::new(self.request.sort, self.window.limit(), self.request.paging.after.as_ref());
        let days = self.request.histogram.map(|_| DayCounts::new(self.settings.time_zone.clone()));
        let mut tally = Tally::new(*self.state.fields(), top, facets, days);
        let query = self.compiler.matching(demand, None, self.scored);
        scan(&self.state.searcher, query.as_ref(), self.scored, &mut self.watch, &mut tally)?;
        Ok(tally)
    }

    fn answer(
        &mut self,
        plan: &Plan,
        demand: &Demand,
        tally: Tally,
        understood: Understood,
    ) -> Result<SearchResults, SearchError> {
        let facets = self.facets(demand, tally.facets)?;
        let histogram = tally
            .days
            .zip(self.request.histogram)
            .map(|(days, width)| days.into_histogram(width))
            .transpose()?;
        let mut found = tally.top.into_sorted();
        let more = found.len() > self.window.skip + self.window.take;
        found.truncate(self.window.skip + self.window.take);
        let next = found.last().filter(|_| more).map(|last| last.cursor(self.request.sort));
        let shown = found.split_off(self.window.skip.min(found.len()));
        let hits = self.hits(plan, &shown)?;
        Ok(SearchResults { understood, total: tally.total, hits, facets, histogram, next })
    }

    fn counter(&self, field: FacetField) -> Result<FacetCounter, SearchError> {
        let fields = self.state.fields();
        Ok(FacetCounter::new(field.of(fields), self.state.facets.get(field, &self.state.searcher, fields)?))
    }

    /// The wanted facets in the order of the request. `counted` holds those of the main pass.
    fn facets(&mut self, demand: &Demand, counted: Vec<FacetCounter>) -> Result<Vec<Facets>, SearchError> {
        let mut counted = counted.into_iter();
        let mut facets = Vec::new();
        for field in self.request.facets.iter().copied() {
            let counter = if self.compiler.filters_by(field) {
                let mut counter = self.counter(field)?;
                let query = self.compiler.matching(demand, Some(field), false);
                scan(&self.state.searcher, query.as_ref(), false, &mut self.watch, &mut counter)?;
                Some(counter)
            } else {
                counted.next()
            };
            let values = counter.map(|counter| counter.most_frequent(MAX_FACET_VALUES)).unwrap_or_default();
            facets.push(Facets { field, values });
        }
        Ok(facets)
    }

    /// How many articles the query matches in any form; `None` if there is no time left to count them.
    fn count_any_form(&mut self, nodes: &[Node], synonyms: &SynonymPack) -> Result<Option<u64>, SearchError> {
        let (state, watch) = (self.state, &mut self.watch);
        // What was odd in the query has been told.
        let mut warnings = Vec::new();
        let mut plan = Plan::new(nodes, Forms::Any, synonyms, &mut warnings);
        let mut count = Count::default();
        let counted = prefix::expand(&mut plan, &state.searcher, state.fields(), watch, &mut warnings)
            .and_then(|()| {
                let rarities = weigh(&mut plan, &state.searcher, state.fields())?;
                let compiler = Compiler::new(state.fields(), &plan, &rarities, &self.request.filters);
                let query = compiler.matching(&Demand::full(&plan), None, false);
                scan(&state.searcher, query.as_ref(), false, watch, &mut count)
            });
        match counted {
            Ok(()) => Ok(Some(count.0)),
            Err(SearchError::OutOfTime { .. }) => Ok(None),
            Err(error) => Err(error),
        }
    }

    fn hits(&self, plan: &Plan, shown: &[Found]) -> Result<Vec<Hit>, SearchError> {
        let mut highlighter = Highlighter::new(plan, self.state)?;
        let mut hits = Vec::with_capacity(shown.len());
        for found in shown {
            self.watch.check()?;
            let article = self.state.read(found.address)?;
            let title = highlighter.title(&article.title);
            let snippet = snippet::snippet(&mut highlighter, &article);
            hits.push(Hit { article, score: found.score, title, snippet });
        }
        Ok(hits)
    }
}
