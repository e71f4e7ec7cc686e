use std::sync::mpsc;

use jiff::{SignedDuration, Timestamp};
use vestnik_schema::{
    Action, Effect, Origin, Outcome, Precondition, Rejection, Written, create_index, open_index,
};

use super::*;
use crate::writer::ArticleWriter;

pub(super) struct Archive {
    _folder: tempfile::TempDir,
    pub(super) data: DataDirectory,
    pub(super) live: Option<LiveArchive>,
}

impl Archive {
    pub(super) fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let data = DataDirectory::new(folder.path());
        let generation = data.create_generation().unwrap();
        create_index(&generation).unwrap();
        data.activate(&generation).unwrap();
        let mut archive = Self { _folder: folder, data, live: None };
        archive.start(Duration::from_millis(20));
        archive
    }

    pub(super) fn start(&mut self, commit_interval: Duration) {
        self.live = None;
        let indexer = IndexerSettings { memory_budget_bytes: 16 << 20, ..IndexerSettings::default() };
        let settings = LiveSettings { indexer, commit_interval, ..LiveSettings::default() };
        self.live = Some(LiveArchive::start(&self.data, settings).unwrap());
    }

    pub(super) fn submit(
        &self,
        operations: Vec<Operation>,
        until: Until,
    ) -> Result<Vec<Outcome>, IntakeError> {
        let (sender, receiver) = mpsc::channel();
        let done = Box::new(move |answer| sender.send(answer).unwrap());
        self.live.as_ref().unwrap().submit(operations, until, done);
        receiver.recv().unwrap()
    }

    /// Carries one operation out and waits until searches see it.
    pub(super) fn one(&self, operation: Operation) -> Outcome {
        self.submit(vec![operation], Until::Searchable).unwrap().pop().unwrap()
    }

    pub(super) fn effect(&self, operation: Operation) -> Effect {
        self.one(operation).unwrap().effect
    }

    /// Ids and titles in the index, by id.
    pub(super) fn indexed(&self) -> Vec<(String, String)> {
        let index = open_index(&self.data).unwrap();
        let searcher = index.index.reader().unwrap().searcher();
        let mut found = Vec::new();
        for segment in searcher.segment_readers() {
            let store = segment.get_store_reader(1).unwrap();
            for document in store.iter(segment.alive_bitset()) {
                let article = vestnik_schema::from_document(&document.unwrap(), &index.fields).unwrap();
                found.push((article.id, article.title));
            }
        }
        found.sort();
        found
    }

    pub(super) fn ids(&self) -> Vec<String> {
        self.indexed().into_iter().map(|(id, _)| id).collect()
    }
}

fn operation(action: Action, id: &str, json: &str) -> Operation {
    Operation {
        action,
        id: (!id.is_empty()).then(|| id.to_owned()),
        content: (!json.is_empty()).then(|| Content::Json(json.as_bytes().to_vec())),
        precondition: None,
        origin: Origin::Client,
    }
}

pub(super) fn put(id: &str, json: &str) -> Operation {
    operation(Action::Put, id, json)
}

fn from_source(operation: Operation) -> Operation {
    Operation { origin: Origin::Source, ..operation }
}

pub(super) fn delete(id: &str) -> Operation {
    operation(Action::Delete, id, "")
}

#[test]
fn an_article_is_created_updated_left_alone_and_deleted() {
    let archive = Archive::new();
    assert_eq!(archive.effect(put("1", r#"{"title": "Мост"}"#)), Effect::Created);
    assert_eq!(archive.effect(put("1", r#"{"title": "Мост"}"#)), Effect::Unchanged);
    assert_eq!(archive.effect(put("1", r#"{"title": "Мост открыт"}"#)), Effect::Updated);
    assert_eq!(archive.indexed(), [("1".to_owned(), "Мост открыт".to_owned())]);
    assert_eq!(archive.effect(delete("1")), Effect::Deleted);
    assert_eq!(archive.one(delete("1")), Err(Rejection::NotFound { id: "1".to_owned() }));
    assert_eq!(archive.ids(), [""; 0]);
    let stats = archive.live.as_ref().unwrap().stats();
    assert_eq!((stats.written, stats.unchanged, stats.rejected, stats.waiting), (3, 1, 1, 0));
}

#[test]
fn operations_of_one_call_see_each_other() {
    let archive = Archive::new();
    let operations = vec![
        put("1", r#"{"title": "А"}"#),
        operation(Action::Create, "1", r#"{"title": "Б"}"#),
        operation(Action::Update { upsert: false }, "1", r#"{"headline": "В", "id": "7"}"#),
        put("", r#"{"id": 2, "title": "Г"}"#),
        delete("2"),
        put("3", "{"),
        put("4", "{}"),
    ];
    let outcomes = archive.submit(operations, Until::Searchable).unwrap();
    let codes: Vec<String> = outcomes
        .iter()
        .map(|outcome| match outcome {
            Ok(written) => format!("{:?}", written.effect),
            Err(rejection) => rejection.code().to_owned(),
        })
        .collect();
    let expected = ["Created", "article_exists", "Updated", "Created", "Deleted", "bad_json", "empty"];
    assert_eq!(codes, expected);
    assert_eq!(archive.indexed(), [("1".to_owned(), "В".to_owned())]);
}

#[test]
fn an_update_changes_what_it_names() {
    let archive = Archive::new();
    archive.effect(put("1", r#"{"title": "А", "text": "Текст", "rubrics": ["Спорт"], "tags": "x"}"#));
    let changes = r#"{"headline": "Б", "tags": null, "section": ["Мир"]}"#;
    assert_eq!(archive.effect(operation(Action::Update { upsert: false }, "1", changes)), Effect::Updated);
    let index = open_index(&archive.data).unwrap();
    let writer = ArticleWriter::new(&index, &IndexerSettings::default());
    assert!(writer.is_err(), "the live archive writes");
    let mut archive = archive;
    archive.live = None;
    let writer = ArticleWriter::new(&index, &IndexerSettings::default()).unwrap();
    let article = writer.article("1").unwrap().unwrap();
    assert_eq!((article.title.as_str(), article.body.as_str()), ("Б", "Текст"));
    assert_eq!((article.rubrics, article.tags), (vec!["Мир".to_owned()], Vec::new()));
    drop(writer);
    archive.start(Duration::from_secs(60));
    let missing = operation(Action::Update { upsert: false }, "2", r#"{"title": "Б"}"#);
    assert_eq!(archive.one(missing).unwrap_err().code(), "article_not_found");
    let upsert = operation(Action::Update { upsert: true }, "2", r#"{"title": "Б"}"#);
    assert_eq!(archive.effect(upsert), Effect::Created);
}

#[test]
fn conditions_protect_what_somebody_else_wrote() {
    let archive = Archive::new();
    let Written { version, .. } = archive.one(put("1", r#"{"title": "А"}"#)).unwrap();
    let guarded = |version: u64, json: &str| Operation {
        precondition: Some(Precondition::Version(version)),
        ..put("1", json)
    };
    let first = version.unwrap();
    let second = archive.one(guarded(first, r#"{"title": "Б"}"#)).unwrap().version.unwrap();
    let conflict = Rejection::Conflict { id: "1".to_owned(), version: second };
    assert_eq!(archive.one(guarded(first, r#"{"title": "В"}"#)), Err(conflict));
    let exists = Operation { precondition: Some(Precondition::Exists), ..put("2", r#"{"title": "А"}"#) };
    assert_eq!(archive.one(exists).unwrap_err().code(), "article_not_found");
}

#[test]
fn a_later_version_is_never_overwritten_by_an_older_one() {
    let archive = Archive::new();
    let version = |day: &str, title: &str| {
        put("1", &format!(r#"{{"title": "{title}", "updated_at": "2026-07-{day}"}}"#))
    };
    assert_eq!(archive.effect(version("15", "А")), Effect::Created);
    assert_eq!(archive.one(version("14", "Б")).unwrap_err().code(), "version_stale");
    assert_eq!(archive.effect(version("16", "В")), Effect::Updated);
    assert_eq!(archive.indexed()[0].1, "В");
}

#[test]
fn withdrawn_articles_vanish_and_older_versions_stay_away() {
    let archive = Archive::new();
    archive.effect(put("1", r#"{"title": "А", "url": "https://a.ru/1", "updated_at": "2026-07-14"}"#));
    let withdrawal = r#"{"status": "canceled", "url": "https://a.ru/1", "updated_at": "2026-07-15"}"#;
    assert_eq!(archive.effect(put("1", withdrawal)), Effect::Withdrawn);
    assert_eq!(archive.ids(), [""; 0]);
    let older = r#"{"title": "А", "url": "https://a.ru/1", "updated_at": "2026-07-14"}"#;
    assert_eq!(archive.one(put("1", older)).unwrap_err().code(), "version_stale");
    assert_eq!(archive.one(put("", older)).unwrap_err().code(), "version_stale", "known by its address");
    let newer = r#"{"title": "А", "url": "https://a.ru/1", "updated_at": "2026-07-16"}"#;
    assert_eq!(archive.effect(put("1", newer)), Effect::Created);
}

#[test]
fn what_was_deleted_by_hand_is_not_brought_back_by_a_list() {
    let archive = Archive::new();
    let json = r#"{"title": "А", "published_at": "2026-07-14"}"#;
    archive.effect(put("1", json));
    archive.effect(delete("1"));
    assert_eq!(archive.one(from_source(put("1", json))).unwrap_err().code(), "version_stale");
    assert_eq!(archive.effect(put("1", json)), Effect::Created, "a client knows what it wants");
    archive.effect(delete("1"));
    let addressed = r#"{"title": "Б", "url": "https://a.ru/b", "published_at": "2026-07-14"}"#;
    archive.effect(put("2", addressed));
    archive.effect(delete("2"));
    let by_address = archive.one(from_source(put("https://a.ru/b", addressed)));
    assert_eq!(by_address.unwrap_err().code(), "version_stale", "a list knows it by its address");
    let later = r#"{"title": "А", "updated_at": "2199-07-14"}"#;
    assert_eq!(archive.effect(from_source(put("1", later))), Effect::Created);
}

#[test]
fn a_list_that_has_only_the_beginning_does_not_take_the_text_away() {
    let archive = Archive::new();
    archive.effect(put("1", r#"{"title": "А", "text": "Текст", "updated_at": "2026-07-14"}"#));
    let teaser = r#"{"title": "А", "lead": "Начало"}"#;
    assert_eq!(archive.effect(from_source(put("1", teaser))), Effect::Unchanged);
    assert_eq!(archive.effect(put("1", teaser)), Effect::Updated);
}

#[test]
fn one_address_is_one_article() {
    let archive = Archive::new();
    archive.effect(put("1", r#"{"title": "А", "url": "http://www.a.ru/x/"}"#));
    let other =
        archive.one(put("guid-1", r#"{"title": "Б", "url": "https://a.ru/x?utm_source=rss"}"#)).unwrap();
    assert_eq!((other.id.as_str(), other.effect), ("1", Effect::Updated));
    assert_eq!(archive.indexed(), [("1".to_owned(), "Б".to_owned())]);
    // Both ids lead to it from now on, also where no address is given.
    assert_eq!(archive.one(put("guid-1", r#"{"title": "В"}"#)).unwrap().id, "1");
    assert_eq!(archive.indexed(), [("1".to_owned(), "В".to_owned())]);
    // Two articles that turn out to be one.
    archive.effect(put("2", r#"{"title": "Г", "url": "https://a.ru/y"}"#));
    assert_eq!(archive.effect(put("1", r#"{"title": "Д", "url": "https://a.ru/y"}"#)), Effect::Updated);
    assert_eq!(archive.indexed(), [("1".to_owned(), "Д".to_owned())]);
    assert_eq!(archive.effect(delete("2")), Effect::Deleted);
    assert_eq!(archive.ids(), [""; 0]);
}

#[test]
fn an_article_is_deleted_by_its_address_too() {
    let archive = Archive::new();
    archive.effect(put("1", r#"{"title": "А", "url": "https://a.ru/x"}"#));
    assert_eq!(archive.one(delete("https://a.ru/y")).unwrap_err().code(), "article_not_found");
    assert_eq!(archive.one(delete("http://www.a.ru/x/")).unwrap().id, "1");
    assert_eq!(archive.ids(), [""; 0]);
}

#[test]
fn a_new_address_of_an_article_frees_the_old_one() {
    let archive = Archive::new();
    archive.effect(put("1", r#"{"title": "А", "url": "https://a.ru/x"}"#));
    let operations = vec![
        put("1", r#"{"title": "А", "url": "https://a.ru/y"}"#),
        put("2", r#"{"title": "Б", "url": "https://a.ru/x"}"#),
    ];
    archive.submit(operations, Until::Searchable).unwrap();
    assert_eq!(archive.ids(), ["1", "2"]);
}

#[test]
fn embargoes_end_and_articles_expire_by_themselves() {
    let archive = Archive::new();
    let moment = |ms: i64| (Timestamp::now() + SignedDuration::from_millis(ms)).to_string();
    let far = moment(3_600_000);
    let held = format!(r#"{{"title": "А", "embargoed_until": "{far}", "url": "https://a.ru/1"}}"#);
    assert_eq!(archive.effect(put("1", &held)), Effect::Embargoed);
    assert_eq!(archive.effect(put("1", &held)), Effect::Unchanged);
    assert_eq!(archive.ids(), [""; 0]);
    let soon = format!(r#"{{"title": "Б", "embargoed_until": "{}"}}"#, moment(300));
    assert_eq!(archive.effect(put("2", &soon)), Effect::Embargoed);
    let short = format!(r#"{{"title": "В", "expires_at": "{}"}}"#, moment(1500));
    assert_eq!(archive.effect(put("3", &short)), Effect::Created);
    assert_eq!(archive.effect(put("4", r#"{"title": "Г", "expires_at": "2020-01-01"}"#)), Effect::Withdrawn);
    until(|| archive.ids() == ["2", "3"]);
    until(|| archive.ids() == ["2"]);
    // A correction lifts the embargo; it counts for the article under its other name, too.
    assert_eq!(archive.one(put("x", r#"{"title": "А", "url": "https://a.ru/1"}"#)).unwrap().id, "1");
    assert_eq!(archive.ids(), ["1", "2"]);
    assert_eq!(archive.live.as_ref().unwrap().stats().embargoed, 0);
}

/// Looks again and again; ends the test if it takes too long.
pub(super) fn until(is_so: impl Fn() -> bool) {
    let begun = std::time::Instant::now();
    while !is_so() {
        assert!(begun.elapsed() < Duration::from_secs(20), "it does not happen");
        thread::yield_now();
    }
}

#[test]
fn what_was_acknowledged_is_there_after_a_restart() {
    let mut archive = Archive::new();
    archive.start(Duration::from_secs(3600));
    archive.effect(put("1", r#"{"title": "А"}"#));
    let later =
        vec![put("2", r#"{"title": "Б"}"#), put("3", r#"{"title": "В", "embargoed_until": "2190-01-01"}"#)];
    archive.submit(later, Until::Durable).unwrap();
    let copy = tempfile::tempdir().unwrap();
    // The disk as it is now: what a process that is killed leaves behind.
    copy_folder(archive.data.root(), copy.path());
    assert_eq!(archive.ids(), ["1"], "not committed yet");
    let data = DataDirectory::new(copy.path());
    let mut copied = Archive { _folder: copy, data, live: None };
    copied.start(Duration::from_millis(20));
    until(|| copied.ids() == ["1", "2"]);
    assert_eq!(copied.effect(put("4", r#"{"title": "Г"}"#)), Effect::Created);
    assert_eq!(copied.live.as_ref().unwrap().stats().embargoed, 1);
    copied.live = None;
    assert_eq!(copied.ids(), ["1", "2", "4"]);
}

fn copy_folder(from: &std::path::Path, to: &std::path::Path) {
    for entry in walkdir::WalkDir::new(from) {
        let Ok(entry) = entry else { continue };
        let target = to.join(entry.path().strip_prefix(from).unwrap());
        if entry.file_type().is_dir() {
            std::fs::create_dir_all(target).unwrap();
        } else {
            // What vanishes meanwhile is no longer needed: merged segments are.
            match std::fs::copy(entry.path(), target) {
                Err(error) if error.kind() == io::ErrorKind::NotFound => {}
                copied => assert!(copied.is_ok(), "{copied:?}"),
            }
        }
    }
}

#[test]
fn the_index_is_handed_to_a_run_and_taken_back() {
    let archive = Archive::new();
    archive.effect(put("1", r#"{"title": "А"}"#));
    let file = archive.data.root().join("more.jsonl");
    std::fs::write(&file, r#"{"id": "2", "title": "Б"}"#).unwrap();
    let inputs = [crate::Input::Path(file)];
    let settings = IndexerSettings { memory_budget_bytes: 16 << 20, ..IndexerSettings::default() };
    let run =
        || crate::index(&archive.data, &inputs, crate::Mode::Update, &settings, &crate::Silent).unwrap();
    assert_eq!(run().added, 1);
    assert_eq!(archive.effect(put("3", r#"{"title": "В"}"#)), Effect::Created);
    assert_eq!(archive.ids(), ["1", "2", "3"]);
    assert_eq!(crate::delete(&archive.data, &["2".to_owned()], &settings).unwrap().deleted, ["2"]);
    assert_eq!(archive.effect(put("2", r#"{"title": "Б"}"#)), Effect::Created);
}

#[test]
fn too_much_at_once_is_refused_and_nothing_is_lost() {
    let mut archive = Archive::new();
    archive.live = None;
    let settings = LiveSettings { waiting_bytes: 1000, ..LiveSettings::default() };
    archive.live = Some(LiveArchive::start(&archive.data, settings).unwrap());
    let large = format!(r#"{{"title": "{}"}}"#, "а".repeat(1000));
    let (sender, receiver) = mpsc::channel();
    for number in 0..100 {
        let sender = sender.clone();
        let operations = vec![put(&number.to_string(), &large)];
        let done = Box::new(move |answer: Result<_, _>| sender.send(answer.is_ok()).unwrap());
        archive.live.as_ref().unwrap().submit(operations, Until::Durable, done);
    }
    let num_taken = receiver.iter().take(100).filter(|is_taken| *is_taken).count();
    assert!((1..100).contains(&num_taken), "{num_taken}");
    archive.live = None;
    assert_eq!(archive.ids().len(), num_taken);
}

#[test]
fn an_archive_that_cannot_be_written_says_why() {
    let archive = Archive::new();
    let data = DataDirectory::new(archive.data.root().join("nowhere"));
    let live = LiveArchive::start(&data, LiveSettings::default()).unwrap();
    let (sender, receiver) = mpsc::channel();
    live.submit(vec![put("1", "{}")], Until::Durable, Box::new(move |answer| sender.send(answer).unwrap()));
    let error = receiver.recv().unwrap().unwrap_err();
    assert!(matches!(&error, IntakeError::Failed(text) if text.contains("there is no index")), "{error:?}");
    assert_eq!(live.stats().trouble, Some(error));
}

#[test]
fn a_panic_is_a_failure_after_which_writing_goes_on() {
    use std::sync::atomic::AtomicBool;
    let mut archive = Archive::new();
    archive.live = None;
    let is_first = AtomicBool::new(true);
    let on_commit =
        Arc::new(move || assert!(!is_first.swap(false, Ordering::Relaxed), "a panic of the test"));
    let settings = LiveSettings { on_commit, ..LiveSettings::default() };
    archive.live = Some(LiveArchive::start(&archive.data, settings).unwrap());
    let first = archive.submit(vec![put("1", r#"{"title": "А"}"#)], Until::Searchable);
    assert!(matches!(first, Err(IntakeError::Failed(text)) if text.contains("vestnik check")));
    let (sender, receiver) = mpsc::channel();
    drop(Promise::of(Box::new(move |answer| sender.send(answer).unwrap())));
    assert!(
        matches!(receiver.recv().unwrap(), Err(IntakeError::Failed(_))),
        "a dropped promise is an answer"
    );
    let mut attempts =
        std::iter::repeat_with(|| archive.submit(vec![put("2", r#"{"title": "Б"}"#)], Until::Searchable));
    assert!(attempts.by_ref().take(1_000_000).any(|answer| answer.is_ok()));
    assert_eq!(archive.ids(), ["1", "2"]);
    let stats = archive.live.as_ref().unwrap().stats();
    assert_eq!((stats.waiting, stats.trouble), (0, None));
}
