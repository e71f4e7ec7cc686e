use axum::Router;
use axum::extract::DefaultBodyLimit;
use axum::middleware::from_fn;
use axum::routing::{get, post};

use crate::http::elastic;
use crate::http::error::ApiError;
use crate::http::intake::{tell_encodings, unpacking};
use crate::http::routes::{
    algolia, article, article_page, assets, crawlers, docs, embed, feeds, followed, health, metrics, openapi,
    opensearch, rubrics, search, suggest, write,
};
use crate::http::{AppState, middleware};

/// Addresses that write. Bodies that are packed are unpacked as they come.
fn writing() -> Router<AppState> {
    let one = get(article::article).put(write::one::put).patch(write::one::patch).delete(write::one::delete);
    Router::new()
        .route("/api/v1/articles/{*id}", one.layer(DefaultBodyLimit::max(write::one::MAX_ARTICLE_BYTES)))
        .route("/api/v1/articles", post(write::stream::post).layer(DefaultBodyLimit::disable()))
        .layer(unpacking())
        .layer(from_fn(tell_encodings))
}

/// The whole service as one function from request to response; needs no socket to be tested.
pub fn router(state: AppState) -> Router {
    let routes = Router::new()
        .route("/", get(elastic::root))
        .route("/article/{*id}", get(article_page::article))
        .route("/search.rss", get(feeds::rss))
        .route("/search.atom", get(feeds::atom))
        .route("/opensearch.xml", get(opensearch::description))
        .route("/opensearch/suggest", get(opensearch::suggest))
        .route("/news-sitemap.xml", get(crawlers::news_sitemap))
        .route("/robots.txt", get(crawlers::robots))
        .route("/api/v1/search", get(search::search))
        .route("/api/v1/suggest", get(suggest::suggest))
        .merge(writing())
        .route("/api/v1/rubrics", get(rubrics::rubrics))
        .route("/api/v1/openapi.json", get(openapi::document))
        .route("/docs", get(docs::redirect))
        .route("/docs/", get(docs::index))
        .route("/docs/{*file}", get(docs::file))
        .route("/embed", get(embed::page::page))
        .route("/embed/snippet", get(embed::page::snippets))
        .route("/embed/frame", get(embed::frame::frame))
        .route("/embed/frame.css", get(embed::frame::style))
        .route("/embed/v1/{file}", get(embed::script::script))
        .route("/assets/{file}", get(assets::file))
        .merge(algolia::routes())
        .merge(elastic::routes())
        .route("/api/v1/feeds", get(followed::feeds))
        .route("/metrics", get(metrics::metrics))
        .route("/livez", get(health::live))
        .route("/readyz", get(health::ready))
        .fallback(|| async { ApiError::NotFound })
        .method_not_allowed_fallback(|| async { ApiError::MethodNotAllowed })
        .with_state(state.clone());
    middleware::layers(routes, state)
}
