//! What the text of a query filters by: a chip for each field and period, which takes it back.

use maud::{Markup, html};

use crate::http::api::period_days;
use crate::http::page::filters::{chip, kind_name};
use crate::http::page::links::FilterKind;
use crate::http::page::view::View;
use crate::search::{PartKind, Period, QueryField, QueryPart, Understood};

pub(crate) fn parts(view: &View<'_>, understood: &Understood) -> Markup {
    let named: Vec<(&QueryPart, String)> =
        understood.parts.iter().filter_map(|part| Some((part, name(view, part)?))).collect();
    let (params, texts) = (view.params, view.texts());
    html! {
        @if !named.is_empty() {
            ul.chips aria-label=(texts.from_query) {
                @for (part, name) in &named {
                    // The text is as it was searched, repaired or not.
                    @let rest = part.removed_from(&understood.text);
                    (chip(view, &params.with_text(&rest).href(), name))
                }
            }
        }
        @if !params.periods {
            p.remark {
                (texts.without_periods) " "
                a href=(params.with_periods(true).href()) rel="nofollow" { (texts.to_periods) }
            }
        } @else if let Some(part) = understood.parts.iter().find(|part| part.is_plain_period()) {
            p.remark {
                (view.lang().read_as_period(&part.text)) " "
                a href=(params.with_periods(false).href()) rel="nofollow" { (texts.as_words) }
            }
        }
    }
}

/// What a chip says; `None` of what is no filter.
fn name(view: &View<'_>, part: &QueryPart) -> Option<String> {
    let named = match (&part.field, part.period) {
        (_, Some(period)) => format!("{}: {}", view.texts().period, days(view, period)),
        (Some((field, value)), None) => format!("{}: {value}", field_title(view, *field)),
        (None, None) => return None,
    };
    Some(if part.kind == PartKind::Excluded { format!("{} {named}", view.texts().except) } else { named })
}

fn field_title(view: &View<'_>, field: QueryField) -> &'static str {
    match field {
        QueryField::Title => view.texts().title_field,
        QueryField::Date => view.texts().period,
        QueryField::Facet(field) => kind_name(view, FilterKind::Values(field)),
    }
}

fn days(view: &View<'_>, period: Period) -> String {
    let (from, to) = period_days(period, view.zone);
    let day = |day: Option<jiff::civil::Date>| day.map(|day| view.lang().day(day));
    view.lang().period(day(from).as_deref(), day(to).as_deref())
}
