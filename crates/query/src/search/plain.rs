//! Plain BM25, the baseline that the ranking is measured against: a query is a bag of words, any of them matches, and
//! nothing but the occurrences of their terms, and of their synonyms if wanted, in the whole text counts.

use std::ops::Range;

use tantivy::query::{BooleanQuery, BoostQuery, DisjunctionMaxQuery, PhraseQuery, Query, TermQuery};
use tantivy::schema::{Field, IndexRecordOption};
use tantivy::{Searcher, Term};
use vestnik_analysis::{Analyzer, AnalyzerName};

use super::collect::{Tally, scan};
use super::error::engine_error;
use super::order::TopHits;
use super::state::State;
use super::synonyms::{QueryWord, Synonym, SynonymPack};
use super::watch::Watch;
use super::{Abandon, EngineSettings, SearchError, Sort, ranking};

/// Ids and scores of the best articles. Equal scores are ordered as in any search by relevance.
pub(super) fn plain_bm25(
    state: &State,
    settings: &EngineSettings,
    text: &str,
    limit: usize,
    synonyms: &SynonymPack,
) -> Result<Vec<(String, f32)>, SearchError> {
    let abandon = Abandon::default();
    let mut watch = Watch::start(&abandon, settings.time_budget);
    let baseline = Baseline { searcher: &state.searcher, field: state.fields().text };
    let query = baseline.query(text, synonyms)?;
    let top = TopHits::new(Sort::Relevance, limit, None);
    let mut tally = Tally::new(*state.fields(), top, Vec::new(), None);
    scan(&state.searcher, &query, true, &mut watch, &mut tally)?;
    let best = tally.top.into_sorted();
    best.into_iter().map(|found| Ok((state.read(found.address)?.id, found.score))).collect()
}

struct Baseline<'a> {
    searcher: &'a Searcher,
    field: Field,
}

impl Baseline<'_> {
    /// Any word of the text. Words that have synonyms count by what matches best, they or a synonym, and a little by
    /// what matches besides.
    fn query(&self, text: &str, synonyms: &SynonymPack) -> Result<BooleanQuery, SearchError> {
        let words = query_words(text);
        let mut clauses: Vec<Box<dyn Query>> = Vec::new();
        let mut rest: Vec<Vec<String>> = Vec::new();
        let mut known: Vec<Vec<Vec<String>>> = Vec::new();
        let mut next = 0;
        for found in synonyms.matches(&words) {
            rest.extend(terms_of(&words, next..found.range.start));
            next = found.range.end;
            let written = terms_of(&words, found.range);
            if known.contains(&written) {
                continue;
            }
            let original = any_word(self.field, &distinct_words(written.clone()));
            let mut best: Vec<Box<dyn Query>> = vec![Box::new(original)];
            for synonym in found.others.iter().filter(|synonym| !contains(&synonym.terms, &written)) {
                best.push(self.synonym(&written, synonym)?);
            }
            known.push(written);
            let best = DisjunctionMaxQuery::with_tie_breaker(best, ranking::FURTHER_NAME_WEIGHT);
            clauses.push(Box::new(best));
        }
        rest.extend(terms_of(&words, next..words.len()));
        clauses.extend(distinct_words(rest).iter().map(|readings| any_reading(self.field, readings)));
        Ok(BooleanQuery::union(clauses))
    }

    /// A synonym is worth its weight times a match of all words it stands for, however rare its own words are.
    fn synonym(&self, written: &[Vec<String>], synonym: &Synonym) -> Result<Box<dyn Query>, SearchError> {
        let weight = if synonym.loose { ranking::LOOSE_SYNONYM_WEIGHT } else { ranking::SYNONYM_WEIGHT };
        let boost = weight * self.rarity(written)? / self.rarity(&synonym.terms)?;
        let query = match synonym.terms.as_slice() {
            [readings] => any_reading(self.field, readings),
            words => {
                let first =
                    |readings: &Vec<String>| Some(Term::from_field_text(self.field, readings.first()?));
                Box::new(PhraseQuery::new(words.iter().filter_map(first).collect()))
            }
        };
        Ok(Box::new(BoostQuery::new(query, boost)))
    }

    /// How telling words are together, each by its most frequent reading.
    fn rarity(&self, words: &[Vec<String>]) -> Result<f32, SearchError> {
        let mut sum = 0.0;
        for readings in words {
            let mut holders = 0;
            for term in readings {
                let term = Term::from_field_text(self.field, term);
                holders = holders.max(self.searcher.doc_freq(&term).map_err(engine_error)?);
            }
            sum += ranking::rarity(self.searcher.num_docs(), holders);
        }
        Ok(sum)
    }
}

/// Whether words stand among others in a row: these find nothing that those do not.
fn contains(words: &[Vec<String>], row: &[Vec<String>]) -> bool {
    words.windows(row.len()).any(|window| window.iter().zip(row).all(|(a, b)| a.first() == b.first()))
}

fn query_words(text: &str) -> Vec<QueryWord> {
    let mut words: Vec<(Vec<String>, &str)> = Vec::new();
    Analyzer::new(AnalyzerName::RussianText).analyze(text, |token| match words.get_mut(token.position) {
        Some((terms, _)) => terms.push(token.text.clone()),
        None => words.push((vec![token.text.clone()], &text[token.offset_from..token.offset_to])),
    });
    words.into_iter().map(|(terms, written)| QueryWord::new(terms, written)).collect()
}

fn terms_of(words: &[QueryWord], range: Range<usize>) -> Vec<Vec<String>> {
    words.get(range).unwrap_or_default().iter().map(|word| word.terms.clone()).collect()
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

/// Articles with any of the words.
fn any_word(field: Field, words: &[Vec<String>]) -> BooleanQuery {
    BooleanQuery::union(words.iter().map(|readings| any_reading(field, readings)).collect())
}

/// Articles with a word, which scores by its best reading.
fn any_reading(field: Field, readings: &[String]) -> Box<dyn Query> {
    let term = |term: &String| -> Box<dyn Query> {
        Box::new(TermQuery::new(Term::from_field_text(field, term), IndexRecordOption::WithFreqs))
    };
    match readings {
        [reading] => term(reading),
        readings => Box::new(DisjunctionMaxQuery::new(readings.iter().map(term).collect())),
    }
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
