use std::iter::Peekable;
use std::ops::Range;
use std::vec::IntoIter;

use super::ast::{Filter, Leaf, LeafKind, Node, Scope};
use super::calendar::Calendar;
use super::lexer::{self, Placed, Token};
use super::quotes;
use super::{FacetField, MAX_QUERY_CHARS, PartKind, QueryField, QueryPart, QueryWarning};

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
    /// What it asks for, in the order of the text.
    pub(super) parts: Vec<QueryPart>,
}

/// Reads a query text. Any text gives a query; what was odd in it comes back as warnings.
pub(super) fn parse(text: &str, calendar: &Calendar<'_>) -> Parsed {
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
    let tokens = calendar.read(text, tokens).into_iter().peekable();
    let mut parser = Parser { text, calendar, tokens, end: 0, warnings, depth: 0, flattened: 0 };
    let Sequence { nodes, parts, .. } = parser.sequence(Govern::Text(Scope::Anywhere));
    let mut warnings = parser.warnings;
    remove_repeated(&mut warnings);
    Parsed { text: text.to_owned(), nodes, warnings, parts: parts.into_iter().flatten().collect() }
}

struct Parser<'a> {
    text: &'a str,
    calendar: &'a Calendar<'a>,
    tokens: Peekable<IntoIter<Placed>>,
    /// Where the last token that was read ends.
    end: usize,
    warnings: Vec<QueryWarning>,
    depth: usize,
    /// Brackets beyond [`MAX_DEPTH`] that are open; their closing partners are passed over.
    flattened: usize,
}

/// What words are looked for in.
#[derive(Clone, Copy)]
enum Govern {
    /// Texts.
    Text(Scope),
    /// The values of a property.
    Values(FacetField),
    /// The time of publication.
    Date,
}

impl Govern {
    fn by(field: QueryField) -> Self {
        match field {
            QueryField::Title => Self::Text(Scope::Title),
            QueryField::Date => Self::Date,
            QueryField::Facet(field) => Self::Values(field),
        }
    }
}

/// What has been read of a text or of a bracket.
#[derive(Default)]
struct Sequence {
    nodes: Vec<Node>,
    /// The parts of each node.
    parts: Vec<Vec<QueryPart>>,
    /// Where each node stands.
    places: Vec<Range<usize>>,
    /// The operator, as written, that joins the next condition to the last one.
    or: Option<String>,
    closed: bool,
}

impl Sequence {
    fn awaits_operator(&self) -> bool {
        !self.nodes.is_empty() && self.or.is_none()
    }

    fn push(&mut self, operand: Operand, text: &str) {
        let Operand { node, mut place, mut parts } = operand;
        let node = match (self.or.take(), self.nodes.pop()) {
            (Some(_), Some(last)) => {
                self.parts.pop();
                place.start = self.places.pop().map_or(place.start, |before| before.start);
                parts = vec![part(PartKind::Alternatives, place.clone(), text)];
                last.or(node)
            }
            (_, last) => {
                self.nodes.extend(last);
                node
            }
        };
        self.nodes.push(node);
        self.places.push(place);
        self.parts.push(parts);
    }
}

/// A condition and its parts.
struct Operand {
    node: Node,
    place: Range<usize>,
    parts: Vec<QueryPart>,
}

/// What stands before a condition.
struct Modifiers {
    negated: bool,
    govern: Govern,
    /// The last field, and where what it governs begins.
    field: Option<(QueryField, usize)>,
    /// The last one as written, for a warning.
    written: Option<String>,
}

impl Parser<'_> {
    fn next(&mut self) -> Option<Placed> {
        self.tokens.next().inspect(|(_, place)| self.end = place.end)
    }

    fn next_operand(&mut self) -> Option<Placed> {
        if self.tokens.peek().is_some_and(|(token, _)| token.begins_operand()) { self.next() } else { None }
    }

    /// Reads up to the end of the text or the bracket that closes the sequence.
    fn sequence(&mut self, govern: Govern) -> Sequence {
        let mut sequence = Sequence::default();
        while let Some((token, place)) = self.next() {
            match token {
                Token::Close if self.flattened > 0 => self.flattened -= 1,
                Token::Close if self.depth > 0 => {
                    sequence.closed = true;
                    break;
                }
                Token::Close => self.warnings.push(QueryWarning::UnbalancedBracket),
                Token::Or(operator) if sequence.awaits_operator() => sequence.or = Some(operator),
                Token::Or(operator) => self.dangling(operator),
                Token::And(operator) => self.and(operator, place, &mut sequence, govern),
                other => {
                    if let Some(operand) = self.operand((other, place), govern) {
                        sequence.push(operand, self.text);
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
    fn and(&mut self, operator: String, place: Range<usize>, sequence: &mut Sequence, govern: Govern) {
        let begins = self.tokens.peek().is_some_and(|(token, _)| token.begins_operand());
        match operator.as_str() {
            _ if begins && sequence.awaits_operator() => {}
            "И" => {
                let operand = self.operand((Token::Word(operator), place), govern);
                operand.into_iter().for_each(|operand| sequence.push(operand, self.text));
            }
            _ => self.dangling(operator),
        }
    }

    fn operand(&mut self, first: Placed, govern: Govern) -> Option<Operand> {
        let start = first.1.start;
        let mut modifiers = Modifiers { negated: false, govern, field: None, written: None };
        let mut token = Some(first.0);
        let (node, inner) = loop {
            match token {
                Some(Token::Not(written)) => {
                    modifiers.negated = !modifiers.negated;
                    modifiers.written = Some(written);
                }
                Some(Token::Field(field, written)) => {
                    modifiers.govern = Govern::by(field);
                    modifiers.field = Some((field, self.end));
                    modifiers.written = Some(written);
                }
                Some(Token::Open) if self.depth >= MAX_DEPTH => {
                    self.flattened += 1;
                    self.warnings.push(QueryWarning::TooDeep);
                }
                Some(Token::Open) => break self.bracket(modifiers.govern)?,
                Some(Token::Word(text)) => break self.leaf(LeafKind::Word, text, modifiers.govern)?,
                Some(Token::Form(text)) => break self.leaf(LeafKind::Form, text, modifiers.govern)?,
                Some(Token::Prefix(text)) => break self.leaf(LeafKind::Prefix, text, modifiers.govern)?,
                Some(Token::Phrase { text, slack }) => break self.phrase(text, slack, modifiers.govern)?,
                Some(Token::Period(period)) => break (Node::Filter(Filter::Period(period)), Vec::new()),
                Some(Token::And(_) | Token::Or(_) | Token::Close) | None => {
                    modifiers.written.into_iter().for_each(|operator| self.dangling(operator));
                    return None;
                }
            }
            token = self.next_operand().map(|(token, _)| token);
        };
        let node = if modifiers.negated { Node::not(node) } else { node };
        let parts = self.parts(&node, inner, start..self.end, modifiers.field);
        Some(Operand { node, place: start..self.end, parts })
    }

    /// Only in texts can words stand apart.
    fn phrase(&mut self, text: String, slack: u32, govern: Govern) -> Option<(Node, Vec<QueryPart>)> {
        let (node, parts) = self.leaf(LeafKind::Phrase, text, govern)?;
        let node = match node {
            Node::Leaf(leaf) => Node::Leaf(Leaf { slack, ..leaf }),
            other => {
                if slack > 0 {
                    self.warnings.push(QueryWarning::NoDistance { distance: format!("~{slack}") });
                }
                other
            }
        };
        Some((node, parts))
    }

    /// `None` if it is no date where one is asked for.
    fn leaf(&mut self, kind: LeafKind, text: String, govern: Govern) -> Option<(Node, Vec<QueryPart>)> {
        let node = match govern {
            Govern::Text(scope) => Node::Leaf(Leaf { kind, text, scope, slack: 0 }),
            Govern::Values(field) => {
                let value = text.trim_end_matches([',', ';']).to_owned();
                Node::Filter(Filter::Value { field, value })
            }
            Govern::Date => match self.calendar.value(text.trim_end_matches([',', ';'])) {
                Ok(period) => Node::Filter(Filter::Period(period)),
                Err(error) => {
                    let (text, fault) = (error.written, error.fault);
                    self.warnings.push(QueryWarning::BadDate { text, fault });
                    return None;
                }
            },
        };
        Some((node, Vec::new()))
    }

    fn bracket(&mut self, govern: Govern) -> Option<(Node, Vec<QueryPart>)> {
        self.depth += 1;
        let sequence = self.sequence(govern);
        self.depth -= 1;
        if !sequence.closed {
            self.warnings.push(QueryWarning::UnbalancedBracket);
        } else if sequence.nodes.is_empty() {
            self.warnings.push(QueryWarning::NothingToSearch { text: "()".to_owned() });
        }
        let parts = sequence.parts.into_iter().flatten().collect();
        (!sequence.nodes.is_empty()).then(|| (Node::all(sequence.nodes), parts))
    }

    /// The parts of a condition; `inner` are those in its brackets.
    fn parts(
        &self,
        node: &Node,
        inner: Vec<QueryPart>,
        place: Range<usize>,
        field: Option<(QueryField, usize)>,
    ) -> Vec<QueryPart> {
        let mut part = part(kind(node, field.is_some()), place, self.text);
        if matches!(node, Node::All(_)) && field.is_none() {
            return inner;
        }
        part.field = field.map(|(field, from)| {
            let value = match node {
                Node::Filter(Filter::Value { value, .. }) => value.clone(),
                _ => unquoted(self.text.get(from..self.end).unwrap_or_default()),
            };
            (field, value)
        });
        part.period = match positive(node) {
            Node::Filter(Filter::Period(period)) => Some(*period),
            _ => None,
        };
        vec![part]
    }

    fn dangling(&mut self, operator: String) {
        self.warnings.push(QueryWarning::DanglingOperator { operator });
    }
}

fn kind(node: &Node, field: bool) -> PartKind {
    match node {
        Node::Not(_) => PartKind::Excluded,
        Node::Filter(Filter::Period(_)) => PartKind::Period,
        _ if field => PartKind::Field,
        Node::Filter(Filter::Value { .. }) => PartKind::Field,
        Node::Any(_) => PartKind::Alternatives,
        Node::Leaf(leaf) => match leaf.kind {
            LeafKind::Word => PartKind::Word,
            LeafKind::Form => PartKind::Form,
            LeafKind::Phrase => PartKind::Phrase,
            LeafKind::Prefix => PartKind::Prefix,
        },
        Node::All(_) => PartKind::Word,
    }
}

fn positive(node: &Node) -> &Node {
    match node {
        Node::Not(inner) => inner,
        other => other,
    }
}

fn part(kind: PartKind, place: Range<usize>, text: &str) -> QueryPart {
    let written = text.get(place.clone()).unwrap_or_default().to_owned();
    QueryPart { kind, text: written, place, field: None, period: None }
}

/// A value without spaces and quotation marks around it.
fn unquoted(written: &str) -> String {
    let written = written.trim_matches(lexer::is_separator);
    let inside = quotes::read(written).filter(|quoted| quoted.length == written.len());
    inside.map_or(written, |quoted| quoted.content).to_owned()
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
pub(super) mod tests;

#[cfg(test)]
#[path = "parse_marks_tests.rs"]
mod marks_tests;
