//! Which failure gives which exit code. The codes are listed in `vestnik --help`.

use std::process::ExitCode;

use thiserror::Error;
use vestnik_backup::BackupError;
use vestnik_indexer::IndexError;
use vestnik_query::search::SearchError;
use vestnik_schema::SchemaError;

const FAILED: u8 = 1;
const USAGE: u8 = 2;
const BAD_RECORD: u8 = 3;
const NO_INDEX: u8 = 4;
const LOCKED: u8 = 5;
const DAMAGED: u8 = 6;

/// What was read is not what was written. Each place has been told.
#[derive(Debug, Error)]
#[error("{0}")]
pub(crate) struct Damage(String);

impl Damage {
    /// No error if nothing is damaged.
    pub(crate) fn of(num_faults: usize) -> anyhow::Result<()> {
        match num_faults {
            0 => Ok(()),
            1 => Err(Self("there is damage in 1 place".to_owned()).into()),
            _ => Err(Self(format!("there is damage in {num_faults} places")).into()),
        }
    }
}

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
    if error.is::<Damage>() {
        return DAMAGED;
    }
    if let Some(error) = error.downcast_ref::<BackupError>() {
        return backup_number(error);
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

fn backup_number(error: &BackupError) -> u8 {
    match error {
        BackupError::Schema(error) => schema_number(error),
        BackupError::Damaged { .. } | BackupError::Spoilt { .. } => DAMAGED,
        BackupError::Locked { .. } => LOCKED,
        BackupError::Target { .. } => USAGE,
        _ => FAILED,
    }
}

fn schema_number(error: &SchemaError) -> u8 {
    match error {
        SchemaError::NoIndex { .. }
        | SchemaError::Version { .. }
        | SchemaError::Analyzer { .. }
        | SchemaError::Pointer { .. }
        | SchemaError::Restoring { .. }
        | SchemaError::Manifest { .. } => NO_INDEX,
        _ => FAILED,
    }
}
