//! `vestnik restore`: bring a snapshot back.

use anyhow::Result;
use vestnik_indexer::Progress;

use crate::args::Restore;
use crate::commands::progress::Display;
use crate::commands::snapshot;
use crate::config::Config;
use crate::output;

pub(crate) fn run(command: &Restore, config: &Config) -> Result<()> {
    let target = snapshot::open(&command.target)?;
    let display = Display::for_stderr();
    let name = command.snapshot.as_deref();
    let report = vestnik_backup::restore(&target, name, &config.data(), &|text| display.message(text));
    display.finish();
    let report = report?;
    if command.json {
        return output::json(&report);
    }
    output::line(format_args!(
        "Snapshot {} is restored: {} in {}, as of {:.0}.",
        report.name,
        output::counted(report.articles, "article"),
        output::bytes(report.bytes),
        report.taken_at,
    ))
}
