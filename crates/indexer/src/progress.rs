/// What a run has done so far.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
#[non_exhaustive]
pub struct ProgressSnapshot {
    /// Articles handed to the index, changed or not.
    pub articles: u64,
    /// Records left out.
    pub skipped: u64,
    /// Bytes of the input files read, as they lie on disk (compressed ones count compressed).
    pub bytes_read: u64,
    /// Bytes of all files to read; `None` when standard input is among them.
    pub bytes_total: Option<u64>,
}

/// Receives the progress of a run, on the thread that called [`index`](crate::index()).
pub trait Progress: Sync {
    /// Called about ten times a second while files are read, and once after the last one.
    fn advanced(&self, _snapshot: &ProgressSnapshot) {}

    /// Called with a sentence when a longer step without counts begins, such as a commit.
    fn message(&self, _text: &str) {}

    /// Called with a sentence that whoever runs this must see, such as what it takes on the disk.
    fn notice(&self, text: &str) {
        self.message(text);
    }
}

/// Ignores all progress.
#[derive(Debug, Clone, Copy, Default)]
pub struct Silent;

impl Progress for Silent {}
