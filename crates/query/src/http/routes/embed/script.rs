use std::sync::LazyLock;

use axum::extract::Path;
use axum::extract::rejection::PathRejection;
use axum::http::{HeaderMap, HeaderName, StatusCode, header};
use axum::response::{IntoResponse, Response};
use vestnik_widget::{Asset, assets};

use crate::http::error::ApiError;
use crate::http::routes::assets::is_known;
use crate::http::routes::embed::encoding::Encoded;

const CORP: HeaderName = HeaderName::from_static("cross-origin-resource-policy");
/// Sites get corrections within the hour, and for a day no reader waits for the check.
const FRESH: &str = "public, max-age=3600, stale-while-revalidate=86400";
const FOREVER: &str = "public, max-age=31536000, immutable";
/// Any site may load the scripts, with CORS for those that pin them by a hash; they hold no content.
const FOR_ALL: [(HeaderName, &str); 2] = [(header::ACCESS_CONTROL_ALLOW_ORIGIN, "*"), (CORP, "cross-origin")];

static ENCODED: LazyLock<[Encoded; 4]> =
    LazyLock::new(|| assets().map(|asset| Encoded::new(asset.content())));

/// `GET /embed/v1/{name}.js`, and `{name}.{hash}.js` for those who want one version for ever.
pub(crate) async fn script(
    file: Result<Path<String>, PathRejection>,
    request_headers: HeaderMap,
) -> Result<Response, ApiError> {
    let Path(file) = file.map_err(|_| ApiError::NotFound)?;
    let stem = file.strip_suffix(".js").ok_or(ApiError::NotFound)?;
    let (name, hash) = stem.split_once('.').map_or((stem, None), |(name, hash)| (name, Some(hash)));
    let known = assets().into_iter().zip(&*ENCODED);
    let (asset, encoded) =
        known.into_iter().find(|(asset, _)| asset.name() == name).ok_or(ApiError::NotFound)?;
    match hash {
        None => Ok(send(asset, encoded, FRESH, &request_headers)),
        Some(hash) if hash == asset.hash() => Ok(send(asset, encoded, FOREVER, &request_headers)),
        // A version of another time. The newest one does the same for a page that does not insist on the hash.
        Some(hash) if !hash.is_empty() && hash.bytes().all(|digit| digit.is_ascii_hexdigit()) => {
            Ok((StatusCode::FOUND, FOR_ALL, [(header::LOCATION, asset.path())]).into_response())
        }
        Some(_) => Err(ApiError::NotFound),
    }
}

fn send(
    asset: &'static Asset,
    encoded: &'static Encoded,
    lifetime: &str,
    request_headers: &HeaderMap,
) -> Response {
    // Weak, because the bytes differ with the encoding.
    let tag = format!("W/\"{}\"", asset.hash());
    let headers = [
        (header::ETAG, tag.as_str()),
        (header::CACHE_CONTROL, lifetime),
        (header::CONTENT_TYPE, "text/javascript; charset=utf-8"),
        (header::VARY, "accept-encoding"),
    ];
    if is_known(request_headers, &tag) {
        return (StatusCode::NOT_MODIFIED, FOR_ALL, headers).into_response();
    }
    match encoded.best(request_headers) {
        Some((encoding, bytes)) => {
            (FOR_ALL, headers, [(header::CONTENT_ENCODING, encoding)], bytes).into_response()
        }
        None => (FOR_ALL, headers, asset.content()).into_response(),
    }
}
