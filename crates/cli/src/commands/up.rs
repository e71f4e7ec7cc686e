//! `vestnik up`: index what is new in an archive, then serve it.

use std::path::PathBuf;

use anyhow::{Result, bail};
use vestnik_indexer::Mode;

use crate::args::Up;
use crate::commands::{index, serve};
use crate::config::Config;
use crate::exit::Usage;

pub(crate) fn run(up: &Up, config: &Config) -> Result<()> {
    // The port is taken first: a long indexing run must not end in «address in use».
    let listener = serve::bind(&config.listen)?;
    let paths = if up.paths.is_empty() { default_archive(config)? } else { up.paths.clone() };
    if paths.is_empty() {
        serve::create(config)?;
        return serve::serve(listener, config);
    }
    let settings = config.indexer(up.strict, false)?;
    let report = index::index(&paths, Mode::Update, &settings, config)?;
    index::print_report(&report)?;
    serve::serve(listener, config)
}

/// The folder of articles; nothing if there is none and the articles come from feeds.
fn default_archive(config: &Config) -> Result<Vec<PathBuf>> {
    let archive = config.data.join("articles");
    if archive.try_exists()? {
        return Ok(vec![archive]);
    }
    if !config.feeds.is_empty() {
        return Ok(Vec::new());
    }
    let sentence = "there are no articles to index in {}; name files or folders: vestnik up PATH…, or feeds in the \
                    settings";
    bail!(Usage::wrap(anyhow::anyhow!(sentence.replace("{}", &archive.display().to_string()))))
}
