//! Settings of what a server follows.

use std::path::{Path, PathBuf};
use std::time::Duration;

use anyhow::{Result, bail};
use serde::Deserialize;
use toml::{Table, Value};
use vestnik_follower::{FeedSettings, FollowerSettings, Location};

#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct FollowConfig {
    allow_private_addresses: bool,
    max_mb: u64,
    timeout_ms: u64,
    max_redirects: u32,
    per_host_interval_ms: u64,
    threads: usize,
}

#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct FeedConfig {
    name: String,
    feed: Option<String>,
    sitemap: Option<String>,
    folder: Option<PathBuf>,
    interval_s: Option<u64>,
    #[serde(default)]
    rubrics: Vec<String>,
    #[serde(default)]
    source: String,
    #[serde(default)]
    full_pages: bool,
    respect_robots: Option<bool>,
    pages_per_round: Option<usize>,
}

impl FollowConfig {
    pub(crate) fn check(&self) -> Result<()> {
        let ranges = [
            ("follow.max_mb", self.max_mb, 1..=4096),
            ("follow.timeout_ms", self.timeout_ms, 100..=3_600_000),
            ("follow.max_redirects", u64::from(self.max_redirects), 0..=20),
            ("follow.per_host_interval_ms", self.per_host_interval_ms, 0..=3_600_000),
            ("follow.threads", self.threads as u64, 1..=64),
        ];
        for (key, value, range) in ranges {
            if !range.contains(&value) {
                bail!("{key} is {value}; it must be between {} and {}", range.start(), range.end());
            }
        }
        Ok(())
    }

    pub(crate) fn apply(&self, settings: FollowerSettings, public_url: &str) -> FollowerSettings {
        let about = if public_url.is_empty() { String::new() } else { format!(" (+{public_url})") };
        FollowerSettings {
            user_agent: format!("VestnikBot/{}{about}", env!("CARGO_PKG_VERSION")),
            allow_private_addresses: self.allow_private_addresses,
            max_bytes: self.max_mb << 20,
            timeout: Duration::from_millis(self.timeout_ms),
            max_redirects: self.max_redirects,
            per_host_interval: Duration::from_millis(self.per_host_interval_ms),
            threads: self.threads,
            ..settings
        }
    }
}

impl FeedConfig {
    pub(crate) fn settings(&self) -> Result<FeedSettings> {
        let location = match (&self.feed, &self.sitemap, &self.folder) {
            (Some(feed), None, None) => Location::Feed(feed.clone()),
            (None, Some(sitemap), None) => Location::Sitemap(sitemap.clone()),
            (None, None, Some(folder)) => Location::Folder(folder.clone()),
            _ => bail!("feed {:?} needs one of feed, sitemap and folder", self.name),
        };
        let mut settings = FeedSettings::new(&self.name, location);
        if let Some(seconds) = self.interval_s {
            if seconds == 0 {
                bail!("feed {:?}: interval_s is 0; it must be 1 at least", self.name);
            }
            settings.interval = Duration::from_secs(seconds);
        }
        settings.rubrics.clone_from(&self.rubrics);
        settings.source = (!self.source.is_empty()).then(|| self.source.clone());
        settings.full_pages = self.full_pages;
        settings.respect_robots = self.respect_robots.unwrap_or(settings.respect_robots);
        settings.pages_per_round = self.pages_per_round.unwrap_or(settings.pages_per_round);
        Ok(settings)
    }
}

/// Takes the folders that a settings file names from beside that file.
pub(crate) fn place_folders(table: &mut Table, file: &Path) {
    let feeds = table.get_mut("feeds").and_then(Value::as_array_mut);
    for feed in feeds.into_iter().flatten() {
        if let (Some(Value::String(folder)), Some(beside)) = (feed.get_mut("folder"), file.parent()) {
            *folder = beside.join(&folder).display().to_string();
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::config::{Config, Layers};

    fn config(text: &str) -> Result<Config, String> {
        let file = Some(("/etc/vestnik/vestnik.toml".to_owned(), text.to_owned()));
        Config::from_layers(&Layers { file, ..Layers::default() }).map_err(|error| format!("{error:#}"))
    }

    #[test]
    fn feeds_are_read_with_their_defaults() {
        let text = "[follow]\nmax_mb = 3\n[[feeds]]\nname = 'a'\nfeed = 'https://a.ru/rss'\n\
                    [[feeds]]\nname = 'b'\nfolder = 'in'\ninterval_s = 7\nsource = 'Б'\n";
        let settings = config(text).unwrap().follower().unwrap();
        assert_eq!((settings.max_bytes, settings.feeds.len()), (3 << 20, 2));
        assert!(settings.feeds[0].respect_robots && settings.feeds[0].source.is_none());
        assert_eq!(settings.feeds[1].interval.as_secs(), 7);
        assert!(format!("{:?}", settings.feeds[1].location).contains("/etc/vestnik/in"));
        assert!(config("").unwrap().follower().unwrap().feeds.is_empty());
    }

    #[test]
    fn what_is_wrong_with_a_feed_is_said() {
        for (text, expected) in [
            ("[[feeds]]\nname = 'a'", "feed \"a\" needs one of"),
            ("[[feeds]]\nname = 'a'\nfeed = 'x'\nfolder = 'y'", "feed \"a\" needs one of"),
            ("[[feeds]]\nname = 'a'\nfeed = 'x'\nintervall = 3", "intervall"),
            ("[[feeds]]\nname = 'a'\nfeed = 'x'\ninterval_s = 0", "interval_s is 0"),
            ("[follow]\nthreads = 0", "follow.threads is 0"),
        ] {
            let error = config(text).unwrap_err();
            assert!(error.contains(expected), "{error}");
        }
    }
}
