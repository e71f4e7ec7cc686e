use std::collections::{BTreeMap, HashSet};
use std::fs::{self, File};
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex};

use serde::{Deserialize, Serialize};
use vestnik_schema::id_key;

use crate::FollowerError;
use crate::client::Validators;
use crate::memory::Memory;
use crate::settings::FeedSettings;
use crate::status::FeedStatus;
use crate::sync::lock;

/// Raise it when the file changes its meaning.
const VERSION: u32 = 1;

/// The state file.
#[derive(Debug, Default, Serialize, Deserialize)]
pub(crate) struct Stored {
    version: u32,
    pub(crate) feeds: Vec<StoredFeed>,
}

/// What is kept of one feed, apart from its [`Memory`].
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(default)]
pub(crate) struct StoredFeed {
    pub(crate) status: FeedStatus,
    /// What was read to its end: the feed, or the sitemaps below an index, by the hash of its address.
    pub(crate) documents: BTreeMap<u64, Document>,
    /// How often in a row pages could not be fetched, by the hash of their address.
    pub(crate) troubles: BTreeMap<u64, u8>,
}

/// A document that was read to its end, with everything that it lists.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Document {
    #[serde(flatten)]
    pub(crate) validators: Validators,
    /// Hash of the date of change that the index stated for it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) listed: Option<u64>,
}

impl Stored {
    pub(crate) fn parse(bytes: &[u8], path: &Path) -> Result<Self, FollowerError> {
        let error = |source| FollowerError::State { path: path.to_owned(), source };
        let stored: Self = serde_json::from_slice(bytes).map_err(error)?;
        if stored.version == VERSION {
            Ok(stored)
        } else {
            Err(error(serde::de::Error::custom(format!("version {} instead of {VERSION}", stored.version))))
        }
    }
}

/// What is known of one feed.
#[derive(Debug, Default)]
pub(crate) struct FeedState {
    pub(crate) stored: StoredFeed,
    pub(crate) memory: Memory,
    /// Something was changed that is not on disk.
    pub(crate) is_dirty: bool,
    pub(crate) is_memory_dirty: bool,
}

/// What is known of all feeds, and its place on disk.
pub(crate) struct State {
    path: PathBuf,
    feeds: Vec<Arc<Mutex<FeedState>>>,
}

impl State {
    /// Reads what is known of `feeds`; of new ones nothing is. What cannot be understood is set aside, never a reason
    /// not to follow.
    pub(crate) fn open(path: &Path, feeds: &[FeedSettings]) -> Result<Self, FollowerError> {
        let error = |path: &Path| {
            let path = path.to_owned();
            move |source| FollowerError::Io { path, source }
        };
        let folder = folder_of(path);
        fs::create_dir_all(&folder).map_err(error(&folder))?;
        let stored = match fs::read(path) {
            Ok(bytes) => Stored::parse(&bytes, path).unwrap_or_else(|cause| {
                tracing::warn!(%cause, "the state of feeds is set aside, they are read anew");
                let _ = fs::rename(path, path.with_extension("json.damaged"));
                Stored::default()
            }),
            Err(cause) if cause.kind() == io::ErrorKind::NotFound => Stored::default(),
            Err(cause) => return Err(error(path)(cause)),
        };
        let state = |feed: &FeedSettings| {
            let known = stored.feeds.iter().find(|known| known.status.is_of(feed)).cloned();
            let memory_path = folder.join(memory_name(&FeedStatus::new(feed)));
            let memory = fs::read(memory_path).ok().and_then(|bytes| Memory::decode(&bytes));
            let (stored, memory) = match (known, memory) {
                (Some(stored), Some(memory)) => (stored, memory),
                // Without its memory nothing is known to be read to its end.
                (Some(stored), None) => {
                    let empty = StoredFeed { status: stored.status, ..StoredFeed::default() };
                    (empty, Memory::default())
                }
                (None, _) => {
                    let new = StoredFeed { status: FeedStatus::new(feed), ..StoredFeed::default() };
                    (new, Memory::default())
                }
            };
            Arc::new(Mutex::new(FeedState { stored, memory, is_dirty: true, is_memory_dirty: true }))
        };
        let state = Self { path: path.to_owned(), feeds: feeds.iter().map(state).collect() };
        state.remove_strangers(&folder);
        Ok(state)
    }

    pub(crate) fn feed(&self, index: usize) -> Arc<Mutex<FeedState>> {
        self.feeds[index].clone()
    }

    pub(crate) fn statuses(&self) -> Vec<FeedStatus> {
        self.feeds.iter().map(|feed| lock(feed).stored.status.clone()).collect()
    }

    /// Writes what has changed: memories first, so that nothing counts as read whose memory is lost.
    pub(crate) fn save(&self) -> io::Result<()> {
        let mut is_dirty = false;
        let mut stored = Vec::new();
        for feed in &self.feeds {
            let mut feed = lock(feed);
            is_dirty |= feed.is_dirty || feed.is_memory_dirty;
            let memory = feed.is_memory_dirty.then(|| feed.memory.encode());
            stored.push(feed.stored.clone());
            (feed.is_dirty, feed.is_memory_dirty) = (false, false);
            drop(feed);
            if let (Some(memory), Some(feed)) = (memory, stored.last()) {
                let path = folder_of(&self.path).join(memory_name(&feed.status));
                self.written(write(&path, &memory))?;
            }
        }
        if is_dirty {
            let bytes = serde_json::to_vec_pretty(&Stored { version: VERSION, feeds: stored })?;
            self.written(write(&self.path, &bytes))?;
        }
        Ok(())
    }

    /// What could not be written is tried again.
    fn written(&self, outcome: io::Result<()>) -> io::Result<()> {
        if outcome.is_err() {
            for feed in &self.feeds {
                let mut feed = lock(feed);
                (feed.is_dirty, feed.is_memory_dirty) = (true, true);
            }
        }
        outcome
    }

    /// Removes memories of feeds that are not followed any more.
    fn remove_strangers(&self, folder: &Path) {
        let names: HashSet<String> = self.statuses().iter().map(memory_name).collect();
        for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
            let name = entry.file_name().to_string_lossy().into_owned();
            if name.ends_with(".seen") && !names.contains(&name) {
                let _ = fs::remove_file(entry.path());
            }
        }
    }
}

fn folder_of(state_file: &Path) -> PathBuf {
    state_file.with_extension("")
}

fn memory_name(status: &FeedStatus) -> String {
    format!("{:016x}.seen", id_key(&format!("{:?}\n{}\n{}", status.kind, status.name, status.location)))
}

/// Replaces a file in one step that survives a power cut.
fn write(path: &Path, bytes: &[u8]) -> io::Result<()> {
    let mut unfinished = path.as_os_str().to_owned();
    unfinished.push(".new");
    let mut file = File::create(&unfinished)?;
    file.write_all(bytes)?;
    file.sync_all()?;
    drop(file);
    fs::rename(&unfinished, path)?;
    match path.parent().filter(|folder| !folder.as_os_str().is_empty()) {
        Some(folder) => File::open(folder)?.sync_all(),
        None => File::open(".")?.sync_all(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::settings::Location;
    use crate::status::read_statuses;

    fn feeds(addresses: &[&str]) -> Vec<FeedSettings> {
        let feed =
            |address: &&str| FeedSettings::new(*address, Location::Feed(format!("https://{address}/rss")));
        addresses.iter().map(feed).collect()
    }

    fn fill(state: &State) {
        for index in 0..state.feeds.len() {
            let feed = state.feed(index);
            let mut feed = lock(&feed);
            feed.stored.status.entries_seen = 7;
            feed.stored.documents.insert(1, Document { listed: Some(2), ..Document::default() });
            feed.memory.note(1, 2, 3);
            (feed.is_dirty, feed.is_memory_dirty) = (true, true);
        }
        state.save().unwrap();
    }

    #[test]
    fn what_is_known_survives_a_restart_and_goes_with_its_feed() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("data/follower.json");
        assert!(read_statuses(&path).unwrap().is_empty());
        fill(&State::open(&path, &feeds(&["a.ru", "b.ru"])).unwrap());
        assert_eq!(read_statuses(&path).unwrap()[1].entries_seen, 7);

        let again = State::open(&path, &feeds(&["b.ru", "c.ru"])).unwrap();
        let known: Vec<u64> = again.statuses().iter().map(|status| status.entries_seen).collect();
        assert_eq!(known, [7, 0]);
        assert_eq!(lock(&again.feed(0)).memory.version(1, 2), Some(3));
        assert_eq!(lock(&again.feed(0)).stored.documents[&1].listed, Some(2));
        again.save().unwrap();
        assert_eq!(fs::read_dir(folder.path().join("data/follower")).unwrap().count(), 2);
    }

    #[test]
    fn a_feed_at_another_address_is_another_feed() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("follower.json");
        let mut settings = feeds(&["a.ru"]);
        fill(&State::open(&path, &settings).unwrap());
        settings[0].location = Location::Feed("https://a.ru/other".to_owned());
        assert_eq!(State::open(&path, &settings).unwrap().statuses()[0].entries_seen, 0);
    }

    #[test]
    fn without_its_memory_a_feed_is_read_anew() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("follower.json");
        fill(&State::open(&path, &feeds(&["a.ru"])).unwrap());
        let memory = fs::read_dir(folder.path().join("follower")).unwrap().next().unwrap().unwrap().path();
        fs::write(memory, b"?").unwrap();
        let again = State::open(&path, &feeds(&["a.ru"])).unwrap();
        let feed = again.feed(0);
        let feed = lock(&feed);
        assert!(feed.stored.documents.is_empty());
        assert_eq!((feed.stored.status.entries_seen, feed.memory.num_entries()), (7, 0));
    }

    #[test]
    fn a_damaged_state_is_set_aside() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("follower.json");
        fs::write(&path, "{\"version\": 1, \"feeds\": [{").unwrap();
        assert!(matches!(read_statuses(&path), Err(FollowerError::State { .. })));
        let state = State::open(&path, &feeds(&["a.ru"])).unwrap();
        state.save().unwrap();
        assert_eq!(read_statuses(&path).unwrap().len(), 1);
        assert!(folder.path().join("follower.json.damaged").is_file());
    }

    #[test]
    fn what_could_not_be_written_is_written_later() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("follower.json");
        let state = State::open(&path, &feeds(&["a.ru"])).unwrap();
        fs::create_dir(folder.path().join("follower.json.new")).unwrap();
        assert!(state.save().is_err());
        fs::remove_dir(folder.path().join("follower.json.new")).unwrap();
        state.save().unwrap();
        assert_eq!(read_statuses(&path).unwrap().len(), 1);
    }
}
