//! The analyzers. The functions [`russian_text`], [`russian_exact`] and [`keyword`] are the only place where the
//! order of a chain is decided.

use std::fmt;
use std::sync::Arc;

use tantivy_tokenizer_api::{Token, TokenStream, Tokenizer};

use crate::cache::{TermCache, Terms};
use crate::explain::{Explained, Origin, Step};
use crate::filters::{
    Apostrophes, Canonical, Compose, EnglishInflection, FoldDigits, FoldLatin, FoldYo, ForeignEnding,
    HardSign, Homoglyphs, Invisible, Lowercase, Marks, SqueezeSpaces, Term, TokenFilter, Truncate,
};
use crate::tokenizer::{Piece, PieceKind, Pieces, write_number};
use crate::{ALTERNATIVE, AnalyzerName};

/// Longer words take the long way, which may cut them.
const MAX_PLAIN_BYTES: usize = 100;

type Filters = Vec<Box<dyn TokenFilter>>;

fn russian_text() -> Chain {
    let mut filters = word_filters();
    filters.push(Box::new(ForeignEnding));
    filters.push(Box::new(EnglishInflection));
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
    vec![Box::new(UnlessPlain(filters_of_any_word()))]
}

fn filters_of_any_word() -> Filters {
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

/// The filters of a word, with a short cut for plain words, to which they do nothing but lower-case them and fold ё.
struct UnlessPlain(Filters);

impl TokenFilter for UnlessPlain {
    fn apply(&self, term: &mut Term) {
        let mut plain = false;
        term.rewrite(|word, out| {
            plain = write_plain(word, out);
            if !plain {
                out.clear();
                out.push_str(word);
            }
        });
        if !plain {
            self.0.iter().for_each(|filter| filter.apply(term));
        }
    }

    fn step(&self) -> Option<Step> {
        None
    }

    fn explain(&self, term: &mut Term, explained: &mut Explained) {
        self.0.iter().for_each(|filter| filter.explain(term, explained));
    }
}

/// Writes the lower-case form of a plain word without ё. False if the word is not plain: it has other letters than
/// Russian ones or other than ASCII ones, is very long, ends with ъ or may be a Roman numeral.
fn write_plain(word: &str, out: &mut String) -> bool {
    if word.len() > MAX_PLAIN_BYTES {
        return false;
    }
    if word.bytes().all(|byte| byte.is_ascii_alphabetic()) {
        out.push_str(word);
        out.make_ascii_lowercase();
        return true;
    }
    let mut all_x = true;
    for letter in word.chars() {
        let lower = match letter {
            'а'..='я' => letter,
            'А'..='Я' => char::from_u32(u32::from(letter) + 32).unwrap_or(letter),
            'ё' | 'Ё' => 'е',
            _ => return false,
        };
        all_x &= lower == 'х';
        out.push(lower);
    }
    !all_x && !out.ends_with('ъ')
}

struct Chain {
    whole_value: bool,
    filters: Filters,
}

impl Chain {
    fn pieces<'a>(&self, text: &'a str) -> Pieces<'a> {
        if self.whole_value { Pieces::whole_value(text) } else { Pieces::words(text) }
    }

    fn explain(&self, text: &str, piece: &Piece) -> Explained {
        let mut explained = Explained::new(text, piece.from, piece.to);
        let mut term = Term::default();
        let raw = &text[piece.from..piece.to];
        match piece.kind {
            PieceKind::Word => {
                term.set(raw);
                self.filters.iter().for_each(|filter| filter.explain(&mut term, &mut explained));
            }
            PieceKind::Number => {
                write_number(raw, &mut term.text);
                if term.text != raw {
                    explained.note(Step::Number, &term.text);
                }
            }
            PieceKind::Fixed(fixed) => {
                term.text.push_str(fixed);
                explained.note(Step::FixedTerm, fixed);
            }
        }
        if explained.readings.is_empty() {
            explained.add(&term.text, None, Origin::Spelling);
        }
        explained
    }
}

/// A finished chain of a tokenizer and token filters.
///
/// Clones share the chain; each has its own buffers and its own cache of terms, which starts empty.
pub struct Analyzer {
    name: AnalyzerName,
    chain: Arc<Chain>,
    /// None where making a term takes no longer than finding it.
    cache: Option<TermCache>,
    term: Term,
    token: Token,
    alternatives: Alternatives,
}

/// Further terms of the current piece, which have not become tokens yet.
#[derive(Default)]
struct Alternatives {
    /// Separated by [`ALTERNATIVE`].
    terms: String,
    /// Where the next one begins.
    next: usize,
}

impl Alternatives {
    fn set(&mut self, terms: &str) {
        self.terms.clear();
        self.terms.push_str(terms);
        self.next = 0;
    }

    fn next(&mut self) -> Option<&str> {
        let rest = self.terms.get(self.next..).filter(|rest| !rest.is_empty())?;
        let term = Terms::of(rest).first;
        self.next += term.len() + ALTERNATIVE.len_utf8();
        Some(term)
    }
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

    /// Returns what stands at each position of `text`, with the terms of [`Analyzer::positions`] and how they came
    /// about. For people: it takes many times as long.
    pub fn explain(&self, text: &str) -> Vec<Explained> {
        let mut pieces = self.chain.pieces(text);
        let pieces = std::iter::from_fn(|| pieces.next());
        let explained = pieces.map(|piece| self.chain.explain(text, &piece));
        explained.filter(|explained| !explained.readings.is_empty()).collect()
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
            cache: (name == AnalyzerName::RussianText).then(TermCache::new),
            term: Term::default(),
            token: Token::default(),
            alternatives: Alternatives::default(),
        }
    }

    /// Makes the first token of a piece; false if nothing is left of the piece.
    fn set_token(&mut self, text: &str, piece: &Piece) -> bool {
        self.token.text.clear();
        let raw = &text[piece.from..piece.to];
        match piece.kind {
            PieceKind::Word => self.set_terms(raw),
            PieceKind::Number => write_number(raw, &mut self.token.text),
            PieceKind::Fixed(term) => self.token.text.push_str(term),
        }
        if self.token.text.is_empty() {
            return false;
        }
        self.token.offset_from = piece.from;
        self.token.offset_to = piece.to;
        self.token.position = self.token.position.wrapping_add(1);
        true
    }

    /// Puts the next term of the piece into the token, which stays where it is; false after the last one.
    fn next_alternative(&mut self) -> bool {
        let Some(term) = self.alternatives.next() else { return false };
        self.token.text.clear();
        self.token.text.push_str(term);
        true
    }

    /// Puts the first term of a word into the token and keeps the others.
    fn set_terms(&mut self, raw: &str) {
        if let Some(terms) = self.cache.as_mut().and_then(|cache| cache.get(raw)) {
            self.token.text.push_str(terms.first);
            self.alternatives.set(terms.others);
            return;
        }
        self.term.set(raw);
        for filter in &self.chain.filters {
            filter.apply(&mut self.term);
        }
        let terms = Terms::of(&self.term.text);
        self.token.text.push_str(terms.first);
        self.alternatives.set(terms.others);
        if let Some(cache) = &mut self.cache {
            cache.insert(raw, &terms);
        }
        self.term.release_memory();
    }

    #[cfg(test)]
    pub(crate) fn warm(mut self) -> Self {
        self.cache = self.cache.map(|_| TermCache::warm());
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
        self.alternatives.set("");
        let pieces = self.chain.pieces(text);
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

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn after(filters: &Filters, word: &str) -> String {
        let mut term = Term::default();
        term.set(word);
        filters.iter().for_each(|filter| filter.apply(&mut term));
        term.text
    }

    proptest! {
        #[test]
        fn the_short_cut_for_plain_words_changes_nothing(
            word in "[А-яЁё]{1,14}|[A-Za-z]{1,8}|[ХхXxёЁЪъ]{1,4}|[А-яѐҐіa-z5х²'\u{301}\u{AD}]{1,6}|[Жщ]{49,51}",
        ) {
            prop_assert_eq!(after(&word_filters(), &word), after(&filters_of_any_word(), &word));
        }
    }
}
