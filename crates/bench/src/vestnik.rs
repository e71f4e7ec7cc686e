//! How the binary that is measured is asked.

use std::ffi::OsStr;
use std::path::Path;

use anyhow::Result;

use crate::client::encoded;
use crate::queries::{Link, Order, Query};
use crate::server::Server;

/// Address of a page of results: the ten best hits with snippets, the total, and the rubrics with their numbers.
pub(crate) fn page(query: &Query) -> String {
    format!("{}&facets=rubric", search(query))
}

/// The same without the rubrics.
pub(crate) fn search(query: &Query) -> String {
    let text = match query.link {
        Link::All => query.words.join(" "),
        Link::Any => query.words.join(" OR "),
        Link::Phrase => format!("\"{}\"", query.words.join(" ")),
    };
    let mut target = format!("/api/v1/search?q={}&per_page=10", encoded(&text));
    if let Some(rubric) = &query.rubric {
        target.push_str(&format!("&rubric={}", encoded(rubric)));
    }
    if let Some((from, to)) = &query.period {
        target.push_str(&format!("&from={from}&to={to}"));
    }
    if query.order == Order::Newest {
        target.push_str("&sort=newest");
    }
    target
}

/// The first five hits for what stands in the box.
pub(crate) fn typed(text: &str) -> String {
    format!("/api/v1/search?q={}&per_page=5", encoded(text))
}

/// Suggestions for what stands in the box.
pub(crate) fn suggested(text: &str) -> String {
    format!("/api/v1/suggest?q={}", encoded(text))
}

/// Serves a data directory, with settings as `name=value`.
pub(crate) fn serve(binary: &Path, data: &Path, settings: &[&str]) -> Result<Server> {
    let mut arguments: Vec<&OsStr> = vec!["serve".as_ref(), "--data".as_ref(), data.as_ref()];
    arguments.extend(["--listen", "127.0.0.1:0", "--set", "log.level=warn"].map(OsStr::new));
    for setting in settings {
        arguments.extend([OsStr::new("--set"), OsStr::new(setting)]);
    }
    Server::start(binary, &arguments)
}
