use serde_json::json;

use super::*;
use crate::search::FacetField;

fn read(request: Value) -> Result<Query, AlgoliaError> {
    let Value::Object(request) = request else { panic!("no object") };
    Query::read(&Params::of_request(request).unwrap(), &TimeZone::UTC)
}

fn names(query: &Query) -> Vec<&str> {
    query.facets.iter().map(|(name, _)| name.as_str()).collect()
}

#[test]
fn a_blank_request_asks_for_twenty_articles() {
    let query = read(json!({})).unwrap();
    assert_eq!(query.text, "");
    assert_eq!(query.condition, None);
    assert_eq!(query.window, Window { page: 0, per_page: 20, range: None });
    assert_eq!(query.marks, Marks { before: "<em>".to_owned(), behind: "</em>".to_owned() });
    assert!(query.facets.is_empty() && query.snippets.is_empty() && !query.click_analytics);
}

#[test]
fn all_filters_hold_together() {
    let query = read(json!({
        "filters": "rubrics:а", "facetFilters": ["rubrics:б"], "numericFilters": ["published_at>=5"], "tagFilters": "в",
    }));
    let condition = format!("{:?}", query.unwrap().condition);
    for value in ["\"а\"", "\"б\"", "\"в\"", "Published"] {
        assert!(condition.contains(value), "{condition}");
    }
}

#[test]
fn facets_are_a_list_one_or_all() {
    assert_eq!(names(&read(json!({ "facets": "rubrics" })).unwrap()), ["rubrics"]);
    assert_eq!(names(&read(json!({ "facets": ["tag", "price", "tag"] })).unwrap()), ["tag"]);
    let all = read(json!({ "facets": ["*", "rubrics"] })).unwrap();
    assert_eq!(names(&all).len(), Attribute::ALL.len());
    assert!(all.facets.contains(&("authors".to_owned(), Attribute::Facet(FacetField::Author))));
}

#[test]
fn a_window_is_a_page_or_a_range() {
    for (request, page, per_page, range) in [
        (json!({ "page": 3, "hitsPerPage": 0 }), 3, 0, None),
        (json!({ "offset": 5, "length": 7 }), 0, 20, Some((5, 7))),
        (json!({ "offset": 5 }), 0, 20, None),
        (json!({ "offset": 5, "length": 7, "page": 1 }), 1, 20, None),
    ] {
        assert_eq!(read(request).unwrap().window, Window { page, per_page, range });
    }
}

#[test]
fn a_window_keeps_to_the_rights_of_a_key() {
    for (request, hits, limited) in [
        (json!({ "page": 2, "hitsPerPage": 50 }), (100, 50), (20, 10)),
        (json!({ "page": 2, "hitsPerPage": 5 }), (10, 5), (10, 5)),
        (json!({ "offset": 7, "length": 50 }), (7, 50), (7, 10)),
        (json!({ "page": 9, "hitsPerPage": 1000 }), (9_000, 1_000), (90, 10)),
        (json!({ "page": 10, "hitsPerPage": 1000 }), (10_000, 0), (100, 10)),
        (json!({ "offset": 9_995, "length": 10 }), (9_995, 5), (9_995, 5)),
    ] {
        let mut window = read(request).unwrap().window;
        assert_eq!(window.hits(), hits);
        window.limit(|wanted| wanted.min(10));
        assert_eq!(window.hits(), limited);
    }
}

#[test]
fn what_is_wrong_is_named() {
    for (request, name) in [
        (json!({ "filters": "rubrics:Спорт AND" }), "filters"),
        (json!({ "filters": ["rubrics:Спорт"] }), "filters"),
        (json!({ "facetFilters": ["Спорт"] }), "facetFilters"),
        (json!({ "numericFilters": ["price>1"] }), "numericFilters"),
        (json!({ "tagFilters": 5 }), "tagFilters"),
        (json!({ "page": "second" }), "page"),
        (json!({ "hitsPerPage": 1001 }), "hitsPerPage"),
        (json!({ "maxValuesPerFacet": -1 }), "maxValuesPerFacet"),
        (json!({ "sortFacetValuesBy": "size" }), "sortFacetValuesBy"),
        (json!({ "attributesToSnippet": ["body:x"] }), "attributesToSnippet"),
        (json!({ "highlightPreTag": "x".repeat(101) }), "highlightPreTag"),
        (json!({ "clickAnalytics": 7 }), "clickAnalytics"),
        (json!({ "query": {} }), "query"),
    ] {
        let error = read(request).unwrap_err();
        assert!(error.message().starts_with(&format!("{name}: ")), "{}", error.message());
    }
}
