use std::io;
use std::path::PathBuf;
use std::time::Duration;

use thiserror::Error;
use vestnik_schema::IntakeError;

/// Why following cannot begin, or its state cannot be read.
#[derive(Debug, Error)]
#[non_exhaustive]
pub enum FollowerError {
    /// Two feeds have the same name.
    #[error("two feeds are called `{name}`; give each its own name")]
    DuplicateName {
        /// The name.
        name: String,
    },
    /// A feed has no name.
    #[error("the feed `{location}` has no name; give it one")]
    NoName {
        /// What it follows.
        location: String,
    },
    /// The address of a feed can never be fetched.
    #[error("the address of the feed `{name}` cannot be followed: {reason}")]
    Address {
        /// Name of the feed.
        name: String,
        /// What is wrong with the address.
        reason: String,
    },
    /// A setting is outside its range.
    #[error("`{setting}` is {value}; it must be {expected}")]
    Setting {
        /// Name of the setting.
        setting: &'static str,
        /// Its value.
        value: String,
        /// What would be possible.
        expected: &'static str,
    },
    /// The state file could not be read or its folder not be made.
    #[error("cannot read or write `{path}`", path = path.display())]
    Io {
        /// The file or folder.
        path: PathBuf,
        /// What the operating system said.
        source: io::Error,
    },
    /// The state file is not one of this version.
    #[error("`{path}` is no state of feeds that this version reads; remove it, all feeds are then read anew", path = path.display())]
    State {
        /// The file.
        path: PathBuf,
        /// What is wrong with it.
        source: serde_json::Error,
    },
    /// The operating system gave no thread.
    #[error("no thread could be started for the feed `{name}`")]
    Thread {
        /// Name of the feed.
        name: String,
        /// What the operating system said.
        source: io::Error,
    },
}

/// Why a page was not fetched. The messages are read by people who run the archive.
#[derive(Debug, Error)]
pub(crate) enum FetchError {
    #[error("{0}")]
    Address(String),
    #[error(
        "`{host}` leads to the address {address}, which is not public; if it is a server of your own, allow private addresses"
    )]
    Private { host: String, address: std::net::IpAddr },
    #[error(
        "robots.txt of the site does not allow `{0}`; ask the site, or switch respect_robots off if it is your own"
    )]
    Disallowed(String),
    #[error("robots.txt of `{0}` cannot be read now, so nothing is fetched there until it can")]
    RobotsUnreachable(String),
    #[error("`{url}` answered {code}{}", hint(*.code))]
    Status { url: String, code: u16, retry_after: Option<Duration> },
    #[error("more than {0} redirects; look whether the address leads in a circle")]
    TooManyRedirects(u32),
    #[error("a redirect without an address came from `{0}`")]
    BadRedirect(String),
    #[error("the answer is larger than {0} bytes; raise the limit if it is to be read")]
    TooLarge(u64),
    #[error("no complete answer within {} s", .0.as_secs_f32())]
    Timeout(Duration),
    #[error("the answer is packed in a way that nobody asked for (`{0}`)")]
    Packing(String),
    #[error("{0}")]
    Network(String),
    #[error("following was stopped")]
    Stopped,
}

fn hint(code: u16) -> &'static str {
    match code {
        401 | 403 => "; the site does not let us in, ask it to allow our User-Agent",
        404 => "; look whether the address is still right",
        410 => " (gone for good)",
        429 => "; we ask too often, use a longer interval",
        500..=599 => "; the site has trouble, it is tried again later",
        _ => "",
    }
}

/// Why a round of a feed did not come to its end.
#[derive(Debug, Error)]
pub(crate) enum RoundError {
    #[error(transparent)]
    Fetch(#[from] FetchError),
    #[error("the archive took no articles: {0}")]
    Intake(#[from] IntakeError),
    #[error("the folder `{path}` cannot be read: {source}", path = path.display())]
    Folder { path: PathBuf, source: io::Error },
    #[error("there is no article in it: {0}")]
    NoArticles(String),
    #[error("{0} pages in a row could not be fetched, the last because: {1}")]
    ManyPages(usize, FetchError),
    #[error("reading it met a fault of the program; please report it together with the address")]
    Fault,
    #[error("following was stopped")]
    Stopped,
}

impl RoundError {
    pub(crate) fn is_stop(&self) -> bool {
        matches!(self, Self::Stopped | Self::Fetch(FetchError::Stopped))
    }

    /// How long the site asked us to stay away.
    pub(crate) fn retry_after(&self) -> Option<Duration> {
        match self {
            Self::Fetch(FetchError::Status { retry_after, .. }) => *retry_after,
            _ => None,
        }
    }

    /// Whether the feed itself is gone for good. Pages that are gone do not end a round.
    pub(crate) fn is_gone(&self) -> bool {
        matches!(self, Self::Fetch(FetchError::Status { code: 410, .. }))
    }
}
