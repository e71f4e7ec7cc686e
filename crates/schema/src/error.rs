use std::io;
use std::path::{Path, PathBuf};

use thiserror::Error;

/// What can go wrong between an index on disk and this binary.
#[derive(Debug, Error)]
#[non_exhaustive]
pub enum SchemaError {
    /// A file or folder could not be read or written.
    #[error("cannot read or write {path}", path = path.display())]
    Io {
        /// The file or folder.
        path: PathBuf,
        /// What the operating system said.
        source: io::Error,
    },
    /// The data directory holds no index.
    #[error("there is no index in {path}; build one with `vestnik index PATH… --data {data}`, or begin with an empty one: `vestnik serve --create --data {data}`", path = path.display(), data = data.display())]
    NoIndex {
        /// Where an index was looked for.
        path: PathBuf,
        /// The data directory, as the user names it.
        data: PathBuf,
    },
    /// The pointer to the current generation is damaged.
    #[error("{path} does not say which generation is the current one ({reason}); `vestnik generations list --data {data}` shows what there is, `vestnik generations switch NUMBER --data {data}` writes it anew", path = path.display(), data = data_of(path).display())]
    Pointer {
        /// The pointer file.
        path: PathBuf,
        /// What is wrong with it.
        reason: String,
    },
    /// A snapshot was being restored, and not to its end.
    #[error("`{path}` says that restoring a snapshot was broken off here; run `vestnik restore` again, or remove the folder it is in", path = path.display())]
    Restoring {
        /// The mark.
        path: PathBuf,
    },
    /// The manifest is not what this program writes.
    #[error("{path}: not an index that can be used ({reason}); restore a snapshot with `vestnik restore`, go back with `vestnik generations switch`, or rebuild it with `vestnik index --rebuild PATH… --data {data}`", path = path.display(), data = data_of(path).display())]
    Manifest {
        /// The manifest file.
        path: PathBuf,
        /// What is wrong with it.
        reason: String,
    },
    /// The index has another format version than this binary writes.
    #[error("the index in {path} has {what} version {found}, this vestnik reads version {expected}; rebuild it with `vestnik index --rebuild PATH… --data {data}`, or use the vestnik that wrote it ({written_by})", path = path.display(), data = data_of(path).display())]
    Version {
        /// The generation's folder.
        path: PathBuf,
        /// `format`.
        what: &'static str,
        /// The version in the manifest.
        found: u32,
        /// The version this binary reads.
        expected: u32,
        /// Version of the vestnik that wrote the index.
        written_by: String,
    },
    /// The index was written by another analyzer: searches would silently miss articles.
    #[error("the index in {path} has analyzer version {found}, this vestnik has version {expected}; `vestnik rebuild --data {data}` makes a new one of the same articles, or use the vestnik that wrote it ({written_by})", path = path.display(), data = data_of(path).display())]
    Analyzer {
        /// The generation's folder.
        path: PathBuf,
        /// The version in the manifest.
        found: u32,
        /// The version of this binary.
        expected: u32,
        /// Version of the vestnik that wrote the index.
        written_by: String,
    },
    /// An article could not be written as JSON.
    #[error("the article cannot be stored")]
    Encode(#[source] serde_json::Error),
    /// A stored article could not be read.
    #[error("a stored article cannot be read; `vestnik check` tells whether the index is damaged")]
    Decode(#[source] serde_json::Error),
    /// tantivy refused the index.
    #[error("the index in {path} cannot be opened; if it is damaged, restore a snapshot with `vestnik restore`, go back with `vestnik generations switch`, or rebuild it with `vestnik index --rebuild PATH… --data {data}`", path = path.display(), data = data_of(path).display())]
    Tantivy {
        /// The generation's folder.
        path: PathBuf,
        /// What tantivy said.
        source: tantivy::TantivyError,
    },
}

/// The data directory that a generation, its manifest or the pointer to it lies in.
fn data_of(path: &Path) -> &Path {
    let index = path.ancestors().find(|folder| folder.file_name().is_some_and(|name| name == "index"));
    index.and_then(Path::parent).unwrap_or(path)
}

impl SchemaError {
    pub(crate) fn io(path: impl Into<PathBuf>) -> impl FnOnce(io::Error) -> Self {
        let path = path.into();
        move |source| Self::Io { path, source }
    }
}
