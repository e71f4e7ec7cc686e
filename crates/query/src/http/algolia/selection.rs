use crate::http::algolia::error::{AlgoliaError, echo};

/// Words of a snippet where its length is not stated.
const DEFAULT_SNIPPET_WORDS: usize = 10;
/// Most words of a snippet.
const MAX_SNIPPET_WORDS: usize = 1_000;

/// Which attributes of a hit are wanted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Selection {
    /// All.
    Everything,
    /// All but these.
    AllBut(Vec<String>),
    /// These alone.
    Only(Vec<String>),
}

/// Which attributes are cut to snippets, and to how many words each.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(crate) struct Snippets {
    named: Vec<(String, usize)>,
    others: Option<usize>,
}

impl Selection {
    /// Reads a list: names, `*` for all, `-name` for what is left out of all.
    pub(crate) fn of(list: Vec<String>) -> Self {
        if !list.iter().any(|name| name == "*") {
            return Self::Only(list);
        }
        let excluded: Vec<_> =
            list.iter().filter_map(|name| name.strip_prefix('-')).map(str::to_owned).collect();
        if excluded.is_empty() { Self::Everything } else { Self::AllBut(excluded) }
    }

    /// Whether anything is wanted.
    pub(crate) fn is_any(&self) -> bool {
        *self != Self::Only(Vec::new())
    }

    /// Whether an attribute is wanted.
    pub(crate) fn has(&self, name: &str) -> bool {
        match self {
            Self::Everything => true,
            Self::AllBut(excluded) => !excluded.iter().any(|one| one == name),
            Self::Only(wanted) => wanted.iter().any(|one| one == name),
        }
    }
}

impl Snippets {
    /// Reads a list of `attribute` and `attribute:words`; `*` is all others.
    ///
    /// # Errors
    /// 400 if the words are no number.
    pub(crate) fn read(list: Vec<String>) -> Result<Self, AlgoliaError> {
        let mut snippets = Self::default();
        for entry in list {
            let (name, words) = match entry.rsplit_once(':') {
                None => (entry.as_str(), DEFAULT_SNIPPET_WORDS),
                Some((name, words)) => {
                    let words = words.trim().parse::<usize>().map_err(|_| {
                        let why = format!("{:?} states no number of words behind the colon", echo(&entry));
                        AlgoliaError::parameter("attributesToSnippet", why)
                    })?;
                    (name, words.min(MAX_SNIPPET_WORDS))
                }
            };
            match name {
                "*" => snippets.others = Some(words),
                name => snippets.named.push((name.to_owned(), words)),
            }
        }
        Ok(snippets)
    }

    /// The words that an attribute is cut to, if it is.
    pub(crate) fn words(&self, name: &str) -> Option<usize> {
        self.named.iter().find(|(one, _)| one == name).map(|(_, words)| *words).or(self.others)
    }

    /// Whether nothing is cut.
    pub(crate) fn is_empty(&self) -> bool {
        self.named.is_empty() && self.others.is_none()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn list(names: &[&str]) -> Vec<String> {
        names.iter().map(|name| (*name).to_owned()).collect()
    }

    #[test]
    fn attributes_are_wanted_or_not() {
        for (names, title, body) in [
            (&["*"][..], true, true),
            (&["*", "-body"], true, false),
            (&["title"], true, false),
            (&[], false, false),
            (&["-body"], false, false),
        ] {
            let selection = Selection::of(list(names));
            assert_eq!((selection.has("title"), selection.has("body")), (title, body), "{names:?}");
        }
    }

    #[test]
    fn snippets_have_a_length() {
        let snippets = Snippets::read(list(&["body:30", "lead", "*:5"])).unwrap();
        assert_eq!(snippets.words("body"), Some(30));
        assert_eq!(snippets.words("lead"), Some(DEFAULT_SNIPPET_WORDS));
        assert_eq!(snippets.words("title"), Some(5));
        assert_eq!(Snippets::default().words("body"), None);
        for wrong in ["body:many", "body:", "body:-1"] {
            assert!(Snippets::read(list(&[wrong])).unwrap_err().message().contains("attributesToSnippet"));
        }
    }
}
