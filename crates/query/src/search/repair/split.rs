//! Words written together that are two, and one word written as two.

use super::limits::{
    JOINED_FREQUENCY, JOINED_HOLDERS, MAX_SPLITS, MIN_JOINED_LETTERS, MIN_SPLIT_ADJACENT, MIN_SPLIT_LETTERS,
};
use super::vocabulary::Vocabulary;
use crate::search::SearchError;

/// Shorter words than these are no part of a split, except those of [`SHORT`].
const MIN_PART: usize = 3;

/// The same of words that articles hold, but not one behind the other.
const MIN_KNOWN_PART: usize = 4;

/// Short words that are written together with the next one.
const SHORT: [&str; 17] =
    ["в", "с", "к", "о", "у", "и", "на", "за", "по", "из", "от", "до", "об", "не", "во", "со", "ко"];

/// The two words that `form` most likely is: both are held, and some articles hold one behind the other; or both are
/// long words of the dictionary, and some articles hold both.
pub(super) fn split(
    form: &str,
    vocabulary: &dyn Vocabulary,
) -> Result<Option<(String, String)>, SearchError> {
    if form.chars().count() < MIN_SPLIT_LETTERS {
        return Ok(None);
    }
    let mut splits = Vec::new();
    for (at, _) in form.char_indices().skip(1) {
        let (first, second) = form.split_at(at);
        let long = |part: &str| part.chars().count() >= MIN_PART;
        if long(second) && (long(first) || SHORT.contains(&first)) {
            let rarer = vocabulary.holders(first)?.min(vocabulary.holders(second)?);
            if rarer > 0 {
                splits.push((rarer, first, second));
            }
        }
    }
    splits.sort_unstable_by(|one, other| other.cmp(one));
    splits.truncate(MAX_SPLITS);
    let mut adjacent = None;
    for (_, first, second) in &splits {
        let count = vocabulary.adjacent(first, second)?;
        if count >= MIN_SPLIT_ADJACENT && adjacent.is_none_or(|(most, _, _)| count > most) {
            adjacent = Some((count, *first, *second));
        }
    }
    let best = match adjacent {
        Some(best) => Some(best),
        None => of_known_words(&splits, vocabulary)?,
    };
    Ok(best.map(|(_, first, second)| (first.to_owned(), second.to_owned())))
}

fn of_known_words<'f>(
    splits: &[(u64, &'f str, &'f str)],
    vocabulary: &dyn Vocabulary,
) -> Result<Option<(u64, &'f str, &'f str)>, SearchError> {
    let is_word = |part: &str| part.chars().count() >= MIN_KNOWN_PART && vocabulary.is_known(part);
    let mut best = None;
    for (_, first, second) in splits.iter().filter(|(_, first, second)| is_word(first) && is_word(second)) {
        let count = vocabulary.together(first, second)?;
        if count > 0 && best.is_none_or(|(most, _, _)| count > most) {
            best = Some((count, *first, *second));
        }
    }
    Ok(best)
}

/// The word that two neighbours are together, if it is frequent, one of them is far rarer, and no article holds them
/// one behind the other.
pub(super) fn joined(
    first: &str,
    second: &str,
    vocabulary: &dyn Vocabulary,
) -> Result<Option<String>, SearchError> {
    let word = format!("{first}{second}");
    if word.chars().count() < MIN_JOINED_LETTERS {
        return Ok(None);
    }
    let holders = vocabulary.holders(&word)?;
    let rarer = vocabulary.holders(first)?.min(vocabulary.holders(second)?);
    if holders < JOINED_HOLDERS || holders < rarer.saturating_mul(JOINED_FREQUENCY) {
        return Ok(None);
    }
    Ok((vocabulary.adjacent(first, second)? == 0).then_some(word))
}
