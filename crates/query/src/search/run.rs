//! Searches from the requests to the results.

use tantivy::query::{AllQuery, Query};

use super::ast::Node;
use super::collect::{Count, Guest, Tally, scan, scan_together};
use super::compile::{Compiler, Demand};
use super::facets::FacetCounter;
use super::highlight::Highlighter;
use super::histogram::DayCounts;
use super::order::{Found, Rank, TopHits};
use super::plan::{Clause, Plan};
use super::prepared::Prepared;
use super::ranking::RESCORED;
use super::relax::{Relaxed, missing_words, relax};
use super::rescore::Rescorer;
use super::score::explain;
use super::state::State;
use super::story::{GROUPED, Gathered};
use super::view::{Permitted, View};
use super::watch::Watch;
use super::weigh::weigh;
use super::{
    Abandon, Condition, EngineSettings, FacetCount, FacetField, Facets, Forms, Further, Highlighted, Hit,
    HitTexts, MAX_FACET_VALUES, MAX_HITS, MAX_PER_PAGE, MAX_WINDOW, QueryWarning, SearchError, SearchRequest,
    SearchResults, Sort, Stories, SynonymPack, SynonymsUsed, Understood, prefix, snippet,
};

/// Answers questions that share their text ([`SearchRequest::shares_text`]). Beside the articles that their filters
/// leave, nothing is told of any that is not permitted.
pub(super) fn search(
    state: &State,
    settings: &EngineSettings,
    synonyms: &SynonymPack,
    requests: &[SearchRequest],
    permitted: Option<&Permitted>,
    abandon: &Abandon,
) -> Result<Vec<SearchResults>, SearchError> {
    let windows = requests.iter().map(Window::of).collect::<Result<Vec<_>, _>>()?;
    let Some(first) = requests.first() else { return Ok(Vec::new()) };
    let mut watch = Watch::start(abandon, settings.time_budget);
    watch.check()?;
    let view = View::new(&state.searcher, permitted);
    let prepared = &Prepared::new(state, settings, synonyms, first, view, &mut watch)?;
    let requests: Vec<SearchRequest> = requests.iter().map(|request| prepared.narrowed(request)).collect();
    let compiler = |request: &SearchRequest| {
        prepared.compiler(state.fields(), settings, request.filters.condition.clone())
    };
    let compilers: Vec<Compiler<'_>> = requests.iter().map(compiler).collect();
    let mut searches = Vec::with_capacity(requests.len());
    for ((request, compiler), window) in requests.iter().zip(&compilers).zip(windows) {
        let scored = request.sort == Sort::Relevance && !prepared.plan.required.is_empty();
        let rescorer =
            if scored && window.take > 0 { rescorer(state, settings, prepared, request)? } else { None };
        let (plan, watch) = (&prepared.plan, watch.clone());
        let search =
            Search { state, settings, view, request, scored, rescorer, window, plan, compiler, watch };
        searches.push(search);
    }
    let tallies = tally(&mut searches, prepared)?;
    searches
        .into_iter()
        .zip(tallies)
        .map(|(search, tally)| search.finish(prepared, synonyms, tally))
        .collect()
}

fn rescorer<'a>(
    state: &'a State,
    settings: &EngineSettings,
    prepared: &'a Prepared,
    request: &SearchRequest,
) -> Result<Option<Rescorer<'a>>, SearchError> {
    let no_period = request.filters.from.is_none() && request.filters.until.is_none();
    let may_be_news = no_period && !prepared.is_exact() && !prepared.plan.names_a_year();
    let Prepared { plan, rarities, .. } = prepared;
    Rescorer::new(plan, &state.searcher, state.fields(), rarities, &settings.ranking, may_be_news)
}

/// What each search collects of the articles that satisfy everything, several in one pass.
fn tally(searches: &mut [Search<'_>], prepared: &Prepared) -> Result<Vec<Tally>, SearchError> {
    let [first, _, ..] = &*searches else {
        return searches.iter_mut().map(|search| search.tally(&Demand::All)).collect();
    };
    let (state, settings, mut watch) = (first.state, first.settings, first.watch.clone());
    let condition = |search: &Search<'_>| search.request.filters.condition.clone();
    // What no search wants is not visited at all.
    let any = searches.iter().map(condition).collect::<Option<Vec<_>>>().map(Condition::Any);
    let guest = |search: &Search<'_>| {
        let condition = condition(search).map(|condition| condition.query(state.fields()));
        Ok(Guest { condition, scored: search.ranks(), visitor: search.empty_tally()? })
    };
    let mut guests = searches.iter().map(guest).collect::<Result<Vec<_>, SearchError>>()?;
    let query = prepared.compiler(state.fields(), settings, any).matching(&Demand::All, None);
    scan_together(&state.searcher, query.as_ref(), &mut watch, &mut guests)?;
    Ok(guests.into_iter().map(|guest| guest.visitor).collect())
}

/// All rubrics with their counts.
pub(super) fn rubrics(state: &State, within: Option<&Condition>) -> Result<Vec<FacetCount>, SearchError> {
    let (field, fields) = (FacetField::Rubric, state.fields());
    let mut counter = FacetCounter::new(field.of(fields), state.facets.get(field, &state.searcher, fields)?);
    let abandon = Abandon::default();
    let mut watch = Watch::start(&abandon, std::time::Duration::MAX);
    let all = || -> Box<dyn Query> { Box::new(AllQuery) };
    let query = within.map_or_else(all, |within| within.query(fields));
    scan(&state.searcher, query.as_ref(), false, &mut watch, &mut counter)?;
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
        let most = if request.first_hit.is_some() { MAX_HITS } else { MAX_PER_PAGE };
        if paging.per_page > most {
            return invalid("per_page", format!("{} is too many; at most {most}", paging.per_page));
        }
        if let Some(cursor) = &paging.after {
            if request.group_stories {
                return invalid("cursor", "stories have pages only: give `page` instead".to_owned());
            }
            return if cursor.sort == request.sort {
                Ok(Self { skip: 0, take: paging.per_page, after: true })
            } else {
                invalid("cursor", "it belongs to another order of hits; begin at the first page".to_owned())
            };
        }
        if let Some(first) = request.first_hit {
            return if first.checked_add(paging.per_page).is_some_and(|end| end <= MAX_WINDOW) {
                Ok(Self { skip: first, take: paging.per_page, after: false })
            } else {
                invalid("page", format!("only the first {MAX_WINDOW} hits have places"))
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
    view: View<'a>,
    request: &'a SearchRequest,
    scored: bool,
    rescorer: Option<Rescorer<'a>>,
    window: Window,
    plan: &'a Plan,
    compiler: &'a Compiler<'a>,
    watch: Watch<'a>,
}

impl Search<'_> {
    /// Goes on from what was collected of the articles that satisfy everything.
    fn finish(
        mut self,
        prepared: &Prepared,
        synonyms: &SynonymPack,
        mut tally: Tally,
    ) -> Result<SearchResults, SearchError> {
        let Prepared { text, parts, nodes, .. } = prepared;
        let mut warnings = prepared.warnings.clone();
        let mut demand = Demand::All;
        let as_written = tally.total;
        if tally.total == 0 {
            let Relaxed { demand: relaxed, missing } = self.relax(false)?;
            if let Some(relaxed) = relaxed {
                let some = self.tally(&relaxed)?;
                if some.total > 0 {
                    (tally, demand) = (some, relaxed);
                }
            }
            if tally.total > 0 {
                warnings.push(QueryWarning::Relaxed { missing });
            } else if !missing.is_empty() {
                warnings.push(QueryWarning::NotFound { missing });
            }
        }
        let (text, parts, exact) = (text.clone(), parts.clone(), prepared.is_exact());
        let synonyms_used = synonyms_used(self.plan);
        let understood = Understood {
            text,
            parts,
            warnings,
            synonyms: synonyms_used,
            exact,
            any_form: None,
            repair: None,
        };
        let mut results = self.answer(&demand, tally, understood)?;
        if as_written > 0 {
            results.further = self.further(as_written)?;
        }
        if exact && self.request.forms == Forms::Written && self.window.is_first_page() {
            let any_form = self.count_any_form(nodes, synonyms)?;
            results.understood.any_form = any_form.filter(|total| *total > as_written);
        }
        Ok(results)
    }

    /// Whether scores decide on what is told.
    fn ranks(&self) -> bool {
        self.scored && self.window.take > 0
    }

    /// What there is to collect: hits, histogram and those facets that no filter of their own stands in the way of.
    fn empty_tally(&self) -> Result<Tally, SearchError> {
        let unfiltered = self.request.facets.iter().filter(|field| !self.compiler.filters_by(**field));
        let facets = unfiltered.map(|field| self.counter(*field)).collect::<Result<_, _>>()?;
        let is_dated = self.request.dates || self.request.histogram.is_some();
        let days = is_dated.then(|| DayCounts::new(self.settings.time_zone.clone()));
        let (top, best) = self.tops();
        let mut tally = Tally::new(*self.state.fields(), top, facets, days);
        tally.best = best;
        Ok(tally)
    }

    fn tally(&mut self, demand: &Demand) -> Result<Tally, SearchError> {
        let mut tally = self.empty_tally()?;
        let query = self.compiler.matching(demand, None);
        scan(&self.state.searcher, query.as_ref(), self.ranks(), &mut self.watch, &mut tally)?;
        Ok(tally)
    }

    /// The hits to collect, and behind a cursor those that are looked at again, wherever they end up.
    fn tops(&self) -> (TopHits, Option<TopHits>) {
        let (sort, limit, after) = (self.request.sort, self.limit(), self.request.paging.after.as_ref());
        if self.rescorer.is_none() || limit == 0 {
            return (TopHits::new(sort, limit, after), None);
        }
        match after {
            None => (TopHits::new(sort, limit.max(RESCORED), None), None),
            Some(_) => {
                (TopHits::new(sort, limit + RESCORED, after), Some(TopHits::new(sort, RESCORED, None)))
            }
        }
    }

    /// The collected hits in their order.
    fn ranked(
        &mut self,
        top: TopHits,
        best: Option<TopHits>,
        limit: usize,
    ) -> Result<Vec<Found>, SearchError> {
        let mut found = top.into_sorted();
        if let Some(rescorer) = &self.rescorer {
            match best {
                None => {
                    let again = found.len().min(RESCORED);
                    rescorer.rescore(&mut found[..again], &mut self.watch)?;
                }
                Some(best) => {
                    let mut best = best.into_sorted();
                    found.retain(|hit| best.iter().all(|other| other.address != hit.address));
                    rescorer.rescore(&mut best, &mut self.watch)?;
                    let after = self.request.paging.after.as_ref().map(Rank::of);
                    best.retain(|hit| after.is_none_or(|after| hit.rank(self.request.sort) > after));
                    found.extend(best);
                }
            }
            found.sort_by_key(|hit| hit.rank(self.request.sort));
        }
        found.truncate(limit);
        Ok(found)
    }

    fn relax(&mut self, without_full: bool) -> Result<Relaxed, SearchError> {
        let text = self.state.fields().text;
        let share = self.settings.ranking.enough_share;
        relax(self.plan, self.compiler, self.view, text, share, &mut self.watch, without_full)
    }

    /// Articles that hold not all words, to fill the first page; `None` if it is full or no time is left for them.
    fn further(&mut self, total: u64) -> Result<Option<Further>, SearchError> {
        let wanted = self.window.take.saturating_sub(usize::try_from(total).unwrap_or(usize::MAX));
        if !self.scored || !self.window.is_first_page() || wanted == 0 {
            return Ok(None);
        }
        match self.search_further(wanted) {
            Err(SearchError::OutOfTime { .. }) => Ok(None),
            answer => answer,
        }
    }

    fn search_further(&mut self, wanted: usize) -> Result<Option<Further>, SearchError> {
        let Some(demand) = self.relax(true)?.demand else { return Ok(None) };
        let top = TopHits::new(Sort::Relevance, wanted.max(RESCORED), None);
        let mut tally = Tally::new(*self.state.fields(), top, Vec::new(), None);
        let query = self.compiler.matching(&demand, None);
        scan(&self.state.searcher, query.as_ref(), true, &mut self.watch, &mut tally)?;
        let mut found = self.ranked(tally.top, None, wanted.max(RESCORED))?;
        let gathered =
            if self.request.group_stories { Some(self.gather(&mut found, tally.total)?.0) } else { None };
        found.truncate(wanted);
        let hits = self.hits(&demand, &found, gathered.as_ref())?;
        Ok((tally.total > 0).then_some(Further { total: tally.total, hits }))
    }

    fn answer(
        &mut self,
        demand: &Demand,
        tally: Tally,
        understood: Understood,
    ) -> Result<SearchResults, SearchError> {
        let total = tally.total;
        let facets = self.facets(demand, tally.facets)?;
        let mut days = tally.days;
        let dates = days.as_mut().filter(|_| self.request.dates).map(DayCounts::dates);
        let histogram =
            days.zip(self.request.histogram).map(|(days, width)| days.into_histogram(width)).transpose()?;
        let limit = self.limit();
        let mut found = self.ranked(tally.top, tally.best, limit)?;
        let gathered = if self.request.group_stories { Some(self.gather(&mut found, total)?) } else { None };
        let more = found.len() > self.window.skip + self.window.take;
        found.truncate(self.window.skip + self.window.take);
        let next =
            found.last().filter(|_| more && gathered.is_none()).map(|last| last.cursor(self.request.sort));
        let shown = found.split_off(self.window.skip.min(found.len()));
        let (gathered, stories) = gathered.unzip();
        let hits = self.hits(demand, &shown, gathered.as_ref())?;
        Ok(SearchResults { understood, total, hits, further: None, facets, histogram, dates, next, stories })
    }

    /// Hits to collect: of those that are gathered into stories each page may use up any number.
    fn limit(&self) -> usize {
        let limit = self.window.limit();
        if self.request.group_stories && limit > 0 { limit + GROUPED } else { limit }
    }

    /// Leaves of the first hits only those that stand for their story.
    fn gather(&mut self, found: &mut Vec<Found>, total: u64) -> Result<(Gathered, Stories), SearchError> {
        let behind = found.split_off(found.len().min(GROUPED));
        let gathered = Gathered::new(found, self.state, &mut self.watch)?;
        let compared = found.len() as u64;
        *found = gathered.stories.iter().filter_map(|story| story.first().copied()).collect();
        let count = found.len() as u64;
        found.extend(behind);
        let stories =
            Stories { entries: count + total - compared, count: (total == compared).then_some(count) };
        Ok((gathered, stories))
    }

    fn counter(&self, field: FacetField) -> Result<FacetCounter, SearchError> {
        let fields = self.state.fields();
        Ok(FacetCounter::new(field.of(fields), self.state.facets.get(field, &self.state.searcher, fields)?))
    }

    /// The wanted facets in the order of the request. `counted` holds those of the main pass.
    fn facets(&mut self, demand: &Demand, counted: Vec<FacetCounter>) -> Result<Vec<Facets>, SearchError> {
        let mut counted = counted.into_iter();
        let mut facets = Vec::new();
        let limit = self.request.values_per_facet.unwrap_or(MAX_FACET_VALUES);
        for field in self.request.facets.iter().copied() {
            let counter = if self.compiler.filters_by(field) {
                let mut counter = self.counter(field)?;
                let query = self.compiler.matching(demand, Some(field));
                scan(&self.state.searcher, query.as_ref(), false, &mut self.watch, &mut counter)?;
                Some(counter)
            } else {
                counted.next()
            };
            let values = counter.map(|counter| counter.most_frequent(limit)).unwrap_or_default();
            facets.push(Facets { field, values });
        }
        Ok(facets)
    }

    /// How many articles the query matches in any form; `None` if there is no time left to count them.
    fn count_any_form(&mut self, nodes: &[Node], synonyms: &SynonymPack) -> Result<Option<u64>, SearchError> {
        let (state, settings, view, watch) = (self.state, self.settings, self.view, &mut self.watch);
        // What was odd in the query has been told.
        let mut warnings = Vec::new();
        let mut plan = Plan::new(nodes, Forms::Any, synonyms, &mut warnings);
        let mut count = Count::default();
        let counted = prefix::expand(&mut plan, view, state.fields(), watch, &mut warnings).and_then(|()| {
            let rarities = weigh(&mut plan, view, state.fields())?;
            let compiler =
                Compiler::new(state.fields(), &plan, &rarities, &self.request.filters, &settings.ranking);
            let query = compiler.matching(&Demand::All, None);
            scan(&state.searcher, query.as_ref(), false, watch, &mut count)
        });
        match counted {
            Ok(()) => Ok(Some(count.0)),
            Err(SearchError::OutOfTime { .. }) => Ok(None),
            Err(error) => Err(error),
        }
    }

    fn hits(
        &self,
        demand: &Demand,
        shown: &[Found],
        gathered: Option<&Gathered>,
    ) -> Result<Vec<Hit>, SearchError> {
        let mut highlighter = Highlighter::new(self.plan, *demand != Demand::All, self.state)?;
        let mut missing = match demand {
            Demand::All => Vec::new(),
            Demand::Enough { .. } => missing_words(self.plan, self.compiler, &self.state.searcher, shown)?,
        }
        .into_iter();
        let mut explained = if self.request.explain && self.scored {
            explain(self.compiler, demand, self.view, shown)?
        } else {
            Vec::new()
        }
        .into_iter();
        let mut hits = Vec::with_capacity(shown.len());
        for found in shown {
            self.watch.check()?;
            let article = self.state.read(found.address)?;
            let title = highlighter.title(&article.title);
            let snippet = match self.request.whole_texts {
                true => Highlighted::default(),
                false => snippet::snippet(&mut highlighter, &article),
            };
            let missing = missing.next().unwrap_or_default();
            let story = gathered.and_then(|gathered| gathered.more(found));
            let explanation = explained.next().unwrap_or_default();
            let texts = self
                .request
                .whole_texts
                .then(|| HitTexts::of(&article, self.request.whole_bodies, &mut highlighter));
            hits.push(Hit {
                article,
                score: found.score,
                title,
                snippet,
                missing,
                explanation,
                story,
                texts,
            });
        }
        Ok(hits)
    }
}
