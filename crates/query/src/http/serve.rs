use std::future::{Future, IntoFuture};
use std::io;
use std::net::SocketAddr;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::mpsc::{self, RecvTimeoutError, Sender};
use std::thread;

use axum::serve::ListenerExt;
use tokio::net::TcpListener;
use tokio::sync::oneshot;

use crate::http::{AppState, router};

/// Serves until `shutdown` completes, then lets requests under way finish, for as long as the settings permit.
/// Meanwhile a thread of its own keeps the engine up with the index.
///
/// # Errors
/// If the thread cannot be started or the listener fails for good.
pub async fn serve(
    listener: TcpListener,
    state: AppState,
    shutdown: impl Future<Output = ()> + Send + 'static,
) -> io::Result<()> {
    let _refresher = start_refresher(state.clone())?;
    let _key_refresher = start_key_refresher(state.clone())?;
    let shutdown_timeout = state.settings().shutdown_timeout;
    let (stop, stopping) = oneshot::channel();
    let signal = async move {
        shutdown.await;
        tracing::info!("stopping");
        stop.send(()).ok();
    };
    let listener = listener.tap_io(|stream| {
        // Answers are written whole; waiting for more to send would only add latency.
        stream.set_nodelay(true).ok();
    });
    let service = router(state).into_make_service_with_connect_info::<SocketAddr>();
    let serving = axum::serve(listener, service).with_graceful_shutdown(signal).into_future();
    let deadline = async {
        if stopping.await.is_err() {
            return std::future::pending().await;
        }
        tokio::time::sleep(shutdown_timeout).await;
    };
    tokio::select! {
        result = serving => result,
        () = deadline => {
            tracing::warn!("some requests did not finish in time and are cut off");
            Ok(())
        }
    }
}

/// The thread refreshes at every interval and ends when the sender is dropped.
fn start_refresher(state: AppState) -> io::Result<Sender<()>> {
    let (alive, ended) = mpsc::channel::<()>();
    let interval = state.settings().refresh_interval;
    let run = move || {
        unless_it_panics(|| state.warm_up());
        while ended.recv_timeout(interval) == Err(RecvTimeoutError::Timeout) {
            unless_it_panics(|| state.refresh());
        }
    };
    thread::Builder::new().name("refresh".to_owned()).spawn(run)?;
    Ok(alive)
}

/// A damaged index can make the engine panic; the next commit or generation may be sound again.
fn unless_it_panics(step: impl FnOnce()) {
    if catch_unwind(AssertUnwindSafe(step)).is_err() {
        tracing::error!(
            "the index could not be refreshed: it is damaged, as `vestnik check` would tell, or this is a bug"
        );
    }
}

/// Keys have a thread of their own: a revoked one must not wait for a large index to be opened.
fn start_key_refresher(state: AppState) -> io::Result<Sender<()>> {
    let (alive, ended) = mpsc::channel::<()>();
    let interval = state.settings().refresh_interval;
    let run = move || {
        while ended.recv_timeout(interval) == Err(RecvTimeoutError::Timeout) {
            state.refresh_keys();
        }
    };
    thread::Builder::new().name("keys".to_owned()).spawn(run)?;
    Ok(alive)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::http::testing::TestArchive;
    use std::io::{Read, Write};
    use std::net::TcpStream;
    use std::time::Duration;

    #[tokio::test(flavor = "multi_thread", worker_threads = 1)]
    async fn a_client_that_never_finishes_does_not_keep_the_service_up() {
        let archive = TestArchive::empty();
        let state = archive.state_with(|settings| settings.shutdown_timeout = Duration::ZERO);
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let (stop, stopped) = oneshot::channel::<()>();
        let serving = tokio::spawn(serve(listener, state, async { stopped.await.unwrap_or_default() }));

        let mut finished = TcpStream::connect(address).unwrap();
        finished.write_all(b"GET /livez HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n").unwrap();
        let mut answer = String::new();
        finished.read_to_string(&mut answer).unwrap();
        assert!(answer.starts_with("HTTP/1.1 200"), "{answer}");

        let mut endless = TcpStream::connect(address).unwrap();
        endless.write_all(b"GET /livez HTTP/1.1\r\n").unwrap();
        stop.send(()).unwrap();
        serving.await.unwrap().unwrap();
    }
}
