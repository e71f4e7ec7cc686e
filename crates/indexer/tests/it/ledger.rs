//! Files that have not changed are not opened again.

use std::time::{Duration, SystemTime};
use std::{fs, process};

use jiff::tz::TimeZone;
use vestnik_indexer::{Input, Mode, Silent, delete, index};

use crate::support::{Archive, line};

#[test]
fn unchanged_files_are_not_read_again() {
    let archive = Archive::new();
    archive.write("a.jsonl", line(1, "А"));
    archive.write("b.jsonl", line(2, "Б"));
    let first = archive.update();
    assert_eq!((first.files_read, first.files_unchanged, first.added), (2, 0, 2));
    let second = archive.update();
    assert_eq!(
        (second.files_read, second.files_unchanged, second.read, second.articles_in_index),
        (0, 2, 0, 2)
    );
    assert!(second.index_bytes > 0 && second.generation == 1);

    archive.write("b.jsonl", line(2, "Бета") + &line(3, "В"));
    let third = archive.update();
    assert_eq!((third.files_read, third.files_unchanged, third.added, third.updated), (1, 1, 1, 1));
    assert_eq!(archive.titles(), ["А", "Бета", "В"]);
}

#[test]
fn the_same_size_at_another_time_is_a_change() {
    let archive = Archive::new();
    let path = archive.write("a.jsonl", line(1, "А"));
    archive.update();
    archive.write("a.jsonl", line(1, "Б"));
    let later = SystemTime::now() + Duration::from_secs(60);
    fs::File::options().write(true).open(&path).unwrap().set_modified(later).unwrap();
    assert_eq!(archive.update().updated, 1);
    fs::File::options().write(true).open(&path).unwrap().set_modified(SystemTime::now()).unwrap();
    let touched = archive.update();
    assert_eq!((touched.files_read, touched.unchanged, touched.updated), (1, 1, 0));
}

#[test]
fn force_and_another_time_zone_read_everything() {
    let mut archive = Archive::new();
    archive.write("a.jsonl", "{\"id\": \"1\", \"title\": \"А\", \"date\": \"2016-07-15 09:12\"}\n");
    archive.update();
    archive.settings.force = true;
    let forced = archive.update();
    assert_eq!((forced.files_read, forced.unchanged), (1, 1));
    archive.settings.force = false;
    archive.settings.time_zone = TimeZone::get("Asia/Omsk").unwrap();
    assert_eq!(archive.update().updated, 1);
    assert_eq!(archive.articles()["1"].published_at.unwrap().to_string(), "2016-07-15T03:12:00Z");
}

#[test]
fn a_deleted_article_stays_away_until_its_file_changes() {
    let archive = Archive::new();
    archive.write("a.jsonl", line(1, "А") + &line(2, "Б"));
    archive.update();
    let report = delete(&archive.data, &["1", "9", "1"].map(str::to_owned), &archive.settings).unwrap();
    assert_eq!(
        (report.deleted, report.missing),
        (vec!["1".to_owned()], vec!["9".to_owned(), "1".to_owned()])
    );
    assert_eq!(report.articles_in_index, 1);
    assert_eq!(archive.update().files_read, 0);
    assert_eq!(archive.titles(), ["Б"]);
    archive.write("a.jsonl", line(1, "А") + &line(2, "Бета"));
    archive.update();
    assert_eq!(archive.titles(), ["А", "Бета"]);
}

#[test]
fn the_same_file_by_another_path_is_the_same_file() {
    let archive = Archive::new();
    let path = archive.write("a.jsonl", line(1, "А"));
    archive.update();
    let roundabout = Input::Path(path.parent().unwrap().join("../files/a.jsonl"));
    let report = index(&archive.data, &[roundabout], Mode::Update, &archive.settings, &Silent).unwrap();
    assert_eq!(report.files_unchanged, 1);
}

#[test]
fn a_damaged_ledger_costs_time_and_nothing_else() {
    let archive = Archive::new();
    archive.write("a.jsonl", line(1, "А"));
    archive.update();
    let ledger = archive.data.current().unwrap().unwrap().path().join("sources.json");
    fs::write(&ledger, format!("garbage {}", process::id())).unwrap();
    let report = archive.update();
    assert_eq!((report.files_read, report.unchanged), (1, 1));
    assert_eq!(archive.update().files_unchanged, 1);
}
