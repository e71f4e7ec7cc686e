//! One file per command.

pub(crate) mod analyze;
pub(crate) mod check;
pub(crate) mod delete;
pub(crate) mod embed;
pub(crate) mod eval;
pub(crate) mod feeds;
pub(crate) mod generations;
pub(crate) mod index;
pub(crate) mod inspect;
pub(crate) mod keys;
pub(crate) mod rebuild;
pub(crate) mod restore;
pub(crate) mod search;
pub(crate) mod serve;
pub(crate) mod snapshot;
pub(crate) mod up;

mod progress;
