//! What search engines ask for.

use axum::extract::State;
use axum::http::{HeaderMap, header};
use axum::response::{IntoResponse, Response};
use jiff::ToSpan;
use vestnik_schema::Article;

use crate::http::AppState;
use crate::http::access::Access;
use crate::http::error::ApiError;
use crate::http::feeds::{self, CachedText, Caching, MAX_NEWS, NEWS_DAYS, Site};
use crate::search::{Abandon, Engine, Filters, MAX_PER_PAGE, Paging, SearchError, SearchRequest, Sort};

/// `GET /robots.txt`: the start page and articles are for everybody, searches lead nowhere.
pub(crate) async fn robots(site: Site) -> impl IntoResponse {
    let sitemap = site.address("/news-sitemap.xml");
    let rules = format!(
        "User-agent: *\n\
         Allow: /\n\
         Disallow: /api/\n\
         Disallow: /1/\n\
         Disallow: /opensearch/\n\
         Disallow: /search.\n\
         Disallow: /*?q=\n\
         Disallow: /*&q=\n\
         \n\
         Sitemap: {sitemap}\n"
    );
    (
        [
            (header::CONTENT_TYPE, "text/plain; charset=utf-8"),
            (header::CACHE_CONTROL, "public, max-age=3600"),
        ],
        rules,
    )
}

/// `GET /news-sitemap.xml`: the articles of the last two days.
pub(crate) async fn news_sitemap(
    State(state): State<AppState>,
    access: Access,
    site: Site,
    headers: HeaderMap,
) -> Result<Response, ApiError> {
    let now = state.now();
    let (zone, modified) = (state.zone().clone(), state.modified());
    let text = state.ask(&access, move |engine, abandon| {
        let filters = Filters {
            from: now.checked_sub((NEWS_DAYS * 24).hours()).ok(),
            until: now.checked_add(1.second()).ok(),
            ..Filters::default()
        };
        let articles = newest(engine, filters, abandon)?;
        Ok(feeds::news_sitemap(&site, &articles, &zone))
    });
    let content_type = "application/xml; charset=utf-8";
    Ok(Caching::new(&headers, &access).answer(CachedText { text: text.await?, content_type, modified }))
}

/// The newest articles that filters leave, as many as the sitemap holds.
fn newest(engine: &Engine, filters: Filters, abandon: &Abandon) -> Result<Vec<Article>, SearchError> {
    let mut request = SearchRequest {
        filters,
        sort: Sort::Newest,
        paging: Paging { per_page: MAX_PER_PAGE, ..Paging::default() },
        ..SearchRequest::default()
    };
    let mut articles = Vec::new();
    while articles.len() < MAX_NEWS {
        let results = engine.search(&request, abandon)?;
        articles.extend(results.hits.into_iter().map(|hit| hit.article));
        request.paging.after = results.next;
        if request.paging.after.is_none() {
            break;
        }
    }
    Ok(articles)
}
