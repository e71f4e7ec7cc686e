use std::path::{Path, PathBuf};
use std::thread;
use std::time::Duration;

use serde::Serialize;
use tantivy::{SegmentReader, TantivyDocument};
use vestnik_journal::{Found, Verified};
use vestnik_schema::{
    DataDirectory, Generation, OpenIndex, SchemaError, fingerprint, from_document, id_key, open_generation,
    verify_index_files,
};

use crate::BackupError;

/// How long a group may take to be written.
const MOMENT: Duration = Duration::from_millis(300);
const MOMENTS: usize = 20;

/// Which generations to check.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Which {
    /// The one that is searched.
    Current,
    /// All that are on disk.
    All,
}

/// What [`check`] found.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize)]
#[non_exhaustive]
pub struct CheckReport {
    /// The generations that were checked.
    pub generations: Vec<GenerationCheck>,
    /// Sound entries of the journal.
    pub journal_entries: u64,
    /// Everything that is wrong.
    pub faults: Vec<Fault>,
}

/// One generation that was checked.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct GenerationCheck {
    /// Its number.
    pub number: u32,
    /// Articles that were read and compared.
    pub articles: u64,
    /// Its size on disk.
    pub bytes: u64,
}

/// Something that is wrong.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct Fault {
    /// The file or folder.
    pub path: PathBuf,
    /// What is wrong with it.
    pub reason: String,
}

impl Fault {
    fn new(path: impl Into<PathBuf>, reason: impl Into<String>) -> Self {
        Self { path: path.into(), reason: reason.into() }
    }
}

/// Reads all files of an archive and says what is wrong with them: every checksum, every article against its fingerprint
/// and its key, no article twice, and the journal. An archive may be searched and written to meanwhile. `told` gets a
/// sentence when a longer step begins.
///
/// # Errors
/// [`BackupError`] if there is nothing to check, or a folder cannot be listed.
pub fn check(data: &DataDirectory, which: Which, told: &dyn Fn(&str)) -> Result<CheckReport, BackupError> {
    let mut report = CheckReport::default();
    let current = match data.current() {
        Ok(current) => current,
        Err(error) => {
            report.faults.push(Fault::new(data.index_path().join("CURRENT"), error.to_string()));
            None
        }
    };
    let generations = match which {
        Which::Current if report.faults.is_empty() => current.into_iter().collect(),
        _ => finished(data.generations()?, current.as_ref())?,
    };
    if generations.is_empty() && report.faults.is_empty() {
        return Err(SchemaError::NoIndex { path: data.index_path(), data: data.root().to_owned() }.into());
    }
    for generation in &generations {
        told(&format!("checking generation {}", generation.number()));
        report.check_generation(generation);
    }
    told("checking the journal");
    let journal = verify_journal(&data.journal_path())?;
    report.journal_entries = journal.entries;
    report.faults.extend(journal.faults.into_iter().filter_map(journal_fault));
    Ok(report)
}

/// Those that are searched or were; one that is being built, or was not built to its end, is none yet.
fn finished(
    generations: Vec<Generation>,
    current: Option<&Generation>,
) -> Result<Vec<Generation>, BackupError> {
    let mut found = Vec::new();
    for generation in generations {
        let path = generation.path();
        let has = |name: &str| path.join(name).try_exists().map_err(BackupError::io(path));
        if current == Some(&generation) || has("manifest.json")? && !has(Generation::UNFINISHED)? {
            found.push(generation);
        }
    }
    Ok(found)
}

/// A group that is just being written looks like a torn one, and is whole a moment later.
fn verify_journal(path: &Path) -> Result<Verified, BackupError> {
    let mut verified = vestnik_journal::verify(path)?;
    for _ in 0..MOMENTS {
        if !verified.faults.iter().any(|fault| matches!(fault, Found::Torn { .. })) {
            break;
        }
        thread::sleep(MOMENT);
        let again = vestnik_journal::verify(path)?;
        if again.faults == verified.faults {
            break;
        }
        verified = again;
    }
    Ok(verified)
}

fn journal_fault(found: Found) -> Option<Fault> {
    match found {
        Found::Entry(_) => None,
        Found::Damage { path, offset, bytes } => {
            Some(Fault::new(path, format!("{bytes} bytes from byte {offset} on are damaged")))
        }
        Found::Torn { path, offset, bytes } => Some(Fault::new(
            path,
            format!(
                "the last {bytes} bytes, from byte {offset} on, are no whole entry: they were being written when the \
                 power went out and were never acknowledged, or they are damaged"
            ),
        )),
    }
}

impl CheckReport {
    fn check_generation(&mut self, generation: &Generation) {
        let files = verify_index_files(generation);
        let is_sound = files.is_empty();
        self.faults.extend(files.into_iter().map(|fault| Fault::new(fault.path, fault.reason)));
        let mut checked = GenerationCheck { number: generation.number(), articles: 0, bytes: 0 };
        match generation.size_in_bytes() {
            Ok(bytes) => checked.bytes = bytes,
            Err(error) => self.faults.push(Fault::new(generation.path(), error.to_string())),
        }
        // Damaged files are told once; what is in them would only repeat it.
        if is_sound {
            match open_generation(generation) {
                Ok(open) => checked.articles = self.check_articles(&open),
                Err(error) => self.faults.push(Fault::new(generation.path(), error.to_string())),
            }
        }
        self.generations.push(checked);
    }

    /// Compares what is stored of each article with the columns beside it. Returns their number.
    fn check_articles(&mut self, open: &OpenIndex) -> u64 {
        let path = open.generation.path();
        let mut keys = Vec::new();
        let outcome = open.index.reader().and_then(|reader| {
            let searcher = reader.searcher();
            searcher
                .segment_readers()
                .iter()
                .try_for_each(|segment| self.check_segment(open, segment, &mut keys))
        });
        if let Err(error) = outcome {
            self.faults.push(Fault::new(path, error.to_string()));
        }
        let num_articles = keys.len() as u64;
        keys.sort_unstable();
        let twice = keys.windows(2).filter(|pair| pair[0] == pair[1]).count();
        if twice > 0 {
            self.faults.push(Fault::new(path, format!("{twice} articles are there twice")));
        }
        num_articles
    }

    fn check_segment(
        &mut self,
        open: &OpenIndex,
        segment: &SegmentReader,
        keys: &mut Vec<u64>,
    ) -> tantivy::Result<()> {
        let schema = open.index.schema();
        let column = |field| segment.fast_fields().u64(schema.get_field_name(field));
        let (fingerprints, id_keys) = (column(open.fields.fingerprint)?, column(open.fields.id_key)?);
        let store = segment.get_store_reader(10)?;
        let path = open.generation.path();
        for document in segment.doc_ids_alive() {
            let stored: TantivyDocument = store.get(document)?;
            let article = match from_document(&stored, &open.fields) {
                Ok(article) => article,
                Err(error) => {
                    self.faults.push(Fault::new(path, error.to_string()));
                    continue;
                }
            };
            let is_same = fingerprint(&article).ok() == fingerprints.first(document)
                && id_keys.first(document) == Some(id_key(&article.id));
            if !is_same {
                let reason = format!("the article {:?} is not what its columns say", article.id);
                self.faults.push(Fault::new(path, reason));
            }
            keys.push(id_key(&article.id));
        }
        Ok(())
    }
}
