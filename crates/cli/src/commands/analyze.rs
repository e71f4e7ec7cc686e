//! `vestnik analyze`: show what text is analyzed to.

use std::io::{BufRead, BufWriter, Read, Write};

use anyhow::{Context, Result};
use vestnik_analysis::{Analyzer, AnalyzerName};

use crate::args::{Analyze, AnalyzerArg, Side};
use crate::output::{self, Style};

pub(crate) fn run(analyze: &Analyze) -> Result<()> {
    if let Some(side) = analyze.words {
        return words(side);
    }
    let text = match analyze.text.as_slice() {
        [only] if only == "-" => {
            let mut text = String::new();
            std::io::stdin().read_to_string(&mut text).context("standard input")?;
            text
        }
        words => words.join(" "),
    };
    let names = match analyze.analyzer {
        Some(one) => vec![name(one)],
        None => AnalyzerName::ALL.to_vec(),
    };
    for name in names {
        output::print(&table(name, &text))?;
    }
    Ok(())
}

/// Prints the terms of each line of standard input.
fn words(side: Side) -> Result<()> {
    let mut analyzer = Analyzer::new(AnalyzerName::RussianText);
    let mut out = BufWriter::new(std::io::stdout().lock());
    for line in std::io::stdin().lock().lines() {
        let terms = terms(side, &analyzer.positions(&line.context("standard input")?));
        writeln!(out, "{}", terms.join("\t"))?;
    }
    Ok(out.flush()?)
}

/// The terms of one word. One of several parts is looked up as a phrase, so its parts together are one term there;
/// the index answers to that and to each part.
fn terms(side: Side, positions: &[Vec<String>]) -> Vec<String> {
    let mut phrases = vec![String::new()];
    for alternatives in positions {
        let longer = |phrase: &String| {
            let separator = if phrase.is_empty() { "" } else { " " };
            alternatives.iter().map(|term| format!("{phrase}{separator}{term}")).collect::<Vec<_>>()
        };
        phrases = phrases.iter().flat_map(longer).take(MAX_PHRASES).collect();
    }
    if side == Side::Index && positions.len() > 1 {
        phrases.extend(positions.iter().flatten().cloned());
    }
    phrases
}

/// Most combinations of readings that are printed for one line.
const MAX_PHRASES: usize = 32;

fn name(argument: AnalyzerArg) -> AnalyzerName {
    match argument {
        AnalyzerArg::RussianText => AnalyzerName::RussianText,
        AnalyzerArg::RussianExact => AnalyzerName::RussianExact,
        AnalyzerArg::Keyword => AnalyzerName::Keyword,
    }
}

/// Every token: where it stands (bytes and characters), its position, the text there, and its term.
fn table(name: AnalyzerName, text: &str) -> String {
    let mut rows = format!(
        "{}\n  position  bytes        characters   text → term\n",
        Style::for_stdout().bold(name.as_str())
    );
    let mut characters = 0;
    let mut counted = 0;
    Analyzer::new(name).analyze(text, |token| {
        let surface = text.get(token.offset_from..token.offset_to).unwrap_or_default();
        characters += text.get(counted..token.offset_from).unwrap_or_default().chars().count();
        counted = token.offset_from;
        let bytes = format!("{}..{}", token.offset_from, token.offset_to);
        let places = format!("{characters}..{}", characters + surface.chars().count());
        let surface = output::harmless(surface);
        rows += &format!("  {:>8}  {bytes:<11}  {places:<11}  {surface} → {}\n", token.position, token.text);
    });
    rows
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_word_of_several_parts_is_looked_up_whole() {
        let positions = [vec!["ил".to_owned()], vec!["76".to_owned()]];
        assert_eq!(terms(Side::Query, &positions), ["ил 76"]);
        assert_eq!(terms(Side::Index, &positions), ["ил 76", "ил", "76"]);
    }

    #[test]
    fn a_token_shows_bytes_and_characters() {
        let table = table(AnalyzerName::RussianExact, "Ёлка, дом");
        assert!(table.contains("0  0..8         0..4         Ёлка → елка"), "{table}");
        assert!(table.contains("1  10..16       6..9         дом → дом"), "{table}");
    }
}
