//! The parts of a score: stable codes for programs, sentences for people.

use crate::http::page::i18n::Lang;
use crate::search::{ScorePart, ScoreReason};

/// Stable name of what a part is for.
pub(crate) fn code(reason: ScoreReason) -> &'static str {
    match reason {
        ScoreReason::Words { .. } => "words",
        ScoreReason::Relative => "relative",
        ScoreReason::Missing => "missing",
        ScoreReason::Early => "early",
        ScoreReason::Typed => "typed",
        ScoreReason::Near => "near",
        ScoreReason::Title => "title",
        ScoreReason::WholeTitle => "whole_title",
        ScoreReason::ShortQuery => "short_query",
        ScoreReason::News => "news",
    }
}

/// What a part is for, in words.
pub(crate) fn message(part: &ScorePart, lang: Lang) -> String {
    let words = part.words.as_deref();
    match (part.reason, lang) {
        (ScoreReason::Words { articles }, Lang::Ru) => {
            let what =
                words.map_or("условие в скобках".to_owned(), |words| format!("«{words}»"));
            let held = lang.counted(articles, ["статье", "статьях", "статьях"]);
            format!("{what} в тексте; встречается в {held}")
        }
        (ScoreReason::Words { articles }, Lang::En) => {
            let what = words.map_or("a condition in brackets".to_owned(), |words| format!("«{words}»"));
            let held = lang.counted(articles, ["article has", "articles have", "articles have"]);
            format!("{what} in the text; {held} it")
        }
        (ScoreReason::Relative, Lang::Ru) => {
            format!("вместо «{}» — однокоренное слово", words.unwrap_or_default())
        }
        (ScoreReason::Relative, Lang::En) => {
            format!("a word of the same root instead of «{}»", words.unwrap_or_default())
        }
        (reason, Lang::Ru) => whole(reason)[0].to_owned(),
        (reason, Lang::En) => whole(reason)[1].to_owned(),
    }
}

/// What is told of parts that belong to the whole query, in Russian and English.
fn whole(reason: ScoreReason) -> [&'static str; 2] {
    match reason {
        ScoreReason::Words { .. } => ["слова в тексте", "words in the text"],
        ScoreReason::Relative => ["однокоренные слова", "words of the same root"],
        ScoreReason::Missing => ["есть не все слова запроса", "words of the query are missing"],
        ScoreReason::Early => ["слова стоят в начале статьи", "words stand early in the article"],
        ScoreReason::Typed => ["слова в той же форме, что в запросе", "words in the form as typed"],
        ScoreReason::Near => {
            ["соседние слова запроса стоят рядом", "neighbours in the query stand near each other"]
        }
        ScoreReason::Title => ["слова в заголовке", "words in the title"],
        ScoreReason::WholeTitle => {
            ["заголовок состоит из слов запроса", "the title is made of the words of the query"]
        }
        ScoreReason::ShortQuery => [
            "короткий запрос: повторы и краткость текста значат меньше",
            "short query: repetition and brevity count for less",
        ],
        ScoreReason::News => ["свежая новость по теме дня", "the latest on a subject of the day"],
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parts_are_told_in_both_languages() {
        let told = |reason, words: Option<&str>| {
            let part = ScorePart { reason, words: words.map(str::to_owned), value: 1.0 };
            [Lang::Ru, Lang::En].map(|lang| message(&part, lang))
        };
        assert_eq!(
            told(ScoreReason::Words { articles: 21 }, Some("мост")),
            ["«мост» в тексте; встречается в 21\u{a0}статье", "«мост» in the text; 21\u{a0}articles have it"]
        );
        assert_eq!(
            told(ScoreReason::Words { articles: 2 }, None),
            [
                "условие в скобках в тексте; встречается в 2\u{a0}статьях",
                "a condition in brackets in the text; 2\u{a0}articles have it"
            ]
        );
        assert_eq!(
            told(ScoreReason::Relative, Some("арест")),
            ["вместо «арест» — однокоренное слово", "a word of the same root instead of «арест»"]
        );
        assert_eq!(told(ScoreReason::Title, None), ["слова в заголовке", "words in the title"]);
    }
}
