use std::time::{Duration, Instant};

use anyhow::Result;
use serde_json::json;

use crate::bench::Bench;
use crate::load::{Answered, load, requests};
use crate::output;
use crate::queries::{self, Query};
use crate::reference::{Reference, naive};
use crate::report::Chapter;
use crate::stats::median;
use crate::vestnik;

/// So many different queries are asked in turn; a cache of whole answers would not help before they come again.
const QUERIES: usize = 20_000;

/// Pages of results: the ten best hits with snippets, the total; of Vestnik also the rubrics with their numbers.
pub(crate) fn measure(bench: &Bench) -> Result<Chapter> {
    let queries = queries::mixed(&bench.corpus, bench.articles, QUERIES);
    compare("search", bench, &queries)
}

/// Asks one server that runs already.
pub(crate) fn ask(address: &str, articles: usize, clients: usize, seconds: f64) -> Result<()> {
    let corpus = Bench::corpus(&crate::root()?)?;
    let targets: Vec<String> = queries::mixed(&corpus, articles, QUERIES).iter().map(vestnik::page).collect();
    let answered = load(clients, Duration::from_secs_f64(seconds), requests(address, &targets))?;
    output::line(serde_json::to_string(&answered)?)
}

/// Asks all systems the same, in turn, round by round.
pub(super) fn compare(name: &'static str, bench: &Bench, queries: &[Query]) -> Result<Chapter> {
    let (naive, own) = (bench.serve_naive(bench.articles)?, bench.serve(bench.articles)?);
    let reference = Reference::open(&bench.reference(bench.articles)?)?;
    let to_naive: Vec<String> = queries.iter().map(naive::target).collect();
    let to_own: Vec<String> = queries.iter().map(vestnik::page).collect();
    let at = |number: usize| &queries[number % queries.len()];
    let top = || Ok(|number: usize| timed(|| reference.top(at(number)).map(drop)));
    let page = || Ok(|number: usize| timed(|| reference.page(at(number)).map(drop)));
    let mut measured: Vec<(&str, usize, Vec<Answered>)> = Vec::new();
    for clients in [1, 2] {
        for system in
            ["bare tantivy, top 10 alone", "bare tantivy, page", "naive axum, page", "Vestnik, page"]
        {
            measured.push((system, clients, Vec::new()));
        }
    }
    for _ in 0..bench.rounds {
        for (system, clients, answered) in &mut measured {
            answered.push(match *system {
                "bare tantivy, top 10 alone" => load(*clients, bench.duration, top)?,
                "bare tantivy, page" => load(*clients, bench.duration, page)?,
                "naive axum, page" => load(*clients, bench.duration, requests(naive.address(), &to_naive))?,
                _ => load(*clients, bench.duration, requests(own.address(), &to_own))?,
            });
        }
    }
    let middle = |answered: &[Answered], figure: fn(&Answered) -> f64| {
        median(&answered.iter().map(figure).collect::<Vec<_>>())
    };
    let rows = measured.iter().map(|(system, clients, answered)| {
        vec![
            (*system).to_owned(),
            clients.to_string(),
            format!("{:.0}", middle(answered, |one| one.per_second)),
            format!("{:.2}", middle(answered, |one| one.times.median_ms)),
            format!("{:.2}", middle(answered, |one| one.times.p99_ms)),
        ]
    });
    Ok(Chapter {
        name,
        columns: vec!["system", "clients", "answers/s", "median, ms", "p99, ms"],
        rows: rows.collect(),
        figures: json!(
            measured.iter().map(|(system, clients, rounds)| json!({ "system": system, "clients": clients, "rounds": rounds }))
                .collect::<Vec<_>>()
        ),
    })
}

fn timed(ask: impl FnOnce() -> Result<()>) -> Result<u64> {
    let begun = Instant::now();
    ask()?;
    Ok(begun.elapsed().as_nanos() as u64)
}
