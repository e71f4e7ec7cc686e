use std::fs;
use std::thread;

use jiff::Timestamp;
use serde::Serialize;

/// Where and when was measured.
#[derive(Debug, Serialize)]
pub(crate) struct Machine {
    pub(crate) processor: String,
    pub(crate) cores: usize,
    pub(crate) memory_gb: u64,
    pub(crate) system: String,
    pub(crate) measured_at: String,
}

impl Machine {
    pub(crate) fn of_this_moment() -> Self {
        let field = |file: &str, name: &str| {
            let text = fs::read_to_string(file).unwrap_or_default();
            let value = text.lines().find_map(|line| line.strip_prefix(name)).unwrap_or_default();
            value.trim_start_matches([' ', '\t', ':', '=']).trim_matches('"').to_owned()
        };
        let kilobytes = field("/proc/meminfo", "MemTotal").trim_end_matches(" kB").parse::<u64>();
        Self {
            processor: field("/proc/cpuinfo", "model name"),
            cores: thread::available_parallelism().map_or(1, usize::from),
            memory_gb: (kilobytes.unwrap_or_default() + (1 << 19)) >> 20,
            system: field("/etc/os-release", "PRETTY_NAME"),
            measured_at: Timestamp::now().strftime("%Y-%m-%d %H:%M UTC").to_string(),
        }
    }
}
