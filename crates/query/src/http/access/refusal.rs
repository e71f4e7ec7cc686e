use axum::http::StatusCode;

use crate::http::access::key::Scope;

/// Why a request is not answered.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Refusal {
    /// It gives no key.
    KeyMissing,
    /// No key of this archive is like it.
    KeyUnknown,
    /// Its key was revoked.
    KeyRevoked,
    /// Its key has expired.
    KeyExpired,
    /// Its key does not open this.
    ScopeMissing(Scope),
    /// Its key is not for the page that sent it.
    OriginForbidden,
    /// There are no keys, and it comes from another machine or for another name.
    NotLocal,
    /// There were too many like it.
    RateLimited {
        /// Whole seconds after which it will be answered.
        retry_after: u64,
    },
}

impl Refusal {
    /// Status, stable code and title.
    pub(crate) fn describe(self) -> (StatusCode, &'static str, &'static str) {
        match self {
            Self::KeyMissing => (StatusCode::UNAUTHORIZED, "key_missing", "Key missing"),
            Self::KeyUnknown => (StatusCode::UNAUTHORIZED, "key_unknown", "Key unknown"),
            Self::KeyRevoked => (StatusCode::UNAUTHORIZED, "key_revoked", "Key revoked"),
            Self::KeyExpired => (StatusCode::UNAUTHORIZED, "key_expired", "Key expired"),
            Self::ScopeMissing(_) => (StatusCode::FORBIDDEN, "scope_missing", "Scope missing"),
            Self::OriginForbidden => (StatusCode::FORBIDDEN, "origin_forbidden", "Origin forbidden"),
            Self::NotLocal => (StatusCode::FORBIDDEN, "not_local", "Only this machine"),
            Self::RateLimited { .. } => (StatusCode::TOO_MANY_REQUESTS, "rate_limited", "Too many requests"),
        }
    }

    /// What happened, and what can be done.
    pub(crate) fn detail(self) -> String {
        match self {
            Self::KeyMissing => {
                "this archive needs a key: give it as `key` in the query string, as `X-API-Key` or as \
                 `Authorization: Bearer`"
                    .to_owned()
            }
            Self::KeyUnknown => "the archive has no such key".to_owned(),
            Self::KeyRevoked => "the key was revoked; ask the operator of the archive for another".to_owned(),
            Self::KeyExpired => "the key has expired; ask the operator of the archive for another".to_owned(),
            Self::ScopeMissing(scope) => format!("the key does not open this; it needs the scope `{}`", scope.name()),
            Self::OriginForbidden => "the key is not for pages of this origin".to_owned(),
            Self::NotLocal => {
                "without keys only this machine is answered, by the name of localhost and without a proxy; the \
                 operator makes a key with `vestnik keys create`, and names proxies in `access.trusted_proxies`"
                    .to_owned()
            }
            Self::RateLimited { retry_after } => {
                format!("too many requests; the next is answered in {retry_after} s")
            }
        }
    }
}
