//! Finds the synonyms of the bare words of a query.

use std::ops::Range;

use vestnik_analysis::Analyzer;

use super::Forms;
use super::ast::{Leaf, LeafKind, Node, Scope};
use super::plan::{Other, Widening, Words};
use super::ranking::MAX_SYNONYM_LOOKUPS;
use super::synonyms::{QueryWord, Synonym, SynonymMatch, SynonymPack};

/// Collects the widenings of one query.
pub(super) struct Widener<'a> {
    synonyms: &'a SynonymPack,
    widenings: Vec<Widening>,
    /// What is left of [`MAX_SYNONYM_LOOKUPS`].
    left: usize,
    paused: bool,
}

impl<'a> Widener<'a> {
    pub(super) fn new(synonyms: &'a SynonymPack) -> Self {
        Self { synonyms, widenings: Vec::new(), left: MAX_SYNONYM_LOOKUPS, paused: false }
    }

    pub(super) fn into_widenings(self) -> Vec<Widening> {
        self.widenings
    }

    /// Finds nothing until [`Self::resume`] is given what this returns.
    pub(super) fn pause(&mut self) -> bool {
        std::mem::replace(&mut self.paused, true)
    }

    pub(super) fn resume(&mut self, paused: bool) {
        self.paused = paused;
    }

    /// For each of the conditions that must all hold the place of its widening, if it has one.
    pub(super) fn widen(&mut self, nodes: &[Node], analyzer: &mut Analyzer) -> Vec<Option<usize>> {
        let mut widened = Vec::with_capacity(nodes.len());
        for run in
            nodes.chunk_by(|one, next| bare(one).zip(bare(next)).is_some_and(|(a, b)| a.scope == b.scope))
        {
            let leaves: Vec<&Leaf> = run.iter().filter_map(bare).collect();
            if leaves.is_empty() || self.paused {
                widened.extend(run.iter().map(|_| None));
            } else {
                widened.extend(self.widen_run(&leaves, analyzer));
            }
        }
        widened
    }

    /// The same for bare words next to each other.
    fn widen_run(&mut self, leaves: &[&Leaf], analyzer: &mut Analyzer) -> Vec<Option<usize>> {
        let run = Run::new(leaves, analyzer);
        let mut widened = vec![None; leaves.len()];
        for found in self.synonyms.matches(&run.words) {
            if let Some(range) = run.leaves_of(&found.range) {
                let place = self.add(&run, range.clone(), found);
                widened[range].fill(place);
            }
        }
        widened
    }

    fn add(&mut self, run: &Run<'_>, leaves: Range<usize>, found: SynonymMatch) -> Option<usize> {
        let scope = run.leaves[leaves.start].scope;
        let others = found.others.into_iter().filter(|synonym| !run.is_held_by(leaves.clone(), synonym));
        let mut others = without_longer(others.collect());
        others.truncate(self.left / leaves.len());
        let others: Vec<Other> = others.into_iter().map(|found| other(found, scope)).collect();
        if others.is_empty() {
            return None;
        }
        if let Some(known) = self.widenings.iter().position(|known| known.others == others) {
            return Some(known);
        }
        self.left -= others.len() * leaves.len();
        let text: Vec<&str> = run.leaves[leaves].iter().map(|leaf| leaf.text.as_str()).collect();
        self.widenings.push(Widening { text: text.join(" "), others });
        Some(self.widenings.len() - 1)
    }
}

/// Bare words next to each other.
struct Run<'a> {
    leaves: &'a [&'a Leaf],
    /// The terms of each position of each leaf: «Нью-Йорк» has two positions.
    terms: Vec<Vec<Vec<String>>>,
    /// All positions.
    words: Vec<QueryWord>,
    /// Which leaf a position belongs to.
    leaf_of: Vec<usize>,
}

impl<'a> Run<'a> {
    fn new(leaves: &'a [&'a Leaf], analyzer: &mut Analyzer) -> Self {
        let terms: Vec<_> = leaves.iter().map(|leaf| analyzer.positions(&leaf.text)).collect();
        let (mut words, mut leaf_of) = (Vec::new(), Vec::new());
        for (place, positions) in terms.iter().enumerate() {
            for terms in positions {
                words.push(QueryWord::new(terms.clone(), &leaves[place].text));
                leaf_of.push(place);
            }
        }
        Self { leaves, terms, words, leaf_of }
    }

    /// The leaves of a range of positions, unless it cuts through one of them.
    fn leaves_of(&self, positions: &Range<usize>) -> Option<Range<usize>> {
        let first = *self.leaf_of.get(positions.start)?;
        let last = *self.leaf_of[positions.clone()].last()?;
        let before = positions.start.checked_sub(1).map(|position| self.leaf_of[position]);
        let after = self.leaf_of.get(positions.end).copied();
        (before != Some(first) && after != Some(last)).then_some(first..last + 1)
    }

    /// Whether what holds the synonym holds the words themselves, so that it finds nothing new: «ЦБ РФ» for «ЦБ».
    fn is_held_by(&self, leaves: Range<usize>, synonym: &Synonym) -> bool {
        self.terms[leaves].iter().all(|leaf| holds(&synonym.terms, leaf))
    }
}

/// Without synonyms that hold another, such as «Центральный банк России» beside «Центральный банк».
fn without_longer(synonyms: Vec<Synonym>) -> Vec<Synonym> {
    let finds_more = |one: &Synonym| {
        let held = |other: &Synonym| {
            other.terms.len() < one.terms.len()
                && (one.loose || !other.loose)
                && holds(&one.terms, &other.terms)
        };
        !synonyms.iter().any(held)
    };
    let finds_more: Vec<bool> = synonyms.iter().map(finds_more).collect();
    synonyms.into_iter().zip(finds_more).filter(|(_, more)| *more).map(|(synonym, _)| synonym).collect()
}

/// Whether a text that reads as `whole` also reads as `part`.
fn holds(whole: &[Vec<String>], part: &[Vec<String>]) -> bool {
    let same =
        |(terms, readings): (&Vec<String>, &Vec<String>)| terms.iter().all(|term| readings.contains(term));
    part.is_empty() || whole.windows(part.len()).any(|window| window.iter().zip(part).all(same))
}

/// A word to be found in any form, whatever its scope.
fn bare(node: &Node) -> Option<&Leaf> {
    match node {
        Node::Leaf(leaf) if leaf.kind == LeafKind::Word => Some(leaf),
        _ => None,
    }
}

fn other(synonym: Synonym, scope: Scope) -> Other {
    let Synonym { written, terms, loose } = synonym;
    Other { written, words: Words { scope, forms: Forms::Any, terms, abbreviation: None, slack: 0 }, loose }
}
