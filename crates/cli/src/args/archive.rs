//! Commands that look after an archive.

use clap::{Args, Subcommand};

#[derive(Debug, Args)]
pub(crate) struct Rebuild {
    /// Print the report as JSON
    #[arg(long)]
    pub(crate) json: bool,
}

#[derive(Debug, Args)]
pub(crate) struct Feeds {
    /// Print everything as JSON
    #[arg(long)]
    pub(crate) json: bool,
}

#[derive(Debug, Subcommand)]
pub(crate) enum Generations {
    /// List all generations
    List {
        /// Print the list as JSON
        #[arg(long)]
        json: bool,
    },
    /// Search another generation from now on
    Switch {
        /// Its number
        number: u32,
        /// Although changes that were sent since then are lost with it
        #[arg(long)]
        force: bool,
    },
    /// Remove all but the current generation and the newest others
    Prune {
        /// How many others stay [default: index.keep_generations of the settings]
        #[arg(long, value_name = "N")]
        keep: Option<usize>,
    },
}

#[derive(Debug, Args)]
pub(crate) struct Check {
    /// All generations, not only the one that is searched
    #[arg(long)]
    pub(crate) all: bool,
    /// Print the report as JSON
    #[arg(long)]
    pub(crate) json: bool,
}

#[derive(Debug, Args)]
pub(crate) struct Snapshot {
    // No doc comment: rustdoc takes the addresses for links.
    #[arg(
        value_name = "TARGET",
        help = "A folder, or s3://bucket/path, gs://bucket/path, az://container/path; an object store takes its \
                options from the environment, such as AWS_ENDPOINT, AWS_REGION, AWS_ACCESS_KEY_ID and \
                AWS_SECRET_ACCESS_KEY"
    )]
    pub(crate) target: String,
    /// Afterwards remove all but the N newest snapshots and what only they need
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(1..))]
    pub(crate) keep: Option<u32>,
    /// Take none, but list what is there
    #[arg(long, conflicts_with_all = ["keep", "verify"])]
    pub(crate) list: bool,
    /// Take none, but read all that is there and compare it with its checksums
    #[arg(long, conflicts_with = "keep")]
    pub(crate) verify: bool,
    /// Print the report as JSON
    #[arg(long)]
    pub(crate) json: bool,
}

#[derive(Debug, Args)]
pub(crate) struct Restore {
    /// Where the snapshots are, as for `snapshot`
    #[arg(value_name = "TARGET")]
    pub(crate) target: String,
    /// Which one [default: the newest]
    #[arg(long, value_name = "NAME")]
    pub(crate) snapshot: Option<String>,
    /// Print the report as JSON
    #[arg(long)]
    pub(crate) json: bool,
}
