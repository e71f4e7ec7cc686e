use std::ops::Range;

use vestnik_analysis::{Analyzer, AnalyzerName};

use super::quotes::{self, Quoted};
use super::{FacetField, Period, QueryField, QueryWarning};

/// Most words of a query, those of phrases included: each costs a look-up, and nobody types more by hand.
pub(super) const MAX_WORDS: usize = 64;

/// Greatest distance that words of a phrase may have: about a long sentence.
pub(super) const MAX_SLACK: u32 = 20;

/// Letters that a prefix needs before its star; shorter ones match a tenth of the dictionary.
const MIN_PREFIX_LETTERS: usize = 2;

/// What may stand behind the name of a field: colons of Latin and of Chinese type.
const COLONS: [char; 2] = [':', '：'];

/// Names of fields, in small letters.
const FIELDS: [(&str, QueryField); 12] = [
    ("title", QueryField::Title),
    ("заголовок", QueryField::Title),
    ("date", QueryField::Date),
    ("дата", QueryField::Date),
    ("rubric", QueryField::Facet(FacetField::Rubric)),
    ("рубрика", QueryField::Facet(FacetField::Rubric)),
    ("author", QueryField::Facet(FacetField::Author)),
    ("автор", QueryField::Facet(FacetField::Author)),
    ("tag", QueryField::Facet(FacetField::Tag)),
    ("тег", QueryField::Facet(FacetField::Tag)),
    ("source", QueryField::Facet(FacetField::Source)),
    ("источник", QueryField::Facet(FacetField::Source)),
];

/// A token and the bytes of the text that it stands in.
pub(super) type Placed = (Token, Range<usize>);

/// A piece of a query text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Token {
    Word(String),
    /// A word behind an exclamation mark, without it.
    Form(String),
    Prefix(String),
    Phrase {
        text: String,
        /// Other words that may stand between its words.
        slack: u32,
    },
    /// The name of a field, and the same with its colon as written.
    Field(QueryField, String),
    /// Words that are a period.
    Period(Period),
    /// A minus or a negating word, as written.
    Not(String),
    And(String),
    Or(String),
    Open,
    Close,
}

impl Token {
    /// Whether a condition can begin with it.
    pub(super) fn begins_operand(&self) -> bool {
        !matches!(self, Self::And(_) | Self::Or(_) | Self::Close)
    }

    fn is_operator_word(&self) -> bool {
        match self {
            Self::Not(text) | Self::And(text) | Self::Or(text) => text.chars().all(char::is_alphabetic),
            _ => false,
        }
    }

    fn into_word(self) -> Self {
        match self {
            Self::Not(text) | Self::And(text) | Self::Or(text) => Self::Word(text),
            other => other,
        }
    }
}

/// Cuts a query text into tokens.
pub(super) fn tokenize(text: &str) -> (Vec<Placed>, Vec<QueryWarning>) {
    let mut lexer = Lexer {
        text,
        rest: text,
        spaced: spaced_terms(text),
        word_start: true,
        glued: false,
        as_written: false,
        brackets: Vec::new(),
        begun: 0,
        tokens: Vec::new(),
        warnings: Vec::new(),
        words: 0,
    };
    lexer.run();
    let Lexer { mut tokens, mut warnings, .. } = lexer;
    if tokens.iter().all(|(token, _)| token.is_operator_word()) {
        tokens = tokens.into_iter().map(|(token, place)| (token.into_word(), place)).collect();
    }
    if tokens.is_empty() && warnings.is_empty() && !text.trim().is_empty() {
        warnings.push(QueryWarning::NothingToSearch { text: text.trim().to_owned() });
    }
    (tokens, warnings)
}

struct Lexer<'t> {
    text: &'t str,
    rest: &'t str,
    /// Where several words as written are one term.
    spaced: Vec<Range<usize>>,
    /// Whether what comes next stands at the start of a word: only there a minus excludes.
    word_start: bool,
    /// Whether it stands right behind a minus, an exclamation mark or a field name.
    glued: bool,
    /// Whether an exclamation mark asks for it as written.
    as_written: bool,
    /// For each open bracket whether an exclamation mark asks for what is in it as written.
    brackets: Vec<bool>,
    /// Where the token at hand begins, its exclamation mark included.
    begun: usize,
    tokens: Vec<Placed>,
    warnings: Vec<QueryWarning>,
    words: usize,
}

impl<'t> Lexer<'t> {
    fn run(&mut self) {
        while let Some(next) = self.rest.chars().next() {
            if self.words >= MAX_WORDS && self.rest.contains(char::is_alphanumeric) {
                self.stop();
                break;
            }
            if !self.as_written {
                self.begun = self.at();
            }
            match next {
                _ if is_separator(next) => self.separator(next),
                '(' => self.open(),
                ')' => self.close(),
                '|' => self.bar(),
                _ if is_minus(next) && self.word_start => self.minus(),
                '!' if self.word_start && self.marks_form() => self.form_mark(),
                _ if quotes::is_quote(next) => self.quote(next),
                _ => self.word(),
            }
        }
    }

    fn skip(&mut self, bytes: usize) -> &'t str {
        let (taken, rest) = self.rest.split_at(bytes);
        self.rest = rest;
        taken
    }

    fn at(&self) -> usize {
        self.text.len() - self.rest.len()
    }

    /// Adds a token that ends where the lexer is.
    fn push(&mut self, token: Token) {
        let place = self.begun..self.at();
        self.tokens.push((token, place));
    }

    fn separator(&mut self, separator: char) {
        self.skip(separator.len_utf8());
        (self.word_start, self.glued) = (true, false);
    }

    fn open(&mut self) {
        self.skip(1);
        self.push(Token::Open);
        let inherited = self.brackets.last().is_some_and(|as_written| *as_written);
        self.brackets.push(std::mem::take(&mut self.as_written) || inherited);
        self.word_start = true;
    }

    fn close(&mut self) {
        self.skip(1);
        self.push(Token::Close);
        self.brackets.pop();
        self.word_start = false;
    }

    fn bar(&mut self) {
        let length = self.rest.len() - self.rest.trim_start_matches('|').len();
        self.skip(length);
        self.push(Token::Or("|".to_owned()));
        self.word_start = true;
    }

    /// A single minus before something excludes it; a lone one and a row of them are dashes.
    fn minus(&mut self) {
        let length = self.rest.len() - self.rest.trim_start_matches(is_dash).len();
        let written = self.skip(length);
        let single = written.chars().count() == 1;
        if single && self.rest.chars().next().is_some_and(|next| !is_separator(next)) {
            self.push(Token::Not(written.to_owned()));
            self.glued = true;
        }
    }

    /// Whether exclamation marks stand before a word, a phrase or a bracket. Elsewhere they are punctuation.
    fn marks_form(&self) -> bool {
        let marked = self.rest.trim_start_matches('!').chars().next();
        marked.is_some_and(|next| next.is_alphanumeric() || next == '(' || quotes::is_quote(next))
    }

    fn form_mark(&mut self) {
        let length = self.rest.len() - self.rest.trim_start_matches('!').len();
        self.skip(length);
        (self.word_start, self.glued, self.as_written) = (false, true, true);
    }

    fn quote(&mut self, quote: char) {
        match quotes::read(self.rest) {
            Some(Quoted { content, length, balanced }) => {
                let written = self.skip(length);
                if !balanced {
                    self.warnings.push(QueryWarning::UnbalancedQuote);
                }
                let slack = self.slack();
                self.phrase(content, written, slack);
            }
            None => {
                self.skip(quote.len_utf8());
                self.warnings.push(QueryWarning::UnbalancedQuote);
            }
        }
        // A phrase is as written anyway.
        (self.word_start, self.as_written) = (false, false);
    }

    /// Reads `~3` behind a phrase.
    fn slack(&mut self) -> u32 {
        let Some(behind) = self.rest.strip_prefix('~') else { return 0 };
        let behind = &behind[..behind.find(ends_word).unwrap_or(behind.len())];
        let digits = behind.trim_end_matches(is_punctuation);
        let written = self.skip(1 + digits.len());
        if digits.is_empty() || !digits.bytes().all(|digit| digit.is_ascii_digit()) {
            self.warnings.push(QueryWarning::NoDistance { distance: written.to_owned() });
            return 0;
        }
        // Longer than any number is greater than any distance.
        let slack = digits.parse().unwrap_or(u32::MAX);
        if slack > MAX_SLACK {
            self.warnings.push(QueryWarning::DistanceCut { kept: MAX_SLACK });
        }
        slack.min(MAX_SLACK)
    }

    fn phrase(&mut self, content: &str, written: &str, slack: u32) {
        if !content.contains(char::is_alphanumeric) {
            self.warnings.push(QueryWarning::NothingToSearch { text: written.to_owned() });
            return;
        }
        let words: Vec<&str> = content.split(is_separator).filter(|word| !word.is_empty()).collect();
        let kept = words.len().min(MAX_WORDS - self.words);
        if kept < words.len() {
            self.warnings.push(QueryWarning::TooManyWords { kept: MAX_WORDS });
        }
        self.words += kept;
        self.push(Token::Phrase { text: words[..kept].join(" "), slack });
    }

    fn word(&mut self) {
        let length = self.word_length();
        if let Some((field, name)) = self.field(length) {
            let written = self.skip(name).to_owned();
            self.push(Token::Field(field, written));
            (self.word_start, self.glued) = (true, true);
            return;
        }
        if let Some(name) = self.unknown_field(length) {
            self.words += 1;
            let name = self.skip(name).to_owned();
            self.skip(1);
            self.push(Token::Word(name.clone()));
            self.warnings.push(QueryWarning::UnknownField { field: name });
            (self.word_start, self.glued) = (false, true);
            return;
        }
        let written = self.skip(length);
        self.word_start = false;
        let in_bracket = self.brackets.last().is_some_and(|as_written| *as_written);
        let as_written = std::mem::take(&mut self.as_written) || in_bracket;
        // Right behind a minus, an exclamation mark or a field name even НЕ and ИЛИ are words.
        if !std::mem::take(&mut self.glued)
            && let Some(operator) = operator(written)
        {
            self.push(operator);
        } else if written.contains(char::is_alphanumeric) {
            self.words += 1;
            self.push(match word_or_prefix(written) {
                Token::Word(form) if as_written => Token::Form(form),
                other => other,
            });
        } else if !written.chars().all(is_punctuation) {
            self.warnings.push(QueryWarning::NothingToSearch { text: written.to_owned() });
        }
    }

    /// Bytes of the next word. It goes on behind a space where the analyzer sees one term: «1 000 000», «т. д.».
    fn word_length(&self) -> usize {
        let start = self.at();
        let mut end = self.word_end(start);
        for term in &self.spaced {
            if (start..end).contains(&term.start) && term.end > end {
                end = self.word_end(term.end);
            }
        }
        end - start
    }

    /// The field that a word begins with, and the length of its name.
    fn field(&self, word: usize) -> Option<(QueryField, usize)> {
        let (field, name) = known_field(&self.rest[..word])?;
        let spaced = self.rest[name..].starts_with(is_separator);
        // «Источник: ...» begins headlines.
        (field != QueryField::Facet(FacetField::Source) || !spaced).then_some((field, name))
    }

    /// Length of what looks like the name of a field that there is not. Behind a minus it is a text: the minus is
    /// for all of it.
    fn unknown_field(&self, word: usize) -> Option<usize> {
        let name = self.rest[..word].find(':')?;
        let value = self.rest[name + 1..].chars().next()?;
        let field = name > 0 && self.rest[..name].chars().all(char::is_alphabetic);
        (field && !self.glued && (value.is_alphabetic() || quotes::is_quote(value))).then_some(name)
    }

    fn word_end(&self, from: usize) -> usize {
        self.text[from..].find(ends_word).map_or(self.text.len(), |length| from + length)
    }

    /// Leaves the rest out, and operators that were waiting for it.
    fn stop(&mut self) {
        while self.tokens.last().is_some_and(|(last, _)| {
            matches!(last, Token::Not(_) | Token::And(_) | Token::Or(_) | Token::Field(..))
        }) {
            self.tokens.pop();
        }
        let already =
            self.warnings.iter().any(|warning| matches!(warning, QueryWarning::TooManyWords { .. }));
        if !already {
            self.warnings.push(QueryWarning::TooManyWords { kept: MAX_WORDS });
        }
    }
}

/// Terms that hold white space, in the order of the text.
fn spaced_terms(text: &str) -> Vec<Range<usize>> {
    let mut spaced = Vec::new();
    if !text.trim().contains(is_separator) {
        return spaced;
    }
    Analyzer::new(AnalyzerName::RussianExact).analyze(text, |token| {
        let written = &text[token.offset_from..token.offset_to];
        let plain = written.chars().all(|next| is_separator(next) || !ends_word(next));
        let excludes = written.split(is_separator).skip(1).any(|word| word.starts_with(is_dash));
        if written.contains(is_separator) && plain && !excludes {
            spaced.push(token.offset_from..token.offset_to);
        }
    });
    spaced
}

/// Length of the name of a field with its colon, if `word` begins with one.
pub(super) fn field_length(word: &str) -> Option<usize> {
    known_field(word).map(|(_, length)| length)
}

/// The field that `word` begins with, and the length of its name with the colon.
pub(super) fn known_field(word: &str) -> Option<(QueryField, usize)> {
    FIELDS.into_iter().find_map(|(name, field)| {
        let written = word.get(..name.len())?;
        let colon = word[name.len()..].chars().next().filter(|next| COLONS.contains(next))?;
        (written.to_lowercase() == name).then_some((field, name.len() + colon.len_utf8()))
    })
}

fn operator(word: &str) -> Option<Token> {
    match word {
        "OR" | "ИЛИ" => Some(Token::Or(word.to_owned())),
        "AND" | "И" => Some(Token::And(word.to_owned())),
        "NOT" | "НЕ" => Some(Token::Not(word.to_owned())),
        _ => None,
    }
}

fn word_or_prefix(written: &str) -> Token {
    let stem = written.trim_end_matches('*');
    let letters = stem.chars().filter(|letter| letter.is_alphanumeric()).count();
    let open = stem.len() < written.len() && stem.ends_with(char::is_alphanumeric);
    if open && letters >= MIN_PREFIX_LETTERS {
        Token::Prefix(stem.to_owned())
    } else {
        Token::Word(written.to_owned())
    }
}

fn ends_word(next: char) -> bool {
    is_separator(next) || matches!(next, '(' | ')' | '|') || quotes::is_quote(next)
}

pub(super) fn is_separator(next: char) -> bool {
    next.is_whitespace() || next.is_control()
}

fn is_minus(next: char) -> bool {
    matches!(next, '-' | '\u{2212}')
}

pub(super) fn is_dash(next: char) -> bool {
    is_minus(next) || matches!(next, '\u{2010}'..='\u{2015}')
}

/// What people type between words without wanting to search it.
fn is_punctuation(next: char) -> bool {
    is_dash(next)
        || is_invisible(next)
        || matches!(
            next,
            '.' | ',' | ';' | ':' | '!' | '?' | '~' | '…' | '/' | '&' | '+' | '\'' | '’' | '•' | '·'
        )
}

/// Marks of direction and of width 0, as copied text brings them.
fn is_invisible(next: char) -> bool {
    matches!(next, '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{2069}' | '\u{feff}')
}
