//! `vestnik serve`: answer over HTTP until told to stop.

use std::io::ErrorKind;
use std::net::TcpListener;
use std::sync::Arc;

use anyhow::Result;
use vestnik_follower::{Follower, FollowerError};
use vestnik_indexer::live::LiveArchive;
use vestnik_query::http::{self, AppState};
use vestnik_query::search::Engine;
use vestnik_schema::Intake;

use crate::args::Serve;
use crate::config::Config;
use crate::exit::Usage;
use crate::output;

pub(crate) fn run(command: &Serve, config: &Config) -> Result<()> {
    let listener = bind(&config.listen)?;
    if command.create {
        create(config)?;
    }
    serve(listener, config)
}

/// Makes an empty index if there is none.
pub(crate) fn create(config: &Config) -> Result<()> {
    if vestnik_indexer::create(&config.data())? {
        output::line(format_args!("{} holds a new, empty archive.", config.data.display()))?;
    }
    Ok(())
}

/// Takes the address.
pub(crate) fn bind(address: &str) -> Result<TcpListener> {
    let listener = TcpListener::bind(address).map_err(|error| {
        let is_no_address = error.kind() == ErrorKind::InvalidInput;
        let advice = format!(
            "cannot listen on {address:?}; give a free address and port with --listen, such as 127.0.0.1:7700"
        );
        let error = anyhow::Error::new(error).context(advice);
        if is_no_address { Usage::wrap(error) } else { error }
    })?;
    listener.set_nonblocking(true)?;
    Ok(listener)
}

/// Opens the current index and serves it until SIGINT or SIGTERM.
pub(crate) fn serve(listener: TcpListener, config: &Config) -> Result<()> {
    let engine = Engine::open(&config.data(), config.engine()?)?;
    let address = listener.local_addr()?;
    let live = Arc::new(LiveArchive::start(&config.data(), config.live(follow(&engine))?)?);
    let follower = start_following(config, &live)?;
    let mut state = AppState::new(engine, config.http()?)?.with_intake(Arc::clone(&live) as Arc<dyn Intake>);
    if let Some(follower) = &follower {
        let follower = Arc::clone(follower);
        state =
            state.with_feeds(Arc::new(move || serde_json::to_value(follower.statuses()).unwrap_or_default()));
    }
    let is_local = !state.has_keys();
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build()?;
    let served = runtime.block_on(async move {
        let listener = tokio::net::TcpListener::from_std(listener)?;
        if is_local {
            output::line(
                "There are no keys: only this machine is answered. To open the archive to others: vestnik keys create",
            )?;
        }
        output::line(format_args!(
            "Serving on http://{address}  (API: http://{address}/docs, for other sites: http://{address}/embed, stop with Ctrl+C)"
        ))?;
        http::serve(listener, state, stop_signal()).await?;
        anyhow::Ok(())
    });
    drop(runtime);
    if let Some(follower) = follower.and_then(Arc::into_inner) {
        follower.stop();
    }
    live.close();
    served
}

/// Follows the feeds of the settings, if there are any.
fn start_following(config: &Config, live: &Arc<LiveArchive>) -> Result<Option<Arc<Follower>>> {
    let settings = config.follower()?;
    if settings.feeds.is_empty() {
        return Ok(None);
    }
    let intake: Arc<dyn Intake> = Arc::clone(live) as Arc<dyn Intake>;
    match Follower::start(settings, intake) {
        Ok(follower) => Ok(Some(Arc::new(follower))),
        Err(error @ (FollowerError::DuplicateName { .. } | FollowerError::Setting { .. })) => {
            Err(Usage::wrap(error.into()))
        }
        Err(error) => {
            tracing::error!(%error, "feeds are not followed");
            Ok(None)
        }
    }
}

/// Makes searches see a commit as soon as it is there.
fn follow(engine: &Engine) -> Arc<dyn Fn() + Send + Sync> {
    let engine = engine.clone();
    Arc::new(move || {
        if let Err(error) = engine.refresh() {
            tracing::warn!(%error, "the index could not be refreshed; searching the old one");
        }
    })
}

/// Ends with the first Ctrl+C or SIGTERM.
async fn stop_signal() {
    let interrupt = tokio::signal::ctrl_c();
    #[cfg(unix)]
    {
        use tokio::signal::unix::{SignalKind, signal};
        match signal(SignalKind::terminate()) {
            Ok(mut terminate) => tokio::select! {
                _ = interrupt => {}
                _ = terminate.recv() => {}
            },
            Err(error) => {
                tracing::warn!(%error, "SIGTERM will not stop the server gracefully");
                let _ = interrupt.await;
            }
        }
    }
    #[cfg(not(unix))]
    let _ = interrupt.await;
}
