use std::ops::RangeInclusive;

/// A piece of a word: its digits, its letters, or a mark between them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Atom {
    pub(super) kind: Kind,
    /// Place of its word among the words of the query.
    pub(super) word: usize,
    /// Whether it follows the atom before it without white space.
    pub(super) glued: bool,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Kind {
    Number {
        /// 0 if there are more than four digits; no date has those.
        value: i16,
        digits: usize,
    },
    /// Letters in lower case, ё as е.
    Letters(String),
    Dash {
        /// Whether it is a hyphen or a minus; only these join the parts of `2016-07`.
        hyphen: bool,
    },
    Dot,
    /// Anything else. No period reaches over it.
    Odd,
}

/// Cuts words into atoms. Punctuation around a word is dropped; an empty word is [`Kind::Odd`].
pub(super) fn cut(words: &[&str]) -> Vec<Atom> {
    let mut atoms = Vec::new();
    for (place, word) in words.iter().enumerate() {
        if word.trim().is_empty() {
            atoms.push(Atom { kind: Kind::Odd, word: place, glued: false });
        }
        for piece in word.split(|next: char| next.is_whitespace() || next.is_control()) {
            cut_piece(piece.trim_matches(is_edge), place, &mut atoms);
        }
    }
    atoms
}

/// Letters in lower case, ё as е, without stress marks and soft hyphens.
pub(super) fn fold(text: &str) -> String {
    let visible = text.chars().filter(|next| !is_invisible(*next));
    visible.flat_map(char::to_lowercase).map(|next| if next == 'ё' { 'е' } else { next }).collect()
}

fn cut_piece(piece: &str, word: usize, atoms: &mut Vec<Atom>) {
    let mut rest = piece;
    while let Some(next) = rest.chars().next() {
        let class = Class::of(next);
        let length = rest.find(|other| Class::of(other) != class).unwrap_or(rest.len());
        let (taken, behind) = rest.split_at(length);
        let glued = rest.len() < piece.len();
        let kind = match class {
            Class::Digit => number(taken),
            Class::Letter => Kind::Letters(fold(taken)),
            Class::Dash => Kind::Dash { hyphen: taken.chars().all(is_hyphen) },
            Class::Dot if taken.len() == 1 => Kind::Dot,
            Class::Dot | Class::Other => Kind::Odd,
        };
        atoms.push(Atom { kind, word, glued });
        rest = behind;
    }
}

fn number(digits: &str) -> Kind {
    let value = if digits.len() > 4 { 0 } else { digits.parse().unwrap_or(0) };
    Kind::Number { value, digits: digits.len() }
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Class {
    Digit,
    Letter,
    Dash,
    Dot,
    Other,
}

impl Class {
    fn of(next: char) -> Self {
        match next {
            '0'..='9' => Self::Digit,
            '.' => Self::Dot,
            _ if is_dash(next) => Self::Dash,
            _ if next.is_alphabetic() || is_invisible(next) => Self::Letter,
            _ => Self::Other,
        }
    }
}

fn is_edge(next: char) -> bool {
    matches!(next, '.' | ',' | ';' | ':' | '!' | '?' | '…' | '\'' | '"' | '’')
        || matches!(next, '(' | ')' | '[' | ']' | '«' | '»' | '„' | '“' | '”')
}

fn is_invisible(next: char) -> bool {
    matches!(next, '\u{ad}' | '\u{300}' | '\u{301}' | '\u{200b}')
}

fn is_hyphen(next: char) -> bool {
    matches!(next, '-' | '\u{2010}' | '\u{2011}' | '\u{2212}' | '\u{fe63}' | '\u{ff0d}')
}

fn is_dash(next: char) -> bool {
    is_hyphen(next) || matches!(next, '\u{2012}'..='\u{2015}' | '\u{2043}' | '\u{fe58}')
}

/// Reads atoms from the left. What fails to read leaves it where it was.
#[derive(Clone, Copy)]
pub(super) struct Cursor<'a> {
    atoms: &'a [Atom],
    at: usize,
}

impl<'a> Cursor<'a> {
    pub(super) fn new(atoms: &'a [Atom], at: usize) -> Self {
        Self { atoms, at }
    }

    /// Number of atoms before it.
    pub(super) fn place(&self) -> usize {
        self.at
    }

    pub(super) fn peek(&self) -> Option<&'a Atom> {
        self.atoms.get(self.at)
    }

    /// Whether a word begins or ends here.
    pub(super) fn between_words(&self) -> bool {
        self.peek().is_none_or(|atom| !atom.glued)
    }

    /// Runs `read`; goes back if it gives nothing.
    pub(super) fn attempt<T>(&mut self, read: impl FnOnce(&mut Self) -> Option<T>) -> Option<T> {
        let start = self.at;
        let result = read(self);
        if result.is_none() {
            self.at = start;
        }
        result
    }

    fn take<T>(&mut self, accept: impl FnOnce(&'a Atom) -> Option<T>) -> Option<T> {
        let taken = accept(self.peek()?)?;
        self.at += 1;
        Some(taken)
    }

    /// Letters that `known` knows.
    pub(super) fn letters<T>(&mut self, known: impl FnOnce(&'a str) -> Option<T>) -> Option<T> {
        self.take(|atom| if let Kind::Letters(text) = &atom.kind { known(text) } else { None })
    }

    /// One of `accepted`.
    pub(super) fn one_of(&mut self, accepted: &[&str]) -> Option<&'a str> {
        self.letters(|text| accepted.contains(&text).then_some(text))
    }

    pub(super) fn number(&mut self, accepted: RangeInclusive<usize>) -> Option<i16> {
        self.take(|atom| match atom.kind {
            Kind::Number { value, digits } if accepted.contains(&digits) => Some(value),
            _ => None,
        })
    }

    pub(super) fn dash(&mut self) -> Option<()> {
        self.take(|atom| matches!(atom.kind, Kind::Dash { .. }).then_some(()))
    }

    /// What `read` reads, right behind the atom before it.
    pub(super) fn glued<T>(&mut self, read: impl FnOnce(&mut Self) -> Option<T>) -> Option<T> {
        if self.between_words() { None } else { self.attempt(read) }
    }

    /// A dash inside a word; with `hyphen` only a short one.
    pub(super) fn glued_dash(&mut self, hyphen: bool) -> Option<()> {
        self.glued(|cursor| {
            cursor.take(|atom| match atom.kind {
                Kind::Dash { hyphen: short } if short || !hyphen => Some(()),
                _ => None,
            })
        })
    }

    pub(super) fn glued_dot(&mut self) -> Option<()> {
        self.glued(|cursor| cursor.take(|atom| (atom.kind == Kind::Dot).then_some(())))
    }
}
