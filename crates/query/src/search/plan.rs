use vestnik_analysis::{Analyzer, AnalyzerName};

use super::ast::{Filter, Leaf, LeafKind, Node, Scope};
use super::synonyms::SynonymPack;
use super::widen::Widener;
use super::{Forms, QueryWarning};

/// Most terms of one phrase; also what a single endless "word" may come to.
const MAX_PHRASE_TERMS: usize = 64;

/// Letters of a word that may be an abbreviation typed in small letters.
const ABBREVIATION_LETTERS: std::ops::RangeInclusive<usize> = 2..=5;

/// Endings of surnames that, typed small, may read as another word: «бардаков».
const SURNAME_ENDINGS: [&str; 5] = ["ов", "ев", "ёв", "ин", "ын"];

/// A query whose words have been analyzed.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(super) struct Plan {
    /// What an article must satisfy.
    pub(super) required: Vec<Part>,
    /// What it must not.
    pub(super) excluded: Vec<Clause>,
    /// Words that have synonyms; see [`Clause::Widened`].
    pub(super) widenings: Vec<Widening>,
}

/// Bare words next to each other and what they should find too.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Widening {
    /// The words as typed.
    pub(super) text: String,
    pub(super) others: Vec<Other>,
}

/// A synonym.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Other {
    /// As its group writes it.
    pub(super) written: String,
    pub(super) words: Words,
    /// Whether it only comes near what was typed.
    pub(super) loose: bool,
}

/// A condition at the top of a query.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Part {
    pub(super) clause: Clause,
    /// As written.
    pub(super) written: String,
    pub(super) optional: Optional,
}

/// What may be given up of a condition where no article, or hardly any, satisfies everything.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Optional {
    /// Nothing.
    Never,
    /// All of it: a bare word.
    Whole,
    /// Its words one by one, each in any form: a phrase beside bare words. Names and quotations are phrases too.
    Words(Vec<Piece>),
}

/// A word that may be given up.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Piece {
    pub(super) clause: Clause,
    /// As written.
    pub(super) written: String,
}

/// A condition on an article.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Clause {
    Words(Words),
    /// A bare word, or any synonym of the words that it belongs to. A synonym stands for each of those words: of
    /// «Банк России» both hold where the article says «ЦБ», and each can still be given up alone.
    Widened {
        word: Words,
        /// Place in [`Plan::widenings`].
        widening: usize,
    },
    Prefix(Prefix),
    All(Vec<Self>),
    Any(Vec<Self>),
    Not(Box<Self>),
    /// A property; of a value its term.
    Filter(Filter),
}

/// One word, or several that follow each other or stand near each other.
#[derive(Debug, Clone, Eq)]
pub(super) struct Words {
    pub(super) scope: Scope,
    /// Whether `terms` are word forms or canonical terms.
    pub(super) forms: Forms,
    /// The terms of each word: several where its canonical term is ambiguous, the likeliest first.
    pub(super) terms: Vec<Vec<String>>,
    /// What a word in small letters would be as an abbreviation or a surname, which articles write in capitals: one more
    /// reading of it, if any of them does.
    pub(super) abbreviation: Option<String>,
    /// Other words that may stand between them, and then they come in any order; 0 if they follow each other.
    pub(super) slack: u32,
}

impl PartialEq for Words {
    /// Whether they find the same: which reading of a word is the likeliest does not matter, nor does the rare
    /// abbreviation.
    fn eq(&self, other: &Self) -> bool {
        let same =
            |a: &Vec<String>, b: &Vec<String>| a.len() == b.len() && a.iter().all(|term| b.contains(term));
        self.scope == other.scope
            && self.forms == other.forms
            && self.slack == other.slack
            && self.terms.len() == other.terms.len()
            && self.terms.iter().zip(&other.terms).all(|(a, b)| same(a, b))
    }
}

/// Word forms by their beginning.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Prefix {
    pub(super) scope: Scope,
    /// Word forms that come directly before, where one word is several terms.
    pub(super) before: Vec<String>,
    pub(super) start: String,
    pub(super) written: String,
    /// Forms of the index that it stands for; empty until they are looked up.
    pub(super) forms: Vec<String>,
    /// Articles that hold one of them, an article counted once per form.
    pub(super) holders: u64,
}

impl Plan {
    /// Analyzes the words of a query; `exact` says how its phrases and marked words are matched, `synonyms` what its
    /// bare words should find too. Repeated conditions count once.
    pub(super) fn new(
        nodes: &[Node],
        exact: Forms,
        synonyms: &SynonymPack,
        warnings: &mut Vec<QueryWarning>,
    ) -> Self {
        let mut planner = Planner {
            text: Analyzer::new(AnalyzerName::RussianText),
            forms: Analyzer::new(AnalyzerName::RussianExact),
            exact,
            widener: Widener::new(synonyms),
            warnings,
        };
        let mut plan = Self::default();
        plan.add_all(nodes, &mut planner);
        plan.widenings = planner.widener.into_widenings();
        if plan.required.is_empty() && !plan.excluded.is_empty() {
            warnings.push(QueryWarning::OnlyExclusions);
        }
        plan
    }

    fn add_all(&mut self, nodes: &[Node], planner: &mut Planner<'_>) {
        let widened = planner.widener.widen(nodes, &mut planner.text);
        nodes.iter().zip(widened).for_each(|(node, widening)| self.add(node, widening, planner));
    }

    fn add(&mut self, node: &Node, widening: Option<usize>, planner: &mut Planner<'_>) {
        if let Node::All(nodes) = node {
            return self.add_all(nodes, planner);
        }
        match planner.clause(node, widening) {
            None => {}
            Some(Clause::Not(excluded)) => push_new(&mut self.excluded, *excluded),
            Some(clause) => {
                let written = match node {
                    Node::Leaf(leaf) if leaf.kind == LeafKind::Prefix => format!("{}*", leaf.text),
                    Node::Leaf(leaf) => leaf.text.clone(),
                    _ => String::new(),
                };
                let optional = planner.optional(node);
                match self.required.iter_mut().find(|part| part.clause == clause) {
                    Some(known) if known.optional == Optional::Never || optional == Optional::Never => {
                        known.optional = Optional::Never;
                    }
                    Some(known) if optional == Optional::Whole => known.optional = Optional::Whole,
                    Some(_) => {}
                    None => self.required.push(Part { clause, written, optional }),
                }
            }
        }
    }

    /// Words and prefixes that an article is wanted for, in the order of the query.
    pub(super) fn wanted(&self) -> Vec<&Clause> {
        let mut wanted = Vec::new();
        self.required.iter().for_each(|part| part.clause.collect_wanted(&mut wanted));
        wanted
    }

    /// What of the query a wanted clause is, in small letters.
    pub(super) fn written(&self, clause: &Clause) -> String {
        let part = self.required.iter().find(|part| part.clause == *clause).map(|part| part.written.as_str());
        let written = match (part, clause) {
            (Some(written), _) => written.to_owned(),
            (None, Clause::Prefix(prefix)) => prefix.written.clone(),
            // One of several words of a condition: its likeliest reading.
            (None, Clause::Words(words) | Clause::Widened { word: words, .. }) => {
                words.terms.iter().filter_map(|terms| terms.first()).cloned().collect::<Vec<_>>().join(" ")
            }
            (None, Clause::All(_) | Clause::Any(_) | Clause::Not(_) | Clause::Filter(_)) => String::new(),
        };
        written.trim_matches(['"', '«', '»', '!', '*', '“', '”', '„']).to_lowercase()
    }

    /// What may be given up, each once. Nothing if there is no bare word: phrases alone are meant as they are.
    pub(super) fn pieces(&self) -> Vec<Piece> {
        let mut pieces: Vec<Piece> = Vec::new();
        for part in &self.required {
            let own = match &part.optional {
                Optional::Never => Vec::new(),
                Optional::Whole => {
                    vec![Piece { clause: part.clause.clone(), written: part.written.clone() }]
                }
                Optional::Words(words) => words.clone(),
            };
            for piece in own {
                if !pieces.iter().any(|known| known.clause == piece.clause) {
                    pieces.push(piece);
                }
            }
        }
        let has_bare = self.required.iter().any(|part| part.optional == Optional::Whole);
        if has_bare { pieces } else { Vec::new() }
    }

    /// Whether only bare words may be given up: an article that holds each of them then satisfies the whole plan.
    pub(super) fn gives_up_words_only(&self) -> bool {
        !self.required.iter().any(|part| matches!(part.optional, Optional::Words(_)))
    }

    /// Whether a year is among its words: such a query asks for the past.
    pub(super) fn names_a_year(&self) -> bool {
        let is_year =
            |word: &str| word.len() == 4 && word.parse().is_ok_and(|year: u32| (1900..=2100).contains(&year));
        self.required.iter().any(|part| part.written.split('-').any(is_year))
    }

    /// All prefixes, excluded ones too.
    pub(super) fn prefixes_mut(&mut self) -> Vec<&mut Prefix> {
        let clauses = self.required.iter_mut().map(|part| &mut part.clause).chain(&mut self.excluded);
        let mut prefixes = Vec::new();
        clauses.for_each(|clause| clause.collect_prefixes(&mut prefixes));
        prefixes
    }

    /// All words, excluded ones and synonyms too.
    pub(super) fn words_mut(&mut self) -> Vec<&mut Words> {
        let mut words = Vec::new();
        for part in &mut self.required {
            part.clause.collect_words(&mut words);
            if let Optional::Words(pieces) = &mut part.optional {
                pieces.iter_mut().for_each(|piece| piece.clause.collect_words(&mut words));
            }
        }
        self.excluded.iter_mut().for_each(|clause| clause.collect_words(&mut words));
        words.extend(
            self.widenings.iter_mut().flat_map(|widening| &mut widening.others).map(|o| &mut o.words),
        );
        words
    }

    /// What a widened word should find too.
    pub(super) fn others(&self, widening: usize) -> &[Other] {
        self.widenings.get(widening).map_or(&[], |widening| &widening.others)
    }
}

impl Clause {
    fn collect_wanted<'a>(&'a self, wanted: &mut Vec<&'a Self>) {
        match self {
            Self::Words(_) | Self::Widened { .. } | Self::Prefix(_) if wanted.contains(&self) => {}
            Self::Words(_) | Self::Widened { .. } | Self::Prefix(_) => wanted.push(self),
            Self::All(clauses) | Self::Any(clauses) => {
                clauses.iter().for_each(|clause| clause.collect_wanted(wanted))
            }
            Self::Not(_) | Self::Filter(_) => {}
        }
    }

    fn collect_prefixes<'a>(&'a mut self, prefixes: &mut Vec<&'a mut Prefix>) {
        match self {
            Self::Words(_) | Self::Widened { .. } | Self::Filter(_) => {}
            Self::Prefix(prefix) => prefixes.push(prefix),
            Self::All(clauses) | Self::Any(clauses) => {
                clauses.iter_mut().for_each(|clause| clause.collect_prefixes(prefixes));
            }
            Self::Not(clause) => clause.collect_prefixes(prefixes),
        }
    }

    fn collect_words<'a>(&'a mut self, words: &mut Vec<&'a mut Words>) {
        match self {
            Self::Words(word) | Self::Widened { word, .. } => words.push(word),
            Self::Prefix(_) | Self::Filter(_) => {}
            Self::Not(clause) => clause.collect_words(words),
            Self::All(clauses) | Self::Any(clauses) => {
                clauses.iter_mut().for_each(|clause| clause.collect_words(words));
            }
        }
    }
}

struct Planner<'a> {
    text: Analyzer,
    forms: Analyzer,
    exact: Forms,
    widener: Widener<'a>,
    warnings: &'a mut Vec<QueryWarning>,
}

impl Planner<'_> {
    /// `None` if nothing of the node can be searched.
    fn clause(&mut self, node: &Node, widening: Option<usize>) -> Option<Clause> {
        match node {
            Node::Leaf(leaf) => Some(match (self.leaf(leaf)?, widening) {
                (Clause::Words(word), Some(widening)) => Clause::Widened { word, widening },
                (clause, _) => clause,
            }),
            Node::All(nodes) => {
                let widened = self.widener.widen(nodes, &mut self.text);
                self.several(nodes, widened, Clause::All)
            }
            Node::Any(nodes) => {
                let mut alone = |node| self.widener.widen(std::slice::from_ref(node), &mut self.text).pop();
                let widened = nodes.iter().map(|node| alone(node).flatten()).collect();
                self.several(nodes, widened, Clause::Any)
            }
            Node::Filter(filter) => Some(Clause::Filter(folded(filter))),
            Node::Not(node) => {
                // Only what was typed is excluded.
                let excluding = self.widener.pause();
                let clause = self.clause(node, None);
                self.widener.resume(excluding);
                Some(match clause? {
                    Clause::Not(inner) => *inner,
                    clause => Clause::Not(Box::new(clause)),
                })
            }
        }
    }

    fn several(
        &mut self,
        nodes: &[Node],
        widened: Vec<Option<usize>>,
        join: fn(Vec<Clause>) -> Clause,
    ) -> Option<Clause> {
        let mut clauses = Vec::new();
        let found = nodes.iter().zip(widened).filter_map(|(node, widening)| self.clause(node, widening));
        found.for_each(|clause| push_new(&mut clauses, clause));
        match clauses.len() {
            0 => None,
            1 => clauses.pop(),
            _ => Some(join(clauses)),
        }
    }

    fn leaf(&mut self, leaf: &Leaf) -> Option<Clause> {
        let forms = match leaf.kind {
            LeafKind::Word => Forms::Any,
            LeafKind::Prefix => Forms::Written,
            LeafKind::Form | LeafKind::Phrase => self.exact,
        };
        let analyzer = match forms {
            Forms::Written => &mut self.forms,
            Forms::Any => &mut self.text,
        };
        let mut terms = analyzer.positions(&leaf.text);
        if terms.len() > MAX_PHRASE_TERMS {
            terms.truncate(MAX_PHRASE_TERMS);
            self.warn(QueryWarning::TooManyWords { kept: MAX_PHRASE_TERMS });
        }
        if leaf.kind != LeafKind::Prefix {
            if terms.is_empty() {
                self.warn(QueryWarning::NothingToSearch { text: leaf.text.clone() });
                return None;
            }
            let abbreviation = (leaf.kind == LeafKind::Word).then(|| self.abbreviation(&leaf.text)).flatten();
            let Leaf { scope, slack, .. } = *leaf;
            return Some(Clause::Words(Words { scope, forms, terms, abbreviation, slack }));
        }
        let written = format!("{}*", leaf.text);
        // Word forms are never ambiguous.
        let mut terms: Vec<String> = terms.into_iter().flatten().collect();
        let Some(mut start) = terms.pop() else {
            self.warn(QueryWarning::NothingToSearch { text: written });
            return None;
        };
        // The old ъ at the end of a word is no part of its form; inside a word it is.
        if leaf.text.ends_with(['ъ', 'Ъ']) && !start.ends_with('ъ') {
            start.push('ъ');
        }
        Some(Clause::Prefix(Prefix {
            scope: leaf.scope,
            before: terms,
            start,
            written,
            forms: Vec::new(),
            holders: 0,
        }))
    }

    fn optional(&mut self, node: &Node) -> Optional {
        let Node::Leaf(leaf) = node else { return Optional::Never };
        match leaf.kind {
            _ if leaf.scope != Scope::Anywhere => Optional::Never,
            LeafKind::Word | LeafKind::Prefix => Optional::Whole,
            LeafKind::Form => Optional::Never,
            LeafKind::Phrase => Optional::Words(self.phrase_words(leaf)),
        }
    }

    fn phrase_words(&mut self, leaf: &Leaf) -> Vec<Piece> {
        let mut words: Vec<(Vec<String>, &str)> = Vec::new();
        self.text.analyze(&leaf.text, |token| match words.get_mut(token.position) {
            Some((terms, _)) => terms.push(token.text.clone()),
            None => words.push((vec![token.text.clone()], &leaf.text[token.offset_from..token.offset_to])),
        });
        words.truncate(MAX_PHRASE_TERMS);
        let piece = |(terms, written): (Vec<String>, &str)| Piece {
            clause: Clause::Words(Words {
                scope: leaf.scope,
                forms: Forms::Any,
                terms: vec![terms],
                abbreviation: None,
                slack: 0,
            }),
            written: written.to_owned(),
        };
        words.into_iter().map(piece).collect()
    }

    fn abbreviation(&mut self, text: &str) -> Option<String> {
        let is_short = ABBREVIATION_LETTERS.contains(&text.chars().count());
        let is_candidate = is_short || SURNAME_ENDINGS.iter().any(|ending| text.ends_with(ending));
        if is_candidate && text.chars().all(char::is_lowercase) { self.forms.terms(text).pop() } else { None }
    }

    fn warn(&mut self, warning: QueryWarning) {
        if !self.warnings.contains(&warning) {
            self.warnings.push(warning);
        }
    }
}

fn folded(filter: &Filter) -> Filter {
    match filter {
        Filter::Value { field, value } => {
            let value = Analyzer::new(AnalyzerName::Keyword).terms(value).concat();
            Filter::Value { field: *field, value }
        }
        Filter::Period(_) => filter.clone(),
    }
}

fn push_new(clauses: &mut Vec<Clause>, clause: Clause) {
    if !clauses.contains(&clause) {
        clauses.push(clause);
    }
}

#[cfg(test)]
#[path = "plan_tests.rs"]
mod tests;
