//! A vocabulary without an index.

use std::collections::BTreeMap;

use super::lattice::Lattice;
use super::vocabulary::{Candidate, Vocabulary};
use crate::search::SearchError;

/// Articles as rows of word forms. Every form is its own canonical term.
#[derive(Default)]
pub(super) struct Articles {
    rows: Vec<Vec<String>>,
    holders: BTreeMap<String, u64>,
}

impl Articles {
    /// Each line is `number text`: so many articles with this text, words separated by spaces.
    pub(super) fn new(lines: &[&str]) -> Self {
        let mut articles = Self::default();
        for line in lines {
            let (number, text) = line.split_once(' ').unwrap();
            let row: Vec<String> = text.split(' ').map(str::to_owned).collect();
            for _ in 0..number.parse().unwrap() {
                articles.rows.push(row.clone());
            }
        }
        for row in &articles.rows {
            let mut forms = row.clone();
            forms.sort_unstable();
            forms.dedup();
            forms.into_iter().for_each(|form| *articles.holders.entry(form).or_default() += 1);
        }
        articles
    }

    fn candidates(&self, wanted: impl Fn(&str) -> bool) -> Vec<Candidate> {
        let forms = self.holders.iter().filter(|(form, _)| wanted(form));
        forms.map(|(form, holders)| Candidate { form: form.clone(), holders: *holders }).collect()
    }

    fn count(&self, wanted: impl Fn(&[String]) -> bool) -> u64 {
        self.rows.iter().filter(|row| wanted(row)).count().try_into().unwrap()
    }
}

impl Vocabulary for Articles {
    fn holders(&self, form: &str) -> Result<u64, SearchError> {
        Ok(self.holders.get(form).copied().unwrap_or_default())
    }

    fn found(&self, form: &str) -> Result<u64, SearchError> {
        self.holders(form)
    }

    fn similar(&self, form: &str, distance: u8) -> Result<Vec<Candidate>, SearchError> {
        let near = |other: &str| strsim::osa_distance(form, other) <= usize::from(distance);
        Ok(self.candidates(|other| other != form && near(other)))
    }

    fn written(&self, lattice: &Lattice) -> Result<Vec<Candidate>, SearchError> {
        Ok(self.candidates(|form| lattice.cost(form).is_some()))
    }

    fn together(&self, form: &str, other: &str) -> Result<u64, SearchError> {
        let holds = |row: &[String], wanted: &str| row.iter().any(|form| form == wanted);
        Ok(self.count(|row| holds(row, form) && holds(row, other)))
    }

    fn adjacent(&self, first: &str, second: &str) -> Result<u64, SearchError> {
        Ok(self.count(|row| row.windows(2).any(|pair| pair[0] == first && pair[1] == second)))
    }

    fn articles(&self) -> u64 {
        self.count(|_| true)
    }
}
