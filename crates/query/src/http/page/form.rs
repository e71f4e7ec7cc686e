use maud::{Markup, html};

use crate::http::page::view::View;
use crate::http::params::SearchParams;
use crate::search::MAX_QUERY_CHARS;

/// The query box. It keeps filters, order and whether synonyms count, which stand on the page for all to see; phrases
/// of a new query are as written again, and its slips are repaired.
pub(crate) fn search_form(params: &SearchParams, autofocus: bool) -> Markup {
    let texts = params.lang.texts();
    html! {
        form.search role="search" action="/" method="get" {
            label.hidden for="q" { (texts.search_label) }
            input #q type="search" name="q" value=(params.text) placeholder=(texts.search_hint)
                maxlength=(MAX_QUERY_CHARS) autocomplete="off" enterkeyhint="search" autofocus[autofocus];
            (hidden_fields(params, &["q", "page", "forms", "repair", "periods"]))
            button type="submit" { (texts.search) }
        }
    }
}

/// Two days to choose a period of one's own.
pub(crate) fn period_form(view: &View<'_>) -> Markup {
    let texts = view.texts();
    let params = view.params;
    html! {
        form.period action="/" method="get" {
            (hidden_fields(params, &["from", "to", "page"]))
            label {
                span { (texts.from) }
                input type="date" name="from" value=(day_part(&params.from)) max="9999-12-31";
            }
            label {
                span { (texts.to) }
                input type="date" name="to" value=(day_part(&params.to)) max="9999-12-31";
            }
            button type="submit" { (texts.apply) }
        }
    }
}

fn hidden_fields(params: &SearchParams, except: &[&str]) -> Markup {
    html! {
        @for (name, value) in params.pairs() {
            @if !except.contains(&name) { input type="hidden" name=(name) value=(value); }
        }
    }
}

/// A date input shows days only; a moment appears as its day.
fn day_part(bound: &Option<String>) -> &str {
    let text = bound.as_deref().unwrap_or_default().trim();
    text.split(['T', ' ']).next().unwrap_or_default()
}
