//! Data directories made for one test.

use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, Weak};

use serde_json::{Value, json};
use tempfile::TempDir;

use crate::{Output, TestServer, Vestnik, workspace_root};

/// A data directory that goes away with this value.
pub struct TestIndex {
    /// None if it belongs to somebody else.
    _folder: Option<TempDir>,
    /// As this process sees it.
    data: PathBuf,
    /// As commands are told, who may see another.
    told: PathBuf,
    launcher: Vec<String>,
}

impl TestIndex {
    /// A data directory without an index.
    pub fn empty() -> Self {
        let folder = tempfile::tempdir().expect("a temporary folder can be made");
        let data = folder.path().to_owned();
        Self { _folder: Some(folder), told: data.clone(), data, launcher: Vec::new() }
    }

    /// A data directory that commands started by `launcher` see as `told` and this process as `data`.
    pub(crate) fn launched(told: &Path, data: PathBuf, launcher: &[String]) -> Self {
        Self { _folder: None, told: told.to_owned(), data, launcher: launcher.to_vec() }
    }

    /// The same data directory for commands that are started by `launcher`; it ends with `self`.
    pub(crate) fn with_launcher(&self, launcher: &[String]) -> Self {
        Self::launched(&self.told, self.data.clone(), launcher)
    }

    /// A folder in this one as a data directory, in the sight of the same commands; it ends with `self`.
    pub fn within(&self, name: &str) -> Self {
        Self::launched(&self.told.join(name), self.data.join(name), &self.launcher)
    }

    /// Its path, as commands see it.
    pub fn told(&self) -> String {
        self.told.display().to_string()
    }

    /// An index of these articles.
    #[track_caller]
    pub fn of_articles(articles: &[Value]) -> Self {
        let index = Self::empty();
        index.add(articles);
        index
    }

    /// Makes its index of these articles.
    #[track_caller]
    pub fn add(&self, articles: &[Value]) {
        let lines: String = articles.iter().map(|article| format!("{article}\n")).collect();
        let report = self.index(&["-"]).input(lines).run().json();
        assert_eq!(report["articles_in_index"], articles.len(), "{report}");
    }

    /// An index of these files and folders, and the report of the run.
    #[track_caller]
    pub fn of_paths(paths: &[&Path]) -> (Self, Value) {
        let index = Self::empty();
        let report = paths.iter().fold(index.index(&[]), |run, path| run.arg(path)).run().json();
        (index, report)
    }

    /// The data directory.
    pub fn data(&self) -> &Path {
        &self.data
    }

    /// Writes a file beside the index.
    pub fn write(&self, name: &str, content: impl AsRef<[u8]>) -> PathBuf {
        let path = self.data().join(name);
        std::fs::create_dir_all(path.parent().expect("it is in a folder")).expect("a folder can be made");
        std::fs::write(&path, content).expect("a file can be written");
        path
    }

    /// A command on this data directory.
    pub fn vestnik(&self, args: &[&str]) -> Vestnik {
        Vestnik::launched(&self.launcher, ["--data"]).arg(&self.told).arg_all(args)
    }

    /// `vestnik index --json` with these arguments.
    pub fn index(&self, args: &[&str]) -> Vestnik {
        self.vestnik(&["index", "--json"]).arg_all(args)
    }

    /// `vestnik search` on this data directory.
    pub fn search(&self, args: &[&str]) -> Output {
        self.vestnik(&["search"]).arg_all(args).run()
    }

    /// What `vestnik search --json` answers.
    #[track_caller]
    pub fn answer(&self, query: &str) -> Value {
        self.search(&["--json", query]).json()
    }

    /// Serves it on a free port.
    #[track_caller]
    pub fn serve(&self) -> TestServer {
        self.serve_with(&[])
    }

    /// The same with further arguments.
    #[track_caller]
    pub fn serve_with(&self, args: &[&str]) -> TestServer {
        TestServer::start(self.vestnik(&["serve", "--listen", "127.0.0.1:0"]).arg_all(args))
    }
}

/// An article with this id, title and text.
pub fn article(id: &str, title: &str, text: &str) -> Value {
    json!({ "id": id, "title": title, "text": text })
}

/// The folder of the sample corpus.
pub fn sample_articles() -> PathBuf {
    workspace_root().join("index-data/articles")
}

/// The sample corpus, served; tests that run at the same time share one server.
#[track_caller]
pub fn sample_server() -> Arc<SampleServer> {
    static SHARED: Mutex<Weak<SampleServer>> = Mutex::new(Weak::new());
    // A test that failed while it started the server must not fail all others with a poisoned lock.
    let mut shared = SHARED.lock().unwrap_or_else(|poisoned| poisoned.into_inner());
    if let Some(server) = shared.upgrade() {
        return server;
    }
    let (index, _) = TestIndex::of_paths(&[&sample_articles()]);
    let started = Arc::new(SampleServer { server: index.serve(), index });
    *shared = Arc::downgrade(&started);
    started
}

/// The sample corpus and its server.
pub struct SampleServer {
    server: TestServer,
    pub index: TestIndex,
}

impl std::ops::Deref for SampleServer {
    type Target = TestServer;

    fn deref(&self) -> &TestServer {
        &self.server
    }
}
