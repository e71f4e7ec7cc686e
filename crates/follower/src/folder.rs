use std::collections::HashSet;
use std::fs;
use std::io;
use std::ops::ControlFlow;
use std::path::{Path, PathBuf};
use std::time::{Duration, UNIX_EPOCH};

use vestnik_indexer::{is_article_file, read_file};
use vestnik_schema::id_key;
use walkdir::{DirEntry, WalkDir};

use crate::delivery::{Delivery, Mark};
use crate::error::RoundError;
use crate::feed::note;
use crate::memory::MAX_ENTRIES;
use crate::pages::ROOT;
use crate::round::Round;
use crate::sync::lock;

/// Time between the two looks at a file that tell whether somebody is still writing it.
const SETTLE: Duration = Duration::from_secs(2);
/// Files that are held in memory to be read; the rest follows at once in the next turn.
const FILES_PER_TURN: usize = 10_000;

/// A file that is to be read.
struct Candidate {
    path: PathBuf,
    mark: Mark,
}

/// What a walk through the folder found.
#[derive(Default)]
struct Walk {
    candidates: Vec<Candidate>,
    listed: HashSet<u64>,
    /// There are more candidates than fit.
    is_cut: bool,
    /// Parts of the folder could not be read.
    unreadable: Vec<String>,
}

/// Looks at a folder once: reads the files that are new or have changed, and that nobody is writing.
pub(crate) fn look(round: &Round<'_>, folder: &Path) -> Result<(), RoundError> {
    let mut refused = HashSet::new();
    let mut is_first = true;
    loop {
        let walk = walk(round, folder, &refused)?;
        if std::mem::take(&mut is_first) && !(walk.candidates.is_empty() && walk.unreadable.is_empty()) {
            round.change(|state| state.stored.status.problems.clear());
        }
        for problem in &walk.unreadable {
            round.change(|state| state.stored.status.note_problem(problem.clone()));
        }
        if !walk.candidates.is_empty() {
            read_settled(round, walk.candidates, &mut refused)?;
        }
        if !walk.is_cut {
            // Of a folder that could not be read nothing is known to be gone.
            if walk.unreadable.is_empty() {
                round.change(|state| state.is_memory_dirty |= state.memory.retain(ROOT, &walk.listed));
            }
            return Ok(());
        }
    }
}

/// Finds what is new or has changed, except what was refused in this look already.
fn walk(round: &Round<'_>, folder: &Path, refused: &HashSet<u64>) -> Result<Walk, RoundError> {
    let mut walk = Walk::default();
    let is_visible =
        |entry: &DirEntry| entry.depth() == 0 || !entry.file_name().as_encoded_bytes().starts_with(b".");
    for entry in WalkDir::new(folder).follow_links(true).into_iter().filter_entry(is_visible) {
        if round.clock().is_stopped() {
            return Err(RoundError::Stopped);
        }
        let entry = match entry {
            Ok(entry) => entry,
            // A link to a folder above: its files are found without it.
            Err(error) if error.loop_ancestor().is_some() => continue,
            Err(error) if error.depth() > 0 => {
                walk.unreadable.push(error.to_string());
                continue;
            }
            Err(error) => {
                let source = error.into_io_error().unwrap_or_else(|| io::ErrorKind::Other.into());
                return Err(RoundError::Folder { path: folder.to_owned(), source });
            }
        };
        if entry.depth() == 0 && !entry.file_type().is_dir() {
            return Err(RoundError::Folder {
                path: folder.to_owned(),
                source: io::ErrorKind::NotADirectory.into(),
            });
        }
        if !entry.file_type().is_file() || !is_article_file(entry.path()) {
            continue;
        }
        if walk.listed.len() >= MAX_ENTRIES {
            walk.unreadable.push(format!("more than {MAX_ENTRIES} files; move old ones elsewhere"));
            break;
        }
        walk.note(round, entry.into_path(), refused);
    }
    Ok(walk)
}

impl Walk {
    fn note(&mut self, round: &Round<'_>, path: PathBuf, refused: &HashSet<u64>) {
        // Names in old encodings differ in bytes that would otherwise all read alike.
        let key = id_key(&format!("{path:?}"));
        self.listed.insert(key);
        // A file that was there a moment ago and is gone is no trouble.
        let Some(version) = version_of(&path) else { return };
        if lock(round.state).memory.version(ROOT, key) == Some(version) || refused.contains(&key) {
            return;
        }
        if self.candidates.len() >= FILES_PER_TURN {
            self.is_cut = true;
        } else {
            self.candidates.push(Candidate { path, mark: Mark { group: ROOT, key, version } });
        }
    }
}

/// Reads those files that are as they were a moment ago.
fn read_settled(
    round: &Round<'_>,
    mut candidates: Vec<Candidate>,
    refused: &mut HashSet<u64>,
) -> Result<(), RoundError> {
    if round.clock().pause(SETTLE).is_break() {
        return Err(RoundError::Stopped);
    }
    candidates.sort_by(|one, other| one.path.cmp(&other.path));
    let mut delivery = round.delivery();
    for candidate in &candidates {
        let is_read = version_of(&candidate.path) == Some(candidate.mark.version)
            && read(round, &mut delivery, &candidate.path)?
            && version_of(&candidate.path) == Some(candidate.mark.version);
        if is_read {
            delivery.mark(candidate.mark)?;
        } else {
            refused.insert(candidate.mark.key);
        }
    }
    delivery.finish()
}

/// Hands the articles of a file on. `false` means that it could not be read to its end.
fn read(round: &Round<'_>, delivery: &mut Delivery<'_>, path: &Path) -> Result<bool, RoundError> {
    let slot = round.web.slots.enter().ok_or(RoundError::Stopped)?;
    let mut num_articles = 0_u64;
    let mut failure = None;
    let outcome = read_file(path, round.zone, &mut |found| {
        let outcome = match found {
            Ok(mut article) => {
                num_articles += 1;
                round.complete(&mut article);
                delivery.put(article)
            }
            Err(problem) => {
                note(round, &problem);
                Ok(())
            }
        };
        match outcome {
            Ok(()) => ControlFlow::Continue(()),
            Err(error) => {
                failure = Some(error);
                ControlFlow::Break(())
            }
        }
    });
    drop(slot);
    round.change(|state| {
        state.stored.status.entries_seen += num_articles;
        state.stored.status.bytes_fetched += fs::metadata(path).map_or(0, |metadata| metadata.len());
    });
    if let Some(error) = failure {
        return Err(error);
    }
    if let Err(error) = &outcome {
        let problem = format!("{}: it cannot be read to its end: {error}", path.display());
        round.change(|state| state.stored.status.note_problem(problem));
    }
    Ok(outcome.is_ok())
}

/// Hash of the size and the time of change of a file.
fn version_of(path: &Path) -> Option<u64> {
    let metadata = fs::metadata(path).ok()?;
    let modified = metadata.modified().ok()?.duration_since(UNIX_EPOCH).unwrap_or_default();
    Some(id_key(&format!("{} {}", metadata.len(), modified.as_nanos())))
}
