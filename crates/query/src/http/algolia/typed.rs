//! Search as you type: where a text finds nothing, its last word may not be finished.

use crate::http::error::ApiError;
use crate::search::{Abandon, Engine, Paging, QueryWarning, SearchRequest, SearchResults};

/// Letters from which on a word is taken for the beginning of others.
const MIN_LETTERS: usize = 2;

/// Answers questions in their order. Where a text by itself, filters aside, finds nothing as it stands, but something
/// with its last word as the beginning of a word, that is what is searched: in all questions with this text alike.
///
/// # Errors
/// What can go wrong with any search.
pub(crate) fn search(
    engine: &Engine,
    abandon: &Abandon,
    mut requests: Vec<SearchRequest>,
) -> Result<Vec<SearchResults>, ApiError> {
    let mut results = engine.search_batch(&requests, abandon)?;
    let mut decided: Vec<(String, Option<String>)> = Vec::new();
    let mut again = Vec::new();
    for (place, (request, results)) in requests.iter_mut().zip(&results).enumerate() {
        if is_found(results) {
            continue;
        }
        let known = decided.iter().find(|(text, _)| *text == request.text).map(|(_, longer)| longer.clone());
        let longer = match known {
            Some(longer) => longer,
            None => {
                let longer = unfinished(engine, abandon, &request.text)?;
                decided.push((request.text.clone(), longer.clone()));
                longer
            }
        };
        if let Some(longer) = longer {
            request.text = longer;
            request.without_repair = true;
            again.push(place);
        }
    }
    let requests: Vec<_> = again.iter().filter_map(|place| requests.get(*place).cloned()).collect();
    let found = engine.search_batch(&requests, abandon)?;
    for (place, found) in again.into_iter().zip(found) {
        if let Some(results) = results.get_mut(place) {
            *results = found;
        }
    }
    Ok(results)
}

/// The text with its last word as a beginning, if only that finds anything.
fn unfinished(engine: &Engine, abandon: &Abandon, text: &str) -> Result<Option<String>, ApiError> {
    let Some(longer) = as_beginning(text) else { return Ok(None) };
    let counted = |text: &str| SearchRequest {
        text: text.to_owned(),
        without_repair: true,
        paging: Paging { per_page: 0, ..Paging::default() },
        ..SearchRequest::default()
    };
    let found = engine.search_batch(&[counted(text), counted(&longer)], abandon)?;
    let is_better = matches!(found.as_slice(), [typed, longer] if !is_found(typed) && is_found(longer));
    Ok(is_better.then_some(longer))
}

/// Whether a text found articles that hold all of it as it was typed.
fn is_found(results: &SearchResults) -> bool {
    let understood = &results.understood;
    let is_relaxed =
        understood.warnings.iter().any(|warning| matches!(warning, QueryWarning::Relaxed { .. }));
    let is_repaired = understood.repair.as_ref().is_some_and(|repair| repair.applied);
    results.total > 0 && !is_relaxed && !is_repaired
}

/// A text whose last word is bare, with that word as the beginning of a word.
fn as_beginning(text: &str) -> Option<String> {
    let word = text.split_whitespace().next_back().filter(|_| !text.ends_with(char::is_whitespace))?;
    let is_bare = word.chars().all(|letter| letter.is_alphanumeric());
    let is_quoted = text.contains(['"', '«', '»', '“', '”', '„']);
    let is_long = word.chars().count() >= MIN_LETTERS;
    (is_bare && is_long && !is_quoted).then(|| format!("{text}*"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::http::testing::TestArchive;
    use crate::search::Filters;

    #[test]
    fn only_a_bare_last_word_is_a_beginning() {
        for (text, expected) in [
            ("кер", Some("кер*")),
            ("джон кер", Some("джон кер*")),
            ("", None),
            ("к", None),
            ("кер ", None),
            ("кер*", None),
            ("-кер", None),
            ("!кер", None),
            ("rubric:спо", None),
            ("\"джон кер", None),
            ("(джон кер", Some("(джон кер*")),
            ("кер!", None),
        ] {
            assert_eq!(as_beginning(text).as_deref(), expected, "{text}");
        }
    }

    fn totals(archive: &TestArchive, texts: &[(&str, Option<&str>)]) -> Vec<u64> {
        let request = |(text, rubric): &(&str, Option<&str>)| SearchRequest {
            text: (*text).to_owned(),
            filters: Filters {
                rubrics: rubric.iter().map(|rubric| (*rubric).to_owned()).collect(),
                ..Filters::default()
            },
            ..SearchRequest::default()
        };
        let requests = texts.iter().map(request).collect();
        let found = search(archive.engine(), &Abandon::default(), requests).unwrap();
        found.iter().map(|results| results.total).collect()
    }

    #[test]
    fn an_unfinished_word_finds_what_it_begins() {
        let archive = TestArchive::sample();
        assert_eq!(totals(&archive, &[("заверш", None), ("матч ном", None)]), [25, 25]);
        assert_eq!(totals(&archive, &[("заверш", Some("Спорт")), ("заверш", Some("Политика"))]), [25, 0]);
        // Found as it stands, if not under the filter: nothing else was meant.
        assert_eq!(totals(&archive, &[("керри", None), ("керри", Some("Спорт"))]), [1, 0]);
        assert_eq!(totals(&archive, &[("абырвалг", None)]), [0]);
    }
}
