//! Where the links of the page lead: every one is the current search with one thing changed.

use crate::http::page::i18n::Lang;
use crate::http::params::SearchParams;
use crate::http::percent;
use crate::search::{FacetField, Forms, Sort};

/// One kind of filter.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum FilterKind {
    Values(FacetField),
    Period,
}

impl FilterKind {
    /// All kinds, in the order in which the page shows them.
    pub(crate) const ALL: [Self; 5] = [
        Self::Values(FacetField::Rubric),
        Self::Period,
        Self::Values(FacetField::Source),
        Self::Values(FacetField::Author),
        Self::Values(FacetField::Tag),
    ];
}

impl SearchParams {
    /// Address of this search.
    pub(crate) fn href(&self) -> String {
        self.href_at("/")
    }

    /// This search as the query string of any path.
    pub(crate) fn href_at(&self, path: &str) -> String {
        match self.query_string() {
            query if query.is_empty() => path.to_owned(),
            query => format!("{path}?{query}"),
        }
    }

    /// The same search, written in the one way that stands for all.
    pub(crate) fn canonical(&self) -> Self {
        let text = self.text.split_whitespace().collect::<Vec<_>>().join(" ");
        Self { text, explain: false, ..self.clone() }
    }

    /// Address of the page of an article, in the language of this one.
    pub(crate) fn article_href(&self, id: &str) -> String {
        self.start().href_at(&article_path(id))
    }

    /// The start page, in the language of this search and with its key.
    pub(crate) fn start(&self) -> Self {
        Self { lang: self.lang, key: self.key.clone(), ..Self::default() }
    }

    /// Whether nothing at all is asked for.
    pub(crate) fn is_start(&self) -> bool {
        self.text.trim().is_empty() && self.page == 1 && self.sort == Sort::default() && !self.is_filtered()
    }

    pub(crate) fn is_filtered(&self) -> bool {
        FilterKind::ALL.into_iter().any(|kind| self.has(kind))
    }

    pub(crate) fn has(&self, kind: FilterKind) -> bool {
        match kind {
            FilterKind::Values(field) => !self.values(field).is_empty(),
            FilterKind::Period => self.from.is_some() || self.to.is_some(),
        }
    }

    /// The chosen values of a property.
    pub(crate) fn values(&self, field: FacetField) -> &[String] {
        match field {
            FacetField::Rubric => &self.rubrics,
            FacetField::Source => &self.sources,
            FacetField::Author => &self.authors,
            FacetField::Tag => &self.tags,
        }
    }

    /// Whether a value is chosen.
    pub(crate) fn is_chosen(&self, field: FacetField, value: &str) -> bool {
        self.values(field).iter().any(|chosen| same(chosen, value))
    }

    /// With a value chosen that was not, or the other way round.
    pub(crate) fn toggled(&self, field: FacetField, value: &str) -> Self {
        self.changed(|params| {
            let values = params.values_mut(field);
            let before = values.len();
            values.retain(|chosen| !same(chosen, value));
            if values.len() == before {
                values.push(value.to_owned());
            }
        })
    }

    /// Without one kind of filter.
    pub(crate) fn without(&self, kind: FilterKind) -> Self {
        match kind {
            FilterKind::Values(field) => self.changed(|params| params.values_mut(field).clear()),
            FilterKind::Period => self.with_period(None, None),
        }
    }

    /// Without any filter.
    pub(crate) fn unfiltered(&self) -> Self {
        FilterKind::ALL.into_iter().fold(self.clone(), |params, kind| params.without(kind))
    }

    pub(crate) fn with_period(&self, from: Option<String>, to: Option<String>) -> Self {
        self.changed(|params| (params.from, params.to) = (from, to))
    }

    pub(crate) fn with_sort(&self, sort: Sort) -> Self {
        self.changed(|params| params.sort = sort)
    }

    /// With phrases and marked words matched in another way.
    pub(crate) fn with_forms(&self, forms: Forms) -> Self {
        self.changed(|params| params.forms = forms)
    }

    /// With synonyms or without.
    pub(crate) fn with_synonyms(&self, synonyms: bool) -> Self {
        self.changed(|params| params.synonyms = synonyms)
    }

    /// With its text repaired or not.
    pub(crate) fn with_repair(&self, repair: bool) -> Self {
        self.changed(|params| params.repair = repair)
    }

    /// With words that are plainly a time taken for a period or not.
    pub(crate) fn with_periods(&self, periods: bool) -> Self {
        self.changed(|params| params.periods = periods)
    }

    /// With reports of one event as one hit or each by itself.
    pub(crate) fn with_stories(&self, stories: bool) -> Self {
        self.changed(|params| params.stories = stories)
    }

    /// With another text.
    pub(crate) fn with_text(&self, text: &str) -> Self {
        self.changed(|params| text.clone_into(&mut params.text))
    }

    pub(crate) fn with_page(&self, page: usize) -> Self {
        Self { page, ..self.clone() }
    }

    pub(crate) fn with_lang(&self, lang: Lang) -> Self {
        Self { lang, ..self.clone() }
    }

    /// A changed search begins at its first page.
    fn changed(&self, change: impl FnOnce(&mut Self)) -> Self {
        let mut params = Self { page: 1, ..self.clone() };
        change(&mut params);
        params
    }

    fn values_mut(&mut self, field: FacetField) -> &mut Vec<String> {
        match field {
            FacetField::Rubric => &mut self.rubrics,
            FacetField::Source => &mut self.sources,
            FacetField::Author => &mut self.authors,
            FacetField::Tag => &mut self.tags,
        }
    }
}

/// Path of the page of an article.
pub(crate) fn article_path(id: &str) -> String {
    format!("/article/{}", percent::encode_segment(id))
}

/// Filters disregard case and ё, so the mark of a chosen value does too.
fn same(a: &str, b: &str) -> bool {
    let fold = |character: char| character.to_lowercase().map(|lower| if lower == 'ё' { 'е' } else { lower });
    a.trim().chars().flat_map(fold).eq(b.trim().chars().flat_map(fold))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn params() -> SearchParams {
        let rubrics = vec!["Спорт".to_owned()];
        SearchParams { text: "кот".to_owned(), rubrics, page: 3, ..SearchParams::default() }
    }

    #[test]
    fn choosing_twice_is_choosing_nothing_and_case_does_not_matter() {
        let both = params().toggled(FacetField::Rubric, "Зелёный мир");
        assert_eq!((both.rubrics.len(), both.page), (2, 1));
        assert!(both.is_chosen(FacetField::Rubric, "зеленый мир"));
        assert_eq!(both.toggled(FacetField::Rubric, "ЗЕЛЕНЫЙ МИР").rubrics, ["Спорт"]);
    }

    #[test]
    fn a_link_changes_one_thing_and_returns_to_the_first_page() {
        let table = [
            (params().with_page(2), "/?q=a&rubric=b&page=2"),
            (params().with_sort(Sort::Newest), "/?q=a&rubric=b&sort=newest"),
            (params().with_forms(Forms::Any), "/?q=a&forms=any&rubric=b"),
            (params().with_forms(Forms::Any).with_page(2).with_forms(Forms::Written), "/?q=a&rubric=b"),
            (params().with_period(Some("2016-07-01".to_owned()), None), "/?q=a&rubric=b&from=2016-07-01"),
            (params().with_lang(Lang::En), "/?q=a&rubric=b&page=3&lang=en"),
            (params().without(FilterKind::Values(FacetField::Rubric)), "/?q=a"),
            (params().unfiltered(), "/?q=a"),
            (SearchParams::default(), "/"),
        ];
        for (params, expected) in table {
            let href = params.href();
            let short =
                href.replace("%D0%BA%D0%BE%D1%82", "a").replace("%D0%A1%D0%BF%D0%BE%D1%80%D1%82", "b");
            assert_eq!(short, expected);
        }
    }
}
