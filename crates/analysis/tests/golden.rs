//! Terms of some three hundred words, recorded: none may change unnoticed.
#![cfg(feature = "lexicon")]

use vestnik_analysis::{ANALYZER_VERSION, Analyzer, AnalyzerName};

/// The version under which `russian.tsv` was recorded.
const GOLDEN_VERSION: u32 = 3;

#[test]
fn terms_change_only_with_the_version() {
    assert_eq!(
        ANALYZER_VERSION, GOLDEN_VERSION,
        "help: review `golden/russian.tsv` and set `GOLDEN_VERSION`"
    );
    let mut text = Analyzer::new(AnalyzerName::RussianText);
    let mut exact = Analyzer::new(AnalyzerName::RussianExact);
    let mut changed = Vec::new();
    let mut num_words = 0;
    for line in include_str!("golden/russian.tsv").lines().filter(|line| !line.starts_with('#')) {
        let word = line.split('\t').next().unwrap_or_default();
        let found = format!("{word}\t{}\t{}", text.terms(word).join(" "), exact.terms(word).join(" "));
        num_words += 1;
        if found != line {
            changed.push(found);
        }
    }
    assert!(num_words > 280, "help: `golden/russian.tsv` has only {num_words} words");
    assert!(
        changed.is_empty(),
        "terms changed; help: if that is meant, raise ANALYZER_VERSION and GOLDEN_VERSION, and put these lines into \
         `golden/russian.tsv`:\n{}",
        changed.join("\n")
    );
}
