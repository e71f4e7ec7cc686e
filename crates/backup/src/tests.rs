//! Snapshots of a real archive that is written to, on a real disk.

use std::collections::BTreeSet;
use std::fs::{self, File};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::mpsc;
use std::thread;
use std::time::{Duration, SystemTime};

use tempfile::TempDir;
use vestnik_indexer::IndexerSettings;
use vestnik_indexer::live::{LiveArchive, LiveSettings};
use vestnik_schema::{
    Action, Content, DataDirectory, Intake, Operation, Origin, Until, create_index, from_document, open_index,
};

use crate::prune::prune;
use crate::{BackupError, SnapshotManifest, Target, Which, check, list, restore, snapshot, verify};

fn quiet(_: &str) {}

struct Archive {
    folder: TempDir,
    live: LiveArchive,
}

fn start(data: &DataDirectory) -> LiveArchive {
    let indexer = IndexerSettings { memory_budget_bytes: 16 << 20, ..IndexerSettings::default() };
    let commit_interval = Duration::from_millis(10);
    LiveArchive::start(data, LiveSettings { indexer, commit_interval, ..LiveSettings::default() }).unwrap()
}

impl Archive {
    fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let data = DataDirectory::new(folder.path().join("data"));
        let generation = data.create_generation().unwrap();
        create_index(&generation).unwrap();
        data.activate(&generation).unwrap();
        let live = start(&data);
        Self { folder, live }
    }

    fn data(&self) -> DataDirectory {
        DataDirectory::new(self.folder.path().join("data"))
    }

    fn target(&self) -> Target {
        Target::create(&self.folder.path().join("backup").display().to_string(), []).unwrap()
    }

    fn backup(&self) -> PathBuf {
        self.folder.path().join("backup")
    }

    fn elsewhere(&self, name: &str) -> DataDirectory {
        DataDirectory::new(self.folder.path().join(name))
    }

    fn put(&self, id: u64, until: Until) {
        put(&self.live, id, &format!("Заметка {id}"), until);
    }
}

fn put(live: &LiveArchive, id: u64, title: &str, until: Until) {
    let (sender, receiver) = mpsc::channel();
    let operation = Operation {
        action: Action::Put,
        id: Some(id.to_string()),
        content: Some(Content::Json(format!(r#"{{"title": "{title}"}}"#).into())),
        precondition: None,
        origin: Origin::Client,
    };
    live.submit(vec![operation], until, Box::new(move |answer| sender.send(answer).unwrap()));
    receiver.recv().unwrap().unwrap().pop().unwrap().unwrap();
}

/// Ids in an archive after a live archive has brought in what its journal holds.
fn ids(data: &DataDirectory) -> BTreeSet<u64> {
    let live = start(data);
    put(&live, 0, "Последняя", Until::Searchable);
    let index = open_index(data).unwrap();
    let searcher = index.index.reader().unwrap().searcher();
    let mut ids = BTreeSet::new();
    for segment in searcher.segment_readers() {
        let store = segment.get_store_reader(1).unwrap();
        for document in store.iter(segment.alive_bitset()) {
            let id = from_document(&document.unwrap(), &index.fields).unwrap().id.parse().unwrap();
            assert!(ids.insert(id), "{id} is there twice");
        }
    }
    ids.remove(&0);
    ids
}

fn faults(data: &DataDirectory) -> Vec<String> {
    let report = check(data, Which::All, &quiet).unwrap();
    report.faults.into_iter().map(|fault| format!("{}: {}", fault.path.display(), fault.reason)).collect()
}

fn files(folder: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() { found.extend(files(&path)) } else { found.push(path) }
    }
    found.sort();
    found
}

#[test]
fn what_was_acknowledged_before_a_snapshot_comes_back_and_nothing_twice() {
    let archive = Archive::new();
    let target = archive.target();
    let (acknowledged, is_done) = (AtomicU64::new(0), AtomicBool::new(false));
    thread::scope(|scope| {
        scope.spawn(|| {
            let mut id = 0;
            while !is_done.load(Ordering::Relaxed) {
                id += 1;
                archive.put(id, Until::Durable);
                acknowledged.store(id, Ordering::Release);
            }
        });
        for round in 0..6 {
            let wanted = acknowledged.load(Ordering::Acquire) + 20;
            while acknowledged.load(Ordering::Acquire) < wanted {
                thread::yield_now();
            }
            let before = acknowledged.load(Ordering::Acquire);
            let report = snapshot(&archive.data(), &target, None, &quiet).unwrap();
            let after = acknowledged.load(Ordering::Acquire) + 1;
            let restored = archive.elsewhere(&format!("restored-{round}"));
            let back = restore(&target, Some(&report.name), &restored, &quiet).unwrap();
            assert_eq!(
                (back.files, back.bytes, back.articles),
                (report.files, report.bytes, report.articles)
            );
            assert_eq!(faults(&restored), [""; 0]);
            let ids = ids(&restored);
            let last = ids.last().copied().unwrap_or_default();
            assert!((before..=after).contains(&last), "{before} {last} {after}");
            assert_eq!(ids.len() as u64, last, "none is missing in the middle");
        }
        is_done.store(true, Ordering::Relaxed);
    });
    assert!(verify(&target, &quiet).unwrap().is_empty());
    assert_eq!(list(&target).unwrap().len(), 6);
    let left: Vec<_> =
        fs::read_dir(archive.data().index_path()).unwrap().map(|entry| entry.unwrap().file_name()).collect();
    assert!(!left.contains(&"snapshot".into()), "{left:?}");
}

#[test]
fn only_what_is_new_is_copied() {
    let archive = Archive::new();
    let target = archive.target();
    for id in 1..200 {
        archive.put(id, Until::Durable);
    }
    archive.put(200, Until::Searchable);
    let first = snapshot(&archive.data(), &target, None, &quiet).unwrap();
    assert_eq!(first.copied_bytes, first.bytes);
    let again = snapshot(&archive.data(), &target, None, &quiet).unwrap();
    assert_eq!((again.bytes, again.copied_bytes), (first.bytes, 0));
    archive.put(201, Until::Searchable);
    let third = snapshot(&archive.data(), &target, None, &quiet).unwrap();
    let [known, now] =
        [&again, &third].map(|report| SnapshotManifest::read(&target, &report.name).unwrap().files);
    let new = now.iter().filter(|file| known.iter().all(|other| other.sha256 != file.sha256));
    assert_eq!(third.copied_bytes, new.map(|file| file.bytes).sum::<u64>());
    assert!(third.copied_bytes > 0 && third.copied_bytes < third.bytes, "{third:?}");
}

#[test]
fn old_snapshots_go_with_what_only_they_need() {
    let archive = Archive::new();
    let target = archive.target();
    let mut names = Vec::new();
    for id in 1..5 {
        archive.put(id, Until::Searchable);
        names.push(snapshot(&archive.data(), &target, None, &quiet).unwrap().name);
    }
    let before = files(&archive.backup()).len();
    let kept = names.split_off(2);
    let last = snapshot(&archive.data(), &target, Some(3), &quiet).unwrap();
    let pruned = last.removed;
    assert_eq!(pruned.snapshots, names);
    assert!(pruned.bytes > 0);
    assert!(files(&archive.backup()).len() < before - 2);
    assert!(verify(&target, &quiet).unwrap().is_empty());
    restore(&target, Some(&kept[0]), &archive.elsewhere("third"), &quiet).unwrap();
    assert_eq!(ids(&archive.elsewhere("third")), BTreeSet::from([1, 2, 3]));
    let gone = restore(&target, Some(&names[0]), &archive.elsewhere("first"), &quiet).unwrap_err();
    assert!(matches!(gone, BackupError::NoSnapshot { .. }), "{gone}");
    assert_eq!(prune(&target, 0).unwrap().snapshots, kept, "one is always kept");
}

#[test]
fn what_killed_uploads_left_goes_after_a_day() {
    let archive = Archive::new();
    let target = archive.target();
    archive.put(1, Until::Searchable);
    snapshot(&archive.data(), &target, None, &quiet).unwrap();
    let blob = files(&archive.backup().join("blobs")).pop().unwrap();
    let [old, young] = [1, 2].map(|number| PathBuf::from(format!("{}#{number}", blob.display())));
    for path in [&old, &young] {
        fs::write(path, "half").unwrap();
    }
    let days_ago = SystemTime::now() - Duration::from_secs(2 * 24 * 3600);
    File::options().write(true).open(&old).unwrap().set_modified(days_ago).unwrap();
    assert_eq!(prune(&target, 1).unwrap().bytes, 4);
    assert!(!old.try_exists().unwrap());
    assert!(young.try_exists().unwrap() && blob.try_exists().unwrap());
}

#[test]
fn nobody_begins_an_archive_where_one_is_being_restored() {
    let archive = Archive::new();
    let target = archive.target();
    archive.put(1, Until::Searchable);
    snapshot(&archive.data(), &target, None, &quiet).unwrap();
    let data = archive.elsewhere("restored");
    let broken_off = data.index_path().join(DataDirectory::RESTORING);
    fs::create_dir_all(data.index_path()).unwrap();
    fs::write(&broken_off, "").unwrap();
    let refused = data.create_generation().unwrap_err().to_string();
    assert!(refused.contains("vestnik restore"), "{refused}");
    let lock = File::create(data.index_path().join("writer.lock")).unwrap();
    lock.try_lock().unwrap();
    assert!(matches!(restore(&target, None, &data, &quiet), Err(BackupError::Locked { .. })));
    drop(lock);
    restore(&target, None, &data, &quiet).unwrap();
    assert!(!broken_off.try_exists().unwrap());
    assert_eq!(ids(&data), BTreeSet::from([1]));
}

#[test]
fn any_flipped_bit_in_a_target_is_found_and_not_restored() {
    let archive = Archive::new();
    let target = archive.target();
    archive.put(1, Until::Searchable);
    snapshot(&archive.data(), &target, None, &quiet).unwrap();
    for (count, path) in files(&archive.backup()).into_iter().enumerate() {
        let sound = fs::read(&path).unwrap();
        let mut spoilt = sound.clone();
        match spoilt.len() {
            0 => spoilt.push(0),
            len => spoilt[count * 7 % len] ^= 1 << (count % 8),
        }
        fs::write(&path, &spoilt).unwrap();
        assert_eq!(verify(&target, &quiet).unwrap().len(), 1, "{}", path.display());
        let into = archive.elsewhere("spoilt");
        assert!(
            matches!(restore(&target, None, &into, &quiet), Err(BackupError::Spoilt { .. })),
            "{}",
            path.display()
        );
        assert_eq!(into.current().unwrap(), None);
        fs::write(&path, &sound).unwrap();
    }
    restore(&target, None, &archive.elsewhere("spoilt"), &quiet).unwrap();
    assert_eq!(
        ids(&archive.elsewhere("spoilt")),
        BTreeSet::from([1]),
        "an attempt that failed is begun anew"
    );
}

#[test]
fn the_newest_snapshot_is_the_last_one_even_if_the_clock_was_set_back() {
    let archive = Archive::new();
    let target = archive.target();
    let first = SnapshotManifest::new("2199-01-01T00:00:00Z".parse().unwrap(), 1, 0).write(&target).unwrap();
    archive.put(1, Until::Searchable);
    let second = snapshot(&archive.data(), &target, None, &quiet).unwrap().name;
    assert!(second > first, "{second}");
    let restored = restore(&target, None, &archive.elsewhere("restored"), &quiet).unwrap();
    assert_eq!(restored.name, second);
}

#[test]
fn nothing_is_restored_over_an_archive() {
    let archive = Archive::new();
    let target = archive.target();
    snapshot(&archive.data(), &target, None, &quiet).unwrap();
    assert!(matches!(restore(&target, None, &archive.data(), &quiet), Err(BackupError::Occupied { .. })));
    let beside = archive.elsewhere("keys");
    fs::write(archive.data().root().join("keys.json"), "{}").unwrap();
    snapshot(&archive.data(), &target, None, &quiet).unwrap();
    fs::create_dir_all(beside.root()).unwrap();
    fs::write(beside.root().join("keys.json"), "mine").unwrap();
    let message = restore(&target, None, &beside, &quiet).unwrap_err().to_string();
    assert!(message.contains("keys.json` is there already"), "{message}");
    assert_eq!(fs::read_to_string(beside.root().join("keys.json")).unwrap(), "mine");
    fs::remove_file(beside.root().join("keys.json")).unwrap();
    restore(&target, None, &beside, &quiet).unwrap();
    assert_eq!(fs::read_to_string(beside.root().join("keys.json")).unwrap(), "{}");
}

#[test]
fn damage_in_the_archive_is_not_taken_for_its_content() {
    let archive = Archive::new();
    archive.put(1, Until::Searchable);
    let Archive { folder, live } = archive;
    drop(live);
    let data = DataDirectory::new(folder.path().join("data"));
    let store =
        files(&data.index_path()).into_iter().find(|path| path.extension().is_some_and(|e| e == "store"));
    let path = store.unwrap();
    let mut bytes = fs::read(&path).unwrap();
    bytes[3] ^= 4;
    fs::write(&path, bytes).unwrap();
    let target = Target::create(&folder.path().join("backup").display().to_string(), []).unwrap();
    let error = snapshot(&data, &target, None, &quiet).unwrap_err();
    assert!(
        matches!(&error, BackupError::Damaged { path, .. } if path.extension().is_some_and(|e| e == "store"))
    );
    assert!(list(&target).unwrap().is_empty());
}

#[test]
fn targets_that_are_none_are_refused_with_the_reason() {
    let error = |target: &str| Target::open(target, []).err().unwrap().to_string();
    assert!(error("/no/such/folder").contains("/no/such/folder"));
    assert!(error("memory:///x").contains("name a folder, or an address such as s3://"));
    assert!(error("s3:/bucket/x").contains("two slashes"));
    assert!(error("ftp://a.ru/x").contains("ftp://a.ru/x"));
    let folder = tempfile::tempdir().unwrap();
    let empty = Target::open(&format!("file://{}", folder.path().display()), []).unwrap();
    let data = DataDirectory::new(folder.path().join("data"));
    let message = restore(&empty, None, &data, &quiet).unwrap_err().to_string();
    assert!(message.contains("there is no snapshot in"), "{message}");
    assert!(!data.root().try_exists().unwrap());
    assert!(matches!(snapshot(&data, &empty, None, &quiet), Err(BackupError::Schema(_))));
}

/// The bits of the journal's last group are those of something that was never acknowledged, for all that can be known.
#[test]
fn any_flipped_bit_in_an_archive_is_found() {
    let archive = Archive::new();
    for id in 1..30 {
        archive.put(id, Until::Durable);
    }
    archive.put(7, Until::Searchable);
    let Archive { folder, live } = archive;
    drop(live);
    let data = DataDirectory::new(folder.path().join("data"));
    assert_eq!(faults(&data), [""; 0]);
    let mut num_flipped = 0;
    for path in files(&data.index_path()) {
        let sound = fs::read(&path).unwrap();
        let is_lock = path.extension().is_some_and(|extension| extension == "lock" || extension == "queue");
        if sound.is_empty() || is_lock {
            continue;
        }
        let len = sound.len();
        for at in [0, len / 3, len / 2, len - 1] {
            let mut spoilt = sound.clone();
            spoilt[at] ^= 1 << (at % 8);
            fs::write(&path, spoilt).unwrap();
            let found = faults(&data);
            let name = path.file_name().unwrap().to_string_lossy();
            assert!(
                found.iter().any(|fault| fault.contains(&*name)),
                "{}, byte {at}: {found:?}",
                path.display()
            );
            num_flipped += 1;
        }
        fs::write(&path, sound).unwrap();
    }
    assert!(num_flipped > 40, "{num_flipped}");
    assert_eq!(faults(&data), [""; 0]);
}
