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
    let paths = if up.paths.is_empty() { vec![default_archive(config)?] } else { up.paths.clone() };
    let settings = config.indexer(up.strict, false)?;
    let report = index::index(&paths, Mode::Update, &settings, config)?;
    index::print_report(&report)?;
    serve::serve(listener, config)
}

fn default_archive(config: &Config) -> Result<PathBuf> {
    let archive = config.data.join("articles");
    if archive.try_exists()? {
        return Ok(archive);
    }
    let sentence = "there are no articles to index in {}; name files or folders: vestnik up PATH…";
    bail!(Usage::wrap(anyhow::anyhow!(sentence.replace("{}", &archive.display().to_string()))))
}
