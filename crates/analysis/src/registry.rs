//! The names of the analyzers, as they are stored in an index.

/// Version of the terms. It rises whenever some text gives other terms than before, because an index and the
/// queries on it must agree. A build without the lexicon has versions of its own.
pub const ANALYZER_VERSION: u32 = if cfg!(feature = "lexicon") { 3 } else { 1_003 };

/// A named chain of a tokenizer and token filters.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum AnalyzerName {
    /// Words and numbers of running text; Cyrillic words as their canonical terms.
    RussianText,
    /// The same tokens, unstemmed: for exact forms, prefixes and suggestions.
    RussianExact,
    /// The whole value as one token: for rubrics, tags, authors and sources.
    Keyword,
}

impl AnalyzerName {
    /// Every analyzer.
    pub const ALL: [Self; 3] = [Self::RussianText, Self::RussianExact, Self::Keyword];

    /// Returns the name under which the schema refers to this analyzer.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::RussianText => "russian_text",
            Self::RussianExact => "russian_exact",
            Self::Keyword => "keyword",
        }
    }
}
