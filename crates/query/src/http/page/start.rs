use maud::{Markup, html};

use crate::http::page::answer::{Answer, day_of};
use crate::http::page::layout::Layout;
use crate::http::page::results::hit_list;
use crate::http::page::view::View;
use crate::http::page::{chart, form};
use crate::search::{FacetCount, FacetField, IndexFacts};

/// The page of somebody who has not asked for anything yet.
pub(crate) fn start_page(view: &View<'_>, answer: &Answer) -> Markup {
    let texts = view.texts();
    let layout = Layout {
        site_name: view.site_name,
        title: None,
        params: view.params,
        path: "/",
        canonical: Some(&view.params.canonical().href()),
        feeds: true,
        listed: true,
        search_in_header: false,
    };
    layout.document(&html! {
        main #main.start tabindex="-1" {
            section.hero {
                h1 { (texts.tagline) }
                (form::search_form(view.params, true))
                @if let Some(facts) = answer.facts.as_ref().filter(|facts| facts.articles > 0) { p.facts { (archive_facts(view, facts)) } }
            }
            @if answer.results.hits.is_empty() { p.remark { (texts.empty_archive) } }
            @else {
                (rubrics(view, answer))
                @if let Some(histogram) = &answer.results.histogram { (chart::timeline(view, histogram)) }
                section.latest {
                    h2 { (texts.latest) }
                    (hit_list(view, &answer.results.hits, 1))
                }
            }
        }
    })
}

fn archive_facts(view: &View<'_>, facts: &IndexFacts) -> String {
    let day = |moment| view.lang().day(day_of(moment, view.zone));
    let span = facts.oldest.zip(facts.newest).map(|(oldest, newest)| (day(oldest), day(newest)));
    view.lang().archive(facts.articles, span)
}

fn rubrics(view: &View<'_>, answer: &Answer) -> Markup {
    let facets = answer.results.facets.iter().find(|facets| facets.field == FacetField::Rubric);
    let Some(facets) = facets.filter(|facets| !facets.values.is_empty()) else { return Markup::default() };
    html! {
        nav.rubrics aria-labelledby="rubrics-title" {
            h2 #rubrics-title { (view.texts().rubrics) }
            ul {
                @for FacetCount { value, count } in &facets.values {
                    li {
                        a href=(view.params.toggled(FacetField::Rubric, value).href()) {
                            (value) " " span.count { (view.lang().number(*count)) }
                        }
                    }
                }
            }
        }
    }
}
