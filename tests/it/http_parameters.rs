//! Parameters of the search API: what is refused, and how.

use vestnik_tests::json::{ids, total};
use vestnik_tests::{sample_server, search_path};

/// Query string, parameter that is to blame, its value, and what the problem says is allowed.
const REFUSED: [(&str, &str, &str, &str); 32] = [
    ("forms=exact", "forms", "exact", "written"),
    ("sort=best", "sort", "best", "newest"),
    ("sort=NEWEST", "sort", "NEWEST", "newest"),
    ("page=0", "page", "0", "1"),
    ("page=-1", "page", "-1", "1"),
    ("page=x", "page", "x", "whole number"),
    ("page=1.5", "page", "1.5", "whole number"),
    ("page=99999999999999999999", "page", "99999999999999999999", "10000"),
    ("page=1001", "page", "1001", "1000"),
    ("page=101&per_page=100", "page", "101", "100"),
    ("per_page=101", "per_page", "101", "100"),
    ("per_page=-1", "per_page", "-1", "100"),
    ("per_page=many", "per_page", "many", "100"),
    ("cursor=abc", "cursor", "abc", "next_cursor"),
    ("cursor=AQEAAAAAAQAAAABXiI7AAAAAAAAAAAc", "cursor", "AQEAAAAAAQAAAABXiI7AAAAAAAAAAAc", "sort"),
    ("from=yesterday", "from", "yesterday", "2016-07-15"),
    ("from=15.07.2016", "from", "15.07.2016", "2016-07-15"),
    ("to=2016-13-01", "to", "2016-13-01", "2016-07-15"),
    ("to=2016-02-30", "to", "2016-02-30", "2016-07-15"),
    ("facets=color", "facets", "color", "rubric"),
    ("facets=rubric,color", "facets", "rubric,color", "rubric"),
    ("histogram=week", "histogram", "week", "month"),
    ("lang=fr", "lang", "fr", "en"),
    ("rubrics=x", "rubrics", "x", "rubric"),
    ("perpage=5", "perpage", "5", "per_page"),
    ("utm_source=x", "utm_source", "x", "per_page"),
    ("Q=x", "Q", "x", "q"),
    ("q=a&q=b", "q", "b", ""),
    ("page=1&page=2", "page", "2", ""),
    ("q=%ff%fe", "q", "%ff%fe", ""),
    ("rubric=%D0", "rubric", "%D0", ""),
    ("sort=%D0%BB%D1%83%D1%87%D1%88%D0%B8%D0%B5", "sort", "лучшие", "relevance"),
];

#[test]
fn what_is_unknown_or_malformed_is_refused_by_name_and_value() {
    let server = sample_server();
    for (query, parameter, value, allowed) in REFUSED {
        let problem = server.get(&format!("/api/v1/search?{query}")).problem(400);
        assert_eq!(problem["parameter"], parameter, "{query}: {problem}");
        assert_eq!(problem["value"], value, "{query}: {problem}");
        let told = problem["allowed"].as_str().unwrap_or_default();
        assert!(!told.is_empty() && told.contains(allowed), "{query} lacks {allowed:?}: {problem}");
        let detail = problem["detail"].as_str().unwrap_or_default();
        assert!(detail.contains(parameter), "{query}: {problem}");
        let kind = problem["type"].as_str().unwrap_or_default();
        assert!(kind.contains(':'), "the type is a URI: {problem}");
    }
}

#[test]
fn a_misspelt_name_leads_to_the_right_one() {
    let server = sample_server();
    for (query, nearest) in [
        ("rubrics=x", "`rubric`"),
        ("per-page=5", "`per_page`"),
        ("authors=x", "`author`"),
        ("until=2016", ""),
    ] {
        let problem = server.get(&format!("/api/v1/search?{query}")).problem(400);
        assert!(problem["detail"].as_str().is_some_and(|detail| detail.contains(nearest)), "{problem}");
    }
}

#[test]
fn a_cursor_belongs_to_its_order_and_replaces_the_page() {
    let server = sample_server();
    let answer = server.search(&[("sort", "newest")]);
    let cursor = answer["next_cursor"].as_str().expect("there is a next page");
    assert_eq!(ids(&server.search(&[("sort", "newest"), ("cursor", cursor)])).len(), 10);
    for other in [[("sort", "oldest"), ("cursor", cursor)], [("page", "2"), ("cursor", cursor)]] {
        assert_eq!(server.get(&search_path(&other)).problem(400)["parameter"], "cursor");
    }
}

#[test]
fn blank_values_and_limits_are_permitted() {
    let server = sample_server();
    for query in [
        "",
        "q=",
        "q=&from=&to=&sort=&page=",
        "&&&",
        "per_page=0",
        "per_page=100",
        "page=1000",
        "page=100&per_page=100",
    ] {
        assert_eq!(total(&server.get(&format!("/api/v1/search?{query}")).ok()), 196, "{query}");
    }
    let none = server.get("/api/v1/search?per_page=0&facets=rubric,source&histogram=year").ok();
    assert!(ids(&none).is_empty());
    assert_eq!(none["facets"]["source"][0]["value"], "Вестник", "{none}");
    let plus = server
        .get("/api/v1/search?q=%D0%9A%D0%B5%D1%80%D1%80%D0%B8+%D0%9B%D0%B0%D0%B2%D1%80%D0%BE%D0%B2")
        .ok();
    assert_eq!(plus["query"]["text"], "Керри Лавров");
}

#[test]
fn other_routes_take_no_parameters() {
    let server = sample_server();
    for path in ["/api/v1/rubrics?q=x", "/api/v1/articles/politika-2016-07-15-kerri?lang=ru"] {
        let problem = server.get(path).problem(400);
        assert!(problem["parameter"].is_string(), "{problem}");
    }
}

#[test]
fn a_period_counts_days_of_the_sites_zone_both_ends_included() {
    let server = sample_server();
    let count = |from: &str, to: &str| total(&server.search(&[("from", from), ("to", to)]));
    assert_eq!(count("2016-07-15", "2016-07-15"), 1);
    assert_eq!(count("2016-07", "2016-07"), count("2016-07-01", "2016-07-31"));
    assert_eq!(count("2016", "2016"), count("2016-01-01", "2016-12-31"));
    assert_eq!(count("2017-01-01", "2016-01-01"), 0);
    // Published at 00:15 in Moscow, still the day before in UTC.
    let night = ids(&server.search(&[("from", "2018-07-08"), ("to", "2018-07-08")]));
    assert_eq!(night, ["sport-2018-07-08-horvatiya-sochi"]);
    let moments = [("from", "2018-07-08T00:15"), ("to", "2018-07-07T21:15:00Z")];
    assert_eq!(ids(&server.search(&moments)), ["sport-2018-07-08-horvatiya-sochi"]);
}

#[test]
fn a_bar_of_the_histogram_is_a_period() {
    let server = sample_server();
    for interval in ["year", "month"] {
        let answer = server.search(&[("q", "москва"), ("histogram", interval)]);
        let bars = answer["histogram"].as_array().expect("a histogram");
        assert!(bars.len() > 5, "{answer}");
        for bar in bars {
            let bound = |name: &str| bar[name].as_str().expect("a day").to_owned();
            let part = server.search(&[
                ("q", "москва"),
                ("from", &bound("from")),
                ("to", &bound("to")),
                ("per_page", "0"),
            ]);
            assert_eq!(part["total"], bar["count"], "{bar}");
        }
    }
}
