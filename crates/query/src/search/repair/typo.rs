//! Misspelt words: forms of the index that are a slip or two away, the likeliest by what the slips cost, by how
//! frequent the form is and by whether it keeps company with the other words of the query.

use super::edits;
use super::limits::{
    COMMON_LETTERS, CONTEXT_WEIGHT, FREQUENCY_WEIGHT, KNOWN_FORM, LONE_FORM, LONG_WORD, MAX_COMPANY,
    MAX_COST, MAX_LIFT, MIN_LIFT, MIN_SCORE, MIN_SCORE_OF_DEAR, MIN_TWO_EDITS_LETTERS, MIN_TYPO_LETTERS,
    ONE_SLIP, SHORTLIST,
};
use super::translit::logarithm;
use super::vocabulary::{Candidate, Vocabulary};
use crate::search::SearchError;

/// A form that may have been meant.
#[derive(Debug, Clone)]
pub(super) struct Guess {
    pub(super) form: String,
    /// Articles that hold it.
    pub(super) holders: u64,
    /// What the slips cost.
    pub(super) cost: f32,
    /// How likely it is, as a logarithm: comparable among the guesses for one word.
    score: f32,
    /// Whether articles hold it with another word of the query.
    pub(super) in_company: bool,
}

/// What was most likely meant by `form`. `company` are other words of the query.
pub(super) fn likeliest(
    form: &str,
    company: &[&str],
    vocabulary: &dyn Vocabulary,
) -> Result<Option<Guess>, SearchError> {
    // Two edits take far longer to look for than one, and are far rarer.
    for distance in distances(form) {
        let guess = likeliest_within(*distance, form, company, vocabulary)?;
        if guess.is_some() {
            return Ok(guess);
        }
    }
    Ok(None)
}

fn likeliest_within(
    distance: u8,
    form: &str,
    company: &[&str],
    vocabulary: &dyn Vocabulary,
) -> Result<Option<Guess>, SearchError> {
    let mut guesses: Vec<Guess> = vocabulary
        .similar(form, distance)?
        .into_iter()
        .filter_map(|candidate| guess(form, candidate, vocabulary))
        .collect();
    guesses.sort_by(by_score);
    guesses.truncate(SHORTLIST);
    let company = rarest(company, vocabulary)?;
    for guess in &mut guesses {
        for (other, found) in &company {
            let together = vocabulary.together(&guess.form, other)?;
            let expected = share(vocabulary.found(&guess.form)?, *found, vocabulary.articles());
            guess.in_company |= together > 0;
            guess.score += CONTEXT_WEIGHT * lift(together, expected).clamp(MIN_LIFT, MAX_LIFT);
        }
    }
    guesses.sort_by(by_score);
    Ok(guesses
        .into_iter()
        .next()
        .filter(|guess| guess.score >= if guess.cost <= ONE_SLIP { MIN_SCORE } else { MIN_SCORE_OF_DEAR }))
}

/// Edits that a word of this length may be away, in the order in which they are tried.
fn distances(form: &str) -> &'static [u8] {
    match form.chars().count() {
        0..MIN_TYPO_LETTERS => &[],
        MIN_TYPO_LETTERS..MIN_TWO_EDITS_LETTERS => &[1],
        MIN_TWO_EDITS_LETTERS..=super::MAX_LETTERS => &[1, 2],
        _ => &[],
    }
}

fn guess(form: &str, candidate: Candidate, vocabulary: &dyn Vocabulary) -> Option<Guess> {
    let Candidate { form: meant, holders } = candidate;
    // Numbers and addresses resemble words by chance.
    if !meant.chars().all(char::is_alphabetic) {
        return None;
    }
    let cost = edits::cost(form, &meant);
    let standing = match (vocabulary.is_known(&meant), holders) {
        (true, _) => KNOWN_FORM,
        (false, 0..=1) => -LONE_FORM,
        _ => 0.0,
    };
    let length = LONG_WORD * form.chars().count().saturating_sub(COMMON_LETTERS) as f32;
    let score = FREQUENCY_WEIGHT * logarithm(holders) - cost + standing + length;
    (cost <= MAX_COST).then_some(Guess { form: meant, holders, cost, score, in_company: false })
}

/// The likeliest first; equal ones in an order that does not depend on the index.
fn by_score(one: &Guess, other: &Guess) -> std::cmp::Ordering {
    other.score.total_cmp(&one.score).then_with(|| one.form.cmp(&other.form))
}

/// The words that the fewest articles hold, with their number: they say the most about their company.
fn rarest<'w>(words: &[&'w str], vocabulary: &dyn Vocabulary) -> Result<Vec<(&'w str, u64)>, SearchError> {
    let mut rarest = Vec::new();
    for word in words {
        let found = vocabulary.found(word)?;
        if found > 0 {
            rarest.push((*word, found));
        }
    }
    rarest.sort_unstable_by_key(|(word, found)| (*found, *word));
    rarest.dedup();
    rarest.truncate(MAX_COMPANY);
    Ok(rarest)
}

/// Articles that would hold two words if the words had nothing to do with each other.
fn share(found: u64, other: u64, articles: u64) -> f32 {
    if articles == 0 { 0.0 } else { found as f32 * other as f32 / articles as f32 }
}

/// How much more often than by chance, as a logarithm.
fn lift(together: u64, expected: f32) -> f32 {
    ((together as f32 + 0.5) / (expected + 0.5)).ln()
}
