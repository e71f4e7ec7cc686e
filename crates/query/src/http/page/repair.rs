//! What was most likely meant where something else was typed: searched instead or offered, and the way back.

use maud::{Markup, html};

use crate::http::page::view::View;
use crate::search::Understood;

pub(crate) fn repair(view: &View<'_>, understood: &Understood) -> Markup {
    let (params, texts, lang) = (view.params, view.texts(), view.lang());
    html! {
        @if !params.repair {
            p.remark {
                (texts.without_repair) " "
                a href=(params.with_repair(true).href()) rel="nofollow" { (texts.to_repair) }
            }
        } @else if let Some(repair) = &understood.repair {
            p.remark {
                @if repair.applied {
                    (texts.shown_for) " " b { (lang.quoted(&repair.searched)) } ". "
                    a href=(params.with_repair(false).href()) rel="nofollow" {
                        (texts.search_for) " " (lang.quoted(repair.typed.trim()))
                    }
                } @else {
                    (texts.did_you_mean) " "
                    a href=(params.with_text(&repair.searched).href()) rel="nofollow" {
                        (lang.quoted(&repair.searched))
                    }
                    "."
                }
            }
        }
    }
}
