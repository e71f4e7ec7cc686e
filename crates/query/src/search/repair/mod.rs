//! Repairs of what people type: the wrong keyboard layout, Russian in Latin letters, misspelt, joined and split words.
//!
//! A word is repaired only towards what the index holds, and only if it is not meant as it is: a word of the
//! dictionary and a word that articles hold stay, however rare. [`repair`] turns one query text into another, so a
//! repaired query needs no second language; what it changed is disclosed by [`Repair::changes`], and the way back is
//! the text that was typed. All thresholds stand in `limits`.

mod alphabet;
mod edits;
mod lattice;
mod layout;
mod limits;
mod spelling;
mod spellings;
mod split;
mod switched;
mod translit;
mod typo;
mod vocabulary;
mod words;

#[cfg(test)]
mod testing;
#[cfg(test)]
mod tests;

use std::ops::Range;
use std::time::{Duration, Instant};

pub(super) use layout::{to_latin, to_russian};
use limits::MAX_LETTERS;
pub(super) use vocabulary::{IndexVocabulary, Vocabulary};

use super::SearchError;

/// A query text that is likelier than the one that was typed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Repair {
    /// The whole query, in the query language as before.
    pub(super) text: String,
    /// What was changed, in the order in which it was: a word may be converted first and respelt then.
    pub(super) changes: Vec<RepairedWord>,
}

/// One repaired word, or several that are one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RepairedWord {
    /// As it stood before.
    pub from: String,
    /// As it stands now.
    pub to: String,
    /// What had gone wrong.
    pub kind: RepairKind,
}

/// What goes wrong while typing.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RepairKind {
    /// The keyboard was in the other layout.
    Layout,
    /// The word is written in the other alphabet.
    Alphabet,
    /// The word is misspelt.
    Spelling,
    /// Two words are written as one.
    Joined,
    /// One word is written as two.
    Split,
}

/// Repairs a query text as far as the vocabulary supports it; `None` if it is meant as it is, if it is longer
/// than a text that is typed, or if `budget` did not suffice to tell.
///
/// # Errors
/// Those of the vocabulary.
pub(super) fn repair(
    text: &str,
    vocabulary: &dyn Vocabulary,
    budget: Duration,
) -> Result<Option<Repair>, SearchError> {
    if text.len() > limits::MAX_BYTES || text.split_whitespace().nth(limits::MAX_WORDS).is_some() {
        return Ok(None);
    }
    let mut workshop = Workshop { vocabulary, started: Instant::now(), budget };
    let mut repair = Repair { text: text.to_owned(), changes: Vec::new() };
    for _ in 0..limits::MAX_ROUNDS {
        let before = repair.changes.len();
        switched::repair(&mut repair, &mut workshop)?;
        alphabet::repair(&mut repair, &mut workshop)?;
        spelling::repair(&mut repair, &mut workshop)?;
        if repair.changes.len() == before {
            break;
        }
    }
    // Half a repair is none.
    Ok((repair.text != text && !workshop.is_closed()).then_some(repair))
}

/// What every kind of repair works with.
struct Workshop<'v> {
    vocabulary: &'v dyn Vocabulary,
    started: Instant,
    budget: Duration,
}

impl Workshop<'_> {
    fn is_closed(&self) -> bool {
        self.started.elapsed() >= self.budget
    }

    /// Articles that hold a form, or find it if it is a word of the dictionary. What merely ends like a word could
    /// stand for anything.
    fn support(&self, form: &str) -> Result<u64, SearchError> {
        let holders = self.vocabulary.holders(form)?;
        if self.vocabulary.is_known(form) {
            Ok(holders.max(self.vocabulary.found(form)?))
        } else {
            Ok(holders)
        }
    }
}

/// A change that is still to be made.
struct Plan {
    place: Range<usize>,
    to: String,
    kind: RepairKind,
}

impl Repair {
    /// Makes changes, whose places are in order and do not overlap.
    fn apply(&mut self, plans: Vec<Plan>) {
        let mut text = String::with_capacity(self.text.len());
        let mut done = 0;
        for Plan { place, to, kind } in plans {
            let from = self.text[place.clone()].to_owned();
            if from == to {
                continue;
            }
            text.push_str(&self.text[done..place.start]);
            text.push_str(&to);
            done = place.end;
            self.changes.push(RepairedWord { from, to, kind });
        }
        text.push_str(&self.text[done..]);
        self.text = text;
    }
}
