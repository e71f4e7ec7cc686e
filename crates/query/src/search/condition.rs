use tantivy::Term;
use tantivy::query::{AllQuery, BooleanQuery, EmptyQuery, Occur, Query, TermQuery};
use tantivy::schema::IndexRecordOption;
use vestnik_analysis::{Analyzer, AnalyzerName};
use vestnik_schema::{Article, Fields};

use super::compile::period;
use super::{FacetField, Period};

/// A condition on the properties of an article.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Condition {
    /// All of these hold; without any, every article satisfies it.
    All(Vec<Self>),
    /// One of these holds; without any, no article satisfies it.
    Any(Vec<Self>),
    /// This does not hold.
    Not(Box<Self>),
    /// The property has this value, case, ё and surplus white space aside. A blank value is none that an article has.
    Value {
        /// The property.
        field: FacetField,
        /// Its value.
        value: String,
    },
    /// Published then. An article without a date is not, unless the period is open at both ends.
    Published(Period),
}

impl Condition {
    /// Both of them, either of which may ask for nothing.
    pub fn both(one: Option<Self>, other: Option<Self>) -> Option<Self> {
        match (one, other) {
            (Some(one), Some(other)) => Some(Self::All(vec![one, other])),
            (one, other) => one.or(other),
        }
    }

    /// Whether an article satisfies it.
    pub fn holds(&self, article: &Article) -> bool {
        match self {
            Self::All(conditions) => conditions.iter().all(|condition| condition.holds(article)),
            Self::Any(conditions) => conditions.iter().any(|condition| condition.holds(article)),
            Self::Not(condition) => !condition.holds(article),
            Self::Value { field, value } => {
                let wanted = folded(value);
                let is_wanted = |value: &String| wanted.is_some() && folded(value) == wanted;
                match field {
                    FacetField::Rubric => article.rubrics.iter().any(is_wanted),
                    FacetField::Tag => article.tags.iter().any(is_wanted),
                    FacetField::Author => article.authors.iter().any(is_wanted),
                    FacetField::Source => article.source.iter().any(is_wanted),
                }
            }
            Self::Published(Period { from: None, until: None }) => true,
            // The index keeps whole seconds, and compares those.
            Self::Published(Period { from, until }) => article.published_at.is_some_and(|moment| {
                let second = moment.as_second();
                let bound = |bound: &jiff::Timestamp| {
                    bound.as_second().saturating_add(i64::from(bound.subsec_nanosecond() > 0))
                };
                from.as_ref().is_none_or(|from| second >= bound(from))
                    && until.as_ref().is_none_or(|until| second < bound(until))
            }),
        }
    }

    /// The articles that satisfy it.
    pub(super) fn query(&self, fields: &Fields) -> Box<dyn Query> {
        match self {
            Self::All(conditions) if conditions.is_empty() => Box::new(AllQuery),
            Self::Any(conditions) if conditions.is_empty() => Box::new(EmptyQuery),
            Self::All(conditions) => {
                let clause = |condition: &Self| (Occur::Must, condition.query(fields));
                Box::new(BooleanQuery::new(conditions.iter().map(clause).collect()))
            }
            Self::Any(conditions) => Box::new(BooleanQuery::union(
                conditions.iter().map(|condition| condition.query(fields)).collect(),
            )),
            Self::Not(condition) => Box::new(BooleanQuery::new(vec![
                (Occur::Must, Box::new(AllQuery)),
                (Occur::MustNot, condition.query(fields)),
            ])),
            Self::Value { field, value } => match folded(value) {
                None => Box::new(EmptyQuery),
                Some(term) => {
                    let term = Term::from_field_text(field.of(fields), &term);
                    Box::new(TermQuery::new(term, IndexRecordOption::Basic))
                }
            },
            Self::Published(Period { from, until }) => {
                period(fields.published, *from, *until).unwrap_or_else(|| Box::new(AllQuery))
            }
        }
    }
}

/// The term of a value; blank ones have none.
fn folded(value: &str) -> Option<String> {
    Analyzer::new(AnalyzerName::Keyword).terms(value).into_iter().next()
}
