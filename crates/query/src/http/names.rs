//! The words by which the API calls orders, bucket widths and properties.

use crate::search::{FacetField, Forms, HistogramInterval, PartKind, QueryField, RepairKind, Sort};

/// All properties that can be filtered by and counted.
pub(crate) const FACET_FIELDS: [FacetField; 4] =
    [FacetField::Rubric, FacetField::Source, FacetField::Author, FacetField::Tag];

/// The name that the API gives an order.
pub(crate) fn sort_name(sort: Sort) -> &'static str {
    match sort {
        Sort::Relevance => "relevance",
        Sort::Newest => "newest",
        Sort::Oldest => "oldest",
    }
}

/// The name that the API gives a bucket width.
pub(crate) fn interval_name(interval: HistogramInterval) -> &'static str {
    match interval {
        HistogramInterval::Auto => "auto",
        HistogramInterval::Year => "year",
        HistogramInterval::Month => "month",
        HistogramInterval::Day => "day",
    }
}

/// The name that the API gives a property.
pub(crate) fn facet_name(field: FacetField) -> &'static str {
    match field {
        FacetField::Rubric => "rubric",
        FacetField::Source => "source",
        FacetField::Author => "author",
        FacetField::Tag => "tag",
    }
}

/// The name that the API gives a field of the query language.
pub(crate) fn field_name(field: QueryField) -> &'static str {
    match field {
        QueryField::Title => "title",
        QueryField::Date => "date",
        QueryField::Facet(field) => facet_name(field),
    }
}

/// The name that the API gives what a part of a query asks for.
pub(crate) fn part_name(kind: PartKind) -> &'static str {
    match kind {
        PartKind::Word => "word",
        PartKind::Phrase => "phrase",
        PartKind::Form => "form",
        PartKind::Prefix => "prefix",
        PartKind::Excluded => "excluded",
        PartKind::Field => "field",
        PartKind::Period => "period",
        PartKind::Alternatives => "alternatives",
    }
}

/// The name that the API gives what had gone wrong with a word.
pub(crate) fn repair_name(kind: RepairKind) -> &'static str {
    match kind {
        RepairKind::Layout => "layout",
        RepairKind::Alphabet => "alphabet",
        RepairKind::Spelling => "spelling",
        RepairKind::Joined => "joined",
        RepairKind::Split => "split",
    }
}

/// The name that the API gives a way to match phrases and marked words.
pub(crate) fn forms_name(forms: Forms) -> &'static str {
    match forms {
        Forms::Written => "written",
        Forms::Any => "any",
    }
}

pub(crate) fn read_forms(value: &str) -> Option<Forms> {
    [Forms::Written, Forms::Any].into_iter().find(|forms| forms_name(*forms) == value)
}

/// The name that the API gives what is either on or off.
pub(crate) fn switch_name(on: bool) -> &'static str {
    if on { "on" } else { "off" }
}

pub(crate) fn read_switch(value: &str) -> Option<bool> {
    [true, false].into_iter().find(|on| switch_name(*on) == value)
}

/// What hits are gathered by.
pub(crate) fn group_name(stories: bool) -> &'static str {
    if stories { "story" } else { "none" }
}

pub(crate) fn read_group(value: &str) -> Option<bool> {
    [true, false].into_iter().find(|stories| group_name(*stories) == value)
}

pub(crate) fn flag_name(set: bool) -> &'static str {
    if set { "true" } else { "false" }
}

pub(crate) fn read_flag(value: &str) -> Option<bool> {
    [true, false].into_iter().find(|set| flag_name(*set) == value)
}

pub(crate) fn read_sort(value: &str) -> Option<Sort> {
    [Sort::Relevance, Sort::Newest, Sort::Oldest].into_iter().find(|sort| sort_name(*sort) == value)
}

pub(crate) fn read_interval(value: &str) -> Option<HistogramInterval> {
    use HistogramInterval::{Auto, Day, Month, Year};
    [Auto, Year, Month, Day].into_iter().find(|interval| interval_name(*interval) == value)
}

pub(crate) fn read_facets(value: &str) -> Option<Vec<FacetField>> {
    let mut found = Vec::new();
    for name in value.split(',').map(str::trim) {
        let field = FACET_FIELDS.into_iter().find(|field| facet_name(*field) == name)?;
        if !found.contains(&field) {
            found.push(field);
        }
    }
    Some(found)
}
