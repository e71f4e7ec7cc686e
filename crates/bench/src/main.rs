//! Measures the vestnik binary beside reference programs, in one run on one machine: `cargo xtask bench`.

mod bench;
mod chapters;
mod client;
mod corpus;
mod load;
mod machine;
mod output;
mod queries;
mod random;
mod reference;
mod report;
mod server;
mod stats;
mod vestnik;

use std::path::PathBuf;
use std::time::Duration;
use std::{env, fs};

use anyhow::{Context, Result, bail};

use bench::Bench;
use machine::Machine;
use report::Report;

const USAGE: &str = "usage: cargo xtask bench [CHAPTER…] [--articles N] [--seconds S] [--rounds R] [--json FILE] [--work FOLDER]

Chapters: index, search, dates, typing, growth, start, writing, overload; all of them if none is named.
--articles N    articles of the archive (200000)
--seconds S     how long each system is asked in a round (5)
--rounds R      rounds, of which the median counts (5)
--json FILE     writes all figures there
--work FOLDER   keeps articles and indexes there from run to run (target/bench)

vestnik-bench ask ADDRESS ARTICLES CLIENTS SECONDS
asks a server that runs, as under a profiler, for the pages of the chapter search.";

fn main() -> Result<()> {
    let arguments: Vec<String> = env::args().skip(1).collect();
    let texts: Vec<&str> = arguments.iter().map(String::as_str).collect();
    match texts[..] {
        ["reference-index", articles, folder] => bench::index_reference(articles.as_ref(), folder.as_ref()),
        ["reference-serve", folder] => reference::naive::serve(folder.as_ref()),
        ["ask", address, articles, clients, seconds] => {
            chapters::ask(address, articles.parse()?, clients.parse()?, seconds.parse()?)
        }
        ["--help" | "-h"] => output::line(USAGE),
        _ => measure(&texts),
    }
}

struct Options<'a> {
    chapters: Vec<&'a str>,
    articles: usize,
    seconds: f64,
    rounds: usize,
    json: Option<PathBuf>,
    work: Option<PathBuf>,
}

impl<'a> Options<'a> {
    fn read(arguments: &[&'a str]) -> Result<Self> {
        let mut options =
            Self { chapters: Vec::new(), articles: 200_000, seconds: 5.0, rounds: 5, json: None, work: None };
        let mut rest = arguments.iter();
        while let Some(argument) = rest.next() {
            if !argument.starts_with('-') {
                options.chapters.push(argument);
                continue;
            }
            let value = rest.next().context(USAGE)?;
            match *argument {
                "--articles" => options.articles = value.parse()?,
                "--seconds" => options.seconds = value.parse()?,
                "--rounds" => options.rounds = value.parse()?,
                "--json" => options.json = Some(value.into()),
                "--work" => options.work = Some(value.into()),
                _ => bail!(USAGE),
            }
        }
        Ok(options)
    }
}

fn measure(arguments: &[&str]) -> Result<()> {
    let options = Options::read(arguments)?;
    let root = root()?;
    let own = env::current_exe()?;
    let vestnik = own.with_file_name("vestnik");
    let bench = Bench {
        corpus: Bench::corpus(&root)?,
        work: options.work.unwrap_or_else(|| root.join("target/bench")),
        vestnik: env::var_os("VESTNIK_BIN").map_or(vestnik, PathBuf::from),
        own,
        articles: options.articles,
        duration: Duration::from_secs_f64(options.seconds),
        rounds: options.rounds,
    };
    let chapters = chapters::named(&options.chapters)?;
    let machine = Machine::of_this_moment();
    machine.print(bench.articles)?;
    let mut report = Report { machine, articles: bench.articles, chapters: Vec::new() };
    for chapter in chapters {
        let measured = chapter(&bench)?;
        measured.print()?;
        report.chapters.push(measured);
    }
    if let Some(path) = options.json {
        fs::write(&path, serde_json::to_vec_pretty(&report)?).with_context(|| path.display().to_string())?;
    }
    Ok(())
}

/// The folder of the workspace.
fn root() -> Result<PathBuf> {
    Ok(PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../..").canonicalize()?)
}
