//! What the integration tests share: a folder with files and an index, and a plain look into that index.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use tantivy::collector::DocSetCollector;
use tantivy::query::AllQuery;
use tempfile::TempDir;
use vestnik_indexer::{IndexError, IndexerSettings, Input, Mode, Report, Silent, index};
use vestnik_schema::{Article, DataDirectory, from_document, open_index};

/// A folder with files to index, and a data directory beside them.
pub(crate) struct Archive {
    folder: TempDir,
    pub(crate) data: DataDirectory,
    pub(crate) settings: IndexerSettings,
}

impl Archive {
    pub(crate) fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let data = DataDirectory::new(folder.path().join("data"));
        let settings =
            IndexerSettings { memory_budget_bytes: 32 << 20, threads: 2, ..IndexerSettings::default() };
        fs::create_dir(folder.path().join("files")).unwrap();
        Self { folder, data, settings }
    }

    pub(crate) fn files(&self) -> PathBuf {
        self.folder.path().join("files")
    }

    pub(crate) fn write(&self, name: &str, content: impl AsRef<[u8]>) -> PathBuf {
        let path = self.files().join(name);
        fs::write(&path, content).unwrap();
        path
    }

    pub(crate) fn run(&self, mode: Mode) -> Result<Report, IndexError> {
        index(&self.data, &[Input::Path(self.files())], mode, &self.settings, &Silent)
    }

    pub(crate) fn update(&self) -> Report {
        self.run(Mode::Update).unwrap()
    }

    pub(crate) fn rebuild(&self) -> Report {
        self.run(Mode::Rebuild).unwrap()
    }

    /// All articles that a search can find, by id.
    pub(crate) fn articles(&self) -> BTreeMap<String, Article> {
        let open = open_index(&self.data).unwrap();
        let searcher = open.index.reader().unwrap().searcher();
        let documents = searcher.search(&AllQuery, &DocSetCollector).unwrap();
        let count = documents.len();
        let articles: BTreeMap<_, _> = documents
            .into_iter()
            .map(|address| from_document(&searcher.doc(address).unwrap(), &open.fields).unwrap())
            .map(|article| (article.id.clone(), article))
            .collect();
        assert_eq!(articles.len(), count, "an article is in the index twice");
        articles
    }

    pub(crate) fn titles(&self) -> Vec<String> {
        self.articles().into_values().map(|article| article.title).collect()
    }
}

/// Every record is accounted for.
pub(crate) fn assert_adds_up(report: &Report) {
    let taken = report.added + report.updated + report.unchanged;
    let kept_out = report.embargoed + report.withdrawn + report.stale + report.num_skipped();
    assert_eq!(report.read, taken + kept_out, "{report:?}");
}

/// A line of JSON Lines.
pub(crate) fn line(id: impl std::fmt::Display, title: impl std::fmt::Display) -> String {
    format!("{{\"id\": \"{id}\", \"title\": \"{title}\"}}\n")
}

/// Data that is shared between projects and not part of this one; `None`, with a message, where it is absent.
pub(crate) fn shared(path: &str) -> Option<PathBuf> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared").join(path);
    if path.try_exists().unwrap() {
        return Some(path);
    }
    println!("SKIPPED: {} is not here", path.display());
    None
}
