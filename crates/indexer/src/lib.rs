//! The writing side of Vestnik: reads articles from files and builds the index.
//!
//! An article travels through the modules in this order:
//!
//! 1. `input` finds the files that were asked for, `ledger` leaves out those that have not changed;
//! 2. `source` reads one format each and yields loosely typed records;
//! 3. `record` turns a record into an [`Article`](vestnik_schema::Article), with `dates` and `clean`;
//! 4. `pipeline` carries articles from the reading thread to the writer, in bounded memory;
//! 5. `writer` adds, replaces or leaves them, and commits;
//! 6. `run` ties it together: lock, generations, activation, [`Report`].
//!
//! Bad data is never an error: a record that cannot be used is counted by [`SkipReason`] with its file and line,
//! and the next one is read. Only [`IndexerSettings::strict`] makes it one.
//!
//! This crate never answers a query, reads no environment, and prints nothing.
//!
//! ```
//! use vestnik_indexer::{IndexerSettings, Input, Mode, Silent, index};
//! use vestnik_schema::DataDirectory;
//!
//! # fn main() -> Result<(), Box<dyn std::error::Error>> {
//! let folder = tempfile::tempdir()?;
//! let archive = folder.path().join("archive.jsonl");
//! std::fs::write(&archive, r#"{"id": "1", "title": "Открыт новый мост", "date": "15 июля 2016, 09:12"}"#)?;
//!
//! let data = DataDirectory::new(folder.path().join("data"));
//! let report = index(&data, &[Input::Path(archive)], Mode::Update, &IndexerSettings::default(), &Silent)?;
//! assert_eq!((report.added, report.articles_in_index), (1, 1));
//! # Ok(())
//! # }
//! ```

mod clean;
mod dates;
mod error;
mod generations;
mod input;
mod ledger;
mod lines;
pub mod live;
mod lock;
mod pipeline;
mod progress;
mod read;
mod rebuild;
mod record;
mod report;
mod run;
mod settings;
mod source;
mod space;
mod target;
mod writer;

pub use error::IndexError;
pub use generations::{GenerationFacts, create, generations, prune, switch};
pub use input::Input;
pub use progress::{Progress, ProgressSnapshot, Silent};
pub use read::{OnFound, is_article_file, read_articles, read_file};
pub use rebuild::{RebuildReport, rebuild};
pub use report::{DeleteReport, Problem, Report, SkipReason};
pub use run::{Mode, delete, index};
pub use settings::IndexerSettings;

/// What the sitemaps of a site list, for those who follow it.
pub mod sitemap {
    pub use crate::source::sitemap::{Sitemap, SitemapLink, SitemapNews, SitemapPage, read};
}
