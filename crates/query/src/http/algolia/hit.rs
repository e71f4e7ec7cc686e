use jiff::Timestamp;
use jiff::tz::TimeZone;
use serde::Serialize;
use vestnik_schema::Article;

use crate::http::algolia::attribute::DateLevel;
use crate::http::algolia::marked::{MarkedJson, SnippetJson};
use crate::http::algolia::query::Query;
use crate::search::{Hit, HitTexts, MatchedText};

/// An article as a record of Algolia's.
#[derive(Debug, Serialize)]
pub(crate) struct HitJson {
    #[serde(rename = "objectID")]
    object_id: String,
    #[serde(flatten)]
    record: RecordJson,
    #[serde(rename = "_highlightResult", skip_serializing_if = "Option::is_none")]
    highlighted: Option<TextsJson<MarkedJson>>,
    #[serde(rename = "_snippetResult", skip_serializing_if = "Option::is_none")]
    snippets: Option<TextsJson<SnippetJson>>,
    #[serde(rename = "_rankingInfo", skip_serializing_if = "Option::is_none")]
    ranking: Option<RankingJson>,
}

/// What an article states. Lists are there even when they are empty; a text or moment that it does not state is not.
#[derive(Debug, Serialize)]
struct RecordJson {
    #[serde(skip_serializing_if = "Option::is_none")]
    title: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    url: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    lead: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    body: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    image: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    captions: Option<Vec<String>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    source: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    rubrics: Option<Vec<String>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    tags: Option<Vec<String>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    authors: Option<Vec<String>>,
    /// Unix seconds.
    #[serde(skip_serializing_if = "Option::is_none")]
    published_at: Option<i64>,
    /// Unix seconds.
    #[serde(skip_serializing_if = "Option::is_none")]
    updated_at: Option<i64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    date: Option<DateJson>,
    #[serde(skip_serializing_if = "Option::is_none")]
    language: Option<String>,
}

/// The day of publication on the archive's clock, as values of the hierarchical attribute.
#[derive(Debug, Serialize)]
struct DateJson {
    lvl0: String,
    lvl1: String,
    lvl2: String,
}

/// The texts of an article that can match.
#[derive(Debug, Serialize)]
struct TextsJson<T> {
    #[serde(skip_serializing_if = "Option::is_none")]
    title: Option<T>,
    #[serde(skip_serializing_if = "Option::is_none")]
    lead: Option<T>,
    #[serde(skip_serializing_if = "Option::is_none")]
    body: Option<T>,
    #[serde(skip_serializing_if = "Option::is_none")]
    source: Option<T>,
    #[serde(skip_serializing_if = "Option::is_none")]
    rubrics: Option<Vec<T>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    tags: Option<Vec<T>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    authors: Option<Vec<T>>,
}

/// Where a hit stands and why, in Algolia's terms; what this archive does not rank by is 0.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
struct RankingJson {
    nb_typos: u32,
    first_matched_word: u32,
    proximity_distance: u32,
    user_score: i64,
    geo_distance: u32,
    geo_precision: u32,
    nb_exact_words: u32,
    words: usize,
    filters: u32,
}

impl HitJson {
    /// As much of a hit as a query asks for.
    pub(crate) fn new(hit: Hit, query: &Query, zone: &TimeZone) -> Self {
        let Hit { article, score, texts, .. } = hit;
        let texts = texts.unwrap_or_default();
        let highlighted = TextsJson::of(&texts, |text, name| {
            query.highlight.has(name).then(|| MarkedJson::new(text, &query.marks, texts.wanted))
        });
        let snippets = TextsJson::of(&texts, |text, name| {
            let words = query.snippets.words(name)?;
            Some(SnippetJson::new(text, words, query, texts.wanted))
        });
        Self {
            object_id: article.id.clone(),
            record: RecordJson::new(article, query, zone),
            highlighted: highlighted.stated(),
            snippets: snippets.stated(),
            ranking: query.ranking_info.then(|| RankingJson::new(&texts, score)),
        }
    }
}

impl RecordJson {
    fn new(article: Article, query: &Query, zone: &TimeZone) -> Self {
        let has = |name: &str| query.retrieve.has(name);
        let stated = |text: String, name: &str| Some(text).filter(|text| !text.is_empty() && has(name));
        let list = |list: Vec<String>, name: &str| has(name).then_some(list);
        let second =
            |moment: Option<Timestamp>, name: &str| moment.map(Timestamp::as_second).filter(|_| has(name));
        Self {
            title: has("title").then_some(article.title),
            url: article.url.filter(|_| has("url")),
            lead: stated(article.lead, "lead"),
            body: stated(article.body, "body"),
            image: article.image.filter(|_| has("image")),
            captions: stated_list(article.captions).filter(|_| has("captions")),
            source: article.source.filter(|_| has("source")),
            rubrics: list(article.rubrics, "rubrics"),
            tags: list(article.tags, "tags"),
            authors: list(article.authors, "authors"),
            published_at: second(article.published_at, "published_at"),
            updated_at: second(article.updated_at, "updated_at"),
            date: article.published_at.filter(|_| has("date")).map(|moment| DateJson::new(moment, zone)),
            language: article.language.filter(|_| has("language")),
        }
    }
}

fn stated_list(list: Vec<String>) -> Option<Vec<String>> {
    (!list.is_empty()).then_some(list)
}

impl DateJson {
    fn new(moment: Timestamp, zone: &TimeZone) -> Self {
        let day = zone.to_datetime(moment).date();
        let [lvl0, lvl1, lvl2] = DateLevel::ALL.map(|level| level.value(day));
        Self { lvl0, lvl1, lvl2 }
    }
}

impl<T> TextsJson<T> {
    /// What `of` makes of each text; what it makes nothing of is left out.
    fn of(texts: &HitTexts, of: impl Fn(&MatchedText, &str) -> Option<T>) -> Self {
        let text = |text: &MatchedText, name| of(text, name).filter(|_| !text.text.text.is_empty());
        let list = |list: &[MatchedText], name| {
            let made: Vec<T> = list.iter().filter_map(|text| of(text, name)).collect();
            (!made.is_empty()).then_some(made)
        };
        Self {
            title: of(&texts.title, "title"),
            lead: text(&texts.lead, "lead"),
            body: text(&texts.body, "body"),
            source: texts.source.as_ref().and_then(|source| text(source, "source")),
            rubrics: list(&texts.rubrics, "rubrics"),
            tags: list(&texts.tags, "tags"),
            authors: list(&texts.authors, "authors"),
        }
    }

    /// Itself, if it holds anything.
    fn stated(self) -> Option<Self> {
        let texts = [&self.title, &self.lead, &self.body, &self.source];
        let lists = [&self.rubrics, &self.tags, &self.authors];
        let is_any = texts.iter().any(|text| text.is_some()) || lists.iter().any(|list| list.is_some());
        is_any.then_some(self)
    }
}

impl RankingJson {
    fn new(texts: &HitTexts, score: f32) -> Self {
        let texts = [&texts.title, &texts.lead, &texts.body].into_iter().chain(&texts.source);
        let mut words: Vec<&String> = texts.flat_map(|text| &text.words).collect();
        words.sort_unstable();
        words.dedup();
        Self {
            nb_typos: 0,
            first_matched_word: 0,
            proximity_distance: 0,
            // Whole thousandths: the score itself is a small number with a fraction.
            user_score: (f64::from(score) * 1000.0).round() as i64,
            geo_distance: 0,
            geo_precision: 1,
            nb_exact_words: 0,
            words: words.len(),
            filters: 0,
        }
    }
}
