use crate::http::algolia::error::AlgoliaError;
use crate::search::Sort;

/// What a request may name as its index.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum IndexName {
    /// The articles in an order: one archive under several names, since that is how widgets choose the order.
    Articles(Sort),
    /// Ways to complete what is being typed, as hits.
    Suggestions,
}

/// Every index with its name.
const NAMES: [(&str, IndexName); 4] = [
    ("news", IndexName::Articles(Sort::Relevance)),
    ("news_date_desc", IndexName::Articles(Sort::Newest)),
    ("news_date_asc", IndexName::Articles(Sort::Oldest)),
    ("news_query_suggestions", IndexName::Suggestions),
];

impl IndexName {
    /// Reads a name.
    ///
    /// # Errors
    /// 404 with the names that there are.
    pub(crate) fn read(name: &str) -> Result<Self, AlgoliaError> {
        let found = NAMES.iter().find(|(known, _)| *known == name);
        found.map(|(_, index)| *index).ok_or_else(|| AlgoliaError::no_index(name))
    }

    /// All names, for whoever misspelt one.
    pub(crate) fn all() -> impl Iterator<Item = &'static str> {
        NAMES.iter().map(|(name, _)| *name)
    }

    /// Its name.
    pub(crate) fn name(self) -> &'static str {
        NAMES.iter().find(|(_, index)| *index == self).map_or("news", |(name, _)| name)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_index_is_found_by_its_name() {
        for name in IndexName::all() {
            assert_eq!(IndexName::read(name).map(IndexName::name), Ok(name));
        }
        for name in ["", "News", "news ", "news_date", "*"] {
            let error = IndexName::read(name).unwrap_err();
            assert_eq!(error.status().as_u16(), 404);
            assert!(error.message().contains("news_date_asc"), "{}", error.message());
        }
    }
}
