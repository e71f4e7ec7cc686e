use jiff::Timestamp;
use jiff::fmt::strtime;
use jiff::tz::TimeZone;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use crate::{BackupError, Target};

/// Raise it when a snapshot is laid out differently.
const VERSION: u32 = 1;

/// Folder of the snapshots in a target.
pub(crate) const SNAPSHOTS: &str = "snapshots";
/// Folder of the contents in a target.
pub(crate) const BLOBS: &str = "blobs";

/// What a snapshot consists of.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct SnapshotManifest {
    version: u32,
    /// When it was taken.
    pub taken_at: Timestamp,
    /// Version of the vestnik that took it.
    pub written_by: String,
    /// Number of the generation that was searched.
    pub generation: u32,
    /// Articles in the index; those that only the journal holds come on top.
    pub articles: u64,
    /// Its files.
    pub files: Vec<SnapshotFile>,
}

/// One file of a snapshot.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SnapshotFile {
    /// Its path below the data directory, with slashes.
    pub path: String,
    /// Its size.
    pub bytes: u64,
    /// SHA-256 of its content, in hexadecimal digits.
    pub sha256: String,
}

impl SnapshotFile {
    /// Name of the object with its content.
    pub(crate) fn blob(&self) -> String {
        blob(&self.sha256)
    }
}

pub(crate) fn blob(sha256: &str) -> String {
    format!("{BLOBS}/{}/{sha256}", sha256.get(..2).unwrap_or_default())
}

pub(crate) fn hex(digest: &[u8]) -> String {
    digest.iter().map(|byte| format!("{byte:02x}")).collect()
}

impl SnapshotManifest {
    pub(crate) fn new(taken_at: Timestamp, generation: u32, articles: u64) -> Self {
        let written_by = env!("CARGO_PKG_VERSION").to_owned();
        Self { version: VERSION, taken_at, written_by, generation, articles, files: Vec::new() }
    }

    /// Bytes of all files together.
    pub fn bytes(&self) -> u64 {
        self.files.iter().map(|file| file.bytes).sum()
    }

    /// Writes it, and with that makes the snapshot complete. Returns its name: the time, and the beginning of the hash
    /// of what is written.
    pub(crate) fn write(&self, target: &Target) -> Result<String, BackupError> {
        let text =
            serde_json::to_vec_pretty(self).map_err(|error| target.spoilt(SNAPSHOTS, error.to_string()))?;
        let name = format!("{}-{}", self.taken_at.strftime("%Y%m%dT%H%M%S%3fZ"), proof(&text));
        target.write(&object(&name), text)?;
        Ok(name)
    }

    /// The time in a name.
    pub(crate) fn time_of(name: &str) -> Option<Timestamp> {
        let (time, _) = name.split_once('-')?;
        strtime::parse("%Y%m%dT%H%M%S%3fZ", time)
            .ok()?
            .to_datetime()
            .ok()?
            .to_zoned(TimeZone::UTC)
            .ok()
            .map(|zoned| zoned.timestamp())
    }

    /// Reads the snapshot of a name.
    pub(crate) fn read(target: &Target, name: &str) -> Result<Self, BackupError> {
        let object = object(name);
        let text = target.read(&object)?;
        if !name.ends_with(&format!("-{}", proof(&text))) {
            return Err(target.spoilt(&object, "is not what its name says: it was damaged or edited"));
        }
        let manifest: Self = serde_json::from_slice(&text)
            .map_err(|error| target.spoilt(&object, format!("cannot be understood: {error}")))?;
        if manifest.version != VERSION {
            let reason = format!("has version {}, this vestnik reads version {VERSION}", manifest.version);
            return Err(target.spoilt(&object, reason));
        }
        match manifest.files.iter().find(|file| !file.is_sensible()) {
            Some(file) => Err(target.spoilt(&object, format!("names a file {:?}", file.path))),
            None => Ok(manifest),
        }
    }

    /// Names of all complete snapshots of a target, oldest first.
    pub(crate) fn names(target: &Target) -> Result<Vec<String>, BackupError> {
        let objects = target.list(SNAPSHOTS)?;
        let names = objects.into_iter().filter_map(|object| {
            let name = object.name.strip_prefix(SNAPSHOTS)?.strip_prefix('/')?;
            Some(name.strip_suffix(".json")?.to_owned())
        });
        let mut names: Vec<String> = names.filter(|name| !name.contains('/')).collect();
        names.sort_unstable();
        Ok(names)
    }
}

impl SnapshotFile {
    /// Whether its path stays below the data directory, and its hash is one.
    fn is_sensible(&self) -> bool {
        let is_inside =
            self.path.split('/').all(|part| !matches!(part, "" | "." | "..") && !part.contains('\\'));
        let is_hash = self.sha256.len() == 64 && self.sha256.bytes().all(|byte| byte.is_ascii_hexdigit());
        is_inside && is_hash
    }
}

/// Name of the object that describes the snapshot of a name.
pub(crate) fn object(name: &str) -> String {
    format!("{SNAPSHOTS}/{name}.json")
}

fn proof(text: &[u8]) -> String {
    hex(&Sha256::digest(text)[..8])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_snapshot_is_read_as_it_was_written_and_not_otherwise() {
        let folder = tempfile::tempdir().unwrap();
        let target = Target::create(&folder.path().display().to_string(), []).unwrap();
        let mut manifest = SnapshotManifest::new("2026-07-14T12:00:00Z".parse().unwrap(), 3, 17);
        manifest.files.push(SnapshotFile {
            path: "index/CURRENT".to_owned(),
            bytes: 34,
            sha256: "ab".repeat(32),
        });
        let name = manifest.write(&target).unwrap();
        assert!(name.starts_with("20260714T120000000Z-"), "{name}");
        assert_eq!(SnapshotManifest::time_of(&name), Some(manifest.taken_at));
        assert_eq!(SnapshotManifest::names(&target).unwrap(), std::slice::from_ref(&name));
        assert_eq!(SnapshotManifest::read(&target, &name).unwrap(), manifest);
        let path = folder.path().join(object(&name));
        let text = std::fs::read_to_string(&path).unwrap();
        std::fs::write(&path, text.replace("17", "18")).unwrap();
        let message = SnapshotManifest::read(&target, &name).unwrap_err().to_string();
        assert!(message.contains("damaged or edited"), "{message}");
    }

    #[test]
    fn a_path_that_leads_out_of_the_data_directory_is_refused() {
        let folder = tempfile::tempdir().unwrap();
        let target = Target::create(&folder.path().display().to_string(), []).unwrap();
        for path in ["../keys.json", "/etc/passwd", "index/../../x", "", "index\\..\\x"] {
            let mut manifest = SnapshotManifest::new(Timestamp::UNIX_EPOCH, 1, 0);
            manifest.files.push(SnapshotFile { path: path.to_owned(), bytes: 1, sha256: "ab".repeat(32) });
            let name = manifest.write(&target).unwrap();
            assert!(SnapshotManifest::read(&target, &name).is_err(), "{path}");
        }
    }
}
