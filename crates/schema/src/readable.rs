use std::io;
use std::path::Path;
use std::sync::Arc;

use tantivy::directory::error::{DeleteError, LockError, OpenDirectoryError, OpenReadError, OpenWriteError};
use tantivy::directory::{
    Directory, DirectoryLock, FileHandle, Lock, META_LOCK, MmapDirectory, WatchCallback, WatchHandle,
    WritePtr,
};

/// An index folder that can be searched where it cannot be written, such as a read-only mount.
///
/// tantivy locks a file while it opens segments, so that no other process removes them meanwhile. Where that file
/// cannot be written, nobody who could remove a segment shares our rights to the folder, and the lock is left out.
#[derive(Debug, Clone)]
pub(crate) struct ReadableDirectory(MmapDirectory);

impl ReadableDirectory {
    pub(crate) fn open(folder: &Path) -> Result<Self, OpenDirectoryError> {
        MmapDirectory::open(folder).map(Self)
    }
}

impl Directory for ReadableDirectory {
    fn acquire_lock(&self, lock: &Lock) -> Result<DirectoryLock, LockError> {
        or_without(self.0.acquire_lock(lock), lock)
    }

    fn get_file_handle(&self, path: &Path) -> Result<Arc<dyn FileHandle>, OpenReadError> {
        self.0.get_file_handle(path)
    }

    fn delete(&self, path: &Path) -> Result<(), DeleteError> {
        self.0.delete(path)
    }

    fn exists(&self, path: &Path) -> Result<bool, OpenReadError> {
        self.0.exists(path)
    }

    fn open_write(&self, path: &Path) -> Result<WritePtr, OpenWriteError> {
        self.0.open_write(path)
    }

    fn atomic_read(&self, path: &Path) -> Result<Vec<u8>, OpenReadError> {
        self.0.atomic_read(path)
    }

    fn atomic_write(&self, path: &Path, data: &[u8]) -> io::Result<()> {
        self.0.atomic_write(path, data)
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
