//! `vestnik check`: whether the archive on disk is whole.

use anyhow::Result;
use vestnik_backup::Which;
use vestnik_indexer::Progress;

use crate::args::Check;
use crate::commands::progress::Display;
use crate::config::Config;
use crate::exit::Damage;
use crate::output;

pub(crate) fn run(command: &Check, config: &Config) -> Result<()> {
    let which = if command.all { Which::All } else { Which::Current };
    let display = Display::for_stderr();
    let report = vestnik_backup::check(&config.data(), which, &|text| display.message(text));
    display.finish();
    let report = report?;
    if command.json {
        output::json(&report)?;
    } else {
        for checked in &report.generations {
            output::line(format_args!(
                "Generation {}: {} in {} read.",
                checked.number,
                output::counted(checked.articles, "article"),
                output::bytes(checked.bytes),
            ))?;
        }
        output::line(format_args!("Journal: {} read.", output::entries(report.journal_entries),))?;
        for fault in &report.faults {
            output::line(format_args!("{}: {}", fault.path.display(), output::harmless(&fault.reason)))?;
        }
    }
    Damage::of(report.faults.len())
}
