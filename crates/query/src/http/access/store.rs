//! The file of keys, and the keys that a running server knows.

use std::collections::HashMap;
use std::fs::{self, File, OpenOptions};
use std::io::{ErrorKind, Write};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError, RwLock};
use std::time::SystemTime;

use jiff::Timestamp;
use jiff::tz::TimeZone;
use serde::{Deserialize, Serialize};
use vestnik_schema::DataDirectory;

use crate::http::access::error::KeyError;
use crate::http::access::key::{Key, KeyHash, KeyRecord, KeyRights, NewKey, hash_of, hex};

const NAME: &str = "keys.json";
const VERSION: u32 = 1;

/// The keys of a data directory, on disk. Keys that were ever made stay in it, revoked ones too.
#[derive(Debug, Clone)]
pub struct KeyFile {
    path: PathBuf,
    zone: TimeZone,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Content {
    version: u32,
    keys: Vec<KeyRecord>,
}

impl KeyFile {
    /// The keys of a data directory. Days in their filters are days of `zone`. Nothing is read or written yet.
    pub fn of(data: &DataDirectory, zone: TimeZone) -> Self {
        Self { path: data.root().join(NAME), zone }
    }

    /// Path of the file.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// All keys, in the order in which they were made.
    ///
    /// # Errors
    /// [`KeyError::Damaged`] or [`KeyError::Io`]. No file is no key.
    pub fn list(&self) -> Result<Vec<KeyRecord>, KeyError> {
        let text = match fs::read(&self.path) {
            Ok(text) => text,
            Err(error) if error.kind() == ErrorKind::NotFound => return Ok(Vec::new()),
            Err(error) => return Err(KeyError::io(&self.path)(error)),
        };
        let damaged = |reason: String| KeyError::Damaged { path: self.path.clone(), reason };
        let content: Content = serde_json::from_slice(&text).map_err(|error| damaged(error.to_string()))?;
        if content.version != VERSION {
            return Err(damaged(format!("version {} instead of {VERSION}", content.version)));
        }
        Ok(content.keys)
    }

    /// Makes a key. Its text is told this once.
    ///
    /// # Errors
    /// [`KeyError::Invalid`] for rights that cannot be given, [`KeyError::PagesTaken`] for a second key of the pages,
    /// and whatever keeps the file from being read or written.
    pub fn create(&self, rights: KeyRights, now: Timestamp) -> Result<NewKey, KeyError> {
        let _one_at_a_time = self.lock()?;
        let mut keys = self.list()?;
        let holder = keys.iter().find(|key| key.rights.pages && is_live(key, now));
        if let Some(holder) = holder.filter(|_| rights.pages) {
            return Err(KeyError::PagesTaken { id: holder.id.clone() });
        }
        let made = NewKey::make(rights, now, &self.zone)?;
        keys.push(made.record.clone());
        self.write(keys)?;
        Ok(made)
    }

    /// Revokes a key by its id or by the key itself. One that is revoked already stays so.
    ///
    /// # Errors
    /// [`KeyError::Unknown`], and whatever keeps the file from being read or written.
    pub fn revoke(&self, id_or_key: &str, now: Timestamp) -> Result<KeyRecord, KeyError> {
        let _one_at_a_time = self.lock()?;
        let mut keys = self.list()?;
        let hash = hex(&hash_of(id_or_key));
        let key = keys.iter_mut().find(|key| key.id == id_or_key || key.hash == hash);
        // A mistyped key must not end up in a log.
        let shown: String = id_or_key.chars().take(8).collect();
        let key = key.ok_or(KeyError::Unknown { id: shown })?;
        key.revoked_at = key.revoked_at.or(Some(now));
        let revoked = key.clone();
        self.write(keys)?;
        Ok(revoked)
    }

    fn lock(&self) -> Result<File, KeyError> {
        let folder = self.folder();
        fs::create_dir_all(folder).map_err(KeyError::io(folder))?;
        let path = self.path.with_extension("lock");
        let file = OpenOptions::new().create(true).truncate(false).write(true).open(&path);
        let file = file.map_err(KeyError::io(&path))?;
        file.lock().map_err(KeyError::io(&path))?;
        Ok(file)
    }

    /// Replaces the file as a whole, readable by its owner alone.
    fn write(&self, keys: Vec<KeyRecord>) -> Result<(), KeyError> {
        let draft = self.path.with_extension("draft");
        let io = || KeyError::io(&draft);
        let text = serde_json::to_vec_pretty(&Content { version: VERSION, keys })
            .map_err(|error| io()(error.into()))?;
        // One that was left by a crash has rights of its own.
        match fs::remove_file(&draft) {
            Err(error) if error.kind() != ErrorKind::NotFound => return Err(KeyError::io(&draft)(error)),
            _ => {}
        }
        let mut options = OpenOptions::new();
        options.create_new(true).write(true);
        #[cfg(unix)]
        std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
        let mut file = options.open(&draft).map_err(io())?;
        #[cfg(unix)]
        self.hand_over(&file).map_err(io())?;
        file.write_all(&text).and_then(|()| file.sync_all()).map_err(io())?;
        fs::rename(&draft, &self.path).map_err(KeyError::io(&self.path))?;
        let folder = self.folder();
        File::open(folder).and_then(|folder| folder.sync_all()).map_err(KeyError::io(folder))
    }

    /// Leaves a new file to whom the old one belongs, or else the folder: the server must be able to read what another
    /// user, who may, has written.
    #[cfg(unix)]
    fn hand_over(&self, file: &File) -> std::io::Result<()> {
        use std::os::unix::fs::{MetadataExt, fchown};
        let owner = fs::metadata(&self.path).or_else(|_| fs::metadata(self.folder()))?;
        let own = file.metadata()?;
        match (owner.uid(), owner.gid()) {
            same if same == (own.uid(), own.gid()) => Ok(()),
            (user, group) => fchown(file, Some(user), Some(group)),
        }
    }

    fn folder(&self) -> &Path {
        self.path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."))
    }

    /// What tells that the file has changed.
    fn mark(&self) -> Option<Mark> {
        let metadata = fs::metadata(&self.path).ok()?;
        #[cfg(unix)]
        let inode = std::os::unix::fs::MetadataExt::ino(&metadata);
        #[cfg(not(unix))]
        let inode = 0;
        Some((metadata.modified().ok()?, metadata.len(), inode))
    }
}

/// Time, length and number of a file.
type Mark = (SystemTime, u64, u64);

fn is_live(key: &KeyRecord, now: Timestamp) -> bool {
    key.revoked_at.is_none() && key.rights.expires_at.is_none_or(|end| end > now)
}

/// The keys of one state of the file.
#[derive(Debug, Default)]
pub(crate) struct Keys {
    by_hash: HashMap<KeyHash, Arc<Key>>,
    pages: Vec<Arc<Key>>,
}

impl Keys {
    fn read(records: &[KeyRecord], zone: &TimeZone) -> Result<Self, KeyError> {
        let mut keys = Self::default();
        for record in records {
            let key = Arc::new(Key::read(record, zone)?);
            if record.rights.pages {
                keys.pages.push(Arc::clone(&key));
            }
            keys.by_hash.insert(read_hash(&record.hash)?, key);
        }
        Ok(keys)
    }

    /// Whether no key was ever made.
    pub(crate) fn is_empty(&self) -> bool {
        self.by_hash.is_empty()
    }

    /// A key by its text.
    pub(crate) fn get(&self, text: &str) -> Option<&Arc<Key>> {
        self.by_hash.get(&hash_of(text))
    }

    /// The key whose rights visitors of the pages have.
    pub(crate) fn of_pages(&self, now: Timestamp) -> Option<&Arc<Key>> {
        self.pages.iter().find(|key| key.is_live(now))
    }

    /// Whether pages of an origin may use any key.
    pub(crate) fn permit(&self, origin: &str, now: Timestamp) -> bool {
        self.by_hash.values().any(|key| key.is_live(now) && key.permits(origin))
    }
}

fn read_hash(text: &str) -> Result<KeyHash, KeyError> {
    let invalid = || KeyError::Invalid {
        what: "hash",
        value: text.to_owned(),
        allowed: "64 hexadecimal digits".to_owned(),
    };
    let digit =
        |place: usize| text.get(place * 2..place * 2 + 2).and_then(|two| u8::from_str_radix(two, 16).ok());
    let mut hash = KeyHash::default();
    for (place, byte) in hash.iter_mut().enumerate() {
        *byte = digit(place).ok_or_else(invalid)?;
    }
    if text.len() == 64 { Ok(hash) } else { Err(invalid()) }
}

/// The keys that a server knows. They follow the file: [`KeyStore::refresh`].
pub(crate) struct KeyStore {
    file: Option<KeyFile>,
    keys: RwLock<Arc<Keys>>,
    mark: Mutex<Option<Mark>>,
}

impl KeyStore {
    /// Reads the keys; without a file there are none, ever.
    ///
    /// # Errors
    /// As [`KeyFile::list`], and for a key with rights that cannot be given.
    pub(crate) fn open(file: Option<KeyFile>) -> Result<Self, KeyError> {
        let mark = file.as_ref().and_then(KeyFile::mark);
        let keys = match &file {
            Some(file) => Keys::read(&file.list()?, &file.zone)?,
            None => Keys::default(),
        };
        Ok(Self { file, keys: RwLock::new(Arc::new(keys)), mark: Mutex::new(mark) })
    }

    /// The keys as they are now.
    pub(crate) fn keys(&self) -> Arc<Keys> {
        Arc::clone(&self.keys.read().unwrap_or_else(PoisonError::into_inner))
    }

    /// Reads the file again if it has changed. Returns whether it had.
    ///
    /// # Errors
    /// As [`KeyStore::open`]; the keys then stay as they were. So they do if the file has gone: an archive that needed
    /// keys does not open by itself.
    pub(crate) fn refresh(&self) -> Result<bool, KeyError> {
        let Some(file) = &self.file else { return Ok(false) };
        let mut known = self.mark.lock().unwrap_or_else(PoisonError::into_inner);
        let mark = file.mark();
        if mark == *known {
            return Ok(false);
        }
        // A damaged file is told once, not at every look.
        *known = mark;
        if mark.is_none() {
            return Err(KeyError::Damaged {
                path: file.path.clone(),
                reason: "the file has gone; the keys of before still hold".to_owned(),
            });
        }
        let records = file.list().inspect_err(|error| {
            // What the system refused it may grant at the next look.
            if matches!(error, KeyError::Io { .. }) {
                *known = None;
            }
        })?;
        let keys = Keys::read(&records, &file.zone)?;
        *self.keys.write().unwrap_or_else(PoisonError::into_inner) = Arc::new(keys);
        Ok(true)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::http::access::Scope;

    fn file(folder: &tempfile::TempDir) -> KeyFile {
        KeyFile::of(&DataDirectory::new(folder.path()), TimeZone::UTC)
    }

    fn rights(name: &str) -> KeyRights {
        KeyRights { name: name.to_owned(), scopes: vec![Scope::Search], ..KeyRights::default() }
    }

    #[test]
    fn keys_are_made_listed_and_revoked() {
        let folder = tempfile::tempdir().unwrap();
        let file = file(&folder);
        assert_eq!(file.list().unwrap(), []);
        let now = Timestamp::now();
        let (one, two) = (file.create(rights("а"), now).unwrap(), file.create(rights("б"), now).unwrap());
        file.revoke(&one.record.id, now).unwrap();
        file.revoke(&two.text, now).unwrap();
        assert!(matches!(file.revoke("nobody", now), Err(KeyError::Unknown { .. })));
        let listed = file.list().unwrap();
        assert_eq!(listed.iter().map(|key| key.rights.name.as_str()).collect::<Vec<_>>(), ["а", "б"]);
        assert!(listed.iter().all(|key| key.revoked_at == Some(now)));
        assert!(!fs::read_to_string(file.path()).unwrap().contains(&one.text));
    }

    #[cfg(unix)]
    #[test]
    fn only_the_owner_reads_the_file() {
        use std::os::unix::fs::PermissionsExt;
        let folder = tempfile::tempdir().unwrap();
        let file = file(&folder);
        file.create(rights("а"), Timestamp::now()).unwrap();
        assert_eq!(fs::metadata(file.path()).unwrap().permissions().mode() & 0o777, 0o600);
    }

    #[test]
    fn the_pages_have_one_key_at_a_time() {
        let folder = tempfile::tempdir().unwrap();
        let file = file(&folder);
        let now = Timestamp::now();
        let pages = KeyRights { pages: true, ..rights("страницы") };
        let first = file.create(pages.clone(), now).unwrap();
        assert!(
            matches!(file.create(pages.clone(), now), Err(KeyError::PagesTaken { id }) if id == first.record.id)
        );
        file.revoke(&first.record.id, now).unwrap();
        assert!(file.create(pages, now).is_ok());
    }

    #[test]
    fn a_server_follows_the_file_and_keeps_what_it_has_when_that_is_damaged() {
        let folder = tempfile::tempdir().unwrap();
        let file = file(&folder);
        let now = Timestamp::now();
        let store = KeyStore::open(Some(file.clone())).unwrap();
        assert!(store.keys().is_empty() && !store.refresh().unwrap());
        let made = file.create(rights("а"), now).unwrap();
        assert!(store.refresh().unwrap());
        assert!(store.keys().get(&made.text).unwrap().is_live(now));
        assert!(store.keys().get("vk_x").is_none());
        file.revoke(&made.record.id, now).unwrap();
        assert!(store.refresh().unwrap());
        assert!(!store.keys().get(&made.text).unwrap().is_live(now));
        for damage in ["{", "{\"version\":2,\"keys\":[]}", "{\"version\":1,\"keys\":[],\"more\":1}"] {
            fs::write(file.path(), damage).unwrap();
            assert!(store.refresh().is_err(), "{damage}");
            assert!(KeyStore::open(Some(file.clone())).is_err(), "{damage}");
            assert!(!store.keys().is_empty());
        }
        fs::remove_file(file.path()).unwrap();
        assert!(store.refresh().is_err());
        assert!(!store.keys().is_empty() && !store.refresh().unwrap());
    }
}
