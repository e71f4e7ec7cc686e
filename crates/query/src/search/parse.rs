use std::iter::Peekable;
use std::vec::IntoIter;

use super::ast::{Leaf, LeafKind, Node, Scope};
use super::lexer::{self, Token};
use super::{MAX_QUERY_CHARS, QueryWarning};

/// Deepest nesting of brackets; the reader calls itself once per level.
const MAX_DEPTH: usize = 16;

/// A query text that has been read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Parsed {
    /// The text, cut to the permitted length.
    pub(super) text: String,
    /// Conditions that must all hold.
    pub(super) nodes: Vec<Node>,
    pub(super) warnings: Vec<QueryWarning>,
}

/// Reads a query text. Any text gives a query; what was odd in it comes back as warnings.
pub(super) fn parse(text: &str) -> Parsed {
    let mut warnings = Vec::new();
    let text = match text.char_indices().nth(MAX_QUERY_CHARS) {
        Some((end, _)) => {
            warnings.push(QueryWarning::Truncated { kept: MAX_QUERY_CHARS });
            &text[..end]
        }
        None => text,
    };
    let (tokens, odd) = lexer::tokenize(text);
    warnings.extend(odd);
    let mut parser = Parser { tokens: tokens.into_iter().peekable(), warnings, depth: 0, flattened: 0 };
    let nodes = parser.sequence(Scope::Anywhere).nodes;
    let mut warnings = parser.warnings;
    remove_repeated(&mut warnings);
    Parsed { text: text.to_owned(), nodes, warnings }
}

struct Parser {
    tokens: Peekable<IntoIter<Token>>,
    warnings: Vec<QueryWarning>,
    depth: usize,
    /// Brackets beyond [`MAX_DEPTH`] that are open; their closing partners are passed over.
    flattened: usize,
}

/// What has been read of a text or of a bracket.
#[derive(Default)]
struct Sequence {
    nodes: Vec<Node>,
    /// The operator, as written, that joins the next condition to the last one.
    or: Option<String>,
    closed: bool,
}

impl Sequence {
    fn awaits_operator(&self) -> bool {
        !self.nodes.is_empty() && self.or.is_none()
    }

    fn push(&mut self, node: Node) {
        let node = match (self.or.take(), self.nodes.pop()) {
            (Some(_), Some(last)) => last.or(node),
            (_, last) => {
                self.nodes.extend(last);
                node
            }
        };
        self.nodes.push(node);
    }
}

/// What stands before a condition.
struct Modifiers {
    negated: bool,
    scope: Scope,
    /// The last one as written, for a warning.
    written: Option<String>,
}

impl Parser {
    /// Reads up to the end of the text or the bracket that closes the sequence.
    fn sequence(&mut self, scope: Scope) -> Sequence {
        let mut sequence = Sequence::default();
        while let Some(token) = self.tokens.next() {
            match token {
                Token::Close if self.flattened > 0 => self.flattened -= 1,
                Token::Close if self.depth > 0 => {
                    sequence.closed = true;
                    break;
                }
                Token::Close => self.warnings.push(QueryWarning::UnbalancedBracket),
                Token::Or(operator) if sequence.awaits_operator() => sequence.or = Some(operator),
                Token::Or(operator) => self.dangling(operator),
                Token::And(operator) => self.and(operator, &mut sequence, scope),
                other => {
                    if let Some(node) = self.operand(other, scope) {
                        sequence.push(node);
                    }
                }
            }
        }
        if let Some(operator) = sequence.or.take() {
            self.dangling(operator);
        }
        sequence
    }

    /// «И» between conditions says nothing new; elsewhere it is the first word of a headline.
    fn and(&mut self, operator: String, sequence: &mut Sequence, scope: Scope) {
        let joins = sequence.awaits_operator() && self.tokens.peek().is_some_and(Token::begins_operand);
        match operator.as_str() {
            _ if joins => {}
            "И" => sequence.push(leaf(LeafKind::Word, operator, scope)),
            _ => self.dangling(operator),
        }
    }

    fn operand(&mut self, first: Token, scope: Scope) -> Option<Node> {
        let mut modifiers = Modifiers { negated: false, scope, written: None };
        let mut token = Some(first);
        let node = loop {
            match token {
                Some(Token::Not(written)) => {
                    modifiers.negated = !modifiers.negated;
                    modifiers.written = Some(written);
                }
                Some(Token::Title(written)) => {
                    modifiers.scope = Scope::Title;
                    modifiers.written = Some(written);
                }
                Some(Token::Open) if self.depth >= MAX_DEPTH => {
                    self.flattened += 1;
                    self.warnings.push(QueryWarning::TooDeep);
                }
                Some(Token::Open) => break self.bracket(modifiers.scope)?,
                Some(Token::Word(text)) => break leaf(LeafKind::Word, text, modifiers.scope),
                Some(Token::Form(text)) => break leaf(LeafKind::Form, text, modifiers.scope),
                Some(Token::Prefix(text)) => break leaf(LeafKind::Prefix, text, modifiers.scope),
                Some(Token::Phrase(text)) => break leaf(LeafKind::Phrase, text, modifiers.scope),
                Some(Token::And(_) | Token::Or(_) | Token::Close) | None => {
                    modifiers.written.into_iter().for_each(|operator| self.dangling(operator));
                    return None;
                }
            }
            token = self.tokens.next_if(Token::begins_operand);
        };
        Some(if modifiers.negated { Node::not(node) } else { node })
    }

    fn bracket(&mut self, scope: Scope) -> Option<Node> {
        self.depth += 1;
        let sequence = self.sequence(scope);
        self.depth -= 1;
        if !sequence.closed {
            self.warnings.push(QueryWarning::UnbalancedBracket);
        } else if sequence.nodes.is_empty() {
            self.warnings.push(QueryWarning::NothingToSearch { text: "()".to_owned() });
        }
        (!sequence.nodes.is_empty()).then(|| Node::all(sequence.nodes))
    }

    fn dangling(&mut self, operator: String) {
        self.warnings.push(QueryWarning::DanglingOperator { operator });
    }
}

fn leaf(kind: LeafKind, text: String, scope: Scope) -> Node {
    Node::Leaf(Leaf { kind, text, scope })
}

/// Each complaint once, in the order of the text.
fn remove_repeated(warnings: &mut Vec<QueryWarning>) {
    let mut seen: Vec<QueryWarning> = Vec::new();
    warnings.retain(|warning| {
        let new = !seen.contains(warning);
        if new {
            seen.push(warning.clone());
        }
        new
    });
}

#[cfg(test)]
#[path = "parse_tests.rs"]
mod tests;
