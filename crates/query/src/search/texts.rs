use vestnik_schema::Article;

use super::Highlighted;
use super::highlight::{Highlighter, merged};

/// Most bytes of a text that are analyzed for its matches.
const MAX_ANALYZED_BYTES: usize = 200_000;

/// The texts of an article, each as a whole.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct HitTexts {
    /// Its title.
    pub title: MatchedText,
    /// Its opening summary.
    pub lead: MatchedText,
    /// Its text; empty if bodies are not asked for.
    pub body: MatchedText,
    /// Its outlet.
    pub source: Option<MatchedText>,
    /// Its rubrics.
    pub rubrics: Vec<MatchedText>,
    /// Its keywords.
    pub tags: Vec<MatchedText>,
    /// Its authors.
    pub authors: Vec<MatchedText>,
    /// Words and phrases of the query that texts can hold, prepositions beside others aside.
    pub wanted: usize,
}

/// A whole text, where a query matched in it, and with which of its words.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct MatchedText {
    /// The text and the places.
    pub text: Highlighted,
    /// The words and phrases of the query that were found there, in small letters, each once, in its order;
    /// prepositions beside others aside.
    pub words: Vec<String>,
}

impl HitTexts {
    pub(super) fn of(article: &Article, with_body: bool, highlighter: &mut Highlighter) -> Self {
        let mut text = |text: &String| MatchedText::of(text, false, highlighter);
        Self {
            lead: text(&article.lead),
            body: if with_body { text(&article.body) } else { MatchedText::default() },
            source: article.source.as_ref().map(&mut text),
            rubrics: article.rubrics.iter().map(&mut text).collect(),
            tags: article.tags.iter().map(&mut text).collect(),
            authors: article.authors.iter().map(&mut text).collect(),
            title: MatchedText::of(&article.title, true, highlighter),
            wanted: highlighter.wanted(),
        }
    }
}

impl MatchedText {
    fn of(text: &str, is_title: bool, highlighter: &mut Highlighter) -> Self {
        let analyzed = &text[..text.floor_char_boundary(MAX_ANALYZED_BYTES)];
        let found = if is_title { highlighter.in_title(analyzed) } else { highlighter.in_text(analyzed) };
        let mut patterns: Vec<usize> = found.iter().map(|found| found.pattern).collect();
        patterns.sort_unstable();
        patterns.dedup();
        let words = patterns.into_iter().filter_map(|pattern| highlighter.word(pattern)).collect();
        let matches = merged(found.into_iter().map(|found| found.range));
        Self { text: Highlighted { text: text.to_owned(), matches }, words }
    }
}

#[cfg(test)]
mod tests {
    use super::super::highlight::tests::highlighter;
    use super::*;

    fn matched(query: &str, article: &Article) -> HitTexts {
        HitTexts::of(article, true, &mut highlighter(query))
    }

    fn marked(text: &MatchedText) -> String {
        let piece = |(piece, is_match)| if is_match { format!("[{piece}]") } else { String::from(piece) };
        text.text.segments().map(piece).collect()
    }

    #[test]
    fn every_text_tells_its_matches_and_their_words() {
        let article = Article {
            title: "Керри прибыл в Москву".to_owned(),
            lead: "Переговоры начались".to_owned(),
            body: "Встреча в Москве.\n\nКерри улетел из Москвы.".to_owned(),
            source: Some("Вестник Москвы".to_owned()),
            tags: vec!["Керри".to_owned(), "Сирия".to_owned()],
            ..Article::default()
        };
        let texts = matched("Керри в Москве", &article);
        assert_eq!(texts.wanted, 2);
        assert_eq!(marked(&texts.title), "[Керри] прибыл [в] [Москву]");
        assert_eq!(texts.title.words, ["керри", "москве"]);
        assert_eq!((marked(&texts.lead).as_str(), texts.lead.words.len()), ("Переговоры начались", 0));
        assert_eq!(marked(&texts.body), "Встреча [в] [Москве].\n\n[Керри] улетел из [Москвы].");
        assert_eq!(texts.source.map(|source| marked(&source)).as_deref(), Some("Вестник [Москвы]"));
        assert_eq!(texts.tags.iter().map(marked).collect::<Vec<_>>(), ["[Керри]", "Сирия"]);
        assert_eq!(texts.tags[0].words, ["керри"]);
    }

    #[test]
    fn nothing_asked_matches_nothing() {
        let article = Article { title: "Керри".to_owned(), ..Article::default() };
        let texts = matched("", &article);
        assert_eq!((texts.wanted, texts.title.words.len(), texts.title.text.matches.len()), (0, 0, 0));
    }
}
