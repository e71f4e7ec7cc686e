//! Plain BM25, the baseline that the ranking is measured against: a query is a bag of words, any of them matches, and
//! nothing but the occurrences of their terms, and of their synonyms if wanted, in the whole text counts.

use tantivy::Term;
use tantivy::query::{BooleanQuery, DisjunctionMaxQuery, Query, TermQuery};
use tantivy::schema::{Field, IndexRecordOption};
use vestnik_analysis::{Analyzer, AnalyzerName};

use super::collect::{Tally, scan};
use super::order::TopHits;
use super::state::State;
use super::watch::Watch;
use super::{Abandon, EngineSettings, SearchError, Sort};

/// Ids and scores of the best articles. Equal scores are ordered as in any search by relevance.
pub(super) fn plain_bm25(
    state: &State,
    settings: &EngineSettings,
    text: &str,
    limit: usize,
) -> Result<Vec<(String, f32)>, SearchError> {
    let abandon = Abandon::default();
    let mut watch = Watch::start(&abandon, settings.time_budget);
    let words = distinct_words(Analyzer::new(AnalyzerName::RussianText).positions(text));
    let query = any_word(state.fields().text, &words);
    let top = TopHits::new(Sort::Relevance, limit, None);
    let mut tally = Tally::new(*state.fields(), top, Vec::new(), None);
    scan(&state.searcher, &query, true, &mut watch, &mut tally)?;
    let best = tally.top.into_sorted();
    best.into_iter().map(|found| Ok((state.read(found.address)?.id, found.score))).collect()
}

/// Words as sets of readings. Words that share a reading become one, so that no term counts twice and the order of
/// the words does not matter.
fn distinct_words(positions: Vec<Vec<String>>) -> Vec<Vec<String>> {
    let mut words: Vec<Vec<String>> = Vec::new();
    for mut word in positions {
        let related = |known: &mut Vec<String>| known.iter().any(|term| word.contains(term));
        let related: Vec<Vec<String>> = words.extract_if(.., related).collect();
        for term in related.into_iter().flatten() {
            if !word.contains(&term) {
                word.push(term);
            }
        }
        words.push(word);
    }
    words
}

/// Articles with any of the words; a word scores by its best reading.
fn any_word(field: Field, words: &[Vec<String>]) -> BooleanQuery {
    let term = |term: &String| -> Box<dyn Query> {
        Box::new(TermQuery::new(Term::from_field_text(field, term), IndexRecordOption::WithFreqs))
    };
    let word = |readings: &Vec<String>| -> Box<dyn Query> {
        match readings.as_slice() {
            [reading] => term(reading),
            readings => Box::new(DisjunctionMaxQuery::new(readings.iter().map(term).collect())),
        }
    };
    BooleanQuery::union(words.iter().map(word).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(positions: &[&[&str]], expected: &[&[&str]]) {
        let owned = |words: &[&[&str]]| -> Vec<Vec<String>> {
            words.iter().map(|word| word.iter().map(|term| (*term).to_owned()).collect()).collect()
        };
        assert_eq!(distinct_words(owned(positions)), owned(expected), "{positions:?}");
    }

    #[test]
    fn no_term_counts_twice() {
        check(&[], &[]);
        check(&[&["мост"], &["река"], &["мост"]], &[&["река"], &["мост"]]);
        check(&[&["сталь"], &["стать", "сталь"]], &[&["стать", "сталь"]]);
        check(&[&["стать", "сталь"], &["сталь"]], &[&["сталь", "стать"]]);
        check(&[&["а"], &["б"], &["в", "а"], &["г", "в", "б"]], &[&["г", "в", "б", "а"]]);
    }
}
