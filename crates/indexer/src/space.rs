use vestnik_schema::{DataDirectory, OpenIndex};

use crate::{IndexError, Progress};

/// What a new generation takes at most, beside the old one, in parts of what its articles take there: while segments
/// are merged, both the old ones and the new one are there.
const PEAK: f64 = 2.0;

/// Says what a rebuild of a generation takes on the disk; refuses one that the disk has no space for.
pub(crate) fn state_need(
    data: &DataDirectory,
    source: &OpenIndex,
    progress: &dyn Progress,
) -> Result<(), IndexError> {
    let path = source.generation.path();
    let segments = source.index.searchable_segment_metas().map_err(IndexError::write(path))?;
    let (alive, all) = segments.iter().fold((0_u64, 0_u64), |(alive, all), segment| {
        (alive + u64::from(segment.num_docs()), all + u64::from(segment.max_doc()))
    });
    let share = alive as f64 / all.max(1) as f64;
    let needed = (source.generation.size_in_bytes()? as f64 * share * PEAK) as u64;
    let facts = rustix::fs::statvfs(data.index_path())
        .map_err(|error| IndexError::io(data.index_path())(error.into()))?;
    let free = facts.f_bavail * facts.f_frsize;
    let megabytes = |bytes: u64| bytes.div_ceil(1 << 20);
    let (needed, free) = (megabytes(needed), megabytes(free));
    if needed > free {
        return Err(IndexError::NoSpace { needed, free, path: data.index_path() });
    }
    progress.notice(&format!(
        "rebuilding {alive} articles: up to {needed} MB beside the old generation, {free} MB are free"
    ));
    Ok(())
}
