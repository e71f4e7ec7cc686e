//! The API viewer, from files inside the binary; it loads nothing from other hosts.

use std::sync::{Arc, LazyLock};

use axum::extract::Path;
use axum::extract::rejection::PathRejection;
use axum::http::header;
use axum::response::{IntoResponse, Redirect, Response};
use utoipa_swagger_ui::Config;

use crate::http::error::ApiError;

static CONFIG: LazyLock<Arc<Config<'static>>> = LazyLock::new(|| {
    // Unless told otherwise the viewer sends the description to a validator on the internet.
    Arc::new(Config::new(["../api/v1/openapi.json"]).validator_url("none").use_base_layout())
});

pub(crate) async fn redirect() -> Redirect {
    Redirect::permanent("/docs/")
}

pub(crate) async fn index() -> Result<Response, ApiError> {
    serve("index.html")
}

pub(crate) async fn file(path: Result<Path<String>, PathRejection>) -> Result<Response, ApiError> {
    let Path(path) = path.map_err(|_| ApiError::NotFound)?;
    serve(&path)
}

fn serve(path: &str) -> Result<Response, ApiError> {
    match utoipa_swagger_ui::serve(path, Arc::clone(&CONFIG)) {
        Ok(Some(file)) => {
            let headers =
                [(header::CONTENT_TYPE, file.content_type.as_str()), (header::CACHE_CONTROL, "max-age=3600")];
            Ok((headers, file.bytes.into_owned()).into_response())
        }
        Ok(None) => Err(ApiError::NotFound),
        Err(cause) => {
            tracing::error!(%cause, "the API viewer cannot be served");
            Err(ApiError::Internal)
        }
    }
}
