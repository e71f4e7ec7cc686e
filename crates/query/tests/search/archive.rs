//! Builds indexes for the tests of the search, without the indexer.

use tantivy::{IndexWriter, TantivyDocument, Term};
use tempfile::TempDir;
use vestnik_query::search::{Abandon, Engine, EngineSettings, SearchRequest, SearchResults};
use vestnik_schema::{Article, DataDirectory, OpenIndex, create_index, to_document};

/// A data directory with one generation that is being written.
pub(crate) struct Archive {
    pub(crate) data: DataDirectory,
    /// Goes when the archive does.
    _folder: TempDir,
    opened: OpenIndex,
    writer: IndexWriter<TantivyDocument>,
}

impl Archive {
    pub(crate) fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let data = DataDirectory::new(folder.path());
        let (opened, writer) = generation(&data);
        Self { data, _folder: folder, opened, writer }
    }

    /// An archive of these articles in one segment.
    pub(crate) fn of(articles: &[Article]) -> Self {
        let mut archive = Self::new();
        archive.add(articles);
        archive.commit();
        archive
    }

    pub(crate) fn add(&mut self, articles: &[Article]) {
        for article in articles {
            self.writer.add_document(to_document(article, &[], &self.opened.fields).unwrap()).unwrap();
        }
    }

    pub(crate) fn delete(&mut self, id: &str) {
        self.writer.delete_term(Term::from_field_text(self.opened.fields.id, id));
    }

    pub(crate) fn commit(&mut self) {
        self.writer.commit().unwrap();
    }

    /// Begins a new, empty generation and makes it the current one.
    pub(crate) fn rebuild(&mut self) {
        (self.opened, self.writer) = generation(&self.data);
    }

    pub(crate) fn engine(&self) -> Engine {
        Engine::open(
            &self.data,
            EngineSettings { time_budget: std::time::Duration::from_secs(60), ..EngineSettings::default() },
        )
        .unwrap()
    }
}

fn generation(data: &DataDirectory) -> (OpenIndex, IndexWriter<TantivyDocument>) {
    let generation = data.create_generation().unwrap();
    let opened = create_index(&generation).unwrap();
    let writer = opened.index.writer_with_num_threads(1, 20_000_000).unwrap();
    writer.set_merge_policy(Box::new(tantivy::merge_policy::NoMergePolicy));
    data.activate(&generation).unwrap();
    (opened, writer)
}

pub(crate) fn article(id: &str, title: &str, body: &str) -> Article {
    Article { id: id.to_owned(), title: title.to_owned(), body: body.to_owned(), ..Article::default() }
}

pub(crate) fn search(engine: &Engine, request: &SearchRequest) -> SearchResults {
    engine.search(request, &Abandon::default()).unwrap()
}

pub(crate) fn ids(results: &SearchResults) -> Vec<&str> {
    results.hits.iter().map(|hit| hit.article.id.as_str()).collect()
}

/// A small generator of reproducible numbers (SplitMix64).
pub(crate) struct Dice(pub(crate) u64);

impl Dice {
    pub(crate) fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }

    /// A number below `end`.
    pub(crate) fn below(&mut self, end: usize) -> usize {
        usize::try_from(self.next() % end as u64).unwrap()
    }

    pub(crate) fn one_in(&mut self, chances: usize) -> bool {
        self.below(chances) == 0
    }

    pub(crate) fn pick<'a, T: ?Sized>(&mut self, from: &[&'a T]) -> &'a T {
        from[self.below(from.len())]
    }
}
