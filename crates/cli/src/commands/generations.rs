//! `vestnik generations`: list, switch and prune.

use anyhow::Result;
use vestnik_indexer::GenerationFacts;

use crate::args::Generations;
use crate::commands::progress::Display;
use crate::config::Config;
use crate::output;

pub(crate) fn run(command: &Generations, config: &Config) -> Result<()> {
    let data = config.data();
    match command {
        Generations::List { json } => {
            let generations = vestnik_indexer::generations(&data)?;
            if *json { output::json(&generations) } else { list(&generations) }
        }
        Generations::Switch { number, force } => {
            let settings = config.indexer(false, false)?;
            let num_changes = vestnik_indexer::switch(&data, *number, *force, &settings)?;
            let changes = output::counted(num_changes, "change");
            output::line(format_args!(
                "Generation {number} is searched now; {changes} sent since then are in it."
            ))
        }
        Generations::Prune { keep } => {
            let progress = Display::for_stderr();
            let keep = keep.unwrap_or(config.index.keep_generations);
            let removed = vestnik_indexer::prune(&data, keep, &progress);
            progress.finish();
            for number in removed? {
                output::line(format_args!("Generation {number} is removed."))?;
            }
            Ok(())
        }
    }
}

fn list(generations: &[GenerationFacts]) -> Result<()> {
    if generations.is_empty() {
        return output::line("There are no generations; `vestnik index PATH…` makes the first.");
    }
    output::line("generation  state       articles        size  analyzer  created")?;
    for facts in generations {
        let state = match (facts.is_current, facts.is_finished) {
            (true, _) => "searched",
            (false, true) => "kept",
            (false, false) => "unfinished",
        };
        let shown = |value: Option<String>| value.unwrap_or_else(|| "?".to_owned());
        output::line(format_args!(
            "{:>10}  {state:<10} {:>9}  {:>10}  {:>8}  {}",
            facts.number,
            shown(facts.articles.map(|count| count.to_string())),
            output::bytes(facts.bytes),
            shown(facts.analyzer_version.map(|version| version.to_string())),
            shown(facts.created_at.map(|moment| moment.to_string())),
        ))?;
    }
    Ok(())
}
