//! Filters in Algolia's three grammars, read into one condition.
//!
//! `filters` is an expression of its own (`expression`, over the `scanner`); `facetFilters`, `numericFilters` and
//! `tagFilters` are lists of lists (`lists`). More may be mixed and nested than Algolia permits.

mod expression;
mod lists;
mod scanner;

#[cfg(test)]
mod written;

pub(crate) use expression::read_filters;
pub(crate) use lists::{read_facet_filters, read_numeric_filters, read_tag_filters};

use crate::http::algolia::attribute::Attribute;
use crate::http::algolia::error::echo;

/// Most conditions of one parameter: more make a query slow, and no page asks for them.
const MAX_CONDITIONS: usize = 500;

/// The attribute of a name.
///
/// # Errors
/// The names that there are.
fn attribute(name: &str) -> Result<Attribute, String> {
    Attribute::named(name).ok_or_else(|| {
        let known = Attribute::ALL.iter().map(|(name, _)| *name).collect::<Vec<_>>().join(", ");
        format!("there is no attribute {:?}, but {known}", echo(name))
    })
}
