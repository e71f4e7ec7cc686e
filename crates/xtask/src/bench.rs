//! `cargo xtask bench`: builds the binary and what measures it, and measures.

use std::env;
use std::path::Path;
use std::process::Command;

use anyhow::{Result, ensure};

/// Measures with the arguments of `vestnik-bench`.
///
/// # Errors
/// If something cannot be built or measured.
pub(crate) fn run(root: &Path, arguments: &[&str]) -> Result<()> {
    // Apart from each other, so that the binary is built as it is for users.
    cargo(root, &["build", "--release", "--package", "vestnik"])?;
    let measure = ["run", "--release", "--quiet", "--package", "vestnik-bench", "--"];
    cargo(root, &[&measure[..], arguments].concat())
}

fn cargo(root: &Path, arguments: &[&str]) -> Result<()> {
    let cargo = env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let status = Command::new(cargo).args(arguments).current_dir(root).status()?;
    ensure!(status.success(), "cargo {} ended with {status}", arguments.join(" "));
    Ok(())
}
