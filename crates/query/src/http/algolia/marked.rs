use serde::Serialize;

use crate::http::algolia::query::{Marks, Query};
use crate::http::algolia::snippet::Snippet;
use crate::search::{Highlighted, MatchedText};

/// A text with marks around its matches. Nothing in it is escaped, as Algolia escapes nothing: whoever shows it does.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct MarkedJson {
    value: String,
    match_level: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    fully_highlighted: Option<bool>,
    matched_words: Vec<String>,
}

/// Part of a text with marks around its matches.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct SnippetJson {
    value: String,
    match_level: &'static str,
}

/// Whether a text holds no, some or all of the `wanted` words of a query.
fn level(text: &MatchedText, wanted: usize) -> &'static str {
    match text.words.len() {
        _ if text.text.matches.is_empty() => "none",
        words if words < wanted => "partial",
        _ => "full",
    }
}

impl MarkedJson {
    /// A whole text, marked, of a query with `wanted` words.
    pub(crate) fn new(text: &MatchedText, marks: &Marks, wanted: usize) -> Self {
        let level = level(text, wanted);
        let has_letters = |piece: &str| piece.contains(char::is_alphanumeric);
        let is_full = || text.text.segments().all(|(piece, is_match)| is_match || !has_letters(piece));
        Self {
            value: marked(&text.text, marks),
            match_level: level,
            fully_highlighted: (level != "none").then(is_full),
            matched_words: text.words.clone(),
        }
    }
}

impl SnippetJson {
    /// At most `words` words of a text, marked as a query with `wanted` words asks for it.
    pub(crate) fn new(text: &MatchedText, words: usize, query: &Query, wanted: usize) -> Self {
        let snippet = Snippet::cut(&text.text, words);
        let mut value = marked(&snippet.text, &query.marks);
        if snippet.is_cut_before {
            value.insert_str(0, &query.ellipsis);
        }
        if snippet.is_cut_behind {
            value.push_str(&query.ellipsis);
        }
        Self { value, match_level: level(text, wanted) }
    }
}

/// A text with marks around its matches.
pub(crate) fn marked(text: &Highlighted, marks: &Marks) -> String {
    let mut value = String::with_capacity(text.text.len());
    for (piece, is_match) in text.segments() {
        if is_match {
            value.extend([marks.before.as_str(), piece, marks.behind.as_str()]);
        } else {
            value.push_str(piece);
        }
    }
    value
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn matched() -> MatchedText {
        let text = Highlighted {
            text: "Керри & <b>Лавров</b>".to_owned(),
            matches: std::iter::once(0..10).collect(),
        };
        MatchedText { text, words: vec!["керри".to_owned()] }
    }

    fn marks() -> Marks {
        Marks { before: "<em>".to_owned(), behind: "</em>".to_owned() }
    }

    #[test]
    fn matches_are_marked_and_nothing_is_escaped() {
        assert_eq!(
            serde_json::to_value(MarkedJson::new(&matched(), &marks(), 2)).unwrap(),
            json!({
                "value": "<em>Керри</em> & <b>Лавров</b>", "matchLevel": "partial", "fullyHighlighted": false,
                "matchedWords": ["керри"],
            })
        );
        let text = Highlighted { text: "х".to_owned(), matches: Vec::new() };
        let nothing = MatchedText { text, words: Vec::new() };
        assert_eq!(
            serde_json::to_value(MarkedJson::new(&nothing, &marks(), 0)).unwrap(),
            json!({ "value": "х", "matchLevel": "none", "matchedWords": [] })
        );
    }
}
