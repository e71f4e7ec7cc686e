//! The column of filters, and the chips of those that are chosen.

use maud::{Markup, html};

use crate::http::names::FACET_FIELDS;
use crate::http::page::answer::{Answer, preset_days};
use crate::http::page::form;
use crate::http::page::links::FilterKind;
use crate::http::page::view::View;
use crate::search::{FacetCount, FacetField, Facets};

/// Values of a property that stand open; the others fold away.
const OPEN_VALUES: usize = 8;

/// The column itself. On a phone it is folded to one line.
pub(crate) fn filters(view: &View<'_>, answer: &Answer) -> Markup {
    let facets = |field| answer.results.facets.iter().find(move |facets| facets.field == field);
    html! {
        aside.filters aria-label=(view.texts().filters) {
            details.fold {
                summary { (view.texts().filters) }
                div.groups {
                    (values_group(view, facets(FacetField::Rubric)))
                    (period_group(view, answer))
                    (values_group(view, facets(FacetField::Source)))
                    (values_group(view, facets(FacetField::Author)))
                    (values_group(view, facets(FacetField::Tag)))
                }
            }
        }
    }
}

/// Every chosen value as a link that takes it back.
pub(crate) fn chips(view: &View<'_>) -> Markup {
    let (params, texts) = (view.params, view.texts());
    if !params.is_filtered() {
        return Markup::default();
    }
    html! {
        ul.chips aria-label=(texts.chosen) {
            @for field in FACET_FIELDS { @for value in params.values(field) {
                (chip(view, &params.toggled(field, value).href(), value))
            } }
            @if params.has(FilterKind::Period) {
                (chip(view, &params.with_period(None, None).href(), &period_name(view)))
            }
            li { a.reset href=(params.unfiltered().href()) { (texts.reset) } }
        }
    }
}

/// The heading of a kind of filter.
pub(crate) fn kind_name(view: &View<'_>, kind: FilterKind) -> &'static str {
    let texts = view.texts();
    match kind {
        FilterKind::Values(FacetField::Rubric) => texts.rubrics,
        FilterKind::Values(FacetField::Source) => texts.sources,
        FilterKind::Values(FacetField::Author) => texts.authors,
        FilterKind::Values(FacetField::Tag) => texts.tags,
        FilterKind::Period => texts.period,
    }
}

pub(crate) fn chip(view: &View<'_>, href: &str, name: &str) -> Markup {
    html! {
        li {
            a.chip href=(href) rel="nofollow" {
                span.hidden { (view.texts().remove) ": " }
                (name)
                span.cross aria-hidden="true" { "×" }
            }
        }
    }
}

fn values_group(view: &View<'_>, facets: Option<&Facets>) -> Markup {
    let Some(facets) = facets.filter(|facets| !facets.values.is_empty()) else { return Markup::default() };
    // What is chosen is never folded away.
    let is_open = |(place, value): &(usize, &FacetCount)| {
        *place < OPEN_VALUES || view.params.is_chosen(facets.field, &value.value)
    };
    let (open, folded): (Vec<_>, Vec<_>) = facets.values.iter().enumerate().partition(is_open);
    html! {
        section.group {
            h2 { (kind_name(view, FilterKind::Values(facets.field))) }
            (value_links(view, facets.field, &open))
            @if !folded.is_empty() {
                details.more {
                    summary { (view.texts().more) " " (folded.len()) }
                    (value_links(view, facets.field, &folded))
                }
            }
        }
    }
}

fn value_links(view: &View<'_>, field: FacetField, values: &[(usize, &FacetCount)]) -> Markup {
    html! {
        ul.values {
            @for (_, FacetCount { value, count }) in values {
                @let chosen = view.params.is_chosen(field, value);
                li {
                    a href=(view.params.toggled(field, value).href()) aria-current=[chosen.then_some("true")] rel="nofollow" {
                        span.name { (value) }
                        " "
                        span.count { (view.lang().number(*count)) }
                    }
                }
            }
        }
    }
}

fn period_group(view: &View<'_>, answer: &Answer) -> Markup {
    let (params, texts) = (view.params, view.texts());
    let any_time = !params.has(FilterKind::Period);
    html! {
        section.group {
            h2 { (texts.period) }
            ul.values {
                li {
                    a href=(params.with_period(None, None).href()) aria-current=[any_time.then_some("true")] rel="nofollow" {
                        span.name { (texts.any_time) }
                    }
                }
                @for (index, day) in preset_days(view.today).into_iter().enumerate() {
                    (preset(view, texts.presets[index], &day.to_string(), answer.recent.map(|counts| counts[index])))
                }
            }
            (form::period_form(view))
        }
    }
}

/// A period that holds nothing is told but not offered.
fn preset(view: &View<'_>, name: &str, from: &str, count: Option<u64>) -> Markup {
    let chosen = view.params.from.as_deref() == Some(from) && view.params.to.is_none();
    let label = html! {
        span.name { (name) }
        @if let Some(count) = count { " " span.count { (view.lang().number(count)) } }
    };
    html! {
        li {
            @if count == Some(0) && !chosen { span.empty { (label) } }
            @else {
                @let href = view.params.with_period(Some(from.to_owned()), None).href();
                a href=(href) aria-current=[chosen.then_some("true")] rel="nofollow" { (label) }
            }
        }
    }
}

fn period_name(view: &View<'_>) -> String {
    let params = view.params;
    let name = |bound: &Option<String>| {
        let text = bound.as_deref()?;
        // A day is written out; a moment stays as it was typed.
        Some(text.parse().map_or_else(|_| text.to_owned(), |day| view.lang().day(day)))
    };
    view.lang().period(name(&params.from).as_deref(), name(&params.to).as_deref())
}
