//! First index, rebuild, activation, leftovers, lock.

use std::fs::{self, File};
use std::sync::Mutex;

use vestnik_indexer::{IndexError, Input, Mode, Progress, ProgressSnapshot, Silent, delete, index};
use vestnik_schema::{DataDirectory, IndexManifest};

use crate::support::{Archive, line};

fn numbers(data: &DataDirectory) -> Vec<u32> {
    data.generations().unwrap().iter().map(|generation| generation.number()).collect()
}

#[test]
fn the_first_update_makes_an_index_even_of_nothing() {
    let archive = Archive::new();
    let report = archive.update();
    assert_eq!((report.articles_in_index, report.generation), (0, 1));
    assert!(archive.articles().is_empty());
}

#[test]
fn a_rebuild_replaces_everything_and_keeps_one_generation_to_go_back_to() {
    let archive = Archive::new();
    archive.write("a.jsonl", line(1, "А"));
    archive.update();
    for (round, id) in [(2, "b"), (3, "c"), (4, "d")] {
        archive.write("a.jsonl", line(id, id));
        let report = archive.rebuild();
        assert_eq!((report.generation, report.added, report.articles_in_index), (round, 1, 1));
        assert_eq!(archive.titles(), [id]);
        assert_eq!(numbers(&archive.data), [round - 1, round]);
    }
    assert_eq!(archive.update().files_unchanged, 1);
}

#[test]
fn a_rebuild_counts_repeated_ids_once() {
    let archive = Archive::new();
    archive.write("a.jsonl", line(1, "А") + &line(1, "А") + &line(1, "Б"));
    archive.write("b.jsonl", line(1, "В"));
    let report = archive.rebuild();
    assert_eq!((report.added, report.unchanged, report.updated), (1, 1, 2));
    assert_eq!(archive.titles(), ["В"]);
}

#[test]
fn leftovers_of_a_killed_run_are_removed_and_finished_generations_are_not() {
    let archive = Archive::new();
    archive.write("a.jsonl", line(1, "А"));
    archive.update();
    archive.rebuild();
    let first = archive.data.generations().unwrap()[0].clone();
    archive.data.activate(&first).unwrap();
    let killed_early = archive.data.create_generation().unwrap();
    fs::write(killed_early.path().join("meta.json"), "{").unwrap();
    let killed_late = archive.data.create_generation().unwrap();
    for name in ["UNFINISHED", "manifest.json"] {
        fs::write(killed_late.path().join(name), "").unwrap();
    }
    archive.update();
    assert_eq!(numbers(&archive.data), [1, 2]);
    assert_eq!(archive.data.current().unwrap(), Some(first));
}

#[test]
fn an_index_of_another_version_is_refused_and_can_be_rebuilt() {
    let archive = Archive::new();
    archive.write("a.jsonl", line(1, "А"));
    archive.update();
    let generation = archive.data.current().unwrap().unwrap();
    let manifest = generation.path().join("manifest.json");
    let text = fs::read_to_string(&manifest).unwrap();
    let version = IndexManifest::read(generation.path()).unwrap().format_version;
    let other = text.replace(&format!("\"format_version\": {version}"), "\"format_version\": 999");
    vestnik_schema::reseal(&manifest, &other).unwrap();
    let message = archive.run(Mode::Update).unwrap_err().to_string();
    assert!(message.contains("999") && message.contains("--rebuild"), "{message}");
    assert_eq!(archive.rebuild().articles_in_index, 1);
    assert_eq!(archive.update().files_unchanged, 1);
}

#[test]
fn a_second_writer_is_refused() {
    let archive = Archive::new();
    archive.write("a.jsonl", line(1, "А"));
    archive.update();
    let lock = File::open(archive.data.index_path().join("writer.lock")).unwrap();
    lock.lock().unwrap();
    let refusals = [
        archive.run(Mode::Update).unwrap_err(),
        archive.run(Mode::Rebuild).unwrap_err(),
        delete(&archive.data, &["1".to_owned()], &archive.settings).unwrap_err(),
    ];
    for error in refusals {
        assert!(matches!(error, IndexError::Locked { .. }), "{error}");
    }
    drop(lock);
    archive.rebuild();
}

#[test]
fn deleting_without_an_index_names_the_command_that_makes_one() {
    let archive = Archive::new();
    let message = delete(&archive.data, &[], &archive.settings).unwrap_err().to_string();
    assert!(message.contains("vestnik index"), "{message}");
}

#[test]
fn the_index_inside_an_archive_folder_is_not_read() {
    let archive = Archive::new();
    archive.write("a.jsonl", line(1, "А"));
    let data = DataDirectory::new(archive.files());
    let input = [Input::Path(archive.files())];
    for expected in [1, 0] {
        let report = index(&data, &input, Mode::Update, &archive.settings, &Silent).unwrap();
        assert_eq!((report.files_read, report.num_skipped()), (expected, 0));
    }
}

#[derive(Default)]
struct Recorded {
    snapshots: Mutex<Vec<ProgressSnapshot>>,
    messages: Mutex<Vec<String>>,
}

impl Progress for Recorded {
    fn advanced(&self, snapshot: &ProgressSnapshot) {
        self.snapshots.lock().unwrap().push(*snapshot);
    }

    fn message(&self, text: &str) {
        self.messages.lock().unwrap().push(text.to_owned());
    }
}

#[test]
fn progress_ends_with_everything_read() {
    let archive = Archive::new();
    let text = line(1, "А") + "{\n" + &line(2, "Б");
    archive.write("a.jsonl", &text);
    let recorded = Recorded::default();
    index(&archive.data, &[Input::Path(archive.files())], Mode::Update, &archive.settings, &recorded)
        .unwrap();
    let last = *recorded.snapshots.lock().unwrap().last().unwrap();
    assert_eq!((last.articles, last.skipped), (2, 1));
    assert_eq!((last.bytes_read, last.bytes_total), (text.len() as u64, Some(text.len() as u64)));
    assert_eq!(*recorded.messages.lock().unwrap(), ["committing", "merging segments"]);
}
