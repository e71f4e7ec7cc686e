//! One file per address.

pub(crate) mod algolia;
pub(crate) mod article;
pub(crate) mod article_page;
pub(crate) mod assets;
pub(crate) mod crawlers;
pub(crate) mod docs;
pub(crate) mod embed;
pub(crate) mod feeds;
pub(crate) mod followed;
pub(crate) mod health;
pub(crate) mod metrics;
pub(crate) mod openapi;
pub(crate) mod opensearch;
pub(crate) mod page;
pub(crate) mod related;
pub(crate) mod rubrics;
pub(crate) mod search;
pub(crate) mod suggest;
pub(crate) mod write;

use axum::http::header;
use axum::response::{IntoResponse, Response};
use serde::Serialize;

use crate::http::error::ApiError;

/// A JSON body that is ready to be sent. Made on a search thread, where there is time to write it.
pub(crate) struct JsonBody(Vec<u8>);

impl JsonBody {
    pub(crate) fn new(value: &impl Serialize) -> Result<Self, ApiError> {
        serde_json::to_vec(value).map(Self).map_err(|cause| {
            tracing::error!(%cause, "an answer cannot be written as JSON");
            ApiError::Internal
        })
    }

    /// The body alone, for answers with a media type of their own.
    pub(crate) fn into_bytes(self) -> Vec<u8> {
        self.0
    }
}

impl IntoResponse for JsonBody {
    fn into_response(self) -> Response {
        ([(header::CONTENT_TYPE, "application/json")], self.0).into_response()
    }
}
