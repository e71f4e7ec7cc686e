use std::collections::{HashMap, HashSet};
use std::fs::{self, File};
use std::io::Read;
use std::path::{Path, PathBuf};

use jiff::{SignedDuration, Timestamp};
use serde::Serialize;
use sha2::{Digest, Sha256};
use vestnik_schema::{DataDirectory, Generation, is_segment_file, verify_index_file};

use crate::manifest::hex;
use crate::pin::Pin;
use crate::prune::{Pruned, prune};
use crate::{BackupError, SnapshotFile, SnapshotManifest, Target, space};

/// What [`snapshot`] did.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct SnapshotReport {
    /// Name of the snapshot.
    pub name: String,
    /// Articles in the index; those that only the journal holds come on top.
    pub articles: u64,
    /// Number of its files.
    pub files: usize,
    /// Bytes of all its files.
    pub bytes: u64,
    /// Bytes that were new and had to be copied.
    pub copied_bytes: u64,
    /// What was removed afterwards.
    pub removed: Pruned,
}

/// Copies one state of an archive to a target: the generation that is searched, what the journal holds on top, the keys
/// and what is known of feeds. The archive is searched and written to meanwhile. What the target has already is not copied
/// again. Each new file of the index is compared with its checksum on the way, so that damage is found and not kept.
/// With `keep`, all but so many of the newest snapshots are removed afterwards, and what only they need.
///
/// # Errors
/// [`BackupError`]; the target then holds no part of a snapshot that could be taken for a whole one.
pub fn snapshot(
    data: &DataDirectory,
    target: &Target,
    keep: Option<usize>,
    told: &dyn Fn(&str),
) -> Result<SnapshotReport, BackupError> {
    // Before the state is held fast: what was written until this moment is in the snapshot.
    let newest = SnapshotManifest::names(target)?.pop();
    let taken_at = after(newest.as_deref(), Timestamp::now());
    let known = newest.map_or(Ok(HashMap::new()), |newest| known_files(target, &newest))?;
    told("holding the present state fast");
    let pin = Pin::new(data)?;
    let mut run = Run {
        data,
        pin: &pin,
        target,
        known,
        there: HashSet::new(),
        manifest: SnapshotManifest::new(taken_at, pin.generation().number(), pin.articles()),
        copied_bytes: 0,
    };
    let paths = files_below(pin.data().root())?;
    run.require_space(&paths)?;
    for (count, path) in paths.iter().enumerate() {
        told(&format!("file {} of {}", count + 1, paths.len()));
        run.take(path)?;
    }
    let name = run.manifest.write(target)?;
    // While no other snapshot of the archive can be about to use what is removed.
    let removed = keep.map(|keep| prune(target, keep)).transpose()?.unwrap_or_default();
    Ok(SnapshotReport {
        name,
        removed,
        articles: run.manifest.articles,
        files: run.manifest.files.len(),
        bytes: run.manifest.bytes(),
        copied_bytes: run.copied_bytes,
    })
}

/// The present time, unless the newest snapshot is of that time or later, because a clock was set back.
fn after(newest: Option<&str>, now: Timestamp) -> Timestamp {
    let newest = newest.and_then(SnapshotManifest::time_of);
    let next = newest.and_then(|time| time.checked_add(SignedDuration::from_millis(1)).ok());
    next.map_or(now, |next| next.max(now))
}

/// Files of segments in a snapshot, by path.
fn known_files(target: &Target, name: &str) -> Result<HashMap<String, SnapshotFile>, BackupError> {
    let manifest = match SnapshotManifest::read(target, name) {
        Ok(manifest) => manifest,
        // It can be of no use, and hinders nothing.
        Err(BackupError::Spoilt { .. }) => return Ok(HashMap::new()),
        Err(error) => return Err(error),
    };
    let files = manifest.files.into_iter().filter(|file| never_changes(&file.path));
    Ok(files.map(|file| (file.path.clone(), file)).collect())
}

/// Files of segments are written once, under a name that no other file ever gets. Those that list deleted articles are
/// numbered, and an archive that went back to a snapshot counts on from there.
fn never_changes(path: &str) -> bool {
    let name = path.rsplit('/').next().unwrap_or_default();
    is_segment_file(name) && !name.ends_with(".del")
}

struct Run<'a> {
    data: &'a DataDirectory,
    pin: &'a Pin,
    target: &'a Target,
    known: HashMap<String, SnapshotFile>,
    /// Objects that were seen to be in the target.
    there: HashSet<String>,
    manifest: SnapshotManifest,
    copied_bytes: u64,
}

impl Run<'_> {
    fn require_space(&self, paths: &[PathBuf]) -> Result<(), BackupError> {
        let Some(folder) = self.target.folder() else { return Ok(()) };
        let mut needed = 0;
        for path in paths {
            if self.known(path)?.is_none() {
                needed += size(path)?;
            }
        }
        space::require(needed, folder)
    }

    fn relative<'p>(&self, path: &'p Path) -> &'p Path {
        path.strip_prefix(self.pin.data().root()).unwrap_or(path)
    }

    /// The file of the archive that a file of the pin is.
    fn original(&self, path: &Path) -> PathBuf {
        self.data.root().join(self.relative(path))
    }

    fn name(&self, path: &Path) -> String {
        let parts: Vec<_> = self.relative(path).iter().map(|part| part.to_string_lossy()).collect();
        parts.join("/")
    }

    /// What the newest snapshot says of a file that is in it too.
    fn known(&self, path: &Path) -> Result<Option<&SnapshotFile>, BackupError> {
        let Some(known) = self.known.get(&self.name(path)) else { return Ok(None) };
        Ok((size(path)? == known.bytes).then_some(known))
    }

    fn take(&mut self, path: &Path) -> Result<(), BackupError> {
        let file = match self.known(path)? {
            Some(known) => known.clone(),
            None => self.described(path)?,
        };
        let object = file.blob();
        if !self.there.contains(&object) {
            if self.target.size(&object)? != Some(file.bytes) {
                self.copy(path, &file)?;
            }
            self.there.insert(object);
        }
        self.manifest.files.push(file);
        Ok(())
    }

    fn described(&self, path: &Path) -> Result<SnapshotFile, BackupError> {
        let generation: &Generation = self.pin.generation();
        let name = path.file_name().unwrap_or_default().to_string_lossy();
        if path.parent() == Some(generation.path()) {
            verify_index_file(generation, &name).map_err(|error| BackupError::Damaged {
                path: self.original(path),
                reason: error.to_string(),
            })?;
        }
        let (bytes, sha256) = hash(path)?;
        Ok(SnapshotFile { path: self.name(path), bytes, sha256 })
    }

    fn copy(&mut self, path: &Path, file: &SnapshotFile) -> Result<(), BackupError> {
        let object = file.blob();
        let mut sent = Sha256::new();
        self.target.upload(&object, path, |bytes| sent.update(bytes))?;
        if hex(&sent.finalize()) != file.sha256 {
            self.target.remove(&object)?;
            let reason = "it reads differently each time".to_owned();
            return Err(BackupError::Damaged { path: self.original(path), reason });
        }
        self.copied_bytes += file.bytes;
        Ok(())
    }
}

fn size(path: &Path) -> Result<u64, BackupError> {
    Ok(fs::metadata(path).map_err(BackupError::io(path))?.len())
}

fn hash(path: &Path) -> Result<(u64, String), BackupError> {
    let mut file = File::open(path).map_err(BackupError::io(path))?;
    let (mut bytes, mut digest, mut piece) = (0, Sha256::new(), vec![0; 1 << 20]);
    loop {
        let count = file.read(&mut piece).map_err(BackupError::io(path))?;
        if count == 0 {
            return Ok((bytes, hex(&digest.finalize())));
        }
        bytes += count as u64;
        digest.update(&piece[..count]);
    }
}

/// All files below a folder, in the order of their names.
pub(crate) fn files_below(folder: &Path) -> Result<Vec<PathBuf>, BackupError> {
    let mut files = Vec::new();
    for entry in fs::read_dir(folder).map_err(BackupError::io(folder))? {
        let entry = entry.map_err(BackupError::io(folder))?;
        let path = entry.path();
        if entry.file_type().map_err(BackupError::io(&path))?.is_dir() {
            files.extend(files_below(&path)?);
        } else {
            files.push(path);
        }
    }
    files.sort_unstable();
    Ok(files)
}
