//! Algolia's search API over the archive, as far as stock front-end kits use it.
//!
//! A body is read into requests (`request`, `params`), whose filters become one condition (`filters`) over the
//! attributes that the archive has (`attribute`). Everything is checked before anything is searched.

mod answer;
mod archive;
mod attribute;
mod dialect;
mod error;
mod events;
mod filters;
mod hit;
mod index_name;
mod marked;
mod params;
mod query;
mod query_id;
mod request;
mod search;
mod selection;
mod snippet;
mod suggestions;
mod typed;

#[cfg(test)]
mod answer_tests;

pub(crate) use answer::BatchJson;
pub(crate) use dialect::in_its_dialect;
pub(crate) use error::AlgoliaError;
pub(crate) use events::{EventCounts, read_events};
pub(crate) use request::Request;
pub(crate) use search::answers;
