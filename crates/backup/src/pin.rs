//! One state of an archive, held fast while it goes on changing.

use std::fs::{self, File, TryLockError};
use std::io;
use std::path::Path;
use std::thread;
use std::time::Duration;

use vestnik_journal::{Found, Journal, files_after};
use vestnik_schema::{DataDirectory, Generation, OpenIndex, SchemaError, index_files, open_generation};

use crate::BackupError;

const LOCK: &str = "snapshot.lock";
const FOLDER: &str = "snapshot";
const META: &str = "meta.json";

/// Beside the index, what an archive consists of. What feeds brought is noted after it is in the index, so the note is
/// taken before the index is.
const BESIDE: [&str; 3] = ["keys.json", "follower.json", "follower"];

/// How often a state is tried to be caught between two commits.
const ATTEMPTS: usize = 200;
const PAUSE: Duration = Duration::from_millis(20);

/// A data directory whose files are those of another at one moment: hard links, so that it takes no space of its own, and
/// nothing that the writer removes meanwhile is lost. It vanishes when it is dropped, and a killed process leaves it to
/// the next one.
#[derive(Debug)]
pub(crate) struct Pin {
    data: DataDirectory,
    generation: Generation,
    articles: u64,
    _lock: File,
}

impl Pin {
    /// Holds the present state of an archive fast.
    pub(crate) fn new(data: &DataDirectory) -> Result<Self, BackupError> {
        let index = data.index_path();
        if data.current()?.is_none() {
            return Err(SchemaError::NoIndex { path: index, data: data.root().to_owned() }.into());
        }
        let lock = lock(&index.join(LOCK))?;
        let folder = index.join(FOLDER);
        let mut failure = BackupError::Restless;
        for attempt in 0..ATTEMPTS {
            if attempt > 0 {
                thread::sleep(PAUSE);
            }
            remove(&folder)?;
            match caught(data, &folder) {
                Ok(Some((generation, articles))) => {
                    return Ok(Self { data: DataDirectory::new(folder), generation, articles, _lock: lock });
                }
                Ok(None) => failure = BackupError::Restless,
                // It was put aside meanwhile; if it stays away, it is missing.
                Err(BackupError::Io { path, source }) if source.kind() == io::ErrorKind::NotFound => {
                    failure = BackupError::Damaged { path, reason: "it is missing".to_owned() };
                }
                Err(error) => {
                    remove(&folder)?;
                    return Err(error);
                }
            }
        }
        remove(&folder)?;
        Err(failure)
    }

    /// The data directory that does not change.
    pub(crate) fn data(&self) -> &DataDirectory {
        &self.data
    }

    /// Its only generation.
    pub(crate) fn generation(&self) -> &Generation {
        &self.generation
    }

    /// Articles in its index.
    pub(crate) fn articles(&self) -> u64 {
        self.articles
    }
}

impl Drop for Pin {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(self.data.root());
    }
}

/// Takes a lock that ends with the file.
pub(crate) fn lock(path: &Path) -> Result<File, BackupError> {
    let options = File::options().create(true).truncate(false).write(true).open(path);
    let file = options.map_err(BackupError::io(path))?;
    match file.try_lock() {
        Ok(()) => Ok(file),
        Err(TryLockError::WouldBlock) => Err(BackupError::Locked { path: path.to_owned() }),
        Err(TryLockError::Error(error)) => Err(BackupError::io(path)(error)),
    }
}

fn remove(folder: &Path) -> Result<(), BackupError> {
    match fs::remove_dir_all(folder) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => Err(BackupError::io(folder)(error)),
        _ => Ok(()),
    }
}

/// Links everything into `folder`, unless a commit or a merge comes in between.
fn caught(data: &DataDirectory, folder: &Path) -> Result<Option<(Generation, u64)>, BackupError> {
    let Some(current) = data.current()? else { return Ok(None) };
    let meta = current.path().join(META);
    let Some(before) = or_none(fs::read(&meta)).map_err(BackupError::io(&meta))? else { return Ok(None) };
    let linked = link_all(data, &current, folder);
    let after = or_none(fs::read(&meta)).map_err(BackupError::io(&meta))?;
    if after != Some(before) || data.current()?.as_ref() != Some(&current) {
        return Ok(None);
    }
    linked?;
    let pinned = DataDirectory::new(folder).current()?;
    let Some(generation) = pinned else { return Ok(None) };
    let articles = opened(&generation)?.num_articles()?;
    Ok(Some((generation, articles)))
}

fn link_all(data: &DataDirectory, current: &Generation, folder: &Path) -> Result<(), BackupError> {
    fs::create_dir_all(folder).map_err(BackupError::io(folder))?;
    for name in BESIDE {
        copy_tree(&data.root().join(name), &folder.join(name))?;
    }
    let pinned = DataDirectory::new(folder);
    let target = pinned.index_path().join(current.path().file_name().unwrap_or_default());
    fs::create_dir_all(&target).map_err(BackupError::io(&target))?;
    for name in index_files(current).map_err(BackupError::io(current.path()))? {
        if name != Generation::UNFINISHED {
            link(&current.path().join(&name), &target.join(&name))?;
        }
    }
    let sequence = opened(current)?.sequence()?;
    let journal = pinned.journal_path();
    fs::create_dir_all(&journal).map_err(BackupError::io(&journal))?;
    let mut files = files_after(&data.journal_path(), sequence)?;
    let last = files.pop();
    for file in &files {
        link(file, &journal.join(file.file_name().unwrap_or_default()))?;
    }
    // The last one is written to, and a link to it would grow.
    if let Some(file) = last {
        copy(&file, &journal.join(file.file_name().unwrap_or_default()))?;
    }
    // A group that was just being written is cut off.
    drop(Journal::open(&journal, sequence)?);
    for found in vestnik_journal::read(&journal, sequence)? {
        if let Found::Damage { path, offset, bytes } = found? {
            let path = data.journal_path().join(path.file_name().unwrap_or_default());
            let reason = format!("{bytes} bytes from byte {offset} on are damaged");
            return Err(BackupError::Damaged { path, reason });
        }
    }
    let pointer = Path::new("index").join("CURRENT");
    link(&data.root().join(&pointer), &folder.join(&pointer))
}

/// An index that was opened before is damaged if it cannot be opened.
fn opened(generation: &Generation) -> Result<OpenIndex, BackupError> {
    open_generation(generation).map_err(|error| match error {
        SchemaError::Version { .. } | SchemaError::Io { .. } => error.into(),
        _ => BackupError::Damaged { path: generation.path().to_owned(), reason: error.to_string() },
    })
}

/// Copies a file, or all files below a folder; nothing if there is neither.
fn copy_tree(from: &Path, to: &Path) -> Result<(), BackupError> {
    let entries = match fs::read_dir(from) {
        Ok(entries) => entries,
        Err(error) if error.kind() == io::ErrorKind::NotADirectory => return copy(from, to),
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(()),
        Err(error) => return Err(BackupError::io(from)(error)),
    };
    fs::create_dir_all(to).map_err(BackupError::io(to))?;
    for entry in entries {
        let entry = entry.map_err(BackupError::io(from))?;
        copy_tree(&entry.path(), &to.join(entry.file_name()))?;
    }
    Ok(())
}

fn copy(from: &Path, to: &Path) -> Result<(), BackupError> {
    fs::copy(from, to).map(drop).map_err(BackupError::io(from))
}

/// File systems without hard links get a copy.
fn link(from: &Path, to: &Path) -> Result<(), BackupError> {
    fs::hard_link(from, to).map_err(BackupError::io(from)).or_else(|_| copy(from, to))
}

fn or_none<T>(read: io::Result<T>) -> io::Result<Option<T>> {
    match read {
        Ok(value) => Ok(Some(value)),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
        Err(error) => Err(error),
    }
}
