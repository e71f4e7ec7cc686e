use maud::{DOCTYPE, Markup, html};

use crate::http::feeds::{DESCRIPTION_TYPE, FeedKind};
use crate::http::page::form;
use crate::http::params::SearchParams;
use crate::http::routes::assets::{ICON, STYLE};

/// Media type of all pages.
pub(crate) const CONTENT_TYPE: &str = "text/html; charset=utf-8";

/// A page without its content.
pub(crate) struct Layout<'a> {
    pub(crate) site_name: &'a str,
    /// What the page is about; the site's name follows it.
    pub(crate) title: Option<&'a str>,
    pub(crate) params: &'a SearchParams,
    /// Path of the page's address.
    pub(crate) path: &'a str,
    /// Address that stands for all spellings of the page's own.
    pub(crate) canonical: Option<&'a str>,
    /// Whether the page's search is offered as a feed.
    pub(crate) feeds: bool,
    /// Whether search engines may list the page.
    pub(crate) listed: bool,
    /// Whether the header holds the search box; the start page has its own.
    pub(crate) search_in_header: bool,
}

impl Layout<'_> {
    /// The whole document around `content`, which brings its own `main`.
    pub(crate) fn document(&self, content: &Markup) -> Markup {
        let lang = self.params.lang;
        html! {
            (DOCTYPE)
            html lang=(lang.code()) {
                (self.head())
                body {
                    a.skip href="#main" { (lang.texts().skip_to_results) }
                    (self.header())
                    (content)
                    (self.footer())
                }
            }
        }
    }

    fn head(&self) -> Markup {
        let texts = self.params.lang.texts();
        html! {
            head {
                meta charset="utf-8";
                meta name="viewport" content="width=device-width, initial-scale=1";
                title {
                    @if let Some(title) = self.title { (title) " — " (self.site_name) }
                    @else { (self.site_name) " — " (texts.tagline) }
                }
                meta name="description" content=(texts.description);
                @if !self.listed { meta name="robots" content="noindex, follow"; }
                meta name="color-scheme" content="light dark";
                @if let Some(canonical) = self.canonical { link rel="canonical" href=(canonical); }
                (self.discovery())
                link rel="icon" type="image/svg+xml" href=(ICON.href());
                link rel="stylesheet" href=(STYLE.href());
            }
        }
    }

    /// What browsers and feed readers find by themselves.
    fn discovery(&self) -> Markup {
        html! {
            link rel="search" type=(DESCRIPTION_TYPE) title=(self.site_name) href=(self.params.start().href_at("/opensearch.xml"));
            @if self.feeds {
                @for (kind, name) in [(FeedKind::Rss, "RSS"), (FeedKind::Atom, "Atom")] {
                    link rel="alternate" type=(kind.media_type()) href=(self.params.feed_href(kind.path()))
                        title={ @if let Some(title) = self.title { (title) " — " } (self.site_name) " (" (name) ")" };
                }
            }
        }
    }

    fn header(&self) -> Markup {
        let lang = self.params.lang;
        let home = self.params.start().href();
        let other = lang.other();
        html! {
            header.site-header {
                div.bar {
                    a.brand href=(home) { (self.site_name) }
                    @if self.search_in_header { (form::search_form(self.params, false)) }
                    nav.site-nav aria-label=(lang.texts().site_navigation) {
                        a href=(self.params.with_lang(other).href_at(self.path)) lang=(other.code()) hreflang=(other.code()) rel="nofollow" {
                            (lang.texts().switch_language)
                        }
                    }
                }
            }
        }
    }

    fn footer(&self) -> Markup {
        let texts = self.params.lang.texts();
        html! {
            footer.site-footer {
                div.bar {
                    p { (texts.footer) }
                    p.links {
                        a href=(SearchParams { lang: self.params.lang, ..SearchParams::default() }.href_at("/embed")) {
                            (texts.for_sites)
                        }
                        a href="/docs/" hreflang="en" { (texts.api) }
                    }
                }
            }
        }
    }
}
