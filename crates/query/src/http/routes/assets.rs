//! The page's own files, under addresses that change with their content, so that they never expire.

use std::sync::LazyLock;

use axum::extract::Path;
use axum::extract::rejection::PathRejection;
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Response};

use crate::http::error::ApiError;

/// A file inside the binary.
pub(crate) struct Asset {
    content: &'static str,
    content_type: &'static str,
    name: String,
}

pub(crate) static STYLE: LazyLock<Asset> = LazyLock::new(|| {
    Asset::new("style", "css", "text/css; charset=utf-8", include_str!("../assets/style.css"))
});
pub(crate) static EMBED_STYLE: LazyLock<Asset> = LazyLock::new(|| {
    Asset::new("embed", "css", "text/css; charset=utf-8", include_str!("../assets/embed.css"))
});
pub(crate) static ICON: LazyLock<Asset> =
    LazyLock::new(|| Asset::new("favicon", "svg", "image/svg+xml", include_str!("../assets/favicon.svg")));

impl Asset {
    fn new(name: &str, extension: &str, content_type: &'static str, content: &'static str) -> Self {
        let name = format!("{name}.{:016x}.{extension}", fnv1a(content.as_bytes()));
        Self { content, content_type, name }
    }

    /// Address of the file.
    pub(crate) fn href(&self) -> String {
        format!("/assets/{}", self.name)
    }
}

/// `GET /assets/{file}`
pub(crate) async fn file(
    name: Result<Path<String>, PathRejection>,
    request_headers: HeaderMap,
) -> Result<Response, ApiError> {
    let Path(name) = name.map_err(|_| ApiError::NotFound)?;
    let asset = [&*STYLE, &*EMBED_STYLE, &*ICON]
        .into_iter()
        .find(|asset| asset.name == name)
        .ok_or(ApiError::NotFound)?;
    let tag = format!("\"{name}\"");
    let headers = [
        (header::ETAG, tag.as_str()),
        (header::CACHE_CONTROL, "public, max-age=31536000, immutable"),
        (header::CONTENT_TYPE, asset.content_type),
    ];
    Ok(match is_known(&request_headers, &tag) {
        true => (StatusCode::NOT_MODIFIED, headers).into_response(),
        false => (headers, asset.content).into_response(),
    })
}

/// Whether the client has what carries this tag: one of its list is the same, or it takes anything.
pub(crate) fn is_known(headers: &HeaderMap, tag: &str) -> bool {
    let opaque = |tag: &str| tag.trim().trim_start_matches("W/").to_owned();
    let given = headers.get_all(header::IF_NONE_MATCH).iter().filter_map(|value| value.to_str().ok());
    given.flat_map(|value| value.split(',')).any(|given| given.trim() == "*" || opaque(given) == opaque(tag))
}

/// Hash that stays the same from build to build for the same content.
pub(crate) fn fnv1a(bytes: &[u8]) -> u64 {
    bytes
        .iter()
        .fold(0xcbf2_9ce4_8422_2325, |hash, byte| (hash ^ u64::from(*byte)).wrapping_mul(0x0100_0000_01b3))
}
