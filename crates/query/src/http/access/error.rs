use std::io;
use std::path::{Path, PathBuf};

use thiserror::Error;

/// Why keys cannot be read, made or revoked.
#[derive(Debug, Error)]
#[non_exhaustive]
pub enum KeyError {
    /// A right that cannot be given.
    #[error("{what} cannot be {value:?}; allowed: {allowed}")]
    Invalid {
        /// Which right.
        what: &'static str,
        /// What was asked for.
        value: String,
        /// What could be.
        allowed: String,
    },
    /// No key has this id.
    #[error("no key {id:?}; `vestnik keys list` shows all")]
    Unknown {
        /// The id, or the key.
        id: String,
    },
    /// Another key has the rights of visitors already.
    #[error("visitors of the pages have the rights of the key {id} already; revoke it first")]
    PagesTaken {
        /// Id of that key.
        id: String,
    },
    /// The file is no file of keys.
    #[error("the keys in {} cannot be read: {reason}; mend the file, or put a copy of it back", path.display())]
    Damaged {
        /// The file.
        path: PathBuf,
        /// What is wrong.
        reason: String,
    },
    /// The file cannot be read or written.
    #[error("{}: {cause}", path.display())]
    Io {
        /// The file.
        path: PathBuf,
        /// What the system says.
        cause: io::Error,
    },
    /// The system gives no random bytes.
    #[error("the system gives no random bytes: {0}")]
    Random(String),
}

impl KeyError {
    pub(crate) fn io(path: &Path) -> impl FnOnce(io::Error) -> Self {
        let path = path.to_path_buf();
        move |cause| Self::Io { path, cause }
    }
}
