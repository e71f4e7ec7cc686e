use crate::http::error::{ApiError, Fault};
use crate::http::names::sort_name;
use crate::http::params::{Dialect, SearchParams, read_number};
use crate::http::percent::decode;
use crate::search::{MAX_PER_PAGE, Sort};

/// Entries of a feed unless `count` asks for another number.
const DEFAULT_COUNT: usize = 20;

const COUNT: &str = "a whole number from 1 to 100";

/// A search as a feed asks for it: the parameters of the results page and `count`. Newest first unless `sort` says
/// otherwise.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct FeedParams {
    pub(crate) search: SearchParams,
}

impl FeedParams {
    /// Reads a query string. Unknown parameters do not matter, wrong values are refused.
    pub(crate) fn read(query: &str) -> Result<Self, ApiError> {
        let mut search = SearchParams::read(query, Dialect::Page)?;
        let given = |name: &str| -> Vec<&str> {
            let pairs = query.split('&').filter_map(|pair| pair.split_once('='));
            let values =
                pairs.filter(|(raw, _)| decode(raw).as_deref() == Some(name)).map(|(_, value)| value);
            values.filter(|value| decode(value).is_none_or(|value| !value.trim().is_empty())).collect()
        };
        if given("sort").is_empty() {
            search.sort = Sort::Newest;
        }
        let count = given("count");
        if let Some(twice) = count.get(1) {
            return Err(ApiError::parameter(Fault::Repeated, "count", twice, COUNT));
        }
        let read = |value: &&str| {
            let number = decode(value).and_then(|value| read_number(value.trim(), 1, MAX_PER_PAGE));
            number.ok_or_else(|| ApiError::invalid("count", value, COUNT))
        };
        search.per_page = count.first().map(read).transpose()?.unwrap_or(DEFAULT_COUNT);
        Ok(Self { search })
    }

    /// Address of this feed at a path, on another page of the hits.
    pub(crate) fn href(&self, path: &str, page: usize) -> String {
        let mut pairs = self.search.with_page(page).pairs();
        pairs.retain(|(name, _)| *name != "sort");
        if self.search.sort != Sort::Newest {
            pairs.push(("sort", sort_name(self.search.sort).to_owned()));
        }
        if self.search.per_page != DEFAULT_COUNT {
            pairs.push(("count", self.search.per_page.to_string()));
        }
        match serde_urlencoded::to_string(pairs).unwrap_or_default() {
            query if query.is_empty() => path.to_owned(),
            query => format!("{path}?{query}"),
        }
    }

    /// The same search on the results page, from its first page on.
    pub(crate) fn page_href(&self) -> String {
        self.search.with_page(1).href()
    }
}

impl SearchParams {
    /// The search of the page as a feed at a path: its newest hits, in whatever order the page shows them.
    pub(crate) fn feed_href(&self, path: &str) -> String {
        let search =
            Self { page: 1, per_page: DEFAULT_COUNT, sort: Sort::Newest, stories: false, ..self.clone() };
        FeedParams { search }.href(path, 1)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_feed_shows_the_newest_and_says_so_only_if_it_does_not() {
        let table = [
            ("", Sort::Newest, 20, "/f"),
            ("q=a&utm_source=x&sort=&count=", Sort::Newest, 20, "/f?q=a"),
            ("q=a&sort=newest&count=20", Sort::Newest, 20, "/f?q=a"),
            ("sort=relevance&q=a", Sort::Relevance, 20, "/f?q=a&sort=relevance"),
            (
                "rubric=b&count=100&page=3&sort=oldest",
                Sort::Oldest,
                100,
                "/f?rubric=b&page=3&sort=oldest&count=100",
            ),
        ];
        for (query, sort, count, href) in table {
            let params = FeedParams::read(query).unwrap();
            assert_eq!((params.search.sort, params.search.per_page), (sort, count), "{query}");
            assert_eq!(params.href("/f", params.search.page), href);
            assert_eq!(
                FeedParams::read(href.trim_start_matches("/f").trim_start_matches('?')).unwrap(),
                params
            );
        }
    }

    #[test]
    fn what_cannot_be_taken_is_refused() {
        let table = [
            ("count=0", "invalid_parameter"),
            ("count=101", "invalid_parameter"),
            ("count=%ff", "invalid_parameter"),
            ("count=1&count=2", "repeated_parameter"),
            ("page=0", "invalid_parameter"),
            ("sort=best", "invalid_parameter"),
            ("q=%ff", "invalid_encoding"),
        ];
        for (query, code) in table {
            assert_eq!(FeedParams::read(query).unwrap_err().describe().1, code, "{query}");
        }
    }

    #[test]
    fn the_feed_of_a_page_begins_at_its_newest_hits() {
        let page = SearchParams::read("q=a&sort=oldest&page=2&lang=en&group=story", Dialect::Page).unwrap();
        assert_eq!(page.feed_href("/search.rss"), "/search.rss?q=a&lang=en");
    }
}
