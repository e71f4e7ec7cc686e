use std::io;
use std::path::PathBuf;

use thiserror::Error;
use vestnik_journal::JournalError;
use vestnik_schema::SchemaError;

/// Why an archive could not be checked, copied or brought back. What lies below an error is its source and no part of
/// its message.
#[derive(Debug, Error)]
#[non_exhaustive]
pub enum BackupError {
    /// The index cannot be found or its folder cannot be read.
    #[error(transparent)]
    Schema(#[from] SchemaError),
    /// The journal cannot be read.
    #[error(transparent)]
    Journal(#[from] JournalError),
    /// A file or folder of the archive could not be read or written.
    #[error("cannot read or write `{path}`", path = path.display())]
    Io {
        /// The file or folder.
        path: PathBuf,
        /// What the operating system said.
        source: io::Error,
    },
    /// A file of the archive is not as it was written.
    #[error("`{path}` is damaged ({reason}), nothing was copied; `vestnik check` names all damage, `vestnik restore` brings an earlier snapshot back", path = path.display())]
    Damaged {
        /// The file.
        path: PathBuf,
        /// What is wrong with it.
        reason: String,
    },
    /// Another process takes a snapshot of the same archive, or writes where one is to be restored.
    #[error("another vestnik works on this archive (it holds `{path}`); wait for it to end, then run again", path = path.display())]
    Locked {
        /// The lock file.
        path: PathBuf,
    },
    /// Commits came faster than files could be linked.
    #[error("the index changes too fast for a snapshot; run again, or raise index.commit_ms")]
    Restless,
    /// A target that is neither a folder nor an address of an object store.
    #[error("`{target}` is no target for snapshots: {reason}")]
    Target {
        /// The target as given.
        target: String,
        /// What is wrong with it.
        reason: String,
    },
    /// The target could not be read or written.
    #[error("cannot read or write `{object}` in `{target}`")]
    Store {
        /// The target as given.
        target: String,
        /// Name of the object in it.
        object: String,
        /// What the object store said.
        source: object_store::Error,
    },
    /// The target holds no snapshot, or none of the name.
    #[error("there is no {name} in `{target}`; `vestnik snapshot {target} --list` names what is there")]
    NoSnapshot {
        /// The target as given.
        target: String,
        /// The name that was asked for.
        name: String,
    },
    /// A file of a snapshot is missing or not as it was written.
    #[error("`{object}` in `{target}` {reason}")]
    Spoilt {
        /// The target as given.
        target: String,
        /// Name of the object in it.
        object: String,
        /// What is wrong with it, as the end of the sentence.
        reason: String,
    },
    /// There is an archive where one is to be restored.
    #[error("`{path}` is there already, and nothing is restored over an archive; name another data directory with --data, or move this one away", path = path.display())]
    Occupied {
        /// What is in the way.
        path: PathBuf,
    },
    /// The disk has no space.
    #[error("{needed} MB are needed in `{path}`, {free} MB are free", path = path.display())]
    NoSpace {
        /// Megabytes (2^20 bytes) that are needed.
        needed: u64,
        /// Megabytes that are free.
        free: u64,
        /// Where.
        path: PathBuf,
    },
}

impl BackupError {
    pub(crate) fn io(path: impl Into<PathBuf>) -> impl FnOnce(io::Error) -> Self {
        let path = path.into();
        move |source| Self::Io { path, source }
    }
}
