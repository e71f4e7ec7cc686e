use anyhow::Result;
use serde_json::json;

use crate::bench::Bench;
use crate::report::Chapter;
use crate::server::{Run, size};
use crate::stats::median;

/// How fast articles are indexed from NDJSON, in turn by both programs, what memory that takes, and how large the index is.
pub(crate) fn measure(bench: &Bench) -> Result<Chapter> {
    let input = bench.input(bench.articles)?;
    let bytes = input.metadata()?.len();
    let (data, reference) = (bench.work.join("indexed"), bench.work.join("indexed-reference"));
    let (mut own, mut bare) = (Vec::new(), Vec::new());
    for _ in 0..bench.rounds.min(3) {
        bare.push(bench.index_reference(&input, &reference)?);
        own.push(bench.index(&input, &data)?);
    }
    let sizes = [size(&reference)?, size(&data)?];
    let row = |name: &str, runs: &[Run], size: u64| {
        let seconds = median(&runs.iter().map(|run| run.seconds).collect::<Vec<_>>());
        let peak = runs.iter().map(|run| run.peak_mb).fold(0.0, f64::max);
        vec![
            name.to_owned(),
            format!("{:.0}", bench.articles as f64 / seconds),
            format!("{peak:.0}"),
            format!("{:.3}", size as f64 / bytes as f64),
        ]
    };
    Ok(Chapter {
        name: "index",
        columns: vec!["program", "articles/s", "peak of own memory, MB", "index / NDJSON"],
        rows: vec![row("bare tantivy", &bare, sizes[0]), row("Vestnik", &own, sizes[1])],
        figures: json!({ "input_bytes": bytes, "bare": bare, "vestnik": own, "bytes": sizes }),
    })
}
