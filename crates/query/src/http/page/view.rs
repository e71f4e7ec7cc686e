use jiff::civil::Date;
use jiff::tz::TimeZone;
use maud::Markup;

use crate::http::page::answer::Answer;
use crate::http::page::i18n::Lang;
use crate::http::page::texts::Texts;
use crate::http::page::{results, start};
use crate::http::params::SearchParams;

/// What all parts of a page need to know.
pub(crate) struct View<'a> {
    pub(crate) site_name: &'a str,
    pub(crate) zone: &'a TimeZone,
    pub(crate) today: Date,
    pub(crate) params: &'a SearchParams,
}

impl View<'_> {
    pub(crate) fn lang(&self) -> Lang {
        self.params.lang
    }

    pub(crate) fn texts(&self) -> &'static Texts {
        self.params.lang.texts()
    }
}

/// Writes the page of an answer.
pub(crate) fn render(view: &View<'_>, answer: &Answer) -> Markup {
    if view.params.is_start() { start::start_page(view, answer) } else { results::results_page(view, answer) }
}
