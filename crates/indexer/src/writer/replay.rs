use std::path::Path;

use vestnik_journal::{Entry, Found, read};

use super::{ArticleWriter, Change};
use crate::IndexError;

/// Whether an index may hold some of what is carried out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Replay {
    /// It holds just what came before: its own journal.
    Exact,
    /// It was copied while others wrote.
    MayRepeat,
}

/// Carries out what was acknowledged and is not in the index yet. Returns how many changes that were.
///
/// Damage in the journal costs what is damaged and is told in the log; everything else is carried out.
pub(crate) fn replay(writer: &mut ArticleWriter, journal: &Path, how: Replay) -> Result<u64, IndexError> {
    let mut num_changes = 0;
    for found in read(journal, writer.sequence())? {
        match found? {
            Found::Entry(Entry { sequence, payload }) => {
                let mut change: Change = serde_json::from_slice(&payload).map_err(|error| {
                    let reason = error.to_string();
                    IndexError::Entry { path: journal.to_owned(), sequence, reason }
                })?;
                if let (Change::Put { is_new, .. }, Replay::MayRepeat) = (&mut change, how) {
                    *is_new = false;
                }
                writer.apply(&change, sequence)?;
                num_changes += 1;
            }
            Found::Damage { path, offset, bytes } => tracing::error!(
                path = %path.display(), offset, bytes,
                "the journal is damaged: {bytes} bytes from byte {offset} of {} cannot be read",
                path.display()
            ),
            Found::Torn { .. } => {}
        }
    }
    if num_changes > 0 {
        tracing::info!(num_changes, "{num_changes} acknowledged changes were brought into the index");
    }
    Ok(num_changes)
}

/// Sequence of the last entry of a journal, 0 if it has none.
pub(crate) fn last_sequence(journal: &Path) -> Result<u64, IndexError> {
    sequences(journal, 0)?.try_fold(0, |last, sequence| Ok(last.max(sequence?)))
}

/// Sequence of the first entry behind `after`.
pub(crate) fn first_after(journal: &Path, after: u64) -> Result<Option<u64>, IndexError> {
    sequences(journal, after)?.next().transpose()
}

fn sequences(
    journal: &Path,
    after: u64,
) -> Result<impl Iterator<Item = Result<u64, IndexError>>, IndexError> {
    Ok(read(journal, after)?.filter_map(|found| match found {
        Ok(Found::Entry(entry)) => Some(Ok(entry.sequence)),
        Ok(Found::Damage { .. } | Found::Torn { .. }) => None,
        Err(error) => Some(Err(error.into())),
    }))
}
