//! Stories and related articles as JSON.

use jiff::tz::TimeZone;
use serde::Serialize;
use utoipa::ToSchema;

use crate::http::api::rfc3339;
use crate::search::{RelatedArticle, StoryArticle, StoryMore};

/// Other articles of a story.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Story)]
pub(crate) struct StoryJson {
    /// How many there are.
    more: u64,
    /// The first 20 of them in the order of hits.
    articles: Vec<StoryArticleJson>,
}

/// An article of a story, in short.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = StoryArticle)]
struct StoryArticleJson {
    id: String,
    url: Option<String>,
    title: String,
    source: Option<String>,
    published_at: Option<String>,
}

/// Answer of `GET /api/v1/articles/{id}/related`.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct RelatedResponse {
    id: String,
    /// The likest first. Copies of the article are left out.
    articles: Vec<RelatedArticleJson>,
}

/// An article like another one.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = RelatedArticle)]
struct RelatedArticleJson {
    id: String,
    url: Option<String>,
    title: String,
    lead: String,
    rubrics: Vec<String>,
    source: Option<String>,
    #[schema(example = "2016-07-15T09:12:00+03:00")]
    published_at: Option<String>,
    image: Option<String>,
    /// How alike the two are, above 0 and below 1.
    likeness: f32,
    /// Whether they report one event: alike enough, and published within three days of each other.
    same_story: bool,
}

impl StoryJson {
    pub(crate) fn new(story: StoryMore, zone: &TimeZone) -> Self {
        let article = |article: StoryArticle| StoryArticleJson {
            id: article.id,
            url: article.url,
            title: article.title,
            source: article.source,
            published_at: article.published_at.map(|moment| rfc3339(moment, zone)),
        };
        Self { more: story.count, articles: story.articles.into_iter().map(article).collect() }
    }
}

impl RelatedResponse {
    pub(crate) fn new(id: String, articles: Vec<RelatedArticle>, zone: &TimeZone) -> Self {
        let article = |RelatedArticle { article, likeness, same_story }| RelatedArticleJson {
            id: article.id,
            url: article.url,
            title: article.title,
            lead: article.lead,
            rubrics: article.rubrics,
            source: article.source,
            published_at: article.published_at.map(|moment| rfc3339(moment, zone)),
            image: article.image,
            likeness,
            same_story,
        };
        Self { id, articles: articles.into_iter().map(article).collect() }
    }
}
