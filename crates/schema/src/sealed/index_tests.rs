use std::fs;
use std::io::{Seek, SeekFrom, Write};
use std::path::PathBuf;

use tantivy::{IndexReader, IndexWriter, Term};

use super::verify::verify_file;
use crate::{
    Article, DataDirectory, FileFault, OpenIndex, create_index, open_generation, open_index, to_document,
    verify_index_files,
};

struct Tiny {
    _folder: tempfile::TempDir,
    data: DataDirectory,
    open: OpenIndex,
}

impl Tiny {
    fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let data = DataDirectory::new(folder.path());
        let generation = data.create_generation().unwrap();
        let open = create_index(&generation).unwrap();
        data.activate(&generation).unwrap();
        Self { _folder: folder, data, open }
    }

    /// With segments, deletes and no file that no commit names.
    fn filled() -> Self {
        let tiny = Self::new();
        let mut writer = tiny.writer();
        for ids in [["1", "2"], ["3", "4"]] {
            for id in ids {
                writer.add_document(tiny.document(id)).unwrap();
            }
            writer.commit().unwrap();
        }
        writer.delete_term(tiny.term("2"));
        writer.commit().unwrap();
        writer.garbage_collect_files().wait().unwrap();
        writer.wait_merging_threads().unwrap();
        tiny
    }

    fn writer(&self) -> IndexWriter {
        let writer = self.open.index.writer_with_num_threads(1, 15_000_000).unwrap();
        writer.set_merge_policy(Box::new(tantivy::merge_policy::NoMergePolicy));
        writer
    }

    fn document(&self, id: &str) -> tantivy::TantivyDocument {
        let article = Article { id: id.to_owned(), title: "Мост".to_owned(), ..Article::default() };
        to_document(&article, &[], &self.open.fields).unwrap()
    }

    fn term(&self, id: &str) -> Term {
        Term::from_field_text(self.open.fields.id, id)
    }

    fn faults(&self) -> Vec<FileFault> {
        verify_index_files(&self.open.generation)
    }

    fn files(&self) -> Vec<PathBuf> {
        let entries = fs::read_dir(self.open.generation.path()).unwrap();
        let is_lock = |path: &PathBuf| path.extension().is_some_and(|extension| extension == "lock");
        entries.map(|entry| entry.unwrap().path()).filter(|path| !is_lock(path)).collect()
    }

    fn is_faulty(&self, path: &PathBuf) -> bool {
        self.faults().iter().any(|fault| fault.path == *path && !fault.reason.is_empty())
    }
}

fn num_docs(reader: &IndexReader) -> u64 {
    reader.reload().unwrap();
    reader.searcher().num_docs()
}

#[test]
fn an_index_lives_as_any_other() {
    let tiny = Tiny::filled();
    let reader = tiny.open.index.reader().unwrap();
    assert_eq!((num_docs(&reader), reader.searcher().segment_readers().len()), (3, 2));
    assert_eq!(reader.searcher().doc_freq(&tiny.term("3")).unwrap(), 1);
    assert!(open_generation(&tiny.open.generation).unwrap().index.validate_checksum().unwrap().is_empty());
    assert_eq!(tiny.faults(), []);
    let before = tiny.files();
    let mut writer = tiny.writer();
    writer.merge(&tiny.open.index.searchable_segment_ids().unwrap()).wait().unwrap();
    assert_eq!(tiny.faults(), []);
    assert_eq!((num_docs(&reader), reader.searcher().segment_readers().len()), (3, 1));
    writer.garbage_collect_files().wait().unwrap();
    assert!(before.iter().any(|path| !path.try_exists().unwrap()) && tiny.files().len() < before.len());
    writer.add_document(tiny.document("5")).unwrap();
    writer.commit().unwrap();
    let reopened = open_index(&tiny.data).unwrap().index.reader().unwrap();
    assert_eq!((num_docs(&reader), num_docs(&reopened)), (4, 4));
    assert_eq!(tiny.faults(), []);
}

#[test]
fn every_flipped_bit_is_found() {
    let tiny = Tiny::filled();
    let files = tiny.files();
    assert!(files.iter().any(|path| path.extension().is_some_and(|kind| kind == "del")), "{files:?}");
    assert!(files.len() > 14, "{files:?}");
    for path in files {
        let sound = fs::read(&path).unwrap();
        let name = path.file_name().unwrap().to_str().unwrap();
        let mut file = fs::OpenOptions::new().write(true).open(&path).unwrap();
        let mut set = |at: usize, byte: u8| {
            file.seek(SeekFrom::Start(at as u64)).unwrap();
            file.write_all(&[byte]).unwrap();
        };
        for (at, byte) in sound.iter().enumerate() {
            for bit in 0..8 {
                set(at, byte ^ (1 << bit));
                assert!(
                    verify_file(tiny.open.generation.path(), name).is_err(),
                    "bit {bit} of {at} of {name}"
                );
            }
            if at % 64 == 0 {
                assert!(tiny.is_faulty(&path), "byte {at} of {name}");
            }
            set(at, *byte);
        }
    }
    assert_eq!(tiny.faults(), []);
}

#[test]
fn files_that_are_cut_short_or_missing_are_found() {
    let tiny = Tiny::filled();
    for path in tiny.files() {
        let sound = fs::read(&path).unwrap();
        for len in [0, 1, 11, 12, 13, sound.len() / 2, sound.len() - 12, sound.len() - 1] {
            fs::write(&path, &sound[..len.min(sound.len() - 1)]).unwrap();
            assert!(tiny.is_faulty(&path), "{len} bytes of {}", path.display());
        }
        fs::remove_file(&path).unwrap();
        assert!(tiny.is_faulty(&path), "{} is missing", path.display());
        fs::write(&path, &sound).unwrap();
    }
    assert_eq!(tiny.faults(), []);
}

#[test]
fn damage_to_what_names_the_segments_and_lost_trailers_are_noticed_on_opening() {
    let tiny = Tiny::filled();
    for path in tiny.files() {
        let sound = fs::read(&path).unwrap();
        fs::write(&path, &sound[..sound.len() - 1]).unwrap();
        let opened = open_index(&tiny.data).and_then(|open| {
            let path = open.generation.path().to_owned();
            open.index.reader().map_err(|source| crate::SchemaError::Tantivy { path, source })
        });
        assert!(opened.is_err(), "{}", path.display());
        fs::write(&path, &sound).unwrap();
    }
    let meta = tiny.open.generation.path().join("meta.json");
    let edited = fs::read_to_string(&meta).unwrap().replace("\"max_doc\": 2", "\"max_doc\": 3");
    fs::write(&meta, edited).unwrap();
    let error = format!("{:?}", open_index(&tiny.data).err().unwrap());
    assert!(error.contains("does not match its checksum"), "{error}");
}

#[test]
fn what_no_commit_names_is_no_fault() {
    let tiny = Tiny::filled();
    let folder = tiny.open.generation.path();
    for name in ["0123456789abcdef0123456789abcdef.store", "manifest.draft", ".tmpA1b2"] {
        fs::write(folder.join(name), "a part").unwrap();
    }
    assert_eq!(tiny.faults(), []);
    fs::write(folder.join("sources.json"), "{}").unwrap();
    assert!(tiny.is_faulty(&folder.join("sources.json")));
}
