use std::ffi::OsStr;
use std::fs;
use std::io::{BufRead, BufReader};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::thread;
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail, ensure};
use serde::Serialize;

/// How often memory is looked at.
const PERIOD: Duration = Duration::from_millis(25);

/// A server that runs until this is dropped.
pub(crate) struct Server {
    child: Child,
    address: String,
}

impl Server {
    /// Starts a program that tells its address on the standard output, as `… http://ADDRESS`.
    pub(crate) fn start(program: &Path, arguments: &[&OsStr]) -> Result<Self> {
        let mut command = Command::new(program);
        command.args(arguments).stdout(Stdio::piped()).stderr(Stdio::inherit());
        let mut child = command.spawn().with_context(|| program.display().to_string())?;
        let stdout = child.stdout.take().context("a standard output")?;
        let mut lines = BufReader::new(stdout).lines();
        for line in lines.by_ref() {
            if let Some((_, address)) = line?.split_once("http://") {
                let address = address.split(['/', ' ']).next().unwrap_or_default().to_owned();
                // It may go on to write.
                thread::spawn(move || lines.for_each(drop));
                return Ok(Self { child, address });
            }
        }
        bail!("{} does not tell its address", program.display())
    }

    pub(crate) fn address(&self) -> &str {
        &self.address
    }

    /// Its memory now.
    pub(crate) fn memory(&self) -> Result<Memory> {
        Memory::of(self.child.id())
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        // It may have ended by itself.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// Memory of a process, in megabytes of 2^20 bytes.
#[derive(Debug, Clone, Copy, Default, Serialize)]
pub(crate) struct Memory {
    /// Its own, without the pages of files.
    pub(crate) own_mb: f64,
    /// Pages of mapped files, which the system takes back when it needs them.
    pub(crate) files_mb: f64,
}

impl Memory {
    fn of(process: u32) -> Result<Self> {
        let status = fs::read_to_string(format!("/proc/{process}/status"))?;
        let megabytes = |name: &str| {
            let value = status.lines().find_map(|line| line.strip_prefix(name)).unwrap_or_default();
            value.trim().trim_end_matches(" kB").parse::<f64>().unwrap_or_default() / 1024.0
        };
        Ok(Self { own_mb: megabytes("RssAnon:"), files_mb: megabytes("RssFile:") })
    }
}

/// What running a program took.
#[derive(Debug, Clone, Copy, Serialize)]
pub(crate) struct Run {
    pub(crate) seconds: f64,
    /// The most memory of its own that was seen.
    pub(crate) peak_mb: f64,
}

/// Runs a program to its end.
pub(crate) fn run(program: &Path, arguments: &[&OsStr]) -> Result<Run> {
    let begun = Instant::now();
    let mut command = Command::new(program);
    let mut child = command
        .args(arguments)
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .with_context(|| program.display().to_string())?;
    let (process, is_over) = (child.id(), Arc::new(AtomicBool::new(false)));
    let (peak, over) = (Arc::new(AtomicU64::new(0)), Arc::clone(&is_over));
    let seen = Arc::clone(&peak);
    let watcher = thread::spawn(move || {
        while !over.load(Ordering::Relaxed) {
            if let Ok(memory) = Memory::of(process) {
                seen.fetch_max(memory.own_mb as u64, Ordering::Relaxed);
            }
            thread::sleep(PERIOD);
        }
    });
    let status = child.wait()?;
    let seconds = begun.elapsed().as_secs_f64();
    is_over.store(true, Ordering::Relaxed);
    // It only looks.
    let _ = watcher.join();
    ensure!(status.success(), "{} ended with {status}", program.display());
    Ok(Run { seconds, peak_mb: peak.load(Ordering::Relaxed) as f64 })
}

/// Bytes of all files below a folder.
pub(crate) fn size(folder: &Path) -> Result<u64> {
    let mut bytes = 0;
    for entry in fs::read_dir(folder).with_context(|| folder.display().to_string())? {
        let entry = entry?;
        let facts = entry.metadata()?;
        bytes += if facts.is_dir() { size(&entry.path())? } else { facts.len() };
    }
    Ok(bytes)
}
