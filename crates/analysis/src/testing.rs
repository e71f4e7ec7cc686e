//! Assertions for the tests of this crate and of the crates above it, which turn on the feature `testing`.

use crate::{Analyzer, AnalyzerName, MAX_TERM_BYTES, Token};

/// Asserts the terms of a text, and everything [`check_invariants`] does.
///
/// # Panics
/// If the terms are others or an invariant is broken.
#[track_caller]
pub fn assert_analyzes(name: AnalyzerName, text: &str, expected: &[&str]) {
    let tokens = check_invariants(name, text);
    let terms: Vec<&str> = tokens.iter().map(|token| token.text.as_str()).collect();
    assert_eq!(terms, expected, "terms of {text:?} by {}", name.as_str());
}

/// Checks what holds for every text, and returns its tokens.
///
/// Offsets lie inside the text, on character boundaries, cover something and never go backwards; positions rise by
/// one, and tokens at one position cover the same text; no term is empty or too long; the same analyzer gives the same tokens a second time.
///
/// # Panics
/// If one of this is broken.
#[track_caller]
pub fn check_invariants(name: AnalyzerName, text: &str) -> Vec<Token> {
    let mut analyzer = Analyzer::new(name);
    let tokens = tokens(&mut analyzer, text);
    let mut end = 0;
    let mut before: Option<&Token> = None;
    for token in &tokens {
        let context = || format!("help: look at the tokenizer; {token:?} of {text:?} by {}", name.as_str());
        let place = |token: &Token| (token.position, token.offset_from, token.offset_to);
        let is_alternative = before.is_some_and(|before| place(before) == place(token));
        assert!(token.offset_from >= end || is_alternative, "offsets go backwards; {}", context());
        assert!(token.offset_from < token.offset_to, "a token covers nothing; {}", context());
        assert!(text.get(token.offset_from..token.offset_to).is_some(), "bad offsets; {}", context());
        let expected = before.map_or(0, |before| before.position + usize::from(!is_alternative));
        assert_eq!(token.position, expected, "positions have gaps; {}", context());
        assert_eq!(token.position_length, 1, "a token is longer than one position; {}", context());
        assert!(!token.text.is_empty(), "a term is empty; {}", context());
        assert!(token.text.len() <= MAX_TERM_BYTES, "a term is too long; {}", context());
        end = token.offset_to;
        before = Some(token);
    }
    assert_eq!(self::tokens(&mut analyzer, text), tokens, "help: some state of the first pass is left over");
    tokens
}

fn tokens(analyzer: &mut Analyzer, text: &str) -> Vec<Token> {
    let mut tokens = Vec::new();
    analyzer.analyze(text, |token| tokens.push(token.clone()));
    tokens
}
