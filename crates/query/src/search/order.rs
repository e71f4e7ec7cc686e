use std::cmp::Reverse;
use std::collections::BinaryHeap;

use tantivy::DocAddress;

use super::rescore::Bonus;
use super::{Cursor, Sort};

/// Place of a hit in its order: the lower, the earlier. No two articles share one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Rank {
    score: Reverse<ScoreOrder>,
    undated: bool,
    date: i64,
    id_key: u64,
}

/// A score's bits, turned so that they order as [`f32::total_cmp`] does.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct ScoreOrder(u32);

impl ScoreOrder {
    fn new(score: f32) -> Self {
        let bits = score.to_bits();
        Self(if bits >> 31 == 1 { !bits } else { bits | 1 << 31 })
    }
}

impl Rank {
    pub(super) fn new(sort: Sort, score: f32, published: Option<i64>, id_key: u64) -> Self {
        let score = if sort == Sort::Relevance { score } else { 0.0 };
        let date = published.unwrap_or_default();
        let date = if sort == Sort::Oldest { date } else { !date };
        Self { score: Reverse(ScoreOrder::new(score)), undated: published.is_none(), date, id_key }
    }

    pub(super) fn of(cursor: &Cursor) -> Self {
        Self::new(cursor.sort, cursor.score, cursor.published, cursor.id_key)
    }
}

/// A hit before its article is read.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Found {
    pub(super) address: DocAddress,
    pub(super) score: f32,
    pub(super) published: Option<i64>,
    pub(super) id_key: u64,
    /// What the second phase added to the score, if it looked at the hit.
    pub(super) bonus: Option<Bonus>,
}

impl Found {
    pub(super) fn rank(&self, sort: Sort) -> Rank {
        Rank::new(sort, self.score, self.published, self.id_key)
    }

    /// The cursor that goes on behind this hit.
    pub(super) fn cursor(&self, sort: Sort) -> Cursor {
        Cursor { sort, score: self.score, published: self.published, id_key: self.id_key }
    }
}

/// Keeps the first hits of an order.
pub(super) struct TopHits {
    pub(super) sort: Sort,
    limit: usize,
    after: Option<Rank>,
    /// The worst of them on top.
    heap: BinaryHeap<Entry>,
}

struct Entry(Rank, Found);

impl PartialEq for Entry {
    fn eq(&self, other: &Self) -> bool {
        self.cmp(other).is_eq()
    }
}

impl Eq for Entry {}

impl PartialOrd for Entry {
    fn partial_cmp(&self, other: &Self) -> Option<std::cmp::Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Entry {
    fn cmp(&self, other: &Self) -> std::cmp::Ordering {
        self.0.cmp(&other.0).then(self.1.address.cmp(&other.1.address))
    }
}

impl TopHits {
    /// The first `limit` hits, only those behind `after` if given.
    pub(super) fn new(sort: Sort, limit: usize, after: Option<&Cursor>) -> Self {
        Self { sort, limit, after: after.map(Rank::of), heap: BinaryHeap::new() }
    }

    /// Whether a hit with this score may be among them; tells most apart before any column is read.
    pub(super) fn may_hold(&self, score: f32) -> bool {
        if self.limit == 0 {
            return false;
        }
        let full = self.heap.len() >= self.limit;
        let worst = self.heap.peek().filter(|_| full && self.sort == Sort::Relevance);
        worst.is_none_or(|Entry(_, worst)| score.total_cmp(&worst.score).is_ge())
    }

    /// The same with the date known, before the key of the id is read.
    pub(super) fn may_hold_dated(&self, score: f32, published: Option<i64>) -> bool {
        let full = self.heap.len() >= self.limit;
        let worst = self.heap.peek().filter(|_| full);
        worst.is_none_or(|Entry(worst, _)| Rank::new(self.sort, score, published, 0) <= *worst)
    }

    pub(super) fn offer(&mut self, found: Found) {
        let rank = found.rank(self.sort);
        if self.after.is_some_and(|after| rank <= after) {
            return;
        }
        let entry = Entry(rank, found);
        if self.heap.len() < self.limit {
            self.heap.push(entry);
        } else if let Some(mut worst) = self.heap.peek_mut()
            && entry < *worst
        {
            *worst = entry;
        }
    }

    pub(super) fn into_sorted(self) -> Vec<Found> {
        self.heap.into_sorted_vec().into_iter().map(|Entry(_, found)| found).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn orders_are_total() {
        let ranks = |sort, keys: &[(f32, Option<i64>, u64)]| -> bool {
            let ranks: Vec<Rank> = keys.iter().map(|key| Rank::new(sort, key.0, key.1, key.2)).collect();
            ranks.is_sorted_by(|a, b| a < b)
        };
        let dates = [Some(i64::MAX), Some(1), Some(0), Some(-1), Some(i64::MIN)];
        let newest: Vec<_> =
            dates.iter().map(|date| (0.0, *date, 5)).chain([(0.0, None, 1), (0.0, None, 2)]).collect();
        let oldest: Vec<_> =
            dates.iter().rev().map(|date| (0.0, *date, 5)).chain([(0.0, None, 1), (0.0, None, 2)]).collect();
        assert!(ranks(Sort::Newest, &newest) && ranks(Sort::Relevance, &newest));
        assert!(ranks(Sort::Oldest, &oldest));
        assert!(ranks(
            Sort::Relevance,
            &[
                (2.5, None, 9),
                (1.0, Some(7), 1),
                (1.0, Some(7), 2),
                (1.0, None, 0),
                (0.0, None, 0),
                (-0.0, None, 0),
                (-3.0, None, 0)
            ]
        ));
    }
}
