use std::ops::Range;

use jiff::civil::Date;

use super::atom::{self, Atom, Cursor};
use super::certainty::{Reading, Words};
use super::grammar::{self, Ends, Match};
use super::value::parse_value;

/// A period that was found among the words of a query.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::search) struct FoundPeriod {
    /// Places of its words, its preposition included.
    pub(in crate::search) range: Range<usize>,
    /// Its words as they were given, with a space between them.
    pub(in crate::search) written: String,
    /// Its first day; `None` if it has no beginning. Never later than `until`, and one of both is there.
    pub(in crate::search) from: Option<Date>,
    /// The day behind its last one; `None` if it has no end.
    pub(in crate::search) until: Option<Date>,
    /// Whether it may become a filter, as the module's rules say. Otherwise its words are searched.
    pub(in crate::search) certain: bool,
}

/// Finds the periods among the bare words of a query, in their order and without overlaps.
///
/// `words` are all that stands in the query, as written, with their punctuation. An empty one stands for anything that
/// is no bare word (a phrase, an operator, a bracket): no period reaches over it, and it counts as a word. A dash that
/// stands alone is a word of its own; without it «2014 – 2016» is two years.
pub(in crate::search) fn find_periods(words: &[&str], today: Date) -> Vec<FoundPeriod> {
    let atoms = atom::cut(words);
    let known = Words::new(words);
    let mut found = Vec::new();
    let mut at = 0;
    while let Some(atom) = atoms.get(at) {
        let place = atom.word;
        if let Some(ends) = dotted(words[place], today) {
            found.push(described(words, &known, place..place + 1, Reading::Dots, ends, today));
            at += atoms[at..].iter().take_while(|atom| atom.word == place).count();
        } else if let Some(period) = period(&atoms, at, &known, today) {
            let range = place..last_word(&atoms, period.end) + 1;
            if let Ok(ends) = period.ends
                && (period.reading != Reading::Digest || known.has_news(&range))
            {
                found.push(described(words, &known, range, period.reading, ends, today));
            }
            at = period.end;
        } else {
            at += 1;
        }
    }
    doubt_rivals(&mut found);
    found
}

/// A range with two dots, both of its ends given.
fn dotted(word: &str, today: Date) -> Option<Ends> {
    let (first, last) = word.split_once("..")?;
    let whole = first.ends_with(|next: char| next.is_ascii_digit())
        && last.starts_with(|next: char| next.is_ascii_digit());
    if whole { parse_value(word, today).ok() } else { None }
}

/// The period that begins with atom `at`, if it is made of whole words.
fn period(atoms: &[Atom], at: usize, known: &Words, today: Date) -> Option<Match> {
    let begins = at == 0 || atoms[at].word != atoms[at - 1].word;
    if !begins || !Cursor::new(atoms, at).between_words() {
        return None;
    }
    let period = grammar::period(atoms, at, today)?;
    let last = last_word(atoms, period.end);
    let inside = atoms.get(period.end).is_some_and(|next| next.word == last);
    let counts = period.open_number && known.counts(last + 1);
    (!inside && !counts).then_some(period)
}

fn last_word(atoms: &[Atom], end: usize) -> usize {
    end.checked_sub(1).and_then(|last| atoms.get(last)).map_or(0, |atom| atom.word)
}

fn described(
    words: &[&str],
    known: &Words,
    range: Range<usize>,
    reading: Reading,
    ends: Ends,
    today: Date,
) -> FoundPeriod {
    FoundPeriod {
        written: words[range.clone()].join(" "),
        from: ends.0,
        until: ends.1,
        certain: known.certain(&range, reading, ends, today),
        range,
    }
}

/// Where several periods are certain, none is.
fn doubt_rivals(found: &mut [FoundPeriod]) {
    if found.iter().filter(|period| period.certain).count() > 1 {
        found.iter_mut().for_each(|period| period.certain = false);
    }
}
