//! `vestnik eval`: how good the ranking is on a set of documents, queries and judgements.

mod metrics;

use std::collections::HashSet;
use std::fmt;
use std::fs::{self, File};
use std::io::{BufWriter, Write};
use std::path::Path;
use std::time::Duration;

use anyhow::{Context, Result, ensure};
use serde::{Deserialize, Serialize};
use vestnik_indexer::{Input, Mode};
use vestnik_query::search::{Abandon, Engine, EngineSettings, Paging, SearchRequest, SynonymPack};
use vestnik_schema::DataDirectory;

use crate::args::Eval;
use crate::commands::progress::Display;
use crate::config::Config;
use crate::output;
use metrics::{Judgements, Measures};

/// How deep the answers are looked at: as many hits as one page of a search has at most.
const DEPTH: usize = 100;

#[derive(Debug, Deserialize)]
struct Query {
    id: String,
    text: String,
    /// A document that must be left out of the answer.
    exclude: Option<String>,
}

/// Ids of documents with their scores, best first.
type Ranked = Vec<(String, f32)>;

pub(crate) fn run(eval: &Eval, config: &Config) -> Result<()> {
    let judgements = Judgements::read(&eval.qrels)?;
    let mut queries = read_queries(&eval.queries)?;
    queries.retain(|query| judgements.has(&query.id));
    ensure!(!queries.is_empty(), "no query has a judgement above 0; are these files of one set?");
    // Before the long part, so that a wrong path is known at once.
    let run_file =
        eval.run.as_ref().map(|path| File::create(path).with_context(|| path.display().to_string()));
    let mut run_file = run_file.transpose()?.map(BufWriter::new);

    let folder = tempfile::tempdir().context("a temporary folder for the index")?;
    let engine = index(&eval.docs, &DataDirectory::new(folder.path()), config)?;
    report_missing(&engine, &queries, &judgements)?;
    let mut measures = Vec::with_capacity(queries.len());
    for query in &queries {
        let ranked = rank(&engine, query, eval).with_context(|| format!("query {}", query.id))?;
        if let Some(file) = &mut run_file {
            write_run(file, &query.id, &ranked)?;
        }
        measures.push(judgements.measure(&query.id, ranked.iter().map(|(id, _)| id.as_str())));
    }
    if let Some(file) = &mut run_file {
        file.flush().context("the run")?;
    }
    if eval.hold_out {
        let parts = Parts::new(&queries, &measures);
        return if eval.json { output::json(&parts) } else { output::print(&parts.to_string()) };
    }
    let mean = Measures::mean(&measures);
    if eval.json { output::json(&mean) } else { output::print(&mean.to_string()) }
}

/// The measures of all queries, and of two parts of them.
#[derive(Debug, Serialize)]
struct Parts {
    all: Measures,
    /// Of the queries that constants may be tuned on.
    tuned: Measures,
    /// Of the others, about a third.
    held_out: Measures,
}

impl Parts {
    fn new(queries: &[Query], measures: &[Measures]) -> Self {
        let (held_out, tuned): (Vec<_>, Vec<_>) =
            queries.iter().zip(measures).partition(|(query, _)| is_held_out(&query.id));
        let mean = |part: Vec<(&Query, &Measures)>| {
            Measures::mean(&part.into_iter().map(|(_, measures)| *measures).collect::<Vec<_>>())
        };
        Self { all: Measures::mean(measures), tuned: mean(tuned), held_out: mean(held_out) }
    }
}

impl fmt::Display for Parts {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let parts = [("all", &self.all), ("tuned", &self.tuned), ("held out", &self.held_out)];
        parts.iter().try_for_each(|(name, measures)| write!(formatter, "{name}\n{measures}\n"))
    }
}

/// By the id alone, so that a query stays in its part whatever else a set holds.
fn is_held_out(id: &str) -> bool {
    crc32fast::hash(id.as_bytes()).is_multiple_of(3)
}

fn index(docs: &Path, data: &DataDirectory, config: &Config) -> Result<Engine> {
    let progress = Display::for_stderr();
    let inputs = [Input::Path(docs.to_owned())];
    let report =
        vestnik_indexer::index(data, &inputs, Mode::Update, &config.indexer(false, false)?, &progress);
    progress.finish();
    let skipped = report?.num_skipped();
    if skipped > 0 {
        tracing::warn!(skipped, "some documents cannot be indexed; `vestnik index` tells which");
    }
    // A measure must not depend on how fast the machine is.
    let settings = EngineSettings { time_budget: Duration::MAX, ..config.engine()? };
    Ok(Engine::open(data, settings)?)
}

/// Judged documents that are not there lower every measure, so nobody should have to guess.
fn report_missing(engine: &Engine, queries: &[Query], judgements: &Judgements) -> Result<()> {
    let judged: HashSet<&str> = queries.iter().flat_map(|query| judgements.relevant(&query.id)).collect();
    let mut missing = 0;
    for id in judged {
        missing += u64::from(engine.article(id)?.is_none());
    }
    if missing > 0 {
        tracing::warn!(missing, "some documents that answer a query are not among the documents");
    }
    Ok(())
}

fn rank(engine: &Engine, query: &Query, eval: &Eval) -> Result<Ranked> {
    let mut ranked = if eval.plain_bm25 {
        let synonyms = if eval.no_synonyms { SynonymPack::none() } else { SynonymPack::builtin() };
        engine.plain_bm25(&query.text, DEPTH + 1, &synonyms)?
    } else {
        search(engine, query, eval.no_synonyms)?
    };
    ranked.retain(|(id, _)| query.exclude.as_ref() != Some(id));
    ranked.truncate(DEPTH);
    Ok(ranked)
}

/// What a reader would get, and one hit more if one is going to be left out.
fn search(engine: &Engine, query: &Query, without_synonyms: bool) -> Result<Ranked> {
    let one_more = query.exclude.is_some();
    let mut ranked = Ranked::new();
    let mut paging = Paging { page: 1, per_page: DEPTH, after: None };
    loop {
        let request =
            SearchRequest { text: query.text.clone(), paging, without_synonyms, ..SearchRequest::default() };
        let results = engine.search(&request, &Abandon::default())?;
        let further = results.further.into_iter().flat_map(|further| further.hits);
        ranked.extend(results.hits.into_iter().chain(further).map(|hit| (hit.article.id, hit.score)));
        if results.next.is_none() || !one_more || ranked.len() > DEPTH {
            return Ok(ranked);
        }
        paging = Paging { page: 1, per_page: 1, after: results.next };
    }
}

/// TREC's form of a run: query, `Q0`, document, rank, score, name of the run.
/// Programs that read it sort by score, so that a score which is not below the one before is lowered to the next
/// number that is.
fn write_run(file: &mut impl Write, query: &str, ranked: &Ranked) -> Result<()> {
    let mut bound = f32::INFINITY;
    for (rank, (id, score)) in (1..).zip(ranked) {
        ensure!(!id.contains(char::is_whitespace), "a run cannot name {id:?}, which has white space in it");
        let written = score.min(bound);
        bound = written.next_down();
        writeln!(file, "{query} Q0 {id} {rank} {written} vestnik").context("the run")?;
    }
    Ok(())
}

fn read_queries(path: &Path) -> Result<Vec<Query>> {
    let text = fs::read_to_string(path).with_context(|| path.display().to_string())?;
    let lines = (1..).zip(text.lines()).filter(|(_, line)| !line.trim().is_empty());
    let mut seen = HashSet::new();
    lines
        .map(|(number, line)| {
            let place = || format!("{}: line {number}", path.display());
            let query: Query = serde_json::from_str(line).with_context(place)?;
            ensure!(seen.insert(query.id.clone()), "{}: the id {:?} again", place(), query.id);
            Ok(query)
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_third_is_held_out_and_measured_apart() {
        let query = |id: &str| Query { id: id.to_owned(), text: String::new(), exclude: None };
        let queries: Vec<Query> = (0..300).map(|number| query(&format!("q{number}"))).collect();
        let held = queries.iter().filter(|query| is_held_out(&query.id)).count();
        assert!((80..120).contains(&held), "{held}");
        // crc32("123456789") is 0xCBF43926, the check value of the algorithm.
        assert!(!is_held_out("123456789") && !0xCBF4_3926_u32.is_multiple_of(3));
        let good = Measures { mrr: 1.0, queries: 1, ..Measures::default() };
        let measures: Vec<Measures> = queries
            .iter()
            .map(|query| if is_held_out(&query.id) { good } else { Measures { mrr: 0.0, ..good } })
            .collect();
        let parts = Parts::new(&queries, &measures);
        assert_eq!((parts.held_out.mrr, parts.tuned.mrr), (1.0, 0.0));
        assert_eq!((parts.held_out.queries, parts.all.queries), (held, 300));
    }

    #[test]
    fn a_run_sorted_by_score_keeps_its_order() {
        let scores = [3.5, 3.5, 3.5_f32.next_down(), 1.0, 2.0, 0.0, 0.0, -0.0];
        let ranked: Ranked = (0..).zip(scores).map(|(number, score)| (format!("d{number}"), score)).collect();
        let mut file = Vec::new();
        write_run(&mut file, "q", &ranked).unwrap();
        let text = String::from_utf8(file).unwrap();
        let cells: Vec<Vec<&str>> = text.lines().map(|line| line.split(' ').collect()).collect();
        let written: Vec<f32> = cells.iter().map(|cells| cells[4].parse().unwrap()).collect();
        assert!(written.is_sorted_by(|a, b| a > b), "{text}");
        assert_eq!(cells[0], ["q", "Q0", "d0", "1", "3.5", "vestnik"]);
        assert_eq!(cells[7][2..4], ["d7", "8"]);
    }
}
