//! `vestnik feeds`: how following goes.

use anyhow::Result;
use vestnik_follower::{FeedStatus, read_statuses};

use crate::args::Feeds;
use crate::config::Config;
use crate::output;

pub(crate) fn run(command: &Feeds, config: &Config) -> Result<()> {
    let statuses = read_statuses(&config.follower_state())?;
    if command.json {
        return output::json(&statuses);
    }
    if statuses.is_empty() {
        return output::line(
            "Nothing has been followed yet. Name feeds in the settings, [[feeds]], and start `vestnik serve`.",
        );
    }
    statuses.iter().try_for_each(show)
}

fn show(status: &FeedStatus) -> Result<()> {
    let moment =
        |moment: Option<jiff::Timestamp>| moment.map_or("never".to_owned(), |moment| moment.to_string());
    let state = match status {
        FeedStatus { gone: true, .. } => "gone".to_owned(),
        FeedStatus { consecutive_failures: 0, .. } => "well".to_owned(),
        FeedStatus { consecutive_failures, .. } => {
            format!("failed {} in a row", output::counted(u64::from(*consecutive_failures), "time"))
        }
    };
    output::line(format_args!("{}: {state}", output::harmless(&status.name)))?;
    output::line(format_args!("  {}", output::harmless(&status.location)))?;
    output::line(format_args!(
        "  read {}, changed {}, next {}",
        moment(status.last_success),
        moment(status.last_change),
        moment(status.next_attempt)
    ))?;
    output::line(format_args!(
        "  {} written, {} unchanged, {} rejected, {} deleted, {} waiting",
        status.articles_written, status.unchanged, status.rejected, status.deleted, status.waiting
    ))?;
    let moved = status.moved_to.as_ref().map(|address| format!("moved to {address}"));
    let lines = status.last_error.iter().cloned().chain(moved).chain(status.problems.iter().cloned());
    lines.into_iter().try_for_each(|line| output::line(format_args!("  {}", output::harmless(&line))))
}
