//! `vestnik index`: read articles from files into the index.

use std::path::{Path, PathBuf};

use anyhow::Result;
use vestnik_indexer::{IndexerSettings, Input, Mode, Report};

use crate::args::Index;
use crate::commands::progress::Display;
use crate::config::Config;
use crate::output;

pub(crate) fn run(command: &Index, config: &Config) -> Result<()> {
    let mode = if command.rebuild { Mode::Rebuild } else { Mode::Update };
    let settings =
        IndexerSettings { drop_sent: command.drop_sent, ..config.indexer(command.strict, command.force)? };
    let report = index(&command.paths, mode, &settings, config)?;
    if command.json { output::json(&report) } else { print_report(&report) }
}

/// Indexes with a progress display on standard error.
pub(crate) fn index(
    paths: &[PathBuf],
    mode: Mode,
    settings: &IndexerSettings,
    config: &Config,
) -> Result<Report> {
    let inputs: Vec<Input> = paths.iter().map(|path| input(path)).collect();
    let progress = Display::for_stderr();
    let report = vestnik_indexer::index(&config.data(), &inputs, mode, settings, &progress);
    progress.finish();
    Ok(report?)
}

fn input(path: &Path) -> Input {
    if path == Path::new("-") { Input::Stdin } else { Input::Path(path.to_owned()) }
}

/// Prints a report for people.
pub(crate) fn print_report(report: &Report) -> Result<()> {
    let mut lines = vec![summary(report)];
    let others = [
        ("under embargo", report.embargoed),
        ("withdrawn or expired", report.withdrawn),
        ("older than what the index holds", report.stale),
    ];
    for (what, count) in others.into_iter().filter(|(_, count)| *count > 0) {
        lines.push(format!("  {} {what}", output::counted(count, "article")));
    }
    lines.extend(counts("left out", &report.skipped));
    lines.extend(counts("taken with a warning", &report.warnings));
    if report.files_ignored > 0 {
        let files = output::counted(report.files_ignored, "file");
        lines.push(format!(
            "  {files} of other formats passed over; a file named directly is read whatever its name"
        ));
    }
    if report.undated > 0 {
        lines.push(format!("  {} without a publication date", report.undated));
    }
    lines.extend(report.problems.iter().take(SHOWN_PROBLEMS).map(|problem| format!("  {problem}")));
    let hidden = report.problems.len().saturating_sub(SHOWN_PROBLEMS);
    if hidden > 0 {
        lines.push(format!("  … and {hidden} more; --json lists the first hundred"));
    }
    lines.push(format!(
        "The index holds {} in {} (generation {}).",
        output::counted(report.articles_in_index, "article"),
        output::bytes(report.index_bytes),
        report.generation
    ));
    output::print(&(lines.join("\n") + "\n"))
}

const SHOWN_PROBLEMS: usize = 10;

fn summary(report: &Report) -> String {
    let mut summary = format!(
        "Read {} from {} in {:.1} s: {} added, {} updated, {} unchanged.",
        output::counted(report.read, "record"),
        output::counted(report.files_read, "file"),
        report.seconds,
        report.added,
        report.updated,
        report.unchanged
    );
    if report.files_unchanged > 0 {
        let files = output::counted(report.files_unchanged, "file");
        summary += &format!(" {files} not read again: unchanged since the last time.");
    }
    summary
}

fn counts<K: std::fmt::Display>(what: &str, counts: &std::collections::BTreeMap<K, u64>) -> Option<String> {
    let total: u64 = counts.values().sum();
    let reasons: Vec<String> = counts.iter().map(|(reason, count)| format!("{reason} {count}")).collect();
    (total > 0).then(|| format!("  {total} {what}: {}", reasons.join(", ")))
}
