use std::collections::{BTreeSet, HashMap};
use std::ops::Range;

use tantivy::Term;
use vestnik_analysis::{Analyzer, AnalyzerName, Token};

use super::ast::Scope;
use super::compile::field;
use super::error::engine_error;
use super::function_words;
use super::near::{self, Occurrence};
use super::plan::{Clause, Plan, Words};
use super::state::State;
use super::{Forms, Highlighted, SearchError, ranking};

/// Finds the places of a text that a query is about, by analyzing the text as the index does.
pub(super) struct Highlighter {
    text: Chain,
    forms: Chain,
    /// How telling each pattern is.
    weights: Vec<f32>,
    /// Which patterns are prepositions and the like beside other words.
    minor: Vec<bool>,
    /// What of the query each pattern is, in small letters.
    words: Vec<String>,
}

/// A place that matched.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Match {
    /// Bytes of the text.
    pub(super) range: Range<usize>,
    /// Which wanted part of the query matched.
    pub(super) pattern: usize,
}

impl Match {
    /// The same match in a text with `bytes` more before it.
    pub(super) fn shifted(self, bytes: usize) -> Self {
        Self { range: self.range.start + bytes..self.range.end + bytes, ..self }
    }
}

impl Highlighter {
    /// `relaxed` tells that words of phrases count alone too.
    pub(super) fn new(plan: &Plan, relaxed: bool, state: &State) -> Result<Self, SearchError> {
        let articles = state.searcher.num_docs();
        let rarity = |clause: &Clause| match clause {
            Clause::Words(words) | Clause::Widened { word: words, .. } => {
                holders(state, words)?.into_iter().map(|holders| Ok(ranking::rarity(articles, holders))).sum()
            }
            Clause::Prefix(prefix) => Ok(ranking::rarity(articles, prefix.holders)),
            Clause::All(_) | Clause::Any(_) | Clause::Not(_) | Clause::Filter(_) => Ok(0.0),
        };
        Self::with_weights(plan, relaxed, rarity)
    }

    fn with_weights(
        plan: &Plan,
        relaxed: bool,
        weight: impl Fn(&Clause) -> Result<f32, SearchError>,
    ) -> Result<Self, SearchError> {
        let mut text = Chain::new(AnalyzerName::RussianText);
        let mut forms = Chain::new(AnalyzerName::RussianExact);
        let (mut weights, mut minor, mut written) = (Vec::new(), Vec::new(), Vec::new());
        let pieces = if relaxed { plan.pieces() } else { Vec::new() };
        let mut clauses = plan.wanted();
        for piece in &pieces {
            if !clauses.contains(&&piece.clause) {
                clauses.push(&piece.clause);
            }
        }
        for clause in clauses {
            let number = weights.len();
            match clause {
                Clause::Words(words) => {
                    let chain = match words.forms {
                        Forms::Written => &mut forms,
                        Forms::Any => &mut text,
                    };
                    chain.add(Pattern::of(number, words));
                }
                Clause::Widened { word, widening } => {
                    let others = plan.others(*widening).iter().map(|other| &other.words);
                    std::iter::once(word)
                        .chain(others)
                        .for_each(|words| text.add(Pattern::of(number, words)));
                }
                Clause::Prefix(prefix) => forms.add(Pattern {
                    number,
                    scope: prefix.scope,
                    words: prefix.before.iter().map(|form| vec![form.clone()]).collect(),
                    start: Some(prefix.start.clone()),
                    slack: 0,
                }),
                Clause::All(_) | Clause::Any(_) | Clause::Not(_) | Clause::Filter(_) => {}
            }
            // Words that may stand apart are to be shown together as well as can be: each counts.
            let shares = Pattern::shares(clause);
            let weight = weight(clause)? / shares as f32;
            weights.extend(std::iter::repeat_n(weight, shares));
            minor.extend(std::iter::repeat_n(is_function_word(clause), shares));
            written.extend(std::iter::repeat_n(plan.written(clause), shares));
        }
        if minor.iter().all(|minor| *minor) {
            minor.fill(false);
        }
        Ok(Self { text, forms, weights, minor, words: written })
    }

    /// A whole title with its matches.
    pub(super) fn title(&mut self, title: &str) -> Highlighted {
        let matches = self.in_title(title);
        Highlighted { text: title.to_owned(), matches: merged(matches.into_iter().map(|found| found.range)) }
    }

    /// Matches in any text but the title, in the order of their beginnings.
    pub(super) fn in_text(&mut self, text: &str) -> Vec<Match> {
        self.find(text, Scope::Anywhere)
    }

    /// Matches in a title, in the order of their beginnings.
    pub(super) fn in_title(&mut self, title: &str) -> Vec<Match> {
        self.find(title, Scope::Title)
    }

    /// What of the query a pattern is, in small letters.
    pub(super) fn word(&self, pattern: usize) -> Option<String> {
        self.words.get(pattern).cloned()
    }

    /// The number of patterns, prepositions beside other words aside.
    pub(super) fn wanted(&self) -> usize {
        self.minor.iter().filter(|minor| !**minor).count()
    }

    /// How telling the part of the query is that a match belongs to.
    pub(super) fn weight(&self, found: &Match) -> f32 {
        self.weights.get(found.pattern).copied().unwrap_or_default()
    }

    fn find(&mut self, text: &str, place: Scope) -> Vec<Match> {
        let mut found = self.text.find(text, place);
        found.extend(self.forms.find(text, place));
        found.sort_by_key(|found| (found.range.start, found.range.end, found.pattern));
        // A form that has several terms of one word matches it several times.
        found.dedup();
        self.without_lone_minor(text, found)
    }

    /// A preposition lights up only where it stands next to another word of the query.
    fn without_lone_minor(&self, text: &str, found: Vec<Match>) -> Vec<Match> {
        let is_minor = |found: &Match| self.minor.get(found.pattern).copied().unwrap_or_default();
        let mut end = 0;
        let mut kept: Vec<Match> = Vec::with_capacity(found.len());
        // Where the run of matches next to each other begins, and whether something in it is more than a preposition.
        let (mut run, mut telling) = (0, true);
        for found in found {
            let touches = text.get(end..found.range.start).is_none_or(|between| between.trim().is_empty());
            if !touches || kept.is_empty() {
                if !telling {
                    kept.truncate(run);
                }
                (run, telling) = (kept.len(), false);
            }
            telling |= !is_minor(&found);
            end = end.max(found.range.end);
            kept.push(found);
        }
        if !telling {
            kept.truncate(run);
        }
        kept
    }
}

/// Whether a condition is a bare preposition or the like.
fn is_function_word(clause: &Clause) -> bool {
    match clause {
        Clause::Words(word) | Clause::Widened { word, .. } => match word.terms.as_slice() {
            [terms] => {
                word.forms == Forms::Any && terms.iter().any(|term| function_words::is_function_word(term))
            }
            _ => false,
        },
        _ => false,
    }
}

/// Ascending ranges, those that touch or overlap joined.
pub(super) fn merged(ranges: impl IntoIterator<Item = Range<usize>>) -> Vec<Range<usize>> {
    let mut merged: Vec<Range<usize>> = Vec::new();
    for range in ranges {
        match merged.last_mut() {
            Some(last) if range.start <= last.end => last.end = last.end.max(range.end),
            _ => merged.push(range),
        }
    }
    merged
}

/// For each word the number of articles that hold the commonest of its terms.
fn holders(state: &State, words: &Words) -> Result<Vec<u64>, SearchError> {
    let field = field(state.fields(), Scope::Anywhere, words.forms);
    let most = |terms: &Vec<String>| {
        let mut most = 0;
        for term in terms {
            let term = Term::from_field_text(field, term);
            most = most.max(state.searcher.doc_freq(&term).map_err(engine_error)?);
        }
        Ok(most)
    };
    words.terms.iter().map(most).collect()
}

/// Words that follow each other or stand near each other, each with its terms, and perhaps the beginning of one more.
struct Pattern {
    number: usize,
    scope: Scope,
    words: Vec<Vec<String>>,
    start: Option<String>,
    /// Other words that may stand between; see [`Words::slack`].
    slack: u32,
}

impl Pattern {
    fn of(number: usize, words: &Words) -> Self {
        Self { number, scope: words.scope, words: words.terms.clone(), start: None, slack: words.slack }
    }

    /// Numbers that its matches have, from [`Self::number`] on.
    fn shares(clause: &Clause) -> usize {
        match clause {
            Clause::Words(words) if words.slack > 0 => words.terms.len(),
            _ => 1,
        }
    }

    /// Whether its words may stand apart.
    fn is_near(&self) -> bool {
        self.slack > 0 && self.words.len() > 1
    }

    fn len(&self) -> usize {
        self.words.len() + usize::from(self.start.is_some())
    }
}

/// One analyzer and the patterns in its terms.
struct Chain {
    analyzer: Analyzer,
    patterns: Vec<Pattern>,
    /// Which patterns hold a whole term, and where in them.
    terms: HashMap<String, Vec<(usize, usize)>>,
}

impl Chain {
    fn new(name: AnalyzerName) -> Self {
        Self { analyzer: Analyzer::new(name), patterns: Vec::new(), terms: HashMap::new() }
    }

    fn add(&mut self, pattern: Pattern) {
        for (place, terms) in pattern.words.iter().enumerate() {
            for term in terms {
                self.terms.entry(term.clone()).or_default().push((self.patterns.len(), place));
            }
        }
        self.patterns.push(pattern);
    }

    fn find(&mut self, text: &str, place: Scope) -> Vec<Match> {
        let Self { analyzer, patterns, terms } = self;
        let mut found = Vec::new();
        if patterns.is_empty() {
            return found;
        }
        let mut runs =
            Runs { patterns, place, position: 0, under_way: Vec::new(), next: Vec::new(), apart: Vec::new() };
        analyzer.analyze(text, |token| runs.token(token, terms, &mut found));
        runs.near(&mut found);
        found
    }
}

/// Patterns whose first terms have just been read.
struct Runs<'a> {
    patterns: &'a [Pattern],
    place: Scope,
    /// Where the last token stood; `next` grows while tokens stand there.
    position: usize,
    under_way: Vec<Run>,
    next: Vec<Run>,
    /// Of patterns whose words may stand apart: the pattern, what was found of it and where.
    apart: Vec<(usize, Occurrence, Range<usize>)>,
}

#[derive(Clone, Copy, PartialEq)]
struct Run {
    pattern: usize,
    read: usize,
    from: usize,
}

impl Runs<'_> {
    fn token(&mut self, token: &Token, terms: &HashMap<String, Vec<(usize, usize)>>, found: &mut Vec<Match>) {
        if token.position != self.position {
            self.position = token.position;
            std::mem::swap(&mut self.under_way, &mut self.next);
            self.next.clear();
        }
        for (pattern, place) in terms.get(&token.text).into_iter().flatten() {
            self.advance(*pattern, *place, token, found);
        }
        for (number, pattern) in self.patterns.iter().enumerate() {
            if pattern.start.as_ref().is_some_and(|start| token.text.starts_with(start)) {
                self.advance(number, pattern.words.len(), token, found);
            }
        }
    }

    /// The token is the term of a pattern at `place`.
    fn advance(&mut self, number: usize, place: usize, token: &Token, found: &mut Vec<Match>) {
        let pattern = &self.patterns[number];
        if pattern.scope == Scope::Title && self.place != Scope::Title {
            return;
        }
        if pattern.is_near() {
            let position = u32::try_from(token.position).unwrap_or(u32::MAX);
            let range = token.offset_from..token.offset_to;
            self.apart.push((number, Occurrence { position, word: place }, range));
            return;
        }
        let from = if place == 0 {
            Some(token.offset_from)
        } else {
            self.under_way.iter().find(|run| run.pattern == number && run.read == place).map(|run| run.from)
        };
        let Some(from) = from else { return };
        if place + 1 == pattern.len() {
            found.push(Match { range: from..token.offset_to, pattern: pattern.number });
        } else {
            let run = Run { pattern: number, read: place + 1, from };
            if !self.next.contains(&run) {
                self.next.push(run);
            }
        }
    }

    /// The words that stand near each other, each for itself: what is between them did not match.
    fn near(mut self, found: &mut Vec<Match>) {
        self.apart.sort_by_key(|(pattern, occurrence, _)| (*pattern, *occurrence));
        self.apart.dedup_by_key(|(pattern, occurrence, _)| (*pattern, *occurrence));
        for same in self.apart.chunk_by(|one, other| one.0 == other.0) {
            let Some(pattern) = same.first().and_then(|(number, ..)| self.patterns.get(*number)) else {
                continue;
            };
            let held: Vec<Occurrence> = same.iter().map(|(_, occurrence, _)| *occurrence).collect();
            let places: BTreeSet<usize> =
                near::stretches(&held, pattern.words.len(), pattern.slack).flatten().collect();
            found.extend(places.into_iter().filter_map(|place| same.get(place)).map(
                |(_, occurrence, range)| Match {
                    range: range.clone(),
                    pattern: pattern.number + occurrence.word,
                },
            ));
        }
    }
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;
    use crate::search::SynonymPack;
    use crate::search::parse::tests::parse;

    /// A highlighter that needs no index: all words are equally telling, but for prepositions, which tell nothing.
    pub(in crate::search) fn highlighter(query: &str) -> Highlighter {
        let plan = Plan::new(&parse(query).nodes, Forms::Written, &SynonymPack::builtin(), &mut Vec::new());
        let preposition = |terms: &Vec<String>| terms.iter().any(|term| ["в", "по"].contains(&term.as_str()));
        let weight = |clause: &Clause| match clause {
            Clause::Words(words) if words.terms.iter().all(preposition) => Ok(0.0),
            _ => Ok(1.0),
        };
        Highlighter::with_weights(&plan, false, weight).unwrap()
    }
}
