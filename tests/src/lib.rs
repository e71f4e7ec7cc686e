//! Harness of the black-box tests: it runs the built `vestnik` binary and talks to it over files and sockets.
//!
//! A test prepares a [`TestIndex`], asks its [`TestServer`] or runs a [`Vestnik`] command, and compares the answer
//! with a plain scan of the same articles ([`corpus`]) or with a data file ([`scenario`]).
//! Nothing here sleeps for a fixed time, and nothing leaves this machine.

mod binary;
mod client;
mod command;
pub mod corpus;
pub mod disk;
mod index;
pub mod json;
pub mod object_store;
pub mod question;
pub mod random;
pub mod scan;
pub mod scenario;
mod server;

pub use binary::{shared_data, workspace_root};
pub use client::{Client, Reply, encode, search_path};
pub use command::{Output, Vestnik};
pub use index::{SampleServer, TestIndex, article, sample_articles, sample_server};
pub use server::TestServer;
