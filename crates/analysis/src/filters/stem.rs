use std::borrow::Cow;

use rust_stemmers::{Algorithm, Stemmer};

use super::{Term, TokenFilter};
use crate::chars::is_cyrillic;
use crate::explain::Step;

/// Cuts Cyrillic words to their Snowball stem. The only file that knows the stemmer.
///
/// It expects lower case and no ё: on words with ё `rust-stemmers` differs from the reference.
pub(crate) struct Stem(Stemmer);

impl Stem {
    pub(crate) fn russian() -> Self {
        Self(Stemmer::create(Algorithm::Russian))
    }
}

impl TokenFilter for Stem {
    fn apply(&self, term: &mut Term) {
        if !term.text.chars().all(is_cyrillic) {
            return;
        }
        let stem = match self.0.stem(&term.text) {
            Cow::Borrowed(stem) if stem.len() == term.text.len() => return,
            stem => stem.into_owned(),
        };
        if !stem.is_empty() {
            term.text = stem;
        }
    }

    fn step(&self) -> Option<Step> {
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cyrillic_words_are_stemmed() {
        super::super::check(
            &Stem::russian(),
            &[
                ("госсекретаря", "госсекретар"),
                ("выборы", "выбор"),
                ("сталь", "стал"),
                ("и", "и"),
                ("report", "report"),
                ("су35", "су35"),
                ("київ", "київ"),
            ],
        );
    }
}
