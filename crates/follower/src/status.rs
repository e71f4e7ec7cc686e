use std::io;
use std::path::Path;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::FollowerError;
use crate::settings::{FeedSettings, Location};
use crate::state::Stored;

/// How many bad records of the last look are described; the rest is only counted.
const MAX_PROBLEMS: usize = 20;

/// What a feed is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum FeedKind {
    /// A feed of articles.
    #[default]
    Feed,
    /// A sitemap or an index of sitemaps.
    Sitemap,
    /// A folder.
    Folder,
}

/// How it goes with one feed. Counts are those since the feed was first followed.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default)]
#[non_exhaustive]
pub struct FeedStatus {
    /// Its name in the settings.
    pub name: String,
    /// What it is.
    pub kind: FeedKind,
    /// Address or path.
    pub location: String,
    /// When it was last looked at.
    pub last_attempt: Option<Timestamp>,
    /// When that last succeeded, whether there was anything new or not.
    pub last_success: Option<Timestamp>,
    /// When it last brought something new into the archive.
    pub last_change: Option<Timestamp>,
    /// When it is looked at next; none while it is being read, and after it is gone.
    pub next_attempt: Option<Timestamp>,
    /// `ETag` of the last answer.
    pub etag: Option<String>,
    /// `Last-Modified` of the last answer.
    pub last_modified: Option<String>,
    /// The site wants to be asked at this address from now on; until the settings say so, the old one is asked.
    pub moved_to: Option<String>,
    /// The site says that the feed is gone for good (410). It is not followed any more until the next start.
    pub gone: bool,
    /// Looks in a row that failed.
    pub consecutive_failures: u32,
    /// Why the last look failed, and what to do about it; none if it did not.
    pub last_error: Option<String>,
    /// Bad records of the last look that found any, with file or address, line and reason.
    pub problems: Vec<String>,
    /// Articles found.
    pub entries_seen: u64,
    /// Articles that were new to the archive or changed something in it.
    pub articles_written: u64,
    /// Articles that the archive held already, just so or in a later version.
    pub unchanged: u64,
    /// Records and pages that are no articles, and articles that the archive refused.
    pub rejected: u64,
    /// Articles deleted because their page is gone.
    pub deleted: u64,
    /// Pages of a sitemap, or of entries, that are to be fetched in later looks.
    pub waiting: u64,
    /// Bytes fetched, as they were sent.
    pub bytes_fetched: u64,
    /// Answers that nothing has changed.
    pub not_modified: u64,
}

impl FeedStatus {
    pub(crate) fn new(feed: &FeedSettings) -> Self {
        let kind = match feed.location {
            Location::Feed(_) => FeedKind::Feed,
            Location::Sitemap(_) => FeedKind::Sitemap,
            Location::Folder(_) => FeedKind::Folder,
        };
        Self { name: feed.name.clone(), kind, location: feed.location.to_string(), ..Self::default() }
    }

    /// Whether this is the status of such a feed, and not of another one that had its name.
    pub(crate) fn is_of(&self, feed: &FeedSettings) -> bool {
        let other = Self::new(feed);
        (&self.name, self.kind, &self.location) == (&other.name, other.kind, &other.location)
    }

    pub(crate) fn note_problem(&mut self, problem: String) {
        if self.problems.len() < MAX_PROBLEMS {
            self.problems.push(problem);
        }
    }
}

/// Reads how it went with all feeds, from the state file of a follower that may be running in another process.
/// A file that does not exist yet holds nothing.
///
/// # Errors
/// [`FollowerError::Io`] or [`FollowerError::State`].
pub fn read_statuses(state_file: &Path) -> Result<Vec<FeedStatus>, FollowerError> {
    let bytes = match std::fs::read(state_file) {
        Ok(bytes) => bytes,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Vec::new()),
        Err(source) => return Err(FollowerError::Io { path: state_file.to_owned(), source }),
    };
    Ok(Stored::parse(&bytes, state_file)?.feeds.into_iter().map(|feed| feed.status).collect())
}
