use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;
use std::time::{Duration, Instant};

use anyhow::{Context, Result, ensure};
use serde_json::json;

use crate::bench::Bench;
use crate::client::{Client, encoded};
use crate::load::{Answered, load, requests};
use crate::queries;
use crate::report::Chapter;
use crate::stats::median;
use crate::vestnik;

const QUERIES: usize = 20_000;

/// Articles that are written each second.
const PER_SECOND: u32 = 200;

/// Searches while nothing is written and while a steady stream of articles comes, in turn.
pub(crate) fn measure(bench: &Bench) -> Result<Chapter> {
    let data = bench.copy_of_data(bench.articles)?;
    let server = vestnik::serve(&bench.vestnik, &data, &[])?;
    let targets: Vec<String> =
        queries::mixed(&bench.corpus, bench.articles, QUERIES).iter().map(vestnik::page).collect();
    let ask = || load(2, bench.duration, requests(server.address(), &targets));
    let (mut quiet, mut busy, mut written) = (Vec::new(), Vec::new(), 0);
    for _ in 0..bench.rounds {
        quiet.push(ask()?);
        let is_over = AtomicBool::new(false);
        let (answered, count) = thread::scope(|scope| {
            let writer = scope.spawn(|| write(bench, server.address(), written, &is_over));
            let answered = ask();
            is_over.store(true, Ordering::Relaxed);
            let count = writer.join().ok().context("the writer panicked").flatten();
            Ok::<_, anyhow::Error>((answered?, count?))
        })?;
        busy.push(answered);
        written += count;
    }
    let row = |name: &str, rounds: &[Answered]| {
        let middle = |figure: fn(&Answered) -> f64| median(&rounds.iter().map(figure).collect::<Vec<_>>());
        vec![
            name.to_owned(),
            format!("{:.0}", middle(|one| one.per_second)),
            format!("{:.2}", middle(|one| one.times.median_ms)),
            format!("{:.2}", middle(|one| one.times.p99_ms)),
        ]
    };
    let per_second = written as f64 / (bench.duration.as_secs_f64() * bench.rounds as f64);
    Ok(Chapter {
        name: "writing",
        columns: vec!["what is written", "answers/s, 2 clients", "median, ms", "p99, ms"],
        rows: vec![row("nothing", &quiet), row(&format!("{per_second:.0} articles a second"), &busy)],
        figures: json!({ "quiet": quiet, "writing": busy, "written": written }),
    })
}

/// Writes new articles at a steady pace; returns how many.
fn write(bench: &Bench, address: &str, from: usize, is_over: &AtomicBool) -> Result<usize> {
    let mut client = Client::connect(address)?;
    let (begun, mut count) = (Instant::now(), 0);
    while !is_over.load(Ordering::Relaxed) {
        let due = begun + Duration::from_secs(1) / PER_SECOND * count;
        thread::sleep(due.saturating_duration_since(Instant::now()));
        let article = bench.corpus.article(bench.articles + from + count as usize);
        let target = format!("/api/v1/articles/{}", encoded(&article.id));
        let status = client.put(&target, &serde_json::to_string(&article)?)?;
        ensure!(matches!(status, 200 | 201), "{status}: {}", String::from_utf8_lossy(client.body()));
        count += 1;
    }
    Ok(count as usize)
}
