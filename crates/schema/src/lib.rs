//! The contract between the side that writes an index and the side that reads it:
//! what an [`Article`] is, which [`Fields`] it becomes, where an index lives on disk
//! and which versions of it this binary understands.
//!
//! Neither side may know the other; whatever both need stands here.

mod article;
mod convert;
mod directory;
mod error;
mod fields;
mod intake;
mod manifest;
mod open;
mod sealed;
mod url;

pub use article::{Article, MAX_ID_BYTES, article_id};
pub use convert::{aliases_of, fingerprint, from_document, id_key, to_document};
pub use directory::{DataDirectory, Generation};
pub use error::SchemaError;
pub use fields::Fields;
pub use intake::{
    Action, Content, Done, Effect, Intake, IntakeError, IntakeStats, Operation, Origin, Outcome,
    Precondition, Rejection, Until, Written,
};
pub use manifest::{FORMAT_VERSION, IndexManifest};
pub use open::{OpenIndex, commit_payload, create_index, open_generation, open_index};
pub use sealed::{
    FileFault, index_files, is_segment_file, read_sealed, reseal, verify_index_file, verify_index_files,
    write_sealed,
};
pub use url::{canonical_url, url_key};
