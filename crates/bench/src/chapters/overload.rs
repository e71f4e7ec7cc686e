use std::thread;
use std::time::{Duration, Instant};

use anyhow::{Context, Result};
use serde::Serialize;
use serde_json::json;

use crate::bench::Bench;
use crate::client::Client;
use crate::load::{load, requests};
use crate::queries;
use crate::report::Chapter;
use crate::vestnik;

const QUERIES: usize = 20_000;

/// Connections that together send ten times what the server can answer, as far as it lets them.
const CONNECTIONS: usize = 64;

/// How many times as much is sent as can be answered.
const TIMES: f64 = 10.0;

/// What the server does when ten times as much is asked as it can answer, and afterwards.
pub(crate) fn measure(bench: &Bench) -> Result<Chapter> {
    let server = bench.serve(bench.articles)?;
    let targets: Vec<String> =
        queries::mixed(&bench.corpus, bench.articles, QUERIES).iter().map(vestnik::page).collect();
    let ask = || load(2, bench.duration, requests(server.address(), &targets));
    ask()?;
    let before = ask()?;
    let memory_before = server.memory()?;
    let flood = flood(server.address(), &targets, before.per_second * TIMES, bench.duration * 2)?;
    let memory_after = server.memory()?;
    let after = ask()?;
    let row = |what: &str, good: f64, refused: f64, memory: f64| {
        vec![what.to_owned(), format!("{good:.0}"), format!("{refused:.0}"), format!("{memory:.0}")]
    };
    Ok(Chapter {
        name: "overload",
        columns: vec!["load", "answers/s", "refused/s", "own memory, MB"],
        rows: vec![
            row("2 clients", before.per_second, 0.0, memory_before.own_mb),
            row(
                &format!("{:.0} requests a second", flood.sent),
                flood.answered,
                flood.refused,
                memory_after.own_mb,
            ),
            row("2 clients afterwards", after.per_second, 0.0, server.memory()?.own_mb),
        ],
        figures: json!({ "before": before, "flood": flood, "after": after, "memory": [memory_before, memory_after] }),
    })
}

/// What came of a flood, each a second.
#[derive(Debug, Clone, Copy, Serialize)]
struct Flood {
    sent: f64,
    answered: f64,
    refused: f64,
}

fn flood(address: &str, targets: &[String], per_second: f64, duration: Duration) -> Result<Flood> {
    let begun = Instant::now();
    let pause = Duration::from_secs_f64(CONNECTIONS as f64 / per_second);
    let connection = |number: usize| -> Result<(usize, usize)> {
        let mut client = Client::connect(address)?;
        let (mut answered, mut refused) = (0, 0);
        for turn in 0.. {
            if begun.elapsed() >= duration {
                break;
            }
            // A connection that is late asks again at once.
            let due = begun + pause.mul_f64(f64::from(turn) + number as f64 / CONNECTIONS as f64);
            thread::sleep(due.saturating_duration_since(Instant::now()));
            let target = &targets[(number + turn as usize * CONNECTIONS) % targets.len()];
            match client.get(target)? {
                200 => answered += 1,
                _ => refused += 1,
            }
        }
        Ok((answered, refused))
    };
    let counts = thread::scope(|scope| {
        let threads: Vec<_> =
            (0..CONNECTIONS).map(|number| scope.spawn(move || connection(number))).collect();
        let join = |thread: thread::ScopedJoinHandle<'_, Result<(usize, usize)>>| {
            thread.join().ok().context("a client panicked").flatten()
        };
        threads.into_iter().map(join).collect::<Result<Vec<_>>>()
    })?;
    let seconds = begun.elapsed().as_secs_f64();
    let sum = |part: fn(&(usize, usize)) -> usize| counts.iter().map(part).sum::<usize>() as f64 / seconds;
    let (answered, refused) = (sum(|counts| counts.0), sum(|counts| counts.1));
    Ok(Flood { sent: answered + refused, answered, refused })
}
