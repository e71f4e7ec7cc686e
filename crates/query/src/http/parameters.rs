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

pub(crate) const FORMS: &[&str] = &["written", "any"];
pub(crate) const SWITCH: &[&str] = &["on", "off"];
pub(crate) const GROUPS: &[&str] = &["none", "story"];
pub(crate) const FLAG: &[&str] = &["true", "false"];
pub(crate) const SORTS: &[&str] = &["relevance", "newest", "oldest"];
pub(crate) const INTERVALS: &[&str] = &["auto", "year", "month", "day"];
pub(crate) const LANGUAGES: &[&str] = &["ru", "en"];

/// Typos in which a name may differ from the one that it was meant to be.
const MAX_TYPOS: usize = 2;

/// What may be given as an end of a period.
pub(crate) const PERIOD: &str =
    "a year 2016, a month 2016-07, a day 2016-07-15 or a moment 2016-07-15T09:12[:30][+03:00]";

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
    single(
        "from",
        PERIOD,
        "Published at its beginning or later, in the site's time zone unless it has an offset.",
    ),
    single("to", PERIOD, "Published at its end or earlier: the year, month or day itself is included."),
    choice(
        "forms",
        FORMS,
        "written (default), any",
        "How phrases and words marked with ! are matched: in the forms as written, or in any form and in order.",
    ),
    choice(
        "synonyms",
        SWITCH,
        "on (default), off",
        "Whether bare words find their synonyms and abbreviations too; query.synonyms tells which.",
    ),
    choice(
        "repair",
        SWITCH,
        "on (default), off",
        "Whether slips, the wrong keyboard layout and Russian in Latin letters are repaired; query.repair tells how.",
    ),
    choice(
        "periods",
        SWITCH,
        "on (default), off",
        "Whether words that are plainly a time («в марте 2014») become a period; query.parts tells which.",
    ),
    choice(
        "group",
        GROUPS,
        "none (default), story",
        "story: reports of one event are one hit, which tells the others (among the best 300 hits); pages only, no cursor.",
    ),
    choice("explain", FLAG, "true, false (default)", "Whether each hit tells the parts of its score."),
    choice("sort", SORTS, "relevance (default), newest, oldest", "Order of the hits."),
    integer("page", "a whole number from 1; page times per_page at most 10000", "Page of the hits, from 1."),
    integer("per_page", "a whole number from 0 to 100", "Hits per page; 10 unless given."),
    single(
        "cursor",
        "the next_cursor of an answer to the same query, filters and sort; not together with page",
        "Hits behind this place, at any depth.",
    ),
    single("facets", "a comma list of rubric, source, author, tag", "Properties whose values are counted."),
    choice(
        "histogram",
        INTERVALS,
        "auto, year, month, day",
        "Counts hits over time. Months and days: at most 5000 buckets, else the answer is 400.",
    ),
    choice("lang", LANGUAGES, "ru (default), en", "Language of the warnings' messages."),
    single("key", "a key of this archive", "The key, unless a header gives it."),
];

/// The entry of a parameter.
pub(crate) fn find(name: &str) -> Option<&'static Parameter> {
    PARAMETERS.iter().find(|parameter| parameter.name == name)
}

/// The known name that an unknown one was probably meant to be.
pub(crate) fn nearest(name: &str) -> Option<&'static str> {
    let name = name.to_lowercase();
    let near = |known: &'static str| {
        let lengths = [name.chars().count(), known.len()];
        if lengths[0].abs_diff(lengths[1]) > MAX_TYPOS {
            return None;
        }
        let typos = strsim::damerau_levenshtein(&name, known);
        let alike = typos <= MAX_TYPOS && lengths.iter().all(|length| typos * 2 < *length);
        alike.then_some((typos, known))
    };
    let near = PARAMETERS.iter().filter_map(|parameter| near(parameter.name));
    near.min_by_key(|(typos, _)| *typos).map(|(_, known)| known)
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
        assert!(find("histogram").unwrap().description.contains("at most 5000 buckets"));
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
            ("Q", Some("q")),
            ("form", Some("from")),
            ("foo", None),
            ("x", None),
            ("limit", None),
            ("utm_campaign", None),
            ("", None),
        ];
        for (given, expected) in table {
            assert_eq!(nearest(given), expected, "{given}");
        }
    }
}
