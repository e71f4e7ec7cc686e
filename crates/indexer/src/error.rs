use std::io;
use std::path::PathBuf;

use thiserror::Error;
use vestnik_journal::JournalError;
use vestnik_schema::SchemaError;

use crate::Problem;

/// Why a run ended without doing what was asked. What lies below an error is its source and no part of its message.
#[derive(Debug, Error)]
#[non_exhaustive]
pub enum IndexError {
    /// A path that was named does not exist.
    #[error("`{path}` does not exist", path = path.display())]
    NotFound {
        /// The path as given.
        path: PathBuf,
    },
    /// A glob pattern matches no file.
    #[error("no file matches `{pattern}`")]
    NoMatch {
        /// The pattern as given.
        pattern: String,
    },
    /// A glob pattern is malformed.
    #[error("`{pattern}` is not a valid pattern: {reason}")]
    Pattern {
        /// The pattern as given.
        pattern: String,
        /// What is wrong with it.
        reason: String,
    },
    /// Another writer works on the same data directory.
    #[error("another vestnik is writing to this index (it holds `{path}`); wait for it to end, then run again", path = path.display())]
    Locked {
        /// The lock file.
        path: PathBuf,
    },
    /// [`strict`](crate::IndexerSettings::strict) is set and a record is bad. Nothing of the run was kept.
    #[error("{0}; nothing was indexed because the run is strict")]
    Strict(Problem),
    /// A file of a rebuild cannot be read to its end; the current index is as it was.
    #[error(
        "{0}; the rebuild was given up and the current index is unchanged, repair or remove the file and run again"
    )]
    Unreadable(Problem),
    /// A file or folder could not be read or written.
    #[error("cannot read or write `{path}`", path = path.display())]
    Io {
        /// The file or folder.
        path: PathBuf,
        /// What the operating system said.
        source: io::Error,
    },
    /// The register of a generation is not as it was written.
    #[error(
        "`{path}` is damaged ({reason}); restore a snapshot with `vestnik restore`, or remove the file: articles under embargo and what is remembered of deleted ones are lost with it, and nothing else",
        path = path.display()
    )]
    Register {
        /// The file.
        path: PathBuf,
        /// What is wrong with it.
        reason: String,
    },
    /// A rebuild from files would drop articles that are in no file.
    #[error(
        "articles were sent to this archive that are in no file, and a rebuild from files drops them; `vestnik rebuild` keeps everything, `--drop-sent` drops them"
    )]
    WouldDrop,
    /// There is not enough space on the disk for a second generation.
    #[error("a new generation takes about {needed} MB beside the old one, and {free} MB are free in `{path}`; free some space and run again", path = path.display())]
    NoSpace {
        /// Megabytes that are needed, about.
        needed: u64,
        /// Megabytes that are free.
        free: u64,
        /// Folder of the index.
        path: PathBuf,
    },
    /// There is no such generation, or it is not finished.
    #[error("there is no finished generation {number}; `vestnik generations list` shows what there is")]
    NoGeneration {
        /// The number that was asked for.
        number: u32,
    },
    /// A generation lacks writes that the journal does not hold any more.
    #[error(
        "generation {number} lacks {missing} changes that were sent to the archive since it was replaced; `--force` switches to it all the same"
    )]
    Behind {
        /// The generation.
        number: u32,
        /// Changes that it lacks.
        missing: u64,
    },
    /// The journal cannot be read or written.
    #[error(transparent)]
    Journal(#[from] JournalError),
    /// An entry of the journal means nothing to this binary.
    #[error("entry {sequence} of the journal in `{path}` was written by a later vestnik ({reason}); use that one", path = path.display())]
    Entry {
        /// Folder of the journal.
        path: PathBuf,
        /// Sequence of the entry.
        sequence: u64,
        /// What is wrong with it.
        reason: String,
    },
    /// The index cannot be opened, or is of a version that this binary does not understand.
    #[error(transparent)]
    Schema(#[from] SchemaError),
    /// The index cannot be read, most likely because it is damaged.
    #[error(
        "the index in `{path}` cannot be read; `vestnik check` tells whether it is damaged: if so, restore a snapshot with `vestnik restore`, or go back with `vestnik generations switch`",
        path = path.display()
    )]
    Read {
        /// Folder of the generation.
        path: PathBuf,
        /// What the engine said.
        source: Box<dyn std::error::Error + Send + Sync>,
    },
    /// The index cannot be written, for example because the disk is full.
    #[error("the index in `{path}` cannot be written; what was committed before is safe", path = path.display())]
    Write {
        /// Folder of the generation.
        path: PathBuf,
        /// What the engine said.
        source: Box<dyn std::error::Error + Send + Sync>,
    },
}

impl IndexError {
    pub(crate) fn io(path: impl Into<PathBuf>) -> impl FnOnce(io::Error) -> Self {
        let path = path.into();
        move |source| Self::Io { path, source }
    }

    pub(crate) fn read<E>(path: impl Into<PathBuf>) -> impl FnOnce(E) -> Self
    where
        E: std::error::Error + Send + Sync + 'static,
    {
        let path = path.into();
        move |source| Self::Read { path, source: Box::new(source) }
    }

    pub(crate) fn write<E>(path: impl Into<PathBuf>) -> impl FnOnce(E) -> Self
    where
        E: std::error::Error + Send + Sync + 'static,
    {
        let path = path.into();
        move |source| Self::Write { path, source: Box::new(source) }
    }
}

#[cfg(test)]
mod tests {
    use std::error::Error;

    use super::*;

    #[test]
    fn a_chain_of_errors_says_each_thing_once() {
        let denied = || io::Error::from(io::ErrorKind::PermissionDenied);
        for error in [
            IndexError::io("writer.lock")(denied()),
            IndexError::write("index")(denied()),
            IndexError::read("index")(denied()),
        ] {
            let source = error.source().unwrap().to_string();
            assert!(!error.to_string().contains(&source), "{error}");
        }
    }
}
