use std::fs::{self, File};
use std::io;
use std::path::{Path, PathBuf};

use crate::JournalError;

const EXTENSION: &str = "journal";

/// One file of a journal.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct JournalFile {
    /// Sequence of its first entry.
    pub(crate) first: u64,
    pub(crate) path: PathBuf,
}

pub(crate) fn path_of(folder: &Path, first: u64) -> PathBuf {
    folder.join(format!("{first:020}.{EXTENSION}"))
}

/// The files of a journal in the order of their entries. A folder that does not exist holds none.
pub(crate) fn list(folder: &Path) -> Result<Vec<JournalFile>, JournalError> {
    let entries = match fs::read_dir(folder) {
        Ok(entries) => entries,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Vec::new()),
        Err(error) => return Err(JournalError::io(folder)(error)),
    };
    let mut files = Vec::new();
    for entry in entries {
        let path = entry.map_err(JournalError::io(folder))?.path();
        let is_journal = path.extension().is_some_and(|extension| extension == EXTENSION);
        let first = path.file_stem().and_then(|stem| stem.to_str()?.parse().ok()).filter(|_| is_journal);
        files.extend(first.map(|first| JournalFile { first, path }));
    }
    files.sort_by_key(|file| file.first);
    Ok(files)
}

/// Makes the names in a folder durable.
pub(crate) fn sync_folder(folder: &Path) -> Result<(), JournalError> {
    File::open(folder).and_then(|folder| folder.sync_all()).map_err(JournalError::io(folder))
}
