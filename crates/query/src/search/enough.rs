use tantivy::query::{EnableScoring, Explanation, Query, Scorer, Weight};
use tantivy::{DocId, DocSet, Score, SegmentReader, TERMINATED};

use super::ranking;

/// Articles that hold enough of some words, weighed by how telling each is.
///
/// The score is the sum of the words' scores, lowered by [`ranking::coverage`] for what is missing.
#[derive(Debug)]
pub(super) struct EnoughQuery {
    /// The words with their weights, which are above 0.
    words: Vec<(f64, Box<dyn Query>)>,
    /// The weight that an article must hold.
    needed: f64,
    /// Whether articles that hold every word are left out.
    without_full: bool,
}

impl EnoughQuery {
    pub(super) fn new(words: Vec<(f64, Box<dyn Query>)>, needed: f64, without_full: bool) -> Self {
        Self { words, needed, without_full }
    }
}

impl Clone for EnoughQuery {
    fn clone(&self) -> Self {
        let words = self.words.iter().map(|(weight, query)| (*weight, query.box_clone()));
        Self { words: words.collect(), ..*self }
    }
}

impl Query for EnoughQuery {
    fn weight(&self, scoring: EnableScoring<'_>) -> tantivy::Result<Box<dyn Weight>> {
        let words = self.words.iter().map(|(weight, query)| Ok((*weight, query.weight(scoring)?)));
        Ok(Box::new(EnoughWeight {
            words: words.collect::<tantivy::Result<_>>()?,
            needed: self.needed,
            without_full: self.without_full,
            scored: scoring.is_scoring_enabled(),
        }))
    }
}

struct EnoughWeight {
    words: Vec<(f64, Box<dyn Weight>)>,
    needed: f64,
    without_full: bool,
    scored: bool,
}

impl Weight for EnoughWeight {
    fn scorer(&self, reader: &SegmentReader, boost: Score) -> tantivy::Result<Box<dyn Scorer>> {
        let words = self.words.iter().map(|(weight, word)| Ok((*weight, word.scorer(reader, boost)?)));
        let mut scorer = EnoughScorer {
            words: words.collect::<tantivy::Result<_>>()?,
            total: self.words.iter().map(|(weight, _)| weight).sum(),
            needed: self.needed,
            without_full: self.without_full,
            scored: self.scored,
            doc: 0,
            score: 0.0,
        };
        // The most telling words first: an article without any of them cannot hold enough.
        scorer.words.sort_by(|(a, _), (b, _)| b.total_cmp(a));
        scorer.settle();
        Ok(Box::new(scorer))
    }

    fn explain(&self, reader: &SegmentReader, doc: DocId) -> tantivy::Result<Explanation> {
        let mut scorer = self.scorer(reader, 1.0)?;
        if scorer.seek(doc) != doc {
            return Err(tantivy::TantivyError::InvalidArgument(format!("document {doc} does not match")));
        }
        Ok(Explanation::new("enough of the words", scorer.score()))
    }
}

struct EnoughScorer {
    /// The heaviest first.
    words: Vec<(f64, Box<dyn Scorer>)>,
    total: f64,
    needed: f64,
    without_full: bool,
    scored: bool,
    doc: DocId,
    score: Score,
}

impl EnoughScorer {
    /// How many of the first words an article must hold one of: those behind them do not weigh enough together.
    fn leading(&self) -> usize {
        let mut rest = self.total;
        let enough_without = |(weight, _): &&(f64, Box<dyn Scorer>)| {
            let may_lack = rest >= self.needed;
            rest -= weight;
            may_lack
        };
        self.words.iter().take_while(enough_without).count()
    }

    /// Moves to the first article at or after where the words stand that holds enough.
    fn settle(&mut self) -> DocId {
        let leading = self.leading();
        loop {
            let doc = self.words.iter().take(leading).map(|(_, word)| word.doc()).min();
            self.doc = doc.unwrap_or(TERMINATED);
            if self.doc == TERMINATED || self.holds_enough(leading) {
                return self.doc;
            }
            self.step();
        }
    }

    fn holds_enough(&mut self, leading: usize) -> bool {
        let (mut held, mut left, mut score, mut count) = (0.0, self.total, 0.0, 0);
        for (place, (weight, word)) in self.words.iter_mut().enumerate() {
            if held + left < self.needed {
                return false;
            }
            if place >= leading && word.doc() < self.doc {
                word.seek(self.doc);
            }
            left -= *weight;
            if word.doc() == self.doc {
                held += *weight;
                count += 1;
                if self.scored {
                    score += word.score();
                }
            }
        }
        self.score = score * ranking::coverage((held / self.total) as f32);
        held >= self.needed && !(self.without_full && count == self.words.len())
    }

    /// Moves the leading words on from the current article.
    fn step(&mut self) {
        let leading = self.leading();
        for (_, word) in self.words.iter_mut().take(leading) {
            if word.doc() == self.doc {
                word.advance();
            }
        }
    }
}

impl DocSet for EnoughScorer {
    fn advance(&mut self) -> DocId {
        if self.doc != TERMINATED {
            self.step();
        }
        self.settle()
    }

    fn seek(&mut self, target: DocId) -> DocId {
        if target <= self.doc {
            return self.doc;
        }
        for (_, word) in &mut self.words {
            if word.doc() < target {
                word.seek(target);
            }
        }
        self.settle()
    }

    fn doc(&self) -> DocId {
        self.doc
    }

    fn size_hint(&self) -> u32 {
        self.words.iter().map(|(_, word)| word.size_hint()).max().unwrap_or_default()
    }

    fn cost(&self) -> u64 {
        self.words.iter().map(|(_, word)| word.cost()).sum()
    }
}

impl Scorer for EnoughScorer {
    fn score(&mut self) -> Score {
        self.score
    }
}
