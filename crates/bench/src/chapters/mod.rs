//! What is measured, a file each.

mod dates;
mod growth;
mod index;
mod overload;
mod search;
mod start;
mod typing;
mod writing;

pub(crate) use search::ask;

use anyhow::{Context, Result};

use crate::bench::Bench;
use crate::report::Chapter;

type Measure = fn(&Bench) -> Result<Chapter>;

const ALL: &[(&str, Measure)] = &[
    ("index", index::measure),
    ("search", search::measure),
    ("dates", dates::measure),
    ("typing", typing::measure),
    ("growth", growth::measure),
    ("start", start::measure),
    ("writing", writing::measure),
    ("overload", overload::measure),
];

/// The chapters of these names, or all.
pub(crate) fn named(names: &[&str]) -> Result<Vec<Measure>> {
    if names.is_empty() {
        return Ok(ALL.iter().map(|(_, measure)| *measure).collect());
    }
    let find = |name: &&str| {
        let found = ALL.iter().find(|(other, _)| other == name);
        found.map(|(_, measure)| *measure).with_context(|| format!("there is no chapter {name}"))
    };
    names.iter().map(find).collect()
}
