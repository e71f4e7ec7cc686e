//! Measures of ranked answers against judgements.
//!
//! Definitions are those of trec_eval, except that nDCG takes 2^grade − 1 as the gain, as web search does.
//! A query without any answer counts as zero.

use std::collections::HashMap;
use std::fmt;
use std::fs;
use std::path::Path;

use anyhow::{Context, Result, bail};
use serde::Serialize;

/// Which documents answer which query, and how well.
#[derive(Debug, Default)]
pub(crate) struct Judgements(HashMap<String, Grades>);

/// Grades by document; those that answer nothing have 0 or less.
type Grades = HashMap<String, i8>;

impl Judgements {
    /// Reads a file of TREC qrels: query, iteration, document, grade.
    pub(crate) fn read(path: &Path) -> Result<Self> {
        let text = fs::read_to_string(path).with_context(|| path.display().to_string())?;
        Self::parse(&text).with_context(|| path.display().to_string())
    }

    fn parse(text: &str) -> Result<Self> {
        let mut judgements = Self::default();
        for (number, line) in (1..).zip(text.lines()).filter(|(_, line)| !line.trim().is_empty()) {
            let cells: Vec<&str> = line.split_whitespace().collect();
            let [query, _, document, grade] = cells[..] else {
                bail!("line {number}: expected `query 0 document grade`");
            };
            let grade = grade.parse().with_context(|| format!("line {number}: the grade {grade:?}"))?;
            judgements.0.entry(query.to_owned()).or_default().insert(document.to_owned(), grade);
        }
        Ok(judgements)
    }

    /// Whether some document answers the query.
    pub(crate) fn has(&self, query: &str) -> bool {
        self.relevant(query).next().is_some()
    }

    /// Documents that answer the query.
    pub(crate) fn relevant(&self, query: &str) -> impl Iterator<Item = &str> {
        let grades = self.0.get(query).into_iter().flatten();
        grades.filter(|(_, grade)| **grade > 0).map(|(document, _)| document.as_str())
    }

    /// Measures the answer to one query: ids of documents, best first.
    pub(crate) fn measure<'a>(&self, query: &str, ranked: impl Iterator<Item = &'a str>) -> Measures {
        let Some(grades) = self.0.get(query) else { return Measures::default() };
        let answer: Vec<i8> = ranked.map(|id| grades.get(id).copied().unwrap_or_default()).collect();
        let mut ideal: Vec<i8> = grades.values().copied().collect();
        ideal.sort_unstable_by(|a, b| b.cmp(a));
        let num_relevant = ideal.iter().filter(|grade| **grade > 0).count();
        let num_found = answer.iter().take(100).filter(|grade| **grade > 0).count();
        let rank = answer.iter().position(|grade| *grade > 0).map(|place| place + 1);
        let found_within = |depth: usize| f64::from(u8::from(rank.is_some_and(|rank| rank <= depth)));
        Measures {
            ndcg: ratio(gain(&answer), gain(&ideal)),
            mrr: rank.filter(|rank| *rank <= 10).map_or(0.0, |rank| 1.0 / rank as f64),
            recall: ratio(num_found as f64, num_relevant as f64),
            success_at_1: found_within(1),
            success_at_10: found_within(10),
            queries: 1,
        }
    }
}

/// How good answers are, each measure from 0 to 1; a mean where there are several queries.
#[derive(Debug, Clone, Copy, PartialEq, Default, Serialize)]
pub(crate) struct Measures {
    /// Normalised discounted cumulative gain of the first ten.
    #[serde(rename = "ndcg@10")]
    pub(crate) ndcg: f64,
    /// One by the rank of the first relevant document among the first ten.
    #[serde(rename = "mrr@10")]
    pub(crate) mrr: f64,
    /// Share of the relevant documents that are among the first hundred.
    #[serde(rename = "recall@100")]
    pub(crate) recall: f64,
    /// Whether the first document is relevant.
    #[serde(rename = "success@1")]
    pub(crate) success_at_1: f64,
    /// Whether one of the first ten is.
    #[serde(rename = "success@10")]
    pub(crate) success_at_10: f64,
    /// Queries measured.
    pub(crate) queries: usize,
}

impl Measures {
    /// The means over queries.
    pub(crate) fn mean(all: &[Self]) -> Self {
        let mean = |value: fn(&Self) -> f64| ratio(all.iter().map(value).sum(), all.len() as f64);
        Self {
            ndcg: mean(|measures| measures.ndcg),
            mrr: mean(|measures| measures.mrr),
            recall: mean(|measures| measures.recall),
            success_at_1: mean(|measures| measures.success_at_1),
            success_at_10: mean(|measures| measures.success_at_10),
            queries: all.iter().map(|measures| measures.queries).sum(),
        }
    }
}

impl fmt::Display for Measures {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let rows = [
            ("nDCG@10", self.ndcg),
            ("MRR@10", self.mrr),
            ("recall@100", self.recall),
            ("success@1", self.success_at_1),
            ("success@10", self.success_at_10),
        ];
        rows.iter().try_for_each(|(name, value)| writeln!(formatter, "{name:<11} {value:.4}"))?;
        writeln!(formatter, "{:<11} {}", "queries", self.queries)
    }
}

/// Discounted cumulative gain of the first ten.
fn gain(grades: &[i8]) -> f64 {
    let first = (2_u8..).zip(grades.iter().take(10));
    first.map(|(place, grade)| ((*grade).max(0).into(), f64::from(place))).map(discounted).sum()
}

fn discounted((grade, place): (i32, f64)) -> f64 {
    (2_f64.powi(grade) - 1.0) / place.log2()
}

fn ratio(part: f64, whole: f64) -> f64 {
    if whole > 0.0 { part / whole } else { 0.0 }
}

#[cfg(test)]
mod tests {
    use super::*;

    const QRELS: &str = "q 0 a 2\nq 0 b 1\nq 0 x 0\nq 0 y -1\n\nnothing\t0\tx\t0\n";

    fn measure(query: &str, answer: &[&str]) -> Measures {
        Judgements::parse(QRELS).unwrap().measure(query, answer.iter().copied())
    }

    #[test]
    fn measures_agree_with_those_made_by_hand() {
        let measures = measure("q", &["x", "a", "y", "b"]);
        let ndcg = (3.0 / 3_f64.log2() + 1.0 / 5_f64.log2()) / (3.0 + 1.0 / 3_f64.log2());
        assert!((measures.ndcg - ndcg).abs() < 1e-12, "{measures:?}");
        let expected =
            Measures { mrr: 0.5, recall: 1.0, success_at_1: 0.0, success_at_10: 1.0, queries: 1, ..measures };
        assert_eq!(measures, expected);
    }

    #[test]
    fn ten_places_count_and_a_hundred_for_recall() {
        let at = |place: usize| {
            let mut answer = vec!["z"; place - 1];
            answer.push("a");
            measure("q", &answer)
        };
        assert_eq!((at(1).mrr, at(1).success_at_1, at(2).success_at_1), (1.0, 1.0, 0.0));
        assert_eq!((at(10).mrr, at(10).success_at_10), (0.1, 1.0));
        assert_eq!((at(11).mrr, at(11).success_at_10, at(11).ndcg), (0.0, 0.0, 0.0));
        assert_eq!((at(100).recall, at(101).recall), (0.5, 0.0));
    }

    #[test]
    fn a_missing_answer_lowers_the_mean() {
        let all = [measure("q", &["a", "b"]), measure("q", &[])];
        let half =
            Measures { ndcg: 0.5, mrr: 0.5, recall: 0.5, success_at_1: 0.5, success_at_10: 0.5, queries: 2 };
        assert_eq!(Measures::mean(&all), half);
    }

    #[test]
    fn only_grades_above_zero_answer() {
        let judgements = Judgements::parse(QRELS).unwrap();
        assert!(judgements.has("q") && !judgements.has("nothing") && !judgements.has("unknown"));
        assert_eq!(judgements.relevant("q").count(), 2);
    }

    #[test]
    fn a_broken_line_is_named() {
        for broken in ["q 0 a 1\nq a 1\n", "\nq 0 a one\n", "\nq 0 a 1 2"] {
            let error = format!("{:#}", Judgements::parse(broken).unwrap_err());
            assert!(error.contains("line 2"), "{error}");
        }
    }
}
