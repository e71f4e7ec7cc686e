//! The HTTP service: a JSON API under `/api/v1`, a results page at `/`, and nothing that searches on its own.
//!
//! A request passes the layers of `middleware`, one of the `routes` reads its parameters, and whatever touches
//! the index runs on the `search_pool`. Every failure is one `ApiError`: API clients get it as problem+json,
//! people get it as a page.

mod access;
mod algolia;
mod answer;
mod api;
mod elastic;
mod error;
mod explanation;
mod feeds;
mod intake;
mod middleware;
mod names;
mod page;
mod parameters;
mod params;
mod percent;
mod router;
mod routes;
mod search_pool;
mod serve;
mod state;
mod story;
mod warning;

#[cfg(test)]
mod feeds_tests;
#[cfg(test)]
mod query_tests;
#[cfg(test)]
mod testing;
#[cfg(test)]
mod tests;
#[cfg(test)]
mod write_tests;

pub use access::{KeyError, KeyFile, KeyRecord, KeyRights, Network, NewKey, Scope};
pub use answer::{score_text, search_json, warning_text};
pub use router::router;
pub use routes::openapi::openapi;
pub use serve::serve;
pub use state::{AppState, FeedReport, HttpSettings};
