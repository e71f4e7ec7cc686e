use std::ops::Range;

use jiff::Timestamp;
use jiff::civil::Date;
use vestnik_schema::Article;

use crate::search::{DateFault, HistogramInterval, HitTexts, QueryPart, RepairedWord, ScorePart, Sort};

/// The answer to one question.
#[derive(Debug, Clone, PartialEq)]
pub struct SearchResults {
    /// How the text was read.
    pub understood: Understood,
    /// Number of all matching articles, exact.
    pub total: u64,
    /// The wanted part of them.
    pub hits: Vec<Hit>,
    /// What comes after them where they do not fill the first page of a search by relevance.
    pub further: Option<Further>,
    /// The wanted facets, in the order of the request.
    pub facets: Vec<Facets>,
    /// The wanted histogram.
    pub histogram: Option<Histogram>,
    /// The wanted dates.
    pub dates: Option<Dates>,
    /// Where the next page begins, if there is one. Pages of stories have none.
    pub next: Option<Cursor>,
    /// How the hits were gathered, if stories are asked for.
    pub stories: Option<Stories>,
}

/// Articles that hold not all words of a query, but the most telling ones.
#[derive(Debug, Clone, PartialEq)]
pub struct Further {
    /// Number of all of them, at least 1; none is among the matching articles.
    pub total: u64,
    /// The best, as many as the page has room for.
    pub hits: Vec<Hit>,
}

/// How a text was read.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Understood {
    /// The text that was searched, cut to the permitted length.
    pub text: String,
    /// What it asks for, in its order.
    pub parts: Vec<QueryPart>,
    /// What was odd in it, or changed to answer it.
    pub warnings: Vec<QueryWarning>,
    /// What was searched beside its own words, in the order of these; only names that the archive can hold.
    pub synonyms: Vec<SynonymsUsed>,
    /// Whether it has phrases or words marked with `!`, excluded ones too.
    pub exact: bool,
    /// How many articles it matches with [`crate::search::Forms::Any`], if more than as written. Counted for the
    /// first page of hits only, and only if there is time left.
    pub any_form: Option<u64>,
    /// What was most likely meant, if something else was typed.
    pub repair: Option<QueryRepair>,
}

/// A likelier text than the one that was typed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct QueryRepair {
    /// The text as typed.
    pub typed: String,
    /// The repaired text, in the same query language.
    pub searched: String,
    /// What was repaired, in the order in which it was.
    pub changes: Vec<RepairedWord>,
    /// Whether the repaired text was searched instead of the typed one; else it is only an offer.
    pub applied: bool,
}

/// Words of a query and their synonyms.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SynonymsUsed {
    /// The words as typed.
    pub text: String,
    /// Other names that were searched too, as their group writes them; at least one.
    pub also: Vec<String>,
}

/// Something a searcher should know about how a query was read. Nothing is changed without one.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum QueryWarning {
    /// The text was longer than permitted and was cut.
    Truncated {
        /// Characters that were read.
        kept: usize,
    },
    /// More words or operators than permitted; the rest was left out.
    TooManyWords {
        /// Words that were read.
        kept: usize,
    },
    /// Brackets nested deeper than permitted were read as if flat.
    TooDeep,
    /// A quotation mark without its partner was ignored.
    UnbalancedQuote,
    /// A bracket without its partner was ignored.
    UnbalancedBracket,
    /// An operator without a word to act on was ignored.
    DanglingOperator {
        /// The operator as written.
        operator: String,
    },
    /// Something that holds no letters and no digits was ignored.
    NothingToSearch {
        /// The part as written.
        text: String,
    },
    /// What stands before a colon looks like a field but is none; it and what follows were searched as words.
    UnknownField {
        /// The name as written.
        field: String,
    },
    /// What stands behind a phrase is no distance; its words were searched next to each other.
    NoDistance {
        /// The distance as written, with its tilde.
        distance: String,
    },
    /// The distance behind a phrase was greater than permitted.
    DistanceCut {
        /// The distance that was searched, in words.
        kept: u32,
    },
    /// The value of a date field is no period; it was left out.
    BadDate {
        /// The value, or the end of it that is wrong.
        text: String,
        /// What is wrong with it.
        fault: DateFault,
    },
    /// Only exclusions were given: all other articles are shown.
    OnlyExclusions,
    /// The period ends before it begins: no article can be in it.
    EmptyPeriod,
    /// A prefix matches more word forms than permitted; the most frequent ones were searched.
    PrefixTooBroad {
        /// The prefix as written.
        prefix: String,
        /// Forms that were searched.
        kept: usize,
    },
    /// No article holds all words; articles that hold the most telling ones are shown instead.
    Relaxed {
        /// Words that no article holds at all, as written.
        missing: Vec<String>,
    },
    /// Nothing was found, also because no article holds some of the words.
    NotFound {
        /// Words that no article holds at all, as written.
        missing: Vec<String>,
    },
}

/// One matching article.
#[derive(Debug, Clone, PartialEq)]
pub struct Hit {
    /// The article as stored.
    pub article: Article,
    /// Relevance; higher is better, comparable within one answer only. 0 where the order is by date.
    pub score: f32,
    /// The whole title with the matches in it.
    pub title: Highlighted,
    /// The part of lead, body or captions that shows best why the article matched.
    pub snippet: Highlighted,
    /// Words of the query that the article does not hold, as written; only where not all are asked for.
    pub missing: Vec<String>,
    /// The parts of the score, if they are asked for and the order is by relevance.
    pub explanation: Vec<ScorePart>,
    /// The rest of its story, if stories are asked for and it has one.
    pub story: Option<StoryMore>,
    /// The matches in all of its texts, if they are asked for.
    pub texts: Option<HitTexts>,
}

/// How hits were gathered into stories.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Stories {
    /// What pages are made of: the stories, and one by one the hits behind those that were compared.
    pub entries: u64,
    /// The number of stories, if all hits were compared.
    pub count: Option<u64>,
}

/// Articles that tell the story of a hit.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StoryMore {
    /// All of them, the hit itself aside.
    pub count: u64,
    /// The first of them in the order of hits.
    pub articles: Vec<StoryArticle>,
}

/// An article of a story, in short.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StoryArticle {
    /// Its id.
    pub id: String,
    /// Its address on its site.
    pub url: Option<String>,
    /// Its title.
    pub title: String,
    /// Its source.
    pub source: Option<String>,
    /// When it was published.
    pub published_at: Option<Timestamp>,
}

/// An article like another one.
#[derive(Debug, Clone, PartialEq)]
pub struct RelatedArticle {
    /// The article as stored.
    pub article: Article,
    /// How alike they are, above 0 and below 1.
    pub likeness: f32,
    /// Whether they report one event: alike enough, and published within days of each other.
    pub same_story: bool,
}

/// A text and the places in it that matched.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Highlighted {
    /// The text.
    pub text: String,
    /// Byte ranges on character boundaries, ascending, apart from each other.
    pub matches: Vec<Range<usize>>,
}

impl Highlighted {
    /// The text cut into pieces that match and pieces that do not, in order, without empty ones.
    pub fn segments(&self) -> impl Iterator<Item = (&str, bool)> {
        let edges = self.matches.iter().flat_map(|range| [(range.start, false), (range.end, true)]);
        let mut from = 0;
        edges.chain([(self.text.len(), false)]).filter_map(move |(to, matched)| {
            let piece = self.text.get(from..to).unwrap_or_default();
            from = to;
            (!piece.is_empty()).then_some((piece, matched))
        })
    }
}

/// A property whose values are counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum FacetField {
    /// Rubrics.
    Rubric,
    /// Sources.
    Source,
    /// Authors.
    Author,
    /// Tags.
    Tag,
}

/// Values of one property among the matching articles. The filter on the property itself is left out of the
/// count, so that a searcher sees what another choice would give.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Facets {
    /// The property.
    pub field: FacetField,
    /// Its values: most frequent first, then alphabetically; at most [`crate::search::MAX_FACET_VALUES`].
    pub values: Vec<FacetCount>,
}

/// One value of a property.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FacetCount {
    /// The value as articles state it.
    pub value: String,
    /// Number of articles.
    pub count: u64,
}

/// Matching articles over time, all filters applied. Buckets are contiguous; empty ones are included.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Histogram {
    /// Width of the buckets; never `Auto`.
    pub interval: HistogramInterval,
    /// The buckets in order of time.
    pub buckets: Vec<Bucket>,
    /// Matching articles without a date; they are in no bucket.
    pub undated: u64,
}

/// One bar of a histogram.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Bucket {
    /// First moment of the bucket.
    pub from: Timestamp,
    /// First moment behind the bucket.
    pub until: Timestamp,
    /// Number of articles.
    pub count: u64,
}

/// When the matching articles were published, all filters applied.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Dates {
    /// Days of the site's time zone with the number of their articles, in order; none without articles.
    pub days: Vec<(Date, u64)>,
    /// First publication.
    pub earliest: Option<Timestamp>,
    /// Last publication.
    pub latest: Option<Timestamp>,
    /// The Unix seconds of all publications together.
    pub seconds: i128,
}

/// A place in an ordered list of hits: the keys of the last hit seen. It stays valid while articles come and go.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Cursor {
    /// The order that it belongs to.
    pub sort: Sort,
    /// Score of the last hit; 0 in the orders by date.
    pub score: f32,
    /// Publication of the last hit, Unix seconds; `None` if it has no date.
    pub published: Option<i64>,
    /// Key of its id.
    pub id_key: u64,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn segments_cover_the_text_in_order() {
        let text = Highlighted {
            text: "Встреча Путина и Керри".to_owned(), matches: vec![0..14, 15..27]
        };
        assert_eq!(
            text.segments().collect::<Vec<_>>(),
            [("Встреча", true), (" ", false), ("Путина", true), (" и Керри", false)]
        );
        assert_eq!(Highlighted { text: "х".to_owned(), matches: Vec::new() }.segments().count(), 1);
        assert_eq!(Highlighted::default().segments().count(), 0);
    }
}
