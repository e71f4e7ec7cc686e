use std::io;
use std::path::{Path, PathBuf};

use thiserror::Error;

/// What can go wrong with a journal on disk.
#[derive(Debug, Error)]
#[non_exhaustive]
pub enum JournalError {
    /// A file or folder could not be read or written.
    #[error("cannot read or write {path}", path = path.display())]
    Io {
        /// The file or folder.
        path: PathBuf,
        /// What the operating system said.
        source: io::Error,
    },
    /// A group is larger than the format can hold.
    #[error("a group of {bytes} bytes does not fit into a journal")]
    TooLarge {
        /// Its size.
        bytes: usize,
    },
}

impl JournalError {
    pub(crate) fn io(path: &Path) -> impl FnOnce(io::Error) -> Self {
        move |source| Self::Io { path: path.to_owned(), source }
    }

    /// What the operating system said, if it said anything.
    pub fn io_error(&self) -> Option<&io::Error> {
        match self {
            Self::Io { source, .. } => Some(source),
            Self::TooLarge { .. } => None,
        }
    }
}
