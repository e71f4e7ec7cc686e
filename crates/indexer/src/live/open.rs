use jiff::Timestamp;
use vestnik_journal::{Found, Journal};
use vestnik_schema::{DataDirectory, Generation, open_index};

use super::LiveSettings;
use crate::lock::{RebuildLock, WriterLock};
use crate::rebuild::sequence_of;
use crate::target::{is_unfinished, needed_after};
use crate::writer::{ArticleWriter, Change, Decision, Replay, Request, replay};
use crate::{IndexError, IndexerSettings};

/// Everything that is needed to write: the lock, the journal and the index.
pub(super) struct Open {
    // Before the lock, so that it is closed when the lock is given up.
    pub(super) writer: ArticleWriter,
    journal: Journal,
    lock: WriterLock,
    data: DataDirectory,
    /// The sequence behind which the other generations lack what is in the journal.
    kept_for: Option<u64>,
}

/// Bytes of the journal that are kept for generations to switch back to.
const KEPT_BYTES: u64 = 256 << 20;

/// The least sequence of the finished generations beside the current one.
fn kept_for(data: &DataDirectory, current: &Generation) -> Option<u64> {
    let generations = data.generations().unwrap_or_default();
    let others = generations.iter().filter(|generation| *generation != current);
    let finished = others.filter(|generation| is_unfinished(generation).is_ok_and(|unfinished| !unfinished));
    // One that cannot be read cannot be switched to either.
    finished.filter_map(|generation| sequence_of(generation).ok()).min()
}

impl Open {
    /// Takes the lock, opens the current generation and brings into it what only the journal knows.
    pub(super) fn new(data: &DataDirectory, settings: &LiveSettings) -> Result<Self, IndexError> {
        let lock = WriterLock::acquire_live(data)?;
        let index = open_index(data)?;
        // A commit is one segment for each thread: one thread keeps up with any newsroom and makes the fewest.
        let indexer = IndexerSettings { threads: 1, strict: false, ..settings.indexer.clone() };
        let mut writer = ArticleWriter::new(&index, &indexer)?;
        // What failed for lack of space must not take the space that there is now.
        writer.remove_unneeded_files()?;
        let journal = Journal::open(&data.journal_path(), writer.sequence())?;
        if let Some(Found::Torn { path, bytes, .. }) = journal.torn() {
            tracing::warn!(
                path = %path.display(), bytes,
                "the last {bytes} bytes of the journal were never acknowledged, or are damaged, and are dropped"
            );
        }
        replay(&mut writer, &data.journal_path(), Replay::Exact)?;
        let kept_for = kept_for(data, writer.generation());
        Ok(Self { writer, journal, lock, data: data.clone(), kept_for })
    }

    /// Decides about a request and carries it out. It is safe after [`Self::sync`].
    pub(super) fn carry_out(&mut self, request: Request, now: Timestamp) -> Result<Decision, IndexError> {
        let decision = self.writer.decide(request, now)?;
        if let Decision::Change(change, _) = &decision {
            self.change(change)?;
        }
        Ok(decision)
    }

    fn change(&mut self, change: &Change) -> Result<(), IndexError> {
        let entry = serde_json::to_vec(change)
            .map_err(|error| IndexError::io(self.data.journal_path())(error.into()))?;
        let sequence = self.journal.append(&entry);
        self.writer.apply(change, sequence)
    }

    /// Makes what was carried out survive a power cut; returns its sequence.
    pub(super) fn sync(&mut self) -> Result<u64, IndexError> {
        Ok(self.journal.sync()?)
    }

    /// Commits, and removes what the journal need not keep any more.
    pub(super) fn commit(&mut self) -> Result<(), IndexError> {
        self.sync()?;
        if self.writer.has_changes() {
            self.writer.commit()?;
        }
        self.journal.remove_until(self.needed_after()?)?;
        Ok(())
    }

    /// The sequence behind which the journal is needed by any generation.
    fn needed_after(&self) -> Result<u64, IndexError> {
        let mut sequence = self.writer.sequence();
        if let Some(kept) = self.kept_for.filter(|_| self.journal.bytes() <= KEPT_BYTES) {
            sequence = sequence.min(kept);
        }
        let generations = self.data.generations()?;
        let being_built = generations.iter().filter_map(needed_after).min();
        match being_built {
            Some(needed) if RebuildLock::is_held(&self.data) => Ok(sequence.min(needed)),
            _ => Ok(sequence),
        }
    }

    /// Ends embargoes and takes out what has expired.
    pub(super) fn carry_out_due(&mut self, now: Timestamp) -> Result<(), IndexError> {
        for change in &self.writer.due(now)? {
            self.change(change)?;
        }
        self.sync().map(drop)
    }

    /// Whether another process wants to write.
    pub(super) fn is_wanted(&self) -> bool {
        self.lock.is_wanted()
    }

    /// Whether another generation than this one is current, because somebody switched.
    pub(super) fn is_superseded(&self) -> bool {
        self.data.current().is_ok_and(|current| current.as_ref() != Some(self.writer.generation()))
    }

    pub(super) fn journal_bytes(&self) -> u64 {
        self.journal.bytes()
    }

    pub(super) fn durable(&self) -> u64 {
        self.journal.durable()
    }
}
