use std::thread;

use jiff::tz::TimeZone;

/// The engine's own minimum per writer thread, rounded up to whole megabytes.
const MIN_BYTES_PER_THREAD: usize = 16 << 20;
/// The engine takes less than 4 GiB per thread.
const MAX_BYTES_PER_THREAD: usize = 3 << 30;
/// The engine starts at most eight writer threads.
const MAX_THREADS: usize = 8;

/// How to index.
#[derive(Debug, Clone)]
pub struct IndexerSettings {
    /// Memory for articles that are not yet on disk, all writer threads together. At least 16 MiB are used.
    pub memory_budget_bytes: usize,
    /// Writer threads; as many as the memory budget feeds with 16 MiB each, at most eight.
    pub threads: usize,
    /// Zone of dates that state none.
    pub time_zone: TimeZone,
    /// Ends the run at the first bad record and keeps nothing of it.
    /// Nothing is committed before the end then, which costs about 40 bytes of memory per article.
    pub strict: bool,
    /// How many former generations a rebuild leaves on disk.
    pub keep_generations: usize,
    /// A rebuild from files may drop articles that were sent to the archive and are in no file.
    pub drop_sent: bool,
    /// Reads files again although they have not changed since they were indexed.
    pub force: bool,
}

impl Default for IndexerSettings {
    fn default() -> Self {
        let cores = thread::available_parallelism().map_or(1, usize::from);
        Self {
            memory_budget_bytes: 256 << 20,
            threads: cores.min(4),
            time_zone: TimeZone::get("Europe/Moscow").unwrap_or(TimeZone::UTC),
            strict: false,
            keep_generations: 1,
            drop_sent: false,
            force: false,
        }
    }
}

impl IndexerSettings {
    /// Writer threads and bytes for each that keep within the budget and within the engine's limits.
    pub(crate) fn threads_and_bytes_per_thread(&self) -> (usize, usize) {
        let affordable = (self.memory_budget_bytes / MIN_BYTES_PER_THREAD).max(1);
        let threads = self.threads.clamp(1, MAX_THREADS).min(affordable);
        (threads, (self.memory_budget_bytes / threads).clamp(MIN_BYTES_PER_THREAD, MAX_BYTES_PER_THREAD))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_budget_is_shared_and_bounded() {
        let table = [
            (256 << 20, 4, (4, 64 << 20)),
            (256 << 20, 0, (1, 256 << 20)),
            (40 << 20, 4, (2, 20 << 20)),
            (1, 4, (1, 16 << 20)),
            (256 << 20, 100, (8, 32 << 20)),
            (usize::MAX, 1, (1, 3 << 30)),
        ];
        for (memory_budget_bytes, threads, expected) in table {
            let settings = IndexerSettings { memory_budget_bytes, threads, ..IndexerSettings::default() };
            assert_eq!(settings.threads_and_bytes_per_thread(), expected, "{memory_budget_bytes} {threads}");
        }
    }
}
