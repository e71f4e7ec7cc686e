//! Lists generations, switches between them and removes old ones.

use jiff::Timestamp;
use serde::Serialize;
use vestnik_schema::{DataDirectory, Generation, IndexManifest, SchemaError, open_generation};

use crate::lock::{RebuildLock, WriterLock};
use crate::rebuild::sequence_of;
use crate::target::{Target, is_unfinished, known_current, remove, remove_leftovers};
use crate::writer::{ArticleWriter, Replay, first_after, last_sequence, replay};
use crate::{IndexError, IndexerSettings, Progress};

/// One generation, as an operator sees it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct GenerationFacts {
    /// Its number.
    pub number: u32,
    /// It is the one that is searched.
    pub is_current: bool,
    /// It was built to its end.
    pub is_finished: bool,
    /// When it was begun.
    pub created_at: Option<Timestamp>,
    /// Version of the vestnik that wrote it.
    pub written_by: Option<String>,
    /// Version of its fields and files.
    pub format_version: Option<u32>,
    /// Version of its terms.
    pub analyzer_version: Option<u32>,
    /// Its articles, if this binary can read it.
    pub articles: Option<u64>,
    /// Its size on disk.
    pub bytes: u64,
    /// The last entry of the journal that is in it.
    pub sequence: Option<u64>,
}

/// All generations, oldest first.
///
/// # Errors
/// Any [`IndexError`] if the folder cannot be read.
pub fn generations(data: &DataDirectory) -> Result<Vec<GenerationFacts>, IndexError> {
    let current = known_current(data)?;
    data.generations()?.iter().map(|generation| facts(generation, current.as_ref())).collect()
}

fn facts(generation: &Generation, current: Option<&Generation>) -> Result<GenerationFacts, IndexError> {
    let manifest = IndexManifest::read(generation.path()).ok();
    let is_current = current == Some(generation);
    let open = open_generation(generation).ok();
    Ok(GenerationFacts {
        number: generation.number(),
        is_current,
        is_finished: is_current || !is_unfinished(generation)?,
        created_at: manifest.as_ref().map(|manifest| manifest.created_at),
        format_version: manifest.as_ref().map(|manifest| manifest.format_version),
        analyzer_version: manifest.as_ref().map(|manifest| manifest.analyzer_version),
        written_by: manifest.map(|manifest| manifest.written_by),
        articles: open.as_ref().and_then(|open| open.num_articles().ok()),
        sequence: open.as_ref().and_then(|open| open.sequence().ok()),
        bytes: generation.size_in_bytes()?,
    })
}

/// Makes another finished generation the one that is searched, at once. What was sent to the archive since that one was
/// replaced is brought into it from the journal, as far as that holds it. Returns the number of changes.
///
/// # Errors
/// [`IndexError::NoGeneration`]; [`IndexError::Behind`] if the journal does not hold all that the generation lacks and
/// `force` is not set; any other if it cannot be opened or written. Nothing is switched then.
pub fn switch(
    data: &DataDirectory,
    number: u32,
    force: bool,
    settings: &IndexerSettings,
) -> Result<u64, IndexError> {
    let _rebuild_lock = RebuildLock::acquire(data)?;
    let found = data.find_generation(number)?;
    let generation = match found {
        Some(generation) if !is_unfinished(&generation)? => generation,
        _ => return Err(IndexError::NoGeneration { number }),
    };
    let _lock = WriterLock::acquire(data)?;
    let current = known_current(data)?;
    if current.as_ref() == Some(&generation) {
        return Ok(0);
    }
    let open = open_generation(&generation)?;
    if !open.manifest.is_current() {
        let IndexManifest { analyzer_version: found, written_by, .. } = open.manifest;
        let expected = IndexManifest::analyzer_version_of_this_binary();
        let path = generation.path().to_owned();
        return Err(SchemaError::Analyzer { path, found, expected, written_by }.into());
    }
    let journal = data.journal_path();
    let mut writer = ArticleWriter::new(&open, settings)?;
    let last = current.and_then(|current| sequence_of(&current).ok()).unwrap_or_default();
    let last = last.max(last_sequence(&journal)?);
    let first = first_after(&journal, writer.sequence())?.unwrap_or(last + 1);
    let missing = first.saturating_sub(writer.sequence() + 1);
    if missing > 0 && !force {
        return Err(IndexError::Behind { number, missing });
    }
    let num_changes = replay(&mut writer, &journal, Replay::MayRepeat)?;
    writer.set_sequence(last.max(writer.sequence()));
    if writer.has_changes() {
        writer.commit()?;
    }
    writer.finish()?;
    data.activate(&generation)?;
    Ok(num_changes)
}

/// Makes an empty index in a data directory that has none. Returns whether it did.
///
/// # Errors
/// [`SchemaError::NoIndex`] if there are generations and none of them is the current one: that is no new archive. Any
/// other [`IndexError`] if the index cannot be written.
pub fn create(data: &DataDirectory) -> Result<bool, IndexError> {
    if data.current()?.is_some() {
        return Ok(false);
    }
    let _rebuild_lock = RebuildLock::acquire(data)?;
    let _lock = WriterLock::acquire(data)?;
    if data.current()?.is_some() {
        return Ok(false);
    }
    for generation in data.generations()? {
        if !is_unfinished(&generation)? {
            return Err(SchemaError::NoIndex { path: data.index_path(), data: data.root().to_owned() }.into());
        }
        remove(&generation)?;
    }
    Target::beside(data, 0)?.activate(data)?;
    Ok(true)
}

/// Removes all generations but the current one and the `keep` newest finished ones. Returns their numbers.
///
/// # Errors
/// Any [`IndexError`] if a folder cannot be removed.
pub fn prune(data: &DataDirectory, keep: usize, progress: &dyn Progress) -> Result<Vec<u32>, IndexError> {
    let _lock = RebuildLock::acquire(data)?;
    remove_leftovers(data, progress)?;
    let Some(current) = data.current()? else { return Ok(Vec::new()) };
    let mut others = data.generations()?;
    others.retain(|generation| *generation != current);
    others.truncate(others.len().saturating_sub(keep));
    others.iter().try_for_each(remove)?;
    Ok(others.iter().map(Generation::number).collect())
}
