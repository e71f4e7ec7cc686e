//! Builds a new generation beside the current one while that is searched and written to.
//!
//! What is written meanwhile is in the journal, which keeps it for the generation that is being built. At the end the
//! writer lock is taken for a moment, the last entries are carried out, and the new generation becomes the current one.

use std::time::Instant;

use serde::Serialize;
use tantivy::TantivyDocument;
use vestnik_schema::{
    DataDirectory, Generation, OpenIndex, SchemaError, aliases_of, from_document, open_generation, open_index,
};

use crate::ledger::Ledger;
use crate::lock::{RebuildLock, WriterLock};
use crate::space;
use crate::target::{Target, known_current, mark, remove, remove_leftovers};
use crate::writer::{ArticleWriter, Change, Replay, last_sequence, replay};
use crate::{IndexError, IndexerSettings, Progress, ProgressSnapshot};

/// What [`rebuild`] did.
#[derive(Debug, Clone, PartialEq, Default, Serialize)]
#[non_exhaustive]
pub struct RebuildReport {
    /// Articles taken over from the generation before.
    pub articles: u64,
    /// Changes that were sent to the archive while it was being rebuilt.
    pub changes: u64,
    /// Size of the new generation on disk.
    pub index_bytes: u64,
    /// The generation that is searched now.
    pub generation: u32,
    /// How long it took.
    pub seconds: f64,
}

/// Builds a new generation of the articles of the current one, whatever analyzer wrote that, and switches to it.
/// Searches and a live archive go on meanwhile; nothing that is written is lost.
///
/// # Errors
/// [`IndexError::NoSpace`] before anything is begun; any other [`IndexError`], the current generation is as it was then.
pub fn rebuild(
    data: &DataDirectory,
    settings: &IndexerSettings,
    progress: &dyn Progress,
) -> Result<RebuildReport, IndexError> {
    let begun = Instant::now();
    let Some(current) = data.current()? else {
        return Err(open_index(data)
            .map(drop)
            .err()
            .map_or(IndexError::NoGeneration { number: 0 }, Into::into));
    };
    let _lock = RebuildLock::acquire(data)?;
    remove_leftovers(data, progress)?;
    let source = open_generation(&current)?;
    space::state_need(data, &source, progress)?;
    // Until it is known what the copy begins with, all of the journal is kept.
    let mut target = Target::beside(data, 0)?;
    let generation = target.open.generation.clone();
    let outcome = copy(data, &source, &mut target, settings, progress);
    if outcome.is_err() && data.current()?.as_ref() != Some(&generation) {
        remove(&generation)?;
    }
    let mut report = outcome?;
    data.prune(settings.keep_generations)?;
    report.seconds = begun.elapsed().as_secs_f64();
    Ok(report)
}

fn copy(
    data: &DataDirectory,
    source: &OpenIndex,
    target: &mut Target,
    settings: &IndexerSettings,
    progress: &dyn Progress,
) -> Result<RebuildReport, IndexError> {
    let mut report =
        RebuildReport { generation: target.open.generation.number(), ..RebuildReport::default() };
    let mut writer = ArticleWriter::new(&target.open, settings)?;
    // Before the segments are opened: what is committed in between is carried out once more, and that does no harm.
    writer.set_sequence(source.sequence()?);
    report.articles = copy_articles(source, &mut writer, progress)?;
    writer.copy_register(&source.generation)?;
    target.ledger = Ledger::read(&source.generation);
    progress.message("committing");
    writer.commit()?;
    mark(&target.open.generation, writer.sequence())?;
    progress.message("merging segments");
    writer.finish()?;
    report.changes = take_over(data, target, settings, progress)?;
    report.index_bytes = target.open.generation.size_in_bytes()?;
    Ok(report)
}

fn copy_articles(
    source: &OpenIndex,
    writer: &mut ArticleWriter,
    progress: &dyn Progress,
) -> Result<u64, IndexError> {
    let path = source.generation.path();
    let searcher = source.index.reader().map_err(IndexError::write(path))?.searcher();
    let (sequence, total, bytes) =
        (writer.sequence(), searcher.num_docs(), source.generation.size_in_bytes()?);
    let mut num_articles = 0;
    for segment in searcher.segment_readers() {
        let store = segment.get_store_reader(10).map_err(IndexError::io(path))?;
        for document in store.iter::<TantivyDocument>(segment.alive_bitset()) {
            let document = document.map_err(IndexError::write(path))?;
            let article = Box::new(from_document(&document, &source.fields)?);
            let aliases = aliases_of(&document, &source.fields);
            writer.apply(&Change::Put { article, aliases, absorbed: Vec::new(), is_new: true }, sequence)?;
            num_articles += 1;
            if num_articles % 1000 == 0 {
                let bytes_read = (bytes as f64 * num_articles as f64 / total.max(1) as f64) as u64;
                progress.advanced(&ProgressSnapshot {
                    articles: num_articles,
                    skipped: 0,
                    bytes_read,
                    bytes_total: Some(bytes),
                });
            }
            if writer.wants_commit() {
                writer.commit()?;
            }
        }
    }
    Ok(num_articles)
}

/// How many changes may be left for the moment in which nobody else can write.
const FEW_CHANGES: u64 = 500;

/// Carries out in a finished generation what was written since it was begun, and makes it the current one. Returns the
/// number of changes.
pub(crate) fn take_over(
    data: &DataDirectory,
    target: &mut Target,
    settings: &IndexerSettings,
    progress: &dyn Progress,
) -> Result<u64, IndexError> {
    let mut num_changes = 0;
    loop {
        let caught_up = catch_up(data, target, settings)?;
        num_changes += caught_up;
        if caught_up <= FEW_CHANGES {
            break;
        }
        progress.message(&format!("{caught_up} changes that came meanwhile are in the new generation"));
    }
    progress.message("switching to the new generation");
    let _lock = WriterLock::acquire(data)?;
    num_changes += catch_up(data, target, settings)?;
    target.ledger.write(&target.open.generation)?;
    target.activate(data)?;
    Ok(num_changes)
}

fn catch_up(data: &DataDirectory, target: &Target, settings: &IndexerSettings) -> Result<u64, IndexError> {
    let mut writer = ArticleWriter::new(&target.open, settings)?;
    let num_changes = replay(&mut writer, &data.journal_path(), Replay::MayRepeat)?;
    if writer.has_changes() {
        writer.commit()?;
        mark(&target.open.generation, writer.sequence())?;
    }
    writer.finish()?;
    Ok(num_changes)
}

/// The sequence with which a rebuild from files begins. Refuses one that would drop what is in no file.
pub(crate) fn begin_anew(data: &DataDirectory, settings: &IndexerSettings) -> Result<u64, IndexError> {
    let committed = match known_current(data)?.as_ref().map(open_generation) {
        Some(Ok(open)) => open.sequence()?,
        // An index that cannot be opened is what a rebuild is for.
        Some(Err(SchemaError::Io { path, source })) => return Err(IndexError::Io { path, source }),
        Some(Err(_)) | None => 0,
    };
    let sequence = committed.max(last_sequence(&data.journal_path())?);
    if sequence > 0 && !settings.drop_sent { Err(IndexError::WouldDrop) } else { Ok(sequence) }
}

/// The last entry of the journal that is in a generation.
pub(crate) fn sequence_of(generation: &Generation) -> Result<u64, IndexError> {
    Ok(open_generation(generation)?.sequence()?)
}
