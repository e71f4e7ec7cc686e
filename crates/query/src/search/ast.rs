use super::{FacetField, part::Period};

/// What a query text means, before any word of it is analyzed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Node {
    /// A single condition.
    Leaf(Leaf),
    /// All of them must hold. The root of every query; empty if nothing was asked for.
    All(Vec<Self>),
    /// One of them must hold.
    Any(Vec<Self>),
    /// It must not hold.
    Not(Box<Self>),
    /// A property that the article must have.
    Filter(Filter),
}

/// A property of an article, beside its texts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Filter {
    /// A value of a property.
    Value { field: FacetField, value: String },
    /// The time of its publication.
    Period(Period),
}

/// A word, a form, a phrase or a prefix.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Leaf {
    pub(super) kind: LeafKind,
    /// As written, without quotation marks, exclamation mark or star.
    pub(super) text: String,
    pub(super) scope: Scope,
    /// Other words that may stand between those of a phrase, which then come in any order; 0 asks for the phrase.
    pub(super) slack: u32,
}

/// How the text of a [`Leaf`] is matched.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum LeafKind {
    /// Any form of the word.
    Word,
    /// The word in this form.
    Form,
    /// These words in this order, in these forms.
    Phrase,
    /// Any word form that begins so.
    Prefix,
}

/// Where a condition is looked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) enum Scope {
    /// In all texts of an article.
    Anywhere,
    /// In its title only.
    Title,
}

impl Node {
    /// Whether anything in it is to stand as written.
    pub(super) fn is_exact(&self) -> bool {
        match self {
            Self::Leaf(leaf) => matches!(leaf.kind, LeafKind::Form | LeafKind::Phrase),
            Self::All(nodes) | Self::Any(nodes) => nodes.iter().any(Self::is_exact),
            Self::Not(node) => node.is_exact(),
            Self::Filter(_) => false,
        }
    }

    /// All of `nodes`, without a needless level.
    pub(super) fn all(mut nodes: Vec<Self>) -> Self {
        if nodes.len() == 1 { nodes.remove(0) } else { Self::All(nodes) }
    }

    /// The contrary of `node`.
    pub(super) fn not(node: Self) -> Self {
        match node {
            Self::Not(inner) => *inner,
            other => Self::Not(Box::new(other)),
        }
    }

    /// `self` or `other`; a chain of alternatives stays one group.
    pub(super) fn or(self, other: Self) -> Self {
        match self {
            Self::Any(mut nodes) => {
                nodes.push(other);
                Self::Any(nodes)
            }
            first => Self::Any(vec![first, other]),
        }
    }
}
