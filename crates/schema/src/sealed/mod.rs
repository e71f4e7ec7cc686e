//! Files of an index carry a checksum, so that a damaged disk is found and not served.
//!
//! Small files that are replaced as a whole end with a line of their own and are verified whenever they are read.
//! Large ones end with a trailer of twelve bytes; opening them looks only whether the trailer is there,
//! and [`verify_index_files`] reads them whole.

mod text;
mod trailer;
mod verify;

use std::io;
use std::path::Path;
use std::sync::Arc;

use tantivy::directory::error::{DeleteError, LockError, OpenDirectoryError, OpenReadError, OpenWriteError};
use tantivy::directory::{
    Directory, DirectoryLock, FileHandle, FileSlice, Lock, META_LOCK, MmapDirectory, WatchCallback,
    WatchHandle, WritePtr,
};

pub use text::{read_sealed, reseal, write_sealed};
pub use verify::{FileFault, index_files, is_segment_file, verify_index_file, verify_index_files};

/// Extension of a file that is about to be renamed.
const DRAFT: &str = "draft";

/// The folder of an index whose files are sealed, which can be searched where it cannot be written,
/// such as a read-only mount.
///
/// tantivy locks a file while it opens segments, so that no other process removes them meanwhile. Where that file
/// cannot be written, nobody who could remove a segment shares our rights to the folder, and the lock is left out.
#[derive(Debug, Clone)]
pub(crate) struct SealedDirectory(MmapDirectory);

impl SealedDirectory {
    pub(crate) fn open(folder: &Path) -> Result<Self, OpenDirectoryError> {
        MmapDirectory::open(folder).map(Self)
    }
}

impl Directory for SealedDirectory {
    fn acquire_lock(&self, lock: &Lock) -> Result<DirectoryLock, LockError> {
        or_without(self.0.acquire_lock(lock), lock)
    }

    fn get_file_handle(&self, path: &Path) -> Result<Arc<dyn FileHandle>, OpenReadError> {
        let file = FileSlice::new(self.0.get_file_handle(path)?);
        match trailer::without_trailer(&file) {
            Ok(content) => Ok(Arc::new(content)),
            Err(error) => Err(OpenReadError::wrap_io_error(error, path.to_owned())),
        }
    }

    fn delete(&self, path: &Path) -> Result<(), DeleteError> {
        self.0.delete(path)
    }

    fn exists(&self, path: &Path) -> Result<bool, OpenReadError> {
        self.0.exists(path)
    }

    fn open_write(&self, path: &Path) -> Result<WritePtr, OpenWriteError> {
        let file = trailer::SealingWriter::new(self.0.open_write(path)?);
        Ok(WritePtr::new(Box::new(file)))
    }

    fn atomic_read(&self, path: &Path) -> Result<Vec<u8>, OpenReadError> {
        text::unseal(self.0.atomic_read(path)?)
            .map_err(|error| OpenReadError::wrap_io_error(error, path.to_owned()))
    }

    fn atomic_write(&self, path: &Path, content: &[u8]) -> io::Result<()> {
        self.0.atomic_write(path, &text::seal(content))
    }

    fn sync_directory(&self) -> io::Result<()> {
        self.0.sync_directory()
    }

    fn watch(&self, watch_callback: WatchCallback) -> tantivy::Result<WatchHandle> {
        self.0.watch(watch_callback)
    }
}

/// The reader's lock may be missing on a folder that cannot be written; the writer's may not.
fn or_without(locked: Result<DirectoryLock, LockError>, lock: &Lock) -> Result<DirectoryLock, LockError> {
    match locked {
        Err(LockError::IoError(error)) if lock.filepath == META_LOCK.filepath && is_read_only(&error) => {
            Ok(DirectoryLock::from(Box::new(())))
        }
        other => other,
    }
}

fn is_read_only(error: &io::Error) -> bool {
    matches!(error.kind(), io::ErrorKind::PermissionDenied | io::ErrorKind::ReadOnlyFilesystem)
}

#[cfg(test)]
mod index_tests;

#[cfg(test)]
mod tests {
    use tantivy::directory::INDEX_WRITER_LOCK;

    use super::*;

    #[test]
    fn only_the_lock_of_readers_may_be_missing_and_only_where_writing_is_forbidden() {
        let refused = |kind| Err(LockError::IoError(Arc::new(io::Error::from(kind))));
        for kind in [io::ErrorKind::PermissionDenied, io::ErrorKind::ReadOnlyFilesystem] {
            assert!(or_without(refused(kind), &META_LOCK).is_ok());
            assert!(or_without(refused(kind), &INDEX_WRITER_LOCK).is_err());
        }
        assert!(or_without(refused(io::ErrorKind::StorageFull), &META_LOCK).is_err());
        assert!(or_without(Err(LockError::LockBusy), &META_LOCK).is_err());
    }
}
