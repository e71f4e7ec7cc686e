use axum::extract::RawQuery;
use axum::http::header;
use axum::response::IntoResponse;
use vestnik_widget::{Attributes, Style};

use super::pairs;
use crate::http::access::Access;
use crate::http::page::{CONTENT_TYPE, frame};

/// `GET /embed/frame`: a page with nothing but the search, for sites that can paste an iframe only. Its parameters are
/// the attributes of the element; what is wrong about them is ignored.
pub(crate) async fn frame(access: Access, RawQuery(query): RawQuery) -> impl IntoResponse {
    let pairs = pairs(query.as_deref());
    let html = frame::frame_page(&Attributes::read(&pairs), &Style::read(&pairs)).into_string();
    // The page holds no content, so everybody may open it; who may frame it is up to the key.
    let ancestors = access.frame_ancestors();
    let policy = format!(
        "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src https: http: data:; \
         form-action 'self'; base-uri 'none'; frame-ancestors {ancestors}"
    );
    ([(header::CONTENT_TYPE, CONTENT_TYPE.to_owned()), (header::CONTENT_SECURITY_POLICY, policy)], html)
}

/// `GET /embed/frame.css`: the style sheet of that page, with the looks that its address asks for.
pub(crate) async fn style(RawQuery(query): RawQuery) -> impl IntoResponse {
    let css =
        format!("{}{}", include_str!("../../assets/frame.css"), Style::read(&pairs(query.as_deref())).css());
    let headers = [
        (header::CONTENT_TYPE, "text/css; charset=utf-8"),
        (header::CACHE_CONTROL, "public, max-age=3600, stale-while-revalidate=86400"),
    ];
    (headers, css)
}
