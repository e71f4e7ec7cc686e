use std::path::Path;

use vestnik_journal::{Entry, Found, read};

use super::{ArticleWriter, Change};
use crate::IndexError;

/// Carries out what was acknowledged and is not in the index yet. Returns how many changes that were.
///
/// Damage in the journal costs what is damaged and is told in the log; everything else is carried out.
pub(crate) fn replay(writer: &mut ArticleWriter, journal: &Path) -> Result<u64, IndexError> {
    let mut num_changes = 0;
    for found in read(journal, writer.sequence())? {
        match found? {
            Found::Entry(Entry { sequence, payload }) => {
                let change: Change = serde_json::from_slice(&payload).map_err(|error| {
                    let reason = error.to_string();
                    IndexError::Entry { path: journal.to_owned(), sequence, reason }
                })?;
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
