//! One run of the indexer from the lock to the report.

use std::fs;
use std::sync::mpsc::RecvTimeoutError;
use std::time::{Duration, Instant};

use jiff::Timestamp;
use tracing::debug;
use vestnik_schema::{Action, Article, DataDirectory, Effect, Origin, Written, open_index};

use crate::input::{self, InputFile, Resolved};
use crate::lock::{RebuildLock, WriterLock};
use crate::pipeline::{Found, Pipeline};
use crate::rebuild::{begin_anew, take_over};
use crate::target::{Target, remove, remove_leftovers};
use crate::writer::{ArticleWriter, Decision, Replay, Request, replay};
use crate::{
    DeleteReport, IndexError, IndexerSettings, Input, Problem, Progress, ProgressSnapshot, Report, SkipReason,
};

/// What becomes of the articles that are in the index already.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Mode {
    /// They stay; articles of the input are added to them or replace them. Without an index, one is made.
    Update,
    /// A new generation is built from the input alone and takes their place once it is complete.
    Rebuild,
}

/// Reads the inputs and brings their articles into the index.
///
/// Files that are as they were when this index last read them are not opened again, unless `settings.force` is set.
/// An article whose file has vanished, or that has vanished from its file, stays: [`delete`] or a rebuild removes it.
///
/// # Errors
/// Any [`IndexError`]. An update then keeps what was committed before (nothing, if `settings.strict` is set);
/// a rebuild leaves the current generation as it was and removes the unfinished one.
pub fn index(
    data: &DataDirectory,
    inputs: &[Input],
    mode: Mode,
    settings: &IndexerSettings,
    progress: &dyn Progress,
) -> Result<Report, IndexError> {
    let begun = Instant::now();
    let Resolved { files, ignored } = input::resolve(inputs, &data.index_path())?;
    let _rebuild_lock = RebuildLock::acquire(data)?;
    // A rebuild leaves the current generation to a live archive, and takes the lock at its end only.
    let _lock = if mode == Mode::Update { Some(WriterLock::acquire(data)?) } else { None };
    remove_leftovers(data, progress)?;
    let mut sequence = 0;
    let target = match mode {
        Mode::Update => Target::of_update(data)?,
        Mode::Rebuild => {
            sequence = begin_anew(data, settings)?;
            Target::beside(data, sequence)?
        }
    };
    let unfinished = target.unfinished();
    let report = Report { files_ignored: ignored.len() as u64, ..Report::default() };
    let run = Run { data, settings, progress, mode, sequence, report };
    let outcome = run.index(target, files);
    if let Some(generation) = unfinished
        && outcome.is_err()
        && data.current()?.as_ref() != Some(&generation)
    {
        remove(&generation)?;
    }
    let mut report = outcome?;
    report.seconds = begun.elapsed().as_secs_f64();
    debug!(
        added = report.added,
        updated = report.updated,
        unchanged = report.unchanged,
        skipped = report.num_skipped(),
        "indexed {} articles in {:.1} s",
        report.added + report.updated,
        report.seconds
    );
    Ok(report)
}

/// Deletes articles by id. They come back when their file is read again: when it changes, or in a rebuild.
///
/// # Errors
/// Any [`IndexError`]; nothing is deleted then.
pub fn delete(
    data: &DataDirectory,
    ids: &[String],
    settings: &IndexerSettings,
) -> Result<DeleteReport, IndexError> {
    // Refuses before the lock would make a folder; what is opened under the lock is what counts.
    open_index(data)?;
    let _rebuild_lock = RebuildLock::acquire(data)?;
    let _lock = WriterLock::acquire(data)?;
    let open = open_index(data)?;
    let mut writer = ArticleWriter::new(&open, settings)?;
    replay(&mut writer, &data.journal_path(), Replay::Exact)?;
    let mut report = DeleteReport::default();
    for id in ids {
        let is_deleted = carry_out(&mut writer, Action::Delete, id.clone(), None)?.is_some();
        let list = if is_deleted { &mut report.deleted } else { &mut report.missing };
        list.push(id.clone());
    }
    if writer.has_changes() {
        writer.commit()?;
    }
    writer.finish()?;
    report.articles_in_index = open.num_articles()?;
    Ok(report)
}

/// Brings an article into the index; `None` if that holds a later version.
fn put(writer: &mut ArticleWriter, article: Box<Article>) -> Result<Option<Effect>, IndexError> {
    let id = article.id.clone();
    Ok(carry_out(writer, Action::Put, id, Some(article))?.map(|written| written.effect))
}

fn carry_out(
    writer: &mut ArticleWriter,
    action: Action,
    id: String,
    article: Option<Box<Article>>,
) -> Result<Option<Written>, IndexError> {
    let request =
        Request { action, id, article, precondition: None, origin: Origin::Client, warnings: Vec::new() };
    match writer.decide(request, Timestamp::now())? {
        Decision::Change(change, written) => {
            writer.apply(&change, writer.sequence())?;
            Ok(Some(written))
        }
        Decision::Nothing(written) => Ok(Some(written)),
        Decision::Rejected(_) => Ok(None),
    }
}

/// The state of one call of [`index`].
struct Run<'a> {
    data: &'a DataDirectory,
    settings: &'a IndexerSettings,
    progress: &'a dyn Progress,
    mode: Mode,
    /// Last entry of the journal that a rebuild leaves out.
    sequence: u64,
    report: Report,
}

const PROGRESS_INTERVAL: Duration = Duration::from_millis(100);

impl Run<'_> {
    fn index(mut self, mut target: Target, mut files: Vec<InputFile>) -> Result<Report, IndexError> {
        if !self.settings.force {
            let before = files.len();
            let is_unchanged = |file: &InputFile| {
                target.ledger.is_unchanged(file, &self.settings.time_zone, self.settings.strict)
            };
            files.retain(|file| !is_unchanged(file));
            self.report.files_unchanged = (before - files.len()) as u64;
        }
        if !files.is_empty() || !target.is_current {
            self.write(&mut target, files)?;
        }
        self.report.articles_in_index = target.open.num_articles()?;
        self.report.index_bytes = target.open.generation.size_in_bytes()?;
        self.report.generation = target.open.generation.number();
        if self.mode == Mode::Rebuild {
            self.data.prune(self.settings.keep_generations)?;
        }
        Ok(self.report)
    }

    fn write(&mut self, target: &mut Target, files: Vec<InputFile>) -> Result<(), IndexError> {
        let mut writer = ArticleWriter::new(&target.open, self.settings)?;
        match self.mode {
            Mode::Update => replay(&mut writer, &self.data.journal_path(), Replay::Exact).map(drop)?,
            Mode::Rebuild => writer.set_sequence(self.sequence),
        }
        self.read(target, &mut writer, files)?;
        self.progress.message("committing");
        self.commit(target, &mut writer)?;
        self.progress.message("merging segments");
        writer.finish()?;
        match self.mode {
            Mode::Update => target.activate(self.data),
            Mode::Rebuild => take_over(self.data, target, self.settings, self.progress).map(drop),
        }
    }

    /// Takes from the reading thread until it has read all files.
    fn read(
        &mut self,
        target: &mut Target,
        writer: &mut ArticleWriter,
        files: Vec<InputFile>,
    ) -> Result<(), IndexError> {
        let bytes_total =
            files.iter().map(|file| Some(fs::metadata(file.path.as_ref()?).map_or(0, |facts| facts.len())));
        let bytes_total = bytes_total.sum();
        let pipeline = Pipeline::start(files, self.settings.time_zone.clone())?;
        let mut shown = Instant::now();
        loop {
            match pipeline.batches.recv_timeout(PROGRESS_INTERVAL) {
                Ok(batch) => {
                    for found in batch {
                        self.take(target, writer, found)?;
                    }
                    if writer.wants_commit() {
                        self.commit(target, writer)?;
                    }
                }
                Err(RecvTimeoutError::Timeout) => {}
                Err(RecvTimeoutError::Disconnected) => break,
            }
            if shown.elapsed() >= PROGRESS_INTERVAL {
                shown = Instant::now();
                self.show(&pipeline, bytes_total);
            }
        }
        self.show(&pipeline, bytes_total);
        pipeline.join();
        Ok(())
    }

    fn take(
        &mut self,
        target: &mut Target,
        writer: &mut ArticleWriter,
        found: Found,
    ) -> Result<(), IndexError> {
        match found {
            Found::Article(article) => {
                self.report.undated += u64::from(article.published_at.is_none());
                let count = match put(writer, article)? {
                    Some(Effect::Created) => &mut self.report.added,
                    Some(Effect::Updated) => &mut self.report.updated,
                    Some(Effect::Unchanged) => &mut self.report.unchanged,
                    Some(Effect::Embargoed) => &mut self.report.embargoed,
                    Some(Effect::Withdrawn | Effect::Deleted) => &mut self.report.withdrawn,
                    None => &mut self.report.stale,
                };
                *count += 1;
                self.report.read += 1;
            }
            Found::Problem(problem) => self.take_problem(problem)?,
            Found::FileEnd(noted) => {
                self.report.files_read += 1;
                if let Some((path, facts)) = noted {
                    target.ledger.note(path, facts);
                }
            }
        }
        Ok(())
    }

    fn take_problem(&mut self, problem: Problem) -> Result<(), IndexError> {
        if self.settings.strict {
            return Err(IndexError::Strict(problem));
        }
        if problem.reason == SkipReason::Unreadable && self.mode == Mode::Rebuild {
            return Err(IndexError::Unreadable(problem));
        }
        self.report.add_problem(problem);
        Ok(())
    }

    /// Commits, then notes the files. A first index is searched from its first commit on, a rebuilt one at its end.
    fn commit(&self, target: &mut Target, writer: &mut ArticleWriter) -> Result<(), IndexError> {
        if writer.has_changes() || !target.is_current {
            writer.commit()?;
        }
        target.ledger.write(writer.generation())?;
        if self.mode == Mode::Update {
            target.activate(self.data)?;
        }
        Ok(())
    }

    fn show(&self, pipeline: &Pipeline, bytes_total: Option<u64>) {
        self.progress.advanced(&ProgressSnapshot {
            articles: self.report.added + self.report.updated + self.report.unchanged,
            skipped: self.report.num_skipped(),
            bytes_read: pipeline.bytes_read(),
            bytes_total,
        });
    }
}
