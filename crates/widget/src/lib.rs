//! The search that other sites embed: the scripts of `js/` as the server hands them out, which attributes the element
//! has, and the snippets that put it into a page.
//!
//! The modules are linked into one file per purpose, so that a page makes one request and pins everything with one
//! hash. Nothing here knows how the files are served.

mod asset;
mod attributes;
mod endpoint;
mod link;
mod scan;
mod snippet;
mod style;
mod texts;
mod write;

pub use asset::{Asset, FRAME, FRAME_HOST, PAGE, WIDGET, assets};
pub use attributes::{ATTRIBUTES, Attribute, Attributes, Values};
pub use endpoint::Endpoint;
pub use snippet::{Setup, Snippets};
pub use style::Style;
pub use texts::Texts;
