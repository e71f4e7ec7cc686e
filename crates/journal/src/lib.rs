//! A journal: entries that are safe on disk before anybody is told that they were taken.
//!
//! An entry is bytes with a sequence number; what the bytes mean is the writer's business. Entries are gathered with
//! [`Journal::append`] and made safe together with [`Journal::sync`], in one write and one wait for the disk: a group.
//! After a power cut a group is there as a whole or not at all. [`read()`] gives entries back in their order, and
//! [`Journal::remove_until`] frees the space of those that nobody needs any more.
//!
//! ```text
//! FOLDER/00000000000000000001.journal    groups of entries from sequence 1 on
//! FOLDER/00000000000000004711.journal    those from 4711 on
//!
//! group: magic, payload length, number of entries, sequence of the first, CRC32 of all this and the payload, payload
//! payload: for each entry its length and its bytes; all numbers are little endian
//! ```
//!
//! ```
//! # fn main() -> Result<(), Box<dyn std::error::Error>> {
//! use vestnik_journal::{Found, Journal, read};
//!
//! let folder = tempfile::tempdir()?;
//! let mut journal = Journal::open(folder.path(), 0)?;
//! journal.append(b"one");
//! journal.append(b"two");
//! assert_eq!(journal.sync()?, 2);
//! let entries: Vec<_> = read(folder.path(), 1)?.collect();
//! assert!(matches!(&entries[..], [Ok(Found::Entry(entry))] if entry.payload == b"two"));
//! # Ok(())
//! # }
//! ```

mod error;
mod files;
mod group;
mod journal;
mod read;

pub use error::JournalError;
pub use group::{Entry, MAX_ENTRY_BYTES};
pub use journal::Journal;
pub use read::{Entries, Found, Verified, files_after, read, verify};
