//! Integration tests: real files, a real index on disk.
#![expect(clippy::unwrap_used, clippy::print_stdout, reason = "helpers of tests are tests")]

mod bad_input;
mod corpus;
mod formats;
mod generations;
mod histories;
mod ledger;
mod support;
mod web;
