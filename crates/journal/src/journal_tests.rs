use proptest::collection::vec;
use proptest::prelude::*;

use super::*;
use crate::{Entry, read, verify};

fn entries(folder: &Path, after: u64) -> Vec<Entry> {
    read(folder, after)
        .unwrap()
        .map(|found| match found.unwrap() {
            Found::Entry(entry) => entry,
            fault => panic!("{fault:?}"),
        })
        .collect()
}

fn sequences(folder: &Path, after: u64) -> Vec<u64> {
    entries(folder, after).into_iter().map(|entry| entry.sequence).collect()
}

fn append(journal: &mut Journal, count: usize) {
    for _ in 0..count {
        let sequence = journal.next();
        assert_eq!(journal.append(sequence.to_string().as_bytes()), sequence);
    }
    journal.sync().unwrap();
}

#[test]
fn entries_come_back_after_a_restart_and_numbers_go_on() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("journal");
    let mut journal = Journal::open(&path, 0).unwrap();
    append(&mut journal, 2);
    journal.append(b"forgotten");
    journal.discard();
    append(&mut journal, 1);
    drop(journal);
    let mut journal = Journal::open(&path, 0).unwrap();
    assert_eq!((journal.durable(), journal.next()), (3, 4));
    append(&mut journal, 1);
    assert_eq!(sequences(&path, 0), [1, 2, 3, 4]);
    assert_eq!(sequences(&path, 3), [4]);
    assert_eq!(entries(&path, 3)[0].payload, b"4");
}

#[test]
fn an_empty_journal_begins_behind_what_the_index_holds() {
    let folder = tempfile::tempdir().unwrap();
    let mut journal = Journal::open(folder.path(), 41).unwrap();
    append(&mut journal, 1);
    assert_eq!(sequences(folder.path(), 0), [42]);
}

#[test]
fn a_torn_group_is_cut_off_wherever_it_is_torn() {
    let folder = tempfile::tempdir().unwrap();
    let mut journal = Journal::open(folder.path(), 0).unwrap();
    append(&mut journal, 2);
    let whole = journal.bytes();
    append(&mut journal, 2);
    let path = path_of(folder.path(), 1);
    let bytes = fs::read(&path).unwrap();
    drop(journal);
    for length in usize::try_from(whole).unwrap() + 1..bytes.len() {
        fs::write(&path, &bytes[..length]).unwrap();
        let mut journal = Journal::open(folder.path(), 0).unwrap();
        assert!(matches!(journal.torn(), Some(Found::Torn { offset, .. }) if *offset == whole), "{length}");
        assert_eq!(journal.durable(), 2);
        append(&mut journal, 1);
        assert_eq!(sequences(folder.path(), 0), [1, 2, 3]);
    }
}

#[test]
fn damage_in_the_middle_costs_one_group_and_is_told() {
    let folder = tempfile::tempdir().unwrap();
    let mut journal = Journal::open(folder.path(), 0).unwrap();
    for _ in 0..3 {
        append(&mut journal, 1);
    }
    drop(journal);
    let path = path_of(folder.path(), 1);
    let mut bytes = fs::read(&path).unwrap();
    let middle = bytes.len() / 2;
    bytes[middle] ^= 1;
    fs::write(&path, &bytes).unwrap();
    let verified = verify(folder.path()).unwrap();
    assert_eq!((verified.entries, verified.last), (2, 3));
    assert!(matches!(&verified.faults[..], [Found::Damage { .. }]), "{verified:?}");
    assert_eq!(Journal::open(folder.path(), 0).unwrap().next(), 4);
}

#[test]
fn a_flipped_bit_anywhere_is_found() {
    let folder = tempfile::tempdir().unwrap();
    let mut journal = Journal::open(folder.path(), 0).unwrap();
    append(&mut journal, 2);
    append(&mut journal, 1);
    drop(journal);
    let path = path_of(folder.path(), 1);
    let whole = fs::read(&path).unwrap();
    assert_eq!(verify(folder.path()).unwrap().faults, []);
    for bit in 0..whole.len() * 8 {
        let mut bytes = whole.clone();
        bytes[bit / 8] ^= 1 << (bit % 8);
        fs::write(&path, &bytes).unwrap();
        assert_eq!(verify(folder.path()).unwrap().faults.len(), 1, "bit {bit}");
    }
}

#[test]
fn old_files_are_removed_when_all_their_entries_are() {
    let folder = tempfile::tempdir().unwrap();
    let mut journal = Journal::open(folder.path(), 0).unwrap();
    let large = vec![b'x'; usize::try_from(FILE_BYTES).unwrap()];
    for _ in 0..3 {
        journal.append(&large);
        journal.sync().unwrap();
    }
    assert_eq!(files::list(folder.path()).unwrap().len(), 3);
    journal.remove_until(1).unwrap();
    assert_eq!(sequences(folder.path(), 0), [2, 3]);
    journal.remove_until(3).unwrap();
    assert_eq!(sequences(folder.path(), 0), Vec::<u64>::new());
    append(&mut journal, 1);
    assert_eq!(sequences(folder.path(), 0), [4]);
    drop(journal);
    assert_eq!(Journal::open(folder.path(), 0).unwrap().next(), 5);
}

#[test]
fn a_folder_that_cannot_be_written_loses_no_entry_and_uses_no_number_twice() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("journal");
    let mut journal = Journal::open(&path, 0).unwrap();
    append(&mut journal, 1);
    // A folder in the place of the next file.
    fs::remove_dir_all(&path).unwrap();
    journal.close_current();
    journal.append(b"lost");
    let error = journal.sync().unwrap_err();
    assert_eq!(error.io_error().unwrap().kind(), io::ErrorKind::NotFound);
    assert_eq!(journal.durable(), 1);
    fs::create_dir(&path).unwrap();
    append(&mut journal, 1);
    assert_eq!(sequences(&path, 0), [2]);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    /// Whatever is written and wherever the file is cut, all groups before the cut come back and nothing else.
    #[test]
    fn what_was_synced_before_a_cut_comes_back(groups in vec(vec(vec(any::<u8>(), 0..40), 1..4), 1..6), cut in 0.0..1.0) {
        let folder = tempfile::tempdir().unwrap();
        let mut journal = Journal::open(folder.path(), 0).unwrap();
        let mut ends = Vec::new();
        for group in &groups {
            group.iter().for_each(|entry| { journal.append(entry); });
            journal.sync().unwrap();
            ends.push(journal.bytes());
        }
        drop(journal);
        let path = path_of(folder.path(), 1);
        let bytes = fs::read(&path).unwrap();
        let length = (bytes.len() as f64 * cut) as usize;
        fs::write(&path, &bytes[..length]).unwrap();
        let whole = ends.iter().take_while(|end| **end <= length as u64).count();
        let expected: Vec<&Vec<u8>> = groups[..whole].iter().flatten().collect();
        drop(Journal::open(folder.path(), 0).unwrap());
        let found = entries(folder.path(), 0);
        prop_assert_eq!(found.iter().map(|entry| &entry.payload).collect::<Vec<_>>(), expected);
    }
}
