use std::collections::BTreeMap;

use tantivy_fst::Automaton;

/// All ways to write one word by a table of spellings: a graph whose nodes lie between the letters of the source and
/// whose edges carry what a piece of it may be written as. It walks a term dictionary as an automaton, so that only
/// spellings that the index holds cost anything.
pub(in crate::search) struct Lattice {
    edges: Vec<Edge>,
    /// What each state goes on to by a byte. States up to `last` are nodes, the others lie inside edges.
    steps: Vec<Vec<(u8, u16)>>,
    /// Where each state goes on to by nothing.
    skips: Vec<Vec<u16>>,
    last: u16,
}

struct Edge {
    from: usize,
    to: usize,
    text: &'static str,
    cost: f32,
}

/// A piece of the source, and what it may be written as at what cost.
pub(super) type Row = (&'static str, Vec<(&'static str, f32)>);

/// A table of spellings.
pub(super) struct Table {
    pub(super) rows: Vec<Row>,
    /// Pieces at the end of the source that may be written as nothing.
    pub(super) mute: Vec<(&'static str, f32)>,
    /// What may be written behind each of these letters at some cost.
    pub(super) after: Option<(&'static str, &'static str, f32)>,
}

impl Lattice {
    /// The spellings of `source`, lower case, by a table. `None` if it is empty or longer than words are.
    pub(super) fn new(source: &str, table: &Table) -> Option<Self> {
        let starts: Vec<usize> = source.char_indices().map(|(at, _)| at).collect();
        let letters = starts.len();
        if letters == 0 || letters > super::MAX_LETTERS {
            return None;
        }
        // Two nodes a letter: before it, and behind it before what may follow it. One more at the end.
        let last = 2 * letters + 1;
        let mut edges = Vec::new();
        for (place, &start) in starts.iter().enumerate() {
            let rest = &source[start..];
            for (piece, spellings) in table.rows.iter().filter(|(piece, _)| rest.starts_with(piece)) {
                let to = 2 * (place + piece.chars().count()) - 1;
                edges.extend(spellings.iter().map(|&(text, cost)| Edge { from: 2 * place, to, text, cost }));
            }
            let (from, to) = (2 * place + 1, 2 * place + 2);
            edges.push(Edge { from, to, text: "", cost: 0.0 });
            if let Some((letters, text, cost)) = table.after
                && rest.starts_with(|letter| letters.contains(letter))
            {
                edges.push(Edge { from, to, text, cost });
            }
        }
        edges.push(Edge { from: last - 1, to: last, text: "", cost: 0.0 });
        for (piece, cost) in table.mute.iter().filter(|(piece, _)| source.ends_with(piece)) {
            let from = 2 * (letters - piece.chars().count());
            edges.push(Edge { from, to: last, text: "", cost: *cost });
        }
        edges.sort_by_key(|edge| edge.from);
        Self::compile(edges, last)
    }

    fn compile(edges: Vec<Edge>, last: usize) -> Option<Self> {
        let mut steps: Vec<Vec<(u8, u16)>> = vec![Vec::new(); last + 1];
        let mut skips: Vec<Vec<u16>> = vec![Vec::new(); last + 1];
        for edge in &edges {
            let to = u16::try_from(edge.to).ok()?;
            let Some((end, inner)) = edge.text.as_bytes().split_last() else {
                skips[edge.from].push(to);
                continue;
            };
            let mut state = edge.from;
            for byte in inner {
                let next = steps.len();
                steps[state].push((*byte, u16::try_from(next).ok()?));
                state = next;
                steps.push(Vec::new());
                skips.push(Vec::new());
            }
            steps[state].push((*end, to));
        }
        Some(Self { edges, steps, skips, last: u16::try_from(last).ok()? })
    }

    /// The cost of the cheapest way to write the source as `text`; `None` if there is none.
    pub(super) fn cost(&self, text: &str) -> Option<f32> {
        let mut reached: Vec<BTreeMap<usize, f32>> = vec![BTreeMap::new(); usize::from(self.last) + 1];
        reached[0].insert(0, 0.0);
        for edge in &self.edges {
            // Edges lead onwards and are in the order of their beginnings, so what is read here is final.
            let here: Vec<(usize, f32)> = reached[edge.from].iter().map(|(at, cost)| (*at, *cost)).collect();
            for (at, cost) in here {
                if text.as_bytes()[at..].starts_with(edge.text.as_bytes()) {
                    let best = reached[edge.to].entry(at + edge.text.len()).or_insert(f32::INFINITY);
                    *best = best.min(cost + edge.cost);
                }
            }
        }
        reached[usize::from(self.last)].get(&text.len()).copied()
    }

    /// Adds a state and those that it goes on to by nothing.
    fn enter(&self, state: u16, states: &mut Vec<u16>) {
        if !states.contains(&state) {
            states.push(state);
            self.skips[usize::from(state)].iter().for_each(|next| self.enter(*next, states));
        }
    }
}

impl Automaton for Lattice {
    type State = Vec<u16>;

    fn start(&self) -> Vec<u16> {
        let mut states = Vec::new();
        self.enter(0, &mut states);
        states
    }

    fn is_match(&self, states: &Vec<u16>) -> bool {
        states.contains(&self.last)
    }

    fn can_match(&self, states: &Vec<u16>) -> bool {
        !states.is_empty()
    }

    fn accept(&self, states: &Vec<u16>, byte: u8) -> Vec<u16> {
        let mut next = Vec::new();
        for state in states {
            for (by, to) in &self.steps[usize::from(*state)] {
                if *by == byte {
                    self.enter(*to, &mut next);
                }
            }
        }
        next
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn table() -> Table {
        Table {
            rows: vec![
                ("а", vec![("a", 0.0), ("ah", 0.5)]),
                ("б", vec![("b", 0.0), ("", 1.0)]),
                ("аб", vec![("x", 0.25)]),
            ],
            mute: vec![("аб", 4.0)],
            after: Some(("б", "'", 0.125)),
        }
    }

    fn accepts(lattice: &Lattice, text: &str) -> bool {
        let mut states = lattice.start();
        for byte in text.bytes() {
            states = lattice.accept(&states, byte);
        }
        lattice.is_match(&states)
    }

    #[test]
    fn the_cheapest_way_counts() {
        let lattice = Lattice::new("аб", &table()).unwrap();
        let table = [
            ("ab", Some(0.0)),
            ("ahb", Some(0.5)),
            ("a", Some(1.0)),
            ("x", Some(0.25)),
            ("x'", Some(0.25 + 0.125)),
            ("ab'", Some(0.125)),
            ("", Some(4.0)),
            ("abb", None),
            ("б", None),
        ];
        for (text, cost) in table {
            assert_eq!(lattice.cost(text), cost, "{text}");
        }
    }

    #[test]
    fn what_the_table_does_not_know_has_no_spelling() {
        assert!(Lattice::new("", &table()).is_none());
        assert_eq!(Lattice::new("ав", &table()).unwrap().cost("a"), None);
        assert!(Lattice::new(&"а".repeat(1000), &table()).is_none());
    }

    proptest! {
        #[test]
        fn the_automaton_accepts_what_has_a_cost(source in "[аб]{1,4}", text in "[abhtx']{0,6}") {
            let lattice = Lattice::new(&source, &table()).unwrap();
            prop_assert_eq!(accepts(&lattice, &text), lattice.cost(&text).is_some());
        }
    }
}
