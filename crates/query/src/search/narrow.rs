//! Turns the properties that a query text asks for into filters.

use super::ast::{Filter, Node};
use super::{FacetField, Filters, Period};

/// Takes out of the conditions of a text those that filters can express, and adds them to the filters of the request:
/// values of one property are alternatives, periods must all hold. What is left must still hold.
pub(super) fn narrow(nodes: Vec<Node>, given: &Filters) -> (Vec<Node>, Filters) {
    let mut filters = given.clone();
    let mut rest = Vec::new();
    nodes.into_iter().for_each(|node| take(node, &mut filters, &mut rest));
    (rest, filters)
}

fn take(node: Node, filters: &mut Filters, rest: &mut Vec<Node>) {
    match node {
        Node::Filter(Filter::Period(period)) => {
            let both = filters.period().and(period);
            (filters.from, filters.until) = (both.from, both.until);
        }
        Node::Filter(Filter::Value { field, value }) => filters.add(field, value),
        Node::All(nodes) if nodes.iter().any(|node| matches!(node, Node::Filter(_))) => {
            nodes.into_iter().for_each(|node| take(node, filters, rest));
        }
        Node::Any(nodes) if is_choice(&nodes) => {
            nodes.into_iter().for_each(|node| take(node, filters, rest));
        }
        other => rest.push(other),
    }
}

/// Whether it is a choice among values of one property.
fn is_choice(nodes: &[Node]) -> bool {
    let mut fields = nodes.iter().map(|node| match node {
        Node::Filter(Filter::Value { field, .. }) => Some(*field),
        _ => None,
    });
    let first = fields.next().flatten();
    first.is_some() && fields.all(|field| field == first)
}

impl Filters {
    /// The time of publication that they ask for.
    pub(super) fn period(&self) -> Period {
        Period { from: self.from, until: self.until }
    }

    fn add(&mut self, field: FacetField, value: String) {
        let values = match field {
            FacetField::Rubric => &mut self.rubrics,
            FacetField::Tag => &mut self.tags,
            FacetField::Author => &mut self.authors,
            FacetField::Source => &mut self.sources,
        };
        if !values.contains(&value) {
            values.push(value);
        }
    }
}
