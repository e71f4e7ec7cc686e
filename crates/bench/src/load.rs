//! Load from several clients at a time.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;
use std::time::{Duration, Instant};

use anyhow::{Context, Result};
use serde::Serialize;

use crate::client::Client;
use crate::stats::Times;

/// What a system answered under load.
#[derive(Debug, Clone, Copy, Serialize)]
pub(crate) struct Answered {
    pub(crate) per_second: f64,
    #[serde(flatten)]
    pub(crate) times: Times,
}

/// Asks with `clients` threads at a time for a while. Each gets its own way to ask, and is handed the numbers of queries as
/// they come; it returns the nanoseconds that the answer took.
pub(crate) fn load<A>(clients: usize, duration: Duration, ask: impl Fn() -> Result<A>) -> Result<Answered>
where
    A: FnMut(usize) -> Result<u64> + Send,
{
    let next = AtomicUsize::new(0);
    let begun = Instant::now();
    let clients = (0..clients).map(|_| ask()).collect::<Result<Vec<_>>>()?;
    let times = thread::scope(|scope| {
        let client = |mut ask: A| {
            let next = &next;
            scope.spawn(move || {
                let mut times = Vec::new();
                while begun.elapsed() < duration {
                    times.push(ask(next.fetch_add(1, Ordering::Relaxed))?);
                }
                Ok(times)
            })
        };
        let threads: Vec<_> = clients.into_iter().map(client).collect();
        let join = |thread: thread::ScopedJoinHandle<'_, Result<Vec<u64>>>| {
            thread.join().ok().context("a client panicked").flatten()
        };
        threads.into_iter().map(join).collect::<Result<Vec<_>>>()
    })?;
    let seconds = begun.elapsed().as_secs_f64();
    let times: Vec<u64> = times.into_iter().flatten().collect();
    Ok(Answered { per_second: times.len() as f64 / seconds, times: Times::of(times) })
}

/// Asks a server for addresses in turn, from a place on.
pub(crate) fn requests<'a>(
    address: &'a str,
    targets: &'a [String],
) -> impl Fn() -> Result<Box<dyn FnMut(usize) -> Result<u64> + Send + 'a>> + 'a {
    move || {
        let mut client = Client::connect(address)?;
        Ok(Box::new(move |number| client.timed(&targets[number % targets.len()])))
    }
}
