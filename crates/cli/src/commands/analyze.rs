//! `vestnik analyze`: show what text is analyzed to, and why.

use std::io::{BufRead, BufWriter, Read, Write};

use anyhow::{Context, Result};
use serde_json::{Value, json};
use vestnik_analysis::{Analyzer, AnalyzerName, Explained, Kind};

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
    if analyze.json {
        return output::json(&names.into_iter().map(|name| as_json(name, &text)).collect::<Vec<_>>());
    }
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

/// A word and where it stands.
struct Place<'t> {
    position: usize,
    text: &'t str,
    bytes: [usize; 2],
    characters: [usize; 2],
    word: Explained,
}

fn places(name: AnalyzerName, text: &str) -> Vec<Place<'_>> {
    let (mut characters, mut counted) = (0, 0);
    let mut count_up_to = |to: usize| {
        characters += text.get(counted..to).unwrap_or_default().chars().count();
        counted = to;
        characters
    };
    let explained = Analyzer::new(name).explain(text).into_iter().enumerate();
    explained
        .map(|(position, word)| {
            let bytes = [word.offset_from, word.offset_to];
            let text = text.get(word.offset_from..word.offset_to).unwrap_or_default();
            Place { position, text, bytes, characters: bytes.map(&mut count_up_to), word }
        })
        .collect()
}

fn as_json(name: AnalyzerName, text: &str) -> Value {
    let word = |place: Place<'_>| {
        let changes = place.word.changes.iter();
        let terms = place.word.readings.iter();
        json!({
            "position": place.position,
            "bytes": place.bytes,
            "characters": place.characters,
            "text": place.text,
            "form": place.word.form,
            "changes": changes
                .map(|change| json!({ "step": change.step.as_str(), "text": change.text }))
                .collect::<Vec<_>>(),
            "terms": terms
                .map(|it| {
                    let kind = it.kind.map(Kind::as_str);
                    json!({ "term": it.term, "kind": kind, "origin": it.origin.as_str() })
                })
                .collect::<Vec<_>>(),
        })
    };
    json!({
        "analyzer": name.as_str(),
        "words": places(name, text).into_iter().map(word).collect::<Vec<_>>(),
    })
}

const COLUMNS: usize = 9;

type Row = [String; COLUMNS];

/// Longer cells push the rest of their row aside instead of widening the column.
const MAX_WIDTH: usize = 24;

/// Every word and its terms, the likeliest first, one a row.
fn table(name: AnalyzerName, text: &str) -> String {
    let heads = ["position", "bytes", "characters", "text", "form", "term", "kind", "origin", "changes"];
    let words = places(name, text);
    let rows: Vec<Row> = [heads.map(str::to_owned)].into_iter().chain(words.iter().flat_map(rows)).collect();
    let width = |column: usize| rows.iter().map(|row| row[column].chars().count().min(MAX_WIDTH)).max();
    let widths: [usize; COLUMNS] = std::array::from_fn(|column| width(column).unwrap_or_default());
    let mut table = Style::for_stdout().bold(name.as_str()) + "\n";
    for row in &rows {
        let cells = row.iter().zip(widths).map(|(cell, width)| format!("  {cell:<width$}"));
        table += &format!("{}\n", cells.collect::<String>().trim_end());
    }
    table
}

/// The rows of a word; all but the first hold only a further term.
fn rows(place: &Place<'_>) -> Vec<Row> {
    let range = |[from, to]: [usize; 2]| format!("{from}..{to}");
    let words = |name: &str| name.replace('_', " ");
    let changes: Vec<String> = place.word.changes.iter().map(|change| words(change.step.as_str())).collect();
    let mut rows: Vec<Row> = Vec::new();
    for reading in &place.word.readings {
        let mut row = Row::default();
        row[5] = output::harmless(&reading.term);
        row[6] = reading.kind.map(|kind| words(kind.as_str())).unwrap_or_default();
        row[7] = words(reading.origin.as_str());
        rows.push(row);
    }
    if let Some(row) = rows.first_mut() {
        row[0] = place.position.to_string();
        row[1] = range(place.bytes);
        row[2] = range(place.characters);
        row[3] = output::harmless(place.text);
        row[4] = output::harmless(&place.word.form);
        row[8] = changes.join(", ");
    }
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
    #[cfg(feature = "lexicon")]
    fn every_term_has_a_row() {
        let expected = "russian_text
  position  bytes   characters  text      form      term    kind          origin             changes
  0         0..16   0..8        Лавровым  лавровым  лавров  surname       dictionary         lower case
  1         17..25  9..13       МИДа      мида      мид     abbreviation  capital letters    lower case
  2         26..36  14..19      стали     стали     стать   verb          dictionary
                                                    сталь   noun          dictionary
  3         37..42  20..25      1 000     1000      1000                  as written         number
  4         43..49  26..29      руб       руб       рубль   abbreviation  abbreviation list
";
        assert_eq!(table(AnalyzerName::RussianText, "Лавровым МИДа стали 1 000 руб."), expected);
    }

    #[test]
    fn a_long_cell_widens_no_column_and_a_terminal_is_safe() {
        let table = table(AnalyzerName::Keyword, &format!("\u{1b}[1m{}", "ы".repeat(30)));
        assert!(!table.contains('\u{1b}'), "{table:?}");
        let heads = "  position  bytes  characters  text                      form";
        assert!(table.contains(heads), "{table}");
    }

    #[test]
    fn json_tells_the_same() {
        let yolka = json!({
            "position": 0, "bytes": [0, 8], "characters": [0, 4], "text": "Ёлка", "form": "елка",
            "changes": [{ "step": "lower_case", "text": "ёлка" }, { "step": "yo_folded", "text": "елка" }],
            "terms": [{ "term": "елка", "kind": null, "origin": "as_written" }],
        });
        let dom = json!({
            "position": 1, "bytes": [10, 16], "characters": [6, 9], "text": "дом", "form": "дом",
            "changes": [], "terms": [{ "term": "дом", "kind": null, "origin": "as_written" }],
        });
        let expected = json!({ "analyzer": "russian_exact", "words": [yolka, dom] });
        assert_eq!(as_json(AnalyzerName::RussianExact, "Ёлка, дом"), expected);
    }
}
