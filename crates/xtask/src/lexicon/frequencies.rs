//! How often word forms stand in Russian texts: the list of the Python package `wordfreq`.

use std::collections::HashMap;
use std::fs::File;
use std::path::Path;

use anyhow::{Context, Result};
use flate2::read::GzDecoder;
use serde::Deserialize;

use super::build::fold;

/// One part of the list: its header, or the words of one frequency.
#[derive(Deserialize)]
#[serde(untagged)]
enum Part {
    Words(Vec<String>),
    Header { format: String },
}

/// Share of a folded word form in running text.
pub(crate) type Frequencies = HashMap<String, f64>;

/// Reads a list in the package's format «cB»: words by frequency, each step a hundredth of a decade rarer.
pub(crate) fn read(path: &Path) -> Result<Frequencies> {
    let file = File::open(path).with_context(|| path.display().to_string())?;
    parse(GzDecoder::new(file)).with_context(|| path.display().to_string())
}

fn parse(list: impl std::io::Read) -> Result<Frequencies> {
    let parts: Vec<Part> = rmp_serde::from_read(list).context("not a list of word frequencies")?;
    let mut frequencies = Frequencies::new();
    let mut parts = parts.into_iter();
    match parts.next() {
        Some(Part::Header { format }) if format == "cB" => {}
        _ => anyhow::bail!("this command reads the format cB"),
    }
    for (step, part) in parts.enumerate() {
        let Part::Words(words) = part else { anyhow::bail!("a second header") };
        let frequency = 10_f64.powf(step as f64 / -100.0);
        for word in words {
            *frequencies.entry(fold(&word)).or_default() += frequency;
        }
    }
    Ok(frequencies)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_of_a_step_have_its_frequency() {
        let list = (HashMap::from([("format", "cB")]), ["в"], [""; 0], ["ёж", "еж"]);
        let frequencies = parse(rmp_serde::to_vec(&list).unwrap().as_slice()).unwrap();
        assert_eq!(frequencies["в"], 1.0);
        assert!((frequencies["еж"] - 2.0 * 10_f64.powf(-0.02)).abs() < 1e-12);
        assert!(parse([0xc0].as_slice()).is_err());
    }
}
