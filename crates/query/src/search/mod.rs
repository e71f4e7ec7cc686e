//! Ranked search: a [`SearchRequest`] goes in, [`SearchResults`] come out.
//!
//! A text is cut into tokens (`lexer`), read into a tree (`parse`, `ast`), its words are analyzed (`plan`), and the
//! plan becomes a tantivy query (`compile`). One pass over the matching articles counts and orders them
//! (`collect`); if nothing matches, `relax` finds a weaker demand. No type of tantivy leaves this module.

mod ast;
mod collect;
mod compile;
mod cursor;
mod engine;
mod enough;
mod error;
mod exclude;
mod facets;
mod facts;
mod highlight;
mod histogram;
mod lexer;
mod order;
mod parse;
mod period;
mod plain;
mod plan;
mod prefix;
mod quotes;
mod ranking;
mod relax;
mod request;
mod rescore;
mod results;
mod run;
mod site_synonyms;
mod snippet;
mod state;
mod synonyms;
mod watch;
mod weigh;
mod widen;

pub use engine::{Abandon, Engine, EngineSettings, FieldSize, IndexFacts, TermFacts};
pub use error::SearchError;
pub use period::parse_period_bound;
pub use request::{
    Filters, Forms, HistogramInterval, MAX_FACET_VALUES, MAX_PER_PAGE, MAX_QUERY_CHARS, MAX_WINDOW, Paging,
    SearchRequest, Sort,
};
pub use results::{
    Bucket, Cursor, FacetCount, FacetField, Facets, Further, Highlighted, Histogram, Hit, QueryWarning,
    SearchResults, SynonymsUsed, Understood,
};
pub use synonyms::{
    Fault as SynonymFault, MAX_OTHERS as MAX_SYNONYMS, Problem as SynonymProblem, QueryWord, Synonym,
    SynonymMatch, SynonymPack,
};
