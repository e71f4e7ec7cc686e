use std::collections::HashSet;

use vestnik_analysis::{Analyzer, AnalyzerName};

use super::limits::{MAX_TITLE_FORMS, TITLE_STEPS, TITLES_READ};
use super::names::highlighted;
use super::typed::Typed;
use super::walk::{AnyTerm, Bounds, walk};
use super::{SuggestedArticle, Suggester, Suggestion, SuggestionKind, folded};
use crate::search::SearchError;

impl Suggester<'_> {
    /// Titles that hold all typed words: first those that begin so, then those that hold the words side by side; the
    /// newest of each first.
    pub(super) fn titles(&self, typed: &Typed, limit: usize) -> Result<Vec<Suggestion>, SearchError> {
        if typed.operators || limit == 0 {
            return Ok(Vec::new());
        }
        let fields = self.state.fields();
        let mut groups: Vec<AnyTerm> =
            typed.before.iter().map(|word| AnyTerm::new(fields.title, &word.terms)).collect();
        groups.push(if typed.open {
            let forms = self.title_forms(&typed.last.form, MAX_TITLE_FORMS)?;
            AnyTerm { field: fields.title_forms, terms: forms.into_iter().map(|(form, _)| form).collect() }
        } else {
            AnyTerm::new(fields.title, &typed.last.terms)
        });
        let keep = limit * TITLES_READ;
        let bounds = Bounds { keep, steps: TITLE_STEPS, count: false };
        let found = walk(self.view, &groups, bounds)?;
        let mut articles = self.newest(found.articles, keep)?;
        articles.sort_by_cached_key(|article| nearness(&article.title, typed));
        let mut known = HashSet::new();
        articles.retain(|article| known.insert(folded(&article.title)));
        let suggestions = articles.into_iter().take(limit).map(|article| Suggestion {
            text: highlighted(&article.title, typed),
            kind: SuggestionKind::Title,
            articles: None,
            rubric: article.rubrics.into_iter().next(),
            article: Some(SuggestedArticle { id: article.id, url: article.url }),
        });
        Ok(suggestions.collect())
    }
}

/// 0 if a title begins as typed, 1 if it holds the words as typed side by side, else 2.
fn nearness(title: &str, typed: &Typed) -> u8 {
    let forms = Analyzer::new(AnalyzerName::RussianExact).terms(title);
    let is_here = |forms: &[String]| {
        let before = typed.before.iter().map(|word| &word.form);
        forms.iter().zip(before).all(|(form, word)| form == word)
            && forms.get(typed.before.len()).is_some_and(|form| typed.is_last(form))
    };
    match (0..forms.len()).find(|from| is_here(&forms[*from..])) {
        Some(0) => 0,
        Some(_) => 1,
        None => 2,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn titles_that_begin_as_typed_are_nearest() {
        let typed = Typed::read("визит кер").unwrap();
        for (title, expected) in [
            ("Визит Керри в Москву", 0),
            ("Итоги: визит Керри", 1),
            ("Керри отложил визит", 2),
            ("Визит", 2),
            ("", 2),
        ] {
            assert_eq!(nearness(title, &typed), expected, "{title}");
        }
    }
}
