use std::ffi::OsStr;
use std::fs;
use std::path::{Path, PathBuf};
use std::time::Duration;

use anyhow::{Context, Result};

use crate::corpus::Corpus;
use crate::output::told;
use crate::reference;
use crate::server::{self, Run, Server};
use crate::vestnik;

/// Seed of the articles.
const SEED: u64 = 1;

/// Memory for articles that are not on disk yet, in megabytes of 2^20 bytes, for every program that indexes.
pub(crate) const INDEX_MEMORY_MB: usize = 256;

/// What the chapters have in common.
pub(crate) struct Bench {
    /// Keeps articles and indexes from one run to the next.
    pub(crate) work: PathBuf,
    /// The binary that is measured.
    pub(crate) vestnik: PathBuf,
    /// This program.
    pub(crate) own: PathBuf,
    pub(crate) articles: usize,
    /// How long each system is asked in a round.
    pub(crate) duration: Duration,
    pub(crate) rounds: usize,
    pub(crate) corpus: Corpus,
}

impl Bench {
    pub(crate) fn corpus(root: &Path) -> Result<Corpus> {
        Corpus::new(root, SEED)
    }

    fn folder(&self, articles: usize) -> PathBuf {
        self.work.join(format!("{articles}"))
    }

    /// The articles as NDJSON, made if they are not there.
    pub(crate) fn input(&self, articles: usize) -> Result<PathBuf> {
        let folder = self.folder(articles);
        fs::create_dir_all(&folder).with_context(|| folder.display().to_string())?;
        let path = folder.join("articles.jsonl");
        if !path.try_exists()? {
            told(format_args!("making {articles} articles"));
            let unfinished = path.with_extension("unfinished");
            self.corpus.write(&unfinished, articles)?;
            fs::rename(&unfinished, &path)?;
        }
        Ok(path)
    }

    /// Indexes articles with the binary that is measured.
    pub(crate) fn index(&self, articles: &Path, data: &Path) -> Result<Run> {
        empty(data)?;
        let memory = format!("index.memory_mb={INDEX_MEMORY_MB}");
        let arguments: [&OsStr; 6] = [
            "index".as_ref(),
            articles.as_ref(),
            "--data".as_ref(),
            data.as_ref(),
            "--set".as_ref(),
            memory.as_ref(),
        ];
        server::run(&self.vestnik, &arguments)
    }

    /// Indexes articles with the engine alone.
    pub(crate) fn index_reference(&self, articles: &Path, folder: &Path) -> Result<Run> {
        empty(folder)?;
        server::run(&self.own, &["reference-index".as_ref(), articles.as_ref(), folder.as_ref()])
    }

    /// The data directory of so many articles, indexed if it is not there.
    pub(crate) fn data(&self, articles: usize) -> Result<PathBuf> {
        let data = self.folder(articles).join("vestnik");
        if !data.join("index/CURRENT").try_exists()? {
            told(format_args!("indexing {articles} articles"));
            self.index(&self.input(articles)?, &data)?;
        }
        Ok(data)
    }

    /// The engine's index of so many articles, made if it is not there.
    pub(crate) fn reference(&self, articles: usize) -> Result<PathBuf> {
        let folder = self.folder(articles).join("reference");
        if !folder.join("meta.json").try_exists()? {
            told(format_args!("indexing {articles} articles with the engine alone"));
            self.index_reference(&self.input(articles)?, &folder)?;
        }
        Ok(folder)
    }

    /// A copy of the data directory that may be written to.
    pub(crate) fn copy_of_data(&self, articles: usize) -> Result<PathBuf> {
        let copy = self.folder(articles).join("copy");
        empty(&copy)?;
        copy_all(&self.data(articles)?, &copy)?;
        Ok(copy)
    }

    /// Serves so many articles.
    pub(crate) fn serve(&self, articles: usize) -> Result<Server> {
        vestnik::serve(&self.vestnik, &self.data(articles)?, &[])
    }

    /// Serves so many articles with the small server over the engine.
    pub(crate) fn serve_naive(&self, articles: usize) -> Result<Server> {
        let folder = self.reference(articles)?;
        Server::start(&self.own, &["reference-serve".as_ref(), folder.as_ref()])
    }
}

/// Indexes with the engine alone, in this process.
pub(crate) fn index_reference(articles: &Path, folder: &Path) -> Result<()> {
    let threads = std::thread::available_parallelism()?.get().min(8);
    reference::index(articles, folder, threads, INDEX_MEMORY_MB << 20)
}

fn empty(folder: &Path) -> Result<()> {
    if folder.try_exists()? {
        fs::remove_dir_all(folder).with_context(|| folder.display().to_string())?;
    }
    fs::create_dir_all(folder).with_context(|| folder.display().to_string())
}

fn copy_all(from: &Path, to: &Path) -> Result<()> {
    fs::create_dir_all(to)?;
    for entry in fs::read_dir(from)? {
        let entry = entry?;
        let target = to.join(entry.file_name());
        if entry.file_type()?.is_dir() {
            copy_all(&entry.path(), &target)?;
        } else {
            fs::copy(entry.path(), target)?;
        }
    }
    Ok(())
}
