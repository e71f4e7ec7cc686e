//! Algolia's dialect; what is read and answered is in [`crate::http::algolia`].

mod events;
mod searches;

use axum::Router;
use axum::routing::{get, post};
use tower_http::decompression::RequestDecompressionLayer;

use crate::http::AppState;

/// The addresses of the dialect. An index may stand where Algolia's clients write `*`: the path has no other way to say
/// «a batch over any indexes».
pub(crate) fn routes() -> Router<AppState> {
    Router::new()
        .route("/1/indexes/{index}/queries", post(searches::batch))
        .route("/1/indexes/{index}/query", post(searches::one))
        .route("/1/indexes/{index}", get(searches::one_in_query))
        .route("/1/indexes/{index}/facets/{facet}/query", post(searches::facet_values))
        .route("/1/events", post(events::take))
        // Clients of servers compress long batches.
        .layer(RequestDecompressionLayer::new())
}
