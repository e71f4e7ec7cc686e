use anyhow::Result;
use serde_json::json;

use crate::bench::Bench;
use crate::load::{Answered, load, requests};
use crate::queries;
use crate::report::Chapter;
use crate::stats::median;
use crate::vestnik;

const TEXTS: usize = 30_000;

/// The first five hits, and suggestions, for texts that grow letter by letter.
pub(crate) fn measure(bench: &Bench) -> Result<Chapter> {
    let server = bench.serve(bench.articles)?;
    let texts = queries::typed(&bench.corpus, bench.articles, TEXTS);
    let hits: Vec<String> = texts.iter().map(|text| vestnik::typed(text)).collect();
    let suggestions: Vec<String> = texts.iter().map(|text| vestnik::suggested(text)).collect();
    let mut rows = Vec::new();
    let mut figures = Vec::new();
    for (name, targets) in [("five hits", &hits), ("suggestions", &suggestions)] {
        for clients in [1, 2] {
            let rounds = (0..bench.rounds)
                .map(|_| load(clients, bench.duration, requests(server.address(), targets)))
                .collect::<Result<Vec<Answered>>>()?;
            let middle =
                |figure: fn(&Answered) -> f64| median(&rounds.iter().map(figure).collect::<Vec<_>>());
            rows.push(vec![
                name.to_owned(),
                clients.to_string(),
                format!("{:.0}", middle(|one| one.per_second)),
                format!("{:.2}", middle(|one| one.times.median_ms)),
                format!("{:.2}", middle(|one| one.times.p99_ms)),
            ]);
            figures.push(json!({ "what": name, "clients": clients, "rounds": rounds }));
        }
    }
    let columns = vec!["what", "clients", "answers/s", "median, ms", "p99, ms"];
    Ok(Chapter { name: "typing", columns, rows, figures: json!(figures) })
}
