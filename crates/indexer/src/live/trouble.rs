use std::error::Error;
use std::io::{self, ErrorKind};
use std::sync::Arc;

use vestnik_schema::IntakeError;

use crate::IndexError;

/// What the operating system says where nothing more can be written.
const FULL: [&str; 3] = ["No space left on device", "quota exceeded", "File too large"];

/// What an error means for somebody who wants to write.
pub(super) fn trouble(error: &IndexError) -> IntakeError {
    if let IndexError::Locked { .. } = error {
        return IntakeError::Locked;
    }
    match io_kind(error) {
        // A file that may not grow any more stands for all that cannot be written until somebody makes room.
        Some(ErrorKind::StorageFull | ErrorKind::QuotaExceeded | ErrorKind::FileTooLarge) => {
            IntakeError::DiskFull
        }
        Some(ErrorKind::PermissionDenied | ErrorKind::ReadOnlyFilesystem) => IntakeError::ReadOnly,
        // The engine's threads hand on no more than the text of what happened to them.
        _ if FULL.iter().any(|text| chain(error).contains(text)) => IntakeError::DiskFull,
        _ => IntakeError::Failed(chain(error)),
    }
}

fn io_kind(error: &IndexError) -> Option<ErrorKind> {
    let mut next: Option<&(dyn Error + 'static)> = Some(error);
    while let Some(error) = next {
        let io = error
            .downcast_ref::<io::Error>()
            .or_else(|| error.downcast_ref::<Arc<io::Error>>().map(AsRef::as_ref))
            .or_else(|| match error.downcast_ref::<tantivy::TantivyError>() {
                Some(tantivy::TantivyError::IoError(error)) => Some(error.as_ref()),
                _ => None,
            });
        if let Some(io) = io {
            return Some(io.kind());
        }
        next = error.source();
    }
    None
}

/// An error with everything that lies below it, in one line.
pub(super) fn chain(error: &IndexError) -> String {
    let mut text = error.to_string();
    let mut next = error.source();
    while let Some(error) = next {
        let part = error.to_string();
        if !text.contains(&part) {
            text += &format!(": {part}");
        }
        next = error.source();
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_disk_says_is_told_apart() {
        let io = |kind: ErrorKind| IndexError::io("journal")(kind.into());
        let engine = |kind: ErrorKind| {
            let error = tantivy::TantivyError::IoError(Arc::new(kind.into()));
            IndexError::write("generation-000001")(error)
        };
        let text = tantivy::TantivyError::ErrorInThread("Os { No space left on device }".to_owned());
        let table = [
            (io(ErrorKind::StorageFull), IntakeError::DiskFull),
            (io(ErrorKind::FileTooLarge), IntakeError::DiskFull),
            (engine(ErrorKind::StorageFull), IntakeError::DiskFull),
            (IndexError::write("x")(text), IntakeError::DiskFull),
            (io(ErrorKind::ReadOnlyFilesystem), IntakeError::ReadOnly),
            (engine(ErrorKind::PermissionDenied), IntakeError::ReadOnly),
            (IndexError::Locked { path: "x".into() }, IntakeError::Locked),
        ];
        for (error, expected) in table {
            assert_eq!(trouble(&error), expected, "{error:?}");
        }
        assert!(
            matches!(trouble(&io(ErrorKind::NotFound)), IntakeError::Failed(text) if text.contains("journal"))
        );
    }
}
