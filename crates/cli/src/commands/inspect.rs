//! `vestnik inspect`: facts about the index, one article or one word.

use std::collections::BTreeMap;

use anyhow::{Result, bail};
use serde_json::{Value, json};
use vestnik_query::search::Engine;

use crate::args::{Inspect, InspectWhat};
use crate::config::Config;
use crate::output::{self, bytes};

pub(crate) fn run(inspect: &Inspect, config: &Config) -> Result<()> {
    let engine = Engine::open(&config.data(), config.engine()?)?;
    match &inspect.what {
        None => index(&engine, inspect.json),
        Some(InspectWhat::Article { id }) => article(&engine, id),
        Some(InspectWhat::Term { word }) => term(&engine, word, inspect.json),
    }
}

fn index(engine: &Engine, json: bool) -> Result<()> {
    let facts = engine.facts()?;
    let sizes = engine.field_sizes()?;
    let date = |moment: Option<jiff::Timestamp>| moment.map(|moment| moment.to_string());
    let rows = [
        ("articles", json!(facts.articles)),
        ("undated", json!(facts.undated)),
        ("oldest", json!(date(facts.oldest))),
        ("newest", json!(date(facts.newest))),
        ("segments", json!(facts.segments)),
        ("bytes", json!(facts.bytes)),
        ("generation", json!(facts.generation)),
        ("format_version", json!(facts.format_version)),
        ("analyzer_version", json!(facts.analyzer_version)),
        ("created_at", json!(facts.created_at.to_string())),
    ];
    if json {
        let sizes: BTreeMap<_, _> = sizes.into_iter().map(|size| (size.field, json!(size.bytes))).collect();
        let rows = rows.into_iter().chain([("field_bytes", json!(sizes))]);
        return output::json(&rows.collect::<BTreeMap<_, _>>());
    }
    for (name, value) in rows {
        let value = match (&value, name) {
            (Value::Number(number), "bytes") => bytes(number.as_u64().unwrap_or_default()),
            (Value::String(text), _) => text.clone(),
            (Value::Null, _) => "none".to_owned(),
            (other, _) => other.to_string(),
        };
        output::line(format_args!("{:<17} {value}", name.replace('_', " ")))?;
    }
    for size in sizes {
        output::line(format_args!("  {:<15} {}", size.field, bytes(size.bytes)))?;
    }
    Ok(())
}

fn article(engine: &Engine, id: &str) -> Result<()> {
    match engine.article(id)? {
        Some(article) => output::json(&article),
        None => bail!("the index holds no article with the id {id:?}"),
    }
}

fn term(engine: &Engine, word: &str, json: bool) -> Result<()> {
    let facts = engine.term_facts(word)?;
    if json {
        let rows: Vec<Value> = facts
            .iter()
            .map(|fact| {
                json!({ "field": fact.field, "term": fact.term, "articles": fact.articles, "occurrences": fact.occurrences })
            })
            .collect();
        return output::json(&rows);
    }
    output::line("field         articles  occurrences  term")?;
    for fact in facts {
        output::line(format_args!(
            "{:<12} {:>9} {:>12}  {}",
            fact.field, fact.articles, fact.occurrences, fact.term
        ))?;
    }
    Ok(())
}
