//! Keys as they are kept, and as requests meet them.

use jiff::Timestamp;
use jiff::tz::TimeZone;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use crate::http::access::error::KeyError;
use crate::http::access::origin::OriginRule;
use crate::search::{Condition, MAX_HITS, parse_condition};

/// What every key begins with, so that one is recognised where it should not stand.
pub(crate) const PREFIX: &str = "vk_";
/// Random bytes of a key. As many bits cannot be guessed, so that a plain hash keeps them safe.
const RANDOM_BYTES: usize = 20;
/// Five bits each; none looks like another.
const ALPHABET: &[u8; 32] = b"abcdefghijkmnpqrstuvwxyz23456789";
/// Hexadecimal digits of the hash that name a key.
const ID_DIGITS: usize = 8;
/// Longest name of a key, in characters.
const MAX_NAME_CHARS: usize = 200;
/// Most requests a minute that a limit may be; more are as good as none.
const MAX_PER_MINUTE: u32 = 1_000_000;

/// What a key opens.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Scope {
    /// Searches, articles, rubrics and facets.
    Search,
    /// Suggestions.
    Suggest,
    /// Telling what readers chose.
    Events,
    /// Changing the archive.
    Write,
    /// Everything that an operator may do.
    Admin,
}

impl Scope {
    /// All scopes.
    pub const ALL: [Self; 5] = [Self::Search, Self::Suggest, Self::Events, Self::Write, Self::Admin];

    /// Its name, as in files, arguments and answers.
    pub fn name(self) -> &'static str {
        match self {
            Self::Search => "search",
            Self::Suggest => "suggest",
            Self::Events => "events",
            Self::Write => "write",
            Self::Admin => "admin",
        }
    }

    /// The scope of a name.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|scope| scope.name() == name)
    }
}

/// What a key is made from.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct KeyRights {
    /// What it is for, in the words of the operator.
    pub name: String,
    /// What it opens.
    pub scopes: Vec<Scope>,
    /// Which articles it opens, in the field part of the query language (`rubric:Спорт source:ТАСС`); all without it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub filter: Option<String>,
    /// Origins of the pages that may use it: `https://example.ru` or `https://*.example.ru`. Any page without them.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub origins: Vec<String>,
    /// Most requests a minute with it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub per_minute: Option<u32>,
    /// Most requests a minute of one client with it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub per_client_minute: Option<u32>,
    /// Most hits on one page; [`crate::search::MAX_PER_PAGE`] if it is not said.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub max_per_page: Option<usize>,
    /// From when on it opens nothing.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub expires_at: Option<Timestamp>,
    /// Whether visitors of the pages have its rights without giving it.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub pages: bool,
}

/// A key as it is kept: all but the key itself.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct KeyRecord {
    /// Names the key; the beginning of its hash.
    pub id: String,
    /// SHA-256 of the key, in hexadecimal digits.
    pub hash: String,
    /// When it was made.
    pub created_at: Timestamp,
    /// When it was revoked.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub revoked_at: Option<Timestamp>,
    /// What it opens.
    pub rights: KeyRights,
}

/// A key that has just been made.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewKey {
    /// The key itself, kept nowhere.
    pub text: String,
    /// What is kept of it.
    pub record: KeyRecord,
}

/// A key as requests meet it.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Key {
    pub(crate) id: String,
    pub(crate) scopes: Vec<Scope>,
    pub(crate) condition: Option<Condition>,
    pub(crate) origins: Vec<OriginRule>,
    pub(crate) per_minute: Option<u32>,
    pub(crate) per_client_minute: Option<u32>,
    pub(crate) max_per_page: Option<usize>,
    pub(crate) expires_at: Option<Timestamp>,
    pub(crate) is_revoked: bool,
}

/// SHA-256 of a key.
pub(crate) type KeyHash = [u8; 32];

impl NewKey {
    /// Makes a key at random.
    ///
    /// # Errors
    /// [`KeyError::Invalid`] for rights that cannot be given, [`KeyError::Random`] if the system gives no random
    /// bytes.
    pub(crate) fn make(rights: KeyRights, now: Timestamp, zone: &TimeZone) -> Result<Self, KeyError> {
        if let Some(filter) = rights.filter.as_deref().filter(|_| rights.scopes.contains(&Scope::Write)) {
            // What it writes could lie outside of its part of the archive.
            return invalid("filter", filter, "none for a key that writes".to_owned());
        }
        let mut random = [0; RANDOM_BYTES];
        getrandom::fill(&mut random).map_err(|cause| KeyError::Random(cause.to_string()))?;
        let text = format!("{PREFIX}{}", spelt(&random));
        let hash = hex(&hash_of(&text));
        let record = KeyRecord {
            id: hash.chars().take(ID_DIGITS).collect(),
            hash,
            created_at: now,
            revoked_at: None,
            rights,
        };
        Key::read(&record, zone)?;
        Ok(Self { text, record })
    }
}

impl Key {
    /// Reads what is kept of a key; days of its filter are days of `zone`.
    ///
    /// # Errors
    /// [`KeyError::Invalid`] with what is wrong in it.
    pub(crate) fn read(record: &KeyRecord, zone: &TimeZone) -> Result<Self, KeyError> {
        let KeyRights { name, scopes, filter, origins, per_minute, per_client_minute, max_per_page, .. } =
            &record.rights;
        if name.trim().is_empty() || name.chars().count() > MAX_NAME_CHARS {
            return invalid("name", name, format!("1 to {MAX_NAME_CHARS} characters"));
        }
        if scopes.is_empty() {
            return invalid("scope", "", Scope::ALL.map(Scope::name).join(", "));
        }
        for limit in [per_minute, per_client_minute].into_iter().flatten() {
            if !(1..=MAX_PER_MINUTE).contains(limit) {
                return invalid("requests a minute", &limit.to_string(), format!("1 to {MAX_PER_MINUTE}"));
            }
        }
        if let Some(most) = max_per_page
            && !(1..=MAX_HITS).contains(most)
        {
            return invalid("hits on a page", &most.to_string(), format!("1 to {MAX_HITS}"));
        }
        let condition = filter
            .as_deref()
            .map(|filter| {
                parse_condition(filter, record.created_at, zone).map_err(|reason| KeyError::Invalid {
                    what: "filter",
                    value: filter.to_owned(),
                    allowed: reason,
                })
            })
            .transpose()?;
        Ok(Self {
            id: record.id.clone(),
            scopes: scopes.clone(),
            condition,
            origins: origins.iter().map(|origin| OriginRule::parse(origin)).collect::<Result<_, _>>()?,
            per_minute: *per_minute,
            per_client_minute: *per_client_minute,
            max_per_page: *max_per_page,
            expires_at: record.rights.expires_at,
            is_revoked: record.revoked_at.is_some(),
        })
    }

    /// Whether it opens anything.
    pub(crate) fn is_live(&self, now: Timestamp) -> bool {
        !self.is_revoked && !self.is_expired(now)
    }

    pub(crate) fn is_expired(&self, now: Timestamp) -> bool {
        self.expires_at.is_some_and(|end| end <= now)
    }

    /// Whether pages of this origin may use it.
    pub(crate) fn permits(&self, origin: &str) -> bool {
        self.origins.is_empty() || self.origins.iter().any(|rule| rule.matches(origin))
    }

    pub(crate) fn opens(&self, scope: Scope) -> bool {
        self.scopes.contains(&scope) || self.scopes.contains(&Scope::Admin)
    }
}

/// What a key is looked up by. An attacker who could guess the timing of the lookup would learn of hashes, not of
/// keys, and keys are too long to be guessed.
pub(crate) fn hash_of(text: &str) -> KeyHash {
    Sha256::digest(text.as_bytes()).into()
}

/// Hexadecimal digits.
pub(crate) fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// Five bits a character.
fn spelt(bytes: &[u8]) -> String {
    let bit = |place: usize| bytes.get(place / 8).map_or(0, |byte| usize::from(byte >> (7 - place % 8)) & 1);
    let character = |place: usize| (0..5).fold(0, |value, next| value << 1 | bit(place * 5 + next));
    (0..bytes.len() * 8 / 5).map(|place| char::from(ALPHABET[character(place)])).collect()
}

fn invalid<T>(what: &'static str, value: &str, allowed: String) -> Result<T, KeyError> {
    Err(KeyError::Invalid { what, value: value.to_owned(), allowed })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn make(rights: KeyRights) -> Result<NewKey, KeyError> {
        NewKey::make(rights, Timestamp::UNIX_EPOCH, &TimeZone::UTC)
    }

    fn rights() -> KeyRights {
        KeyRights { name: "сайт".to_owned(), scopes: vec![Scope::Search], ..KeyRights::default() }
    }

    #[test]
    fn keys_are_long_all_different_and_not_kept() {
        let (one, other) = (make(rights()).unwrap(), make(rights()).unwrap());
        assert_ne!(one.text, other.text);
        assert_eq!((one.text.len(), one.record.id.len()), (35, 8));
        assert!(!serde_json::to_string(&one.record).unwrap().contains(&one.text[3..]));
        assert_eq!(one.record.hash, hex(&hash_of(&one.text)));
    }

    #[test]
    fn all_bits_are_spelt() {
        assert_eq!(spelt(&[0; 5]), "aaaaaaaa");
        assert_eq!(spelt(&[0xff; 5]), "99999999");
        assert_eq!(spelt(&[0, 0, 0, 0, 1]), "aaaaaaab");
        assert_eq!(spelt(&[0; RANDOM_BYTES]).len(), 32);
    }

    #[test]
    fn rights_that_cannot_be_given_are_told() {
        let table = [
            KeyRights { name: " ".to_owned(), ..rights() },
            KeyRights { scopes: Vec::new(), ..rights() },
            KeyRights { per_minute: Some(0), ..rights() },
            KeyRights { max_per_page: Some(1_001), ..rights() },
            KeyRights { filter: Some("керри".to_owned()), ..rights() },
            KeyRights {
                filter: Some("rubric:Спорт".to_owned()),
                scopes: [Scope::Search, Scope::Write].into_iter().collect(),
                ..rights()
            },
            KeyRights { origins: vec!["example.ru".to_owned()], ..rights() },
        ];
        for rights in table {
            assert!(matches!(make(rights.clone()), Err(KeyError::Invalid { .. })), "{rights:?}");
        }
    }

    #[test]
    fn a_key_opens_its_scopes_until_it_ends() {
        let end: Timestamp = "2027-01-31T00:00:00Z".parse().unwrap();
        let made = make(KeyRights { expires_at: Some(end), ..rights() }).unwrap();
        let key = Key::read(&made.record, &TimeZone::UTC).unwrap();
        assert!(key.opens(Scope::Search) && !key.opens(Scope::Suggest));
        let before: Timestamp = "2027-01-30T23:59:59Z".parse().unwrap();
        assert!(key.is_live(before) && !key.is_live(end));
    }
}
