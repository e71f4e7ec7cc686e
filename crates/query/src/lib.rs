//! Question in, hits out, and the HTTP service around it. The reader's side: it never writes an index.
//!
//! [`search`] knows neither HTTP nor JSON and can be used as a library; [`http`] is the only place that knows
//! axum, JSON shapes, status codes and the results page.

pub mod http;
pub mod search;
