//! Which words of a query are misspelt, joined or split.

use super::limits::{FAR_MORE_FREQUENT, FAR_MORE_FREQUENT_IN_COMPANY, MAX_COST_BEFORE_SPLIT, ONE_SLIP, RARE};
use super::typo::{self, Guess};
use super::words::{Word, capitalised, words};
use super::{Plan, Repair, RepairKind, Workshop, split};
use crate::search::SearchError;

/// Repairs misspelt, joined and split words.
pub(super) fn repair(repair: &mut Repair, workshop: &mut Workshop<'_>) -> Result<(), SearchError> {
    let words = words(&repair.text);
    let mut plans: Vec<Plan> = Vec::new();
    for (number, word) in words.iter().enumerate() {
        if workshop.is_closed() {
            break;
        }
        // The word before may have been joined with this one.
        let taken = plans.last().is_some_and(|plan| plan.place.end > word.place.start);
        if taken || !word.free {
            continue;
        }
        if let Some(next) = words.get(number + 1)
            && let Some(plan) = joined(&repair.text, word, next, workshop)?
        {
            plans.push(plan);
            continue;
        }
        let company: Vec<&str> = words
            .iter()
            .filter(|other| other.form != word.form && other.letters() > 2)
            .map(|other| other.form.as_str())
            .collect();
        if let Some((to, kind)) = respelt(word, &company, workshop)? {
            let to = capitalised(&to, &repair.text[word.place.clone()]);
            plans.push(Plan { place: word.place.clone(), to, kind });
        }
    }
    repair.apply(plans);
    Ok(())
}

/// The word that two words with nothing but white space between them are.
fn joined(
    text: &str,
    word: &Word,
    next: &Word,
    workshop: &Workshop<'_>,
) -> Result<Option<Plan>, SearchError> {
    let between = &text[word.place.end..next.place.start];
    if !next.free || between.is_empty() || !between.chars().all(char::is_whitespace) {
        return Ok(None);
    }
    let place = word.place.start..next.place.end;
    let joined = split::joined(&word.form, &next.form, workshop.vocabulary)?;
    let plan =
        |to: String| Plan { to: capitalised(&to, &text[word.place.clone()]), place, kind: RepairKind::Split };
    Ok(joined.map(plan))
}

fn respelt(
    word: &Word,
    company: &[&str],
    workshop: &Workshop<'_>,
) -> Result<Option<(String, RepairKind)>, SearchError> {
    let vocabulary = workshop.vocabulary;
    let form = word.form.as_str();
    if vocabulary.is_known(form) {
        return Ok(None);
    }
    let found = vocabulary.found(form)?;
    // No word can be far more frequent than this one. Quotation marks ask for the word as it is, if there is any.
    if found.saturating_mul(FAR_MORE_FREQUENT) > vocabulary.articles().max(RARE * FAR_MORE_FREQUENT)
        || (found > 0 && word.quoted)
    {
        return Ok(None);
    }
    let guess = typo::likeliest(form, company, vocabulary)?;
    if found > 0 {
        let guess = match guess {
            Some(guess) if is_meant(form, found, &guess, company, workshop)? => Some(guess),
            _ => None,
        };
        return Ok(guess.map(|guess| (guess.form, RepairKind::Spelling)));
    }
    if guess.as_ref().is_none_or(|guess| guess.cost > MAX_COST_BEFORE_SPLIT)
        && let Some((first, second)) = split::split(form, vocabulary)?
    {
        return Ok(Some((format!("{first} {second}"), RepairKind::Joined)));
    }
    Ok(guess.map(|guess| (guess.form, RepairKind::Spelling)))
}

/// Whether a guess was meant although articles hold the word as it is: they may hold the same slip.
fn is_meant(
    form: &str,
    found: u64,
    guess: &Guess,
    company: &[&str],
    workshop: &Workshop<'_>,
) -> Result<bool, SearchError> {
    let times = |times: u64| guess.holders >= found.saturating_mul(times);
    if guess.cost > ONE_SLIP || !times(FAR_MORE_FREQUENT_IN_COMPANY) {
        return Ok(false);
    }
    if times(FAR_MORE_FREQUENT) {
        return Ok(true);
    }
    for other in company {
        if workshop.vocabulary.together(form, other)? > 0 {
            return Ok(false);
        }
    }
    Ok(found <= RARE && guess.in_company)
}
