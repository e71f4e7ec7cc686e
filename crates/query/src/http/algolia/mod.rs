//! Algolia's search API over the archive, as far as stock front-end kits use it.
//!
//! A body is read into requests (`request`, `params`), whose filters become one condition (`filters`) over the
//! attributes that the archive has (`attribute`). Everything is checked before anything is searched.

mod attribute;
mod error;
mod filters;
mod index_name;
mod params;
mod query;
mod request;
mod selection;
