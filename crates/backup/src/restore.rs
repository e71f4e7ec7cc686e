use std::fs::{self, File};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use jiff::Timestamp;
use serde::Serialize;
use sha2::{Digest, Sha256};
use vestnik_schema::{DataDirectory, open_generation};

use crate::manifest::hex;
use crate::pin::lock;
use crate::{BackupError, SnapshotFile, SnapshotManifest, Target, space};

/// Its last file makes a restored archive one.
const POINTER: &str = "index/CURRENT";

/// What [`restore`] did.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct RestoreReport {
    /// Name of the snapshot.
    pub name: String,
    /// When it was taken.
    pub taken_at: Timestamp,
    /// Articles in the index; those that only the journal holds come on top.
    pub articles: u64,
    /// Number of its files.
    pub files: usize,
    /// Bytes of its files.
    pub bytes: u64,
}

/// Brings the snapshot of a name, or the newest one, into a data directory that holds no index. Every file is compared with
/// its hash. What a killed attempt left is begun anew.
///
/// # Errors
/// [`BackupError::Occupied`] if there is an index, [`BackupError::NoSnapshot`], [`BackupError::Spoilt`] if the snapshot is
/// not whole, [`BackupError::NoSpace`], or others. There is no archive then, and the attempt can be repeated.
pub fn restore(
    target: &Target,
    name: Option<&str>,
    data: &DataDirectory,
    told: &dyn Fn(&str),
) -> Result<RestoreReport, BackupError> {
    let names = SnapshotManifest::names(target)?;
    let found = match name {
        Some(name) => names.into_iter().find(|known| known == name),
        None => names.into_iter().next_back(),
    };
    let Some(found) = found else {
        let name = name.map_or("snapshot".to_owned(), |name| format!("snapshot {name}"));
        return Err(BackupError::NoSnapshot { target: target.name().to_owned(), name });
    };
    let manifest = SnapshotManifest::read(target, &found)?;
    let index = data.index_path();
    fs::create_dir_all(&index).map_err(BackupError::io(&index))?;
    refuse_occupied(data, &manifest)?;
    // Nobody else begins an archive here meanwhile, or restores one.
    let _locks = [lock(&index.join("rebuild.lock"))?, lock(&index.join("writer.lock"))?];
    prepare(data, &manifest)?;
    let (last, files): (Vec<_>, Vec<_>) = manifest.files.iter().partition(|file| file.path == POINTER);
    for (count, file) in files.iter().enumerate() {
        told(&format!("file {} of {}", count + 1, manifest.files.len()));
        bring(target, file, data.root())?;
    }
    let [pointer] = last[..] else { return Err(target.spoilt(&found, "has no index")) };
    bring(target, pointer, data.root())?;
    let marker = index.join(DataDirectory::RESTORING);
    fs::remove_file(&marker).map_err(BackupError::io(&marker))?;
    if let Some(generation) = data.current()? {
        open_generation(&generation)?;
    }
    Ok(RestoreReport {
        name: found,
        taken_at: manifest.taken_at,
        articles: manifest.articles,
        files: manifest.files.len(),
        bytes: manifest.bytes(),
    })
}

/// Sees to it that there is space, and nothing in the way.
fn prepare(data: &DataDirectory, manifest: &SnapshotManifest) -> Result<(), BackupError> {
    let index = data.index_path();
    let marker = index.join(DataDirectory::RESTORING);
    let is_leftover = refuse_occupied(data, manifest)?;
    if is_leftover {
        for path in contents(&index)?.into_iter().filter(|path| *path != marker) {
            let removed = if path.is_dir() { fs::remove_dir_all(&path) } else { fs::remove_file(&path) };
            removed.map_err(BackupError::io(&path))?;
        }
    }
    space::require(manifest.bytes(), &index)?;
    File::create(&marker).and_then(|file| file.sync_all()).map_err(BackupError::io(&marker))?;
    sync_folder(&index)
}

/// Refuses a data directory in which there is anything that a snapshot would take the place of. Returns whether there is
/// what a restoring that was broken off has left.
fn refuse_occupied(data: &DataDirectory, manifest: &SnapshotManifest) -> Result<bool, BackupError> {
    let index = data.index_path();
    let is_there = |path: &Path| path.try_exists().map_err(BackupError::io(path));
    let is_leftover = is_there(&index.join(DataDirectory::RESTORING))?;
    let pointer = data.root().join(POINTER);
    let mut in_the_way = Vec::new();
    if !is_leftover && !contents(&index)?.is_empty() {
        in_the_way.push(index.clone());
    } else if !is_leftover {
        in_the_way.extend(manifest.files.iter().map(|file| data.root().join(&file.path)));
    }
    for path in [pointer].into_iter().chain(in_the_way) {
        if is_there(&path)? {
            return Err(BackupError::Occupied { path });
        }
    }
    Ok(is_leftover)
}

/// What is in a folder, apart from the files that processes lock.
fn contents(folder: &Path) -> Result<Vec<PathBuf>, BackupError> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder).map_err(BackupError::io(folder))? {
        let path = entry.map_err(BackupError::io(folder))?.path();
        let extension = path.extension().unwrap_or_default();
        if extension != "lock" && extension != "queue" {
            found.push(path);
        }
    }
    Ok(found)
}

/// Writes one file, so that it survives a power cut, and compares it with its hash.
fn bring(target: &Target, file: &SnapshotFile, root: &Path) -> Result<(), BackupError> {
    let path = root.join(&file.path);
    let folder = path.parent().unwrap_or(root);
    fs::create_dir_all(folder).map_err(BackupError::io(folder))?;
    let draft = folder.join(format!("{}.draft", path.file_name().unwrap_or_default().to_string_lossy()));
    let is_private = !file.path.starts_with("index/");
    let mut written = create(&draft, is_private).map_err(BackupError::io(&draft))?;
    let (mut digest, mut bytes) = (Sha256::new(), 0);
    target.download(&file.blob(), |piece| {
        digest.update(piece);
        bytes += piece.len() as u64;
        written.write_all(piece).map_err(BackupError::io(&draft))
    })?;
    if bytes != file.bytes || hex(&digest.finalize()) != file.sha256 {
        return Err(target.spoilt(&file.blob(), "is not what was written: it was damaged or edited; `vestnik restore --snapshot NAME` brings another snapshot back"));
    }
    written.sync_all().map_err(BackupError::io(&draft))?;
    fs::rename(&draft, &path).map_err(BackupError::io(&path))?;
    sync_folder(folder)
}

/// Keys are for nobody else to read, as they are where they were made.
fn create(path: &Path, is_private: bool) -> io::Result<File> {
    let mut options = File::options();
    options.write(true).create(true).truncate(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, if is_private { 0o600 } else { 0o666 });
    options.open(path)
}

fn sync_folder(folder: &Path) -> Result<(), BackupError> {
    let synced: io::Result<()> = File::open(folder).and_then(|folder| folder.sync_all());
    synced.map_err(BackupError::io(folder))
}
