//! Ranked search: a [`SearchRequest`] goes in, [`SearchResults`] come out.
//!
//! A text is cut into tokens (`lexer`), read into a tree (`parse`, `ast`), its words are analyzed (`plan`), and the
//! plan becomes a tantivy query (`compile`). One pass over the matching articles counts and orders them
//! (`collect`); if nothing matches, `relax` finds a weaker demand. Around all that, `repaired` searches what was meant
//! where something else was typed. No type of tantivy leaves this module.

mod ast;
mod calendar;
mod collect;
mod compile;
mod condition;
mod cursor;
mod dates;
mod engine;
mod enough;
mod error;
mod exclude;
mod facets;
mod facts;
mod family;
mod function_words;
mod highlight;
mod histogram;
mod lexer;
mod narrow;
mod near;
mod opening;
mod order;
mod parse;
mod parse_condition;
mod part;
mod period;
mod plain;
mod plan;
mod prefix;
mod prepared;
mod quotes;
mod ranking;
mod relax;
mod repair;
mod repaired;
mod request;
mod rescore;
mod results;
mod run;
mod score;
mod site_synonyms;
mod snippet;
mod state;
mod story;
mod suggest;
mod synonyms;
mod texts;
mod view;
mod watch;
mod weigh;
mod widen;

pub use condition::Condition;
pub use dates::Fault as DateFault;
pub use engine::{Abandon, Engine, EngineSettings, FieldSize, IndexFacts, TermFacts};
pub use error::SearchError;
pub use parse_condition::parse_condition;
pub use part::{PartKind, Period, QueryField, QueryPart};
pub use period::parse_period_bound;
pub use ranking::RankingSettings;
pub use repair::{RepairKind, RepairedWord};
pub use request::{
    Filters, Forms, HistogramInterval, MAX_FACET_VALUES, MAX_HITS, MAX_PER_PAGE, MAX_QUERY_CHARS, MAX_WINDOW,
    Paging, SearchRequest, Sort,
};
pub use results::{
    Bucket, Cursor, Dates, FacetCount, FacetField, Facets, Further, Highlighted, Histogram, Hit, QueryRepair,
    QueryWarning, RelatedArticle, SearchResults, Stories, StoryArticle, StoryMore, SynonymsUsed, Understood,
};
pub use score::{ScorePart, ScoreReason};
pub use story::MAX_RELATED;
pub use suggest::{
    MAX_SUGGEST_CHARS, MAX_SUGGESTIONS, SuggestedArticle, Suggestion, SuggestionKind, Suggestions,
};
pub use synonyms::{
    Fault as SynonymFault, MAX_OTHERS as MAX_SYNONYMS, Problem as SynonymProblem, QueryWord, Synonym,
    SynonymMatch, SynonymPack,
};
pub use texts::{HitTexts, MatchedText};
