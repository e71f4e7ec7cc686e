use jiff::Timestamp;
use serde::{Deserialize, Serialize};

/// The longest article id, in bytes of UTF-8. Longer ones could not be looked up as one term.
pub const MAX_ID_BYTES: usize = 1024;

/// One article, as every source delivers it and as the index stores it.
///
/// Only `id` and `title` or `body` are needed; whatever a source does not know stays empty.
/// A moment that the source does not state is `None`, never an invented one.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Article {
    /// Identifies the article in its archive; see [`article_id`]. At most [`MAX_ID_BYTES`].
    pub id: String,
    /// Address of the article on its site.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub url: Option<String>,
    /// Headline.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub title: String,
    /// Opening summary, apart from the body.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub lead: String,
    /// Text of the article; paragraphs are separated by blank lines.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub body: String,
    /// Picture captions, credits included.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub captions: Vec<String>,
    /// Sections of the site that carry the article.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub rubrics: Vec<String>,
    /// Keywords.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub tags: Vec<String>,
    /// Names of the authors.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub authors: Vec<String>,
    /// Outlet that published the article.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub source: Option<String>,
    /// First publication, UTC.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub published_at: Option<Timestamp>,
    /// Last change of the text, UTC.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub updated_at: Option<Timestamp>,
    /// Address of the lead picture.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub image: Option<String>,
    /// BCP 47 language tag, for example `ru`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub language: Option<String>,
    /// Moment before which nobody may see the article, UTC. Until then it is kept apart from the index.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub embargoed_until: Option<Timestamp>,
    /// Moment from which nobody may see the article any more, UTC.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub expires_at: Option<Timestamp>,
    /// The newsroom has taken the article back: it leaves the index, and no older version brings it back.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub withdrawn: bool,
}

/// The id of an article whose source states none: its URL, or else a hash of source, title and
/// publication time written as `h-` and 16 hexadecimal digits.
pub fn article_id(
    url: Option<&str>,
    source: Option<&str>,
    title: &str,
    published_at: Option<Timestamp>,
) -> String {
    if let Some(url) = url.filter(|url| !url.is_empty() && url.len() <= MAX_ID_BYTES) {
        return url.to_owned();
    }
    let second = published_at.map(|moment| moment.as_second().to_string()).unwrap_or_default();
    let hash =
        crate::convert::hash_parts([url.unwrap_or_default(), source.unwrap_or_default(), title, &second]);
    format!("h-{hash:016x}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_id_comes_from_the_url_or_else_from_source_title_and_date() {
        let moment = Timestamp::from_second(1_468_566_720).unwrap();
        assert_eq!(article_id(Some("https://a.example/1"), None, "Т", None), "https://a.example/1");
        let hashed = article_id(None, Some("РБК"), "Заголовок", Some(moment));
        assert_eq!(hashed, article_id(Some(""), Some("РБК"), "Заголовок", Some(moment)));
        assert_ne!(hashed, article_id(None, Some("ТАСС"), "Заголовок", Some(moment)));
        assert_ne!(hashed, article_id(None, Some("РБК"), "Заголовок", None));
        assert_eq!(hashed.len(), 18);
    }

    #[test]
    fn parts_do_not_run_into_each_other() {
        assert_ne!(article_id(None, Some("аб"), "в", None), article_id(None, Some("а"), "бв", None));
    }

    #[test]
    fn an_overlong_url_is_hashed() {
        let url = format!("https://a.example/{}", "x".repeat(MAX_ID_BYTES));
        assert!(article_id(Some(&url), None, "", None).starts_with("h-"));
    }
}
