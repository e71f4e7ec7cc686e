use std::fmt::Display;
use std::io::{Write, stderr, stdout};

use anyhow::Result;

/// Writes a line of the answer.
pub(crate) fn line(text: impl Display) -> Result<()> {
    writeln!(stdout(), "{text}")?;
    Ok(())
}

/// Tells what is going on.
pub(crate) fn told(text: impl Display) {
    // Nobody may be listening.
    let _ = writeln!(stderr(), "{text}");
}
