//! The query parameters of `GET /api/v1/search`: one table that the reader, its error messages and the
//! OpenAPI description share.

/// One query parameter.
pub(crate) struct Parameter {
    pub(crate) name: &'static str,
    /// Whether it may be given several times.
    pub(crate) repeatable: bool,
    /// Its value in OpenAPI's terms.
    pub(crate) kind: Kind,
    /// What may be given, as told in errors and in the documentation.
    pub(crate) allowed: &'static str,
    pub(crate) description: &'static str,
}

/// The shape of a parameter's value.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    Text,
    Integer,
    Choice(&'static [&'static str]),
}

pub(crate) const SORTS: &[&str] = &["relevance", "newest", "oldest"];
pub(crate) const INTERVALS: &[&str] = &["auto", "year", "month", "day"];
pub(crate) const LANGUAGES: &[&str] = &["ru", "en"];

const PERIOD: &str =
    "a day `2016-07-15` or a moment `2016-07-15T09:12`, optionally with seconds and an offset `+03:00`";

pub(crate) const PARAMETERS: &[Parameter] = &[
    single(
        "q",
        "any text; characters past 2000 are left out with a warning",
        "The query. Empty: all articles.",
    ),
    repeatable("rubric", "Only articles of one of these rubrics."),
    repeatable("tag", "Only articles with one of these tags."),
    repeatable("author", "Only articles by one of these authors."),
    repeatable("source", "Only articles from one of these sources."),
    single("from", PERIOD, "Published on this day or later, in the site's time zone."),
    single("to", PERIOD, "Published on this day or earlier, the day included."),
    choice("sort", SORTS, "relevance (default), newest, oldest", "Order of the hits."),
    integer("page", "a whole number from 1; page times per_page at most 10000", "Page of the hits, from 1."),
    integer("per_page", "a whole number from 0 to 100", "Hits per page; 10 unless given."),
    single(
        "cursor",
        "the next_cursor of an answer to the same query, filters and sort; not together with page",
        "Hits behind this place, at any depth.",
    ),
    single("facets", "a comma list of rubric, source, author, tag", "Properties whose values are counted."),
    choice("histogram", INTERVALS, "auto, year, month, day", "Counts hits over time."),
    choice("lang", LANGUAGES, "ru (default), en", "Language of the warnings' messages."),
];

/// The entry of a parameter.
pub(crate) fn find(name: &str) -> Option<&'static Parameter> {
    PARAMETERS.iter().find(|parameter| parameter.name == name)
}

/// The known name that an unknown one was probably meant to be.
pub(crate) fn nearest(name: &str) -> Option<&'static str> {
    // Below 0.7 the names that Jaro-Winkler offers have little but a letter or two in common.
    let scored = PARAMETERS.iter().map(|known| (strsim::jaro_winkler(name, known.name), known.name));
    scored.filter(|(score, _)| *score >= 0.7).max_by(|a, b| a.0.total_cmp(&b.0)).map(|(_, name)| name)
}

/// All names, for messages.
pub(crate) fn names() -> String {
    PARAMETERS.iter().map(|parameter| parameter.name).collect::<Vec<_>>().join(", ")
}

const fn single(name: &'static str, allowed: &'static str, description: &'static str) -> Parameter {
    Parameter { name, repeatable: false, kind: Kind::Text, allowed, description }
}

const fn repeatable(name: &'static str, description: &'static str) -> Parameter {
    let allowed = "any text; compared without regard to case and ё; at most 50 values";
    Parameter { name, repeatable: true, kind: Kind::Text, allowed, description }
}

const fn integer(name: &'static str, allowed: &'static str, description: &'static str) -> Parameter {
    Parameter { name, repeatable: false, kind: Kind::Integer, allowed, description }
}

const fn choice(
    name: &'static str,
    choices: &'static [&'static str],
    allowed: &'static str,
    description: &'static str,
) -> Parameter {
    Parameter { name, repeatable: false, kind: Kind::Choice(choices), allowed, description }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::search::{MAX_PER_PAGE, MAX_QUERY_CHARS, MAX_WINDOW};

    #[test]
    fn the_limits_that_are_told_are_the_limits_that_hold() {
        let allowed = |name| find(name).unwrap().allowed;
        assert!(allowed("q").contains(&MAX_QUERY_CHARS.to_string()));
        assert!(allowed("page").contains(&MAX_WINDOW.to_string()));
        assert!(allowed("per_page").contains(&MAX_PER_PAGE.to_string()));
        assert!(allowed("rubric").contains(&crate::http::params::MAX_FILTER_VALUES.to_string()));
    }

    #[test]
    fn near_misses_lead_to_the_known_name() {
        let table = [
            ("rubrics", Some("rubric")),
            ("Sort", Some("sort")),
            ("perpage", Some("per_page")),
            ("per-page", Some("per_page")),
            ("authors", Some("author")),
            ("facet", Some("facets")),
            ("utm_campaign", None),
            ("", None),
        ];
        for (given, expected) in table {
            assert_eq!(nearest(given), expected, "{given}");
        }
    }
}
