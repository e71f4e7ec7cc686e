//! Remembers which files a generation was built from, so that unchanged ones are not opened again.
//!
//! A file counts as unchanged while its path, size, modification time and the time zone that it was read with
//! are the same. The ledger is written only after the articles of its files are committed:
//! when in doubt a file is read again, never left out.

use std::collections::BTreeMap;
use std::fs::{self, File, Metadata};
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::time::UNIX_EPOCH;

use jiff::tz::TimeZone;
use serde::{Deserialize, Serialize};
use vestnik_schema::Generation;

use crate::IndexError;
use crate::input::InputFile;

/// Raise it when sources read the same file differently, so that all files are read again.
const READING_VERSION: u32 = 2;

const FILE_NAME: &str = "sources.json";

/// What is known of one file that was read to its end.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct FileFacts {
    bytes: u64,
    modified_ns: u64,
    time_zone: String,
    /// No record of it was bad. A strict run reads other files again, to fail on them.
    is_flawless: bool,
}

impl FileFacts {
    /// Facts from a file's metadata; `None` where the file system keeps no modification times.
    pub(crate) fn new(metadata: &Metadata, zone: &TimeZone, is_flawless: bool) -> Option<Self> {
        let modified = metadata.modified().ok()?.duration_since(UNIX_EPOCH).ok()?;
        Some(Self {
            bytes: metadata.len(),
            modified_ns: u64::try_from(modified.as_nanos()).ok()?,
            time_zone: zone.iana_name().map_or_else(|| format!("{zone:?}"), str::to_owned),
            is_flawless,
        })
    }
}

/// The files of one generation.
#[derive(Debug, Default, Serialize, Deserialize)]
pub(crate) struct Ledger {
    reading_version: u32,
    files: BTreeMap<PathBuf, FileFacts>,
}

impl Ledger {
    /// Reads the ledger of a generation. One that is missing or unreadable is empty: files are then read again.
    pub(crate) fn read(generation: &Generation) -> Self {
        let stored = fs::read(generation.path().join(FILE_NAME)).ok();
        let ledger: Option<Self> = stored.and_then(|bytes| serde_json::from_slice(&bytes).ok());
        ledger.filter(|ledger| ledger.reading_version == READING_VERSION).unwrap_or_default()
    }

    /// Replaces the ledger of a generation in one step.
    pub(crate) fn write(&mut self, generation: &Generation) -> Result<(), IndexError> {
        self.reading_version = READING_VERSION;
        let path = generation.path().join(FILE_NAME);
        write_atomically(&path, self).map_err(IndexError::io(&path))
    }

    /// Notes that a file was read to its end.
    pub(crate) fn note(&mut self, path: PathBuf, facts: FileFacts) {
        self.files.insert(path, facts);
    }

    /// Whether a file is as it was when it was noted. Standard input never is.
    pub(crate) fn is_unchanged(&self, file: &InputFile, zone: &TimeZone, strict: bool) -> bool {
        let noted = file.path.as_ref().and_then(|path| self.files.get(&path.canonicalize().ok()?));
        let now = file.path.as_ref().and_then(|path| FileFacts::new(&fs::metadata(path).ok()?, zone, true));
        match (noted, now) {
            (Some(noted), Some(now)) => {
                let is_same = *noted == FileFacts { is_flawless: noted.is_flawless, ..now };
                is_same && (noted.is_flawless || !strict)
            }
            _ => false,
        }
    }
}

/// Replaces a file so that after a power cut it holds the old content or the new, never a part.
pub(crate) fn write_atomically<T: Serialize>(path: &Path, content: &T) -> io::Result<()> {
    let unfinished = path.with_extension("json.new");
    let mut file = File::create(&unfinished)?;
    file.write_all(&serde_json::to_vec(content)?)?;
    file.sync_all()?;
    fs::rename(&unfinished, path)?;
    File::open(path.parent().unwrap_or(Path::new(".")))?.sync_all()
}
