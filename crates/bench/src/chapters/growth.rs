use anyhow::Result;
use serde_json::json;

use crate::bench::Bench;
use crate::load::{Answered, load, requests};
use crate::queries;
use crate::report::Chapter;
use crate::server::size;
use crate::stats::median;
use crate::vestnik;

const QUERIES: usize = 20_000;

/// Parts of the archive that are measured.
const PARTS: [usize; 4] = [20, 5, 2, 1];

/// What a page of results takes as the archive grows.
pub(crate) fn measure(bench: &Bench) -> Result<Chapter> {
    let mut rows = Vec::new();
    let mut figures = Vec::new();
    for articles in PARTS.map(|part| bench.articles / part) {
        let server = bench.serve(articles)?;
        let targets: Vec<String> =
            queries::mixed(&bench.corpus, articles, QUERIES).iter().map(vestnik::page).collect();
        let rounds = (0..bench.rounds)
            .map(|_| load(1, bench.duration, requests(server.address(), &targets)))
            .collect::<Result<Vec<Answered>>>()?;
        let middle = |figure: fn(&Answered) -> f64| median(&rounds.iter().map(figure).collect::<Vec<_>>());
        let memory = server.memory()?;
        let bytes = size(&bench.data(articles)?)?;
        rows.push(vec![
            articles.to_string(),
            format!("{:.0}", bytes as f64 / f64::from(1 << 20)),
            format!("{:.0}", middle(|one| one.per_second)),
            format!("{:.2}", middle(|one| one.times.median_ms)),
            format!("{:.2}", middle(|one| one.times.p99_ms)),
            format!("{:.0}", memory.own_mb),
        ]);
        figures.push(json!({ "articles": articles, "bytes": bytes, "rounds": rounds, "memory": memory }));
    }
    let columns =
        vec!["articles", "index, MB", "answers/s, 1 client", "median, ms", "p99, ms", "own memory, MB"];
    Ok(Chapter { name: "growth", columns, rows, figures: json!(figures) })
}
