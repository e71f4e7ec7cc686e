//! Which words of a query were typed in the other keyboard layout.

use std::ops::Range;

use super::layout::{Direction, readings};
use super::limits::{
    FAR_MORE_FREQUENT, LESS_FREQUENT_BESIDE, MIN_LAYOUT_LETTERS, MIN_SHORT_LETTERS, SHORT_HOLDERS,
};
use super::words::{latin_words, values, words};
use super::{Plan, Repair, RepairKind, Workshop, translit, typo};
use crate::search::SearchError;

/// A word, as far as white space tells words, and its likeliest reading in the other layout.
struct Switch {
    place: Range<usize>,
    to: String,
    direction: Direction,
    belief: Belief,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Belief {
    /// It was typed in the other layout, whatever stands around it.
    Sure,
    /// It was if another word was.
    Beside,
    /// No article holds either reading. It was if another word was, or if a likely word is near.
    Unknown,
}

/// Converts the words that were typed in the other layout. Works on the raw text: marks may be letters.
pub(super) fn repair(repair: &mut Repair, workshop: &mut Workshop<'_>) -> Result<(), SearchError> {
    let mut switches = Vec::new();
    let values = values(&repair.text);
    let is_value =
        |chunk: &Range<usize>| values.iter().any(|value| value.start < chunk.end && chunk.start < value.end);
    for place in chunks(&repair.text).into_iter().filter(|chunk| !is_value(chunk)) {
        if workshop.is_closed() {
            return Ok(());
        }
        for direction in [Direction::ToRussian, Direction::ToLatin] {
            if let Some(switch) = switch(&repair.text, place.clone(), direction, workshop)? {
                switches.push(switch);
                break;
            }
        }
    }
    let switches = believed(switches, &repair.text, workshop)?;
    let plans =
        switches.into_iter().map(|Switch { place, to, .. }| Plan { place, to, kind: RepairKind::Layout });
    repair.apply(plans.collect());
    Ok(())
}

/// Which of the switches are to be made, given all of them.
fn believed(
    mut switches: Vec<Switch>,
    text: &str,
    workshop: &Workshop<'_>,
) -> Result<Vec<Switch>, SearchError> {
    let mut in_latin = false;
    for switch in switches.iter_mut().filter(|switch| switch.belief == Belief::Unknown) {
        let typed = &text[switch.place.clone()];
        if is_transliterated(typed, workshop)? {
            in_latin = true;
        } else if is_misspelt_too(typed, &switch.to, workshop)? {
            switch.belief = Belief::Sure;
        }
    }
    if in_latin {
        // Then short words resemble others by chance.
        let long = |switch: &Switch| switch.to.chars().count() >= MIN_LAYOUT_LETTERS;
        switches.retain(|switch| switch.belief == Belief::Sure && long(switch));
    }
    let is_sure = |direction| {
        switches.iter().any(|switch| switch.belief == Belief::Sure && switch.direction == direction)
    };
    let sure = [Direction::ToRussian, Direction::ToLatin].map(|direction| (direction, is_sure(direction)));
    switches.retain(|switch| sure.contains(&(switch.direction, true)));
    Ok(switches)
}

/// Whether a word, as typed, is one that the index holds in Russian letters.
fn is_transliterated(typed: &str, workshop: &Workshop<'_>) -> Result<bool, SearchError> {
    let words = latin_words(typed);
    let [word] = words.as_slice() else { return Ok(false) };
    let written = typed[word.place.clone()].to_lowercase();
    Ok(word.letters() >= MIN_LAYOUT_LETTERS
        && !workshop.is_closed()
        && translit::russian(&written, workshop.vocabulary)?.is_some())
}

fn chunks(text: &str) -> Vec<Range<usize>> {
    let mut chunks: Vec<Range<usize>> = Vec::new();
    for (at, letter) in text.char_indices().filter(|(_, letter)| !letter.is_whitespace()) {
        let end = at + letter.len_utf8();
        match chunks.last_mut() {
            Some(chunk) if chunk.end == at => chunk.end = end,
            _ => chunks.push(at..end),
        }
    }
    chunks
}

/// How far a text is borne out by the index.
struct Support {
    /// Letters of its words.
    letters: usize,
    /// Articles that hold its rarest word.
    found: u64,
    /// Whether the dictionary knows all its words.
    known: bool,
}

fn switch(
    text: &str,
    place: Range<usize>,
    direction: Direction,
    workshop: &Workshop<'_>,
) -> Result<Option<Switch>, SearchError> {
    let typed = support(&text[place.clone()], workshop, true)?;
    if typed.known {
        return Ok(None);
    }
    let readings = readings(&text[place.clone()], direction);
    let Some(first) = readings.first() else { return Ok(None) };
    let mut best = (first.clone(), support(first, workshop, false)?);
    for reading in &readings[1..] {
        let support = support(reading, workshop, false)?;
        let better = support.found > best.1.found.saturating_mul(FAR_MORE_FREQUENT);
        // Who types in the wrong layout types marks in it, too: what can be a letter is one.
        if better || (best.1.found == 0 && support.known && !best.1.known) {
            best = (reading.clone(), support);
        }
    }
    let (mut to, meant) = best;
    if meant.letters == 0 {
        return Ok(None);
    }
    let belief = if typed.found == 0 && meant.found == 0 {
        // Nothing tells quotation marks from the letter on their key.
        if to.contains('Э') && text[place.clone()].contains('"') {
            to = readings.into_iter().next_back().unwrap_or(to);
        }
        Belief::Unknown
    } else if is_sure(&typed, &meant) {
        Belief::Sure
    } else if meant.found == 0 {
        return Ok(None);
    } else if meant.letters > typed.letters || meant.found.saturating_mul(LESS_FREQUENT_BESIDE) >= typed.found
    {
        Belief::Beside
    } else {
        return Ok(None);
    };
    Ok(Some(Switch { place, to, direction, belief }))
}

fn is_sure(typed: &Support, meant: &Support) -> bool {
    let long = meant.letters >= MIN_LAYOUT_LETTERS
        || (meant.letters >= MIN_SHORT_LETTERS && meant.found >= SHORT_HOLDERS);
    let rare = meant.found >= typed.found.saturating_mul(FAR_MORE_FREQUENT);
    long && rare && meant.found > 0
}

/// `generous`: whether a guess by the ending of a word is support, too.
fn support(text: &str, workshop: &Workshop<'_>, generous: bool) -> Result<Support, SearchError> {
    let mut support = Support { letters: 0, found: u64::MAX, known: true };
    for word in words(text).iter().filter(|word| word.form.contains(char::is_alphabetic)) {
        let mut found = workshop.support(&word.form)?;
        if generous {
            found = found.max(workshop.vocabulary.found(&word.form)?);
        }
        support.letters += word.letters();
        support.found = support.found.min(found);
        support.known &= workshop.vocabulary.is_known(&word.form);
    }
    if support.letters == 0 {
        // The ending of an ordinal is no word: «22-го».
        let letters = text.chars().filter(|letter| letter.is_alphabetic()).count();
        support = Support { letters, found: if letters > 0 { u64::MAX } else { 0 }, known: false };
    }
    Ok(support)
}

/// Whether a likely word is near the conversion of a word, and none near the word as typed.
fn is_misspelt_too(typed: &str, converted: &str, workshop: &Workshop<'_>) -> Result<bool, SearchError> {
    let near = |text: &str| -> Result<bool, SearchError> {
        let words = words(text);
        let [word] = words.as_slice() else { return Ok(false) };
        Ok(word.letters() > MIN_LAYOUT_LETTERS
            && typo::likeliest(&word.form, &[], workshop.vocabulary)?.is_some())
    };
    Ok(!workshop.is_closed() && near(converted)? && !near(typed)?)
}
