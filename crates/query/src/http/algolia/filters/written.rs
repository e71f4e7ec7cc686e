//! Conditions written as `filters`, to be read back.

use proptest::prelude::*;

use crate::search::{Condition, FacetField, Period};

/// A condition as `filters` state it. Only for such as [`condition`] makes.
pub(super) fn written(condition: &Condition) -> String {
    let joined = |conditions: &[Condition], operator: &str| {
        format!("({})", conditions.iter().map(written).collect::<Vec<_>>().join(operator))
    };
    match condition {
        Condition::All(conditions) => joined(conditions, " AND "),
        Condition::Any(conditions) => joined(conditions, " OR "),
        Condition::Not(condition) => format!("NOT {}", written(condition)),
        Condition::Value { field, value } => {
            let name = match field {
                FacetField::Rubric => "rubrics",
                FacetField::Source => "source",
                FacetField::Author => "author",
                FacetField::Tag => "_tags",
            };
            format!("{name}:\"{}\"", value.replace('\\', "\\\\").replace('"', "\\\""))
        }
        Condition::Published(Period { from, until }) => match (from, until) {
            (Some(from), Some(until)) => {
                format!("published_at:{} TO {}", from.as_second(), until.as_second() - 1)
            }
            (Some(from), None) => format!("date >= {}", from.as_second()),
            (None, Some(until)) => format!("published_at<{}", until.as_second()),
            (None, None) => String::new(),
        },
    }
}

/// Any condition that `filters` can state.
pub(super) fn condition() -> impl Strategy<Value = Condition> {
    let field = prop::sample::select(vec![
        FacetField::Rubric,
        FacetField::Source,
        FacetField::Author,
        FacetField::Tag,
    ]);
    let value = (field, "\\PC{0,12}").prop_map(|(field, value)| Condition::Value { field, value });
    let second = || -2_000_000_000_i64..4_000_000_000;
    let moment = |second| jiff::Timestamp::from_second(second).unwrap();
    let published =
        (prop::option::of(second()), second(), 1..100_000_000_i64).prop_map(move |(from, at, width)| {
            let until = match from {
                Some(from) if at % 2 == 0 => Some(from + width),
                Some(_) => None,
                None => Some(at),
            };
            Condition::Published(Period { from: from.map(moment), until: until.map(moment) })
        });
    prop_oneof![value, published].prop_recursive(6, 40, 4, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 2..5).prop_map(Condition::All),
            prop::collection::vec(inner.clone(), 2..5).prop_map(Condition::Any),
            inner.prop_map(|condition| Condition::Not(Box::new(condition))),
        ]
    })
}
