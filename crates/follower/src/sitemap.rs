use std::cmp::Reverse;
use std::collections::{HashMap, HashSet};
use std::mem;

use jiff::Timestamp;
use url::Url;
use vestnik_schema::{id_key, url_key};

use crate::address;
use crate::delivery::{Delivery, Mark};
use crate::error::{FetchError, RoundError};
use crate::listing::{ListedDocument, parse};
use crate::memory::MAX_ENTRIES;
use crate::pages::{ListedPage, Pages};
use crate::round::Round;
use crate::state::Document;
use crate::sync::lock;
use crate::web::{Fetched, Wanted};

/// What sitemaps are asked as.
const ACCEPT: &str = "application/xml, text/xml, text/plain;q=0.8, */*;q=0.5";
/// Sitemaps that are fetched in one look; the rest follows in later ones.
const DOCUMENTS_PER_ROUND: usize = 200;
/// Sitemaps that an index and the indexes in it may list together.
const MAX_DOCUMENTS: usize = 50_000;
/// An index may list indexes, which list sitemaps.
const MAX_DEPTH: u8 = 2;
/// Pages whose failures are remembered.
const MAX_TROUBLES: usize = 10_000;
/// After so many sitemaps in a row that could not be fetched the site is left alone for a while.
const MAX_FAILURES_IN_ROW: usize = 5;

/// Looks at a sitemap, or at all sitemaps of an index, once.
pub(crate) fn look(round: &Round<'_>, url: &Url) -> Result<(), RoundError> {
    let mut look = Look::new(round);
    look.read_all(url)?;
    let mut pages = Pages::new(round);
    let mut delivery = round.delivery();
    let mut settled: HashMap<u64, usize> = HashMap::new();
    let outcome = fetch_pages(mem::take(&mut look.candidates), &mut pages, &mut delivery, &mut settled);
    // What was fetched before the trouble is kept.
    delivery.finish()?;
    look.remember(&settled);
    outcome
}

/// Counts in `settled` the pages of each sitemap that need not be fetched again.
fn fetch_pages(
    candidates: Vec<ListedPage>,
    pages: &mut Pages<'_>,
    delivery: &mut Delivery<'_>,
    settled: &mut HashMap<u64, usize>,
) -> Result<(), RoundError> {
    for page in candidates {
        let group = page.mark.group;
        if pages.follow_page(delivery, page)? {
            *settled.entry(group).or_default() += 1;
        }
    }
    for group in pages.give_up(delivery)? {
        *settled.entry(group).or_default() += 1;
    }
    Ok(())
}

/// One look at the sitemaps below an address.
struct Look<'a> {
    round: &'a Round<'a>,
    /// The newest pages that are to be fetched, as many as one look may.
    candidates: Vec<ListedPage>,
    /// What was read in this look: what is to be noted once all its pages are fetched, and how many those are.
    read: HashMap<u64, (Document, usize)>,
    /// All sitemaps that are listed now.
    listed: HashSet<u64>,
    num_fetched: usize,
    failures_in_row: usize,
    /// Sitemaps of an index that were read, or are known to be as they were.
    num_good: usize,
    /// Why the last one of an index was not.
    failure: Option<RoundError>,
    /// Not all sitemaps are known.
    is_cut: bool,
}

impl<'a> Look<'a> {
    fn new(round: &'a Round<'a>) -> Self {
        Self {
            round,
            candidates: Vec::new(),
            read: HashMap::new(),
            listed: HashSet::new(),
            num_fetched: 0,
            failures_in_row: 0,
            num_good: 0,
            failure: None,
            is_cut: false,
        }
    }

    /// Reads the sitemap at `url` and those below it that may have changed, newest first.
    fn read_all(&mut self, url: &Url) -> Result<(), RoundError> {
        let root = ListedDocument { url: url.to_string(), lastmod: None };
        self.listed.insert(id_key(&root.url));
        let mut level = self.read_document(&root, url, 0)?;
        for depth in 1..=MAX_DEPTH {
            level.sort_by_key(|document| document.lastmod.map(Reverse));
            let mut next_level = Vec::new();
            for document in &level {
                next_level.extend(self.try_document(document, depth)?);
            }
            level = next_level;
        }
        match self.failure.take() {
            Some(error) if self.num_good == 0 => Err(error),
            _ => Ok(()),
        }
    }

    /// Reads a sitemap of an index unless it is known to be as it was; returns what it lists itself.
    fn try_document(
        &mut self,
        listed: &ListedDocument,
        depth: u8,
    ) -> Result<Vec<ListedDocument>, RoundError> {
        let key = id_key(&listed.url);
        if self.listed.len() >= MAX_DOCUMENTS || !self.listed.insert(key) {
            self.is_cut |= self.listed.len() >= MAX_DOCUMENTS;
            return Ok(Vec::new());
        }
        let version = listed.lastmod.map(version_of);
        let known = lock(self.round.state).stored.documents.get(&key).and_then(|known| known.listed);
        if version.is_some() && known == version {
            self.num_good += 1;
            return Ok(Vec::new());
        }
        if self.num_fetched >= DOCUMENTS_PER_ROUND {
            self.is_cut = true;
            return Ok(Vec::new());
        }
        let outcome = address::parse(&listed.url)
            .map_err(RoundError::from)
            .and_then(|url| self.read_document(listed, &url, depth));
        match outcome {
            Ok(below) => {
                self.failures_in_row = 0;
                self.num_good += 1;
                Ok(below)
            }
            Err(error) if error.is_stop() || self.is_trouble_of_the_site(&error) => Err(error),
            Err(error) => {
                // What is below it is not known now.
                self.is_cut = true;
                self.round.reject(format!("{}: {error}", listed.url));
                self.failure = Some(error);
                Ok(Vec::new())
            }
        }
    }

    fn is_trouble_of_the_site(&mut self, error: &RoundError) -> bool {
        self.failures_in_row += 1;
        self.failures_in_row >= MAX_FAILURES_IN_ROW
            || matches!(
                error,
                RoundError::Fetch(
                    FetchError::RobotsUnreachable(_) | FetchError::Status { code: 429 | 503, .. }
                )
            )
    }

    fn read_document(
        &mut self,
        listed: &ListedDocument,
        url: &Url,
        depth: u8,
    ) -> Result<Vec<ListedDocument>, RoundError> {
        let key = id_key(&listed.url);
        let known = lock(self.round.state).stored.documents.get(&key).cloned();
        self.num_fetched += 1;
        let fetched = self.round.web.get(Wanted {
            url,
            validators: known.as_ref().map(|document| &document.validators),
            accept: ACCEPT,
            respect_robots: self.round.feed.respect_robots,
        })?;
        self.round.count_fetched(&fetched);
        if depth == 0 {
            self.note_root(&fetched);
        }
        if fetched.body.is_none() {
            return Ok(Vec::new());
        }
        let validators = fetched.validators.clone();
        let body = fetched.body.unwrap_or_default();
        let listing = parse(&body).map_err(RoundError::NoArticles)?;
        drop(body);
        if listing.documents.is_empty() {
            let num_candidates = self.collect(key, listing.pages);
            let document = Document { validators, listed: listed.lastmod.map(version_of) };
            self.read.insert(key, (document, num_candidates));
            return Ok(Vec::new());
        }
        if depth >= MAX_DEPTH {
            return Err(RoundError::NoArticles(format!("`{url}` is an index in an index in an index")));
        }
        Ok(listing.documents)
    }

    fn note_root(&self, fetched: &Fetched) {
        self.round.change(|state| {
            let status = &mut state.stored.status;
            status.moved_to = fetched.moved_to.as_ref().map(ToString::to_string);
            if fetched.body.is_some() {
                status.problems.clear();
                status.etag.clone_from(&fetched.validators.etag);
                status.last_modified.clone_from(&fetched.validators.last_modified);
            }
        });
    }

    /// Keeps the newest of the pages that are new or have changed, and forgets what is not listed any more. Returns how many
    /// are new or have changed.
    fn collect(&mut self, group: u64, pages: Vec<ListedPage>) -> usize {
        let mut num_candidates = 0;
        let mut listed = HashSet::new();
        let mut state = lock(self.round.state);
        let mut room = MAX_ENTRIES.saturating_sub(state.memory.num_entries());
        for mut page in pages {
            let Some(key) = url_key(&page.url) else { continue };
            let version = page.lastmod.map_or(0, version_of);
            page.mark = Mark { group, key, version };
            if !listed.insert(key) {
                continue;
            }
            let known = state.memory.version(group, key);
            if known == Some(version) {
                continue;
            }
            if known.is_none() {
                if room == 0 {
                    continue;
                }
                room -= 1;
            }
            num_candidates += 1;
            self.candidates.push(page);
        }
        if room == 0 {
            let problem = format!("only {MAX_ENTRIES} pages are followed, the rest is left out");
            state.stored.status.note_problem(problem);
        }
        let is_changed = state.memory.retain(group, &listed);
        state.is_memory_dirty |= is_changed;
        drop(state);
        let newest = |page: &ListedPage| Reverse(page.lastmod.or(page.news.published));
        self.candidates.sort_by_key(newest);
        self.candidates.truncate(self.round.feed.pages_per_round);
        num_candidates
    }

    /// Notes which sitemaps need not be read again, because all their pages were fetched.
    fn remember(self, settled: &HashMap<u64, usize>) {
        self.round.change(|state| {
            let mut waiting = 0;
            for (key, (document, num_candidates)) in self.read {
                let left =
                    num_candidates - settled.get(&key).copied().unwrap_or_default().min(num_candidates);
                waiting += left as u64;
                state.stored.documents.remove(&key);
                if left == 0 {
                    state.stored.documents.insert(key, document);
                }
            }
            state.stored.status.waiting = waiting;
            if state.stored.troubles.len() > MAX_TROUBLES {
                state.stored.troubles.clear();
            }
            if !self.is_cut {
                state.stored.documents.retain(|key, _| self.listed.contains(key));
                state.is_memory_dirty |= state.memory.retain_groups(&self.listed);
            }
        });
    }
}

fn version_of(lastmod: Timestamp) -> u64 {
    id_key(&lastmod.to_string())
}

#[cfg(test)]
#[path = "sitemap_tests.rs"]
mod tests;
