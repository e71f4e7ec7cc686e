use std::collections::HashMap;
use std::sync::Arc;

use jiff::Timestamp;
use tantivy::columnar::Column;
use tantivy::index::SegmentId;
use tantivy::schema::IndexRecordOption;
use tantivy::{
    DocAddress, DocId, DocSet, InvertedIndexReader, Searcher, SegmentReader, TERMINATED, TantivyDocument,
    Term,
};
use vestnik_schema::Fields;

/// Looks articles up in the segments of one commit.
#[derive(Default)]
pub(super) struct Segments {
    searcher: Option<Searcher>,
    segments: Vec<Segment>,
}

/// What looking up articles needs of a segment.
struct Segment {
    reader: SegmentReader,
    ids: Arc<InvertedIndexReader>,
    urls: Arc<InvertedIndexReader>,
    fingerprints: Column<u64>,
    id_keys: Column<u64>,
    expiries: Arc<Vec<(i64, DocId)>>,
}

/// A document of a commit.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Committed {
    segment: u32,
    document: DocId,
    /// Key of the article's id.
    pub(super) key: u64,
    /// The article's version.
    pub(super) version: u64,
}

impl Segments {
    /// Opens the segments of a commit; takes over from an earlier one what does not change in a segment.
    pub(super) fn open(searcher: &Searcher, fields: &Fields, before: &Self) -> tantivy::Result<Self> {
        let name = |field| searcher.schema().get_field_name(field).to_owned();
        let (fingerprint, id_key, expires) =
            (name(fields.fingerprint), name(fields.id_key), name(fields.expires));
        let known: HashMap<SegmentId, &Segment> =
            before.segments.iter().map(|segment| (segment.reader.segment_id(), segment)).collect();
        let open = |reader: &SegmentReader| -> tantivy::Result<Segment> {
            let expiries = match known.get(&reader.segment_id()) {
                Some(segment) => Arc::clone(&segment.expiries),
                None => Arc::new(expiries(reader, &expires)?),
            };
            Ok(Segment {
                ids: reader.inverted_index(fields.id)?,
                urls: reader.inverted_index(fields.url_key)?,
                fingerprints: reader.fast_fields().u64(&fingerprint)?,
                id_keys: reader.fast_fields().u64(&id_key)?,
                reader: reader.clone(),
                expiries,
            })
        };
        let segments = searcher.segment_readers().iter().map(open).collect::<tantivy::Result<_>>()?;
        Ok(Self { searcher: Some(searcher.clone()), segments })
    }

    /// The documents that hold a term of the ids.
    pub(super) fn with_id(&self, term: &Term) -> std::io::Result<Vec<Committed>> {
        self.with_term(term, |segment| &segment.ids)
    }

    /// The documents that hold a term of the addresses.
    pub(super) fn with_url(&self, term: &Term) -> std::io::Result<Vec<Committed>> {
        self.with_term(term, |segment| &segment.urls)
    }

    fn with_term(
        &self,
        term: &Term,
        of: impl Fn(&Segment) -> &Arc<InvertedIndexReader>,
    ) -> std::io::Result<Vec<Committed>> {
        let mut found = Vec::new();
        for (ordinal, segment) in (0_u32..).zip(&self.segments) {
            let Some(mut postings) = of(segment).read_postings(term, IndexRecordOption::Basic)? else {
                continue;
            };
            let mut document = postings.doc();
            while document != TERMINATED {
                if !segment.reader.is_deleted(document) {
                    found.push(segment.committed(ordinal, document));
                }
                document = postings.advance();
            }
        }
        Ok(found)
    }

    /// A document as it is stored.
    pub(super) fn document(&self, committed: Committed) -> tantivy::Result<TantivyDocument> {
        let Some(searcher) = &self.searcher else { return Ok(TantivyDocument::default()) };
        searcher.doc(DocAddress::new(committed.segment, committed.document))
    }

    /// The documents of articles that have expired.
    pub(super) fn expired(&self, now: Timestamp) -> Vec<Committed> {
        let mut found = Vec::new();
        for (ordinal, segment) in (0_u32..).zip(&self.segments) {
            let due = segment.expiries.iter().take_while(|(moment, _)| *moment <= now.as_second());
            let alive = due.filter(|(_, document)| !segment.reader.is_deleted(*document));
            found.extend(alive.map(|(_, document)| segment.committed(ordinal, *document)));
        }
        found
    }

    /// When the next article expires.
    pub(super) fn next_expiry(&self) -> Option<Timestamp> {
        let firsts = self.segments.iter().filter_map(|segment| {
            let mut alive =
                segment.expiries.iter().filter(|(_, document)| !segment.reader.is_deleted(*document));
            alive.next().map(|(moment, _)| *moment)
        });
        firsts.min().and_then(|second| Timestamp::from_second(second).ok())
    }
}

impl Segment {
    fn committed(&self, segment: u32, document: DocId) -> Committed {
        let value = |column: &Column<u64>| column.first(document).unwrap_or_default();
        Committed { segment, document, key: value(&self.id_keys), version: value(&self.fingerprints) }
    }
}

/// When which documents expire, the first first.
fn expiries(reader: &SegmentReader, name: &str) -> tantivy::Result<Vec<(i64, DocId)>> {
    let Some(column) = reader.fast_fields().column_opt::<i64>(name)? else { return Ok(Vec::new()) };
    let mut found: Vec<(i64, DocId)> =
        (0..reader.max_doc()).filter_map(|document| Some((column.first(document)?, document))).collect();
    found.sort_unstable();
    Ok(found)
}
