//! Articles that hold several words, newest first, as far as a bounded number of steps leads.

use tantivy::postings::SegmentPostings;
use tantivy::schema::{Field, IndexRecordOption};
use tantivy::{DocAddress, DocId, DocSet, SegmentReader, TERMINATED, Term};

use crate::search::SearchError;
use crate::search::error::engine_error;
use crate::search::view::View;

/// Terms of which an article holds at least one.
#[derive(Debug, Clone)]
pub(super) struct AnyTerm {
    pub(super) field: Field,
    pub(super) terms: Vec<String>,
}

impl AnyTerm {
    pub(super) fn new(field: Field, terms: &[String]) -> Self {
        Self { field, terms: terms.to_vec() }
    }

    pub(super) fn one(field: Field, term: &str) -> Self {
        Self { field, terms: vec![term.to_owned()] }
    }
}

/// What a walk came past.
#[derive(Debug, Clone, Default, PartialEq)]
pub(super) struct Walked {
    /// The newest articles of every segment.
    pub(super) articles: Vec<DocAddress>,
    /// How many there are in all: exact if the walk led through all segments, else an estimate.
    pub(super) total: f64,
}

/// How far to walk.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Bounds {
    /// Most articles of a segment that are kept.
    pub(super) keep: usize,
    /// Steps, shared evenly among the segments.
    pub(super) steps: u32,
    /// Whether to go on for the total once enough are kept.
    pub(super) count: bool,
}

/// Walks over the articles that hold a term of each group. Segments are sorted by publication, newest first.
pub(super) fn walk(view: View<'_>, groups: &[AnyTerm], bounds: Bounds) -> Result<Walked, SearchError> {
    let Bounds { keep, steps, count } = bounds;
    let mut walked = Walked::default();
    let readers = view.searcher.segment_readers();
    let segments = u32::try_from(readers.len()).unwrap_or(u32::MAX).max(1);
    let steps = (steps / segments).max(1);
    for (segment, reader) in readers.iter().enumerate() {
        let Some(mut lists) = open(reader, groups)? else { continue };
        let (mut found, mut doc, mut taken) = (0_u32, 0, 0);
        while let Some(next) = next_common(&mut lists, view.next(segment, doc), steps, &mut taken) {
            doc = next;
            if doc == TERMINATED {
                break;
            }
            if view.has(segment, doc) {
                found += 1;
                if found as usize <= keep {
                    let segment = u32::try_from(segment).unwrap_or(u32::MAX);
                    walked.articles.push(DocAddress::new(segment, doc));
                }
            }
            doc += 1;
            if !count && found as usize >= keep {
                break;
            }
        }
        let reached = if doc == TERMINATED {
            1.0
        } else {
            let seen = lists.iter().filter_map(|list| list.at).max().unwrap_or(doc).min(reader.max_doc());
            f64::from(seen.max(1)) / f64::from(reader.max_doc().max(1))
        };
        walked.total += f64::from(found) / reached;
    }
    Ok(walked)
}

/// The posting lists of one group.
struct List {
    postings: Vec<SegmentPostings>,
    /// Where the last seek ended.
    at: Option<DocId>,
}

impl List {
    /// The first article at `target` or behind it.
    fn seek(&mut self, target: DocId) -> DocId {
        let mut nearest = TERMINATED;
        for postings in &mut self.postings {
            let doc = if postings.doc() < target { postings.seek(target) } else { postings.doc() };
            nearest = nearest.min(doc);
        }
        self.at = Some(nearest);
        nearest
    }
}

/// The lists of all groups, the shortest first; `None` if no article of the segment can hold them all.
fn open(reader: &SegmentReader, groups: &[AnyTerm]) -> Result<Option<Vec<List>>, SearchError> {
    let mut lists = Vec::with_capacity(groups.len());
    for group in groups {
        let index = reader.inverted_index(group.field).map_err(engine_error)?;
        let (mut postings, mut holders) = (Vec::new(), 0_u64);
        for term in &group.terms {
            let term = Term::from_field_text(group.field, term);
            let Some(info) = index.get_term_info(&term).map_err(engine_error)? else { continue };
            let list =
                index.read_postings_from_terminfo(&info, IndexRecordOption::Basic).map_err(engine_error)?;
            holders += u64::from(info.doc_freq);
            postings.push(list);
        }
        if postings.is_empty() {
            return Ok(None);
        }
        lists.push((holders, List { postings, at: None }));
    }
    lists.sort_by_key(|(holders, _)| *holders);
    Ok(Some(lists.into_iter().map(|(_, list)| list).collect()))
}

/// The next article in all lists, [`TERMINATED`] behind the last one; `None` if the steps are used up.
fn next_common(lists: &mut [List], from: DocId, steps: u32, taken: &mut u32) -> Option<DocId> {
    let mut target = from;
    'again: loop {
        if *taken >= steps {
            return None;
        }
        *taken += 1;
        let Some((first, others)) = lists.split_first_mut() else { return Some(TERMINATED) };
        if target == TERMINATED {
            return Some(TERMINATED);
        }
        target = first.seek(target);
        for list in others {
            if target == TERMINATED {
                break;
            }
            let doc = list.seek(target);
            if doc > target {
                target = doc;
                continue 'again;
            }
        }
        return Some(target);
    }
}
