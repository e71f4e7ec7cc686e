//! The index side of writing: what is known, what is applied, what is committed.

use jiff::Timestamp;
use tantivy::{IndexReader, IndexWriter, ReloadPolicy, TantivyDocument, Term};
use vestnik_schema::{
    Article, Fields, Generation, OpenIndex, aliases_of, commit_payload, fingerprint, from_document, id_key,
    to_document, url_key,
};

use super::change::{Change, Mark};
use super::decide::Known;
use super::merge_policy::NewsMergePolicy;
use super::overlay::{Overlaid, Overlay, Pending};
use super::register::{Register, keys_of};
use super::segments::{Committed, Segments};
use crate::{IndexError, IndexerSettings};

/// Articles between two commits of a run over files: what is known of uncommitted articles stays below 50 MB,
/// and a run that is killed loses a few minutes of work.
const UNCOMMITTED_ARTICLES: usize = 300_000;

/// Writes articles to one generation. Nothing is searchable before [`ArticleWriter::commit`].
pub(crate) struct ArticleWriter {
    fields: Fields,
    generation: Generation,
    writer: IndexWriter,
    reader: IndexReader,
    segments: Segments,
    overlay: Overlay,
    register: Register,
    sequence: u64,
    has_changes: bool,
    commits_between: bool,
}

impl ArticleWriter {
    pub(crate) fn new(open: &OpenIndex, settings: &IndexerSettings) -> Result<Self, IndexError> {
        let generation = open.generation.clone();
        let (threads, bytes) = settings.threads_and_bytes_per_thread();
        let reader = open.index.reader_builder().reload_policy(ReloadPolicy::Manual).try_into();
        let reader = reader.map_err(IndexError::read(generation.path()))?;
        let writer = open.index.writer_with_num_threads(threads, bytes * threads);
        let writer = writer.map_err(IndexError::write(generation.path()))?;
        writer.set_merge_policy(Box::new(NewsMergePolicy));
        let mut created = Self {
            fields: open.fields,
            register: Register::read(&generation)?,
            generation,
            writer,
            reader,
            segments: Segments::default(),
            overlay: Overlay::default(),
            sequence: open.sequence()?,
            has_changes: false,
            commits_between: !settings.strict,
        };
        created.open_segments()?;
        Ok(created)
    }

    pub(crate) fn generation(&self) -> &Generation {
        &self.generation
    }

    /// Sequence of the last entry of the journal that was applied.
    pub(crate) fn sequence(&self) -> u64 {
        self.sequence
    }

    /// Says which entry of the journal the index is brought up to by other means than [`Self::apply`].
    pub(crate) fn set_sequence(&mut self, sequence: u64) {
        self.has_changes |= self.sequence != sequence;
        self.sequence = sequence;
    }

    /// Takes over what another generation holds outside of its index.
    pub(crate) fn copy_register(&mut self, from: &Generation) -> Result<(), IndexError> {
        self.register = Register::read(from)?.changed();
        self.has_changes = true;
        Ok(())
    }

    /// Carries out a change that has, or gets by this, the given sequence in the journal.
    pub(crate) fn apply(&mut self, change: &Change, sequence: u64) -> Result<(), IndexError> {
        match change {
            Change::Put { article, aliases, absorbed, is_new } => {
                self.clear_way(article, aliases, absorbed, *is_new);
                let document: TantivyDocument = to_document(article, aliases, &self.fields)?;
                self.overlay.put(article, fingerprint(article)?, aliases);
                self.add(document)?;
            }
            Change::Hold { article, aliases, absorbed } => {
                self.clear_way(article, aliases, absorbed, false);
                self.overlay.remove(&article.id);
                self.register.hold((**article).clone(), aliases.clone());
            }
            Change::Remove { id, mark, keys } => {
                self.remove(id);
                if let Some(mark) = mark {
                    self.register.mark(keys, *mark);
                }
            }
        }
        self.sequence = sequence;
        self.has_changes = true;
        Ok(())
    }

    fn add(&mut self, document: TantivyDocument) -> Result<(), IndexError> {
        let Err(error) = self.writer.add_document(document) else { return Ok(()) };
        // The engine tells that its thread has ended. Why, is told to whoever waits for the thread, as a commit does.
        let cause = self.writer.prepare_commit().err().unwrap_or(error);
        Err(IndexError::write(self.generation.path())(cause))
    }

    /// Takes away whatever the article takes the place of.
    fn clear_way(&mut self, article: &Article, aliases: &[String], absorbed: &[String], is_new: bool) {
        if !is_new {
            self.writer.delete_term(self.id_term(&article.id));
        }
        self.register.release(&article.id);
        absorbed.iter().for_each(|id| self.remove(id));
        self.register.unmark(&keys_of(article, aliases));
    }

    fn remove(&mut self, id: &str) {
        self.writer.delete_term(self.id_term(id));
        self.overlay.remove(id);
        self.register.release(id);
    }

    /// Changes that time alone brings about: embargoes that end, articles that expire.
    pub(crate) fn due(&self, now: Timestamp) -> Result<Vec<Change>, IndexError> {
        let released = self.register.due(now).into_iter().map(|held| Change::Put {
            article: held.article,
            aliases: held.aliases,
            absorbed: Vec::new(),
            is_new: true,
        });
        let mut changes: Vec<Change> = released.collect();
        for committed in self.segments.expired(now) {
            if matches!(self.overlay.of_name(committed.key), Overlaid::Nothing) {
                let (article, _) = self.stored(committed)?;
                changes.push(Change::Remove { id: article.id, mark: None, keys: Vec::new() });
            }
        }
        Ok(changes)
    }

    /// When [`Self::due`] has something to do next, as far as committed articles are concerned.
    pub(crate) fn next_due(&self) -> Option<Timestamp> {
        self.register.next_due().into_iter().chain(self.segments.next_expiry()).min()
    }

    /// Articles that wait for the end of their embargo.
    pub(crate) fn num_held(&self) -> usize {
        self.register.num_held()
    }

    /// Whether so much is uncommitted that it is time to commit.
    pub(crate) fn wants_commit(&self) -> bool {
        self.commits_between && self.overlay.len() >= UNCOMMITTED_ARTICLES
    }

    /// Whether anything is uncommitted.
    pub(crate) fn has_changes(&self) -> bool {
        self.has_changes
    }

    /// Makes everything written so far durable and searchable.
    pub(crate) fn commit(&mut self) -> Result<(), IndexError> {
        let path = self.generation.path();
        let mut prepared = self.writer.prepare_commit().map_err(IndexError::write(path))?;
        prepared.set_payload(&commit_payload(self.sequence));
        // A register that is ahead of the index is brought back by the journal, one that is behind it is not; and what
        // comes from files is in no journal, so that it is ahead for a moment only.
        self.register.write(&self.generation)?;
        prepared.commit().map_err(IndexError::write(path))?;
        self.overlay.clear();
        self.has_changes = false;
        self.open_segments()
    }

    /// Removes files that no commit needs, such as those of a commit that failed.
    pub(crate) fn remove_unneeded_files(&self) -> Result<(), IndexError> {
        self.writer
            .garbage_collect_files()
            .wait()
            .map(drop)
            .map_err(IndexError::write(self.generation.path()))
    }

    /// Waits until the engine has merged what it wants to merge and removed what it no longer needs.
    pub(crate) fn finish(self) -> Result<(), IndexError> {
        let Self { writer, generation, segments, reader, .. } = self;
        // Open segments would keep the files of merged ones on disk.
        drop((segments, reader));
        let removed = writer.garbage_collect_files();
        writer.wait_merging_threads().map_err(IndexError::write(generation.path()))?;
        removed.wait().map(drop).map_err(IndexError::write(generation.path()))
    }

    fn open_segments(&mut self) -> Result<(), IndexError> {
        let opened = self
            .reader
            .reload()
            .and_then(|()| Segments::open(&self.reader.searcher(), &self.fields, &self.segments));
        self.segments = opened.map_err(IndexError::read(self.generation.path()))?;
        Ok(())
    }

    fn id_term(&self, id: &str) -> Term {
        Term::from_field_text(self.fields.id, id)
    }

    /// The article that goes by an id, as it would be after a commit.
    pub(super) fn known(&self, id: &str) -> Result<Option<Known>, IndexError> {
        let key = id_key(id);
        match self.overlay.of_name(key) {
            Overlaid::Article(pending) => return Ok(Some(pending.into())),
            Overlaid::Gone => return Ok(self.held(key)),
            Overlaid::Nothing => {}
        }
        let found =
            self.segments.with_id(&self.id_term(id)).map_err(IndexError::read(self.generation.path()))?;
        Ok(self.known_of(&found, |_| true)?.or_else(|| self.held(key)))
    }

    /// The article whose address has this key, as it would be after a commit.
    pub(super) fn known_by_url(&self, url: u64) -> Result<Option<Known>, IndexError> {
        if let Some(pending) = self.overlay.of_url(url) {
            return Ok(Some(pending.into()));
        }
        let term = Term::from_field_u64(self.fields.url_key, url);
        let found = self.segments.with_url(&term).map_err(IndexError::read(self.generation.path()))?;
        // What is pending under its id has another address now.
        Ok(self
            .known_of(&found, |overlaid| matches!(overlaid, Overlaid::Nothing))?
            .or_else(|| self.held(url)))
    }

    /// Whether the article with an id is in the index in just this version.
    pub(super) fn has_version(&self, id: &str, version: u64) -> Result<bool, IndexError> {
        let key = id_key(id);
        if let Overlaid::Article(pending) = self.overlay.of_name(key) {
            return Ok(*pending.id == *id && pending.version == version);
        }
        let found =
            self.segments.with_id(&self.id_term(id)).map_err(IndexError::read(self.generation.path()))?;
        let is_same = |committed: &Committed| committed.key == key && committed.version == version;
        Ok(found.iter().any(is_same) && matches!(self.overlay.of_name(key), Overlaid::Nothing))
    }

    fn known_of(
        &self,
        found: &[Committed],
        counts: impl Fn(&Overlaid<'_>) -> bool,
    ) -> Result<Option<Known>, IndexError> {
        for committed in found {
            let overlaid = self.overlay.of_name(committed.key);
            if !counts(&overlaid) {
                continue;
            }
            match overlaid {
                Overlaid::Article(pending) => return Ok(Some(pending.into())),
                Overlaid::Gone => {}
                Overlaid::Nothing => return self.known_committed(*committed).map(Some),
            }
        }
        Ok(None)
    }

    fn known_committed(&self, committed: Committed) -> Result<Known, IndexError> {
        let (article, aliases) = self.stored(committed)?;
        Ok(Known {
            version: committed.version,
            updated_at: article.updated_at.map(|moment| moment.as_second()),
            has_body: !article.body.is_empty(),
            url: article.url.as_deref().and_then(url_key),
            id: article.id,
            aliases,
            is_held: false,
        })
    }

    fn held(&self, key: u64) -> Option<Known> {
        let held = self.register.held_by(key)?;
        Some(Known {
            id: held.article.id.clone(),
            version: fingerprint(&held.article).ok()?,
            updated_at: held.article.updated_at.map(|moment| moment.as_second()),
            has_body: !held.article.body.is_empty(),
            aliases: held.aliases.clone(),
            url: held.article.url.as_deref().and_then(url_key),
            is_held: true,
        })
    }

    fn stored(&self, committed: Committed) -> Result<(Article, Vec<String>), IndexError> {
        let document = self.segments.document(committed).map_err(IndexError::read(self.generation.path()))?;
        Ok((from_document(&document, &self.fields)?, aliases_of(&document, &self.fields)))
    }

    /// The whole article that goes by an id. `None` also if it is not committed yet: commit, then ask again.
    pub(crate) fn article(&self, id: &str) -> Result<Option<Article>, IndexError> {
        let key = id_key(id);
        if let Some(held) = self.register.held_by(key) {
            return Ok(Some((*held.article).clone()));
        }
        let found =
            self.segments.with_id(&self.id_term(id)).map_err(IndexError::read(self.generation.path()))?;
        match found.first() {
            Some(committed) => Ok(Some(self.stored(*committed)?.0)),
            None => Ok(None),
        }
    }

    /// Whether the article that goes by an id was changed since the last commit.
    pub(crate) fn is_pending(&self, id: &str) -> bool {
        !matches!(self.overlay.of_name(id_key(id)), Overlaid::Nothing)
    }

    pub(super) fn mark_on(&self, keys: &[u64]) -> Option<Mark> {
        self.register.mark_on(keys)
    }
}

impl From<&Pending> for Known {
    fn from(pending: &Pending) -> Self {
        Self {
            id: pending.id.to_string(),
            version: pending.version,
            updated_at: pending.updated_at,
            has_body: pending.has_body,
            aliases: pending.aliases.clone(),
            url: pending.url,
            is_held: false,
        }
    }
}
