use anyhow::Result;
use serde::Serialize;
use serde_json::Value;

use crate::machine::Machine;
use crate::output;

/// What was measured.
#[derive(Debug, Serialize)]
pub(crate) struct Report {
    pub(crate) machine: Machine,
    pub(crate) articles: usize,
    pub(crate) chapters: Vec<Chapter>,
}

/// What one chapter measured.
#[derive(Debug, Serialize)]
pub(crate) struct Chapter {
    pub(crate) name: &'static str,
    /// Names of the columns, and the rows of a table.
    pub(crate) columns: Vec<&'static str>,
    pub(crate) rows: Vec<Vec<String>>,
    /// All figures.
    pub(crate) figures: Value,
}

impl Chapter {
    /// Writes the table as Markdown.
    pub(crate) fn print(&self) -> Result<()> {
        output::line(format_args!("\n### {}\n", self.name))?;
        output::line(format_args!("| {} |", self.columns.join(" | ")))?;
        output::line(format_args!("|{}", "---|".repeat(self.columns.len())))?;
        for row in &self.rows {
            output::line(format_args!("| {} |", row.join(" | ")))?;
        }
        Ok(())
    }
}

impl Machine {
    pub(crate) fn print(&self, articles: usize) -> Result<()> {
        output::line(format_args!(
            "{}, {} cores, {} GB of memory, {}; {articles} articles; {}",
            self.processor, self.cores, self.memory_gb, self.system, self.measured_at
        ))
    }
}
