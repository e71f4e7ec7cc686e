//! Fetching the pages that a feed or a sitemap lists.

use std::collections::HashSet;
use std::io::Cursor;
use std::mem;
use std::ops::ControlFlow;

use jiff::Timestamp;
use jiff::tz::TimeZone;
use url::Url;
use vestnik_indexer::read_articles;
use vestnik_indexer::sitemap::SitemapNews;
use vestnik_schema::{Article, article_id, fingerprint, id_key, url_key};

use crate::address;
use crate::delivery::{Delivery, Mark};
use crate::error::{FetchError, RoundError};
use crate::feed::make_absolute;
use crate::round::Round;
use crate::sync::lock;
use crate::web::{Fetched, Wanted};

/// What pages are asked as.
const ACCEPT: &str = "text/html, application/xhtml+xml, */*;q=0.5";
/// The group of entries of a feed, and the key of its one document.
pub(crate) const ROOT: u64 = 0;
/// After so many looks in vain a page is left alone until it changes.
const MAX_TRIES: u8 = 3;
/// A page that answers 404 so often in a row is gone.
const GONE_AFTER: u8 = 2;
/// After so many pages in a row that could not be fetched the site is left alone for a while.
const MAX_FAILURES_IN_ROW: usize = 5;

/// Fetches pages, as many as one look may.
pub(crate) struct Pages<'a> {
    round: &'a Round<'a>,
    budget: usize,
    num_waiting: u64,
    failures_in_row: usize,
    /// Pages that could not be fetched in this look, and why.
    failed: Vec<(Mark, String)>,
    /// Entries of a feed that it still has.
    listed: HashSet<u64>,
}

/// What a page turned out to be.
enum Page {
    Article(Box<Article>),
    /// The site says that there is none: 404 or 410.
    Missing(u16),
    /// There is none now, and there will be none until the page changes.
    Useless(String),
    /// Nobody knows; a later look may.
    Failed(FetchError),
}

/// A page as a sitemap lists it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct ListedPage {
    pub(crate) url: String,
    pub(crate) mark: Mark,
    pub(crate) lastmod: Option<Timestamp>,
    /// What a news sitemap says of the article.
    pub(crate) news: SitemapNews,
}

impl<'a> Pages<'a> {
    pub(crate) fn new(round: &'a Round<'a>) -> Self {
        let budget = round.feed.pages_per_round;
        Self { round, budget, num_waiting: 0, failures_in_row: 0, failed: Vec::new(), listed: HashSet::new() }
    }

    /// Pages that are to be fetched in a later look.
    pub(crate) fn num_waiting(&self) -> u64 {
        self.num_waiting
    }

    /// Takes the text of an entry from its page, if the entry is new or has changed.
    pub(crate) fn follow_entry(
        &mut self,
        delivery: &mut Delivery<'_>,
        mut entry: Article,
    ) -> Result<(), RoundError> {
        self.round.complete(&mut entry);
        let address = entry.url.clone().unwrap_or_default();
        let key = url_key(&address).unwrap_or_else(|| id_key(&entry.id));
        let mark = Mark { group: ROOT, key, version: fingerprint(&entry).unwrap_or_default() };
        self.listed.insert(key);
        let known = lock(self.round.state).memory.version(ROOT, key);
        if known == Some(mark.version) {
            self.round.change(|state| state.stored.status.unchanged += 1);
            return Ok(());
        }
        let Ok(url) = address::parse(&address) else {
            delivery.put(entry)?;
            return delivery.mark(mark);
        };
        if self.budget == 0 {
            self.num_waiting += 1;
            return Ok(());
        }
        let id = entry.id.clone();
        let is_settled = match self.fetch(&url)? {
            Page::Article(page) => {
                delivery.put(merge(entry, *page))?;
                true
            }
            Page::Useless(why) => {
                self.round.reject(why);
                delivery.put(entry)?;
                true
            }
            Page::Missing(code) => {
                let tries = self.tried(key);
                if known.is_some() && (code == 410 || tries >= GONE_AFTER) {
                    delivery.delete(id)?;
                    true
                } else {
                    // The feed may be ahead of the site.
                    delivery.put(entry)?;
                    tries >= MAX_TRIES
                }
            }
            Page::Failed(error) => {
                delivery.put(entry)?;
                self.failed.push((mark, format!("{url}: {error}")));
                false
            }
        };
        self.settle(delivery, mark, is_settled)
    }

    /// Fetches a page of a sitemap. `false` means that it is to be fetched again in a later look.
    pub(crate) fn follow_page(
        &mut self,
        delivery: &mut Delivery<'_>,
        page: ListedPage,
    ) -> Result<bool, RoundError> {
        let mark = page.mark;
        let url = match address::parse(&page.url) {
            Ok(url) => url,
            Err(error) => {
                self.round.reject(error.to_string());
                delivery.mark(mark)?;
                return Ok(true);
            }
        };
        let is_known = lock(self.round.state).memory.version(mark.group, mark.key).is_some();
        let is_settled = match self.fetch(&url)? {
            Page::Article(mut article) => {
                complete_from_sitemap(&mut article, page.news);
                self.round.complete(&mut article);
                self.round.change(|state| state.stored.status.entries_seen += 1);
                delivery.put(*article)?;
                true
            }
            Page::Useless(why) => {
                self.round.reject(why);
                true
            }
            Page::Missing(_) if !is_known => true,
            Page::Missing(code) => {
                let is_gone = self.tried(mark.key) >= GONE_AFTER || code == 410;
                if is_gone {
                    delivery.delete(url.to_string())?;
                }
                is_gone
            }
            Page::Failed(error) => {
                self.failed.push((mark, format!("{url}: {error}")));
                false
            }
        };
        self.settle(delivery, mark, is_settled)?;
        Ok(is_settled)
    }

    /// Gives up pages that could not be fetched in several looks. Not to be called if the site itself was in trouble.
    /// Returns the groups of those that were given up.
    pub(crate) fn give_up(&mut self, delivery: &mut Delivery<'_>) -> Result<Vec<u64>, RoundError> {
        let mut groups = Vec::new();
        for (mark, error) in mem::take(&mut self.failed) {
            if self.tried(mark.key) >= MAX_TRIES {
                self.round.reject(format!("{error}; given up until the page changes"));
                self.settle(delivery, mark, true)?;
                self.num_waiting = self.num_waiting.saturating_sub(1);
                groups.push(mark.group);
            }
        }
        Ok(groups)
    }

    /// Forgets entries that the feed does not have any more.
    pub(crate) fn forget_unlisted(&self) {
        self.round.change(|state| {
            state.is_memory_dirty |= state.memory.retain(ROOT, &self.listed);
            state.stored.troubles.retain(|key, _| self.listed.contains(key));
        });
    }

    fn settle(
        &mut self,
        delivery: &mut Delivery<'_>,
        mark: Mark,
        is_settled: bool,
    ) -> Result<(), RoundError> {
        if is_settled {
            self.round.change(|state| state.stored.troubles.remove(&mark.key));
            delivery.mark(mark)?;
        } else {
            self.num_waiting += 1;
        }
        // Pages come slowly: nobody should wait for a batch of them.
        delivery.flush()
    }

    /// Counts a look in vain.
    fn tried(&self, key: u64) -> u8 {
        self.round.change(|state| {
            let tries = state.stored.troubles.entry(key).or_default();
            *tries = tries.saturating_add(1);
            *tries
        })
    }

    fn fetch(&mut self, url: &Url) -> Result<Page, RoundError> {
        self.budget = self.budget.saturating_sub(1);
        let respect_robots = self.round.feed.respect_robots;
        let fetched = self.round.web.get(Wanted { url, validators: None, accept: ACCEPT, respect_robots });
        let page = match fetched {
            Ok(fetched) => {
                self.round.count_fetched(&fetched);
                read_page(fetched, self.round.zone)
            }
            Err(error) => classify(url, error)?,
        };
        let Page::Failed(error) = page else {
            self.failures_in_row = 0;
            return Ok(page);
        };
        self.failures_in_row += 1;
        if self.failures_in_row >= MAX_FAILURES_IN_ROW {
            return Err(RoundError::ManyPages(self.failures_in_row, error));
        }
        Ok(Page::Failed(error))
    }
}

/// Tells what an error says of the page from what it says of the site.
fn classify(url: &Url, error: FetchError) -> Result<Page, RoundError> {
    match error {
        FetchError::Status { code: code @ (404 | 410), .. } => Ok(Page::Missing(code)),
        FetchError::Stopped
        | FetchError::RobotsUnreachable(_)
        | FetchError::Status { code: 429 | 503, .. } => Err(error.into()),
        FetchError::Address(_)
        | FetchError::Disallowed(_)
        | FetchError::Private { .. }
        | FetchError::TooLarge(_)
        | FetchError::Packing(_)
        | FetchError::BadRedirect(_)
        | FetchError::TooManyRedirects(_) => Ok(Page::Useless(format!("{url}: {error}"))),
        FetchError::Status { .. } | FetchError::Timeout(_) | FetchError::Network(_) => {
            Ok(Page::Failed(error))
        }
    }
}

/// The first article of a page.
fn read_page(fetched: Fetched, zone: &TimeZone) -> Page {
    let mut article = None;
    let mut flaw = None;
    let body = Box::new(Cursor::new(fetched.body.unwrap_or_default()));
    let outcome = read_articles(body, fetched.url.as_str(), fetched.charset, zone, &mut |found| {
        match found {
            Ok(found) => article = Some(found),
            Err(problem) => flaw = Some(problem.to_string()),
        }
        if article.is_some() { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
    });
    match (article, flaw, outcome) {
        (Some(mut article), ..) => {
            name_by_page(&mut article, &fetched.url);
            Page::Article(Box::new(article))
        }
        (None, Some(flaw), _) => Page::Useless(flaw),
        (None, None, Err(error)) => Page::Useless(format!("{}: {error}", fetched.url)),
        (None, None, Ok(())) => Page::Useless(format!("{}: there is no article in it", fetched.url)),
    }
}

/// A page that does not state its address has that at which it was found.
fn name_by_page(article: &mut Article, page: &Url) {
    make_absolute(article, page);
    if article.url.is_none() {
        let title = if article.title.is_empty() { &article.body } else { &article.title };
        let id_of = |url| article_id(url, article.source.as_deref(), title, article.published_at);
        if article.id == id_of(None) {
            article.id = id_of(Some(page.as_str()));
        }
        article.url = Some(page.to_string());
    }
}

fn complete_from_sitemap(article: &mut Article, news: SitemapNews) {
    if article.title.is_empty() {
        article.title = news.title.unwrap_or_default();
    }
    if article.tags.is_empty() {
        article.tags = news.keywords;
    }
    article.published_at = article.published_at.or(news.published);
    article.source = article.source.take().or(news.source);
    article.language = article.language.take().or(news.language);
}

/// What the feed says of an article, with the text of its page.
fn merge(entry: Article, page: Article) -> Article {
    let text = |first: String, second: String| if first.is_empty() { second } else { first };
    let list = |first: Vec<String>, second: Vec<String>| if first.is_empty() { second } else { first };
    Article {
        id: entry.id,
        url: entry.url.or(page.url),
        title: text(entry.title, page.title),
        lead: text(entry.lead, page.lead),
        body: if page.body.len() > entry.body.len() { page.body } else { entry.body },
        captions: list(entry.captions, page.captions),
        rubrics: list(entry.rubrics, page.rubrics),
        tags: list(entry.tags, page.tags),
        authors: list(entry.authors, page.authors),
        source: entry.source.or(page.source),
        published_at: entry.published_at.or(page.published_at),
        updated_at: entry.updated_at.max(page.updated_at),
        image: entry.image.or(page.image),
        language: entry.language.or(page.language),
        embargoed_until: entry.embargoed_until.or(page.embargoed_until),
        expires_at: entry.expires_at.or(page.expires_at),
        withdrawn: entry.withdrawn || page.withdrawn,
    }
}
