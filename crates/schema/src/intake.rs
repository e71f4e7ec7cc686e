//! How articles get into an archive that is being searched: who sends them knows this trait, who writes them
//! implements it, and neither knows the other.

use thiserror::Error;

use crate::Article;

/// Takes writes into a live archive. Calls return at once; answers come from a thread of the archive.
pub trait Intake: Send + Sync {
    /// Queues operations. They are carried out in their order, and those of one call before those of a later one of the
    /// same caller. `done` gets one outcome for each, in the same order, once all of them would survive a power cut and,
    /// if so asked, are found by searches. It is always called, exactly once, and must not block.
    ///
    /// If it gets an error, the operations may or may not have been carried out: sending them again is safe.
    fn submit(&self, operations: Vec<Operation>, until: Until, done: Done);

    /// Facts for people who watch over the archive.
    fn stats(&self) -> IntakeStats;
}

/// Gets the outcomes of one [`Intake::submit`].
pub type Done = Box<dyn FnOnce(Result<Vec<Outcome>, IntakeError>) + Send>;

/// What became of one operation.
pub type Outcome = Result<Written, Rejection>;

/// When [`Intake::submit`] answers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Until {
    /// As soon as nothing of it can be lost any more.
    #[default]
    Durable,
    /// When searches see it.
    Searchable,
}

/// One write.
#[derive(Debug, Clone, PartialEq)]
pub struct Operation {
    /// What to do.
    pub action: Action,
    /// Id of the article. Without one, [`Action::Put`] and [`Action::Create`] take that of the content, and the other
    /// actions are rejected.
    pub id: Option<String>,
    /// The article; not needed to delete.
    pub content: Option<Content>,
    /// What must be so for anything to happen.
    pub precondition: Option<Precondition>,
    /// Who sends it.
    pub origin: Origin,
}

/// What to do with an article.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Action {
    /// Add it, or replace the one with its id.
    Put,
    /// Add it; rejected with [`Rejection::Exists`] if there is one with its id.
    Create,
    /// Change the properties that the content names and leave the others. Without such an article it is rejected with
    /// [`Rejection::NotFound`], or, with `upsert`, added.
    Update {
        /// Whether the content makes a new article where there is none.
        upsert: bool,
    },
    /// Remove it.
    Delete,
}

/// An article on its way in.
#[derive(Debug, Clone, PartialEq)]
pub enum Content {
    /// A JSON object with any of the names that files may use.
    Json(Vec<u8>),
    /// A finished article.
    Article(Box<Article>),
}

/// What an operation depends on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Precondition {
    /// The article must be there in just this version.
    Version(u64),
    /// The article must be there.
    Exists,
}

/// Who sends an operation.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Origin {
    /// A client of the API, who knows what it wants.
    #[default]
    Client,
    /// A feed, a sitemap or a folder, which goes on listing what was deleted by hand.
    Source,
}

/// An operation that was carried out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Written {
    /// Id that the article goes by. Not the one that was asked for if the archive knows the article under another.
    pub id: String,
    /// What it did.
    pub effect: Effect,
    /// Version of the article from now on; none if it is gone.
    pub version: Option<u64>,
    /// What is wrong with the article though it was taken, for example a date that could not be read.
    pub warnings: Vec<String>,
}

/// What an operation did.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Effect {
    /// The article is new.
    Created,
    /// It replaced another version of itself.
    Updated,
    /// It was there already, just so; nothing was written.
    Unchanged,
    /// It is kept back until its embargo ends.
    Embargoed,
    /// It is not shown any more, or never was, because it was withdrawn or has expired.
    Withdrawn,
    /// It was deleted.
    Deleted,
}

/// Why an operation was not carried out. Nothing was changed by it.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum Rejection {
    /// The content is no article. `reason` is a stable name as in reports of the indexer.
    #[error("{reason}: {detail}")]
    Invalid {
        /// Stable name of what is wrong.
        reason: &'static str,
        /// The same in words.
        detail: String,
    },
    /// There is no article with this id.
    #[error("the archive holds no article with the id `{id}`")]
    NotFound {
        /// The id.
        id: String,
    },
    /// There is an article with this id already.
    #[error("the archive holds an article with the id `{id}` already")]
    Exists {
        /// The id.
        id: String,
        /// Its version.
        version: u64,
    },
    /// The article is there in another version than the condition asks for.
    #[error("the article `{id}` has changed meanwhile")]
    Conflict {
        /// The id.
        id: String,
        /// Its version.
        version: u64,
    },
    /// The archive holds a later version of the article, by its time of change.
    #[error("the archive holds a later version of the article `{id}`")]
    Stale {
        /// The id.
        id: String,
        /// Version of what the archive holds; none if that was withdrawn or deleted.
        version: Option<u64>,
    },
}

impl Rejection {
    /// Stable name of the kind.
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Invalid { reason, .. } => reason,
            Self::NotFound { .. } => "article_not_found",
            Self::Exists { .. } => "article_exists",
            Self::Conflict { .. } => "version_conflict",
            Self::Stale { .. } => "version_stale",
        }
    }
}

/// Why nothing can be written now. Sending again later may help, and does no harm.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum IntakeError {
    /// More is waiting to be written than memory is meant for.
    #[error("too much is waiting to be written; try again in a moment")]
    Overloaded,
    /// Another process is writing to the index.
    #[error("another vestnik is writing to this index; try again when it has ended")]
    Locked,
    /// There is no room on the disk.
    #[error("there is no space left on the disk of the index; free some and try again")]
    DiskFull,
    /// The folder of the index cannot be written.
    #[error("the folder of the index cannot be written")]
    ReadOnly,
    /// Something else is wrong with the disk or the index; the text says what, for logs.
    #[error("the index cannot be written: {0}")]
    Failed(String),
    /// The archive is being closed.
    #[error("the archive is being closed")]
    Closed,
}

/// Facts about the intake.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct IntakeStats {
    /// Number of the last write that would survive a power cut.
    pub durable_sequence: u64,
    /// Number of the last write that searches may see.
    pub committed_sequence: u64,
    /// Articles added, replaced and deleted since the start.
    pub written: u64,
    /// Operations that changed nothing since the start.
    pub unchanged: u64,
    /// Operations that were rejected since the start.
    pub rejected: u64,
    /// Operations that wait.
    pub waiting: u64,
    /// Commits since the start.
    pub commits: u64,
    /// Articles that wait for the end of their embargo.
    pub embargoed: u64,
    /// Bytes of the journal on disk.
    pub journal_bytes: u64,
    /// Why nothing can be written now, if so.
    pub trouble: Option<IntakeError>,
}
