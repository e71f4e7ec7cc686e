//! Which words of a query are Russian ones in Latin letters.

use super::limits::{
    FAR_MORE_FREQUENT, MIN_ALPHABET_LETTERS, MIN_SHORT_LETTERS, MORE_FREQUENT_BESIDE, SHORT_HOLDERS,
};
use super::words::{Word, capitalised, latin_words};
use super::{Plan, Repair, RepairKind, Workshop, translit};
use crate::search::SearchError;

/// Writes Russian words in Latin letters in Russian ones.
pub(super) fn repair(repair: &mut Repair, workshop: &mut Workshop<'_>) -> Result<(), SearchError> {
    let (mut plans, mut any_sure) = (Vec::new(), false);
    for word in latin_words(&repair.text) {
        if workshop.is_closed() {
            return Ok(());
        }
        if let Some((to, sure)) = russian(&repair.text, &word, workshop)? {
            any_sure |= sure;
            plans.push(Plan { place: word.place, to, kind: RepairKind::Alphabet });
        }
    }
    if any_sure {
        repair.apply(plans);
    }
    Ok(())
}

/// What a word is in Russian letters, and whether it is so whatever stands around it.
fn russian(text: &str, word: &Word, workshop: &Workshop<'_>) -> Result<Option<(String, bool)>, SearchError> {
    let written = &text[word.place.clone()];
    let Some(meant) = translit::russian(&written.to_lowercase(), workshop.vocabulary)? else {
        return Ok(None);
    };
    let found = workshop.vocabulary.found(&word.form)?;
    let letters = word.letters();
    let long =
        letters >= MIN_ALPHABET_LETTERS || (letters >= MIN_SHORT_LETTERS && meant.holders >= SHORT_HOLDERS);
    let sure = long && meant.holders >= found.saturating_mul(FAR_MORE_FREQUENT);
    let beside = meant.holders > found.saturating_mul(MORE_FREQUENT_BESIDE);
    Ok((sure || beside).then(|| (capitalised(&meant.form, written), sure)))
}
