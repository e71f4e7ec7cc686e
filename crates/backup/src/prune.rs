use std::collections::HashSet;

use jiff::{SignedDuration, Timestamp};
use serde::Serialize;
use sha2::{Digest, Sha256};

use crate::manifest::{BLOBS, hex, object};
use crate::{BackupError, SnapshotFile, SnapshotManifest, Target};

/// Contents that belong to no snapshot are left alone for so long: another snapshot may be about to need them.
const GRACE: SignedDuration = SignedDuration::from_hours(24);

/// A snapshot in a target.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct SnapshotFacts {
    /// Its name.
    pub name: String,
    /// What it consists of; `None` if that cannot be read.
    #[serde(flatten)]
    pub contents: Option<SnapshotContents>,
}

/// What a snapshot consists of.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct SnapshotContents {
    /// When it was taken.
    pub taken_at: Timestamp,
    /// Number of the generation that was searched.
    pub generation: u32,
    /// Articles in the index; those that only the journal holds come on top.
    pub articles: u64,
    /// Bytes of its files, many of which it shares with other snapshots.
    pub bytes: u64,
}

/// What was removed of a target.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize)]
#[non_exhaustive]
pub struct Pruned {
    /// Names of the snapshots.
    pub snapshots: Vec<String>,
    /// Bytes that no other snapshot needs.
    pub bytes: u64,
}

/// The snapshots of a target, oldest first.
///
/// # Errors
/// [`BackupError::Store`] if the target cannot be read.
pub fn list(target: &Target) -> Result<Vec<SnapshotFacts>, BackupError> {
    let facts = |name: String| {
        let contents = match SnapshotManifest::read(target, &name) {
            Err(BackupError::Spoilt { .. }) if is_gone(target, &name)? => return Ok(None),
            Ok(manifest) => Some(SnapshotContents {
                taken_at: manifest.taken_at,
                generation: manifest.generation,
                articles: manifest.articles,
                bytes: manifest.bytes(),
            }),
            Err(BackupError::Spoilt { .. }) => None,
            Err(error) => return Err(error),
        };
        Ok(Some(SnapshotFacts { name, contents }))
    };
    SnapshotManifest::names(target)?.into_iter().filter_map(|name| facts(name).transpose()).collect()
}

/// Whether a snapshot that was there a moment ago has been removed.
fn is_gone(target: &Target, name: &str) -> Result<bool, BackupError> {
    Ok(target.size(&object(name))?.is_none())
}

/// Reads all contents of all snapshots back and compares them with their hashes. Returns what is wrong, a sentence each.
/// A snapshot that is removed meanwhile is left out.
///
/// # Errors
/// [`BackupError::Store`] if the target cannot be read.
pub fn verify(target: &Target, told: &dyn Fn(&str)) -> Result<Vec<BackupError>, BackupError> {
    let (mut faults, mut seen) = (Vec::new(), HashSet::new());
    for name in SnapshotManifest::names(target)? {
        told(&format!("snapshot {name}"));
        let found = match SnapshotManifest::read(target, &name) {
            Ok(manifest) => verify_files(target, &manifest.files, &mut seen)?,
            Err(fault @ BackupError::Spoilt { .. }) => vec![fault],
            Err(error) => return Err(error),
        };
        if !found.is_empty() && !is_gone(target, &name)? {
            faults.extend(found);
        }
    }
    Ok(faults)
}

fn verify_files(
    target: &Target,
    files: &[SnapshotFile],
    seen: &mut HashSet<String>,
) -> Result<Vec<BackupError>, BackupError> {
    let mut faults = Vec::new();
    for file in files {
        if !seen.insert(file.sha256.clone()) {
            continue;
        }
        let mut digest = Sha256::new();
        let read = target.download(&file.blob(), |bytes| {
            digest.update(bytes);
            Ok(())
        });
        match read {
            Ok(()) if hex(&digest.finalize()) == file.sha256 => {}
            Ok(()) => faults.push(target.spoilt(
                &file.blob(),
                "is not what was written: it was damaged or edited; remove it, and the next snapshot copies it again if \
                 the archive still has it",
            )),
            Err(fault @ BackupError::Spoilt { .. }) => faults.push(fault),
            Err(error) => return Err(error),
        }
    }
    Ok(faults)
}

/// Removes all snapshots but the `keep` newest ones, and the contents that no other snapshot needs. At least one is kept.
///
/// # Errors
/// [`BackupError`] if the target cannot be read or written. If what a kept snapshot needs cannot be read, nothing is
/// removed.
pub(crate) fn prune(target: &Target, keep: usize) -> Result<Pruned, BackupError> {
    let mut old = SnapshotManifest::names(target)?;
    let kept = old.split_off(old.len().saturating_sub(keep.max(1)));
    let mut needed = HashSet::new();
    for name in &kept {
        needed.extend(SnapshotManifest::read(target, name)?.files.iter().map(|file| file.blob()));
    }
    let mut released = HashSet::new();
    for name in &old {
        if let Ok(manifest) = SnapshotManifest::read(target, name) {
            released.extend(manifest.files.iter().map(|file| file.blob()));
        }
    }
    // First what names them, so that no snapshot ever lacks a content.
    old.iter().try_for_each(|name| target.remove(&object(name)))?;
    let mut pruned = Pruned { snapshots: old, bytes: 0 };
    let oldest = Timestamp::now() - GRACE;
    for blob in target.list(BLOBS)? {
        let is_stray = blob.written_at < oldest;
        if !needed.contains(&blob.name) && (released.contains(&blob.name) || is_stray) {
            target.remove(&blob.name)?;
            pruned.bytes += blob.bytes;
        }
    }
    pruned.bytes += target.remove_unfinished(BLOBS, oldest)?;
    Ok(pruned)
}
