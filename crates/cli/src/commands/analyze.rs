//! `vestnik analyze`: show what text is analyzed to.

use std::io::Read;

use anyhow::{Context, Result};
use vestnik_analysis::{Analyzer, AnalyzerName};

use crate::args::{Analyze, AnalyzerArg};
use crate::output::{self, Style};

pub(crate) fn run(analyze: &Analyze) -> Result<()> {
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
    fn a_token_shows_bytes_and_characters() {
        let table = table(AnalyzerName::RussianExact, "Ёлка, дом");
        assert!(table.contains("0  0..8         0..4         Ёлка → елка"), "{table}");
        assert!(table.contains("1  10..16       6..9         дом → дом"), "{table}");
    }
}
