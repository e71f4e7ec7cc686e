use crate::JournalError;

/// The longest entry, in bytes.
pub const MAX_ENTRY_BYTES: usize = 256 << 20;

const MAGIC: [u8; 4] = *b"VJ1\n";
/// Magic, payload length, number of entries, first sequence, checksum.
pub(crate) const HEADER_BYTES: usize = 4 + 4 + 4 + 8 + 4;
const CHECKSUM_AT: usize = HEADER_BYTES - 4;

/// One entry of a journal.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    /// Its number, from 1; later entries have greater ones.
    pub sequence: u64,
    /// What the writer put into it.
    pub payload: Vec<u8>,
}

/// Entries that become durable together.
#[derive(Debug, Default)]
pub(crate) struct Group {
    first: u64,
    count: u32,
    payload: Vec<u8>,
}

impl Group {
    pub(crate) fn new(first: u64) -> Self {
        Self { first, ..Self::default() }
    }

    pub(crate) fn push(&mut self, entry: &[u8]) {
        // A length that does not fit is refused with the whole group, in `encode`.
        self.payload.extend_from_slice(&u32::try_from(entry.len()).unwrap_or(u32::MAX).to_le_bytes());
        self.payload.extend_from_slice(entry);
        self.count += 1;
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.count == 0
    }

    pub(crate) fn first(&self) -> u64 {
        self.first
    }

    /// Sequence of its last entry, or of the one before if it is empty.
    pub(crate) fn last(&self) -> u64 {
        self.first + u64::from(self.count) - 1
    }

    pub(crate) fn encode(&self) -> Result<Vec<u8>, JournalError> {
        let length = u32::try_from(self.payload.len())
            .map_err(|_| JournalError::TooLarge { bytes: self.payload.len() })?;
        let mut bytes = Vec::with_capacity(HEADER_BYTES + self.payload.len());
        bytes.extend_from_slice(&MAGIC);
        bytes.extend_from_slice(&length.to_le_bytes());
        bytes.extend_from_slice(&self.count.to_le_bytes());
        bytes.extend_from_slice(&self.first.to_le_bytes());
        let checksum = checksum(&bytes, &self.payload);
        bytes.extend_from_slice(&checksum.to_le_bytes());
        bytes.extend_from_slice(&self.payload);
        Ok(bytes)
    }
}

fn checksum(header: &[u8], payload: &[u8]) -> u32 {
    let mut hasher = crc32fast::Hasher::new();
    hasher.update(header);
    hasher.update(payload);
    hasher.finalize()
}

/// What stands at a place of a file.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Parsed {
    /// A sound group: its entries and its size in bytes.
    Group(Vec<Entry>, usize),
    /// Something else, or a group that was not written to its end.
    Broken,
}

/// Reads the group that `bytes` begin with.
pub(crate) fn parse(bytes: &[u8]) -> Parsed {
    match parse_sound(bytes) {
        Some((entries, size)) => Parsed::Group(entries, size),
        None => Parsed::Broken,
    }
}

fn parse_sound(bytes: &[u8]) -> Option<(Vec<Entry>, usize)> {
    if !bytes.starts_with(&MAGIC) {
        return None;
    }
    let length = u32_at(bytes, 4)? as usize;
    let count = u32_at(bytes, 8)?;
    let first = u64::from_le_bytes(bytes.get(12..20)?.try_into().ok()?);
    let size = HEADER_BYTES.checked_add(length)?;
    let payload = bytes.get(HEADER_BYTES..size)?;
    if u32_at(bytes, CHECKSUM_AT)? != checksum(&bytes[..CHECKSUM_AT], payload) {
        return None;
    }
    let mut entries = Vec::new();
    let mut rest = payload;
    for number in 0..u64::from(count) {
        let length = u32_at(rest, 0)? as usize;
        let payload = rest.get(4..4 + length)?.to_vec();
        rest = &rest[4 + length..];
        entries.push(Entry { sequence: first + number, payload });
    }
    rest.is_empty().then_some((entries, size))
}

fn u32_at(bytes: &[u8], at: usize) -> Option<u32> {
    Some(u32::from_le_bytes(bytes.get(at..at + 4)?.try_into().ok()?))
}

/// Where the next sound group begins, at `from` or behind it.
pub(crate) fn find(bytes: &[u8], from: usize) -> Option<usize> {
    let mut at = from;
    loop {
        let rest = bytes.get(at..)?;
        at += rest.windows(MAGIC.len()).position(|window| window == MAGIC)?;
        if parse_sound(&bytes[at..]).is_some() {
            return Some(at);
        }
        at += 1;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn group() -> Vec<u8> {
        let mut group = Group::new(7);
        group.push("первая".as_bytes());
        group.push(b"");
        group.push(b"VJ1\n");
        assert_eq!(group.last(), 9);
        group.encode().unwrap()
    }

    #[test]
    fn a_group_gives_its_entries_back() {
        let bytes = [group(), b"more".to_vec()].concat();
        let Parsed::Group(entries, size) = parse(&bytes) else { panic!() };
        assert_eq!(size, bytes.len() - 4);
        let expected = [(7, "первая"), (8, ""), (9, "VJ1\n")];
        let expected = expected.map(|(sequence, text)| Entry { sequence, payload: text.as_bytes().to_vec() });
        assert_eq!(entries, expected);
    }

    #[test]
    fn every_flipped_bit_and_every_cut_is_noticed() {
        let whole = group();
        for bit in 0..whole.len() * 8 {
            let mut bytes = whole.clone();
            bytes[bit / 8] ^= 1 << (bit % 8);
            assert_eq!(parse(&bytes), Parsed::Broken, "bit {bit}");
        }
        for length in 0..whole.len() {
            assert_eq!(parse(&whole[..length]), Parsed::Broken, "{length} bytes");
        }
    }

    #[test]
    fn the_next_sound_group_is_found_behind_damage() {
        let bytes = [b"VJ1\nrubbish".to_vec(), group()].concat();
        assert_eq!(find(&bytes, 0), Some(11));
        assert_eq!(find(&bytes, 12), None);
    }
}
