//! The search that other sites embed: its scripts, the page for frames, and the page that writes the snippet.

mod encoding;
pub(crate) mod frame;
pub(crate) mod page;
pub(crate) mod script;

#[cfg(test)]
mod tests;

use crate::http::percent::decode;

/// Names and values of a query string. What cannot be read is left out: these pages refuse nothing.
fn pairs(query: Option<&str>) -> Vec<(String, String)> {
    let parts = query.unwrap_or_default().split('&');
    parts
        .filter_map(|part| {
            let (name, value) = part.split_once('=').unwrap_or((part, ""));
            Some((decode(name)?, decode(value)?))
        })
        .collect()
}
