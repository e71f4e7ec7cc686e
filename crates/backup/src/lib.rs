//! Snapshots of an archive, its way back from one, and whether it is whole.
//!
//! [`snapshot`] copies an archive to a folder or an object store while it is searched and written to, [`restore`] brings
//! it back into an empty data directory, and [`check`] reads every byte of an archive and compares what is written down
//! twice.
//!
//! ```text
//! TARGET/blobs/ab/abcd…                        content of files, by its SHA-256
//! TARGET/snapshots/20260714T120000000Z-….json   one snapshot: names, sizes and hashes of its files; written last
//! ```
//!
//! Files of segments never change, so that a snapshot carries over only what is new since the one before.

mod check;
mod error;
mod manifest;
mod pin;
mod prune;
mod restore;
mod snapshot;
mod space;
mod target;
#[cfg(test)]
mod tests;

pub use check::{CheckReport, Fault, GenerationCheck, Which, check};
pub use error::BackupError;
pub use manifest::{SnapshotFile, SnapshotManifest};
pub use prune::{Pruned, SnapshotContents, SnapshotFacts, list, verify};
pub use restore::{RestoreReport, restore};
pub use snapshot::{SnapshotReport, snapshot};
pub use target::Target;
