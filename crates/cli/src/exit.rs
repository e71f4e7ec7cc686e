//! Which failure gives which exit code. The codes are listed in `vestnik --help`.

use std::process::ExitCode;

use thiserror::Error;
use vestnik_indexer::IndexError;
use vestnik_query::search::SearchError;
use vestnik_schema::SchemaError;

const FAILED: u8 = 1;
const USAGE: u8 = 2;
const BAD_RECORD: u8 = 3;
const NO_INDEX: u8 = 4;
const LOCKED: u8 = 5;

/// Wrong arguments or settings.
#[derive(Debug, Error)]
#[error("{0:#}")]
pub(crate) struct Usage(anyhow::Error);

impl Usage {
    pub(crate) fn wrap(error: anyhow::Error) -> anyhow::Error {
        Self(error).into()
    }
}

/// The exit code of a failure.
pub(crate) fn code(error: &anyhow::Error) -> ExitCode {
    ExitCode::from(number(error))
}

fn number(error: &anyhow::Error) -> u8 {
    if error.is::<Usage>() {
        return USAGE;
    }
    match (error.downcast_ref::<IndexError>(), error.downcast_ref::<SearchError>()) {
        (Some(IndexError::Strict(_)), _) => BAD_RECORD,
        (Some(IndexError::Locked { .. }), _) => LOCKED,
        (Some(IndexError::NotFound { .. } | IndexError::NoMatch { .. } | IndexError::Pattern { .. }), _) => {
            USAGE
        }
        (Some(IndexError::Schema(error)), _) | (_, Some(SearchError::Index(error))) => schema_number(error),
        (_, Some(SearchError::Invalid { .. } | SearchError::Synonyms { .. })) => USAGE,
        _ => error.downcast_ref().map_or(FAILED, schema_number),
    }
}

fn schema_number(error: &SchemaError) -> u8 {
    match error {
        SchemaError::NoIndex { .. }
        | SchemaError::Version { .. }
        | SchemaError::Analyzer { .. }
        | SchemaError::Manifest { .. } => NO_INDEX,
        _ => FAILED,
    }
}
