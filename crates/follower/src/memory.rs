use std::collections::{BTreeMap, HashMap, HashSet};

/// Entries of one feed that are remembered at most: 16 bytes each on disk, about 40 in memory.
pub(crate) const MAX_ENTRIES: usize = 1_000_000;

const MAGIC: &[u8; 8] = b"vestnik1";

/// What has been read of one feed: pages, entries or files, each in which version, in groups that are forgotten
/// together. Both keys and versions are hashes.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Memory {
    groups: BTreeMap<u64, HashMap<u64, u64>>,
}

impl Memory {
    pub(crate) fn version(&self, group: u64, key: u64) -> Option<u64> {
        self.groups.get(&group)?.get(&key).copied()
    }

    pub(crate) fn num_entries(&self) -> usize {
        self.groups.values().map(HashMap::len).sum()
    }

    /// Whether anything changed.
    pub(crate) fn note(&mut self, group: u64, key: u64, version: u64) -> bool {
        self.groups.entry(group).or_default().insert(key, version) != Some(version)
    }

    /// Forgets what is not listed any more. Whether anything changed.
    pub(crate) fn retain(&mut self, group: u64, listed: &HashSet<u64>) -> bool {
        let Some(entries) = self.groups.get_mut(&group) else { return false };
        let before = entries.len();
        entries.retain(|key, _| listed.contains(key));
        entries.len() < before
    }

    /// Forgets whole groups. Whether anything changed.
    pub(crate) fn retain_groups(&mut self, listed: &HashSet<u64>) -> bool {
        let before = self.groups.len();
        self.groups.retain(|group, _| listed.contains(group));
        self.groups.len() < before
    }

    pub(crate) fn encode(&self) -> Vec<u8> {
        let mut bytes = MAGIC.to_vec();
        for (group, entries) in self.groups.iter().filter(|(_, entries)| !entries.is_empty()) {
            bytes.extend(group.to_le_bytes());
            bytes.extend((entries.len() as u64).to_le_bytes());
            for (key, version) in entries {
                bytes.extend(key.to_le_bytes());
                bytes.extend(version.to_le_bytes());
            }
        }
        let checksum = crc32fast::hash(&bytes);
        bytes.extend(checksum.to_le_bytes());
        bytes
    }

    /// `None` is a damaged file.
    pub(crate) fn decode(bytes: &[u8]) -> Option<Self> {
        let (content, checksum) = bytes.split_last_chunk::<4>()?;
        if crc32fast::hash(content) != u32::from_le_bytes(*checksum) {
            return None;
        }
        let mut numbers =
            content.strip_prefix(MAGIC)?.as_chunks::<8>().0.iter().map(|bytes| u64::from_le_bytes(*bytes));
        let mut memory = Self::default();
        while let Some(group) = numbers.next() {
            let entries = memory.groups.entry(group).or_default();
            for _ in 0..numbers.next()? {
                entries.insert(numbers.next()?, numbers.next()?);
            }
        }
        Some(memory)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn memory() -> Memory {
        let mut memory = Memory::default();
        for key in 0..100 {
            memory.note(key % 3, key, key * 7);
        }
        memory
    }

    #[test]
    fn what_is_written_is_read() {
        assert_eq!(Memory::decode(&memory().encode()), Some(memory()));
        assert_eq!(Memory::decode(&Memory::default().encode()), Some(Memory::default()));
    }

    #[test]
    fn a_damaged_file_is_no_memory() {
        let bytes = memory().encode();
        for at in 0..bytes.len() {
            let mut damaged = bytes.clone();
            damaged[at] ^= 4;
            assert_eq!(Memory::decode(&damaged), None, "{at}");
            assert_eq!(Memory::decode(&bytes[..at]), None, "{at}");
        }
    }

    #[test]
    fn what_is_not_listed_any_more_is_forgotten() {
        let mut memory = memory();
        assert!(memory.retain(0, &HashSet::from([3, 6, 1])));
        assert!(!memory.retain(0, &HashSet::from([3, 6])));
        assert_eq!(
            (memory.version(0, 6), memory.version(0, 9), memory.version(1, 1)),
            (Some(42), None, Some(7))
        );
        assert!(memory.retain_groups(&HashSet::from([0])));
        assert_eq!(memory.num_entries(), 2);
    }

    #[test]
    fn noting_the_same_again_changes_nothing() {
        let mut memory = Memory::default();
        assert!(memory.note(1, 2, 3));
        assert!(!memory.note(1, 2, 3));
        assert!(memory.note(1, 2, 4));
    }
}
