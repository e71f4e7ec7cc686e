//! Words near each other: all of them, in any order, with no more than so many other words between.

use tantivy::postings::{Postings, SegmentPostings};
use tantivy::query::{EmptyScorer, EnableScoring, Explanation, Query, Scorer, Weight};
use tantivy::schema::IndexRecordOption;
use tantivy::{DocId, DocSet, Score, SegmentReader, TERMINATED, Term};

/// A place in a text where one of the words stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Occurrence {
    /// Number of the word in its text.
    pub(super) position: u32,
    /// Which of the wanted words it is.
    pub(super) word: usize,
}

/// For each position that begins such a stretch, the places in `held` that make it up, one for every word.
///
/// `held` is ascending. A position stands for one of the `words` only; `slack` is the number of other words that may
/// stand between them.
pub(super) fn stretches(held: &[Occurrence], words: usize, slack: u32) -> impl Iterator<Item = Vec<usize>> {
    let reach = u32::try_from(words).unwrap_or(u32::MAX).saturating_add(slack);
    let begins = |first: usize| first == 0 || held[first - 1].position < held[first].position;
    held.iter().enumerate().filter(move |(first, _)| begins(*first)).filter_map(move |(first, begin)| {
        let end = begin.position.saturating_add(reach);
        let length = held[first..].iter().take_while(|occurrence| occurrence.position < end).count();
        let window = &held[first..first + length];
        let mut taken = vec![None; words];
        let complete = (0..words).all(|word| take(window, word, &mut taken, &mut vec![false; length]));
        complete.then(|| taken.into_iter().flatten().map(|place| first + place).collect())
    })
}

/// Finds a place for a word; a word that has it already moves on if it can.
fn take(window: &[Occurrence], word: usize, taken: &mut [Option<usize>], tried: &mut [bool]) -> bool {
    for place in 0..window.len() {
        if window[place].word != word || tried[place] {
            continue;
        }
        tried[place] = true;
        let position = window[place].position;
        let at_position = |taken: &Option<usize>| taken.is_some_and(|held| window[held].position == position);
        match taken.iter().position(at_position) {
            Some(other) if other == word || !take(window, other, taken, tried) => {}
            _ => {
                taken[word] = Some(place);
                return true;
            }
        }
    }
    false
}

/// Articles that hold words near each other. It does not score: that is for the words to do.
#[derive(Debug, Clone)]
pub(super) struct NearQuery {
    /// The terms that each word may be, of one field.
    words: Vec<Vec<Term>>,
    slack: u32,
}

impl NearQuery {
    pub(super) fn new(words: Vec<Vec<Term>>, slack: u32) -> Self {
        Self { words, slack }
    }
}

impl Query for NearQuery {
    fn weight(&self, _: EnableScoring<'_>) -> tantivy::Result<Box<dyn Weight>> {
        Ok(Box::new(NearWeight(self.clone())))
    }
}

struct NearWeight(NearQuery);

impl NearWeight {
    /// The readings of a word that the segment holds.
    fn readings(&self, terms: &[Term], reader: &SegmentReader) -> tantivy::Result<Vec<SegmentPostings>> {
        let mut readings = Vec::new();
        for term in terms {
            let index = reader.inverted_index(term.field())?;
            readings.extend(index.read_postings(term, IndexRecordOption::WithFreqsAndPositions)?);
        }
        Ok(readings)
    }
}

impl Weight for NearWeight {
    fn scorer(&self, reader: &SegmentReader, _: Score) -> tantivy::Result<Box<dyn Scorer>> {
        let words = self.0.words.iter().map(|terms| self.readings(terms, reader));
        let words = words.collect::<tantivy::Result<Vec<_>>>()?;
        if words.iter().any(Vec::is_empty) {
            return Ok(Box::new(EmptyScorer));
        }
        let mut scorer =
            NearScorer { words, slack: self.0.slack, doc: 0, positions: Vec::new(), held: Vec::new() };
        scorer.settle(0);
        Ok(Box::new(scorer))
    }

    fn explain(&self, reader: &SegmentReader, doc: DocId) -> tantivy::Result<Explanation> {
        let mut scorer = self.scorer(reader, 1.0)?;
        if scorer.doc() > doc || scorer.seek(doc) != doc {
            return Err(tantivy::TantivyError::InvalidArgument(format!("document {doc} does not match")));
        }
        Ok(Explanation::new("words near each other", scorer.score()))
    }
}

struct NearScorer {
    /// The readings of each word; at least one.
    words: Vec<Vec<SegmentPostings>>,
    slack: u32,
    doc: DocId,
    positions: Vec<u32>,
    held: Vec<Occurrence>,
}

impl NearScorer {
    /// Moves to the first article that matches, `target` or behind it.
    fn settle(&mut self, target: DocId) -> DocId {
        let mut target = target;
        while target != TERMINATED {
            let next = self.words.iter_mut().map(|word| first(word, target)).max().unwrap_or(TERMINATED);
            if next == target && self.is_near() {
                break;
            }
            target = if next == target { target + 1 } else { next };
        }
        self.doc = target;
        target
    }

    /// Whether the words are near each other in the article that all of them stand on.
    fn is_near(&mut self) -> bool {
        let doc = self.words.iter().flatten().map(DocSet::doc).min().unwrap_or(TERMINATED);
        self.held.clear();
        for (word, readings) in self.words.iter_mut().enumerate() {
            for postings in readings.iter_mut().filter(|postings| postings.doc() == doc) {
                postings.positions(&mut self.positions);
                self.held
                    .extend(self.positions.iter().map(|position| Occurrence { position: *position, word }));
            }
        }
        self.held.sort_unstable();
        stretches(&self.held, self.words.len(), self.slack).next().is_some()
    }
}

/// The first article at `target` or behind it that holds one of the readings.
fn first(readings: &mut [SegmentPostings], target: DocId) -> DocId {
    let docs = readings.iter_mut().map(|postings| match postings.doc() {
        doc if doc < target => postings.seek(target),
        doc => doc,
    });
    docs.min().unwrap_or(TERMINATED)
}

impl DocSet for NearScorer {
    fn advance(&mut self) -> DocId {
        if self.doc == TERMINATED { TERMINATED } else { self.settle(self.doc + 1) }
    }

    fn seek(&mut self, target: DocId) -> DocId {
        if target <= self.doc { self.doc } else { self.settle(target) }
    }

    fn doc(&self) -> DocId {
        self.doc
    }

    fn size_hint(&self) -> u32 {
        let of_word = |word: &Vec<SegmentPostings>| word.iter().map(DocSet::size_hint).sum();
        self.words.iter().map(of_word).min().unwrap_or_default()
    }
}

impl Scorer for NearScorer {
    fn score(&mut self) -> Score {
        0.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Letters are words; `.` is any other word.
    fn found(text: &str, words: &str, slack: u32) -> Vec<String> {
        let mut held = Vec::new();
        for (position, letter) in (0..).zip(text.chars()) {
            let same = words.chars().enumerate().filter(|(_, word)| *word == letter);
            held.extend(same.map(|(word, _)| Occurrence { position, word }));
        }
        let shown = |places: Vec<usize>| {
            let mut positions: Vec<u32> = places.into_iter().map(|place| held[place].position).collect();
            positions.sort_unstable();
            positions.iter().map(u32::to_string).collect::<Vec<_>>().join(" ")
        };
        stretches(&held, words.chars().count(), slack).map(shown).collect()
    }

    #[test]
    fn words_stand_near_in_any_order() {
        assert_eq!(found("ab", "ab", 1), ["0 1"]);
        assert_eq!(found("ba", "ab", 1), ["0 1"]);
        assert_eq!(found("a.b", "ab", 1), ["0 2"]);
        assert_eq!(found("a..b", "ab", 1), [""; 0]);
        assert_eq!(found("c.a.b", "abc", 2), ["0 2 4"]);
        assert_eq!(found("c.a.b", "abc", 1), [""; 0]);
        assert_eq!(found("a...ab", "ab", 1), ["4 5"]);
        assert_eq!(found("aba", "ab", 1), ["0 1", "1 2"]);
    }

    #[test]
    fn no_place_stands_for_two_words() {
        assert_eq!(found("a", "aa", 9), [""; 0]);
        assert_eq!(found("a.a", "aa", 1), ["0 2"]);
        assert_eq!(found("aab", "aab", 1), ["0 1 2"]);
        assert_eq!(found("ab", "aba", 5), [""; 0]);
        // One position may be read as either word; then the other place decides.
        let at = |position, word| Occurrence { position, word };
        let either = [at(0, 0), at(0, 1), at(1, 0)];
        assert_eq!(stretches(&either, 2, 1).next(), Some(vec![2, 1]));
    }
}
