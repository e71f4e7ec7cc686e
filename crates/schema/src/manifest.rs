use std::path::{Path, PathBuf};
use std::{fs, io};

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use vestnik_analysis::ANALYZER_VERSION;

use crate::SchemaError;
use crate::directory::write_durably;

/// Version of the fields and files of an index. Raise it with every change of [`crate::Fields`] or of the layout.
pub const FORMAT_VERSION: u32 = 2;

const FILE_NAME: &str = "manifest.json";

/// What a generation says of itself.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct IndexManifest {
    /// [`FORMAT_VERSION`] of the binary that wrote the index.
    pub format_version: u32,
    /// [`ANALYZER_VERSION`] of the binary that wrote the index.
    pub analyzer_version: u32,
    /// Version of that binary.
    pub written_by: String,
    /// When the generation was begun.
    pub created_at: Timestamp,
}

impl IndexManifest {
    /// The manifest of an index that this binary writes now.
    pub(crate) fn current() -> Self {
        Self {
            format_version: FORMAT_VERSION,
            analyzer_version: ANALYZER_VERSION,
            written_by: env!("CARGO_PKG_VERSION").to_owned(),
            created_at: Timestamp::now(),
        }
    }

    pub(crate) fn write(&self, generation: &Path) -> Result<(), SchemaError> {
        let json = serde_json::to_vec_pretty(self).map_err(SchemaError::Encode)?;
        write_durably(&generation.join(FILE_NAME), &json)
    }

    /// Reads the manifest of a generation, of whatever version.
    ///
    /// # Errors
    /// [`SchemaError::Io`] or [`SchemaError::Manifest`].
    pub fn read(generation: &Path) -> Result<Self, SchemaError> {
        let path: PathBuf = generation.join(FILE_NAME);
        let bytes = match fs::read(&path) {
            Ok(bytes) => bytes,
            Err(error) if error.kind() == io::ErrorKind::NotFound => {
                return Err(SchemaError::Manifest { path, reason: "it is missing".to_owned() });
            }
            Err(error) => return Err(SchemaError::io(path)(error)),
        };
        serde_json::from_slice(&bytes)
            .map_err(|error| SchemaError::Manifest { path, reason: error.to_string() })
    }

    /// [`ANALYZER_VERSION`] of this binary.
    pub const fn analyzer_version_of_this_binary() -> u32 {
        ANALYZER_VERSION
    }

    /// Whether this binary writes just such an index.
    pub fn is_current(&self) -> bool {
        self.format_version == FORMAT_VERSION && self.analyzer_version == ANALYZER_VERSION
    }

    /// Refuses an index that this binary would misread.
    pub(crate) fn check(&self, generation: &Path) -> Result<(), SchemaError> {
        self.check_format(generation)?;
        if self.analyzer_version == ANALYZER_VERSION {
            return Ok(());
        }
        Err(SchemaError::Analyzer {
            path: generation.to_owned(),
            found: self.analyzer_version,
            expected: ANALYZER_VERSION,
            written_by: self.written_by.clone(),
        })
    }

    /// Refuses an index whose fields this binary does not know.
    pub(crate) fn check_format(&self, generation: &Path) -> Result<(), SchemaError> {
        if self.format_version == FORMAT_VERSION {
            return Ok(());
        }
        Err(SchemaError::Version {
            path: generation.to_owned(),
            what: "format",
            found: self.format_version,
            expected: FORMAT_VERSION,
            written_by: self.written_by.clone(),
        })
    }
}
