//! Random histories of an archive, compared with a plain map.

use std::collections::BTreeMap;

use proptest::prelude::*;
use vestnik_indexer::{Mode, delete};

use crate::support::{Archive, assert_adds_up};

/// What can happen to an archive between two looks at it.
#[derive(Debug, Clone)]
enum Step {
    /// Articles are written to the file, in this order, and the index is updated.
    Update(Vec<(u8, u8)>),
    /// The same, into a new generation.
    Rebuild(Vec<(u8, u8)>),
    /// The last file is read again.
    Again,
    Delete(Vec<u8>),
}

fn steps() -> impl Strategy<Value = Vec<Step>> {
    let articles = || prop::collection::vec((0..12_u8, 0..3_u8), 0..20);
    let step = prop_oneof![
        4 => articles().prop_map(Step::Update),
        1 => articles().prop_map(Step::Rebuild),
        1 => Just(Step::Again),
        2 => prop::collection::vec(0..12_u8, 0..5).prop_map(Step::Delete),
    ];
    prop::collection::vec(step, 1..8)
}

/// Some articles have a date and some have none: both must survive the sorting of segments.
fn line(id: u8, version: u8) -> String {
    let date = if id.is_multiple_of(3) {
        String::new()
    } else {
        format!(", \"date\": {}", 1_500_000_000 - 86_400 * i64::from(id))
    };
    format!("{{\"id\": \"a{id}\", \"title\": \"Статья {id}\", \"text\": \"Версия {version}\"{date}}}\n")
}

type Model = BTreeMap<u8, u8>;

/// Counts of added, updated and unchanged articles.
fn apply(model: &mut Model, articles: &[(u8, u8)]) -> (u64, u64, u64) {
    let mut counts = (0, 0, 0);
    for (id, version) in articles {
        match model.insert(*id, *version) {
            None => counts.0 += 1,
            Some(former) if former == *version => counts.2 += 1,
            Some(_) => counts.1 += 1,
        }
    }
    counts
}

fn check_step(archive: &mut Archive, model: &mut Model, last: &mut Vec<(u8, u8)>, step: Step) {
    let mode = if matches!(step, Step::Rebuild(_)) { Mode::Rebuild } else { Mode::Update };
    match step {
        Step::Delete(ids) => {
            if archive.data.current().unwrap().is_none() {
                return;
            }
            let names: Vec<String> = ids.iter().map(|id| format!("a{id}")).collect();
            let report = delete(&archive.data, &names, &archive.settings).unwrap();
            let deleted = ids.iter().filter(|id| model.remove(id).is_some()).count();
            assert_eq!(report.deleted.len(), deleted);
            return;
        }
        Step::Update(articles) | Step::Rebuild(articles) => *last = articles,
        Step::Again => {}
    }
    if mode == Mode::Rebuild {
        model.clear();
    }
    let text: String = last.iter().map(|(id, version)| line(*id, *version)).collect();
    archive.write("a.jsonl", text);
    archive.settings.force = true;
    let report = archive.run(mode).unwrap();
    assert_adds_up(&report);
    assert_eq!((report.added, report.updated, report.unchanged), apply(model, last));
    assert_eq!(report.articles_in_index, model.len() as u64);
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 24, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn the_index_holds_what_the_history_says(steps in steps()) {
        let mut archive = Archive::new();
        let mut model = Model::new();
        let mut last = Vec::new();
        for step in steps {
            check_step(&mut archive, &mut model, &mut last, step);
            if archive.data.current().unwrap().is_some() {
                let found: Vec<(String, String)> =
                    archive.articles().into_values().map(|article| (article.id, article.body)).collect();
                let mut expected: Vec<(String, String)> =
                    model.iter().map(|(id, version)| (format!("a{id}"), format!("Версия {version}"))).collect();
                expected.sort();
                prop_assert_eq!(found, expected);
            }
        }
    }
}
