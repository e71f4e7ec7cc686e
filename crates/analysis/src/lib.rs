//! Russian text analysis: text in, terms out.
//!
//! An [`Analyzer`] cuts text into tokens and turns each into the term that is indexed or looked up.
//! The index and the query must use the same one, so each finished chain has a name, [`AnalyzerName`], and
//! [`ANALYZER_VERSION`] changes whenever any text gives other terms than before.
//!
//! ```
//! use vestnik_analysis::{Analyzer, AnalyzerName};
//!
//! let mut analyzer = Analyzer::new(AnalyzerName::RussianText);
//! let terms = analyzer.terms("Генерал-майор за\u{301}мка летит на Ил-76 в 17:54");
//! # #[cfg(feature = "lexicon")]
//! assert_eq!(terms[..5], ["генерал", "майор", "замок", "лететь", "на"]);
//! assert_eq!(analyzer.terms("СЪЁМКИ"), analyzer.terms("съемка"));
//!
//! // Offsets are bytes of the original text, whatever the term became.
//! analyzer.analyze("около 1 000 000 человек", |token| {
//!     if token.text == "1000000" {
//!         assert_eq!(token.offset_from..token.offset_to, 11..20);
//!     }
//! });
//! ```
//!
//! # The chain
//!
//! 1. The tokenizer decides what a word, a number, an abbreviation and an address is.
//! 2. Invisible characters go, marks are composed, letters lower-cased, stress marks and apostrophes dropped.
//! 3. Raised digits, Latin diacritics and ё are folded; a final ъ goes; look-alike letters are mended.
//! 4. Only [`AnalyzerName::RussianText`]: Cyrillic endings of Latin words go; Russian words are replaced by their
//!    canonical terms, those of the lexicon or else guessed by the ending; what remains of Cyrillic words is stemmed.
//!
//! The exact order stands in `analyzers.rs`; every decision, with its reason, in [`decisions`].
//!
//! # Promises
//!
//! - Never panics, in time linear in the text.
//! - Offsets lie inside the text, on character boundaries, and never go backwards; tokens do not overlap.
//! - Each token is at the position after the one before, except that a form with several readings is several tokens
//!   at one position, which cover the same text; no term is empty or longer than [`MAX_TERM_BYTES`].
//! - Composed and decomposed spelling give the same terms, upper and lower case the same word forms. Capital letters
//!   change which readings a canonical term may come from, but what is typed small shares a term with it.
//! - A term of `RussianExact` or `Keyword`, analyzed again, gives itself. A canonical term analyzed
//!   again may give others («стали» → `стать`, `сталь`), so canonical terms are never re-analyzed.
//!
//! There are no stop words: in news, «не» and «без» change the meaning and «Что? Где? Когда?» is a title.
//! This crate opens no files and knows neither index nor query.

mod analyzers;
mod cache;
mod chars;
pub mod decisions;
mod explain;
mod filters;
mod known;
#[cfg(feature = "lexicon")]
mod lexicon;
mod registry;
mod tokenizer;

#[cfg(any(test, feature = "testing"))]
pub mod testing;

#[cfg(test)]
mod properties;

pub use analyzers::{Analyzer, AnalyzerStream};
pub use explain::{Change, Explained, Kind, Origin, Reading, Step};
pub use filters::MAX_TERM_BYTES;
pub use known::is_known_word;
pub use registry::{ANALYZER_VERSION, AnalyzerName};
pub use tantivy_tokenizer_api::Token;

/// Stands between the canonical terms of one ambiguous form inside a chain. No term holds it: it is no letter.
const ALTERNATIVE: char = '\0';
