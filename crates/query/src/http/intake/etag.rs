use axum::http::{HeaderMap, HeaderName, HeaderValue, header};
use vestnik_schema::{Action, Precondition};

use crate::http::error::ApiError;

/// The entity tag of a version of an article.
pub(crate) fn etag(version: u64) -> HeaderValue {
    HeaderValue::try_from(format!("\"{version:016x}\"")).unwrap_or(HeaderValue::from_static("\"\""))
}

/// The version that an entity tag stands for. Proxies that compress answers make weak tags of strong ones.
fn version_of(tag: &str) -> Option<u64> {
    let tag = tag.trim();
    let tag = tag.strip_prefix("W/").unwrap_or(tag);
    let digits = tag.strip_prefix('"')?.strip_suffix('"')?;
    (digits.len() == 16).then(|| u64::from_str_radix(digits, 16).ok())?
}

/// Whether a client that asks has this version already.
pub(crate) fn is_known(headers: &HeaderMap, version: u64) -> bool {
    let tags = text(headers, header::IF_NONE_MATCH).unwrap_or_default();
    tags.split(',').any(|tag| tag.trim() == "*" || version_of(tag) == Some(version))
}

/// What a request that writes depends on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Guard {
    pub(crate) precondition: Option<Precondition>,
    /// `If-None-Match: *`: only where there is no such article.
    pub(crate) is_new_only: bool,
}

impl Guard {
    /// Reads `If-Match` and `If-None-Match`.
    ///
    /// # Errors
    /// [`ApiError::Parameter`] for anything but one tag of ours or `*`: to leave a condition out that cannot be
    /// understood would lose what somebody else wrote.
    pub(crate) fn of(headers: &HeaderMap) -> Result<Self, ApiError> {
        let precondition = match text(headers, header::IF_MATCH) {
            None => None,
            Some("*") => Some(Precondition::Exists),
            Some(tag) => {
                let version = version_of(tag);
                let version = version
                    .ok_or_else(|| ApiError::invalid("If-Match", tag, "one ETag of an article, or *"))?;
                Some(Precondition::Version(version))
            }
        };
        let is_new_only = match text(headers, header::IF_NONE_MATCH) {
            None => false,
            Some("*") => true,
            Some(tag) => return Err(ApiError::invalid("If-None-Match", tag, "*")),
        };
        Ok(Self { precondition, is_new_only })
    }

    /// Put or, where nothing may be replaced, create.
    pub(crate) fn put(self) -> Action {
        if self.is_new_only { Action::Create } else { Action::Put }
    }
}

fn text(headers: &HeaderMap, name: HeaderName) -> Option<&str> {
    headers.get(name).map(|value| value.to_str().unwrap_or("?").trim())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tags_stand_for_versions() {
        assert_eq!(etag(0xab).to_str().unwrap(), "\"00000000000000ab\"");
        for (tag, expected) in [
            ("\"00000000000000ab\"", Some(0xab)),
            ("W/\"00000000000000ab\"", Some(0xab)),
            ("00000000000000ab", None),
            ("\"ab\"", None),
            ("\"+0000000000000ab\"", Some(0xab)),
            ("\"", None),
        ] {
            assert_eq!(version_of(tag), expected, "{tag}");
        }
    }

    #[test]
    fn conditions_are_understood_or_refused() {
        let of = |name: &'static str, value: &str| {
            Guard::of(&HeaderMap::from_iter([(HeaderName::from_static(name), value.parse().unwrap())]))
        };
        let guard = |precondition, is_new_only| Ok(Guard { precondition, is_new_only });
        assert_eq!(Guard::of(&HeaderMap::new()), guard(None, false));
        assert_eq!(of("if-match", "*"), guard(Some(Precondition::Exists), false));
        assert_eq!(of("if-match", "\"000000000000000f\""), guard(Some(Precondition::Version(15)), false));
        assert_eq!(of("if-none-match", "*"), guard(None, true));
        for (name, value) in [
            ("if-match", "\"x\""),
            ("if-match", "\"0000000000000001\", \"0000000000000002\""),
            ("if-none-match", "\"x\""),
        ] {
            assert!(matches!(of(name, value), Err(ApiError::Parameter(_))), "{name}: {value}");
        }
    }
}
