use serde_json::json;

use super::*;
use crate::search::Sort;

fn batch(body: &Value) -> Result<Vec<Request>, AlgoliaError> {
    Request::batch(body.to_string().as_bytes(), &TimeZone::UTC)
}

fn query(request: &Request) -> &Query {
    match &request.question {
        Question::Search(query) => query,
        Question::FacetValues(facet) => &facet.query,
    }
}

#[test]
fn both_generations_of_the_client_ask_the_same() {
    let flat =
        json!({ "requests": [{ "indexName": "news", "query": "2018", "page": 1, "facets": ["tags"] }] });
    let object = json!({ "requests": [{ "indexName": "news", "params": { "query": "2018", "page": 1, "facets": ["tags"] } }] });
    let encoded = json!({ "requests": [{ "indexName": "news", "query": "2018", "params": "page=1&facets=%5B%22tags%22%5D" }] });
    let expected = batch(&flat).unwrap();
    assert_eq!(batch(&object), Ok(expected.clone()));
    let old = batch(&encoded).unwrap();
    assert_eq!(old[0].index, expected[0].index);
    let with_params = |request: &Request| Query { params: String::new(), ..query(request).clone() };
    assert_eq!(with_params(&old[0]), with_params(&expected[0]));
}

#[test]
fn a_batch_mixes_indexes_and_kinds() {
    let requests = batch(&json!({ "requests": [
        { "indexName": "news_date_asc" },
        { "indexName": "news", "type": "default", "query": "x" },
        { "indexName": "news", "type": "facet", "facet": "tags", "params": { "facetQuery": "ла", "maxFacetHits": 5 } },
        { "indexName": "news_query_suggestions", "params": "" },
    ], "strategy": "none" }));
    let requests = requests.unwrap();
    assert_eq!(requests[0].index, IndexName::Articles(Sort::Oldest));
    let Question::FacetValues(facet) = &requests[2].question else { panic!("{:?}", requests[2]) };
    assert_eq!((facet.text.as_str(), facet.limit), ("ла", 5));
    assert_eq!(requests[3].index, IndexName::Suggestions);
    assert_eq!(batch(&json!({ "requests": [] })), Ok(Vec::new()));
}

#[test]
fn one_index_is_searched_by_body_or_query_string() {
    let zone = TimeZone::UTC;
    let by_body = Request::search("news", br#"{"params":"query=x&page=1"}"#, &zone).unwrap();
    let by_flat = Request::search("news", br#"{"query":"x","page":"1"}"#, &zone).unwrap();
    let url = "query=x&page=1&x-algolia-api-key=secret&X-Algolia-Application-Id=a&key=secret";
    let by_query = Request::search_in_query("news", url, &zone).unwrap();
    assert_eq!(by_body, by_flat);
    assert_eq!(by_body, by_query);
    assert!(Request::search("news", b" ", &zone).is_ok());
}

#[test]
fn what_is_wrong_is_refused() {
    for (body, status, why) in [
        (json!({}), 400, "requests"),
        (json!({ "requests": {} }), 400, "requests"),
        (json!({ "requests": ["news"] }), 400, "requests"),
        (json!({ "requests": [{}] }), 400, "indexName"),
        (json!({ "requests": [{ "indexName": ["news"] }] }), 400, "indexName"),
        (json!({ "requests": [{ "indexName": "nosuch" }] }), 404, "nosuch"),
        (json!({ "requests": [{ "indexName": "news", "type": "neural" }] }), 400, "type"),
        (json!({ "requests": [{ "indexName": "news", "type": "facet" }] }), 400, "facet"),
        (json!({ "requests": [{ "indexName": "news", "type": "facet", "facet": "price" }] }), 400, "price"),
        (json!({ "requests": [{ "indexName": "news", "params": 5 }] }), 400, "params"),
        (json!({ "requests": [{ "indexName": "news", "params": "query=%" }] }), 400, "params"),
        (json!({ "requests": vec![json!({ "indexName": "news" }); 51] }), 400, "51"),
        (json!([]), 400, "object"),
        (json!(null), 400, "object"),
    ] {
        let error = batch(&body).unwrap_err();
        assert_eq!(error.status().as_u16(), status, "{body}");
        assert!(error.message().contains(why), "{body}: {}", error.message());
    }
    for body in [&b"{"[..], b"\xff", b"query=x", b"{\"requests\":[}", "[".repeat(100_000).as_bytes()] {
        let error = Request::batch(body, &TimeZone::UTC).unwrap_err();
        assert!(error.message().contains("JSON"), "{}", error.message());
    }
}
