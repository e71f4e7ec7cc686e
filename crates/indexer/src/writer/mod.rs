//! Writes articles to one generation.
//!
//! [`decide`](ArticleWriter::decide) says what an article or an operation does to the index as it will be after the
//! next commit, and changes nothing; [`apply`](ArticleWriter::apply) carries a [`Change`] out. Between the two a live
//! archive writes the change to its journal. Applying all changes of a journal again, in their order, leads to the same
//! index.
//!
//! What a writer knows of an article comes from three places: the segments of the last commit (`segments`), what was
//! applied since (`overlay`), and what is not in the index at all (`register`: articles under embargo, and marks of
//! those that were taken back).

mod article_writer;
mod change;
mod decide;
mod merge_policy;
mod overlay;
mod register;
mod replay;
mod segments;

pub(crate) use article_writer::ArticleWriter;
pub(crate) use change::Change;
pub(crate) use decide::{Decision, Request};
pub(crate) use replay::{Replay, first_after, last_sequence, replay};
