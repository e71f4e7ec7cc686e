use serde::Serialize;

use crate::http::algolia::query::Marks;
use crate::http::algolia::snippet::Snippet;
use crate::search::Highlighted;

/// A text of an article, where a query matched in it, and with which of its words.
#[derive(Debug, Clone, PartialEq, Default)]
pub(crate) struct Matched {
    /// The text and the places.
    pub(crate) text: Highlighted,
    /// The words of the query that stand there, each once.
    pub(crate) words: Vec<String>,
}

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

impl Matched {
    /// Whether it holds no, some or all of the `wanted` words of a query.
    fn level(&self, wanted: usize) -> &'static str {
        match self.words.len() {
            _ if self.text.matches.is_empty() => "none",
            words if words < wanted => "partial",
            _ => "full",
        }
    }

    /// The whole text, marked.
    pub(crate) fn marked(self, marks: &Marks, wanted: usize) -> MarkedJson {
        let level = self.level(wanted);
        let is_letter = |piece: &str| piece.contains(char::is_alphanumeric);
        let is_full = || self.text.segments().all(|(piece, is_match)| is_match || !is_letter(piece));
        MarkedJson {
            value: marked(&self.text, marks),
            match_level: level,
            fully_highlighted: (level != "none").then(is_full),
            matched_words: self.words,
        }
    }

    /// At most `words` words of it, marked.
    pub(crate) fn snippet(&self, words: usize, marks: &Marks, ellipsis: &str, wanted: usize) -> SnippetJson {
        let snippet = Snippet::cut(&self.text, words);
        let mut value = marked(&snippet.text, marks);
        if snippet.is_cut_before {
            value.insert_str(0, ellipsis);
        }
        if snippet.is_cut_behind {
            value.push_str(ellipsis);
        }
        SnippetJson { value, match_level: self.level(wanted) }
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

    fn matched() -> Matched {
        let text = Highlighted { text: "Керри & <b>Лавров</b>".to_owned(), matches: vec![0..10] };
        Matched { text, words: vec!["керри".to_owned()] }
    }

    fn marks() -> Marks {
        Marks { before: "<em>".to_owned(), behind: "</em>".to_owned() }
    }

    #[test]
    fn matches_are_marked_and_nothing_is_escaped() {
        assert_eq!(
            serde_json::to_value(matched().marked(&marks(), 2)).unwrap(),
            json!({
                "value": "<em>Керри</em> & <b>Лавров</b>", "matchLevel": "partial", "fullyHighlighted": false,
                "matchedWords": ["керри"],
            })
        );
        let nothing =
            Matched { text: Highlighted { text: "х".to_owned(), matches: Vec::new() }, words: Vec::new() };
        assert_eq!(
            serde_json::to_value(nothing.marked(&marks(), 0)).unwrap(),
            json!({ "value": "х", "matchLevel": "none", "matchedWords": [] })
        );
    }

    #[test]
    fn a_snippet_says_where_it_was_cut() {
        let snippet = matched().snippet(2, &marks(), "…", 1);
        assert_eq!((snippet.value.as_str(), snippet.match_level), ("<em>Керри</em> &…", "full"));
    }
}
