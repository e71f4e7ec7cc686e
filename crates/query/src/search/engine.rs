use std::path::PathBuf;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError, RwLock};
use std::time::{Duration, Instant};

use jiff::Timestamp;
use jiff::tz::TimeZone;
use vestnik_schema::{Article, DataDirectory};

use super::site_synonyms::SiteSynonyms;
use super::state::State;
use super::view::{Permitted, View};
use super::watch::Watch;
use super::{
    Condition, FacetCount, RankingSettings, RelatedArticle, SearchError, SearchRequest, SearchResults,
    Suggestions, SynonymPack, plain, repaired, run, story, suggest,
};

/// How an [`Engine`] searches.
#[derive(Debug, Clone)]
pub struct EngineSettings {
    /// The site's time zone: days, months and years of histograms and periods begin in it.
    pub time_zone: TimeZone,
    /// Longest time one search may take.
    pub time_budget: Duration,
    /// The site's own synonyms. [`Engine::refresh`] reads the file again when it has changed.
    pub synonyms_file: Option<PathBuf>,
    /// Whether the built-in synonyms count, but for what the file changes.
    pub builtin_synonyms: bool,
    /// Weights of the ranking.
    pub ranking: RankingSettings,
    /// Tells the time, for «yesterday» in queries.
    pub clock: fn() -> Timestamp,
}

impl Default for EngineSettings {
    fn default() -> Self {
        let moscow = TimeZone::get("Europe/Moscow").unwrap_or(TimeZone::UTC);
        Self {
            time_zone: moscow,
            time_budget: Duration::from_secs(2),
            synonyms_file: None,
            builtin_synonyms: true,
            ranking: RankingSettings::default(),
            clock: Timestamp::now,
        }
    }
}

/// Tells a running search that nobody waits for it any more. Clones share one flag.
#[derive(Debug, Clone, Default)]
pub struct Abandon(Arc<AtomicBool>);

impl Abandon {
    /// Stops the search at its next check.
    pub fn abandon(&self) {
        self.0.store(true, Ordering::Relaxed);
    }

    /// Whether the search is to stop.
    pub fn is_abandoned(&self) -> bool {
        self.0.load(Ordering::Relaxed)
    }
}

/// Facts about the index that is searched.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct IndexFacts {
    /// Articles that can be found.
    pub articles: u64,
    /// Articles without a publication date.
    pub undated: u64,
    /// Earliest publication.
    pub oldest: Option<Timestamp>,
    /// Latest publication.
    pub newest: Option<Timestamp>,
    /// Segments of the index.
    pub segments: usize,
    /// Bytes on disk.
    pub bytes: u64,
    /// Ordinal of the generation.
    pub generation: u32,
    /// Version of the index format.
    pub format_version: u32,
    /// Version of the analyzer that wrote the index.
    pub analyzer_version: u32,
    /// When the generation was begun.
    pub created_at: Timestamp,
}

/// What one part of the index takes on disk.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FieldSize {
    /// A field of the index, or `articles`: the articles as they are shown.
    pub field: String,
    /// Bytes of all segments, deleted articles included.
    pub bytes: u64,
}

/// Statistics of one term.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TermFacts {
    /// Field the term stands in: `title`, `title_forms`, `text` or `text_forms`.
    pub field: &'static str,
    /// The term.
    pub term: String,
    /// Articles that hold it.
    pub articles: u64,
    /// Its occurrences in them.
    pub occurrences: u64,
}

/// Searches one data directory and follows it: [`Engine::refresh`] picks up commits, new generations and new synonyms.
/// Cheap to clone; clones share everything.
#[derive(Clone)]
pub struct Engine {
    shared: Arc<Shared>,
    /// What all articles that are told of must satisfy.
    within: Option<Arc<Condition>>,
}

struct Shared {
    data: DataDirectory,
    settings: EngineSettings,
    state: RwLock<Arc<State>>,
    synonyms: SiteSynonyms,
    refreshing: Mutex<()>,
}

impl Engine {
    /// Opens the current index of a data directory.
    ///
    /// # Errors
    /// [`SearchError::Index`] if there is none or this binary does not understand it, [`SearchError::Synonyms`] if
    /// the site's own synonyms cannot be read.
    pub fn open(data: &DataDirectory, settings: EngineSettings) -> Result<Self, SearchError> {
        let synonyms = SiteSynonyms::open(&settings)?;
        let state = RwLock::new(Arc::new(State::open(data)?));
        let refreshing = Mutex::new(());
        let shared = Shared { data: data.clone(), settings, state, synonyms, refreshing };
        Ok(Self { shared: Arc::new(shared), within: None })
    }

    /// The part of the archive whose articles satisfy a condition, and of this part what satisfies earlier ones.
    /// Searches, counts, repairs, suggestions and articles tell nothing of what lies outside it, but for how telling a
    /// word is: scores weigh words by their frequency in the whole index. Facts about files and terms
    /// ([`Engine::field_sizes`], [`Engine::term_facts`]) and [`Engine::plain_bm25`] are those of the whole index, too.
    pub fn within(&self, condition: Condition) -> Self {
        let within = Condition::both(self.within.as_deref().cloned(), Some(condition)).map(Arc::new);
        Self { shared: Arc::clone(&self.shared), within }
    }

    /// The settings it was opened with.
    pub fn settings(&self) -> &EngineSettings {
        &self.shared.settings
    }

    /// Makes searches see what has been committed since, a new generation included, and the site's own synonyms as
    /// they are now. Returns whether the index changed. Searches under way finish on what they began with. Suggestions
    /// go on as they were until [`Engine::keep_up`].
    ///
    /// # Errors
    /// [`SearchError::Index`] if a new generation cannot be opened, [`SearchError::Engine`] if a new commit cannot;
    /// the old one then goes on being searched.
    pub fn refresh(&self) -> Result<bool, SearchError> {
        let _one_at_a_time = self.shared.refreshing.lock().unwrap_or_else(PoisonError::into_inner);
        self.shared.synonyms.refresh();
        let state = self.state();
        let Some(successor) = state.successor(&self.shared.data)? else {
            return Ok(false);
        };
        *self.shared.state.write().unwrap_or_else(PoisonError::into_inner) = Arc::new(successor);
        Ok(true)
    }

    /// Brings suggestions up to the index as it is searched now. Takes a while in a large archive; does nothing if it was
    /// done a moment ago.
    ///
    /// # Errors
    /// [`SearchError::Engine`] if the index cannot be read.
    pub fn keep_up(&self) -> Result<(), SearchError> {
        self.state().renew_vocabulary()
    }

    /// Reads what the first suggestion would have to wait for. Whatever is searched meanwhile does not wait.
    ///
    /// # Errors
    /// [`SearchError::Engine`] if the index cannot be read.
    pub fn warm_up(&self) -> Result<(), SearchError> {
        self.state().vocabulary().map(drop)
    }

    /// Answers one question. A text that was most likely typed otherwise than meant is repaired towards what the
    /// index holds: searched instead if it finds nothing as it is, else told as an offer.
    ///
    /// # Errors
    /// [`SearchError::Invalid`], [`SearchError::OutOfTime`], [`SearchError::Abandoned`] or [`SearchError::Engine`].
    pub fn search(&self, request: &SearchRequest, abandon: &Abandon) -> Result<SearchResults, SearchError> {
        let request = std::slice::from_ref(request);
        let mut answers = self.search_alike(&self.state(), request, abandon, Instant::now())?;
        answers.pop().ok_or_else(|| SearchError::Engine("a search was not answered".to_owned()))
    }

    /// Answers several questions on one state of the archive, in their order and each as [`Engine::search`] does. Those
    /// that differ in their condition, their order and what they want told share the work: their text is read and
    /// repaired once, and one pass over the articles that it matches serves them all. The time budget is that of one
    /// search for all together.
    ///
    /// # Errors
    /// As [`Engine::search`]; one that cannot be answered fails them all.
    pub fn search_batch(
        &self,
        requests: &[SearchRequest],
        abandon: &Abandon,
    ) -> Result<Vec<SearchResults>, SearchError> {
        let (state, started) = (self.state(), Instant::now());
        let mut answers: Vec<(usize, SearchResults)> = Vec::with_capacity(requests.len());
        let mut left: Vec<(usize, &SearchRequest)> = requests.iter().enumerate().collect();
        while let Some((_, first)) = left.first().copied() {
            let (alike, others) =
                left.into_iter().partition::<Vec<_>, _>(|(_, request)| first.shares_text(request));
            left = others;
            let (places, alike): (Vec<usize>, Vec<SearchRequest>) =
                alike.into_iter().map(|(place, request)| (place, request.clone())).unzip();
            answers.extend(places.into_iter().zip(self.search_alike(&state, &alike, abandon, started)?));
        }
        answers.sort_by_key(|(place, _)| *place);
        Ok(answers.into_iter().map(|(_, results)| results).collect())
    }

    /// Answers questions that share their text.
    fn search_alike(
        &self,
        state: &State,
        requests: &[SearchRequest],
        abandon: &Abandon,
        started: Instant,
    ) -> Result<Vec<SearchResults>, SearchError> {
        let without_synonyms = requests.iter().any(|request| request.without_synonyms);
        let synonyms = if without_synonyms { SynonymPack::none() } else { self.shared.synonyms.pack() };
        repaired::search(
            state,
            self.settings(),
            &synonyms,
            requests,
            self.within.as_deref(),
            abandon,
            started,
        )
    }

    /// Ids and scores of the best articles by plain BM25, best first, at most `limit`: the baseline that the ranking
    /// is measured against. A text is a bag of words without operators, any of them matches, and nothing but their
    /// occurrences and those of their synonyms in the whole text counts. Equal scores are ordered as in
    /// [`Engine::search`].
    ///
    /// # Errors
    /// [`SearchError::OutOfTime`] or [`SearchError::Engine`].
    pub fn plain_bm25(
        &self,
        text: &str,
        limit: usize,
        synonyms: &SynonymPack,
    ) -> Result<Vec<(String, f32)>, SearchError> {
        plain::plain_bm25(&self.state(), self.settings(), text, limit, synonyms)
    }

    /// One article by its id.
    ///
    /// # Errors
    /// [`SearchError::Engine`] if the index cannot be read.
    pub fn article(&self, id: &str) -> Result<Option<Article>, SearchError> {
        let article = self.state().article(id)?;
        Ok(article.filter(|article| self.within.as_ref().is_none_or(|within| within.holds(article))))
    }

    /// Articles like the one with an id, the likest first, at most `limit` and at most [`MAX_RELATED`]; copies of it are
    /// left out. `None` if the archive has no such article.
    ///
    /// [`MAX_RELATED`]: super::MAX_RELATED
    ///
    /// # Errors
    /// [`SearchError::OutOfTime`], [`SearchError::Abandoned`] or [`SearchError::Engine`].
    pub fn related(
        &self,
        id: &str,
        limit: usize,
        abandon: &Abandon,
    ) -> Result<Option<Vec<RelatedArticle>>, SearchError> {
        story::related(&self.state(), self.settings(), id, limit, self.within.as_deref(), abandon)
    }

    /// All rubrics of the archive with the number of their articles, most frequent first, then alphabetically.
    ///
    /// # Errors
    /// [`SearchError::Engine`] if the index cannot be read.
    pub fn rubrics(&self) -> Result<Vec<FacetCount>, SearchError> {
        run::rubrics(&self.state(), self.within.as_deref())
    }

    /// Ways to complete a text that is being typed, at most `limit` and at most [`MAX_SUGGESTIONS`]: words, names,
    /// rubrics and titles that go on from it. Of a blank text, the most frequent rubrics; of one longer than
    /// [`MAX_SUGGEST_CHARS`], nothing. The first call after [`Engine::open`] reads the words of all titles, unless
    /// [`Engine::warm_up`] did.
    ///
    /// [`MAX_SUGGESTIONS`]: super::MAX_SUGGESTIONS
    /// [`MAX_SUGGEST_CHARS`]: super::MAX_SUGGEST_CHARS
    ///
    /// # Errors
    /// [`SearchError::Engine`] if the index cannot be read.
    pub fn suggest(&self, text: &str, limit: usize) -> Result<Suggestions, SearchError> {
        let state = self.state();
        let permitted = self.permitted(&state)?;
        suggest::suggest(&state, View::new(&state.searcher, permitted.as_ref()), text, limit)
    }

    /// Facts about the index that is searched. The numbers and dates of articles are those of the part that the engine is
    /// confined to, files are those of the whole index.
    ///
    /// # Errors
    /// [`SearchError::Engine`] if the index cannot be read.
    pub fn facts(&self) -> Result<IndexFacts, SearchError> {
        let state = self.state();
        let permitted = self.permitted(&state)?;
        state.facts(View::new(&state.searcher, permitted.as_ref()))
    }

    /// What every field takes on disk, the largest first. The stored articles are one of them.
    ///
    /// # Errors
    /// [`SearchError::Engine`] if the index cannot be read.
    pub fn field_sizes(&self) -> Result<Vec<FieldSize>, SearchError> {
        self.state().field_sizes()
    }

    /// What the index knows of a word: one entry per field and term that the word is analyzed to.
    ///
    /// # Errors
    /// [`SearchError::Engine`] if the index cannot be read.
    pub fn term_facts(&self, word: &str) -> Result<Vec<TermFacts>, SearchError> {
        self.state().term_facts(word)
    }

    /// The articles that may be told of, if not all may.
    fn permitted(&self, state: &State) -> Result<Option<Permitted>, SearchError> {
        let abandon = Abandon::default();
        let mut watch = Watch::start(&abandon, self.settings().time_budget);
        Permitted::read(self.within.as_deref(), &state.searcher, state.fields(), &mut watch)
    }

    /// When it began to search the index as it is now.
    pub fn since(&self) -> Timestamp {
        self.state().since
    }

    fn state(&self) -> Arc<State> {
        Arc::clone(&self.shared.state.read().unwrap_or_else(PoisonError::into_inner))
    }
}
