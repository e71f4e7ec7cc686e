use std::fs::{self, File, TryLockError};
use std::io::{Read, Seek, Write};
use std::path::{Path, PathBuf};
use std::thread;
use std::time::{Duration, Instant};

use vestnik_schema::DataDirectory;

use crate::IndexError;

const LOCK: &str = "writer.lock";
const REBUILD: &str = "rebuild.lock";
/// Held by who waits for the writer lock, so that a live archive sees that somebody does.
const QUEUE: &str = "writer.queue";

/// What the lock file of a live archive says: it gives the lock up when it is asked to.
const LIVE: &[u8] = b"live";

/// Longest time to wait for a live archive to commit and to give the lock up.
const PATIENCE: Duration = Duration::from_secs(30);
/// How long a lock may be held by somebody who only looks.
const MOMENT: Duration = Duration::from_millis(100);
const POLL: Duration = Duration::from_millis(10);

/// Held by the one writer of a data directory. The operating system frees it when the process ends, however it ends.
#[derive(Debug)]
pub(crate) struct WriterLock {
    file: File,
    folder: PathBuf,
}

impl WriterLock {
    /// Takes the lock for a run. Waits for a live archive to hand it over, and for nobody else.
    pub(crate) fn acquire(data: &DataDirectory) -> Result<Self, IndexError> {
        let folder = made(data)?;
        if let Some(lock) = Self::attempt(&folder)? {
            return Ok(lock);
        }
        let path = folder.join(LOCK);
        let locked = || IndexError::Locked { path: path.clone() };
        let begun = Instant::now();
        let mut queue = try_lock(&folder.join(QUEUE))?;
        // A lock that has changed hands may be free of its note for a moment, and whoever looks whether somebody waits
        // holds the queue for a moment.
        while begun.elapsed() < MOMENT || queue.is_some() && is_live(&path) && begun.elapsed() < PATIENCE {
            if let Some(lock) = Self::attempt(&folder)? {
                return Ok(lock);
            }
            thread::sleep(POLL);
            if queue.is_none() {
                queue = try_lock(&folder.join(QUEUE))?;
            }
        }
        Err(locked())
    }

    /// Takes the lock for a live archive, if it is free and nobody waits for it.
    pub(crate) fn acquire_live(data: &DataDirectory) -> Result<Self, IndexError> {
        let folder = made(data)?;
        let locked = || IndexError::Locked { path: folder.join(LOCK) };
        let _queue = try_lock(&folder.join(QUEUE))?.ok_or_else(locked)?;
        let mut lock = Self::attempt(&folder)?.ok_or_else(locked)?;
        lock.note(LIVE).map_err(IndexError::io(folder.join(LOCK)))?;
        Ok(lock)
    }

    /// Whether another process waits for the lock.
    pub(crate) fn is_wanted(&self) -> bool {
        matches!(try_lock(&self.folder.join(QUEUE)), Ok(None))
    }

    fn attempt(folder: &Path) -> Result<Option<Self>, IndexError> {
        let path = folder.join(LOCK);
        let Some(file) = try_lock(&path)? else { return Ok(None) };
        let mut lock = Self { file, folder: folder.to_owned() };
        lock.note(b"").map_err(IndexError::io(path))?;
        Ok(Some(lock))
    }

    fn note(&mut self, text: &[u8]) -> std::io::Result<()> {
        self.file.set_len(0)?;
        self.file.rewind()?;
        self.file.write_all(text)
    }
}

/// Held while a generation is being built beside the current one, and by runs that write to the current one without
/// telling the journal: a rebuild would not see what they do. A live archive goes on beside it.
#[derive(Debug)]
pub(crate) struct RebuildLock {
    _file: File,
}

impl RebuildLock {
    pub(crate) fn acquire(data: &DataDirectory) -> Result<Self, IndexError> {
        let path = made(data)?.join(REBUILD);
        match try_lock(&path)? {
            Some(file) => Ok(Self { _file: file }),
            None => Err(IndexError::Locked { path }),
        }
    }

    /// Whether somebody holds it, or may hold it because that cannot be found out.
    pub(crate) fn is_held(data: &DataDirectory) -> bool {
        !matches!(try_lock(&data.index_path().join(REBUILD)), Ok(Some(_)))
    }
}

fn made(data: &DataDirectory) -> Result<PathBuf, IndexError> {
    let folder = data.index_path();
    fs::create_dir_all(&folder).map_err(IndexError::io(&folder))?;
    Ok(folder)
}

fn try_lock(path: &Path) -> Result<Option<File>, IndexError> {
    let options = File::options().create(true).truncate(false).read(true).write(true).open(path);
    let file = options.map_err(IndexError::io(path))?;
    match file.try_lock() {
        Ok(()) => Ok(Some(file)),
        Err(TryLockError::WouldBlock) => Ok(None),
        Err(TryLockError::Error(source)) => Err(IndexError::Io { path: path.to_owned(), source }),
    }
}

fn is_live(path: &Path) -> bool {
    let mut note = Vec::new();
    let read = File::open(path).and_then(|file| file.take(16).read_to_end(&mut note));
    read.is_ok() && note == LIVE
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
        assert!(WriterLock::acquire_live(&data).is_err());
        drop(lock);
        WriterLock::acquire(&data).unwrap();
    }

    #[test]
    fn a_live_archive_is_waited_for_and_sees_it() {
        let folder = tempfile::tempdir().unwrap();
        let data = DataDirectory::new(folder.path());
        let live = WriterLock::acquire_live(&data).unwrap();
        assert!(!live.is_wanted());
        let other = data.clone();
        let waiting = thread::spawn(move || WriterLock::acquire(&other).map(drop));
        while !live.is_wanted() {
            thread::yield_now();
        }
        drop(live);
        waiting.join().unwrap().unwrap();
        WriterLock::acquire_live(&data).unwrap();
    }
}
