use std::fs::{self, File, TryLockError};

use vestnik_schema::DataDirectory;

use crate::IndexError;

/// Held by the one writer of a data directory. The operating system frees it when the process ends, however it ends.
#[derive(Debug)]
pub(crate) struct WriterLock {
    _file: File,
}

impl WriterLock {
    pub(crate) fn acquire(data: &DataDirectory) -> Result<Self, IndexError> {
        let folder = data.index_path();
        fs::create_dir_all(&folder).map_err(IndexError::io(&folder))?;
        let path = folder.join("writer.lock");
        let file = File::options()
            .create(true)
            .truncate(false)
            .write(true)
            .open(&path)
            .map_err(IndexError::io(&path))?;
        match file.try_lock() {
            Ok(()) => Ok(Self { _file: file }),
            Err(TryLockError::WouldBlock) => Err(IndexError::Locked { path }),
            Err(TryLockError::Error(source)) => Err(IndexError::Io { path, source }),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn there_is_one_writer_at_a_time() {
        let folder = tempfile::tempdir().unwrap();
        let data = DataDirectory::new(folder.path());
        let lock = WriterLock::acquire(&data).unwrap();
        let message = WriterLock::acquire(&data).unwrap_err().to_string();
        assert!(message.contains("writer.lock"), "{message}");
        drop(lock);
        WriterLock::acquire(&data).unwrap();
    }
}
