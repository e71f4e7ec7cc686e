use std::fs::{self, File};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use crate::files::{self, JournalFile, path_of, sync_folder};
use crate::group::Group;
use crate::read::scan;
use crate::{Found, JournalError};

/// A file that is this long is followed by a new one, so that old entries can be removed.
const FILE_BYTES: u64 = 16 << 20;

/// The one writer of a journal. Who writes must see to it that there is only one.
#[derive(Debug)]
pub struct Journal {
    folder: PathBuf,
    /// Files that are not written any more.
    closed: Vec<JournalFile>,
    current: Option<Current>,
    group: Group,
    durable: u64,
    torn: Option<Found>,
}

#[derive(Debug)]
struct Current {
    file: File,
    place: JournalFile,
    bytes: u64,
}

impl Journal {
    /// Opens a journal, or makes an empty one. A group at its end that was not written completely is cut off; see
    /// [`Self::torn`]. New entries get sequences behind those of all entries and behind `after`.
    ///
    /// # Errors
    /// [`JournalError::Io`] if the folder cannot be made or the last file cannot be read or written.
    pub fn open(folder: &Path, after: u64) -> Result<Self, JournalError> {
        if !folder.try_exists().map_err(JournalError::io(folder))? {
            fs::create_dir_all(folder).map_err(JournalError::io(folder))?;
            sync_folder(folder.parent().unwrap_or(folder))?;
        }
        let mut files = files::list(folder)?;
        let (mut last, mut torn, mut current) = (after, None, None);
        if let Some(place) = files.pop() {
            let bytes = fs::read(&place.path).map_err(JournalError::io(&place.path))?;
            last = last.max(place.first.saturating_sub(1));
            let kept = scan(&place.path, &bytes, true, |found| match found {
                Found::Entry(entry) => last = last.max(entry.sequence),
                Found::Torn { .. } => torn = Some(found),
                Found::Damage { .. } => {}
            });
            let file =
                File::options().write(true).open(&place.path).map_err(JournalError::io(&place.path))?;
            if kept < bytes.len() {
                file.set_len(kept as u64)
                    .and_then(|()| file.sync_all())
                    .map_err(JournalError::io(&place.path))?;
            }
            current = Some(Current { file, place, bytes: kept as u64 });
        }
        let group = Group::new(last + 1);
        Ok(Self { folder: folder.to_owned(), closed: files, current, group, durable: last, torn })
    }

    /// The group that [`Self::open`] cut off, if there was one.
    pub fn torn(&self) -> Option<&Found> {
        self.torn.as_ref()
    }

    /// Sequence of the last entry that survives a power cut.
    pub fn durable(&self) -> u64 {
        self.durable
    }

    /// Sequence that the next entry gets.
    pub fn next(&self) -> u64 {
        self.group.last() + 1
    }

    /// Bytes of all files.
    pub fn bytes(&self) -> u64 {
        let closed = self.closed.iter().filter_map(|file| Some(fs::metadata(&file.path).ok()?.len()));
        closed.sum::<u64>() + self.current.as_ref().map_or(0, |current| current.bytes)
    }

    /// Adds an entry of at most [`MAX_ENTRY_BYTES`](crate::MAX_ENTRY_BYTES) to the group; returns its sequence.
    pub fn append(&mut self, entry: &[u8]) -> u64 {
        self.group.push(entry);
        self.group.last()
    }

    /// Forgets the entries since the last [`Self::sync`].
    pub fn discard(&mut self) {
        self.group = Group::new(self.group.first());
    }

    /// Makes the group durable; returns [`Self::durable`].
    ///
    /// # Errors
    /// [`JournalError`] if it cannot be written. The group is forgotten then: nothing of it is in the journal, unless
    /// the disk cannot even be brought to forget it, and its sequences are not used again in that case.
    pub fn sync(&mut self) -> Result<u64, JournalError> {
        if self.group.is_empty() {
            return Ok(self.durable);
        }
        match self.write() {
            Ok(()) => {
                self.durable = self.group.last();
                self.group = Group::new(self.durable + 1);
                Ok(self.durable)
            }
            Err(error) => {
                self.give_up();
                Err(error)
            }
        }
    }

    fn write(&mut self) -> Result<(), JournalError> {
        let bytes = self.group.encode()?;
        if self.current.as_ref().is_some_and(|current| current.bytes >= FILE_BYTES) {
            self.close_current();
        }
        if self.current.is_none() {
            self.current = Some(self.create()?);
        }
        let Some(current) = &mut self.current else { return Ok(()) };
        write_at(&mut current.file, current.bytes, &bytes)
            .and_then(|()| current.file.sync_data())
            .map_err(JournalError::io(&current.place.path))?;
        current.bytes += bytes.len() as u64;
        Ok(())
    }

    fn create(&self) -> Result<Current, JournalError> {
        let place =
            JournalFile { first: self.group.first(), path: path_of(&self.folder, self.group.first()) };
        // One that is there already was made by an attempt that failed before it wrote anything.
        let file = File::options()
            .write(true)
            .create(true)
            .truncate(true)
            .open(&place.path)
            .map_err(JournalError::io(&place.path))?;
        sync_folder(&self.folder)?;
        Ok(Current { file, place, bytes: 0 })
    }

    /// Takes a group back whose writing failed. What a disk holds after a failed sync is unknown, so the file is
    /// written no further in any case.
    fn give_up(&mut self) {
        let (first, last) = (self.group.first(), self.group.last());
        let is_gone = self.current.as_ref().is_none_or(|current| {
            current.file.set_len(current.bytes).and_then(|()| current.file.sync_all()).is_ok()
        });
        self.close_current();
        self.group = Group::new(if is_gone { first } else { last + 1 });
    }

    fn close_current(&mut self) {
        let Some(current) = self.current.take() else { return };
        if current.bytes > 0 {
            self.closed.push(current.place);
        } else {
            fs::remove_file(&current.place.path).ok();
        }
    }

    /// Removes files all of whose entries have sequences up to `sequence`.
    ///
    /// # Errors
    /// [`JournalError::Io`] if a file cannot be removed.
    pub fn remove_until(&mut self, sequence: u64) -> Result<(), JournalError> {
        let is_used_up = self.durable <= sequence;
        if is_used_up && self.current.as_ref().is_some_and(|current| current.bytes >= FILE_BYTES) {
            self.close_current();
        }
        let behind = self.current.as_ref().map_or(self.group.first(), |current| current.place.first);
        let next_firsts = self.closed.iter().skip(1).map(|file| file.first).chain([behind]);
        let removable = next_firsts.take_while(|next| *next <= sequence + 1).count();
        for file in self.closed.drain(..removable.min(self.closed.len())) {
            match fs::remove_file(&file.path) {
                Err(error) if error.kind() != io::ErrorKind::NotFound => {
                    return Err(JournalError::io(&file.path)(error));
                }
                _ => {}
            }
        }
        Ok(())
    }
}

fn write_at(file: &mut File, offset: u64, bytes: &[u8]) -> io::Result<()> {
    use std::io::{Seek, SeekFrom};
    file.seek(SeekFrom::Start(offset))?;
    file.write_all(bytes)
}

#[cfg(test)]
#[path = "journal_tests.rs"]
mod tests;
