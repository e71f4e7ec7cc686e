//! A bounded memory of the terms of words seen before.
//!
//! Running text repeats itself: most of its words are among some ten thousand forms. The cache is a table of sets of
//! four slots; a fifth word of a set replaces the one not used for longest. So it cannot grow, and no choice of words
//! makes it slower than having none. A slot holds word and terms side by side, so that a word costs one or two
//! accesses to memory.

use crate::ALTERNATIVE;

/// 2^15 sets of four slots of 96 bytes, and eight bytes for each set: 12.8 MB, of which the system gives what is used.
/// Of the words of 5,000 news articles seen before 2 % are missing then; with half as many sets it would be 7 %.
const SET_BITS: u32 = 15;

const WAYS: usize = 4;

/// Holds nearly all words with their terms; the others are looked up each time.
const SLOT_BYTES: usize = 96;

/// The lengths at the start of a slot.
const HEAD_BYTES: usize = 3;

/// A query has a handful of words and must not pay for the table; an article passes this within its first screens.
const WORDS_BEFORE_TABLE: usize = 256;

/// The bits of a tag that number a slot within its set.
const WAY_BITS: u16 = WAYS as u16 - 1;

pub(crate) struct TermCache {
    /// For each set its slots, the one used last first: 14 bits of the hash of the word and the number of the slot.
    sets: Vec<[u16; WAYS]>,
    slots: Vec<Slot>,
    words_seen: usize,
}

/// The lengths of the word, of its first term and of its other terms, then these three; zeros if it is empty.
type Slot = [u8; SLOT_BYTES];

/// The terms of one word.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Terms<'a> {
    /// The likeliest.
    pub(crate) first: &'a str,
    /// The others, separated by [`ALTERNATIVE`].
    pub(crate) others: &'a str,
}

impl<'a> Terms<'a> {
    /// Takes terms apart that are separated by [`ALTERNATIVE`].
    pub(crate) fn of(terms: &'a str) -> Self {
        let (first, others) = terms.split_once(ALTERNATIVE).unwrap_or((terms, ""));
        Self { first, others }
    }
}

impl TermCache {
    pub(crate) fn new() -> Self {
        Self { sets: Vec::new(), slots: Vec::new(), words_seen: 0 }
    }

    /// A cache that keeps already the first word.
    #[cfg(test)]
    pub(crate) fn warm() -> Self {
        Self { words_seen: WORDS_BEFORE_TABLE, ..Self::new() }
    }

    pub(crate) fn get(&mut self, raw: &str) -> Option<Terms<'_>> {
        if self.sets.is_empty() || raw.len() > SLOT_BYTES - HEAD_BYTES {
            return None;
        }
        let Place { set, tag } = Place::of(raw);
        let order = &mut self.sets[set];
        let found = order.iter().position(|way| {
            way & !WAY_BITS == tag && holds(&self.slots[slot_number(set, *way)], raw.as_bytes())
        })?;
        order[..=found].rotate_right(1);
        read(&self.slots[slot_number(set, order[0])])
    }

    pub(crate) fn insert(&mut self, raw: &str, terms: &Terms<'_>) {
        let parts = [raw, terms.first, terms.others];
        if parts.iter().map(|part| part.len()).sum::<usize>() > SLOT_BYTES - HEAD_BYTES {
            return;
        }
        if self.sets.is_empty() {
            self.words_seen += 1;
            if self.words_seen <= WORDS_BEFORE_TABLE {
                return;
            }
            self.sets = vec![[0, 1, 2, 3]; 1 << SET_BITS];
            self.slots = vec![[0; SLOT_BYTES]; WAYS << SET_BITS];
        }
        let Place { set, tag } = Place::of(raw);
        let order = &mut self.sets[set];
        order.rotate_right(1);
        order[0] = tag | (order[0] & WAY_BITS);
        fill(&mut self.slots[slot_number(set, order[0])], parts);
    }
}

fn slot_number(set: usize, way: u16) -> usize {
    set * WAYS + usize::from(way & WAY_BITS)
}

fn holds(slot: &Slot, raw: &[u8]) -> bool {
    usize::from(slot[0]) == raw.len() && slot[HEAD_BYTES..].starts_with(raw)
}

fn read(slot: &Slot) -> Option<Terms<'_>> {
    let first_from = HEAD_BYTES + usize::from(slot[0]);
    let others_from = first_from + usize::from(slot[1]);
    let end = others_from + usize::from(slot[2]);
    Some(Terms {
        first: str::from_utf8(slot.get(first_from..others_from)?).ok()?,
        others: str::from_utf8(slot.get(others_from..end)?).ok()?,
    })
}

/// Writes the parts, which fit.
fn fill(slot: &mut Slot, parts: [&str; HEAD_BYTES]) {
    let mut from = HEAD_BYTES;
    for (length, part) in parts.iter().enumerate() {
        slot[length] = part.len() as u8;
        slot[from..from + part.len()].copy_from_slice(part.as_bytes());
        from += part.len();
    }
}

/// Where a word belongs.
struct Place {
    set: usize,
    /// Tells most words of a set apart.
    tag: u16,
}

impl Place {
    /// Multiplicative hashing, eight bytes at a time; the best-mixed bits are the upper ones.
    fn of(raw: &str) -> Self {
        let (chunks, rest) = raw.as_bytes().as_chunks::<8>();
        let mut hash = raw.len() as u64;
        for chunk in chunks {
            hash = mix(hash, u64::from_le_bytes(*chunk));
        }
        if let (false, Some(last)) = (rest.is_empty(), raw.as_bytes().last_chunk::<8>()) {
            hash = mix(hash, u64::from_le_bytes(*last));
        } else {
            hash = mix(hash, rest.iter().fold(0, |word, &byte| (word << 8) | u64::from(byte)));
        }
        Self {
            set: (hash >> (u64::BITS - SET_BITS)) as usize,
            tag: (hash >> (u64::BITS - SET_BITS - u16::BITS)) as u16 & !WAY_BITS,
        }
    }
}

fn mix(hash: u64, word: u64) -> u64 {
    (hash.rotate_left(23) ^ word).wrapping_mul(0x9e37_79b9_7f4a_7c15)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_word_is_found_with_its_terms() {
        let mut cache = TermCache::warm();
        cache.insert("Москвы", &Terms::of("москва"));
        cache.insert("стали", &Terms::of("стать\0сталь\0стал"));
        assert_eq!(cache.get("Москвы"), Some(Terms { first: "москва", others: "" }));
        assert_eq!(cache.get("стали"), Some(Terms { first: "стать", others: "сталь\0стал" }));
        assert_eq!(cache.get("москвы"), None);
    }

    #[test]
    fn a_few_words_do_not_allocate_the_table() {
        let mut cache = TermCache::new();
        cache.insert("Москвы", &Terms::of("москва"));
        assert!(cache.sets.is_empty() && cache.slots.is_empty());
    }

    #[test]
    fn words_that_fill_a_slot_are_kept_and_longer_ones_are_not() {
        let mut cache = TermCache::warm();
        let longest = "a".repeat(SLOT_BYTES - HEAD_BYTES - "term".len());
        cache.insert(&longest, &Terms::of("term"));
        assert_eq!(cache.get(&longest), Some(Terms::of("term")));
        for longer in [longest + "a", "a".repeat(500)] {
            cache.insert(&longer, &Terms::of("term"));
            assert_eq!(cache.get(&longer), None);
        }
    }

    #[test]
    fn the_last_word_stays_and_the_table_does_not_grow() {
        let mut cache = TermCache::warm();
        for number in 0..200_000 {
            let raw = format!("слово{number}");
            cache.insert(&raw, &Terms::of("слов"));
            assert_eq!(cache.get(&raw), Some(Terms::of("слов")));
        }
        assert_eq!(cache.slots.len(), WAYS << SET_BITS);
    }

    #[test]
    fn a_word_in_use_outlives_those_that_are_not() {
        let mut cache = TermCache::warm();
        let home = Place::of("дом").set;
        let mut rivals =
            (0..).map(|number| format!("слово{number}")).filter(|raw| Place::of(raw).set == home);
        cache.insert("дом", &Terms::of("дом"));
        for raw in rivals.by_ref().take(2 * WAYS) {
            cache.insert(&raw, &Terms::of("слово"));
            assert!(cache.get("дом").is_some());
        }
        for raw in rivals.take(WAYS) {
            cache.insert(&raw, &Terms::of("слово"));
        }
        assert_eq!(cache.get("дом"), None);
    }
}
