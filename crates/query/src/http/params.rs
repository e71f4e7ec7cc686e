//! Reads the query string of a search, strictly, and writes the query strings of the page's links.

use jiff::tz::TimeZone;

use crate::http::error::{ApiError, BadParameter, Fault};
use crate::http::names::{
    flag_name, forms_name, group_name, interval_name, read_facets, read_flag, read_forms, read_group,
    read_interval, read_sort, read_switch, sort_name, switch_name,
};
use crate::http::page::i18n::Lang;
use crate::http::parameters::{self, Parameter};
use crate::http::percent::{decode, decode_lossy};
use crate::search::{
    Cursor, FacetField, Filters, Forms, HistogramInterval, MAX_PER_PAGE, MAX_WINDOW, Paging, SearchError,
    SearchRequest, Sort, parse_period_bound,
};

/// Most values of one filter: more make a query slow and no person chooses them.
pub(crate) const MAX_FILTER_VALUES: usize = 50;

/// What the results page has controls for; the rest is between programs and the API.
const PAGE_PARAMETERS: [&str; 16] = [
    "q", "forms", "synonyms", "repair", "periods", "rubric", "tag", "author", "source", "from", "to", "sort",
    "group", "page", "lang", "key",
];

/// Who sent a query string.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Dialect {
    /// A program: what is unknown is refused, so that a typo never passes for an answer.
    Api,
    /// A person's browser: unknown parameters (`utm_source` and the like) are none of our business.
    Page,
}

/// A search as its query string states it. Periods stay as typed: links and forms repeat them.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct SearchParams {
    pub(crate) text: String,
    pub(crate) forms: Forms,
    pub(crate) synonyms: bool,
    pub(crate) repair: bool,
    pub(crate) periods: bool,
    pub(crate) stories: bool,
    pub(crate) explain: bool,
    pub(crate) rubrics: Vec<String>,
    pub(crate) tags: Vec<String>,
    pub(crate) authors: Vec<String>,
    pub(crate) sources: Vec<String>,
    pub(crate) from: Option<String>,
    pub(crate) to: Option<String>,
    pub(crate) sort: Sort,
    pub(crate) page: usize,
    pub(crate) per_page: usize,
    pub(crate) cursor: Option<Cursor>,
    pub(crate) facets: Vec<FacetField>,
    pub(crate) histogram: Option<HistogramInterval>,
    pub(crate) lang: Lang,
    /// The key that the links of a page keep. Requests to the API lose theirs before it is read here.
    pub(crate) key: Option<String>,
}

impl Default for SearchParams {
    fn default() -> Self {
        let Paging { page, per_page, .. } = Paging::default();
        Self {
            text: String::new(),
            forms: Forms::default(),
            synonyms: true,
            repair: true,
            periods: true,
            stories: false,
            explain: false,
            rubrics: Vec::new(),
            tags: Vec::new(),
            authors: Vec::new(),
            sources: Vec::new(),
            from: None,
            to: None,
            sort: Sort::default(),
            page,
            per_page,
            cursor: None,
            facets: Vec::new(),
            histogram: None,
            lang: Lang::default(),
            key: None,
        }
    }
}

impl SearchParams {
    /// Reads a query string. A blank value means the same as none: plain HTML forms send `from=&to=`.
    pub(crate) fn read(query: &str, dialect: Dialect) -> Result<Self, ApiError> {
        let mut params = Self::default();
        let mut seen = Vec::new();
        for pair in query.split('&').filter(|pair| !pair.is_empty()) {
            params.take(pair, &mut seen, dialect)?;
        }
        params.check_paging(seen.contains(&"page"))?;
        Ok(params)
    }

    /// What of a page's query string can be taken. What cannot is as if it were not there.
    pub(crate) fn salvage(query: &str) -> Self {
        let (mut params, mut seen) = (Self::default(), Vec::new());
        for pair in query.split('&').filter(|pair| !pair.is_empty()) {
            let _refused = params.take(pair, &mut seen, Dialect::Page);
        }
        if params.check_paging(true).is_err() {
            params.page = 1;
        }
        for bound in [&mut params.from, &mut params.to] {
            bound.take_if(|text| parse_period_bound(text, false, &TimeZone::UTC).is_err());
        }
        params
    }

    fn take(&mut self, pair: &str, seen: &mut Vec<&'static str>, dialect: Dialect) -> Result<(), ApiError> {
        let (raw_name, raw_value) = pair.split_once('=').unwrap_or((pair, ""));
        let Some(parameter) = known(raw_name, raw_value, dialect)? else { return Ok(()) };
        let value = decode(raw_value).ok_or_else(|| {
            ApiError::parameter(Fault::Encoding, parameter.name, raw_value, parameter.allowed)
        })?;
        if value.trim().is_empty() {
            return Ok(());
        }
        if !parameter.repeatable && seen.contains(&parameter.name) {
            return Err(ApiError::parameter(Fault::Repeated, parameter.name, &value, parameter.allowed));
        }
        seen.push(parameter.name);
        self.set(parameter, value)
    }

    /// Without a parameter that is not permitted here. What could not be read at all is absent already.
    pub(crate) fn without_parameter(&self, bad: &BadParameter) -> Self {
        let mut params = self.clone();
        match (&bad.fault, bad.parameter.as_str()) {
            // The first one was in order.
            (Fault::Repeated | Fault::Encoding, _) => {}
            (_, "from") => params.from = None,
            (_, "to") => params.to = None,
            (_, "page") => params.page = 1,
            _ => {}
        }
        params
    }

    /// The question to the index. Days are days of `zone`.
    pub(crate) fn request(&self, zone: &TimeZone) -> Result<SearchRequest, ApiError> {
        let bound = |name: &'static str, text: &Option<String>, end| match text {
            None => Ok(None),
            Some(text) => match parse_period_bound(text.trim(), end, zone) {
                Ok(moment) => Ok(Some(moment)),
                Err(_) => Err(ApiError::invalid(name, text, parameters::PERIOD)),
            },
        };
        let (from, until) = (bound("from", &self.from, false)?, bound("to", &self.to, true)?);
        let filters = Filters {
            rubrics: self.rubrics.clone(),
            tags: self.tags.clone(),
            authors: self.authors.clone(),
            sources: self.sources.clone(),
            from,
            until,
            condition: None,
        };
        Ok(SearchRequest {
            text: self.text.clone(),
            forms: self.forms,
            without_synonyms: !self.synonyms,
            without_repair: !self.repair,
            without_periods: !self.periods,
            group_stories: self.stories,
            explain: self.explain,
            filters,
            sort: self.sort,
            paging: Paging { page: self.page, per_page: self.per_page, after: self.cursor },
            facets: self.facets.clone(),
            histogram: self.histogram,
            ..SearchRequest::default()
        })
    }

    /// The query string that reads back as this search of the page, without what is as usual.
    pub(crate) fn query_string(&self) -> String {
        serde_urlencoded::to_string(self.pairs()).unwrap_or_default()
    }

    /// Names and values of everything that is not as usual, for links and hidden form fields.
    pub(crate) fn pairs(&self) -> Vec<(&'static str, String)> {
        let mut pairs = Vec::new();
        let mut add = |name, value: &str| pairs.push((name, value.to_owned()));
        if !self.text.is_empty() {
            add("q", &self.text);
        }
        if self.forms != Forms::default() {
            add("forms", forms_name(self.forms));
        }
        if !self.synonyms {
            add("synonyms", switch_name(self.synonyms));
        }
        if !self.repair {
            add("repair", switch_name(self.repair));
        }
        if self.stories {
            add("group", group_name(true));
        }
        if self.explain {
            add("explain", flag_name(true));
        }
        if !self.periods {
            add("periods", switch_name(self.periods));
        }
        self.rubrics.iter().for_each(|value| add("rubric", value));
        self.tags.iter().for_each(|value| add("tag", value));
        self.authors.iter().for_each(|value| add("author", value));
        self.sources.iter().for_each(|value| add("source", value));
        self.from.iter().for_each(|value| add("from", value));
        self.to.iter().for_each(|value| add("to", value));
        if self.sort != Sort::default() {
            add("sort", sort_name(self.sort));
        }
        if self.page > 1 {
            add("page", &self.page.to_string());
        }
        if self.lang != Lang::default() {
            add("lang", self.lang.code());
        }
        self.key.iter().for_each(|value| add("key", value));
        pairs
    }

    /// What the engine refuses, told with the value that was asked for.
    pub(crate) fn explain(&self, error: SearchError) -> ApiError {
        let mut error = ApiError::from(error);
        if let ApiError::Parameter(bad) = &mut error {
            bad.value = match bad.parameter.as_str() {
                "from" => self.from.clone().unwrap_or_default(),
                "to" => self.to.clone().unwrap_or_default(),
                "page" => self.page.to_string(),
                "per_page" => self.per_page.to_string(),
                "cursor" => self.cursor.map(|cursor| cursor.encode()).unwrap_or_default(),
                "histogram" => self.histogram.map(interval_name).unwrap_or_default().to_owned(),
                _ => String::new(),
            };
        }
        error
    }

    fn set(&mut self, parameter: &Parameter, value: String) -> Result<(), ApiError> {
        let refuse = || ApiError::invalid(parameter.name, &value, parameter.allowed);
        match parameter.name {
            "q" => self.text = value,
            "forms" => self.forms = read_forms(&value).ok_or_else(refuse)?,
            "synonyms" => self.synonyms = read_switch(&value).ok_or_else(refuse)?,
            "repair" => self.repair = read_switch(&value).ok_or_else(refuse)?,
            "periods" => self.periods = read_switch(&value).ok_or_else(refuse)?,
            "group" => self.stories = read_group(&value).ok_or_else(refuse)?,
            "explain" => self.explain = read_flag(&value).ok_or_else(refuse)?,
            "rubric" => return add_filter(&mut self.rubrics, parameter, value),
            "tag" => return add_filter(&mut self.tags, parameter, value),
            "author" => return add_filter(&mut self.authors, parameter, value),
            "source" => return add_filter(&mut self.sources, parameter, value),
            "from" => self.from = Some(value),
            "to" => self.to = Some(value),
            "sort" => self.sort = read_sort(&value).ok_or_else(refuse)?,
            "page" => self.page = read_number(&value, 1, MAX_WINDOW).ok_or_else(refuse)?,
            "per_page" => self.per_page = read_number(&value, 0, MAX_PER_PAGE).ok_or_else(refuse)?,
            "cursor" => self.cursor = Some(Cursor::decode(&value).ok_or_else(refuse)?),
            "facets" => self.facets = read_facets(&value).ok_or_else(refuse)?,
            "histogram" => self.histogram = Some(read_interval(&value).ok_or_else(refuse)?),
            "key" => self.key = Some(value),
            "lang" => self.lang = Lang::from_code(&value).ok_or_else(refuse)?,
            _ => {}
        }
        Ok(())
    }

    /// What no single parameter can tell: page and page size together, page and cursor, cursor and sort.
    fn check_paging(&self, page_given: bool) -> Result<(), ApiError> {
        if self.page.saturating_mul(self.per_page) > MAX_WINDOW {
            let last = MAX_WINDOW / self.per_page;
            let allowed = format!("1 to {last} with per_page={}; a cursor reaches further", self.per_page);
            return Err(ApiError::invalid("page", &self.page.to_string(), allowed));
        }
        let Some(cursor) = self.cursor else { return Ok(()) };
        let allowed = parameters::find("cursor").map_or("", |known| known.allowed);
        let fitting = !page_given && cursor.sort == self.sort;
        if fitting { Ok(()) } else { Err(ApiError::invalid("cursor", &cursor.encode(), allowed)) }
    }
}

/// Refuses any parameter, for routes that take none.
pub(crate) fn read_none(query: Option<&str>) -> Result<(), ApiError> {
    let Some(pair) = query.unwrap_or_default().split('&').find(|pair| !pair.is_empty()) else {
        return Ok(());
    };
    let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
    let unknown = Fault::Unknown { nearest: None };
    Err(ApiError::parameter(unknown, &decode_lossy(name), &decode_lossy(value), "no parameters"))
}

fn known(raw_name: &str, raw_value: &str, dialect: Dialect) -> Result<Option<&'static Parameter>, ApiError> {
    let name = decode(raw_name);
    match (name.as_deref().and_then(parameters::find), dialect) {
        (found, Dialect::Page) => Ok(found.filter(|parameter| PAGE_PARAMETERS.contains(&parameter.name))),
        (Some(parameter), Dialect::Api) => Ok(Some(parameter)),
        (None, Dialect::Api) => {
            let fault = match &name {
                Some(name) => Fault::Unknown { nearest: parameters::nearest(name) },
                None => Fault::Encoding,
            };
            let name = decode_lossy(raw_name);
            Err(ApiError::parameter(fault, &name, &decode_lossy(raw_value), parameters::names()))
        }
    }
}

fn add_filter(values: &mut Vec<String>, parameter: &Parameter, value: String) -> Result<(), ApiError> {
    if values.contains(&value) {
        return Ok(());
    }
    if values.len() == MAX_FILTER_VALUES {
        return Err(ApiError::invalid(parameter.name, &value, parameter.allowed));
    }
    values.push(value);
    Ok(())
}

/// A number of decimal digits within bounds.
pub(crate) fn read_number(value: &str, min: usize, max: usize) -> Option<usize> {
    // `parse` alone would take a leading plus sign.
    let digits = value.bytes().all(|byte| byte.is_ascii_digit());
    value.parse().ok().filter(|number| digits && (min..=max).contains(number))
}

#[cfg(test)]
#[path = "params_tests.rs"]
mod tests;
