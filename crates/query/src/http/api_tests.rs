use super::*;
use crate::search::{
    FacetField, Facets, Histogram, HistogramInterval, PartKind, QueryField, RepairKind, Understood,
};
use serde_json::json;

fn moment(text: &str) -> Timestamp {
    text.parse().unwrap()
}

#[test]
fn moments_carry_the_offset_that_the_zone_had_then() {
    let moscow = TimeZone::get("Europe/Moscow").unwrap();
    let table = [
        ("2016-07-15T06:12:00Z", "2016-07-15T09:12:00+03:00"),
        ("2013-01-01T00:00:00Z", "2013-01-01T04:00:00+04:00"),
    ];
    for (utc, expected) in table {
        assert_eq!(rfc3339(moment(utc), &moscow), expected);
    }
}

#[test]
fn an_answer_has_exactly_the_documented_shape() {
    let article = Article { id: "a/1".to_owned(), title: "Кот дома".to_owned(), ..Article::default() };
    let hit = Hit {
        article,
        score: 1.5,
        title: Highlighted { text: "Кот дома".to_owned(), matches: std::iter::once(0..6).collect() },
        snippet: Highlighted::default(),
        missing: Vec::new(),
        explanation: Vec::new(),
        story: None,
        texts: None,
    };
    let bucket =
        Bucket { from: moment("2016-06-30T21:00:00Z"), until: moment("2016-07-31T21:00:00Z"), count: 1 };
    let value = FacetCount { value: "Дом".to_owned(), count: 1 };
    let results = SearchResults {
        understood: Understood {
            text: "кот".to_owned(),
            parts: vec![QueryPart {
                kind: PartKind::Period,
                text: "кот".to_owned(),
                place: 0..6,
                field: Some((QueryField::Date, "кот".to_owned())),
                period: Some(Period { from: Some(moment("2016-06-30T21:00:00Z")), until: None }),
            }],
            warnings: vec![QueryWarning::UnbalancedQuote],
            synonyms: vec![SynonymsUsed {
                text: "ЦБ".to_owned(), also: vec!["Центробанк".to_owned()]
            }],
            exact: true,
            any_form: Some(2),
            repair: Some(QueryRepair {
                typed: "rjn".to_owned(),
                searched: "кот".to_owned(),
                changes: vec![RepairedWord {
                    from: "rjn".to_owned(),
                    to: "кот".to_owned(),
                    kind: RepairKind::Layout,
                }],
                applied: true,
            }),
        },
        total: 1,
        hits: vec![hit],
        further: None,
        facets: vec![Facets { field: FacetField::Rubric, values: vec![value] }],
        histogram: Some(Histogram { interval: HistogramInterval::Month, buckets: vec![bucket], undated: 0 }),
        stories: None,
        dates: None,
        next: None,
    };
    let moscow = TimeZone::get("Europe/Moscow").unwrap();
    let params = SearchParams::default();
    let answer = SearchResponse::new(results, &params, Duration::from_millis(7), &moscow);
    let expected = json!({
        "query": { "text": "кот", "parts": [{
            "kind": "period", "text": "кот", "name": "date", "value": "кот", "from": "2016-07-01", "to": null,
        }], "warnings": [
            { "code": "unbalanced_quote", "message": "Кавычка без пары не учтена." },
        ], "synonyms": [{ "text": "ЦБ", "also": ["Центробанк"] }], "any_form_total": 2, "repair": {
            "typed": "rjn", "searched": "кот", "applied": true,
            "changes": [{ "from": "rjn", "to": "кот", "kind": "layout" }],
        } },
        "total": 1, "took_ms": 7, "page": 1, "per_page": 10, "sort": "relevance", "relaxed": false,
        "hits": [{
            "id": "a/1", "url": null, "title": "Кот дома",
            "title_segments": [{ "text": "Кот", "match": true }, { "text": " дома", "match": false }],
            "snippet_segments": [], "lead": "", "rubrics": [], "tags": [], "authors": [], "source": null,
            "published_at": null, "updated_at": null, "image": null, "score": 1.5, "missing": [],
        }],
        "further": null,
        "facets": { "rubric": [{ "value": "Дом", "count": 1 }] },
        "histogram": [{ "from": "2016-07-01", "to": "2016-07-31", "count": 1 }],
        "histogram_interval": "month", "undated": 0, "next_cursor": null,
    });
    assert_eq!(serde_json::to_value(answer).unwrap(), expected);
}
