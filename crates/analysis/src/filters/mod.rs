//! Token filters: each changes the term in one way and knows nothing of offsets.
//!
//! To add one: a file here, its two lines below, its `Step` in `explain.rs`, and its place in a chain in `analyzers.rs`.

mod apostrophes;
mod canonical;
mod compose;
mod english;
mod fold_digits;
mod fold_latin;
mod fold_yo;
mod foreign_ending;
mod hard_sign;
mod homoglyphs;
mod invisible;
mod lowercase;
mod marks;
mod squeeze_spaces;
mod stem;
mod truncate;

pub(crate) use apostrophes::Apostrophes;
pub(crate) use canonical::Canonical;
pub(crate) use compose::Compose;
pub(crate) use english::EnglishInflection;
pub(crate) use fold_digits::FoldDigits;
pub(crate) use fold_latin::FoldLatin;
pub(crate) use fold_yo::FoldYo;
pub(crate) use foreign_ending::ForeignEnding;
pub(crate) use hard_sign::HardSign;
pub(crate) use homoglyphs::Homoglyphs;
pub(crate) use invisible::Invisible;
pub(crate) use lowercase::Lowercase;
pub(crate) use marks::Marks;
pub(crate) use squeeze_spaces::SqueezeSpaces;
use stem::Stem;
pub use truncate::MAX_TERM_BYTES;
pub(crate) use truncate::Truncate;

use crate::explain::{Explained, Step};

/// Changes a term.
pub(crate) trait TokenFilter: Send + Sync {
    /// Changes `term.text`; never to nothing, except that a value of invisible characters may vanish.
    fn apply(&self, term: &mut Term);

    /// What its change is called; none if it makes terms whose origin tells more.
    fn step(&self) -> Option<Step>;

    /// Does what `apply` does, and notes it.
    fn explain(&self, term: &mut Term, explained: &mut Explained) {
        let before = term.text.clone();
        self.apply(term);
        if let Some(step) = self.step().filter(|_| term.text != before) {
            explained.note(step, &term.text);
        }
    }
}

/// Capital and small letters of a word as it was written.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) enum Letters {
    /// It does not begin with a capital letter.
    #[default]
    Small,
    /// It begins with a capital letter.
    Capital,
    /// All of several letters are capital ones.
    AllCapital,
    /// So many capital letters, at least two, then small ones: «МИДом».
    CapitalThenSmall(usize),
}

impl Letters {
    fn of(raw: &str) -> Self {
        // As nearly all words begin.
        if raw.starts_with(|c: char| matches!(c, 'а'..='я' | 'a'..='z')) {
            return Self::Small;
        }
        // Marks and apostrophes are no letters: text may be composed or not.
        let mut letters = raw.chars().filter(|c| c.is_alphabetic()).peekable();
        let mut capital = 0;
        while letters.next_if(|c| c.is_uppercase()).is_some() {
            capital += 1;
        }
        match capital {
            0 => Self::Small,
            1 => Self::Capital,
            _ if letters.peek().is_none() => Self::AllCapital,
            _ if letters.all(char::is_lowercase) => Self::CapitalThenSmall(capital),
            _ => Self::Capital,
        }
    }
}

/// What one huge word may leave behind in the buffers.
const MAX_KEPT_BYTES: usize = 4096;

/// The term on its way through the filters.
#[derive(Default)]
pub(crate) struct Term {
    pub(crate) text: String,
    /// How the word was written.
    pub(crate) letters: Letters,
    /// Buffer of [`Term::rewrite`].
    scratch: String,
}

impl Term {
    pub(crate) fn set(&mut self, raw: &str) {
        self.text.clear();
        self.text.push_str(raw);
        self.letters = Letters::of(raw);
    }

    /// Replaces the text with what `write` makes of it, without allocating.
    pub(crate) fn rewrite(&mut self, write: impl FnOnce(&str, &mut String)) {
        self.scratch.clear();
        write(&self.text, &mut self.scratch);
        std::mem::swap(&mut self.text, &mut self.scratch);
    }

    /// Replaces each character with what `map` makes of it.
    pub(crate) fn map_chars(&mut self, map: impl Fn(char) -> char) {
        self.rewrite(|text, out| out.extend(text.chars().map(map)));
    }

    pub(crate) fn release_memory(&mut self) {
        for buffer in [&mut self.text, &mut self.scratch] {
            if buffer.capacity() > MAX_KEPT_BYTES {
                buffer.truncate(0);
                buffer.shrink_to(MAX_KEPT_BYTES);
            }
        }
    }
}

/// Asserts what a filter makes of some words.
#[cfg(test)]
fn check(filter: &dyn TokenFilter, table: &[(&str, &str)]) {
    for (raw, expected) in table {
        let mut term = Term::default();
        term.set(raw);
        filter.apply(&mut term);
        assert_eq!(term.text, *expected, "{raw:?}");
    }
}
