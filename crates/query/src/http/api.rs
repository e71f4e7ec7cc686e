//! The JSON of the API. Search knows none of it; what changes here changes a promise to clients.

use std::collections::BTreeMap;
use std::time::Duration;

use jiff::Timestamp;
use jiff::tz::TimeZone;
use serde::Serialize;
use serde_json::{Map, Value};
use utoipa::ToSchema;
use vestnik_schema::Article;

use crate::http::names::{facet_name, field_name, interval_name, part_name, repair_name, sort_name};
use crate::http::page::i18n::Lang;
use crate::http::params::SearchParams;
use crate::http::story::StoryJson;
use crate::http::{explanation, warning};
use crate::search::{
    Bucket, FacetCount, Highlighted, Hit, Period, QueryPart, QueryRepair, QueryWarning, RepairedWord,
    ScorePart, SearchResults, SynonymsUsed,
};

/// Answer of `GET /api/v1/search`.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct SearchResponse {
    query: QueryJson,
    /// Number of all matching articles, exact.
    total: u64,
    /// Number of stories among them, if all were compared; else `null`. Only with `group=story`.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<u64>)]
    stories: Option<Option<u64>>,
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
    /// What it asks for, in its order.
    parts: Vec<PartJson>,
    /// What was odd in it, or changed to answer it.
    warnings: Vec<WarningJson>,
    /// Other names that were searched beside its words; `synonyms=off` leaves them out.
    synonyms: Vec<SynonymsJson>,
    /// How many articles match all of it with `forms=any`, if more than with `forms=written`; else `null`. Told
    /// with the first page of an answer to phrases or words marked with `!`.
    any_form_total: Option<u64>,
    /// What was most likely meant, if something else was typed; else, and with `repair=off`, `null`.
    repair: Option<RepairJson>,
}

/// One part of the query.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Part)]
struct PartJson {
    /// `word`, `phrase`, `form` (marked with `!`), `prefix`, `excluded`, `field`, `period` or `alternatives`.
    #[schema(example = "period")]
    kind: &'static str,
    /// As written.
    #[schema(example = "в марте 2014")]
    text: String,
    /// The field that it names: `title`, `date`, `rubric`, `author`, `tag` or `source`.
    name: Option<&'static str>,
    /// The value of the field.
    value: Option<String>,
    /// First day of its period. Together with `to` it can be given as a period as it is.
    #[schema(example = "2014-03-01")]
    from: Option<String>,
    /// Last day of its period.
    #[schema(example = "2014-03-31")]
    to: Option<String>,
}

/// A likelier text than the one that was typed.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Repair)]
struct RepairJson {
    #[schema(example = "перговоры в москве")]
    typed: String,
    /// The repaired text, in the same query language.
    #[schema(example = "переговоры в москве")]
    searched: String,
    /// Whether the repaired text was searched, because the typed one finds nothing; else it is only an offer.
    applied: bool,
    /// What was repaired, in the order in which it was.
    changes: Vec<ChangeJson>,
}

/// A repaired word, or several that are one.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Change)]
struct ChangeJson {
    #[schema(example = "перговоры")]
    from: String,
    #[schema(example = "переговоры")]
    to: String,
    /// What had gone wrong: `layout` (the keyboard was in the other one), `alphabet` (Russian in Latin letters),
    /// `spelling`, `joined` (two words were written as one) or `split` (one word was written as two).
    #[schema(example = "spelling")]
    kind: &'static str,
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
    /// The parts of the score, which they add up to; only with `explain=true`. Empty in orders by date.
    #[serde(skip_serializing_if = "Option::is_none")]
    explanation: Option<Vec<ScorePartJson>>,
    /// Other reports of the same event; `null` if there are none, only with `group=story`.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<StoryJson>)]
    story: Option<Option<StoryJson>>,
}

/// One part of a score.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = ScorePart)]
struct ScorePartJson {
    /// `words` (BM25 of a word, phrase or group), `relative`, `missing` (negative), `early`, `typed`, `near`,
    /// `title`, `whole_title`, `short_query` or `news`.
    #[schema(example = "words")]
    code: &'static str,
    /// What of the query it is for; `null` if all of it.
    words: Option<String>,
    /// What it adds.
    value: f32,
    /// The same in words.
    message: String,
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
                parts: results.understood.parts.into_iter().map(|part| PartJson::new(part, zone)).collect(),
                warnings: warnings.iter().map(|warning| WarningJson::new(warning, params.lang)).collect(),
                synonyms: results.understood.synonyms.into_iter().map(SynonymsJson::new).collect(),
                text: results.understood.text,
                any_form_total: results.understood.any_form,
                repair: results.understood.repair.map(RepairJson::new),
            },
            total: results.total,
            stories: results.stories.map(|stories| stories.count),
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
            hits: results.hits.into_iter().map(|hit| HitJson::new(hit, params, zone)).collect(),
            further: results.further.map(|further| FurtherJson {
                total: further.total,
                hits: further.hits.into_iter().map(|hit| HitJson::new(hit, params, zone)).collect(),
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

impl PartJson {
    fn new(part: QueryPart, zone: &TimeZone) -> Self {
        let (from, to) = part.period.map_or((None, None), |period| period_days(period, zone));
        let (name, value) = part.field.map(|(field, value)| (field_name(field), value)).unzip();
        let day = |day: jiff::civil::Date| day.to_string();
        Self {
            kind: part_name(part.kind),
            text: part.text,
            name,
            value,
            from: from.map(day),
            to: to.map(day),
        }
    }
}

impl RepairJson {
    fn new(QueryRepair { typed, searched, changes, applied }: QueryRepair) -> Self {
        let change = |RepairedWord { from, to, kind }| ChangeJson { from, to, kind: repair_name(kind) };
        Self { typed, searched, applied, changes: changes.into_iter().map(change).collect() }
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
    fn new(hit: Hit, params: &SearchParams, zone: &TimeZone) -> Self {
        let Hit { article, score, title, snippet, missing, explanation, story, texts: _ } = hit;
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
            story: params.stories.then(|| story.map(|story| StoryJson::new(story, zone))),
            explanation: params
                .explain
                .then(|| explanation.into_iter().map(|part| ScorePartJson::new(part, params.lang)).collect()),
        }
    }
}

impl ScorePartJson {
    fn new(part: ScorePart, lang: Lang) -> Self {
        Self {
            code: explanation::code(part.reason),
            message: explanation::message(&part, lang),
            words: part.words,
            value: part.value,
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

/// First and last day of a period.
pub(crate) fn period_days(
    period: Period,
    zone: &TimeZone,
) -> (Option<jiff::civil::Date>, Option<jiff::civil::Date>) {
    let day = |moment| zone.to_datetime(moment).date();
    (period.from.map(day), period.until.map(day).map(|behind| behind.yesterday().unwrap_or(behind)))
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
#[path = "api_tests.rs"]
mod tests;
