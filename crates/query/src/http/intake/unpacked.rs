use axum::extract::Request;
use axum::http::{StatusCode, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use tower_http::decompression::RequestDecompressionLayer;

use crate::http::error::ApiError;

/// Unpacks bodies as they come.
pub(crate) fn unpacking() -> RequestDecompressionLayer {
    RequestDecompressionLayer::new().no_br().no_deflate()
}

/// Says what is wrong with a body that [`unpacking`] cannot unpack, which by itself answers in no words.
pub(crate) async fn tell_encodings(request: Request, next: Next) -> Response {
    let found = request.headers().get(header::CONTENT_ENCODING).cloned();
    let mut response = next.run(request).await;
    let is_wordless = !response.headers().contains_key(header::CONTENT_TYPE);
    if let Some(found) = found.filter(|_| is_wordless)
        && response.status() == StatusCode::UNSUPPORTED_MEDIA_TYPE
    {
        let accepted = response.headers_mut().remove(header::ACCEPT_ENCODING);
        let found = String::from_utf8_lossy(found.as_bytes()).into_owned();
        response = ApiError::ContentEncoding { found }.into_response();
        if let Some(accepted) = accepted {
            response.headers_mut().insert(header::ACCEPT_ENCODING, accepted);
        }
    }
    response
}
