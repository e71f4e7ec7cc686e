//! Rebuilding, switching and pruning beside a live archive.

use std::sync::atomic::{AtomicBool, Ordering};

use vestnik_schema::{Effect, IndexManifest};

use super::tests::{Archive, delete, put};
use super::*;
use crate::{IndexError, Silent, generations, prune, rebuild, switch};

fn settings() -> IndexerSettings {
    IndexerSettings { memory_budget_bytes: 16 << 20, ..IndexerSettings::default() }
}

fn article(title: &str) -> String {
    format!(r#"{{"title": "{title}"}}"#)
}

#[test]
fn writes_go_on_during_rebuilds_and_none_is_lost() {
    let archive = Archive::new();
    for number in 0..300 {
        archive.submit(vec![put(&number.to_string(), &article("А"))], Until::Durable).unwrap();
    }
    archive.effect(put("held", r#"{"title": "Б", "embargoed_until": "2190-01-01"}"#));
    archive.effect(put("gone", r#"{"title": "Б", "url": "https://a.ru/1"}"#));
    archive
        .effect(put("gone", r#"{"url": "https://a.ru/1", "withdrawn": true, "updated_at": "2026-07-15"}"#));
    let is_done = AtomicBool::new(false);
    let written = thread::scope(|scope| {
        let rebuilding = scope.spawn(|| {
            for _ in 0..3 {
                rebuild(&archive.data, &settings(), &Silent).unwrap();
            }
            is_done.store(true, Ordering::Relaxed);
        });
        let mut written = 0;
        while !is_done.load(Ordering::Relaxed) {
            let number = 1000 + written;
            let operations =
                vec![put(&number.to_string(), &article("В")), put("0", &article(&number.to_string()))];
            archive.submit(operations, Until::Durable).unwrap();
            written += 1;
        }
        rebuilding.join().unwrap();
        written
    });
    assert_eq!(archive.effect(put("last", &article("Г"))), Effect::Created);
    let indexed = archive.indexed();
    assert_eq!(indexed.len(), 300 + written + 1, "{written}");
    assert_eq!(indexed[0], ("0".to_owned(), (1000 + written - 1).to_string()));
    assert_eq!(archive.live.as_ref().unwrap().stats().embargoed, 1);
    let older = r#"{"title": "Б", "url": "https://a.ru/1", "updated_at": "2026-07-14"}"#;
    assert_eq!(archive.one(put("", older)).unwrap_err().code(), "version_stale");
    let facts = generations(&archive.data).unwrap();
    let numbers: Vec<_> =
        facts.iter().map(|facts| (facts.number, facts.is_current, facts.is_finished)).collect();
    assert_eq!(numbers, [(3, false, true), (4, true, true)]);
}

#[test]
fn going_back_takes_along_what_was_written_since() {
    let archive = Archive::new();
    archive.effect(put("1", &article("А")));
    rebuild(&archive.data, &settings(), &Silent).unwrap();
    archive.effect(put("2", &article("Б")));
    archive.effect(delete("1"));
    assert_eq!(switch(&archive.data, 1, false, &settings()).unwrap(), 2);
    assert_eq!(archive.ids(), ["2"]);
    archive.effect(put("3", &article("В")));
    assert_eq!(switch(&archive.data, 2, false, &settings()).unwrap(), 1);
    assert_eq!(archive.ids(), ["2", "3"]);
    assert!(matches!(
        switch(&archive.data, 7, false, &settings()),
        Err(IndexError::NoGeneration { number: 7 })
    ));
    assert_eq!(prune(&archive.data, 0, &Silent).unwrap(), [1]);
    assert_eq!(archive.effect(put("4", &article("Г"))), Effect::Created);
}

#[test]
fn a_generation_that_the_journal_cannot_help_is_switched_to_by_force_only() {
    let mut archive = Archive::new();
    archive.effect(put("1", &article("А")));
    rebuild(&archive.data, &settings(), &Silent).unwrap();
    archive.effect(put("2", &article("Б")));
    archive.live = None;
    std::fs::remove_dir_all(archive.data.journal_path()).unwrap();
    let refused = switch(&archive.data, 1, false, &settings());
    assert!(matches!(refused, Err(IndexError::Behind { number: 1, missing: 1 })), "{refused:?}");
    assert_eq!(archive.ids(), ["1", "2"]);
    switch(&archive.data, 1, true, &settings()).unwrap();
    assert_eq!(archive.ids(), ["1"]);
    archive.start(Duration::from_millis(20));
    archive.effect(put("3", &article("В")));
    assert_eq!(archive.ids(), ["1", "3"]);
    assert!(matches!(switch(&archive.data, 2, false, &settings()), Ok(1)));
    assert_eq!(archive.ids(), ["1", "2", "3"]);
}

#[test]
fn an_index_of_another_analyzer_is_rebuilt_and_never_written_to() {
    let mut archive = Archive::new();
    archive.effect(put("1", &article("А")));
    archive.live = None;
    let generation = archive.data.current().unwrap().unwrap();
    let path = generation.path().join("manifest.json");
    let version = IndexManifest::analyzer_version_of_this_binary();
    let text = std::fs::read_to_string(&path).unwrap();
    let other = text.replace(&format!("\"analyzer_version\": {version}"), "\"analyzer_version\": 1000");
    assert_ne!(text, other);
    std::fs::write(&path, other).unwrap();
    archive.start(Duration::from_millis(20));
    let error = archive.submit(vec![put("2", &article("Б"))], Until::Durable).unwrap_err().to_string();
    assert!(error.contains("analyzer version 1000") && error.contains("vestnik rebuild"), "{error}");
    rebuild(&archive.data, &settings(), &Silent).unwrap();
    super::tests::until(|| archive.submit(vec![put("2", &article("Б"))], Until::Searchable).is_ok());
    assert_eq!(archive.ids(), ["1", "2"]);
    let refused = switch(&archive.data, 1, true, &settings()).unwrap_err().to_string();
    assert!(refused.contains("analyzer version 1000"), "{refused}");
}

#[test]
fn a_rebuild_from_files_does_not_drop_what_is_in_no_file_unasked() {
    let archive = Archive::new();
    archive.effect(put("sent", &article("А")));
    let file = archive.data.root().join("files.jsonl");
    std::fs::write(&file, r#"{"id": "filed", "title": "Б"}"#).unwrap();
    let inputs = [crate::Input::Path(file)];
    let run = |settings: &IndexerSettings| {
        crate::index(&archive.data, &inputs, crate::Mode::Rebuild, settings, &Silent)
    };
    assert!(matches!(run(&settings()), Err(IndexError::WouldDrop)));
    assert_eq!(archive.ids(), ["sent"]);
    run(&IndexerSettings { drop_sent: true, ..settings() }).unwrap();
    assert_eq!(archive.ids(), ["filed"]);
    assert_eq!(archive.effect(put("sent", &article("А"))), Effect::Created);
    assert_eq!(archive.ids(), ["filed", "sent"]);
}
