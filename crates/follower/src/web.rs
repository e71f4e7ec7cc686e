use std::sync::Arc;
use std::time::{Duration, Instant};

use url::Url;

use crate::address;
use crate::backoff;
use crate::client::{Client, Request, Response, Validators};
use crate::error::FetchError;
use crate::hosts::{Hosts, Pass};
use crate::robots::{self, Robots, Rules};
use crate::sync::{Clock, Slot, Slots};

/// Redirects of a robots.txt, as RFC 9309 has it.
const ROBOTS_REDIRECTS: u32 = 5;

/// The Web as all feeds see it together: polite, bounded, and only its public part.
pub(crate) struct Web {
    pub(crate) client: Client,
    pub(crate) hosts: Hosts,
    pub(crate) slots: Arc<Slots>,
    pub(crate) robots: Robots,
    pub(crate) clock: Arc<dyn Clock>,
    pub(crate) user_agent: String,
    pub(crate) max_bytes: u64,
    pub(crate) max_redirects: u32,
    /// For the requests of one fetch together, without the pauses between them.
    pub(crate) timeout: Duration,
}

/// What to fetch.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Wanted<'a> {
    pub(crate) url: &'a Url,
    /// Asks only for what has changed since.
    pub(crate) validators: Option<&'a Validators>,
    pub(crate) accept: &'a str,
    pub(crate) respect_robots: bool,
}

/// What was fetched.
pub(crate) struct Fetched {
    /// The address after all redirects.
    pub(crate) url: Url,
    /// The address that the site wants to be asked from now on, if it said so.
    pub(crate) moved_to: Option<Url>,
    /// None if nothing has changed.
    pub(crate) body: Option<Vec<u8>>,
    pub(crate) charset: Option<String>,
    pub(crate) validators: Validators,
    pub(crate) num_bytes: u64,
    /// Held as long as the body is in memory.
    pub(crate) slot: Slot,
}

impl Web {
    /// Fetches one page, in its turn, over redirects.
    pub(crate) fn get(&self, wanted: Wanted<'_>) -> Result<Fetched, FetchError> {
        let mut url = wanted.url.clone();
        let mut moved_to = None;
        let mut is_permanent = true;
        let mut left = self.timeout;
        for _ in 0..=self.max_redirects {
            address::check(&url)?;
            let (answer, slot) = self.ask(&url, wanted, &mut left)?;
            match answer.code {
                200 | 304 => {
                    return Ok(Fetched {
                        body: (answer.code == 200).then_some(answer.body),
                        charset: answer.charset,
                        validators: answer.validators,
                        num_bytes: answer.num_bytes,
                        url,
                        moved_to,
                        slot,
                    });
                }
                code @ (301 | 302 | 303 | 307 | 308) => {
                    url = next(&url, &answer)?;
                    is_permanent = is_permanent && matches!(code, 301 | 308);
                    moved_to = if is_permanent { Some(url.clone()) } else { moved_to };
                }
                code => return Err(self.status(&url, code, &answer)),
            }
        }
        Err(FetchError::TooManyRedirects(self.max_redirects))
    }

    fn status(&self, url: &Url, code: u16, answer: &Response) -> FetchError {
        let now = self.clock.now();
        let retry_after = match code {
            429 | 503 => answer.retry_after.as_deref().and_then(|value| backoff::retry_after(value, now)),
            _ => None,
        };
        FetchError::Status { url: url.to_string(), code, retry_after }
    }

    /// One request in its turn.
    fn ask(
        &self,
        url: &Url,
        wanted: Wanted<'_>,
        left: &mut Duration,
    ) -> Result<(Response, Slot), FetchError> {
        let mut pass = self.hosts.enter(&address::host_of(url)).ok_or(FetchError::Stopped)?;
        if wanted.respect_robots {
            self.check_robots(url, &mut pass)?;
        }
        let slot = self.slots.enter().ok_or(FetchError::Stopped)?;
        if left.is_zero() {
            return Err(FetchError::Timeout(self.timeout));
        }
        let start = Instant::now();
        let answer = self.client.send(&Request {
            url,
            validators: wanted.validators,
            accept: wanted.accept,
            timeout: *left,
            max_bytes: self.max_bytes,
        });
        *left = left.saturating_sub(start.elapsed());
        match answer {
            Err(_) if self.clock.is_stopped() => Err(FetchError::Stopped),
            Err(FetchError::Timeout(_)) => Err(FetchError::Timeout(self.timeout)),
            answer => Ok((answer?, slot)),
        }
    }

    fn check_robots(&self, url: &Url, pass: &mut Pass<'_>) -> Result<(), FetchError> {
        let site = url.origin().ascii_serialization();
        let rules = match self.robots.get(&site, self.clock.elapsed()) {
            Some(rules) => rules,
            None => {
                let rules = self.fetch_robots(url)?;
                pass.pause().ok_or(FetchError::Stopped)?;
                self.robots.put(site, rules, self.clock.elapsed())
            }
        };
        pass.slow_down(rules.delay());
        match rules.allow(url) {
            Some(true) => Ok(()),
            Some(false) => Err(FetchError::Disallowed(url.to_string())),
            None => Err(FetchError::RobotsUnreachable(address::host_of(url))),
        }
    }

    /// Redirects are followed without waiting for the turn at other hosts: whoever holds one turn must not wait for another.
    fn fetch_robots(&self, page: &Url) -> Result<Rules, FetchError> {
        let mut url = page.join("/robots.txt").map_err(|error| FetchError::Address(error.to_string()))?;
        let product = robots::product(&self.user_agent);
        for _ in 0..=ROBOTS_REDIRECTS {
            address::check(&url)?;
            let request = Request {
                url: &url,
                validators: None,
                accept: "text/plain, */*;q=0.5",
                timeout: self.timeout,
                max_bytes: robots::MAX_BYTES,
            };
            match self.client.send(&request) {
                Ok(answer) if matches!(answer.code, 301 | 302 | 303 | 307 | 308) => {
                    url = next(&url, &answer)?
                }
                Ok(answer) => return Ok(Rules::new(Some((answer.code, &answer.body)), product)),
                Err(_) if self.clock.is_stopped() => return Err(FetchError::Stopped),
                Err(error @ FetchError::Private { .. }) => return Err(error),
                Err(_) => return Ok(Rules::new(None, product)),
            }
        }
        // Too many redirects are no robots.txt.
        Ok(Rules::Everything)
    }
}

fn next(url: &Url, answer: &Response) -> Result<Url, FetchError> {
    let location = answer.location.as_deref().ok_or_else(|| FetchError::BadRedirect(url.to_string()))?;
    let mut next = url.join(location).map_err(|_| FetchError::BadRedirect(url.to_string()))?;
    next.set_fragment(None);
    Ok(next)
}

#[cfg(test)]
#[path = "web_tests.rs"]
mod tests;
