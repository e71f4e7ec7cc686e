//! The search as a library, on indexes made for the purpose.
#![expect(clippy::unwrap_used, reason = "a helper that fails fails its test")]

mod archive;
mod batch;
mod brute_force;
mod confined;
mod engine;
mod language;
mod model;
mod plain;
mod ranking;
mod repair;
mod robustness;
mod suggest;
mod synonyms;
