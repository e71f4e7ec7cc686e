use std::collections::BTreeSet;
use std::ffi::OsStr;
use std::path::{Path, PathBuf};
use std::{fmt, fs, io};

use serde::Deserialize;
use tantivy::directory::{INDEX_WRITER_LOCK, META_LOCK};

use super::{read_sealed, trailer};
use crate::Generation;

const META: &str = "meta.json";
const MANAGED: &str = ".managed.json";

/// Every generation that can be opened has these.
const NEEDED: [&str; 3] = ["manifest.json", META, MANAGED];

/// A file of an index that is not as it was written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FileFault {
    /// The file, or the folder that cannot be listed.
    pub path: PathBuf,
    /// What is wrong with it, as the end of a sentence that begins with its name.
    pub reason: String,
}

impl fmt::Display for FileFault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.path.display(), self.reason)
    }
}

/// Reads all files of a generation whole and compares them with their checksums; sound ones are not named.
///
/// Lock files are left out, and so is what no commit names: such files are being written, or a killed process left
/// them, and nobody reads them. The generation may be written to meanwhile.
pub fn verify_index_files(generation: &Generation) -> Vec<FileFault> {
    let folder = generation.path();
    let before = Commit::read(folder);
    let names = match names_to_verify(folder, before.as_ref()) {
        Ok(names) => names,
        Err(error) => return vec![FileFault { path: folder.to_owned(), reason: error.to_string() }],
    };
    let fault_of = |name: String| verify_file(folder, &name).err().map(|error| (name, error));
    let mut faults: Vec<(String, io::Error)> = names.into_iter().filter_map(fault_of).collect();
    // Other files, such as the mark of an unfinished generation, may go while the rest is read.
    faults.retain(|(name, error)| {
        error.kind() != io::ErrorKind::NotFound || is_segment_file(name) || NEEDED.contains(&name.as_str())
    });
    if !faults.is_empty() && before.is_some() {
        // What a merge or a commit has put aside meanwhile may be gone with good reason.
        let after = Commit::read(folder);
        faults.retain(|(name, _)| !is_segment_file(name) || names_it(after.as_ref(), name));
    }
    faults
        .into_iter()
        .map(|(name, error)| FileFault { path: folder.join(name), reason: reason(&error) })
        .collect()
}

fn reason(error: &io::Error) -> String {
    match error.kind() {
        io::ErrorKind::NotFound => "it is missing".to_owned(),
        _ => error.to_string(),
    }
}

/// Names of the files of a generation that belong to its last commit or to no commit, such as its manifest. What a merge
/// or a commit has put aside, or is just writing, is left out.
///
/// # Errors
/// What the operating system says when the folder cannot be listed.
pub fn index_files(generation: &Generation) -> io::Result<BTreeSet<String>> {
    names_to_verify(generation.path(), Commit::read(generation.path()).as_ref())
}

/// Reads one file of a generation whole and compares it with its checksum.
///
/// # Errors
/// [`io::ErrorKind::InvalidData`] if the file is not as it was written, others if it cannot be read.
pub fn verify_index_file(generation: &Generation, name: &str) -> io::Result<()> {
    verify_file(generation.path(), name)
}

/// Compares one file with its checksum.
pub(super) fn verify_file(folder: &Path, name: &str) -> io::Result<()> {
    let path = folder.join(name);
    if is_segment_file(name) { trailer::verify(&path) } else { read_sealed(&path).map(drop) }
}

/// Files that are there and files that have to be.
fn names_to_verify(folder: &Path, commit: Option<&Commit>) -> io::Result<BTreeSet<String>> {
    let mut names: BTreeSet<String> = NEEDED.map(str::to_owned).into();
    for entry in fs::read_dir(folder)? {
        names.insert(entry?.file_name().to_string_lossy().into_owned());
    }
    if let Ok(managed) = read_sealed(&folder.join(MANAGED)) {
        let managed: Vec<String> = serde_json::from_slice(&managed)?;
        names.extend(managed.into_iter().filter(|_| commit.is_some()));
    }
    names.retain(|name| !is_passing(name) && (!is_segment_file(name) || names_it(commit, name)));
    Ok(names)
}

/// Locks and files that are about to be renamed.
fn is_passing(name: &str) -> bool {
    let path = Path::new(name);
    let is_lock = [&*META_LOCK, &*INDEX_WRITER_LOCK].iter().any(|lock| lock.filepath == path);
    is_lock || path.extension() == Some(OsStr::new(super::DRAFT)) || name.starts_with(".tmp")
}

/// Whether a file of a generation belongs to one segment: such files bear the number of the segment, 32 hexadecimal
/// digits, and are written once.
pub fn is_segment_file(name: &str) -> bool {
    let stem = name.split('.').next().unwrap_or_default();
    stem.len() == 32 && stem.bytes().all(|byte| byte.is_ascii_hexdigit())
}

/// Without a readable commit, all files count.
fn names_it(commit: Option<&Commit>, name: &str) -> bool {
    commit.is_none_or(|commit| commit.names(name))
}

/// What is of interest here in the file that names the segments.
#[derive(Deserialize)]
struct Commit {
    segments: Vec<Segment>,
}

#[derive(Deserialize)]
struct Segment {
    segment_id: String,
    deletes: Option<Deletes>,
}

#[derive(Deserialize)]
struct Deletes {
    opstamp: u64,
}

impl Commit {
    fn read(folder: &Path) -> Option<Self> {
        serde_json::from_slice(&read_sealed(&folder.join(META)).ok()?).ok()
    }

    fn names(&self, file: &str) -> bool {
        let Some((stem, kind)) = file.split_once('.') else { return false };
        let segment = self.segments.iter().find(|segment| segment.segment_id.replace('-', "") == stem);
        segment.is_some_and(|segment| match (kind.strip_suffix(".del"), &segment.deletes) {
            (None, _) => !kind.ends_with("temp"),
            (Some(opstamp), Some(deletes)) => opstamp == deletes.opstamp.to_string(),
            (Some(_), None) => false,
        })
    }
}
