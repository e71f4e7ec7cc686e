//! The `vestnik` binary: index, serve and inspect an archive of Russian news.
//!
//! It alone reads the arguments, the environment and the settings file, sets up logging, and decides exit codes.

mod args;
mod commands;
mod config;
mod exit;
mod follow_config;
mod output;
mod ranking_config;

use std::io::{IsTerminal, Write};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::process::ExitCode;

use anyhow::Result;
use clap::Parser;

use crate::args::{Cli, Command};
use crate::config::{Config, LogConfig, LogFormat};
use crate::exit::Usage;

fn main() -> ExitCode {
    let cli = Cli::parse();
    let outcome = catch_unwind(AssertUnwindSafe(|| run(&cli)));
    match outcome.unwrap_or_else(|_| Err(anyhow::anyhow!(PANIC))) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) if output::is_broken_pipe(&error) => ExitCode::SUCCESS,
        Err(error) => {
            let _ = writeln!(std::io::stderr(), "vestnik: {error:#}");
            exit::code(&error)
        }
    }
}

/// The engine panics on some kinds of damage.
const PANIC: &str =
    "it failed for the reason above: the index is damaged, as `vestnik check` would tell, or this is a bug";

fn run(cli: &Cli) -> Result<()> {
    let layers = config::read_layers(cli.global.config.as_ref(), cli.flags()).map_err(Usage::wrap)?;
    let config = Config::from_layers(&layers).map_err(Usage::wrap)?;
    start_logging(&config.log)?;
    match &cli.command {
        Command::Up(up) => commands::up::run(up, &config),
        Command::Index(index) => commands::index::run(index, &config),
        Command::Serve(serve) => commands::serve::run(serve, &config),
        Command::Search(search) => commands::search::run(search, &config),
        Command::Analyze(analyze) => commands::analyze::run(analyze),
        Command::Inspect(inspect) => commands::inspect::run(inspect, &config),
        Command::Delete(delete) => commands::delete::run(delete, &config),
        Command::Rebuild(rebuild) => commands::rebuild::run(rebuild, &config),
        Command::Generations(generations) => commands::generations::run(generations, &config),
        Command::Check(check) => commands::check::run(check, &config),
        Command::Snapshot(snapshot) => commands::snapshot::run(snapshot, &config),
        Command::Restore(restore) => commands::restore::run(restore, &config),
        Command::Feeds(feeds) => commands::feeds::run(feeds, &config),
        Command::Keys(keys) => commands::keys::run(keys, &config),
        Command::Embed(embed) => commands::embed::run(embed, &config),
        Command::Eval(eval) => commands::eval::run(eval, &config),
        Command::Settings => output::print(config::DEFAULT_CONFIG),
    }
}

fn start_logging(log: &LogConfig) -> Result<()> {
    let filter = tracing_subscriber::EnvFilter::try_new(&log.level)
        .map_err(|error| Usage::wrap(anyhow::anyhow!("log.level is {:?}: {error}", log.level)))?;
    let builder = tracing_subscriber::fmt()
        .with_env_filter(filter)
        .with_ansi(std::io::stderr().is_terminal())
        .with_writer(std::io::stderr);
    match log.format {
        LogFormat::Text => builder.init(),
        LogFormat::Json => builder.json().init(),
    }
    Ok(())
}
