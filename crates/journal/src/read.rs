use std::collections::VecDeque;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use crate::files::{self, JournalFile};
use crate::group::{Parsed, find, parse};
use crate::{Entry, JournalError};

/// What [`read()`] finds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Found {
    /// An entry.
    Entry(Entry),
    /// Bytes in the middle of a journal that are no sound entries; reading goes on behind them.
    Damage {
        /// The file.
        path: PathBuf,
        /// Where the damage begins, in bytes.
        offset: u64,
        /// How far it goes, in bytes.
        bytes: u64,
    },
    /// The end of the last group is missing: it was being written when the power went out, and was never
    /// acknowledged. Or its end was damaged later, which looks the same.
    Torn {
        /// The file.
        path: PathBuf,
        /// Where the incomplete group begins, in bytes.
        offset: u64,
        /// How much of it there is, in bytes.
        bytes: u64,
    },
}

/// Reads the entries behind the sequence `after`, in their order. Files are read one by one, so that memory for one
/// of them is needed. What is appended meanwhile may be found or not.
///
/// # Errors
/// [`JournalError::Io`] if the folder cannot be listed.
pub fn read(folder: &Path, after: u64) -> Result<Entries, JournalError> {
    Ok(Entries { files: needed_files(folder, after)?.into(), after, found: VecDeque::new() })
}

/// Paths of the files that hold the entries behind the sequence `after`, in the order of their entries. The last of
/// them may be written to.
///
/// # Errors
/// [`JournalError::Io`] if the folder cannot be listed.
pub fn files_after(folder: &Path, after: u64) -> Result<Vec<PathBuf>, JournalError> {
    Ok(needed_files(folder, after)?.into_iter().map(|file| file.path).collect())
}

fn needed_files(folder: &Path, after: u64) -> Result<Vec<JournalFile>, JournalError> {
    let mut files = files::list(folder)?;
    // A file whose successor begins with `after + 1` or earlier holds nothing that is wanted.
    let superfluous = files.iter().skip(1).take_while(|file| file.first <= after + 1).count();
    files.drain(..superfluous);
    Ok(files)
}

/// Entries of a journal.
#[derive(Debug)]
pub struct Entries {
    files: VecDeque<JournalFile>,
    after: u64,
    found: VecDeque<Found>,
}

impl Iterator for Entries {
    type Item = Result<Found, JournalError>;

    fn next(&mut self) -> Option<Self::Item> {
        loop {
            if let Some(found) = self.found.pop_front() {
                return Some(Ok(found));
            }
            let file = self.files.pop_front()?;
            let bytes = match fs::read(&file.path) {
                Ok(bytes) => bytes,
                // The writer has removed it meanwhile, because nobody needs it.
                Err(error) if error.kind() == io::ErrorKind::NotFound => continue,
                Err(error) => return Some(Err(JournalError::io(&file.path)(error))),
            };
            scan(&file.path, &bytes, self.files.is_empty(), |found| {
                let is_wanted = !matches!(&found, Found::Entry(entry) if entry.sequence <= self.after);
                if is_wanted {
                    self.found.push_back(found);
                }
            });
        }
    }
}

/// Walks through the bytes of one file; returns how many of them, from the start, are to be kept.
pub(crate) fn scan(path: &Path, bytes: &[u8], is_last: bool, mut take: impl FnMut(Found)) -> usize {
    let mut at = 0;
    while at < bytes.len() {
        if let Parsed::Group(entries, size) = parse(&bytes[at..]) {
            entries.into_iter().for_each(|entry| take(Found::Entry(entry)));
            at += size;
            continue;
        }
        let path = path.to_owned();
        let offset = at as u64;
        match find(bytes, at + 1) {
            Some(next) => {
                take(Found::Damage { path, offset, bytes: (next - at) as u64 });
                at = next;
            }
            None => {
                let bytes = (bytes.len() - at) as u64;
                take(if is_last {
                    Found::Torn { path, offset, bytes }
                } else {
                    Found::Damage { path, offset, bytes }
                });
                return at;
            }
        }
    }
    at
}

/// What [`verify`] found.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Verified {
    /// Number of sound entries.
    pub entries: u64,
    /// Sequence of the last of them; 0 without any.
    pub last: u64,
    /// Bytes of all files.
    pub bytes: u64,
    /// Damage and a torn end, if any.
    pub faults: Vec<Found>,
}

/// Reads a whole journal and says what is wrong with it.
///
/// # Errors
/// [`JournalError::Io`] if a file cannot be read.
pub fn verify(folder: &Path) -> Result<Verified, JournalError> {
    let mut verified = Verified::default();
    for file in files::list(folder)? {
        verified.bytes += fs::metadata(&file.path).map_or(0, |metadata| metadata.len());
    }
    for found in read(folder, 0)? {
        match found? {
            Found::Entry(entry) => {
                verified.entries += 1;
                verified.last = verified.last.max(entry.sequence);
            }
            fault => verified.faults.push(fault),
        }
    }
    Ok(verified)
}
