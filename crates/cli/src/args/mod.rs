//! The command line.

mod archive;

use std::path::PathBuf;

pub(crate) use archive::{Check, Feeds, Generations, Rebuild, Restore, Snapshot};
use clap::{Args, Parser, Subcommand, ValueEnum};

/// Search for Russian-language news archives.
#[derive(Debug, Parser)]
#[command(name = "vestnik", version, max_term_width = 100)]
#[command(after_help = "\
Exit codes:
  0  done (bad records, if any, are in the report)
  1  failed
  2  wrong usage or settings
  3  --strict met a bad record; nothing of the run was kept
  4  there is no index, or this vestnik does not understand it
  5  another process is writing to the index
  6  the archive or a snapshot is damaged")]
pub(crate) struct Cli {
    #[command(flatten)]
    pub(crate) global: Global,
    #[command(subcommand)]
    pub(crate) command: Command,
}

/// Options of every command.
#[derive(Debug, Args)]
pub(crate) struct Global {
    /// Settings file (TOML); `vestnik settings` prints one with all defaults
    #[arg(long, global = true, env = "VESTNIK_CONFIG", value_name = "FILE")]
    pub(crate) config: Option<PathBuf>,
    /// Data directory; the index lives under it [default: index-data]
    #[arg(long, global = true, value_name = "DIR")]
    pub(crate) data: Option<PathBuf>,
    /// Any setting, for example --set search.queue_limit=100
    #[arg(long = "set", global = true, value_name = "KEY=VALUE", value_parser = key_value)]
    pub(crate) settings: Vec<(String, String)>,
}

#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Index an archive and serve it: the whole job
    Up(Up),
    /// Read articles from files into the index
    Index(Index),
    /// Serve the index over HTTP
    Serve(Serve),
    /// Search from the terminal
    Search(Search),
    /// Show what text is analyzed to, and why
    Analyze(Analyze),
    /// Show facts about the index, one article or one word
    Inspect(Inspect),
    /// Delete articles by id
    Delete(Delete),
    /// Build the index anew from the articles that are in it, and switch to it; searches and writes go on
    Rebuild(Rebuild),
    /// List the generations of the index, switch between them, remove old ones
    #[command(subcommand)]
    Generations(Generations),
    /// Read the whole index and say what is damaged; searches and writes go on
    Check(Check),
    /// Copy the archive to a folder or an object store, as far as it is new there; searches and writes go on
    Snapshot(Snapshot),
    /// Bring a snapshot back into a data directory that holds no archive
    Restore(Restore),
    /// Show how following the feeds of the settings goes
    Feeds(Feeds),
    /// Make, list and revoke the keys that open the archive to other machines and sites
    #[command(subcommand)]
    Keys(Keys),
    /// Print what puts the search into another site
    Embed(Embed),
    /// Measure the ranking on documents, queries and judgements
    Eval(Eval),
    /// Print all settings with their defaults, as a file to start from
    Settings,
}

#[derive(Debug, Args)]
pub(crate) struct Up {
    /// Files, folders or glob patterns; `-` reads standard input [default: DATA/articles]
    pub(crate) paths: Vec<PathBuf>,
    #[command(flatten)]
    pub(crate) listen: Listen,
    /// Stop at the first bad record
    #[arg(long)]
    pub(crate) strict: bool,
}

#[derive(Debug, Args)]
pub(crate) struct Listen {
    /// Address and port to serve on; port 0 picks a free one [default: 127.0.0.1:7700]
    #[arg(long, value_name = "ADDR")]
    pub(crate) listen: Option<String>,
}

#[derive(Debug, Args)]
pub(crate) struct Index {
    /// Files (.jsonl, .ndjson, .json, .csv, .tsv, .txt, .xml, .rss, .atom, .html, .warc, also .gz and .zst), folders or glob
    /// patterns; `-` reads standard input
    #[arg(required = true)]
    pub(crate) paths: Vec<PathBuf>,
    /// Build a new index beside the old one and switch to it when it is complete
    #[arg(long)]
    pub(crate) rebuild: bool,
    /// Stop at the first bad record and keep nothing of this run
    #[arg(long)]
    pub(crate) strict: bool,
    /// Read files again although they have not changed
    #[arg(long)]
    pub(crate) force: bool,
    /// With --rebuild: drop articles that were sent to the archive and are in no file
    #[arg(long, requires = "rebuild")]
    pub(crate) drop_sent: bool,
    /// Print the final report as JSON
    #[arg(long)]
    pub(crate) json: bool,
}

#[derive(Debug, Args)]
pub(crate) struct Serve {
    #[command(flatten)]
    pub(crate) listen: Listen,
    /// Begin with an empty index if there is none, for articles that are sent or followed
    #[arg(long)]
    pub(crate) create: bool,
}

#[derive(Debug, Args)]
pub(crate) struct Search {
    /// What to look for; several arguments are joined by spaces. Before one that begins with a minus write --
    pub(crate) query: Vec<String>,
    /// Only this rubric; repeat for any of several
    #[arg(long, value_name = "NAME")]
    pub(crate) rubric: Vec<String>,
    /// Only this tag; repeat for any of several
    #[arg(long, value_name = "NAME")]
    pub(crate) tag: Vec<String>,
    /// Only this author; repeat for any of several
    #[arg(long, value_name = "NAME")]
    pub(crate) author: Vec<String>,
    /// Only this source; repeat for any of several
    #[arg(long, value_name = "NAME")]
    pub(crate) source: Vec<String>,
    /// Published on this day or later: 2016-07-15, 2016-07, 2016 or a moment
    #[arg(long, value_name = "DATE")]
    pub(crate) from: Option<String>,
    /// Published on this day or earlier
    #[arg(long, value_name = "DATE")]
    pub(crate) to: Option<String>,
    /// How phrases and words marked with ! are matched
    #[arg(long, value_enum, default_value_t = FormsArg::Written)]
    pub(crate) forms: FormsArg,
    /// Leave synonyms and abbreviations out: bare words find only themselves
    #[arg(long)]
    pub(crate) no_synonyms: bool,
    /// Search the query as typed: repair no slips, no keyboard layout, no Russian in Latin letters
    #[arg(long)]
    pub(crate) no_repair: bool,
    /// Search words as words even if they are plainly a time: «в марте 2014», «вчера»
    #[arg(long)]
    pub(crate) no_periods: bool,
    /// Show reports of one event as one hit
    #[arg(long)]
    pub(crate) group_stories: bool,
    /// Show the parts of each score in words
    #[arg(long)]
    pub(crate) explain: bool,
    /// Order of the hits
    #[arg(long, value_enum, default_value_t = SortArg::Relevance)]
    pub(crate) sort: SortArg,
    /// Page, from 1
    #[arg(long, default_value_t = 1)]
    pub(crate) page: usize,
    /// Hits per page, at most 100
    #[arg(long, default_value_t = 10)]
    pub(crate) per_page: usize,
    /// Print the answer as the HTTP API gives it
    #[arg(long)]
    pub(crate) json: bool,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
pub(crate) enum FormsArg {
    /// In the forms as written
    Written,
    /// In any form, phrases in order
    Any,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
pub(crate) enum SortArg {
    Relevance,
    Newest,
    Oldest,
}

#[derive(Debug, Args)]
pub(crate) struct Analyze {
    /// The text; several arguments are joined by spaces, `-` reads standard input
    #[arg(required_unless_present = "words")]
    pub(crate) text: Vec<String>,
    /// Read one word a line from standard input and print its terms, separated by tabs, as they are put into the
    /// index or looked up in it
    #[arg(long, value_enum, conflicts_with_all = ["text", "analyzer", "json"])]
    pub(crate) words: Option<Side>,
    /// Only this analyzer
    #[arg(long, value_enum)]
    pub(crate) analyzer: Option<AnalyzerArg>,
    /// Print JSON
    #[arg(long)]
    pub(crate) json: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Side {
    /// Terms that the index gets
    Index,
    /// Terms that are looked up; those of a word of several parts are joined, because it is looked up as a phrase
    Query,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
#[value(rename_all = "snake_case")]
pub(crate) enum AnalyzerArg {
    RussianText,
    RussianExact,
    Keyword,
}

#[derive(Debug, Args)]
pub(crate) struct Inspect {
    /// What to inspect; without one, the whole index
    #[command(subcommand)]
    pub(crate) what: Option<InspectWhat>,
    /// Print JSON
    #[arg(long, global = true)]
    pub(crate) json: bool,
}

#[derive(Debug, Subcommand)]
pub(crate) enum InspectWhat {
    /// One article as it is stored
    Article {
        /// Its id
        id: String,
    },
    /// What the index knows of a word
    Term {
        /// The word
        word: String,
    },
}

#[derive(Debug, Args)]
pub(crate) struct Delete {
    /// Ids of the articles
    #[arg(required = true)]
    pub(crate) ids: Vec<String>,
    /// Print the report as JSON
    #[arg(long)]
    pub(crate) json: bool,
}

#[derive(Debug, Args)]
pub(crate) struct Embed {
    /// Address of the server as readers reach it [default: public_url, else the address it listens on]
    #[arg(long, value_name = "URL")]
    pub(crate) endpoint: Option<String>,
    /// Public key of the site
    #[arg(long)]
    pub(crate) key: Option<String>,
    /// How the search looks
    #[arg(long, value_enum, default_value_t = EmbedMode::Inline)]
    pub(crate) mode: EmbedMode,
    /// Only this rubric at first; repeat for any of several
    #[arg(long, value_name = "NAME")]
    pub(crate) rubric: Vec<String>,
    /// Language [default: that of the page]
    #[arg(long, value_enum)]
    pub(crate) lang: Option<EmbedLang>,
    /// Pin the script: an address with its hash, checked by the browser
    #[arg(long)]
    pub(crate) pin: bool,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
pub(crate) enum EmbedMode {
    /// A box with results below it
    Inline,
    /// A box with results in a drop-down
    Dropdown,
    /// A button and a dialog
    Dialog,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
pub(crate) enum EmbedLang {
    Ru,
    En,
}

#[derive(Debug, Args)]
pub(crate) struct Eval {
    /// Documents in any format that `index` reads; they are indexed into a temporary folder
    #[arg(long, value_name = "FILE")]
    pub(crate) docs: PathBuf,
    /// Queries, one JSON object a line: `id`, `text` and, if one document is to be left out of the answer, `exclude`
    #[arg(long, value_name = "FILE")]
    pub(crate) queries: PathBuf,
    /// Judgements as TREC qrels: query, iteration, document, grade
    #[arg(long, value_name = "FILE")]
    pub(crate) qrels: PathBuf,
    /// Write the answers as a TREC run
    #[arg(long, value_name = "FILE")]
    pub(crate) run: Option<PathBuf>,
    /// Rank by plain BM25 over the same terms, any word of the query: the baseline
    #[arg(long)]
    pub(crate) plain_bm25: bool,
    /// Also measure two parts of the queries apart: the third that is held out from tuning (crc32 of the id divisible
    /// by 3), and the rest
    #[arg(long)]
    pub(crate) hold_out: bool,
    /// Search without synonyms; plain BM25 has the built-in ones otherwise
    #[arg(long)]
    pub(crate) no_synonyms: bool,
    /// Print the measures as JSON
    #[arg(long)]
    pub(crate) json: bool,
}

fn key_value(text: &str) -> Result<(String, String), String> {
    text.split_once('=')
        .map(|(key, value)| (key.trim().to_owned(), value.to_owned()))
        .ok_or_else(|| format!("{text:?} is not KEY=VALUE"))
}

impl Cli {
    /// The settings that were given as flags.
    pub(crate) fn flags(&self) -> Vec<(String, String)> {
        let mut flags = self.global.settings.clone();
        if let Some(data) = &self.global.data {
            flags.push(("data".to_owned(), data.display().to_string()));
        }
        let listen = match &self.command {
            Command::Up(up) => up.listen.listen.as_ref(),
            Command::Serve(serve) => serve.listen.listen.as_ref(),
            _ => None,
        };
        flags.extend(listen.map(|listen| ("listen".to_owned(), listen.clone())));
        flags
    }
}

#[derive(Debug, Subcommand)]
pub(crate) enum Keys {
    /// Make a key and print it, once
    Create(CreateKey),
    /// List all keys: ids, rights and states, never the keys themselves
    List(ListKeys),
    /// Revoke a key for good
    Revoke(RevokeKey),
}

#[derive(Debug, Args)]
pub(crate) struct CreateKey {
    /// What the key is for, for your own list
    #[arg(long, value_name = "TEXT")]
    pub(crate) name: String,
    /// What it opens: search, suggest, events, write, admin; repeat for several
    #[arg(long, value_name = "SCOPE", default_values = ["search", "suggest", "events"])]
    pub(crate) scope: Vec<String>,
    /// Only articles with these properties, in the query language: "rubric:Спорт source:ТАСС"
    #[arg(long, value_name = "QUERY", allow_hyphen_values = true)]
    pub(crate) filter: Option<String>,
    // No doc comment: rustdoc takes the addresses for links.
    #[arg(
        long,
        value_name = "ORIGIN",
        help = "Pages that may use it: https://example.ru, https://*.example.ru; repeat for several [default: all]"
    )]
    pub(crate) origin: Vec<String>,
    /// Most requests a minute with it; 0 for no limit
    #[arg(long, value_name = "N", default_value_t = 0)]
    pub(crate) per_minute: u32,
    /// Most requests a minute of one client with it; 0 for no limit
    #[arg(long, value_name = "N", default_value_t = 600)]
    pub(crate) per_client_minute: u32,
    /// Most hits on one page, 1 to 1000; the API and the pages have 100 at most [default: 100]
    #[arg(long, value_name = "N")]
    pub(crate) max_per_page: Option<usize>,
    /// From when on it opens nothing: 2031-01-31 or 2031-01-31T12:00:00Z
    #[arg(long, value_name = "DATE")]
    pub(crate) expires: Option<String>,
    /// Visitors of the pages and feeds have its rights without giving it
    #[arg(long)]
    pub(crate) pages: bool,
    /// Print the key with all its rights as JSON
    #[arg(long)]
    pub(crate) json: bool,
}

#[derive(Debug, Args)]
pub(crate) struct ListKeys {
    /// Print the list as JSON
    #[arg(long)]
    pub(crate) json: bool,
}

#[derive(Debug, Args)]
pub(crate) struct RevokeKey {
    /// Id of the key, or the key
    pub(crate) key: String,
    /// Print the revoked key's rights as JSON
    #[arg(long)]
    pub(crate) json: bool,
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory;

    use super::*;

    #[test]
    fn the_command_line_is_consistent() {
        Cli::command().debug_assert();
    }

    #[test]
    fn flags_become_settings() {
        let cli = Cli::try_parse_from([
            "vestnik",
            "up",
            "a",
            "--listen",
            "127.0.0.1:0",
            "--data",
            "d",
            "--set",
            "log.level=debug",
        ])
        .unwrap();
        let expected = [("log.level", "debug"), ("data", "d"), ("listen", "127.0.0.1:0")];
        assert_eq!(cli.flags(), expected.map(|(key, value)| (key.to_owned(), value.to_owned())));
    }

    #[test]
    fn options_may_follow_the_query_and_exclusions_come_behind_two_dashes() {
        let cli = Cli::try_parse_from(["vestnik", "search", "сирия", "--page", "2", "--", "-асад"]).unwrap();
        assert!(
            matches!(cli.command, Command::Search(search) if search.query == ["сирия", "-асад"] && search.page == 2)
        );
    }
}
