//! More searches than the service takes: it says so at once and stays well.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;

use vestnik_tests::{Client, sample_server};

const CLIENTS: usize = 16;
/// Requests of one client; a queue of one place is full long before.
const REQUESTS: usize = 500;

#[test]
fn a_full_queue_is_told_with_retry_after() {
    let sample = sample_server();
    let server = sample.index.serve_with(&["--set", "search.threads=1", "--set", "search.queue_limit=1"]);
    let refused = AtomicUsize::new(0);
    thread::scope(|scope| {
        for _ in 0..CLIENTS {
            let client = server.client();
            scope.spawn(|| send(client, &refused));
        }
    });
    assert!(refused.into_inner() > 0, "{CLIENTS} clients at once never filled a queue of one");
    server.get("/api/v1/search?q=%D0%BC%D0%BE%D1%81%D1%82").is(200);
}

fn send(client: Client, refused: &AtomicUsize) {
    for _ in 0..REQUESTS {
        if refused.load(Ordering::Relaxed) > 0 {
            return;
        }
        let reply = client.get("/api/v1/search?facets=rubric,source,author,tag&histogram=day&per_page=100");
        if reply.status == 503 {
            refused.fetch_add(1, Ordering::Relaxed);
            assert!(reply.header("retry-after").parse::<u32>().is_ok(), "{:?}", reply.header("retry-after"));
            reply.problem(503);
        } else {
            reply.is(200);
        }
        client.get("/livez").is(200);
    }
}
