use tantivy::query::{EnableScoring, Explanation, Query, Scorer, Weight};
use tantivy::{DocId, DocSet, Score, SegmentReader, TERMINATED};

use super::ranking;

/// A word that counts. `Q` is what finds it: a query, its weight, its scorer.
#[derive(Debug)]
pub(super) struct Wanted<Q> {
    /// How telling it is; above 0.
    pub(super) rarity: f64,
    pub(super) word: Q,
    /// What counts a little where the word is missing.
    pub(super) relative: Option<Q>,
}

impl<Q> Wanted<Q> {
    /// The same word with something else made of each of its queries.
    pub(super) fn try_map<'q, R, E>(&'q self, map: impl Fn(&'q Q) -> Result<R, E>) -> Result<Wanted<R>, E> {
        let relative = self.relative.as_ref().map(&map).transpose()?;
        Ok(Wanted { rarity: self.rarity, word: map(&self.word)?, relative })
    }
}

/// Articles that hold enough of some words, weighed by how telling each is. Relatives do not make an article hold a
/// word: they only raise the score of one that holds enough.
///
/// The score is the sum of the words' scores, lowered by [`ranking::coverage`] for what is missing.
#[derive(Debug)]
pub(super) struct EnoughQuery {
    words: Vec<Wanted<Box<dyn Query>>>,
    /// How much of what they tell an article must hold.
    needed: f64,
    /// Whether articles that hold every word are left out.
    without_full: bool,
}

impl EnoughQuery {
    pub(super) fn new(words: Vec<Wanted<Box<dyn Query>>>, needed: f64, without_full: bool) -> Self {
        Self { words, needed, without_full }
    }
}

impl Clone for EnoughQuery {
    fn clone(&self) -> Self {
        let words = self.words.iter().map(|wanted| Wanted {
            rarity: wanted.rarity,
            word: wanted.word.box_clone(),
            relative: wanted.relative.as_ref().map(|relative| relative.box_clone()),
        });
        Self { words: words.collect(), ..*self }
    }
}

impl Query for EnoughQuery {
    fn weight(&self, scoring: EnableScoring<'_>) -> tantivy::Result<Box<dyn Weight>> {
        let words = self.words.iter().map(|wanted| wanted.try_map(|query| query.weight(scoring)));
        Ok(Box::new(EnoughWeight {
            words: words.collect::<tantivy::Result<_>>()?,
            needed: self.needed,
            without_full: self.without_full,
            scored: scoring.is_scoring_enabled(),
        }))
    }
}

struct EnoughWeight {
    words: Vec<Wanted<Box<dyn Weight>>>,
    needed: f64,
    without_full: bool,
    scored: bool,
}

impl Weight for EnoughWeight {
    fn scorer(&self, reader: &SegmentReader, boost: Score) -> tantivy::Result<Box<dyn Scorer>> {
        let words = self.words.iter().map(|wanted| wanted.try_map(|weight| weight.scorer(reader, boost)));
        let mut scorer = EnoughScorer {
            words: words.collect::<tantivy::Result<_>>()?,
            total: self.words.iter().map(|wanted| wanted.rarity).sum(),
            needed: self.needed,
            without_full: self.without_full,
            scored: self.scored,
            doc: 0,
            score: 0.0,
        };
        // The most telling words first: an article without any of them cannot hold enough.
        scorer.words.sort_by(|a, b| b.rarity.total_cmp(&a.rarity));
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
    /// The most telling first.
    words: Vec<Wanted<Box<dyn Scorer>>>,
    total: f64,
    needed: f64,
    without_full: bool,
    scored: bool,
    doc: DocId,
    score: Score,
}

impl EnoughScorer {
    /// How many of the first words an article must hold one of: those behind them do not tell enough together.
    fn leading(&self) -> usize {
        let mut rest = self.total;
        let enough_without = |wanted: &&Wanted<Box<dyn Scorer>>| {
            let may_lack = rest >= self.needed;
            rest -= wanted.rarity;
            may_lack
        };
        self.words.iter().take_while(enough_without).count()
    }

    /// Moves to the first article at or after where the words stand that holds enough.
    fn settle(&mut self) -> DocId {
        let leading = self.leading();
        loop {
            let doc = self.words.iter().take(leading).map(|wanted| wanted.word.doc()).min();
            self.doc = doc.unwrap_or(TERMINATED);
            if self.doc == TERMINATED || self.holds_enough(leading) {
                return self.doc;
            }
            self.step();
        }
    }

    fn holds_enough(&mut self, leading: usize) -> bool {
        let (mut held, mut related, mut left, mut score, mut full) = (0.0, 0.0, self.total, 0.0, true);
        for (place, wanted) in self.words.iter_mut().enumerate() {
            if held + left < self.needed {
                return false;
            }
            left -= wanted.rarity;
            if place >= leading && wanted.word.doc() < self.doc {
                wanted.word.seek(self.doc);
            }
            let holds = wanted.word.doc() == self.doc;
            full &= holds;
            if holds {
                held += wanted.rarity;
                score += if self.scored { wanted.word.score() } else { 0.0 };
            } else if let Some(relative) = wanted.relative.as_mut().filter(|_| self.scored) {
                if relative.doc() < self.doc {
                    relative.seek(self.doc);
                }
                if relative.doc() == self.doc {
                    related += wanted.rarity;
                    score += relative.score();
                }
            }
        }
        let covered = held + f64::from(ranking::RELATIVE_WEIGHT) * related;
        self.score = score * ranking::coverage((covered / self.total) as f32);
        held >= self.needed && !(self.without_full && full)
    }

    /// Moves the leading words on from the current article.
    fn step(&mut self) {
        let leading = self.leading();
        for wanted in self.words.iter_mut().take(leading) {
            if wanted.word.doc() == self.doc {
                wanted.word.advance();
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
        for wanted in &mut self.words {
            if wanted.word.doc() < target {
                wanted.word.seek(target);
            }
        }
        self.settle()
    }

    fn doc(&self) -> DocId {
        self.doc
    }

    fn size_hint(&self) -> u32 {
        self.words.iter().map(|wanted| wanted.word.size_hint()).max().unwrap_or_default()
    }

    fn cost(&self) -> u64 {
        self.words.iter().map(|wanted| wanted.word.cost()).sum()
    }
}

impl Scorer for EnoughScorer {
    fn score(&mut self) -> Score {
        self.score
    }
}
