//! A bounded memory of the terms of words seen before.
//!
//! Running text repeats itself: most of its words are among some ten thousand forms. The cache is a table in which
//! each word has a pair of slots, first the one used last; a third word replaces the other. So it cannot grow, and no
//! choice of words makes it slower than having none.

/// 2^16 slots of 32 bytes, with some 50 bytes of heap for each that is in use: about 5 MB when full.
const SLOT_BITS: u32 = 16;

/// Longer words are rare and mostly junk.
const MAX_RAW_BYTES: usize = 40;

/// A query has a handful of words and must not pay for the table; an article passes this within its first screens.
const WORDS_BEFORE_TABLE: usize = 256;

#[derive(Clone, Default)]
struct Slot {
    /// The raw word and, right after it, its term.
    pair: String,
    raw_len: usize,
}

impl Slot {
    fn holds(&self, raw: &str) -> bool {
        self.raw_len == raw.len() && self.pair.starts_with(raw)
    }

    fn term(&self) -> &str {
        &self.pair[self.raw_len..]
    }
}

pub(crate) struct TermCache {
    slots: Vec<Slot>,
    words_seen: usize,
}

impl TermCache {
    pub(crate) fn new() -> Self {
        Self { slots: Vec::new(), words_seen: 0 }
    }

    /// A cache that keeps already the first word.
    #[cfg(test)]
    pub(crate) fn warm() -> Self {
        Self { slots: Vec::new(), words_seen: WORDS_BEFORE_TABLE }
    }

    pub(crate) fn get(&mut self, raw: &str) -> Option<&str> {
        if self.slots.is_empty() || raw.len() > MAX_RAW_BYTES {
            return None;
        }
        let first = first_slot_of(raw);
        if !self.slots[first].holds(raw) {
            if !self.slots[first + 1].holds(raw) {
                return None;
            }
            self.slots.swap(first, first + 1);
        }
        Some(self.slots[first].term())
    }

    pub(crate) fn insert(&mut self, raw: &str, term: &str) {
        if raw.is_empty() || raw.len() > MAX_RAW_BYTES {
            return;
        }
        if self.slots.is_empty() {
            self.words_seen += 1;
            if self.words_seen <= WORDS_BEFORE_TABLE {
                return;
            }
            self.slots = vec![Slot::default(); 1 << SLOT_BITS];
        }
        let first = first_slot_of(raw);
        self.slots.swap(first, first + 1);
        let slot = &mut self.slots[first];
        slot.pair.clear();
        slot.pair.push_str(raw);
        slot.pair.push_str(term);
        slot.raw_len = raw.len();
    }
}

/// Multiplicative hashing, eight bytes at a time; the best-mixed bits are the upper ones.
fn first_slot_of(raw: &str) -> usize {
    let mut chunks = raw.as_bytes().chunks_exact(8);
    let mut hash = raw.len() as u64;
    for chunk in &mut chunks {
        hash = mix(hash, chunk.iter().rev().fold(0, |word, &byte| (word << 8) | u64::from(byte)));
    }
    hash = mix(hash, chunks.remainder().iter().fold(0, |word, &byte| (word << 8) | u64::from(byte)));
    ((hash >> (u64::BITS - SLOT_BITS)) as usize) & !1
}

fn mix(hash: u64, word: u64) -> u64 {
    (hash.rotate_left(23) ^ word).wrapping_mul(0x9e37_79b9_7f4a_7c15)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_word_is_found_with_its_term() {
        let mut cache = TermCache::warm();
        cache.insert("Москвы", "москв");
        assert_eq!(cache.get("Москвы"), Some("москв"));
        assert_eq!(cache.get("москвы"), None);
    }

    #[test]
    fn a_few_words_do_not_allocate_the_table() {
        let mut cache = TermCache::new();
        cache.insert("Москвы", "москв");
        assert!(cache.slots.is_empty());
    }

    #[test]
    fn long_words_are_not_kept() {
        let mut cache = TermCache::warm();
        let long = "а".repeat(MAX_RAW_BYTES);
        cache.insert(&long, "а");
        assert_eq!(cache.get(&long), None);
    }

    #[test]
    fn the_last_word_stays_and_the_table_does_not_grow() {
        let mut cache = TermCache::warm();
        for number in 0..200_000 {
            let raw = format!("слово{number}");
            cache.insert(&raw, "слов");
            assert_eq!(cache.get(&raw), Some("слов"));
        }
        assert_eq!(cache.slots.len(), 1 << SLOT_BITS);
    }
}
