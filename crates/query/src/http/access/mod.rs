//! Who may ask what: keys, origins, limits.
//!
//! A request passes `layer`, which finds its client (`client`), its key (`given`, `store`, `key`), whether the page
//! that sent it may use the key (`origin`) and whether the client asks too often (`limiter`). What is permitted becomes
//! an [`Access`]; [`crate::http::AppState::ask`] opens no more of the archive than that.

mod client;
mod cors;
mod error;
mod given;
mod key;
mod layer;
mod limiter;
mod origin;
mod place;
mod refusal;
mod store;

#[cfg(test)]
mod tests;

use std::convert::Infallible;
use std::sync::Arc;

use axum::extract::FromRequestParts;
use axum::http::request::Parts;

pub use client::Network;
pub use error::KeyError;
pub(crate) use given::masked;
pub(crate) use key::Key;
pub use key::{KeyRecord, KeyRights, NewKey, Scope};
pub(crate) use layer::{Gate, guard};
pub(crate) use refusal::Refusal;
pub use store::KeyFile;

use crate::search::{Condition, MAX_PER_PAGE};

/// Where pages may stand that frame the search of a server without keys: on the same machine. The grammar of policies has
/// no addresses of IPv6.
const LOOPBACK_SOURCES: &str =
    "'self' http://localhost:* https://localhost:* http://127.0.0.1:* https://127.0.0.1:*";

/// The rights of one request; none by default. What they leave out of the archive is left out by [`crate::http::AppState::ask`].
#[derive(Debug, Clone, Default)]
pub(crate) struct Access {
    key: Option<Arc<Key>>,
    /// Whether the server has no keys, and this machine may do everything.
    is_keyless: bool,
    /// Whether the archive may be asked.
    is_open: bool,
    /// Whether the request gave the key, which visitors of the pages need not.
    is_given: bool,
}

impl Access {
    /// Whether it opens anything of the archive.
    pub(crate) fn opens_archive(&self) -> bool {
        self.is_open
    }

    /// What all articles that the client hears of satisfy.
    pub(crate) fn condition(&self) -> Option<&Condition> {
        self.key.as_ref()?.condition.as_ref()
    }

    /// Most hits on one page, if fewer than for everybody.
    pub(crate) fn max_per_page(&self) -> Option<usize> {
        self.key.as_ref().map(|key| key.max_per_page.unwrap_or(MAX_PER_PAGE))
    }

    /// The page size that a client gets who asks for `wanted` hits.
    pub(crate) fn page_size(&self, wanted: usize) -> usize {
        self.max_per_page().map_or(wanted, |most| wanted.min(most))
    }

    /// Whether the answer is meant for this client alone, and shared caches must not keep it.
    pub(crate) fn is_private(&self) -> bool {
        self.is_given
    }

    /// Which pages may show a frame with these rights, as `frame-ancestors` of a Content-Security-Policy.
    pub(crate) fn frame_ancestors(&self) -> String {
        match &self.key {
            Some(key) if key.origins.is_empty() => "*".to_owned(),
            Some(key) => {
                let sources = key.origins.iter().map(origin::OriginRule::source);
                std::iter::once("'self'".to_owned()).chain(sources).collect::<Vec<_>>().join(" ")
            }
            None if self.is_keyless => LOOPBACK_SOURCES.to_owned(),
            None => "'self'".to_owned(),
        }
    }
}

impl<S: Sync> FromRequestParts<S> for Access {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, _state: &S) -> Result<Self, Infallible> {
        Ok(parts.extensions.get::<Self>().cloned().unwrap_or_default())
    }
}
