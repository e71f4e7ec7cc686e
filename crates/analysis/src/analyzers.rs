//! The analyzers. The functions [`russian_text`], [`russian_exact`] and [`keyword`] are the only place where the
//! order of a chain is decided.

use std::fmt;
use std::sync::Arc;

use tantivy_tokenizer_api::{Token, TokenStream, Tokenizer};

use crate::cache::TermCache;
use crate::filters::{
    Apostrophes, Canonical, Compose, FoldDigits, FoldLatin, FoldYo, ForeignEnding, HardSign, Homoglyphs,
    Invisible, Lowercase, Marks, SqueezeSpaces, Term, TokenFilter, Truncate,
};
use crate::tokenizer::{Piece, PieceKind, Pieces, write_number};
use crate::{ALTERNATIVE, AnalyzerName};

type Filters = Vec<Box<dyn TokenFilter>>;

fn russian_text() -> Chain {
    let mut filters = word_filters();
    filters.push(Box::new(ForeignEnding));
    filters.push(Box::new(Canonical::russian()));
    Chain { whole_value: false, filters }
}

fn russian_exact() -> Chain {
    Chain { whole_value: false, filters: word_filters() }
}

fn keyword() -> Chain {
    let mut filters = spelling_filters();
    filters.push(Box::new(Compose));
    filters.push(Box::new(FoldYo));
    filters.push(Box::new(SqueezeSpaces));
    filters.push(Box::new(Truncate));
    Chain { whole_value: true, filters }
}

/// What makes two ways to type one thing equal.
fn spelling_filters() -> Filters {
    // Lower case before composition: t composes with U+0308, T does not.
    vec![Box::new(Invisible), Box::new(Lowercase), Box::new(Compose), Box::new(Marks)]
}

fn word_filters() -> Filters {
    let mut filters = spelling_filters();
    filters.push(Box::new(Apostrophes));
    // Letters that a mark or an apostrophe kept apart may compose now.
    filters.push(Box::new(Compose));
    filters.push(Box::new(FoldDigits));
    filters.push(Box::new(FoldLatin));
    filters.push(Box::new(FoldYo));
    // From here on no filter makes a term longer, except `Homoglyphs`, which leaves long ones alone.
    filters.push(Box::new(Truncate));
    filters.push(Box::new(HardSign));
    filters.push(Box::new(Homoglyphs));
    filters
}

struct Chain {
    whole_value: bool,
    filters: Filters,
}

/// A finished chain of a tokenizer and token filters.
///
/// Clones share the chain; each has its own buffers and its own cache of terms, which starts empty.
pub struct Analyzer {
    name: AnalyzerName,
    chain: Arc<Chain>,
    cache: TermCache,
    term: Term,
    token: Token,
    /// Canonical terms of the current piece that have not become tokens yet, and where the next one begins.
    alternatives: String,
    next: usize,
}

impl Analyzer {
    /// Builds the analyzer of that name.
    pub fn new(name: AnalyzerName) -> Self {
        let chain = match name {
            AnalyzerName::RussianText => russian_text(),
            AnalyzerName::RussianExact => russian_exact(),
            AnalyzerName::Keyword => keyword(),
        };
        Self::with_chain(name, Arc::new(chain))
    }

    /// Returns its name.
    pub fn name(&self) -> AnalyzerName {
        self.name
    }

    /// Calls `sink` with every token of `text`, in order.
    pub fn analyze(&mut self, text: &str, mut sink: impl FnMut(&Token)) {
        let mut stream = self.token_stream(text);
        while stream.advance() {
            sink(stream.token());
        }
    }

    /// Returns the terms at each position of `text`: several where a word form is ambiguous, the likeliest first.
    pub fn positions(&mut self, text: &str) -> Vec<Vec<String>> {
        let mut positions: Vec<Vec<String>> = Vec::new();
        self.analyze(text, |token| match positions.get_mut(token.position) {
            Some(terms) => terms.push(token.text.clone()),
            None => positions.push(vec![token.text.clone()]),
        });
        positions
    }

    /// Returns the terms of `text`, in order.
    pub fn terms(&mut self, text: &str) -> Vec<String> {
        let mut terms = Vec::new();
        self.analyze(text, |token| terms.push(token.text.clone()));
        terms
    }

    fn with_chain(name: AnalyzerName, chain: Arc<Chain>) -> Self {
        Self {
            name,
            chain,
            cache: TermCache::new(),
            term: Term::default(),
            token: Token::default(),
            alternatives: String::new(),
            next: 0,
        }
    }

    /// Makes the first token of a piece; false if nothing is left of the piece.
    fn set_token(&mut self, text: &str, piece: &Piece) -> bool {
        self.alternatives.clear();
        self.next = 0;
        let raw = &text[piece.from..piece.to];
        match piece.kind {
            PieceKind::Word => self.set_terms(raw),
            PieceKind::Number => write_number(raw, &mut self.alternatives),
            PieceKind::Fixed(term) => self.alternatives.push_str(term),
        }
        if self.alternatives.is_empty() {
            return false;
        }
        self.token.offset_from = piece.from;
        self.token.offset_to = piece.to;
        self.token.position = self.token.position.wrapping_add(1);
        self.next_alternative()
    }

    /// Puts the next term of the piece into the token, which stays where it is; false after the last one.
    fn next_alternative(&mut self) -> bool {
        let Some(rest) = self.alternatives.get(self.next..).filter(|rest| !rest.is_empty()) else {
            return false;
        };
        let term = rest.split(ALTERNATIVE).next().unwrap_or(rest);
        self.token.text.clear();
        self.token.text.push_str(term);
        self.next += term.len() + ALTERNATIVE.len_utf8();
        true
    }

    fn set_terms(&mut self, raw: &str) {
        if let Some(terms) = self.cache.get(raw) {
            self.alternatives.push_str(terms);
            return;
        }
        self.term.set(raw);
        for filter in &self.chain.filters {
            filter.apply(&mut self.term);
        }
        self.alternatives.push_str(&self.term.text);
        self.cache.insert(raw, &self.term.text);
        self.term.release_memory();
    }

    #[cfg(test)]
    pub(crate) fn warm(mut self) -> Self {
        self.cache = TermCache::warm();
        self
    }
}

impl Clone for Analyzer {
    fn clone(&self) -> Self {
        Self::with_chain(self.name, Arc::clone(&self.chain))
    }
}

impl fmt::Debug for Analyzer {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("Analyzer").field("name", &self.name).finish_non_exhaustive()
    }
}

impl Tokenizer for Analyzer {
    type TokenStream<'a> = AnalyzerStream<'a>;

    fn token_stream<'a>(&'a mut self, text: &'a str) -> AnalyzerStream<'a> {
        self.token.reset();
        self.alternatives.clear();
        let pieces = if self.chain.whole_value { Pieces::whole_value(text) } else { Pieces::words(text) };
        AnalyzerStream { analyzer: self, text, pieces }
    }
}

/// The tokens of one text.
pub struct AnalyzerStream<'a> {
    analyzer: &'a mut Analyzer,
    text: &'a str,
    pieces: Pieces<'a>,
}

impl TokenStream for AnalyzerStream<'_> {
    fn advance(&mut self) -> bool {
        if self.analyzer.next_alternative() {
            return true;
        }
        while let Some(piece) = self.pieces.next() {
            if self.analyzer.set_token(self.text, &piece) {
                return true;
            }
        }
        false
    }

    fn token(&self) -> &Token {
        &self.analyzer.token
    }

    fn token_mut(&mut self) -> &mut Token {
        &mut self.analyzer.token
    }
}
