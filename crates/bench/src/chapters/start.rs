use std::time::Instant;

use anyhow::{Result, ensure};
use serde_json::json;

use crate::bench::Bench;
use crate::client::Client;
use crate::load::{load, requests};
use crate::queries;
use crate::report::Chapter;
use crate::stats::median;
use crate::vestnik;

const QUERIES: usize = 5_000;

/// How long it takes from the start of the process to the first answer, and the memory at that moment and after many
/// different queries. The pages of the index are in the system's cache.
pub(crate) fn measure(bench: &Bench) -> Result<Chapter> {
    let queries = queries::mixed(&bench.corpus, bench.articles, QUERIES);
    let targets: Vec<String> = queries.iter().map(vestnik::page).collect();
    bench.data(bench.articles)?;
    let (mut milliseconds, mut at_first, mut after) = (Vec::new(), Vec::new(), Vec::new());
    for target in targets.iter().take(bench.rounds) {
        let begun = Instant::now();
        let server = bench.serve(bench.articles)?;
        ensure!(Client::connect(server.address())?.get(target)? == 200, "the first answer");
        milliseconds.push(begun.elapsed().as_secs_f64() * 1e3);
        at_first.push(server.memory()?);
        load(2, bench.duration, requests(server.address(), &targets))?;
        after.push(server.memory()?);
    }
    let middle = |memory: &[crate::server::Memory]| {
        format!("{:.0}", median(&memory.iter().map(|memory| memory.own_mb).collect::<Vec<_>>()))
    };
    Ok(Chapter {
        name: "start",
        columns: vec!["first answer, ms", "own memory then, MB", "after many queries, MB"],
        rows: vec![vec![format!("{:.0}", median(&milliseconds)), middle(&at_first), middle(&after)]],
        figures: json!({ "first_answer_ms": milliseconds, "memory_then": at_first, "memory_after": after }),
    })
}
