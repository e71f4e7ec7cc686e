//! The page on which a site's owner configures the search and copies the snippet. Works without scripts: the form
//! sends its values, and the server writes snippets and preview for them.

mod form;
mod texts;

use maud::{Markup, html};
use vestnik_widget::{PAGE, Setup, Snippets};

use crate::http::page::embed::texts::EmbedTexts;
use crate::http::page::i18n::Lang;
use crate::http::page::layout::Layout;
use crate::http::params::SearchParams;
use crate::http::routes::assets::EMBED_STYLE;

/// What the page shows.
pub(crate) struct EmbedPage<'a> {
    pub(crate) site_name: &'a str,
    pub(crate) lang: Lang,
    pub(crate) setup: &'a Setup,
    /// Rubrics to choose from; none if the archive's are not to be told.
    pub(crate) rubrics: &'a [String],
}

impl EmbedPage<'_> {
    /// Writes the page.
    pub(crate) fn render(&self) -> Markup {
        let texts = self.texts();
        let params = SearchParams { lang: self.lang, ..SearchParams::default() };
        let layout = Layout {
            site_name: self.site_name,
            title: Some(texts.title),
            params: &params,
            path: "/embed",
            canonical: None,
            feeds: false,
            listed: false,
            search_in_header: false,
        };
        layout.document(&html! {
            link rel="stylesheet" href=(EMBED_STYLE.href());
            script type="module" src=(PAGE.pinned_path()) {}
            main #main.embed tabindex="-1" {
                div.intro {
                    h1 { (texts.title) }
                    p { (texts.intro) }
                }
                (form::form(self))
                div.outcome {
                    (self.preview())
                    (self.snippets())
                }
            }
        })
    }

    fn texts(&self) -> &'static EmbedTexts {
        EmbedTexts::of(self.lang)
    }

    fn preview(&self) -> Markup {
        let texts = self.texts();
        html! {
            section.preview aria-labelledby="preview-title" {
                h2 #preview-title { (texts.preview) }
                p.hint { (texts.preview_hint) }
                iframe #preview title=(texts.preview) src=(self.setup.frame_path()) {}
            }
        }
    }

    fn snippets(&self) -> Markup {
        let texts = self.texts();
        let Snippets { tag, frame, instantsearch, react, vue, policy, frame_policy } = self.setup.snippets();
        html! {
            section.snippets aria-labelledby="snippets-title" {
                h2 #snippets-title { (texts.snippets) }
                p #embed-status.status role="status" data-copied=(texts.copied) data-selected=(texts.selected)
                    data-failed=(texts.failed) {}
                details open {
                    summary { (texts.tag) }
                    p { (texts.tag_hint) }
                    (self.snippet("tag", texts.tag, &tag))
                    p { (texts.policy) }
                    (self.snippet("policy", texts.policy_title, &policy))
                }
                details {
                    summary { (texts.frame) }
                    p { (texts.frame_hint) }
                    (self.snippet("frame", texts.frame, &frame))
                    p { (texts.frame_policy) }
                    (self.snippet("frame_policy", texts.policy_title, &frame_policy))
                }
                @for (id, title, hint, text) in [
                    ("instantsearch", "InstantSearch", texts.instantsearch_hint, &instantsearch),
                    ("react", "React", texts.react_hint, &react),
                    ("vue", "Vue", texts.vue_hint, &vue),
                ] {
                    details {
                        summary { (title) }
                        p { (hint) }
                        (self.snippet(id, title, text))
                    }
                }
            }
        }
    }

    fn snippet(&self, id: &str, title: &str, text: &str) -> Markup {
        html! {
            div.code {
                pre { code data-snippet=(id) { (text) } }
                // Shown by the script, without which it would do nothing.
                button type="button" data-copy=(id) aria-label={ (self.texts().copy) ": " (title) } hidden {
                    (self.texts().copy)
                }
            }
        }
    }
}
