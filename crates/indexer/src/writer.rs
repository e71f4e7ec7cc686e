//! Puts articles into an index: adds, replaces, leaves alone, deletes; decides when to commit.
//!
//! The index is read to tell a new article from a changed and an unchanged one.
//! What this run wrote since its last commit cannot be read yet, so it is kept in a map of ids and fingerprints.

use std::collections::HashMap;
use std::sync::Arc;

use tantivy::columnar::Column;
use tantivy::schema::IndexRecordOption;
use tantivy::{
    DocSet, Index, IndexReader, IndexWriter, InvertedIndexReader, ReloadPolicy, Searcher, SegmentReader,
    TERMINATED, TantivyDocument, TantivyError, Term,
};
use vestnik_schema::{Article, Fields, Generation, OpenIndex, fingerprint, id_key, to_document};

use crate::{IndexError, IndexerSettings};

/// Articles between two commits: the map of uncommitted articles stays below 20 MB,
/// and a run that is killed loses a few minutes of work.
const UNCOMMITTED_ARTICLES: usize = 500_000;

/// What became of an article.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Upserted {
    Added,
    Updated,
    Unchanged,
}

/// Writes articles to one generation. Nothing is searchable before [`ArticleWriter::commit`].
pub(crate) struct ArticleWriter {
    index: Index,
    fields: Fields,
    generation: Generation,
    writer: IndexWriter,
    reader: IndexReader,
    segments: Vec<Segment>,
    /// Fingerprints by id key; `None` is a deleted article.
    uncommitted: HashMap<u64, Option<u64>>,
    commits_between: bool,
}

/// What looking up ids needs of a segment.
struct Segment {
    reader: SegmentReader,
    ids: Arc<InvertedIndexReader>,
    fingerprints: Column<u64>,
}

impl ArticleWriter {
    pub(crate) fn new(open: &OpenIndex, settings: &IndexerSettings) -> Result<Self, IndexError> {
        let generation = open.generation.clone();
        let (threads, bytes) = settings.threads_and_bytes_per_thread();
        let create = || -> tantivy::Result<_> {
            let writer = open.index.writer_with_num_threads(threads, bytes * threads)?;
            let reader = open.index.reader_builder().reload_policy(ReloadPolicy::Manual).try_into()?;
            Ok((writer, reader))
        };
        let (writer, reader) = create().map_err(IndexError::write(generation.path()))?;
        let mut created = Self {
            index: open.index.clone(),
            fields: open.fields,
            generation,
            writer,
            reader,
            segments: Vec::new(),
            uncommitted: HashMap::new(),
            commits_between: !settings.strict,
        };
        created.open_segments()?;
        Ok(created)
    }

    pub(crate) fn generation(&self) -> &Generation {
        &self.generation
    }

    /// Adds the article, or replaces the one with its id if that is another version.
    pub(crate) fn upsert(&mut self, article: &Article) -> Result<Upserted, IndexError> {
        let new = fingerprint(article)?;
        let known = self.lookup(&article.id)?;
        if known == Some(new) {
            return Ok(Upserted::Unchanged);
        }
        if known.is_some() {
            self.writer.delete_term(self.id_term(&article.id));
        }
        let document: TantivyDocument = to_document(article, &[], &self.fields)?;
        self.writer.add_document(document).map_err(IndexError::write(self.generation.path()))?;
        self.uncommitted.insert(id_key(&article.id), Some(new));
        Ok(if known.is_some() { Upserted::Updated } else { Upserted::Added })
    }

    /// Deletes the article with this id; false if there is none.
    pub(crate) fn delete(&mut self, id: &str) -> Result<bool, IndexError> {
        let is_known = self.lookup(id)?.is_some();
        if is_known {
            self.writer.delete_term(self.id_term(id));
            self.uncommitted.insert(id_key(id), None);
        }
        Ok(is_known)
    }

    /// Whether so much is uncommitted that it is time to commit.
    pub(crate) fn wants_commit(&self) -> bool {
        self.commits_between && self.uncommitted.len() >= UNCOMMITTED_ARTICLES
    }

    /// Whether anything is uncommitted.
    pub(crate) fn has_changes(&self) -> bool {
        !self.uncommitted.is_empty()
    }

    /// Makes everything written so far durable and searchable.
    pub(crate) fn commit(&mut self) -> Result<(), IndexError> {
        self.writer.commit().map_err(IndexError::write(self.generation.path()))?;
        self.uncommitted.clear();
        self.open_segments()
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
        let name = self.index.schema().get_field_name(self.fields.fingerprint).to_owned();
        let open = || -> tantivy::Result<Vec<Segment>> {
            self.reader.reload()?;
            let searcher: Searcher = self.reader.searcher();
            let segments = searcher.segment_readers().iter().map(|reader| {
                Ok(Segment {
                    ids: reader.inverted_index(self.fields.id)?,
                    fingerprints: reader.fast_fields().u64(&name)?,
                    reader: reader.clone(),
                })
            });
            segments.collect()
        };
        self.segments = open().map_err(IndexError::write(self.generation.path()))?;
        Ok(())
    }

    fn id_term(&self, id: &str) -> Term {
        Term::from_field_text(self.fields.id, id)
    }

    /// The fingerprint of the article with this id, as it would be after a commit.
    fn lookup(&self, id: &str) -> Result<Option<u64>, IndexError> {
        if let Some(uncommitted) = self.uncommitted.get(&id_key(id)) {
            return Ok(*uncommitted);
        }
        let term = self.id_term(id);
        for segment in &self.segments {
            let found = segment.lookup(&term).map_err(TantivyError::from);
            if let Some(found) = found.map_err(IndexError::write(self.generation.path()))? {
                return Ok(Some(found));
            }
        }
        Ok(None)
    }
}

impl Segment {
    fn lookup(&self, term: &Term) -> std::io::Result<Option<u64>> {
        let Some(mut postings) = self.ids.read_postings(term, IndexRecordOption::Basic)? else {
            return Ok(None);
        };
        let mut document = postings.doc();
        while document != TERMINATED {
            if !self.reader.is_deleted(document) {
                return Ok(self.fingerprints.first(document));
            }
            document = postings.advance();
        }
        Ok(None)
    }
}

/// Articles in an index, deleted ones not counted.
pub(crate) fn num_articles(open: &OpenIndex) -> Result<u64, IndexError> {
    let segments =
        open.index.searchable_segment_metas().map_err(IndexError::write(open.generation.path()))?;
    Ok(segments.iter().map(|segment| u64::from(segment.num_docs())).sum())
}
