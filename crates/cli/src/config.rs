//! Settings: defaults, then the file, then the environment, then the command line.

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use anyhow::{Context, Result, bail};
use jiff::tz::TimeZone;
use serde::Deserialize;
use toml::{Table, Value};
use vestnik_follower::FollowerSettings;
use vestnik_indexer::IndexerSettings;
use vestnik_indexer::live::LiveSettings;
use vestnik_query::http::{HttpSettings, KeyFile, Network};
use vestnik_query::search::EngineSettings;
use vestnik_schema::DataDirectory;

use crate::follow_config::{self, FeedConfig, FollowConfig};
use crate::ranking_config::RankingConfig;

/// Every setting with its default and what it means; also the lowest layer at run time.
pub(crate) const DEFAULT_CONFIG: &str = include_str!("../default-config.toml");

const ENVIRONMENT_PREFIX: &str = "VESTNIK_";

const LOG_LEVELS: [&str; 6] = ["off", "error", "warn", "info", "debug", "trace"];

/// Most letters that a typo changes, drops, adds or swaps.
const MAX_TYPOS: usize = 3;

/// All settings, read and checked.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Config {
    pub(crate) data: PathBuf,
    pub(crate) listen: String,
    pub(crate) time_zone: String,
    pub(crate) site_name: String,
    /// Empty: none.
    pub(crate) public_url: String,
    pub(crate) feeds: Vec<FeedConfig>,
    pub(crate) follow: FollowConfig,
    pub(crate) access: AccessConfig,
    pub(crate) index: IndexConfig,
    pub(crate) search: SearchConfig,
    pub(crate) ranking: RankingConfig,
    pub(crate) log: LogConfig,
}

#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct AccessConfig {
    pub(crate) trusted_proxies: Vec<String>,
}

#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct IndexConfig {
    pub(crate) memory_mb: usize,
    pub(crate) threads: usize,
    pub(crate) keep_generations: usize,
    pub(crate) commit_ms: u64,
}

#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct SearchConfig {
    pub(crate) threads: usize,
    pub(crate) queue_limit: usize,
    pub(crate) time_budget_ms: u64,
    /// Empty: none.
    pub(crate) synonyms: PathBuf,
    pub(crate) builtin_synonyms: bool,
    pub(crate) refresh_ms: u64,
    pub(crate) shutdown_ms: u64,
}

#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct LogConfig {
    pub(crate) level: String,
    pub(crate) format: LogFormat,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum LogFormat {
    Text,
    Json,
}

/// Where settings come from, lowest layer first. What is typed in each is still text.
#[derive(Debug, Default)]
pub(crate) struct Layers {
    /// Name and content of the settings file.
    pub(crate) file: Option<(String, String)>,
    /// `VESTNIK_*` variables.
    pub(crate) environment: Vec<(String, String)>,
    /// Keys and values from the command line.
    pub(crate) flags: Vec<(String, String)>,
}

impl Config {
    /// Puts the layers on top of each other.
    ///
    /// # Errors
    /// An unknown key (with the nearest known one), a value of the wrong kind, or one out of its range.
    pub(crate) fn from_layers(layers: &Layers) -> Result<Self> {
        let mut settings: Table = DEFAULT_CONFIG.parse().context("the embedded default settings")?;
        let keys = keys_of(&settings, "");
        if let Some((name, text)) = &layers.file {
            let mut table: Table = text.parse().with_context(|| format!("settings file {name}"))?;
            place_synonyms(&mut table, Path::new(name));
            follow_config::place_folders(&mut table, Path::new(name));
            for key in keys_of(&table, "") {
                known_key(&key, &keys).with_context(|| format!("settings file {name}"))?;
            }
            overlay(&mut settings, table, "").with_context(|| format!("settings file {name}"))?;
        }
        for (variable, value) in layers.environment.iter().filter(|(_, value)| !value.is_empty()) {
            if let Some(key) = known_variable(variable, &keys)? {
                set(&mut settings, key, value).with_context(|| format!("environment {variable}"))?;
            }
        }
        for (key, value) in &layers.flags {
            let known = known_key(key, &keys).context("--set")?;
            set(&mut settings, known, value).context("command line")?;
        }
        let config: Self = settings.try_into().context("settings")?;
        config.check()?;
        Ok(config)
    }

    fn check(&self) -> Result<()> {
        self.zone()?;
        self.trusted_proxies()?;
        if !is_origin(&self.public_url) {
            bail!(
                "public_url is {:?}; it must be scheme and host, such as https://search.example.ru",
                self.public_url
            );
        }
        let level = self.log.level.as_str();
        if !level.contains(['=', ',']) && !LOG_LEVELS.contains(&level.to_lowercase().as_str()) {
            bail!("log.level is {level:?}; it must be one of {}, or directives", LOG_LEVELS.join(", "));
        }
        let ranges = [
            ("index.memory_mb", self.index.memory_mb as u64, 16..=65_536),
            ("index.threads", self.index.threads as u64, 0..=8),
            ("index.keep_generations", self.index.keep_generations as u64, 0..=100),
            ("index.commit_ms", self.index.commit_ms, 10..=60_000),
            ("search.threads", self.search.threads as u64, 0..=1_024),
            ("search.queue_limit", self.search.queue_limit as u64, 1..=100_000),
            ("search.time_budget_ms", self.search.time_budget_ms, 10..=600_000),
            ("search.refresh_ms", self.search.refresh_ms, 10..=3_600_000),
            ("search.shutdown_ms", self.search.shutdown_ms, 0..=600_000),
        ];
        for (key, value, range) in ranges {
            if !range.contains(&value) {
                bail!("{key} is {value}; it must be between {} and {}", range.start(), range.end());
            }
        }
        self.follow.check()?;
        self.feeds.iter().try_for_each(|feed| feed.settings().map(drop))?;
        self.ranking.check()
    }

    /// What a follower needs of the settings.
    pub(crate) fn follower(&self) -> Result<FollowerSettings> {
        let feeds = self.feeds.iter().map(FeedConfig::settings).collect::<Result<_>>()?;
        let settings = FollowerSettings::new(self.follower_state());
        Ok(self
            .follow
            .apply(FollowerSettings { feeds, time_zone: self.zone()?, ..settings }, &self.public_url))
    }

    /// Where a follower keeps what it knows of its feeds.
    pub(crate) fn follower_state(&self) -> PathBuf {
        self.data.join("follower.json")
    }

    pub(crate) fn zone(&self) -> Result<TimeZone> {
        TimeZone::get(&self.time_zone).map_err(|_| {
            anyhow::anyhow!(
                "time_zone is {:?}; it must be an IANA name such as Europe/Moscow",
                self.time_zone
            )
        })
    }

    fn trusted_proxies(&self) -> Result<Vec<Network>> {
        let networks = self.access.trusted_proxies.iter().map(|text| text.parse::<Network>());
        networks.collect::<Result<_, _>>().map_err(|error| anyhow::anyhow!("access.trusted_proxies: {error}"))
    }

    /// The keys of the archive.
    pub(crate) fn keys(&self) -> Result<KeyFile> {
        Ok(KeyFile::of(&self.data(), self.zone()?))
    }

    /// The data directory.
    pub(crate) fn data(&self) -> DataDirectory {
        DataDirectory::new(&self.data)
    }

    /// What the indexer needs of the settings.
    pub(crate) fn indexer(&self, strict: bool, force: bool) -> Result<IndexerSettings> {
        let defaults = IndexerSettings::default();
        let threads = if self.index.threads == 0 { defaults.threads } else { self.index.threads };
        Ok(IndexerSettings {
            memory_budget_bytes: self.index.memory_mb << 20,
            threads,
            time_zone: self.zone()?,
            strict,
            keep_generations: self.index.keep_generations,
            force,
            drop_sent: false,
        })
    }

    /// What a live archive needs of the settings; `on_commit` is called after each commit.
    pub(crate) fn live(&self, on_commit: Arc<dyn Fn() + Send + Sync>) -> Result<LiveSettings> {
        Ok(LiveSettings {
            indexer: self.indexer(false, false)?,
            commit_interval: Duration::from_millis(self.index.commit_ms),
            on_commit,
            ..LiveSettings::default()
        })
    }

    /// What the search engine needs of the settings.
    pub(crate) fn engine(&self) -> Result<EngineSettings> {
        let SearchConfig { synonyms, builtin_synonyms, .. } = &self.search;
        Ok(EngineSettings {
            time_zone: self.zone()?,
            time_budget: Duration::from_millis(self.search.time_budget_ms),
            synonyms_file: (!synonyms.as_os_str().is_empty()).then(|| synonyms.clone()),
            builtin_synonyms: *builtin_synonyms,
            ranking: self.ranking.settings(),
            ..EngineSettings::default()
        })
    }

    /// What the HTTP service needs of the settings.
    pub(crate) fn http(&self) -> Result<HttpSettings> {
        let defaults = HttpSettings::default();
        Ok(HttpSettings {
            search_threads: if self.search.threads == 0 {
                defaults.search_threads
            } else {
                self.search.threads
            },
            queue_limit: self.search.queue_limit,
            site_name: self.site_name.clone(),
            public_url: self.public_url.trim_end_matches('/').to_owned(),
            refresh_interval: Duration::from_millis(self.search.refresh_ms),
            keys: Some(self.keys()?),
            trusted_proxies: self.trusted_proxies()?,
            shutdown_timeout: Duration::from_millis(self.search.shutdown_ms),
        })
    }
}

/// Whether a text is empty, or a scheme and a host with nothing behind them but a slash.
fn is_origin(url: &str) -> bool {
    let host = url.strip_prefix("https://").or_else(|| url.strip_prefix("http://"));
    let harmless = |character: char| character.is_ascii_alphanumeric() || "-._:[]".contains(character);
    url.is_empty()
        || host
            .map(|host| host.strip_suffix('/').unwrap_or(host))
            .is_some_and(|host| !host.is_empty() && host.chars().all(harmless))
}

/// Reads the file and the environment that the settings come from.
pub(crate) fn read_layers(file: Option<&PathBuf>, flags: Vec<(String, String)>) -> Result<Layers> {
    let file = match file {
        None => None,
        Some(path) => {
            let text =
                std::fs::read_to_string(path).with_context(|| format!("settings file {}", path.display()))?;
            Some((path.display().to_string(), text))
        }
    };
    let environment = std::env::vars_os()
        .filter_map(|(name, value)| Some((name.into_string().ok()?, value.into_string().ok()?)))
        .filter(|(name, _)| name.starts_with(ENVIRONMENT_PREFIX) && name != "VESTNIK_CONFIG")
        .collect();
    Ok(Layers { file, environment, flags })
}

/// Takes the synonyms that a settings file names from beside that file.
fn place_synonyms(table: &mut Table, file: &Path) {
    let path = table.get_mut("search").and_then(|search| search.get_mut("synonyms"));
    if let (Some(Value::String(path)), Some(folder)) = (path, file.parent())
        && !path.is_empty()
    {
        *path = folder.join(&path).display().to_string();
    }
}

fn variable_of(key: &str) -> String {
    format!("{ENVIRONMENT_PREFIX}{}", key.to_uppercase().replace('.', "_"))
}

fn keys_of(table: &Table, prefix: &str) -> Vec<String> {
    let mut keys = Vec::new();
    for (name, value) in table {
        match value {
            Value::Table(inner) => keys.extend(keys_of(inner, &format!("{prefix}{name}."))),
            _ => keys.push(format!("{prefix}{name}")),
        }
    }
    keys
}

fn known_key<'a>(key: &str, keys: &'a [String]) -> Result<&'a str> {
    if let Some(known) = keys.iter().find(|known| *known == key) {
        return Ok(known);
    }
    match nearest(key, keys.iter().map(String::as_str)) {
        Some(nearest) => bail!("unknown setting {key:?}; did you mean {nearest:?}?"),
        None => bail!("unknown setting {key:?}; `vestnik settings` lists all"),
    }
}

/// The setting that a variable names. One that is close to a setting is refused as a typo; others are left alone,
/// because orchestrators define variables of this form by themselves (`VESTNIK_PORT`).
fn known_variable<'a>(variable: &str, keys: &'a [String]) -> Result<Option<&'a str>> {
    if let Some(key) = keys.iter().find(|key| variable_of(key) == variable) {
        return Ok(Some(key));
    }
    let variables: Vec<String> = keys.iter().map(|key| variable_of(key)).collect();
    match nearest(variable, variables.iter().map(String::as_str)) {
        Some(nearest) => bail!("unknown environment variable {variable}; did you mean {nearest}?"),
        None => Ok(None),
    }
}

/// The name that `typed` is a likely typo of.
fn nearest<'a>(typed: &str, names: impl Iterator<Item = &'a str>) -> Option<&'a str> {
    let distances = names.map(|name| (strsim::damerau_levenshtein(name, typed), name));
    let (distance, name) = distances.min_by_key(|(distance, _)| *distance)?;
    (distance <= MAX_TYPOS && distance * 3 <= typed.chars().count()).then_some(name)
}

/// Lays `upper` over `lower`; both hold known keys only.
fn overlay(lower: &mut Table, upper: Table, section: &str) -> Result<()> {
    for (name, value) in upper {
        match (lower.get_mut(&name), value) {
            (Some(Value::Table(lower)), Value::Table(upper)) => {
                overlay(lower, upper, &format!("{section}{name}."))?;
            }
            (Some(Value::Table(_)), _) => bail!("{name} is a section: write [{name}]"),
            (Some(old @ Value::Float(_)), Value::Integer(whole)) => *old = Value::Float(whole as f64),
            (Some(old), new) if old.type_str() != new.type_str() => {
                bail!("{section}{name} must be of type {}, not {}", old.type_str(), new.type_str())
            }
            (_, new) => {
                lower.insert(name, new);
            }
        }
    }
    Ok(())
}

/// Sets one key from text, read as the kind of value that the default has.
fn set(settings: &mut Table, key: &str, text: &str) -> Result<()> {
    let (section, name) = key.split_once('.').map_or((None, key), |(section, name)| (Some(section), name));
    let table = match section {
        None => settings,
        Some(section) => {
            settings.get_mut(section).and_then(Value::as_table_mut).context("no such section")?
        }
    };
    let value = match table.get(name) {
        Some(Value::Integer(_)) => Value::Integer(
            text.trim().parse().with_context(|| format!("{key} must be a whole number, not {text:?}"))?,
        ),
        Some(Value::Float(_)) => Value::Float(
            text.trim().parse().with_context(|| format!("{key} must be a number, not {text:?}"))?,
        ),
        Some(Value::Boolean(_)) => Value::Boolean(
            text.trim().parse().with_context(|| format!("{key} must be true or false, not {text:?}"))?,
        ),
        Some(Value::Array(_)) => {
            let entries = text.split(',').map(str::trim).filter(|entry| !entry.is_empty());
            Value::Array(entries.map(Value::from).collect())
        }
        _ => Value::String(text.to_owned()),
    };
    table.insert(name.to_owned(), value);
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use vestnik_query::search::RankingSettings;

    fn from_file(text: &str) -> Result<Config> {
        Config::from_layers(&Layers {
            file: Some(("f.toml".to_owned(), text.to_owned())),
            ..Layers::default()
        })
    }

    fn pairs(pairs: &[(&str, &str)]) -> Vec<(String, String)> {
        pairs.iter().map(|(key, value)| ((*key).to_owned(), (*value).to_owned())).collect()
    }

    #[test]
    fn the_default_file_is_complete_and_valid() {
        let config = Config::from_layers(&Layers::default()).unwrap();
        assert_eq!(config.listen, "127.0.0.1:7700");
        assert_eq!(config.data, PathBuf::from("index-data"));
        assert_eq!(config.engine().unwrap().time_budget, EngineSettings::default().time_budget);
        assert_eq!(config.engine().unwrap().ranking, RankingSettings::default());
        let indexer = config.indexer(false, false).unwrap();
        assert_eq!(indexer.memory_budget_bytes, IndexerSettings::default().memory_budget_bytes);
        assert_eq!(indexer.keep_generations, IndexerSettings::default().keep_generations);
    }

    #[test]
    fn weights_are_numbers_within_their_range() {
        let config = from_file("[ranking]\nearly_weight = 1\nnear_factor = 0.5").unwrap();
        let ranking = config.engine().unwrap().ranking;
        assert_eq!((ranking.early_weight, ranking.near_factor), (1.0, 0.5));
        let flags = |value: &str| {
            Config::from_layers(&Layers {
                flags: pairs(&[("ranking.enough_share", value)]),
                ..Layers::default()
            })
        };
        assert_eq!(flags("1").unwrap().engine().unwrap().ranking.enough_share, 1.0);
        for wrong in ["0", "1.5", "-1", "NaN", "half"] {
            let error = format!("{:#}", flags(wrong).unwrap_err());
            assert!(error.contains("ranking.enough_share"), "{error}");
        }
    }

    #[test]
    fn a_higher_layer_wins() {
        let layers = Layers {
            file: Some((
                "f.toml".to_owned(),
                "listen = 'a:1'\n[search]\nqueue_limit = 2\nthreads = 3".to_owned(),
            )),
            environment: pairs(&[("VESTNIK_SEARCH_QUEUE_LIMIT", "4"), ("VESTNIK_SITE_NAME", "Мой")]),
            flags: pairs(&[("site_name", "Наш")]),
        };
        let config = Config::from_layers(&layers).unwrap();
        assert_eq!((config.listen.as_str(), config.search.queue_limit, config.search.threads), ("a:1", 4, 3));
        assert_eq!(config.site_name, "Наш");
    }

    #[test]
    fn the_public_address_has_no_slash_at_its_end() {
        for given in ["https://search.example.ru", "https://search.example.ru/"] {
            let config = from_file(&format!("public_url = '{given}'")).unwrap();
            assert_eq!(config.http().unwrap().public_url, "https://search.example.ru");
        }
        assert_eq!(from_file("").unwrap().http().unwrap().public_url, "");
    }

    #[test]
    fn proxies_are_addresses_or_networks() {
        let config = from_file("[access]\ntrusted_proxies = ['127.0.0.1', '10.0.0.0/8']").unwrap();
        assert_eq!(config.http().unwrap().trusted_proxies.len(), 2);
        let environment = pairs(&[("VESTNIK_ACCESS_TRUSTED_PROXIES", "::1, 10.0.0.0/8")]);
        let config = Config::from_layers(&Layers { environment, ..Layers::default() }).unwrap();
        assert_eq!(config.http().unwrap().trusted_proxies.len(), 2);
        let error = format!("{:#}", from_file("[access]\ntrusted_proxies = ['nginx']").unwrap_err());
        assert!(error.contains("access.trusted_proxies") && error.contains("nginx"), "{error}");
    }

    #[test]
    fn an_unknown_key_is_refused_with_the_nearest_known_one() {
        let table = [
            ("lisen = 'a:1'", "did you mean \"listen\"?"),
            ("[search]\nqueue_limits = 1", "did you mean \"search.queue_limit\"?"),
            ("[serch]\nqueue_limit = 1", "did you mean \"search.queue_limit\"?"),
        ];
        for (text, expected) in table {
            let message = format!("{:#}", from_file(text).unwrap_err());
            assert!(message.contains(expected) && message.contains("f.toml"), "{message}");
        }
    }

    #[test]
    fn a_wrong_value_is_refused_with_its_key() {
        let table = [
            ("listen = 7700", "listen must be of type string"),
            ("[search]\nqueue_limit = 'x'", "search.queue_limit must be of type integer"),
            ("[log]\nlevel = 'loud'", "log.level is \"loud\""),
            ("public_url = 'search.example.ru'", "public_url is \"search.example.ru\""),
            ("public_url = 'https://'", "scheme and host"),
            ("public_url = 'https://a.example/path'", "scheme and host"),
            ("public_url = 'ftp://a.example'", "scheme and host"),
            ("public_url = 'https://a example'", "scheme and host"),
            ("foo = 1", "`vestnik settings` lists all"),
            ("search = 1", "unknown setting \"search\""),
            ("time_zone = 'Mars/Base'", "IANA"),
            ("[index]\nmemory_mb = 1", "between 16 and"),
            ("[log]\nformat = 'xml'", "xml"),
            ("listen = ", "f.toml"),
            ("[search]\nbuiltin_synonyms = 'no'", "search.builtin_synonyms must be of type boolean"),
        ];
        for (text, expected) in table {
            let message = format!("{:#}", from_file(text).unwrap_err());
            assert!(message.contains(expected), "{text}: {message}");
        }
        let layers = Layers { environment: pairs(&[("VESTNIK_INDEX_THREADS", "two")]), ..Layers::default() };
        let message = format!("{:#}", Config::from_layers(&layers).unwrap_err());
        assert!(message.contains("VESTNIK_INDEX_THREADS") && message.contains("whole number"), "{message}");
    }

    #[test]
    fn a_misspelt_variable_is_refused_and_an_empty_one_is_none() {
        for (variable, expected) in [
            ("VESTNIK_LISTN", "VESTNIK_LISTEN"),
            ("VESTNIK_SEARCH__QUEUE_LIMIT", "VESTNIK_SEARCH_QUEUE_LIMIT"),
        ] {
            let layers = Layers { environment: pairs(&[(variable, "1")]), ..Layers::default() };
            let message = format!("{:#}", Config::from_layers(&layers).unwrap_err());
            assert!(message.contains(&format!("did you mean {expected}?")), "{message}");
        }
        let layers = Layers { environment: pairs(&[("VESTNIK_DATA", "")]), ..Layers::default() };
        assert_eq!(Config::from_layers(&layers).unwrap().data, PathBuf::from("index-data"));
    }

    #[test]
    fn synonyms_of_a_settings_file_stand_beside_it() {
        let of = |file: &str, path: &str, flags: &[(&str, &str)]| {
            let text = format!("[search]\nsynonyms = '{path}'");
            let layers =
                Layers { file: Some((file.to_owned(), text)), flags: pairs(flags), ..Layers::default() };
            Config::from_layers(&layers).unwrap().engine().unwrap().synonyms_file
        };
        assert_eq!(of("/etc/v/f.toml", "s.txt", &[]), Some(PathBuf::from("/etc/v/s.txt")));
        assert_eq!(of("f.toml", "s.txt", &[]), Some(PathBuf::from("s.txt")));
        assert_eq!(of("/etc/v/f.toml", "/srv/s.txt", &[]), Some(PathBuf::from("/srv/s.txt")));
        let flags = [("search.synonyms", "t.txt")];
        assert_eq!(of("/etc/v/f.toml", "s.txt", &flags), Some(PathBuf::from("t.txt")));
        assert_eq!(of("/etc/v/f.toml", "", &[]), None);
    }

    #[test]
    fn a_switch_is_set_by_its_two_words() {
        let of = |value: &str| {
            let flags = pairs(&[("search.builtin_synonyms", value)]);
            Config::from_layers(&Layers { flags, ..Layers::default() })
        };
        assert!(of("true").unwrap().search.builtin_synonyms && !of("false").unwrap().search.builtin_synonyms);
        let message = format!("{:#}", of("off").unwrap_err());
        assert!(message.contains("builtin_synonyms must be true or false"), "{message}");
    }

    #[test]
    fn a_foreign_variable_is_left_alone() {
        let layers =
            Layers { environment: pairs(&[("VESTNIK_PORT", "tcp://10.0.0.1:80")]), ..Layers::default() };
        assert!(Config::from_layers(&layers).is_ok());
    }
}
