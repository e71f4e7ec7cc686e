use super::{Term, TokenFilter};
use crate::chars::is_cyrillic;
use crate::explain::Step;

/// Case endings that Russian adds to a word left in Latin letters.
const ENDINGS: [&str; 31] = [
    "а", "у", "е", "ы", "и", "я", "ю", "й", "о", "ом", "ем", "ам", "ям", "ах", "ях", "ов", "ев", "ой", "ей",
    "ою", "ею", "ия", "ии", "ию", "ые", "ый", "ами", "ями", "ием", "иям", "иях",
];

/// Drops the Cyrillic ending of a Latin word: «iPhoneом», «Googleы».
pub(crate) struct ForeignEnding;

impl TokenFilter for ForeignEnding {
    fn apply(&self, term: &mut Term) {
        if let Some(stem) = without_ending(&term.text) {
            let kept = stem.len();
            term.text.truncate(kept);
        }
    }

    fn step(&self) -> Option<Step> {
        Some(Step::RussianEndingCut)
    }
}

pub(super) fn is_russian_ending(text: &str) -> bool {
    ENDINGS.contains(&text)
}

/// Returns the Latin part of a Latin word of at least two letters with a Russian ending.
pub(super) fn without_ending(term: &str) -> Option<&str> {
    let (at, _) = term.char_indices().find(|(_, c)| is_cyrillic(*c))?;
    let (stem, ending) = term.split_at(at);
    let is_latin = stem.len() >= 2 && stem.bytes().all(|byte| byte.is_ascii_alphanumeric());
    (is_latin && stem.ends_with(|c: char| c.is_ascii_lowercase()) && is_russian_ending(ending))
        .then_some(stem)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn russian_endings_of_latin_words_go() {
        super::super::check(
            &ForeignEnding,
            &[
                ("iphoneом", "iphone"),
                ("googleы", "google"),
                ("айфоном", "айфоном"),
                ("python", "python"),
                ("lэтуаль", "lэтуаль"),
                ("5ом", "5ом"),
            ],
        );
    }
}
