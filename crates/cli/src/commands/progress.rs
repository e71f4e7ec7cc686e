//! Progress of an indexing run: a bar on a terminal, plain lines otherwise.

use std::io::{self, IsTerminal, Write};
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

use indicatif::{ProgressBar, ProgressStyle};
use vestnik_indexer::{Progress, ProgressSnapshot};

use crate::output;

/// How often a plain line is written.
const LINE_INTERVAL: Duration = Duration::from_secs(5);

/// Shows progress on standard error.
pub(crate) enum Display {
    Bar(ProgressBar),
    Lines { started: Instant, last: Mutex<Instant> },
}

impl Display {
    /// The display that standard error deserves.
    pub(crate) fn for_stderr() -> Self {
        if io::stderr().is_terminal() {
            return Self::Bar(ProgressBar::no_length());
        }
        let now = Instant::now();
        Self::Lines { started: now, last: Mutex::new(now) }
    }

    /// Clears away what should not stay on the screen.
    pub(crate) fn finish(&self) {
        if let Self::Bar(bar) = self {
            bar.finish_and_clear();
        }
    }
}

impl Progress for Display {
    fn advanced(&self, snapshot: &ProgressSnapshot) {
        match self {
            Self::Bar(bar) => advance_bar(bar, snapshot),
            Self::Lines { started, last } => {
                let mut last = last.lock().unwrap_or_else(PoisonError::into_inner);
                if last.elapsed() >= LINE_INTERVAL {
                    *last = Instant::now();
                    // Nobody reads progress any more when standard error is closed; the run goes on.
                    let _ = writeln!(io::stderr(), "{}", progress_line(snapshot, started.elapsed()));
                }
            }
        }
    }

    fn message(&self, text: &str) {
        match self {
            Self::Bar(bar) => bar.set_message(text.to_owned()),
            Self::Lines { .. } => tracing::debug!("{text}"),
        }
    }

    fn notice(&self, text: &str) {
        match self {
            Self::Bar(bar) => bar.println(text),
            Self::Lines { .. } => tracing::info!("{text}"),
        }
    }
}

fn advance_bar(bar: &ProgressBar, snapshot: &ProgressSnapshot) {
    if let (None, Some(total)) = (bar.length(), snapshot.bytes_total) {
        bar.set_length(total);
        let template = "{wide_bar} {bytes}/{total_bytes}, {eta} left  {msg}";
        if let Ok(style) = ProgressStyle::with_template(template) {
            bar.set_style(style);
        }
    }
    bar.set_position(snapshot.bytes_read);
    let rate = snapshot.articles as f64 / bar.elapsed().as_secs_f64().max(0.001);
    bar.set_message(format!("{} articles, {rate:.0}/s", snapshot.articles));
}

fn progress_line(snapshot: &ProgressSnapshot, elapsed: Duration) -> String {
    let seconds = elapsed.as_secs_f64().max(0.001);
    let mut line = format!("{} articles, {:.0}/s", snapshot.articles, snapshot.articles as f64 / seconds);
    if let Some(total) = snapshot.bytes_total.filter(|total| *total > 0) {
        let done = snapshot.bytes_read as f64 / total as f64;
        let left = if done > 0.0 { seconds * (1.0 - done).max(0.0) / done } else { 0.0 };
        line += &format!(", {:.0} % of {}, about {left:.0} s left", done * 100.0, output::bytes(total));
    }
    if snapshot.skipped > 0 {
        line += &format!(", {} left out", snapshot.skipped);
    }
    line
}
