use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Instant;

use axum::extract::{ConnectInfo, Request, State};
use axum::http::{HeaderMap, HeaderName, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use jiff::Timestamp;

use crate::http::access::client::{Client, Network};
use crate::http::access::error::KeyError;
use crate::http::access::key::{Key, Scope};
use crate::http::access::limiter::Limiter;
use crate::http::access::origin::{is_loopback_host, is_loopback_origin, origin_of};
use crate::http::access::place::Place;
use crate::http::access::store::{KeyStore, Keys};
use crate::http::access::{Access, Refusal, cors, given};
use crate::http::error::ApiError;
use crate::http::{AppState, HttpSettings};

/// What decides who may ask what.
pub(crate) struct Gate {
    store: KeyStore,
    trusted: Vec<Network>,
    /// Scheme and host under which others reach the service; empty if each request tells.
    public_url: String,
    limiter: Limiter,
    /// What the limiter's clock began with.
    begun: Instant,
}

/// What is known of a request before it is answered.
struct Asked<'a> {
    place: Place,
    client: Option<Client>,
    host: &'a str,
    /// Origin of the page that sent it, if the browser tells.
    origin: Option<&'a str>,
    /// The same, or that of the page that it was sent from.
    sender: Option<&'a str>,
    key: Option<String>,
}

impl Gate {
    /// Reads the keys.
    ///
    /// # Errors
    /// As [`KeyFile::list`], and for a key with rights that cannot be given.
    pub(crate) fn open(settings: &HttpSettings) -> Result<Self, KeyError> {
        let HttpSettings { keys, trusted_proxies, public_url, .. } = settings.clone();
        let store = KeyStore::open(keys)?;
        let (limiter, begun) = (Limiter::default(), Instant::now());
        Ok(Self { store, trusted: trusted_proxies, public_url, limiter, begun })
    }

    /// Looks for changed keys.
    pub(crate) fn refresh(&self) {
        match self.store.refresh() {
            Ok(true) => tracing::info!("the keys have changed"),
            Ok(false) => {}
            Err(error) => {
                tracing::error!(%error, "the keys could not be read again; those of before still hold")
            }
        }
    }

    /// Whether the archive has keys.
    pub(crate) fn has_keys(&self) -> bool {
        !self.store.keys().is_empty()
    }

    fn admit(&self, asked: &Asked<'_>, now: Timestamp) -> Result<Access, Refusal> {
        let keys = self.store.keys();
        if keys.is_empty() {
            return asked.admit_locally();
        }
        let key = match asked.find(&keys, now) {
            Ok(key) => key,
            // What is open to everybody is open with a wrong key too.
            Err(_) if asked.place == Place::Open => return Ok(Access::default()),
            Err(refusal) => return Err(refusal),
        };
        let mut access =
            Access { key: Some(Arc::clone(&key)), is_given: asked.key.is_some(), ..Access::default() };
        let scope = match asked.place {
            // Who may show a frame is up to the key; of articles nothing is told there.
            Place::Open => return Ok(access),
            Place::Page => Scope::Search,
            Place::Api(scope) => {
                if asked.sender.is_some_and(|sender| !self.is_own(asked, sender) && !key.permits(sender)) {
                    return Err(Refusal::OriginForbidden);
                }
                scope
            }
        };
        if !key.opens(scope) {
            return Err(Refusal::ScopeMissing(scope));
        }
        self.count(&key, asked.client)?;
        access.is_open = true;
        Ok(access)
    }

    fn count(&self, key: &Key, client: Option<Client>) -> Result<(), Refusal> {
        let of_client = key.per_client_minute.zip(client).map(|(most, client)| (Some(client.group()), most));
        let limits: Vec<_> = key.per_minute.map(|most| (None, most)).into_iter().chain(of_client).collect();
        self.limiter
            .count(&key.id, &limits, self.begun.elapsed())
            .map_err(|wait| Refusal::RateLimited { retry_after: wait.as_millis().div_ceil(1000) as u64 })
    }

    /// Whether a page of this very server sent the request.
    fn is_own(&self, asked: &Asked<'_>, origin: &str) -> bool {
        let authority = origin.split_once("://").map(|(_, authority)| authority);
        let is_host = |authority: &str| !asked.host.is_empty() && authority.eq_ignore_ascii_case(asked.host);
        // Where the operator states the address, no other name is believed but those of this machine.
        let may_be_host = self.public_url.is_empty() || is_loopback_host(asked.host);
        (may_be_host && authority.is_some_and(is_host)) || origin.eq_ignore_ascii_case(&self.public_url)
    }

    /// Whether a page of an origin may read the answer.
    fn is_readable(&self, asked: &Asked<'_>, origin: &str, access: Option<&Access>, now: Timestamp) -> bool {
        let keys = self.store.keys();
        match access.and_then(|access| access.key.as_ref()) {
            _ if keys.is_empty() => is_loopback_origin(origin) && asked.admit_locally().is_ok(),
            Some(key) => key.permits(origin),
            None => keys.permit(origin, now),
        }
    }
}

impl Asked<'_> {
    /// Without keys this machine may do everything, and nobody else anything.
    fn admit_locally(&self) -> Result<Access, Refusal> {
        let is_local = self.client.is_some_and(|client| client.address.is_loopback() && !client.is_doubtful);
        // Whoever makes a name of his own lead here must not speak for the one in front of this machine.
        let is_named = self.host.is_empty() || is_loopback_host(self.host);
        let is_foreign = self.origin.is_some_and(|origin| !is_loopback_origin(origin));
        match self.place {
            _ if is_local && is_named && !is_foreign => {
                Ok(Access { is_keyless: true, is_open: true, ..Access::default() })
            }
            Place::Open => Ok(Access::default()),
            _ if is_local && is_named => Err(Refusal::OriginForbidden),
            _ => Err(Refusal::NotLocal),
        }
    }

    fn find(&self, keys: &Keys, now: Timestamp) -> Result<Arc<Key>, Refusal> {
        let Some(text) = &self.key else {
            let visitors = keys.of_pages(now).filter(|_| self.place == Place::Page);
            return visitors.cloned().ok_or(Refusal::KeyMissing);
        };
        let key = keys.get(text).ok_or(Refusal::KeyUnknown)?;
        match key {
            key if key.is_revoked => Err(Refusal::KeyRevoked),
            key if key.is_expired(now) => Err(Refusal::KeyExpired),
            key => Ok(Arc::clone(key)),
        }
    }
}

/// Lets requests through that may be answered, and tells browsers which pages may read the answer.
pub(crate) async fn guard(State(state): State<AppState>, mut request: Request, next: Next) -> Response {
    let gate = state.gate();
    let now = state.now();
    let headers = request.headers().clone();
    let peer = request.extensions().get::<ConnectInfo<SocketAddr>>().map(|ConnectInfo(peer)| peer.ip());
    let text = |name: HeaderName| headers.get(name).and_then(|value| value.to_str().ok());
    let asked = Asked {
        place: Place::of(request.method(), request.uri().path()),
        client: peer.map(|peer| Client::of(peer, &headers, &gate.trusted).met(request.version(), &headers)),
        host: text(header::HOST).unwrap_or_default(),
        origin: text(header::ORIGIN),
        sender: text(header::ORIGIN).or_else(|| text(header::REFERER).and_then(origin_of)),
        key: given::key_of(&headers, request.uri().query().unwrap_or_default()),
    };
    if let Some(origin) =
        headers.get(header::ORIGIN).filter(|_| cors::is_preflight(request.method(), &headers))
    {
        let is_permitted = asked.origin.is_some_and(|origin| gate.is_readable(&asked, origin, None, now));
        return cors::preflight(origin, is_permitted);
    }
    let admitted = gate.admit(&asked, now);
    let access = admitted.as_ref().ok();
    let is_readable = asked.origin.is_some_and(|origin| gate.is_readable(&asked, origin, access, now));
    let mut response = match admitted {
        Err(refusal) => ApiError::Refused(refusal).into_response(),
        Ok(access) => {
            if let (Place::Api(_), Some(uri)) = (asked.place, given::without_key(request.uri())) {
                *request.uri_mut() = uri;
            }
            request.extensions_mut().insert(access);
            next.run(request).await
        }
    };
    open_to_page(response.headers_mut(), &headers, is_readable);
    response
}

fn open_to_page(response: &mut HeaderMap, request: &HeaderMap, is_readable: bool) {
    match request.get(header::ORIGIN) {
        Some(origin) => cors::allow(response, origin, is_readable),
        None if response.contains_key(header::ACCESS_CONTROL_ALLOW_ORIGIN) => {}
        None => cors::vary(response),
    }
}
