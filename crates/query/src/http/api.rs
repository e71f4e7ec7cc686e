//! The JSON of the API. Search knows none of it; what changes here changes a promise to clients.

use std::collections::BTreeMap;
use std::time::Duration;

use jiff::Timestamp;
use jiff::tz::TimeZone;
use serde::Serialize;
use serde_json::{Map, Value};
use utoipa::ToSchema;
use vestnik_schema::Article;

use crate::http::names::{facet_name, interval_name, sort_name};
use crate::http::page::i18n::Lang;
use crate::http::params::SearchParams;
use crate::http::warning;
use crate::search::{Bucket, FacetCount, Highlighted, Hit, QueryWarning, SearchResults, SynonymsUsed};

/// Answer of `GET /api/v1/search`.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct SearchResponse {
    query: QueryJson,
    /// Number of all matching articles, exact.
    total: u64,
    /// Milliseconds that the search took, without waiting for a thread.
    took_ms: u64,
    /// Page of the hits; `null` when a cursor was given.
    page: Option<usize>,
    per_page: usize,
    #[schema(example = "relevance")]
    sort: &'static str,
    /// Whether hits need not hold all words, because no article does. A warning tells more.
    relaxed: bool,
    hits: Vec<HitJson>,
    /// What comes after the hits where these do not fill the first page of a search by relevance; else `null`.
    further: Option<FurtherJson>,
    /// The wanted facets by name, most frequent values first. The filter on the property itself is left out.
    facets: BTreeMap<&'static str, Vec<CountJson>>,
    /// Matching articles over time, in buckets without gaps; empty unless asked for.
    histogram: Vec<BucketJson>,
    /// Width of the buckets: `year`, `month` or `day`.
    histogram_interval: Option<&'static str>,
    /// Matching articles without a date, which are in no bucket; `null` without a histogram.
    undated: Option<u64>,
    /// Where the next page begins: give it as `cursor`. `null` after the last hit.
    next_cursor: Option<String>,
}

/// How the query was read.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Query)]
struct QueryJson {
    /// The text that was searched.
    text: String,
    /// What was odd in it, or changed to answer it.
    warnings: Vec<WarningJson>,
    /// Other names that were searched beside its words; `synonyms=off` leaves them out.
    synonyms: Vec<SynonymsJson>,
    /// How many articles match all of it with `forms=any`, if more than with `forms=written`; else `null`. Told
    /// with the first page of an answer to phrases or words marked with `!`.
    any_form_total: Option<u64>,
}

/// Words of the query and their synonyms.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Synonyms)]
struct SynonymsJson {
    /// The words as typed.
    #[schema(example = "ЦБ")]
    text: String,
    /// What was searched too.
    #[schema(example = json!(["Центробанк", "Банк России"]))]
    also: Vec<String>,
}

/// Something that the one who typed the query should know.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Warning)]
struct WarningJson {
    /// Stable name of the kind of warning.
    #[schema(example = "relaxed")]
    code: &'static str,
    /// A sentence for people, in the language asked for.
    message: String,
    /// Particulars, depending on the code.
    #[serde(flatten)]
    #[schema(value_type = Object, additional_properties)]
    data: Map<String, Value>,
}

/// One matching article.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Hit)]
struct HitJson {
    id: String,
    url: Option<String>,
    title: String,
    title_segments: Vec<SegmentJson>,
    snippet_segments: Vec<SegmentJson>,
    lead: String,
    rubrics: Vec<String>,
    tags: Vec<String>,
    authors: Vec<String>,
    source: Option<String>,
    /// RFC 3339, with the offset of the site's time zone; `null` if the source states no date.
    #[schema(example = "2016-07-15T09:12:00+03:00")]
    published_at: Option<String>,
    updated_at: Option<String>,
    /// Address of the lead picture.
    image: Option<String>,
    /// Comparable within one answer only; 0 in orders by date.
    score: f32,
    /// Words of the query that the article does not hold; only where not all are asked for.
    missing: Vec<String>,
}

/// Articles that hold not all words of the query, but the most telling ones.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Further)]
struct FurtherJson {
    /// Number of all of them; none is counted in the `total` of the answer.
    total: u64,
    /// The best of them.
    hits: Vec<HitJson>,
}

/// A piece of highlighted text. The pieces, joined, are the text.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Segment)]
pub(crate) struct SegmentJson {
    text: String,
    /// Whether the piece matches the query.
    r#match: bool,
}

/// One value of a property.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Count)]
pub(crate) struct CountJson {
    value: String,
    count: u64,
}

/// One bar of the histogram.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Bucket)]
struct BucketJson {
    /// First day. Together with `to` it can be given as a period as it is.
    #[schema(example = "2016-07-01")]
    from: String,
    /// Last day.
    #[schema(example = "2016-07-31")]
    to: String,
    count: u64,
}

/// Answer of `GET /api/v1/rubrics`.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct RubricsResponse {
    /// All rubrics, most frequent first.
    pub(crate) rubrics: Vec<CountJson>,
}

/// Answer of `GET /api/v1/articles/{id}`.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct ArticleResponse {
    id: String,
    url: Option<String>,
    title: String,
    lead: String,
    /// Paragraphs are separated by blank lines.
    body: String,
    captions: Vec<String>,
    rubrics: Vec<String>,
    tags: Vec<String>,
    authors: Vec<String>,
    source: Option<String>,
    #[schema(example = "2016-07-15T09:12:00+03:00")]
    published_at: Option<String>,
    updated_at: Option<String>,
    image: Option<String>,
    /// BCP 47 language tag.
    language: Option<String>,
}

impl SearchResponse {
    /// The answer to a search that asked with `params`.
    pub(crate) fn new(
        results: SearchResults,
        params: &SearchParams,
        took: Duration,
        zone: &TimeZone,
    ) -> Self {
        let warnings = &results.understood.warnings;
        let histogram = results.histogram.as_ref();
        Self {
            relaxed: warnings.iter().any(|warning| matches!(warning, QueryWarning::Relaxed { .. })),
            query: QueryJson {
                warnings: warnings.iter().map(|warning| WarningJson::new(warning, params.lang)).collect(),
                synonyms: results.understood.synonyms.into_iter().map(SynonymsJson::new).collect(),
                text: results.understood.text,
                any_form_total: results.understood.any_form,
            },
            total: results.total,
            took_ms: u64::try_from(took.as_millis()).unwrap_or(u64::MAX),
            page: params.cursor.is_none().then_some(params.page),
            per_page: params.per_page,
            sort: sort_name(params.sort),
            histogram_interval: histogram.map(|histogram| interval_name(histogram.interval)),
            undated: histogram.map(|histogram| histogram.undated),
            histogram: histogram
                .map(|histogram| {
                    histogram.buckets.iter().map(|bucket| BucketJson::new(bucket, zone)).collect()
                })
                .unwrap_or_default(),
            hits: results.hits.into_iter().map(|hit| HitJson::new(hit, zone)).collect(),
            further: results.further.map(|further| FurtherJson {
                total: further.total,
                hits: further.hits.into_iter().map(|hit| HitJson::new(hit, zone)).collect(),
            }),
            facets: results
                .facets
                .into_iter()
                .map(|facets| (facet_name(facets.field), counts(facets.values)))
                .collect(),
            next_cursor: results.next.map(|cursor| cursor.encode()),
        }
    }
}

impl SynonymsJson {
    fn new(SynonymsUsed { text, also }: SynonymsUsed) -> Self {
        Self { text, also }
    }
}

impl WarningJson {
    fn new(warning: &QueryWarning, lang: Lang) -> Self {
        Self {
            code: warning::code(warning),
            message: warning::message(warning, lang),
            data: warning::data(warning),
        }
    }
}

impl HitJson {
    fn new(hit: Hit, zone: &TimeZone) -> Self {
        let Hit { article, score, title, snippet, missing } = hit;
        Self {
            id: article.id,
            url: article.url,
            title: article.title,
            title_segments: segments(&title),
            snippet_segments: segments(&snippet),
            lead: article.lead,
            rubrics: article.rubrics,
            tags: article.tags,
            authors: article.authors,
            source: article.source,
            published_at: article.published_at.map(|moment| rfc3339(moment, zone)),
            updated_at: article.updated_at.map(|moment| rfc3339(moment, zone)),
            image: article.image,
            score,
            missing,
        }
    }
}

impl BucketJson {
    fn new(bucket: &Bucket, zone: &TimeZone) -> Self {
        let (first, last) = bucket_days(bucket, zone);
        Self { from: first.to_string(), to: last.to_string(), count: bucket.count }
    }
}

impl ArticleResponse {
    /// The whole article, moments in the site's time zone.
    pub(crate) fn new(article: Article, zone: &TimeZone) -> Self {
        Self {
            id: article.id,
            url: article.url,
            title: article.title,
            lead: article.lead,
            body: article.body,
            captions: article.captions,
            rubrics: article.rubrics,
            tags: article.tags,
            authors: article.authors,
            source: article.source,
            published_at: article.published_at.map(|moment| rfc3339(moment, zone)),
            updated_at: article.updated_at.map(|moment| rfc3339(moment, zone)),
            image: article.image,
            language: article.language,
        }
    }
}

/// Values with their counts.
pub(crate) fn counts(values: Vec<FacetCount>) -> Vec<CountJson> {
    values.into_iter().map(|FacetCount { value, count }| CountJson { value, count }).collect()
}

/// First and last day of a bucket, as a period that gives exactly its articles.
pub(crate) fn bucket_days(bucket: &Bucket, zone: &TimeZone) -> (jiff::civil::Date, jiff::civil::Date) {
    let first = zone.to_datetime(bucket.from).date();
    let behind = zone.to_datetime(bucket.until).date();
    (first, behind.yesterday().unwrap_or(behind).max(first))
}

/// A moment as RFC 3339 with the offset that the zone had then.
pub(crate) fn rfc3339(moment: Timestamp, zone: &TimeZone) -> String {
    moment.display_with_offset(zone.to_offset(moment)).to_string()
}

/// The pieces of a highlighted text.
pub(crate) fn segments(highlighted: &Highlighted) -> Vec<SegmentJson> {
    let pieces = highlighted.segments();
    pieces.map(|(text, matched)| SegmentJson { text: text.to_owned(), r#match: matched }).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::search::{FacetField, Facets, Histogram, HistogramInterval, Understood};
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
        let article =
            Article { id: "a/1".to_owned(), title: "Кот дома".to_owned(), ..Article::default() };
        let hit = Hit {
            article,
            score: 1.5,
            title: Highlighted {
                text: "Кот дома".to_owned(), matches: std::iter::once(0..6).collect()
            },
            snippet: Highlighted::default(),
            missing: Vec::new(),
        };
        let bucket =
            Bucket { from: moment("2016-06-30T21:00:00Z"), until: moment("2016-07-31T21:00:00Z"), count: 1 };
        let value = FacetCount { value: "Дом".to_owned(), count: 1 };
        let results = SearchResults {
            understood: Understood {
                text: "кот".to_owned(),
                warnings: vec![QueryWarning::UnbalancedQuote],
                synonyms: vec![SynonymsUsed {
                    text: "ЦБ".to_owned(), also: vec!["Центробанк".to_owned()]
                }],
                exact: true,
                any_form: Some(2),
            },
            total: 1,
            hits: vec![hit],
            further: None,
            facets: vec![Facets { field: FacetField::Rubric, values: vec![value] }],
            histogram: Some(Histogram {
                interval: HistogramInterval::Month,
                buckets: vec![bucket],
                undated: 0,
            }),
            next: None,
        };
        let moscow = TimeZone::get("Europe/Moscow").unwrap();
        let params = SearchParams::default();
        let answer = SearchResponse::new(results, &params, Duration::from_millis(7), &moscow);
        let expected = json!({
            "query": { "text": "кот", "warnings": [
                { "code": "unbalanced_quote", "message": "Кавычка без пары не учтена." },
            ], "synonyms": [{ "text": "ЦБ", "also": ["Центробанк"] }], "any_form_total": 2 },
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
}
