//! `vestnik rebuild`: build the index anew from the articles that are in it.

use anyhow::Result;

use crate::args::Rebuild;
use crate::commands::progress::Display;
use crate::config::Config;
use crate::output;

pub(crate) fn run(command: &Rebuild, config: &Config) -> Result<()> {
    let progress = Display::for_stderr();
    let report = vestnik_indexer::rebuild(&config.data(), &config.indexer(false, false)?, &progress);
    progress.finish();
    let report = report?;
    if command.json {
        return output::json(&report);
    }
    output::line(format_args!(
        "Generation {} is searched now: {} in {}, built in {:.1} s; {} came meanwhile.",
        report.generation,
        output::counted(report.articles, "article"),
        output::bytes(report.index_bytes),
        report.seconds,
        output::counted(report.changes, "change"),
    ))
}
