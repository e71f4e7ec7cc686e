//! Which word forms find each other, and which must not: `golden/pairs.tsv`.
#![cfg(feature = "lexicon")]

use vestnik_analysis::{Analyzer, AnalyzerName};

/// Fewer checks than this mean that the table was not read as it is meant.
const MIN_CHECKS: usize = 20_000;

/// Faults of one line of the table that are shown.
const MAX_SHOWN: usize = 5;

#[test]
fn word_forms_meet_where_they_should_and_only_there() {
    let mut analyzer = Analyzer::new(AnalyzerName::RussianText);
    let mut faults = Vec::new();
    let mut num_checks = 0;
    for line in include_str!("golden/pairs.tsv").lines().filter(|line| !line.starts_with('#')) {
        let [kind, left, right, _why] = line.split('\t').collect::<Vec<_>>()[..] else {
            panic!("help: four columns, separated by tabs: {line}");
        };
        let (queries, texts, expected) = match kind {
            "one" => (left, left, true),
            "both" => (left, right, true),
            "names" => (left, left, true),
            "apart" => (left, right, false),
            _ => panic!("help: one, names, both or apart: {line}"),
        };
        let mut faults_of_line: Vec<String> = Vec::new();
        for (query, text) in pairs(queries, texts) {
            // A form in other letters may be another word: «толстой» is no writer, «маска» no businessman.
            if (!expected || kind == "names")
                && ![queries, texts].iter().any(|list| list.split(", ").any(|word| word == query))
            {
                continue;
            }
            num_checks += 1;
            let terms = analyzer.positions(&query);
            let found = analyzer.positions(text);
            if meets(&terms, &found) != expected {
                faults_of_line.push(format!("    {query} {} ↔ {text} {}", show(&terms), show(&found)));
            }
        }
        if !faults_of_line.is_empty() {
            let num_faults = faults_of_line.len();
            faults_of_line.truncate(MAX_SHOWN);
            faults.push(format!("{line}: {num_faults}\n{}", faults_of_line.join("\n")));
        }
    }
    assert!(num_checks > MIN_CHECKS, "help: `golden/pairs.tsv` gives only {num_checks} checks");
    assert!(
        faults.is_empty(),
        "{} lines are not kept; help: mend the lexicon, or the table if it asks for the wrong thing:\n{}",
        faults.len(),
        faults.join("\n")
    );
}

/// Every query in its three cases with every text, both ways round: either word may be the query.
fn pairs<'a>(queries: &'a str, texts: &'a str) -> impl Iterator<Item = (String, &'a str)> {
    let one_way = |queries: &'a str, texts: &'a str| {
        queries.split(", ").flat_map(move |query| {
            texts.split(", ").flat_map(move |text| {
                [query.to_owned(), query.to_lowercase(), query.to_uppercase()].map(|query| (query, text))
            })
        })
    };
    one_way(queries, texts).chain(one_way(texts, queries).filter(move |_| queries != texts))
}

/// Whether a query finds a text of as many words: at each position they share a term.
fn meets(query: &[Vec<String>], text: &[Vec<String>]) -> bool {
    query.len() == text.len()
        && query.iter().zip(text).all(|(query, text)| query.iter().any(|term| text.contains(term)))
}

fn show(positions: &[Vec<String>]) -> String {
    positions.iter().map(|terms| terms.join("|")).collect::<Vec<_>>().join(" ")
}
