//! Reading `dawgdic` files: a minimal automaton of byte strings, as pymorphy's dictionaries store them.
//!
//! The layout is that of the dawgdic library: a count, as many 32-bit units, then a count and as many pairs
//! (first child's label, next sibling's label) that guide an enumeration. A unit holds a label, an offset to its
//! children, and whether a value ends there.

use anyhow::{Context, Result, ensure};

/// An automaton of byte strings, some with a value.
pub(crate) struct Dawg {
    units: Vec<u32>,
    guide: Vec<(u8, u8)>,
}

const HAS_VALUE: u32 = 1 << 8;
const IS_VALUE: u32 = 1 << 31;

impl Dawg {
    /// Reads a file that holds units, and a guide where the keys can be listed.
    pub(crate) fn read(bytes: &[u8]) -> Result<Self> {
        let (units, rest) = array::<4>(bytes).context("units")?;
        let units = units.map(u32::from_le_bytes).collect();
        let guide = match rest.is_empty() {
            true => Vec::new(),
            false => array::<2>(rest).context("guide")?.0.map(|[child, sibling]| (child, sibling)).collect(),
        };
        Ok(Self { units, guide })
    }

    /// The value of a key.
    pub(crate) fn get(&self, key: &[u8]) -> Option<u32> {
        let mut state = 0;
        for label in key {
            state = self.follow(state, *label)?;
        }
        let unit = self.units[state];
        let value = *self.units.get(state ^ offset(unit)).filter(|_| unit & HAS_VALUE != 0)?;
        Some(value & !IS_VALUE)
    }

    /// Calls `sink` with every key, in order.
    pub(crate) fn for_each(&self, sink: &mut impl FnMut(&[u8]) -> Result<()>) -> Result<()> {
        self.walk(0, &mut Vec::new(), sink)
    }

    fn walk(
        &self,
        state: usize,
        key: &mut Vec<u8>,
        sink: &mut impl FnMut(&[u8]) -> Result<()>,
    ) -> Result<()> {
        if self.units[state] & HAS_VALUE != 0 {
            sink(key)?;
        }
        let mut label = self.guide.get(state).context("the file has no guide")?.0;
        while label != 0 {
            let child = self.follow(state, label).context("the guide names a child that is not there")?;
            key.push(label);
            self.walk(child, key, sink)?;
            key.pop();
            label = self.guide[child].1;
        }
        Ok(())
    }

    fn follow(&self, state: usize, label: u8) -> Option<usize> {
        let next = state ^ offset(*self.units.get(state)?) ^ usize::from(label);
        let unit = *self.units.get(next)?;
        (unit & (IS_VALUE | 0xff) == u32::from(label)).then_some(next)
    }
}

fn offset(unit: u32) -> usize {
    ((unit >> 10) << ((unit & (1 << 9)) >> 6)) as usize
}

/// A 32-bit count and as many items of `N` bytes; what follows is returned too.
fn array<const N: usize>(bytes: &[u8]) -> Result<(impl Iterator<Item = [u8; N]> + '_, &[u8])> {
    let (count, rest) = bytes.split_first_chunk::<4>().context("a count is missing")?;
    let length = u32::from_le_bytes(*count) as usize * N;
    ensure!(rest.len() >= length, "{length} bytes are announced, {} are there", rest.len());
    let (items, rest) = rest.split_at(length);
    Ok((items.as_chunks::<N>().0.iter().copied(), rest))
}
