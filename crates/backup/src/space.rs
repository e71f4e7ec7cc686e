use std::path::Path;

use crate::BackupError;

/// Refuses what the disk has no space for.
pub(crate) fn require(bytes: u64, path: &Path) -> Result<(), BackupError> {
    let facts = rustix::fs::statvfs(path).map_err(|error| BackupError::io(path)(error.into()))?;
    let megabytes = |bytes: u64| bytes.div_ceil(1 << 20);
    let (needed, free) = (megabytes(bytes), megabytes(facts.f_bavail * facts.f_frsize));
    if needed > free {
        return Err(BackupError::NoSpace { needed, free, path: path.to_owned() });
    }
    Ok(())
}
