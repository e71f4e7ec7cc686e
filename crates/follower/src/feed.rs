use std::io::Cursor;
use std::ops::ControlFlow;

use url::Url;
use vestnik_indexer::{Problem, read_articles};
use vestnik_schema::Article;

use crate::error::RoundError;
use crate::pages::{Pages, ROOT};
use crate::round::Round;
use crate::state::Document;
use crate::sync::lock;
use crate::web::{Fetched, Wanted};

/// What feeds are asked as.
const ACCEPT: &str = "application/rss+xml, application/atom+xml, application/feed+json, application/xml;q=0.9, \
    application/json;q=0.9, */*;q=0.5";

/// Looks at a feed once.
pub(crate) fn look(round: &Round<'_>, url: &Url) -> Result<(), RoundError> {
    let known = lock(round.state).stored.documents.get(&ROOT).cloned();
    let fetched = round.web.get(Wanted {
        url,
        validators: known.as_ref().map(|document| &document.validators),
        accept: ACCEPT,
        respect_robots: round.feed.respect_robots,
    })?;
    round.count_fetched(&fetched);
    round.change(|state| {
        state.stored.status.moved_to = fetched.moved_to.as_ref().map(ToString::to_string);
    });
    let validators = fetched.validators.clone();
    if fetched.body.is_none() {
        return Ok(());
    }
    round.change(|state| state.stored.status.problems.clear());
    let is_whole =
        if round.feed.full_pages { with_pages(round, fetched)? } else { entries_only(round, fetched)? };
    round.change(|state| {
        let status = &mut state.stored.status;
        (status.etag, status.last_modified) = (validators.etag.clone(), validators.last_modified.clone());
        state.stored.documents.remove(&ROOT);
        if is_whole {
            state.stored.documents.insert(ROOT, Document { validators, listed: None });
        }
    });
    Ok(())
}

/// Hands entries on while they are read.
fn entries_only(round: &Round<'_>, fetched: Fetched) -> Result<bool, RoundError> {
    let mut delivery = round.delivery();
    read_entries(round, fetched, &mut |mut article| {
        round.complete(&mut article);
        delivery.put(article)
    })?;
    delivery.finish()?;
    Ok(true)
}

/// Fetches the pages of new and changed entries. `false` means that some are to be fetched in a later look.
fn with_pages(round: &Round<'_>, fetched: Fetched) -> Result<bool, RoundError> {
    let mut entries = Vec::new();
    read_entries(round, fetched, &mut |article| {
        entries.push(article);
        Ok(())
    })?;
    let mut delivery = round.delivery();
    let mut pages = Pages::new(round);
    let outcome = entries
        .into_iter()
        .try_for_each(|entry| pages.follow_entry(&mut delivery, entry))
        .and_then(|()| pages.give_up(&mut delivery));
    // What was fetched before the trouble is kept.
    delivery.finish()?;
    outcome?;
    round.change(|state| state.stored.status.waiting = pages.num_waiting());
    pages.forget_unlisted();
    Ok(pages.num_waiting() == 0)
}

/// Reads all entries of a feed. One in which nothing is an article has failed: it is read again as long as it is so.
fn read_entries(
    round: &Round<'_>,
    fetched: Fetched,
    on_entry: &mut dyn FnMut(Article) -> Result<(), RoundError>,
) -> Result<(), RoundError> {
    let Fetched { url, body, charset, slot, .. } = fetched;
    let body = body.unwrap_or_default();
    if is_web_page(&body) {
        let reason = "it is a web page and no feed; look for the address of the feed on it";
        return Err(RoundError::NoArticles(reason.to_owned()));
    }
    let mut num_articles = 0_u64;
    let mut first_problem = None;
    let mut failure = None;
    // Without a name the content tells the format: addresses end in anything.
    let outcome = read_articles(Box::new(Cursor::new(body)), "", charset, round.zone, &mut |found| {
        let outcome = match found {
            Ok(mut article) => {
                num_articles += 1;
                make_absolute(&mut article, &url);
                on_entry(article)
            }
            Err(mut problem) => {
                problem.file = url.to_string();
                note(round, &problem);
                first_problem.get_or_insert(problem);
                Ok(())
            }
        };
        match outcome {
            Ok(()) => ControlFlow::Continue(()),
            Err(error) => {
                failure = Some(error);
                ControlFlow::Break(())
            }
        }
    });
    drop(slot);
    round.change(|state| state.stored.status.entries_seen += num_articles);
    if let Some(error) = failure {
        return Err(error);
    }
    if let Err(error) = outcome {
        return Err(RoundError::NoArticles(error.to_string()));
    }
    match first_problem {
        Some(problem) if num_articles == 0 => Err(RoundError::NoArticles(problem.detail)),
        _ => Ok(()),
    }
}

/// Sites in trouble answer with a page that says so, and it must not become an article.
fn is_web_page(body: &[u8]) -> bool {
    let head = body[..body.len().min(1024)].to_ascii_lowercase();
    let has = |name: &[u8]| head.windows(name.len()).any(|window| window == name);
    let feed: [&[u8]; 3] = [b"<rss", b"<feed", b"<rdf"];
    (has(b"<!doctype html") || has(b"<html")) && !feed.iter().any(|name| has(name))
}

/// Addresses in feeds are often written from where the feed stands.
pub(crate) fn make_absolute(article: &mut Article, base: &Url) {
    if let Some(url) = &mut article.url {
        // Other sites have articles with the same relative address.
        let is_id = article.id == *url;
        join(base, url);
        if is_id {
            article.id.clone_from(url);
        }
    }
    if let Some(image) = &mut article.image {
        join(base, image);
    }
}

fn join(base: &Url, address: &mut String) {
    if Url::parse(address).is_err()
        && let Ok(absolute) = base.join(address)
    {
        *address = absolute.to_string();
    }
}

/// Notes what is wrong with a record; it counts as rejected unless it was taken all the same.
pub(crate) fn note(round: &Round<'_>, problem: &Problem) {
    if problem.reason.is_warning() {
        round.change(|state| state.stored.status.note_problem(problem.to_string()));
    } else {
        round.reject(problem.to_string());
    }
}
