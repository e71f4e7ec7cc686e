//! Carries articles from the reading thread to the writer.
//!
//! The reading thread opens file after file and sends batches through a bounded channel:
//! it waits when the writer is busy, so memory stays constant however long the input is.

use std::fs::{self, Metadata};
use std::mem;
use std::ops::ControlFlow;
use std::panic::resume_unwind;
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};
use std::thread::{self, JoinHandle};

use jiff::tz::TimeZone;
use vestnik_schema::Article;

use crate::input::{self, InputFile};
use crate::ledger::FileFacts;
use crate::record::Record;
use crate::source::{self, Flaw};
use crate::{IndexError, Problem, SkipReason};

/// What the reading thread finds, in the order of the files.
pub(crate) enum Found {
    Article(Box<Article>),
    Problem(Problem),
    /// A file was read to its end; its path and facts, if they are to be noted in the ledger.
    FileEnd(Option<(PathBuf, FileFacts)>),
}

/// A few dozen articles, so that the channel costs nothing per article.
const BATCH_ITEMS: usize = 64;
/// Large articles travel in small batches.
const BATCH_BYTES: usize = 1 << 20;
/// Batches that wait between the threads.
const WAITING_BATCHES: usize = 4;

/// The receiving end of the reading thread.
pub(crate) struct Pipeline {
    pub(crate) batches: Receiver<Vec<Found>>,
    bytes_read: Arc<AtomicU64>,
    reader: JoinHandle<()>,
}

impl Pipeline {
    /// Starts to read `files`. The thread ends by itself when the pipeline is dropped.
    pub(crate) fn start(files: Vec<InputFile>, zone: TimeZone) -> Result<Self, IndexError> {
        let (sender, batches) = sync_channel(WAITING_BATCHES);
        let bytes_read = Arc::new(AtomicU64::new(0));
        let mut reader = Reader { zone, bytes_read: bytes_read.clone(), batch: Batch::new(sender) };
        let reader = thread::Builder::new()
            .name("vestnik-reader".to_owned())
            .spawn(move || reader.run(&files))
            .map_err(IndexError::io("reader thread"))?;
        Ok(Self { batches, bytes_read, reader })
    }

    /// Ends the pipeline after the last batch. A panic of the reading thread goes on here: its articles would be missing.
    pub(crate) fn join(self) {
        if let Err(panic) = self.reader.join() {
            resume_unwind(panic);
        }
    }

    pub(crate) fn bytes_read(&self) -> u64 {
        self.bytes_read.load(Ordering::Relaxed)
    }
}

struct Batch {
    sender: SyncSender<Vec<Found>>,
    items: Vec<Found>,
    bytes: usize,
}

impl Batch {
    fn new(sender: SyncSender<Vec<Found>>) -> Self {
        Self { sender, items: Vec::new(), bytes: 0 }
    }

    fn push(&mut self, found: Found) -> ControlFlow<()> {
        if let Found::Article(article) = &found {
            self.bytes += article.body.len();
        }
        self.items.push(found);
        if self.items.len() < BATCH_ITEMS && self.bytes < BATCH_BYTES {
            return ControlFlow::Continue(());
        }
        self.flush()
    }

    fn flush(&mut self) -> ControlFlow<()> {
        self.bytes = 0;
        match self.sender.send(mem::take(&mut self.items)) {
            Ok(()) => ControlFlow::Continue(()),
            Err(_) => ControlFlow::Break(()),
        }
    }
}

struct Reader {
    zone: TimeZone,
    bytes_read: Arc<AtomicU64>,
    batch: Batch,
}

impl Reader {
    fn run(&mut self, files: &[InputFile]) {
        for file in files {
            if self.read_file(file).is_break() {
                return;
            }
        }
        let _ = self.batch.flush();
    }

    fn read_file(&mut self, file: &InputFile) -> ControlFlow<()> {
        let opened = match input::open(file, self.bytes_read.clone()) {
            Ok(opened) => opened,
            Err(error) => {
                let detail = format!("it cannot be opened: {error}");
                self.batch.push(unreadable(file, 1, detail))?;
                return self.batch.push(Found::FileEnd(None));
            }
        };
        let (zone, batch) = (&self.zone, &mut self.batch);
        let mut is_flawless = true;
        let mut last_line = 0;
        let mut step = ControlFlow::Continue(());
        let outcome = source::read(opened.reader, file.format(), &mut |line, found| {
            last_line = line;
            step = convert(file, line, found, zone, &mut is_flawless, batch);
            step
        });
        step?;
        if let Err(error) = outcome {
            let detail = format!("the file cannot be read on from here: {error}");
            batch.push(unreadable(file, last_line + 1, detail))?;
            return batch.push(Found::FileEnd(None));
        }
        // A file that grew while it was read is not noted: the next run reads it again.
        let facts = |metadata: &Metadata| FileFacts::new(metadata, zone, is_flawless);
        let before = opened.metadata.as_ref().and_then(facts);
        let after = file.path.as_ref().and_then(|path| facts(&fs::metadata(path).ok()?));
        let path = file.path.as_ref().and_then(|path| path.canonicalize().ok());
        // The ledger is JSON and holds no path that is not UTF-8.
        let path = path.filter(|path| path.to_str().is_some());
        batch.push(Found::FileEnd(path.zip(before.filter(|before| after.as_ref() == Some(before)))))
    }
}

fn convert(
    file: &InputFile,
    line: u64,
    found: Result<Record, Flaw>,
    zone: &TimeZone,
    is_flawless: &mut bool,
    batch: &mut Batch,
) -> ControlFlow<()> {
    let problem = |flaw: Flaw| {
        Found::Problem(Problem { file: file.name.clone(), line, reason: flaw.reason, detail: flaw.detail })
    };
    match found.and_then(|record| record.into_article(zone)) {
        Ok(converted) => {
            for detail in converted.bad_dates {
                *is_flawless = false;
                batch.push(problem(Flaw::new(SkipReason::BadDate, detail)))?;
            }
            batch.push(Found::Article(Box::new(converted.article)))
        }
        Err(flaw) => {
            *is_flawless = false;
            batch.push(problem(flaw))
        }
    }
}

fn unreadable(file: &InputFile, line: u64, detail: String) -> Found {
    Found::Problem(Problem { file: file.name.clone(), line, reason: SkipReason::Unreadable, detail })
}
