//! `vestnik snapshot`: take, list, verify and remove snapshots.

use std::env;

use anyhow::Result;
use serde_json::json;
use vestnik_backup::{SnapshotFacts, Target};
use vestnik_indexer::Progress;

use crate::args::Snapshot;
use crate::commands::progress::Display;
use crate::config::Config;
use crate::exit::Damage;
use crate::output;

pub(crate) fn run(command: &Snapshot, config: &Config) -> Result<()> {
    if command.list {
        let snapshots = vestnik_backup::list(&open(&command.target)?)?;
        return if command.json { output::json(&snapshots) } else { list(&snapshots) };
    }
    if command.verify {
        return verify(command);
    }
    let target = Target::create(&command.target, options())?;
    let display = Display::for_stderr();
    let keep = command.keep.map(|keep| keep as usize);
    let report = vestnik_backup::snapshot(&config.data(), &target, keep, &|text| display.message(text));
    display.finish();
    let report = report?;
    if command.json {
        return output::json(&report);
    }
    output::line(format_args!(
        "Snapshot {}: {} in {}, of which {} were new.",
        report.name,
        output::counted(report.articles, "article"),
        output::bytes(report.bytes),
        output::bytes(report.copied_bytes),
    ))?;
    for name in &report.removed.snapshots {
        output::line(format_args!("Snapshot {name} is removed."))?;
    }
    if report.removed.bytes > 0 {
        output::line(format_args!("{} are free again.", output::bytes(report.removed.bytes)))?;
    }
    Ok(())
}

/// Opens a target that has to be there.
pub(super) fn open(target: &str) -> Result<Target> {
    Ok(Target::open(target, options())?)
}

/// Options of object stores come from the environment, under the names that other tools use too.
fn options() -> impl Iterator<Item = (String, String)> {
    env::vars_os().filter_map(|(name, value)| Some((name.into_string().ok()?, value.into_string().ok()?)))
}

fn verify(command: &Snapshot) -> Result<()> {
    let target = open(&command.target)?;
    let display = Display::for_stderr();
    let faults = vestnik_backup::verify(&target, &|text| display.message(text));
    display.finish();
    let faults: Vec<String> = faults?.iter().map(ToString::to_string).collect();
    if command.json {
        output::json(&json!({ "faults": faults }))?;
    } else if faults.is_empty() {
        output::line("All snapshots are whole.")?;
    } else {
        faults.iter().try_for_each(output::line)?;
    }
    Damage::of(faults.len())
}

fn list(snapshots: &[SnapshotFacts]) -> Result<()> {
    if snapshots.is_empty() {
        return output::line("There are no snapshots.");
    }
    output::line(
        "snapshot                              taken                 generation  articles        size",
    )?;
    for SnapshotFacts { name, contents, .. } in snapshots {
        match contents {
            Some(contents) => output::line(format_args!(
                "{name:<36}  {:<20.0}  {:>10}  {:>8}  {:>10}",
                contents.taken_at,
                contents.generation,
                contents.articles,
                output::bytes(contents.bytes),
            ))?,
            None => output::line(format_args!("{name:<36}  damaged"))?,
        }
    }
    Ok(())
}
