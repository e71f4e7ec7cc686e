//! Searches with the repair of the query: a repaired text is searched at once if the typed one finds nothing, and
//! offered if it is less certain or would merely find more.

use std::time::{Duration, Instant};

use super::repair::{IndexVocabulary, Repair, repair};
use super::state::State;
use super::view::{Permitted, View};
use super::watch::Watch;
use super::{
    Abandon, Condition, EngineSettings, Paging, QueryRepair, QueryWarning, RepairKind, RepairedWord,
    SearchError, SearchRequest, SearchResults, SynonymPack, run,
};

/// Part of the time budget that looking for a repair may take.
const SHARE: u32 = 4;

/// Answers questions that share their text ([`SearchRequest::shares_text`]), repaired if need be. What is decided
/// depends on the text and on how its words are matched alone: it is the same for every page, filter and order. The time
/// budget has been running since `started`.
pub(super) fn search(
    state: &State,
    settings: &EngineSettings,
    synonyms: &SynonymPack,
    requests: &[SearchRequest],
    within: Option<&Condition>,
    abandon: &Abandon,
    started: Instant,
) -> Result<Vec<SearchResults>, SearchError> {
    let Some(first) = requests.first() else { return Ok(Vec::new()) };
    let mut watch = Watch::start(abandon, settings.time_budget.saturating_sub(started.elapsed()));
    let permitted = Permitted::read(within, &state.searcher, state.fields(), &mut watch)?;
    let permitted = permitted.as_ref();
    let run = Run { state, settings, synonyms, within, permitted, abandon, started };
    let Some(repair) = run.decide(first)? else { return run.search(requests.to_vec()) };
    let mut requests = requests.to_vec();
    if repair.applied {
        requests.iter_mut().for_each(|request| request.text.clone_from(&repair.searched));
    }
    let mut answers = run.search(requests)?;
    answers.iter_mut().for_each(|results| results.understood.repair = Some(repair.clone()));
    Ok(answers)
}

/// All that is done for questions of one text.
struct Run<'a> {
    state: &'a State,
    settings: &'a EngineSettings,
    synonyms: &'a SynonymPack,
    /// What all articles that are told of must satisfy.
    within: Option<&'a Condition>,
    permitted: Option<&'a Permitted>,
    abandon: &'a Abandon,
    started: Instant,
}

/// What a text finds without filters.
struct Finds {
    /// Articles that match it as it is.
    all: u64,
    /// The same, or articles that hold the most telling words if there are none.
    any: u64,
}

impl Run<'_> {
    /// What is to be made of the text of a request; `None` if it is meant as it is, or if time is short.
    fn decide(&self, request: &SearchRequest) -> Result<Option<QueryRepair>, SearchError> {
        if request.without_repair {
            return Ok(None);
        }
        match self.repair(request) {
            Err(SearchError::OutOfTime { .. }) => Ok(None),
            repair => repair,
        }
    }

    fn repair(&self, request: &SearchRequest) -> Result<Option<QueryRepair>, SearchError> {
        let budget = self.settings.time_budget / SHARE;
        let watch = Watch::start(self.abandon, budget);
        let view = View::new(&self.state.searcher, self.permitted);
        let vocabulary = IndexVocabulary::new(view, self.state.fields(), &watch);
        let typed = request.text.as_str();
        let Some(Repair { text: searched, changes }) = repair(typed, &vocabulary, budget)? else {
            return Ok(None);
        };
        let as_typed = self.finds(request, typed)?;
        let repaired = self.finds(request, &searched)?;
        let nothing = as_typed.all == 0;
        let certain = repaired.all > 0 || !changes.iter().any(|change| is_name(typed, change));
        let repair = QueryRepair { typed: typed.to_owned(), searched, changes, applied: nothing && certain };
        let helps = repaired.all > as_typed.all || (nothing && repaired.any > 0);
        Ok(helps.then_some(repair))
    }

    fn finds(&self, request: &SearchRequest, text: &str) -> Result<Finds, SearchError> {
        let counting = SearchRequest {
            text: text.to_owned(),
            forms: request.forms,
            without_synonyms: request.without_synonyms,
            without_periods: request.without_periods,
            paging: Paging { per_page: 0, ..Paging::default() },
            ..SearchRequest::default()
        };
        let Some(results) = self.search(vec![counting])?.pop() else { return Ok(Finds { all: 0, any: 0 }) };
        let relaxed = |warning: &QueryWarning| matches!(warning, QueryWarning::Relaxed { .. });
        let all = if results.understood.warnings.iter().any(relaxed) { 0 } else { results.total };
        Ok(Finds { all, any: results.total })
    }

    /// Answers requests in what is left of the time.
    fn search(&self, mut requests: Vec<SearchRequest>) -> Result<Vec<SearchResults>, SearchError> {
        let left = self.settings.time_budget.saturating_sub(self.started.elapsed());
        let settings = EngineSettings { time_budget: left, ..self.settings.clone() };
        for request in &mut requests {
            request.filters.condition =
                Condition::both(self.within.cloned(), request.filters.condition.take());
        }
        let answers =
            run::search(self.state, &settings, self.synonyms, &requests, self.permitted, self.abandon);
        answers.map_err(|error| self.with_whole_budget(error))
    }

    fn with_whole_budget(&self, error: SearchError) -> SearchError {
        match error {
            SearchError::OutOfTime { .. } => {
                SearchError::OutOfTime { budget_ms: millis(self.settings.time_budget) }
            }
            error => error,
        }
    }
}

/// Whether a changed word was typed as a name is, with a capital letter inside the text: it may well be one that the
/// archive does not know.
fn is_name(typed: &str, change: &RepairedWord) -> bool {
    let capital = change.from.chars().find(|letter| letter.is_alphabetic()).is_some_and(char::is_uppercase);
    let begins = typed.trim_start().starts_with(change.from.as_str());
    let shouted = !typed.contains(char::is_lowercase);
    let in_latin = change.from.contains(|letter: char| letter.is_ascii_alphabetic());
    let no_word = change.kind == RepairKind::Layout && in_latin;
    capital && !begins && !shouted && !no_word
}

fn millis(duration: Duration) -> u64 {
    u64::try_from(duration.as_millis()).unwrap_or(u64::MAX)
}
