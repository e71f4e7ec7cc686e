use std::collections::HashSet;
use std::path::PathBuf;
use std::time::Duration;

use jiff::tz::TimeZone;

use crate::{FollowerError, address};

/// How to follow.
#[derive(Debug, Clone)]
pub struct FollowerSettings {
    /// What to follow. Names must differ.
    pub feeds: Vec<FeedSettings>,
    /// Where to remember what was read, normally `follower.json` in the data directory. Larger facts go into the folder
    /// of the same name without the extension.
    pub state_file: PathBuf,
    /// Zone of dates that state none.
    pub time_zone: TimeZone,
    /// How sites get to know who asks: a product, a version, and an address where they can read more, as in
    /// `VestnikBot/0.1 (+https://example.org/bot)`. robots.txt is read for the product.
    pub user_agent: String,
    /// Whether servers on private networks and on this computer may be asked. Off, because whoever writes a feed could
    /// otherwise make this server ask them.
    pub allow_private_addresses: bool,
    /// The largest answer, packed and unpacked, in bytes.
    pub max_bytes: u64,
    /// Time for one answer with all its redirects.
    pub timeout: Duration,
    /// Redirects that are followed for one answer.
    pub max_redirects: u32,
    /// Pause between two requests to one host, of all feeds together.
    pub per_host_interval: Duration,
    /// How many feeds may fetch and read at once.
    pub threads: usize,
}

impl FollowerSettings {
    /// Settings that follow nothing yet, with the defaults of everything else.
    pub fn new(state_file: impl Into<PathBuf>) -> Self {
        Self {
            feeds: Vec::new(),
            state_file: state_file.into(),
            time_zone: TimeZone::get("Europe/Moscow").unwrap_or(TimeZone::UTC),
            user_agent: concat!("VestnikBot/", env!("CARGO_PKG_VERSION")).to_owned(),
            allow_private_addresses: false,
            max_bytes: 64 << 20,
            timeout: Duration::from_secs(60),
            max_redirects: 5,
            per_host_interval: Duration::from_secs(1),
            threads: 4,
        }
    }

    pub(crate) fn validate(&self) -> Result<(), FollowerError> {
        let mut names = HashSet::new();
        for feed in &self.feeds {
            feed.validate()?;
            if !names.insert(&feed.name) {
                return Err(FollowerError::DuplicateName { name: feed.name.clone() });
            }
        }
        let setting =
            |setting, value: String, expected| Err(FollowerError::Setting { setting, value, expected });
        if self.timeout.is_zero() {
            return setting("timeout", "0".to_owned(), "longer than nothing");
        }
        if self.max_bytes == 0 {
            return setting("max_bytes", "0".to_owned(), "at least 1");
        }
        let is_sendable = |letter: char| letter.is_ascii_graphic() || letter == ' ';
        if self.user_agent.trim().is_empty() || !self.user_agent.chars().all(is_sendable) {
            return setting("user_agent", format!("`{}`", self.user_agent), "some words of plain ASCII");
        }
        Ok(())
    }
}

/// One thing to follow.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FeedSettings {
    /// How people call it.
    pub name: String,
    /// What it is and where.
    pub location: Location,
    /// Time between two looks at it.
    pub interval: Duration,
    /// Rubrics of articles that state none.
    pub rubrics: Vec<String>,
    /// Outlet of articles that state none.
    pub source: Option<String>,
    /// Whether the page of each entry is fetched too and its text taken. For feeds that carry summaries only.
    pub full_pages: bool,
    /// Whether robots.txt of the site is obeyed.
    pub respect_robots: bool,
    /// How many pages of a sitemap, or of the entries of a feed, are fetched between two looks at it.
    pub pages_per_round: usize,
}

impl FeedSettings {
    /// Settings with the defaults of everything that is not named here.
    pub fn new(name: impl Into<String>, location: Location) -> Self {
        let interval = match &location {
            Location::Folder(_) => Duration::from_secs(10),
            Location::Feed(_) | Location::Sitemap(_) => Duration::from_secs(300),
        };
        Self {
            name: name.into(),
            location,
            interval,
            rubrics: Vec::new(),
            source: None,
            full_pages: false,
            respect_robots: true,
            pages_per_round: 200,
        }
    }

    fn validate(&self) -> Result<(), FollowerError> {
        if self.name.trim().is_empty() {
            return Err(FollowerError::NoName { location: self.location.to_string() });
        }
        if self.interval < Duration::from_secs(1) {
            return Err(FollowerError::Setting {
                setting: "interval",
                value: format!("{} ms for the feed `{}`", self.interval.as_millis(), self.name),
                expected: "at least a second",
            });
        }
        if self.pages_per_round == 0 {
            return Err(FollowerError::Setting {
                setting: "pages_per_round",
                value: format!("0 for the feed `{}`", self.name),
                expected: "at least 1",
            });
        }
        match &self.location {
            Location::Feed(url) | Location::Sitemap(url) => address::parse(url).map(drop).map_err(|error| {
                FollowerError::Address { name: self.name.clone(), reason: error.to_string() }
            }),
            Location::Folder(_) => Ok(()),
        }
    }
}

/// What is followed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Location {
    /// Address of a feed: RSS, Atom, JSON Feed, or any other format of articles.
    Feed(String),
    /// Address of a sitemap, or of an index of sitemaps.
    Sitemap(String),
    /// A folder into which files are put.
    Folder(PathBuf),
}

impl std::fmt::Display for Location {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Feed(url) | Self::Sitemap(url) => formatter.write_str(url.trim()),
            Self::Folder(path) => write!(formatter, "{}", path.display()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn refused(change: impl Fn(&mut FollowerSettings)) -> String {
        let mut settings = FollowerSettings::new("follower.json");
        settings.feeds.push(FeedSettings::new("лента", Location::Feed("https://a.ru/rss".to_owned())));
        settings.validate().unwrap();
        change(&mut settings);
        settings.validate().unwrap_err().to_string()
    }

    #[test]
    fn what_cannot_work_is_refused_with_the_name_of_the_feed() {
        let message = refused(|settings| settings.feeds[0].location = Location::Feed("a.ru".to_owned()));
        assert!(message.contains("`лента`") && message.contains("no web address"), "{message}");
        assert!(refused(|settings| settings.feeds.push(settings.feeds[0].clone())).contains("two feeds"));
        assert!(refused(|settings| settings.feeds[0].name.clear()).contains("https://a.ru/rss"));
        assert!(refused(|settings| settings.feeds[0].interval = Duration::ZERO).contains("`interval`"));
        assert!(refused(|settings| settings.feeds[0].pages_per_round = 0).contains("pages_per_round"));
        assert!(refused(|settings| settings.user_agent = "бот".to_owned()).contains("user_agent"));
        assert!(refused(|settings| settings.user_agent = "a\r\nb: c".to_owned()).contains("user_agent"));
        assert!(refused(|settings| settings.timeout = Duration::ZERO).contains("timeout"));
    }
}
