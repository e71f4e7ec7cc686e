use std::path::PathBuf;

use thiserror::Error;
use vestnik_schema::SchemaError;

/// Why a search gave no answer. A query text is never a reason: any text is answered.
#[derive(Debug, Error)]
#[non_exhaustive]
pub enum SearchError {
    /// The request asks for more than is permitted.
    #[error("{parameter}: {detail}")]
    Invalid {
        /// Name of the offending part: `page`, `per_page`, `cursor`, `from`.
        parameter: &'static str,
        /// What is wrong and what is permitted.
        detail: String,
    },
    /// The search took longer than its time budget.
    #[error("the search took longer than its time budget of {budget_ms} ms; narrow the query or the period")]
    OutOfTime {
        /// The budget in milliseconds.
        budget_ms: u64,
    },
    /// The one who asked went away before the answer was ready.
    #[error("the search was abandoned")]
    Abandoned,
    /// The index cannot be opened or read.
    #[error(transparent)]
    Index(#[from] SchemaError),
    /// The site's own synonyms cannot be read.
    #[error(
        "the synonyms file {} cannot be read: {cause}; write it in UTF-8, or correct or remove the setting search.synonyms",
        file.display()
    )]
    Synonyms {
        /// The file as the settings name it.
        file: PathBuf,
        /// What the system says.
        cause: String,
    },
    /// tantivy failed while searching.
    #[error("the index cannot be searched: {0}; `vestnik check` tells whether it is damaged")]
    Engine(String),
}

/// What tantivy says, without its types.
pub(super) fn engine_error(error: impl std::fmt::Display) -> SearchError {
    SearchError::Engine(error.to_string())
}
