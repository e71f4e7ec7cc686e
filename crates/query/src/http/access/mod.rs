//! Who may ask what.

use std::convert::Infallible;

use axum::extract::FromRequestParts;
use axum::http::request::Parts;

use crate::search::Condition;

/// The rights of one request. What they leave out of the archive is left out by [`crate::http::AppState::ask`].
#[derive(Debug, Clone, PartialEq, Default)]
pub(crate) struct Access {
    /// What all articles that the client hears of satisfy.
    condition: Option<Condition>,
    /// Most hits on one page, if fewer than for everybody.
    max_per_page: Option<usize>,
}

impl Access {
    /// What all articles that the client hears of satisfy.
    pub(crate) fn condition(&self) -> Option<&Condition> {
        self.condition.as_ref()
    }

    /// Which pages may show one of ours in a frame: the value of the directive `frame-ancestors`.
    pub(crate) fn frame_ancestors(&self) -> String {
        let hosts = ["localhost", "127.0.0.1", "[::1]"];
        let schemes = hosts.map(|host| format!(" http://{host}:* https://{host}:*"));
        format!("'self'{}", schemes.concat())
    }

    /// The page size that a client gets who asks for `wanted` hits.
    pub(crate) fn page_size(&self, wanted: usize) -> usize {
        self.max_per_page.map_or(wanted, |most| wanted.min(most))
    }
}

impl<S: Sync> FromRequestParts<S> for Access {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, _state: &S) -> Result<Self, Infallible> {
        Ok(parts.extensions.get::<Self>().cloned().unwrap_or_default())
    }
}
