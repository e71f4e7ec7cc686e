//! The dialect over a small archive, from the request to the answer.

use axum::body::Body;
use axum::http::{HeaderMap, Request, StatusCode};
use serde_json::{Value, json};
use tower::ServiceExt;
use vestnik_schema::Article;

use crate::http::router;
use crate::http::testing::{TestArchive, encoded, here};

struct Told {
    status: StatusCode,
    headers: HeaderMap,
    json: Value,
}

async fn post(archive: &TestArchive, path: &str, body: impl Into<Body>) -> Told {
    let request = Request::post(path).extension(here()).header("content-type", "text/plain");
    let request = request.body(body.into()).unwrap();
    let response = router(archive.state()).oneshot(request).await.unwrap();
    let (parts, body) = response.into_parts();
    let bytes = axum::body::to_bytes(body, usize::MAX).await.unwrap();
    let json =
        serde_json::from_slice(&bytes).unwrap_or_else(|_| panic!("{}", String::from_utf8_lossy(&bytes)));
    Told { status: parts.status, headers: parts.headers, json }
}

async fn search(archive: &TestArchive, params: Value) -> Value {
    let told = post(archive, "/1/indexes/news/query", params.to_string()).await;
    assert_eq!(told.status, 200, "{}", told.json);
    told.json
}

async fn batch(archive: &TestArchive, requests: Value) -> Value {
    let told = post(archive, "/1/indexes/*/queries", json!({ "requests": requests }).to_string()).await;
    assert_eq!(told.status, 200, "{}", told.json);
    told.json["results"].clone()
}

fn ids(answer: &Value) -> Vec<&str> {
    answer["hits"].as_array().unwrap().iter().map(|hit| hit["objectID"].as_str().unwrap()).collect()
}

fn article(id: &str, title: &str, published: &str) -> Article {
    Article {
        id: id.to_owned(),
        title: title.to_owned(),
        published_at: published.parse().ok(),
        ..Article::default()
    }
}

#[tokio::test]
async fn a_hit_is_a_record_with_highlights() {
    let archive = TestArchive::sample();
    let answer = search(
        &archive,
        json!({
            "query": "Керри", "attributesToSnippet": ["body:4"], "getRankingInfo": true, "clickAnalytics": true,
            "highlightPreTag": "<b>", "highlightPostTag": "</b>",
        }),
    );
    let answer = answer.await;
    let hit = &answer["hits"][0];
    for (name, expected) in [
        ("objectID", json!("world/1:kerri")),
        ("title", json!("Керри прибыл в Москву")),
        ("url", json!("https://news.example/kerri")),
        ("lead", json!("Госсекретарь прилетел на переговоры по Сирии.")),
        ("body", json!("Джон Керри провёл в Москве переговоры. После них Керри улетел.")),
        ("source", json!("Вестник")),
        ("rubrics", json!(["Политика"])),
        ("tags", json!(["Сирия"])),
        ("authors", json!(["Анна Орлова"])),
        ("published_at", json!(1_468_563_120)),
        ("date", json!({ "lvl0": "2016", "lvl1": "2016 > 2016-07", "lvl2": "2016 > 2016-07 > 2016-07-15" })),
    ] {
        assert_eq!(hit[name], expected, "{name}");
    }
    let highlighted = &hit["_highlightResult"];
    assert_eq!(highlighted["title"]["value"], "<b>Керри</b> прибыл в Москву");
    assert_eq!(highlighted["title"]["matchLevel"], "full");
    assert_eq!(highlighted["title"]["matchedWords"], json!(["керри"]));
    assert_eq!(
        highlighted["body"]["value"],
        "Джон <b>Керри</b> провёл в Москве переговоры. После них <b>Керри</b> улетел."
    );
    assert_eq!(highlighted["tags"][0], json!({ "value": "Сирия", "matchLevel": "none", "matchedWords": [] }));
    assert_eq!(
        hit["_snippetResult"]["body"],
        json!({ "value": "Джон <b>Керри</b> провёл в…", "matchLevel": "full" })
    );
    assert!(hit["_rankingInfo"]["userScore"].is_i64());
    assert_eq!(answer["nbHits"], 1);
    assert_eq!(answer["index"], "news");
    assert_eq!(answer["query"], "Керри");
    assert!(answer["params"].as_str().unwrap().contains("query=%D0%9A"));
    assert_eq!(answer["queryID"].as_str().unwrap().len(), 32);
    assert_eq!(answer["renderingContent"]["facetOrdering"]["facets"]["order"][0], "rubrics");
}

#[tokio::test]
async fn only_what_is_asked_for_is_told() {
    let archive = TestArchive::sample();
    let answer = search(
        &archive,
        json!({
            "query": "Керри", "attributesToRetrieve": ["title"], "attributesToHighlight": [],
        }),
    );
    assert_eq!(
        answer.await["hits"],
        json!([{ "objectID": "world/1:kerri", "title": "Керри прибыл в Москву" }])
    );
    let answer = search(&archive, json!({ "query": "Керри", "attributesToRetrieve": ["*", "-body"] })).await;
    assert_eq!(answer["hits"][0]["body"], Value::Null);
    assert_eq!(answer["hits"][0]["source"], "Вестник");
    for name in ["queryID", "facets", "facets_stats", "offset"] {
        assert_eq!(answer.get(name), None, "{name}");
    }
    assert_eq!(answer["hits"][0].get("_rankingInfo"), None);
}

#[tokio::test]
async fn a_text_with_markup_stays_as_it_is() {
    let archive = TestArchive::sample();
    let answer = search(&archive, json!({ "query": "заголовке" })).await;
    let title = &answer["hits"][0]["_highlightResult"]["title"]["value"];
    assert_eq!(title, "<script>alert(1)</script> в <em>заголовке</em>");
}

#[tokio::test]
async fn pages_are_counted_from_zero() {
    let archive = TestArchive::sample();
    let all = search(&archive, json!({ "hitsPerPage": 1000 })).await;
    assert_eq!((ids(&all).len(), &all["nbHits"], &all["nbPages"]), (28, &json!(28), &json!(1)));
    let all = ids(&all);
    for (page, per_page) in [(0, 10), (2, 10), (3, 10), (1, 7), (99, 100)] {
        let answer = search(&archive, json!({ "page": page, "hitsPerPage": per_page })).await;
        let expected: Vec<_> = all.iter().skip(page * per_page).take(per_page).copied().collect();
        assert_eq!(ids(&answer), expected, "{page} {per_page}");
        assert_eq!(answer["nbPages"], 28_usize.div_ceil(per_page));
        assert_eq!((&answer["page"], &answer["hitsPerPage"]), (&json!(page), &json!(per_page)));
    }
    let range = search(&archive, json!({ "offset": 5, "length": 7 })).await;
    assert_eq!(ids(&range), all[5..12]);
    assert_eq!((&range["offset"], &range["length"], range.get("page")), (&json!(5), &json!(7), None));
    let none = search(&archive, json!({ "hitsPerPage": 0 })).await;
    assert_eq!((&none["hits"], &none["nbHits"]), (&json!([]), &json!(28)));
    let far = search(&archive, json!({ "page": 1_000_000_000_000_000_u64 })).await;
    assert_eq!((&far["hits"], &far["nbPages"]), (&json!([]), &json!(2)));
}

#[tokio::test]
async fn indexes_are_orders() {
    let archive = TestArchive::of(&[
        article("b", "Новость", "2016-01-02T00:00:00Z"),
        article("a", "Новость", "2016-01-01T00:00:00Z"),
        article("c", "Новость", "2016-01-03T00:00:00Z"),
    ]);
    let results = batch(
        &archive,
        json!([
            { "indexName": "news_date_desc" }, { "indexName": "news_date_asc", "params": "query=новости" },
        ]),
    );
    let results = results.await;
    assert_eq!(
        (ids(&results[0]), results[0]["index"].as_str()),
        (vec!["c", "b", "a"], Some("news_date_desc"))
    );
    assert_eq!(ids(&results[1]), ["a", "b", "c"]);
}

#[tokio::test]
async fn facets_are_counted_under_all_filters() {
    let archive = TestArchive::sample();
    let answer = search(
        &archive,
        json!({
            "facets": ["*"], "hitsPerPage": 0, "filters": "NOT rubrics:Спорт AND published_at >= 0",
        }),
    );
    let answer = answer.await;
    assert_eq!(answer["facets"]["rubrics"], json!({ "Политика": 1, "Общество": 1 }));
    assert_eq!(answer["facets"]["source"], json!({ "Вестник": 2 }));
    assert_eq!(answer["facets"]["authors"], json!({ "Анна Орлова": 1 }));
    assert_eq!(answer["facets"]["date.lvl0"], json!({ "2016": 2 }));
    assert_eq!(
        answer["facets"]["date.lvl2"],
        json!({
            "2016 > 2016-07 > 2016-07-15": 1, "2016 > 2016-07 > 2016-07-19": 1,
        })
    );
    let stats = &answer["facets_stats"]["published_at"];
    let (first, last) = (1_468_563_120_i64, 1_468_922_400_i64);
    assert_eq!((&stats["min"], &stats["max"]), (&json!(first), &json!(last)));
    assert_eq!(
        (&stats["avg"], &stats["sum"]),
        (&json!((first + last) as f64 / 2.0), &json!((first + last) as f64))
    );
    assert_eq!(answer["exhaustiveFacetsCount"], true);

    let few =
        search(&archive, json!({ "facets": "rubric", "maxValuesPerFacet": 2, "sortFacetValuesBy": "alpha" }))
            .await;
    assert_eq!(few["facets"], json!({ "rubric": { "Общество": 2, "Спорт": 25 } }));
    assert_eq!(few["exhaustive"]["facetValues"], false);
    let none = search(&archive, json!({ "facets": ["price", "published_at"], "query": "абырвалг" })).await;
    assert_eq!((&none["facets"], none.get("facets_stats")), (&json!({ "published_at": {} }), None));
}

#[tokio::test]
async fn filters_leave_out_what_they_say() {
    let archive = TestArchive::sample();
    for (params, total) in [
        (json!({ "filters": "rubrics:спорт" }), 25),
        (json!({ "filters": "rubrics:Политика OR rubrics:Общество" }), 3),
        (json!({ "filters": "NOT rubrics:Спорт" }), 3),
        (json!({ "filters": "published_at < 1451595600" }), 25),
        (json!({ "filters": "NOT published_at < 1451595600" }), 3),
        (json!({ "filters": "published_at:5 TO 1" }), 0),
        (json!({ "filters": "published_at = 1468563120" }), 1),
        (json!({ "filters": "published_at = 1468563120.5" }), 0),
        (json!({ "filters": "date.lvl0:2016 AND source:Вестник" }), 2),
        (json!({ "filters": "date.lvl0:никогда" }), 0),
        (json!({ "facetFilters": [["rubrics:Политика", "rubrics:-Спорт"]] }), 3),
        (json!({ "facetFilters": "[\"rubrics:Спорт\"]", "numericFilters": "published_at>=1449741600" }), 2),
        (json!({ "tagFilters": "сирия" }), 1),
        (json!({ "query": "матч", "filters": "rubrics:Политика" }), 0),
    ] {
        let answer = search(&archive, params.clone()).await;
        assert_eq!(answer["nbHits"], total, "{params}");
    }
}

#[tokio::test]
async fn values_of_a_facet_are_found_by_their_beginning() {
    let archive = TestArchive::sample();
    let body = json!({ "facetQuery": "спо" }).to_string();
    let told = post(&archive, "/1/indexes/news/facets/rubrics/query", body).await;
    let found = json!([{ "value": "Спорт", "highlighted": "<em>Спо</em>рт", "count": 25 }]);
    assert_eq!(told.json["facetHits"], found);
    assert_eq!(told.json["exhaustiveFacetsCount"], true);
    let results = batch(
        &archive,
        json!([
            { "indexName": "news", "type": "facet", "facet": "rubrics", "params": "facetQuery=%D1%81%D0%BF%D0%BE" },
            { "indexName": "news", "type": "facet", "facet": "rubrics", "maxFacetHits": 1 },
            { "indexName": "news", "type": "facet", "facet": "rubrics", "facetQuery": "Спо", "filters": "rubrics:Политика" },
        ]),
    );
    let results = results.await;
    assert_eq!(results[0]["facetHits"], found);
    assert_eq!(results[1]["facetHits"].as_array().map(Vec::len), Some(1));
    assert_eq!(results[2]["facetHits"], json!([]));
}

#[tokio::test]
async fn suggestions_are_hits() {
    let archive = TestArchive::sample();
    let results = batch(
        &archive,
        json!([
            { "indexName": "news_query_suggestions", "query": "кер", "hitsPerPage": 3, "facets": ["*"],
              "filters": "rubrics:Спорт" },
        ]),
    );
    let results = results.await;
    let hit = &results[0]["hits"][0];
    assert_eq!((&hit["objectID"], &hit["query"]), (&json!("керри"), &json!("Керри")));
    assert_eq!(hit["_highlightResult"]["query"]["value"], "<em>Кер</em>ри");
    assert_eq!(results[0]["nbHits"], 1, "a title is no query");
    assert_eq!(results[0]["facets"]["rubrics"], json!({}));
}

#[tokio::test]
async fn errors_are_told_as_algolia_tells_them() {
    let archive = TestArchive::sample();
    for (path, body, status, message) in [
        ("/1/indexes/nosuch/query", "{}", 404, "nosuch"),
        ("/1/indexes/news/query", r#"{"filters":"rubrics:Спорт AND"}"#, 400, "filters: column 18"),
        ("/1/indexes/news/query", "{", 400, "JSON"),
        ("/1/indexes/news/facets/price/query", "{}", 400, "price"),
        ("/1/indexes/news/queries", "{}", 404, "searches"),
        ("/1/indexes/*/queries", r#"{"requests":[{"indexName":"news","page":"second"}]}"#, 400, "page"),
        ("/1/indexes/news/browse", "{}", 404, "searches"),
        ("/1/indexes/news", "{}", 405, "searches"),
        ("/1/events", r#"{"events":[{"eventType":"glance"}]}"#, 422, "eventType"),
    ] {
        let told = post(&archive, path, body).await;
        assert_eq!(told.status.as_u16(), status, "{path}: {}", told.json);
        assert_eq!(told.json["status"], status, "{path}");
        assert!(told.json["message"].as_str().unwrap().contains(message), "{path}: {}", told.json);
        assert_eq!(told.headers["content-type"], "application/json", "{path}");
    }
    let long = post(&archive, "/1/indexes/news/query", " ".repeat(3_000_000)).await;
    assert_eq!((long.status.as_u16(), &long.json["status"]), (413, &json!(413)));
    let reply = archive.send(Request::get("/1/indexes/nosuch").header("accept", "text/html")).await;
    assert_eq!((reply.status.as_u16(), reply.header("content-type")), (404, "application/json"));
    let reply = archive.send(Request::get("/1/nothing").header("accept", "text/html")).await;
    assert_eq!((reply.status.as_u16(), &reply.json()["status"]), (404, &json!(404)));
}

#[tokio::test]
async fn one_index_is_searched_by_a_query_string() {
    let archive = TestArchive::sample();
    let reply = archive.get(&format!("/1/indexes/news?query={}&hitsPerPage=1", encoded("керри"))).await;
    assert_eq!((reply.status.as_u16(), &reply.json()["nbHits"]), (200, &json!(1)));
}

#[tokio::test]
async fn bodies_may_be_compressed() {
    let archive = TestArchive::sample();
    let body = json!({ "query": "керри" }).to_string();
    let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    std::io::Write::write_all(&mut encoder, body.as_bytes()).unwrap();
    let compressed = encoder.finish().unwrap();
    let bomb = {
        let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::best());
        std::io::Write::write_all(&mut encoder, &vec![b' '; 50_000_000]).unwrap();
        encoder.finish().unwrap()
    };
    for (body, encoding, status) in [
        (compressed.clone(), "gzip", 200),
        (compressed[..20].to_vec(), "gzip", 400),
        (b"no gzip".to_vec(), "gzip", 400),
        (bomb, "gzip", 413),
        (compressed, "unknown", 415),
    ] {
        let request =
            Request::post("/1/indexes/news/query").extension(here()).header("content-encoding", encoding);
        let request = request.body(Body::from(body)).unwrap();
        let response = router(archive.state()).oneshot(request).await.unwrap();
        assert_eq!(response.status().as_u16(), status, "{encoding}");
        assert_eq!(response.headers()["content-type"], "application/json", "{encoding}");
    }
}

#[tokio::test]
async fn events_are_taken() {
    let archive = TestArchive::sample();
    let event = json!({
        "eventType": "view", "eventName": "Показано", "index": "news", "userToken": "anonymous-1", "objectIDs": ["a"],
    });
    let told = post(&archive, "/1/events", json!({ "events": [event] }).to_string()).await;
    assert_eq!((told.status.as_u16(), told.json), (200, json!({ "status": 200, "message": "OK" })));
}
