//! The generation that is written to, and what killed runs leave of theirs.

use std::path::PathBuf;
use std::time::{Duration, Instant};
use std::{fs, io, thread};

use vestnik_schema::{
    DataDirectory, Generation, OpenIndex, SchemaError, create_index, open_index, read_sealed,
};

use crate::ledger::{Ledger, write_atomically};
use crate::{IndexError, Progress};

/// How long the engine may take to end its threads after a failure.
const PATIENCE: Duration = Duration::from_secs(5);

/// The generation that a run writes to.
pub(crate) struct Target {
    pub(crate) open: OpenIndex,
    pub(crate) ledger: Ledger,
    pub(crate) is_current: bool,
}

impl Target {
    /// The current generation; where there is none, a new one.
    pub(crate) fn of_update(data: &DataDirectory) -> Result<Self, IndexError> {
        if data.current()?.is_none() {
            return Self::beside(data, 0);
        }
        let open = open_index(data)?;
        let ledger = Ledger::read(&open.generation);
        Ok(Self { open, ledger, is_current: true })
    }

    /// A new generation, which will need all entries of the journal behind the sequence `after`.
    pub(crate) fn beside(data: &DataDirectory, after: u64) -> Result<Self, IndexError> {
        let generation = data.create_generation()?;
        mark(&generation, after)?;
        Ok(Self { open: create_index(&generation)?, ledger: Ledger::default(), is_current: false })
    }

    pub(crate) fn unfinished(&self) -> Option<Generation> {
        (!self.is_current).then(|| self.open.generation.clone())
    }

    pub(crate) fn activate(&mut self, data: &DataDirectory) -> Result<(), IndexError> {
        if !self.is_current {
            data.activate(&self.open.generation)?;
            self.is_current = true;
            let marker = marker(&self.open.generation);
            fs::remove_file(&marker).map_err(IndexError::io(&marker))?;
        }
        Ok(())
    }
}

/// Says that a generation is unfinished and needs the entries of the journal behind `after`.
pub(crate) fn mark(generation: &Generation, after: u64) -> Result<(), IndexError> {
    let path = marker(generation);
    write_atomically(&path, &after).map_err(IndexError::io(path))
}

/// The sequence behind which a generation that is being built needs the journal.
pub(crate) fn needed_after(generation: &Generation) -> Option<u64> {
    match read_sealed(&marker(generation)) {
        Ok(text) => Some(serde_json::from_slice(&text).unwrap_or_default()),
        Err(error) if error.kind() == io::ErrorKind::NotFound => None,
        Err(_) => Some(0),
    }
}

fn marker(generation: &Generation) -> PathBuf {
    generation.path().join(Generation::UNFINISHED)
}

/// The current generation; none also where the pointer to it is damaged.
pub(crate) fn known_current(data: &DataDirectory) -> Result<Option<Generation>, IndexError> {
    match data.current() {
        Err(SchemaError::Pointer { .. }) => Ok(None),
        current => Ok(current?),
    }
}

/// Removes generations that were never finished, because the process that built them was killed.
pub(crate) fn remove_leftovers(data: &DataDirectory, progress: &dyn Progress) -> Result<(), IndexError> {
    let current = match data.current() {
        // It may be any of them.
        Err(SchemaError::Pointer { .. }) => return Ok(()),
        current => current?,
    };
    for generation in data.generations()? {
        if is_unfinished(&generation)? && current.as_ref() != Some(&generation) {
            progress
                .message(&format!("removing generation {}, which was never finished", generation.number()));
            remove(&generation)?;
        }
    }
    Ok(())
}

/// Whether a generation was not, or not yet, built to its end.
pub(crate) fn is_unfinished(generation: &Generation) -> Result<bool, IndexError> {
    let has = |path: PathBuf| path.try_exists().map_err(IndexError::io(path));
    Ok(has(marker(generation))? || !has(generation.path().join("manifest.json"))?)
}

pub(crate) fn remove(generation: &Generation) -> Result<(), IndexError> {
    let begun = Instant::now();
    loop {
        match fs::remove_dir_all(generation.path()) {
            // A thread of the engine that had not heard yet that writing has failed.
            Err(error) if error.kind() == io::ErrorKind::DirectoryNotEmpty && begun.elapsed() < PATIENCE => {
                thread::yield_now();
            }
            outcome => return outcome.map_err(IndexError::io(generation.path())),
        }
    }
}
