use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use crate::{SchemaError, read_sealed, write_sealed};

/// A data directory: where one archive's index lives.
///
/// ```text
/// DATA/index/CURRENT            name of the generation that is searched
/// DATA/index/generation-000001/ one index: manifest.json and tantivy's files
/// DATA/index/journal/           what was acknowledged and may not be in a generation yet
/// ```
///
/// A rebuild writes a new generation beside the current one and then replaces `CURRENT` in one rename,
/// so a reader sees the old index or the new one and nothing between.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DataDirectory {
    root: PathBuf,
}

/// One complete index inside a data directory.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Generation {
    number: u32,
    path: PathBuf,
}

impl Generation {
    /// Name of the file that stands in a generation from its making until it is the current one.
    pub const UNFINISHED: &str = "UNFINISHED";

    /// Ordinal of the generation, from 1; a later one is newer.
    pub fn number(&self) -> u32 {
        self.number
    }

    /// Folder of the generation.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Bytes on disk of all files of the generation.
    ///
    /// # Errors
    /// [`SchemaError::Io`] if the folder cannot be read.
    pub fn size_in_bytes(&self) -> Result<u64, SchemaError> {
        let entries = fs::read_dir(&self.path).map_err(SchemaError::io(&self.path))?;
        // A file may vanish between listing and measuring while a merge runs; it then counts as nothing.
        Ok(entries.filter_map(|entry| entry.ok()?.metadata().ok()).map(|metadata| metadata.len()).sum())
    }

    fn name(number: u32) -> String {
        format!("generation-{number:06}")
    }

    /// Number of the generation that has exactly this name.
    fn named(name: &str) -> Option<u32> {
        Self::number_of(name).filter(|number| Self::name(*number) == name)
    }

    fn number_of(name: &str) -> Option<u32> {
        name.strip_prefix("generation-")?.parse().ok()
    }
}

impl DataDirectory {
    /// Name of the file that stands in the folder of the index while a snapshot is being restored.
    pub const RESTORING: &str = "RESTORING";

    /// Names a data directory; nothing is read or written yet.
    pub fn new(root: impl Into<PathBuf>) -> Self {
        Self { root: root.into() }
    }

    /// The directory as given.
    pub fn root(&self) -> &Path {
        &self.root
    }

    /// Folder of the index, inside the data directory.
    pub fn index_path(&self) -> PathBuf {
        self.root.join("index")
    }

    /// Folder of the journal, inside the index: what was acknowledged and may not be in a generation yet.
    pub fn journal_path(&self) -> PathBuf {
        self.index_path().join("journal")
    }

    /// The generation that is searched, or `None` before the first one is complete.
    ///
    /// A pointer that was written by hand may hold the bare name of a generation, without a checksum.
    ///
    /// # Errors
    /// [`SchemaError::Io`] if the pointer cannot be read, [`SchemaError::Pointer`] if it names nothing sensible.
    pub fn current(&self) -> Result<Option<Generation>, SchemaError> {
        let pointer = self.pointer();
        let unsealed = match fs::read_to_string(&pointer) {
            Ok(text) => Generation::named(text.strip_suffix('\n').unwrap_or(&text)),
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
            Err(_) => None,
        };
        if let Some(number) = unsealed {
            return Ok(Some(self.generation(number)));
        }
        let name = match read_sealed(&pointer) {
            Ok(name) => String::from_utf8_lossy(&name).into_owned(),
            Err(error) if error.kind() == io::ErrorKind::InvalidData => {
                return Err(SchemaError::Pointer { path: pointer, reason: error.to_string() });
            }
            Err(error) => return Err(SchemaError::io(pointer)(error)),
        };
        match Generation::named(&name) {
            Some(number) => Ok(Some(self.generation(number))),
            None => {
                Err(SchemaError::Pointer { path: pointer, reason: format!("{name:?} names no generation") })
            }
        }
    }

    /// All generations on disk, oldest first, complete or not.
    ///
    /// # Errors
    /// [`SchemaError::Io`] if the folder cannot be read.
    pub fn generations(&self) -> Result<Vec<Generation>, SchemaError> {
        let path = self.index_path();
        let entries = match fs::read_dir(&path) {
            Ok(entries) => entries,
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Vec::new()),
            Err(error) => return Err(SchemaError::io(path)(error)),
        };
        let mut numbers: Vec<u32> =
            entries.filter_map(|entry| Generation::number_of(entry.ok()?.file_name().to_str()?)).collect();
        numbers.sort_unstable();
        Ok(numbers.into_iter().map(|number| self.generation(number)).collect())
    }

    /// Makes the empty folder of a new generation; it is not searched until [`Self::activate`].
    ///
    /// # Errors
    /// [`SchemaError::Io`] if the folder cannot be made.
    pub fn create_generation(&self) -> Result<Generation, SchemaError> {
        let restoring = self.index_path().join(Self::RESTORING);
        if restoring.try_exists().map_err(SchemaError::io(&restoring))? && self.current()?.is_none() {
            return Err(SchemaError::Restoring { path: restoring });
        }
        let newest = self.generations()?.last().map_or(0, Generation::number);
        let generation = self.generation(newest + 1);
        fs::create_dir_all(&generation.path).map_err(SchemaError::io(&generation.path))?;
        Ok(generation)
    }

    /// The generation of this number, if its folder is there.
    ///
    /// # Errors
    /// [`SchemaError::Io`] if the folder cannot be read.
    pub fn find_generation(&self, number: u32) -> Result<Option<Generation>, SchemaError> {
        Ok(self.generations()?.into_iter().find(|generation| generation.number == number))
    }

    /// Makes `generation` the one that is searched, atomically and durably.
    ///
    /// # Errors
    /// [`SchemaError::Io`] if the pointer cannot be replaced; the former generation then stays current.
    pub fn activate(&self, generation: &Generation) -> Result<(), SchemaError> {
        let pointer = self.pointer();
        write_sealed(&pointer, Generation::name(generation.number).as_bytes())
            .map_err(SchemaError::io(pointer))
    }

    /// Removes all generations but the current one and the `keep` newest complete ones before it.
    ///
    /// # Errors
    /// [`SchemaError::Io`] if a folder cannot be removed.
    pub fn prune(&self, keep: usize) -> Result<Vec<Generation>, SchemaError> {
        let Some(current) = self.current()? else { return Ok(Vec::new()) };
        let (older, _) = self
            .generations()?
            .into_iter()
            .partition::<Vec<_>, _>(|generation| generation.number < current.number);
        let superfluous = older.len().saturating_sub(keep);
        let removed: Vec<Generation> = older.into_iter().take(superfluous).collect();
        for generation in &removed {
            fs::remove_dir_all(&generation.path).map_err(SchemaError::io(&generation.path))?;
        }
        Ok(removed)
    }

    fn pointer(&self) -> PathBuf {
        self.index_path().join("CURRENT")
    }

    fn generation(&self, number: u32) -> Generation {
        Generation { number, path: self.index_path().join(Generation::name(number)) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn generations_are_numbered_and_switched() {
        let folder = tempfile::tempdir().unwrap();
        let data = DataDirectory::new(folder.path());
        assert_eq!(data.current().unwrap(), None);
        let first = data.create_generation().unwrap();
        assert_eq!(data.current().unwrap(), None);
        data.activate(&first).unwrap();
        let second = data.create_generation().unwrap();
        assert_eq!(second.number(), 2);
        assert_eq!(data.current().unwrap(), Some(first.clone()));
        data.activate(&second).unwrap();
        assert_eq!(data.current().unwrap(), Some(second.clone()));
        let third = data.create_generation().unwrap();
        data.activate(&third).unwrap();
        assert_eq!(data.prune(1).unwrap(), [first]);
        assert_eq!(data.generations().unwrap(), [second, third]);
    }

    #[test]
    fn a_pointer_to_nothing_is_refused() {
        let folder = tempfile::tempdir().unwrap();
        let data = DataDirectory::new(folder.path());
        data.create_generation().unwrap();
        fs::write(data.index_path().join("CURRENT"), "../../etc").unwrap();
        assert!(matches!(data.current(), Err(SchemaError::Pointer { .. })));
    }

    #[test]
    fn a_pointer_is_sealed_and_may_be_a_bare_name() {
        let folder = tempfile::tempdir().unwrap();
        let data = DataDirectory::new(folder.path());
        let first = data.create_generation().unwrap();
        let pointer = data.index_path().join("CURRENT");
        for bare in ["generation-000001", "generation-000001\n"] {
            fs::write(&pointer, bare).unwrap();
            assert_eq!(data.current().unwrap(), Some(first.clone()));
        }
        data.activate(&first).unwrap();
        let sealed = fs::read(&pointer).unwrap();
        for bit in 0..sealed.len() * 8 {
            let mut flipped = sealed.clone();
            flipped[bit / 8] ^= 1 << (bit % 8);
            fs::write(&pointer, &flipped).unwrap();
            let error = data.current().unwrap_err();
            assert!(matches!(error, SchemaError::Pointer { .. }), "{bit}: {error:?}");
        }
    }
}
