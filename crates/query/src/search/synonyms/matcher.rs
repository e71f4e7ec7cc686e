use std::cmp::Reverse;
use std::collections::HashMap;
use std::ops::Range;

use super::file::{Group, Join};
use super::member::{Member, Phrase, in_capitals};

/// Most synonyms of one match; each costs a search of its own.
pub const MAX_OTHERS: usize = 16;

/// One position of a query.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct QueryWord {
    /// Its canonical terms, the likeliest first.
    pub terms: Vec<String>,
    /// Whether it was typed as abbreviations are, beginning with two capital letters at least.
    pub upper: bool,
}

impl QueryWord {
    /// A word with these canonical terms, typed like this.
    pub fn new(terms: Vec<String>, written: &str) -> Self {
        Self { terms, upper: in_capitals(written) }
    }
}

/// Words of a query that are a member of a group.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SynonymMatch {
    /// Places of the words.
    pub range: Range<usize>,
    /// The member as the file writes it.
    pub written: String,
    /// What the words should find too: names of the same thing, then loosely related ones, each in the order of the
    /// file; 1 to [`MAX_OTHERS`].
    pub others: Vec<Synonym>,
}

/// A synonym, ready to be looked up.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Synonym {
    /// As the file writes it.
    pub written: String,
    /// Canonical terms of each position, the likeliest first. Positions follow each other in the text.
    pub terms: Vec<Vec<String>>,
    /// Whether it is no name of the same thing but related to it, as a place, its adjective and its inhabitants are.
    pub loose: bool,
}

/// All members of a pack, found by their first word.
#[derive(Debug, Default)]
pub(super) struct Index {
    entries: Vec<Entry>,
    /// Entries by each term of their first position.
    starting: HashMap<String, Vec<usize>>,
}

#[derive(Debug)]
struct Entry {
    written: String,
    phrase: Phrase,
    /// What it finds; all loose ones come last.
    others: Vec<Other>,
}

/// A synonym of an entry.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Other {
    entry: usize,
    loose: bool,
}

/// A member that stands in the query.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Candidate {
    start: usize,
    length: usize,
    /// Whether it takes an unlikely reading of a word, of the query or of the member.
    unlikely: bool,
    entry: usize,
}

impl Index {
    pub(super) fn new<'a>(groups: &[&'a Group]) -> Self {
        let mut index = Self::default();
        let mut known: HashMap<&Phrase, usize> = HashMap::new();
        for loose in [false, true] {
            let same = |group: &&Group| (group.join == Join::Loose) == loose;
            for (members, finds) in groups.iter().copied().filter(same).flat_map(Group::finds) {
                let mut places = |members: &'a [Member]| -> Vec<usize> {
                    members
                        .iter()
                        .map(|member| *known.entry(&member.phrase).or_insert_with(|| index.add(member)))
                        .collect()
                };
                let (members, finds) = (places(members), places(finds));
                for place in members {
                    index.join(place, &finds, loose);
                }
            }
        }
        index
    }

    /// Makes an entry find others.
    fn join(&mut self, place: usize, finds: &[usize], loose: bool) {
        let others = &mut self.entries[place].others;
        for entry in finds.iter().copied().filter(|entry| *entry != place) {
            if others.len() < MAX_OTHERS && !others.iter().any(|other| other.entry == entry) {
                others.push(Other { entry, loose });
            }
        }
    }

    fn add(&mut self, member: &Member) -> usize {
        let place = self.entries.len();
        for term in member.phrase.terms.first().into_iter().flatten() {
            self.starting.entry(term.clone()).or_default().push(place);
        }
        let Member { written, phrase } = member.clone();
        self.entries.push(Entry { written, phrase, others: Vec::new() });
        place
    }

    pub(super) fn matches(&self, words: &[QueryWord]) -> Vec<SynonymMatch> {
        let mut candidates: Vec<Candidate> =
            (0..words.len()).flat_map(|start| self.candidates(words, start)).collect();
        candidates.sort_by_key(|found| (Reverse(found.length), found.start, found.unlikely, found.entry));
        candidates.dedup();
        let mut taken = vec![false; words.len()];
        let mut matches = Vec::new();
        for same in candidates.chunk_by(|a, b| (a.start, a.length) == (b.start, b.length)) {
            let range = same[0].start..same[0].start + same[0].length;
            if !taken[range.clone()].contains(&true) {
                taken[range.clone()].fill(true);
                matches.extend(self.matched(range, same));
            }
        }
        matches.sort_by_key(|found| found.range.start);
        matches
    }

    /// Members that the words from `start` on begin with.
    fn candidates(&self, words: &[QueryWord], start: usize) -> impl Iterator<Item = Candidate> {
        let words = &words[start..];
        let first = words.first().into_iter().flat_map(|word| &word.terms);
        first.filter_map(|term| self.starting.get(term)).flatten().filter_map(move |entry| {
            let phrase = &self.entries[*entry].phrase;
            let length = phrase.terms.len();
            let words = words.get(..length)?;
            if phrase.capitals && words.iter().any(|word| !word.upper) {
                return None;
            }
            let mut pairs = words.iter().zip(&phrase.terms);
            if !pairs.clone().all(|(word, terms)| meets(&word.terms, terms)) {
                return None;
            }
            let unlikely = pairs.any(|(word, terms)| word.terms.first() != terms.first());
            Some(Candidate { start, length, unlikely, entry: *entry })
        })
    }

    /// What the members that match the same words find together; the likeliest of these come first.
    fn matched(&self, range: Range<usize>, same: &[Candidate]) -> Option<SynonymMatch> {
        let first = same.first()?;
        let same: Vec<usize> =
            same.iter().filter(|found| found.unlikely == first.unlikely).map(|found| found.entry).collect();
        let mut all: Vec<Other> =
            same.iter().flat_map(|place| &self.entries[*place].others).copied().collect();
        all.sort_by_key(|other| other.loose);
        let mut others: Vec<Other> = Vec::new();
        for other in all {
            let known = same.contains(&other.entry) || others.iter().any(|known| known.entry == other.entry);
            if !known && others.len() < MAX_OTHERS {
                others.push(other);
            }
        }
        let others: Vec<Synonym> = others.into_iter().map(|other| self.synonym(other)).collect();
        let written = self.entries[first.entry].written.clone();
        (!others.is_empty()).then_some(SynonymMatch { range, written, others })
    }

    fn synonym(&self, Other { entry, loose }: Other) -> Synonym {
        let Entry { written, phrase, .. } = &self.entries[entry];
        Synonym { written: written.clone(), terms: phrase.terms.clone(), loose }
    }
}

/// Whether a word of a query is one of a member. Two words that share only an unlikely reading of each are not.
fn meets(word: &[String], member: &[String]) -> bool {
    word.first().is_some_and(|term| member.contains(term))
        || member.first().is_some_and(|term| word.contains(term))
}
