//! Words written together that are two, and one word written as two.

use super::limits::{
    JOINED_FREQUENCY, JOINED_HOLDERS, MAX_SPLITS, MIN_JOINED_LETTERS, MIN_SPLIT_ADJACENT, MIN_SPLIT_LETTERS,
};
use super::vocabulary::Vocabulary;
use crate::search::SearchError;

/// Shorter words than these are no part of a split, except those of [`SHORT`].
const MIN_PART: usize = 3;

/// Short words that are written together with the next one.
const SHORT: [&str; 17] =
    ["в", "с", "к", "о", "у", "и", "на", "за", "по", "из", "от", "до", "об", "не", "во", "со", "ко"];

/// The two words that `form` most likely is: both are held, and some articles hold one behind the other.
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
    let mut best = None;
    for (_, first, second) in splits.into_iter().take(MAX_SPLITS) {
        let adjacent = vocabulary.adjacent(first, second)?;
        if adjacent >= MIN_SPLIT_ADJACENT && best.is_none_or(|(most, _, _)| adjacent > most) {
            best = Some((adjacent, first, second));
        }
    }
    Ok(best.map(|(_, first, second)| (first.to_owned(), second.to_owned())))
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
