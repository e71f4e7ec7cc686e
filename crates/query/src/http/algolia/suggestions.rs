use std::time::Instant;

use crate::http::algolia::answer::{PagingJson, SuggestionHighlightJson, SuggestionJson, SuggestionsJson};
use crate::http::algolia::index_name::IndexName;
use crate::http::algolia::marked::MarkedJson;
use crate::http::algolia::query::Query;
use crate::http::algolia::search::nothing_counted;
use crate::http::error::ApiError;
use crate::search::{Engine, MAX_SUGGESTIONS, MatchedText, Suggestion, SuggestionKind};

/// Completes what is being typed. The index of suggestions has these hits and no others: filters, which a page shares
/// between its indexes, leave none out.
///
/// # Errors
/// What can go wrong with suggestions.
pub(crate) fn answer(engine: &Engine, query: &Query, begun: Instant) -> Result<SuggestionsJson, ApiError> {
    let (first, count) = query.window.hits();
    let suggestions = engine.suggest(&query.text, MAX_SUGGESTIONS)?.items;
    let mut hits: Vec<SuggestionJson> = Vec::new();
    // A title is an article of the other indexes, and no query.
    for suggestion in suggestions.into_iter().filter(|suggestion| suggestion.kind != SuggestionKind::Title) {
        let hit = SuggestionJson::new(suggestion, query);
        if !hits.iter().any(|known| known.object_id == hit.object_id) {
            hits.push(hit);
        }
    }
    let total = hits.len() as u64;
    let hits = hits.into_iter().skip(first).take(count).collect();
    let paging = PagingJson::new(total, query, IndexName::Suggestions, begun);
    Ok(SuggestionsJson { hits, paging, facets: nothing_counted(query) })
}

impl SuggestionJson {
    fn new(suggestion: Suggestion, query: &Query) -> Self {
        let Suggestion { text, articles, .. } = suggestion;
        let words = text.segments().filter(|(_, is_match)| *is_match);
        let words: Vec<_> =
            words.flat_map(|(piece, _)| piece.split_whitespace()).map(str::to_lowercase).collect();
        let typed = query.text.split_whitespace().count();
        Self {
            object_id: text.text.to_lowercase(),
            query: text.text.clone(),
            popularity: articles.unwrap_or_default(),
            nb_words: text.text.split_whitespace().count(),
            highlighted: SuggestionHighlightJson {
                query: MarkedJson::new(&MatchedText { words, text }, &query.marks, typed),
            },
        }
    }
}
