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
mod manifest;
mod open;
mod readable;

pub use article::{Article, MAX_ID_BYTES, article_id};
pub use convert::{fingerprint, from_document, id_key, to_document};
pub use directory::{DataDirectory, Generation};
pub use error::SchemaError;
pub use fields::Fields;
pub use manifest::{FORMAT_VERSION, IndexManifest};
pub use open::{OpenIndex, create_index, open_index};
