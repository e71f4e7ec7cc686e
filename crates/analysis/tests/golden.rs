//! Terms of some three hundred words, recorded: none may change unnoticed.
#![cfg(feature = "lexicon")]

use vestnik_analysis::{ANALYZER_VERSION, Analyzer, AnalyzerName};

/// The version under which `russian.tsv` was recorded.
const GOLDEN_VERSION: u32 = 3;

/// Sum of the data that terms are made from, as it was recorded.
const GOLDEN_DATA: u64 = 0x061c_1efa_e142_997b;

/// All words together, where the table has only some three hundred.
#[test]
fn data_changes_only_with_the_version() {
    let files: [&[u8]; 5] = [
        include_bytes!("../data/lexicon.fst"),
        include_bytes!("../data/endings.fst"),
        include_bytes!("../data/lexicon-classes.txt"),
        include_bytes!("../data/abbreviations.txt"),
        include_bytes!("../data/english.txt"),
    ];
    // FNV-1a, http://www.isthe.com/chongo/tech/comp/fnv/
    let step = |sum: u64, byte: &u8| (sum ^ u64::from(*byte)).wrapping_mul(0x0000_0100_0000_01b3);
    let sum = files.into_iter().flatten().fold(0xcbf2_9ce4_8422_2325, step);
    assert_eq!(
        sum, GOLDEN_DATA,
        "the data changed; help: if that is meant, raise ANALYZER_VERSION and set `GOLDEN_DATA`"
    );
}

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
