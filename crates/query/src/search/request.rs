use jiff::Timestamp;

use crate::search::{Condition, Cursor, FacetField};

/// Most characters of a query that are read; what follows is left out with a warning.
pub const MAX_QUERY_CHARS: usize = 2_000;
/// Most hits on one page.
pub const MAX_PER_PAGE: usize = 100;
/// Most hits from a given place on; see [`SearchRequest::first_hit`].
pub const MAX_HITS: usize = 1_000;
/// Deepest hit that page numbers reach; beyond it cursors go on.
pub const MAX_WINDOW: usize = 10_000;
/// Most values listed per facet.
pub const MAX_FACET_VALUES: usize = 100;

/// One question to the index.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct SearchRequest {
    /// What was typed. Empty text asks for all articles.
    pub text: String,
    /// How its phrases and marked words are matched.
    pub forms: Forms,
    /// Whether its bare words find nothing but themselves, no synonyms.
    pub without_synonyms: bool,
    /// Whether its text is searched as it is typed, whatever may have been meant.
    pub without_repair: bool,
    /// Whether bare words are searched even if they can only be meant as a time of publication.
    pub without_periods: bool,
    /// Whether each hit tells the parts of its score.
    pub explain: bool,
    /// Whether reports of one event are one hit.
    pub group_stories: bool,
    /// Which articles may be hits.
    pub filters: Filters,
    /// Order of the hits.
    pub sort: Sort,
    /// Which part of the hits is wanted.
    pub paging: Paging,
    /// Place of the first wanted hit, counted from 0, instead of a page.
    pub first_hit: Option<usize>,
    /// Whether each hit tells the matches in all of its texts; it has no snippet then.
    pub whole_texts: bool,
    /// Whether its body is among them. Bodies are most of the work.
    pub whole_bodies: bool,
    /// Facets to count.
    pub facets: Vec<FacetField>,
    /// Most values told of each, if not [`MAX_FACET_VALUES`].
    pub values_per_facet: Option<usize>,
    /// Whether the days and moments of publication are told.
    pub dates: bool,
    /// Width of the histogram's buckets, if one is wanted.
    pub histogram: Option<HistogramInterval>,
}

impl SearchRequest {
    /// Whether another request differs in nothing that decides how the text is read and repaired: only in its
    /// condition, in the order, and in what is told of the hits.
    pub(super) fn shares_text(&self, other: &Self) -> bool {
        let key = |request: &Self| {
            let Self { text, forms, without_synonyms, without_repair, without_periods, filters, .. } =
                request.clone();
            let filters = Filters { condition: None, ..filters };
            (text, forms, without_synonyms, without_repair, without_periods, filters)
        };
        key(self) == key(other)
    }
}

/// How phrases and words marked with `!` are matched. Bare words are found in any form, prefixes by their letters.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum Forms {
    /// In the forms as written, ё and case aside.
    #[default]
    Written,
    /// In any form, the words of a phrase still next to each other and in order.
    Any,
}

/// Conditions beside the text. Values of one list are alternatives; the lists must all hold.
/// Values are compared without regard to case, ё and surplus white space.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Filters {
    /// Any of these rubrics.
    pub rubrics: Vec<String>,
    /// Any of these tags.
    pub tags: Vec<String>,
    /// Any of these authors.
    pub authors: Vec<String>,
    /// Any of these sources.
    pub sources: Vec<String>,
    /// Published at this moment or later. An article without a date fails.
    pub from: Option<Timestamp>,
    /// Published before this moment. An article without a date fails.
    pub until: Option<Timestamp>,
    /// What must hold beside all that. A facet leaves out the list of its own values when it is counted; this it
    /// never leaves out.
    pub condition: Option<Condition>,
}

/// Order of hits. Equal hits are ordered by publication, newest first, then by the hash of their id,
/// so that no order depends on chance or on how the index is laid out. Articles without a date come last
/// in both orders by date.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum Sort {
    /// Best match first; for an empty text the same as `Newest`.
    #[default]
    Relevance,
    /// Latest publication first.
    Newest,
    /// Earliest publication first.
    Oldest,
}

/// Which part of the ordered hits is wanted.
#[derive(Debug, Clone, PartialEq)]
pub struct Paging {
    /// Page from 1. Ignored when `after` is given.
    pub page: usize,
    /// Hits per page, 0 to [`MAX_PER_PAGE`]; from a given place on, to [`MAX_HITS`].
    pub per_page: usize,
    /// Only hits behind this one; reaches any depth at the same cost.
    pub after: Option<Cursor>,
}

impl Default for Paging {
    fn default() -> Self {
        Self { page: 1, per_page: 10, after: None }
    }
}

/// Width of the histogram's buckets, in the site's time zone.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum HistogramInterval {
    /// Years, months or days, whichever gives a readable number of buckets for the hits at hand.
    Auto,
    /// Calendar years.
    Year,
    /// Calendar months.
    Month,
    /// Calendar days.
    Day,
}
