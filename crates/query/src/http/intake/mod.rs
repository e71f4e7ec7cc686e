//! From requests that write to the archive's [`Intake`](vestnik_schema::Intake) and back.
//!
//! Nothing here reads an article: operations carry the JSON as it came, and the archive's own thread reads it.

mod etag;
mod lines;
mod submit;
mod unpacked;

pub(crate) use etag::{Guard, etag, is_known};
pub(crate) use lines::{Line, LineReader};
pub(crate) use submit::{Pending, submit};
pub(crate) use unpacked::{tell_encodings, unpacking};
