//! What the engine is asked.

use crate::http::algolia::attribute::Attribute;
use crate::http::algolia::query::{FacetQuery, Query};
use crate::search::{FacetCount, Filters, Highlighted, Paging, SearchRequest, SearchResults, Sort};

/// The attribute that is the text of an article.
const BODY: &str = "body";

/// The request that tells everything that a query wants to know.
pub(crate) fn asked(sort: Sort, query: &Query) -> SearchRequest {
    let facets = query.facets.iter().filter_map(|(_, attribute)| match attribute {
        Attribute::Facet(field) => Some(*field),
        Attribute::Date(_) | Attribute::PublishedAt => None,
    });
    let (first, count) = query.window.hits();
    let is_dated = |(_, attribute): &(String, Attribute)| !matches!(attribute, Attribute::Facet(_));
    SearchRequest {
        text: query.text.clone(),
        filters: Filters { condition: query.condition.clone(), ..Filters::default() },
        sort,
        facets: facets.collect(),
        // One more than is told, so that it is known whether some are left out.
        values_per_facet: Some(query.max_values + 1),
        dates: query.facets.iter().any(is_dated),
        whole_texts: query.highlight.is_any() || !query.snippets.is_empty() || query.ranking_info,
        whole_bodies: query.highlight.has(BODY) || query.snippets.words(BODY).is_some() || query.ranking_info,
        first_hit: Some(first),
        paging: Paging { per_page: count, ..Paging::default() },
        ..SearchRequest::default()
    }
}

/// The request that counts the values of a facet.
pub(crate) fn asked_for_values(facet: &FacetQuery) -> SearchRequest {
    let facets = match facet.attribute {
        Attribute::Facet(field) => vec![field],
        Attribute::Date(_) | Attribute::PublishedAt => Vec::new(),
    };
    SearchRequest {
        text: facet.query.text.clone(),
        filters: Filters { condition: facet.query.condition.clone(), ..Filters::default() },
        facets,
        values_per_facet: Some(usize::MAX),
        paging: Paging { per_page: 0, ..Paging::default() },
        ..SearchRequest::default()
    }
}

/// Of the counted values those with a word that begins as was typed, the most frequent first.
pub(crate) fn values_found(results: SearchResults, facet: &FacetQuery) -> Vec<(Highlighted, u64)> {
    let typed = folded(facet.text.trim());
    let values = results.facets.into_iter().flat_map(|facets| facets.values);
    values.filter_map(|value| beginning(value, &typed)).take(facet.limit).collect()
}

/// A value with the place where one of its words begins with what was typed, if one does.
fn beginning(FacetCount { value, count }: FacetCount, typed: &[char]) -> Option<(Highlighted, u64)> {
    let letters = folded(&value);
    let begins_word = |at: usize| at == 0 || !letters[at - 1].is_alphanumeric();
    let found = (0..=letters.len()).find(|at| begins_word(*at) && letters[*at..].starts_with(typed))?;
    let place = |letter: usize| value.char_indices().nth(letter).map_or(value.len(), |(at, _)| at);
    let range = place(found)..place(found + typed.len());
    let matches = if range.is_empty() { Vec::new() } else { vec![range] };
    Some((Highlighted { matches, text: value }, count))
}

/// The characters of a text, one by one, case and ё aside.
fn folded(text: &str) -> Vec<char> {
    let small = |letter: char| letter.to_lowercase().next().unwrap_or(letter);
    text.chars().map(small).map(|letter| if letter == 'ё' { 'е' } else { letter }).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_value_is_found_by_the_beginning_of_a_word() {
        for (value, typed, expected) in [
            ("Анна Орлова", "орл", Some("Орл")),
            ("Анна Орлова", "анна о", Some("Анна О")),
            ("Ёлка", "елк", Some("Ёлк")),
            ("Нью-Йорк", "йо", Some("Йо")),
            ("Анна Орлова", "лова", None),
            ("Спорт", "", Some("")),
            ("", "а", None),
            ("İзмир", "i", Some("İ")),
        ] {
            let found = beginning(FacetCount { value: value.to_owned(), count: 1 }, &folded(typed));
            let marked = found.map(|(value, _)| {
                value
                    .segments()
                    .filter(|(_, is_match)| *is_match)
                    .map(|(piece, _)| piece.to_owned())
                    .collect::<String>()
            });
            assert_eq!(marked.as_deref(), expected, "{value} {typed}");
        }
    }
}
