use unicode_normalization::{IsNormalized, UnicodeNormalization, is_nfc_quick};

use super::{Term, TokenFilter};
use crate::chars::is_plain;
use crate::explain::Step;

/// Composes letters and marks (NFC): и and U+0306 become й.
pub(crate) struct Compose;

impl TokenFilter for Compose {
    fn apply(&self, term: &mut Term) {
        if !is_plain(&term.text) && is_nfc_quick(term.text.chars()) != IsNormalized::Yes {
            term.rewrite(|text, out| out.extend(text.nfc()));
        }
    }

    fn step(&self) -> Option<Step> {
        Some(Step::Composed)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn letters_and_marks_compose() {
        super::super::check(
            &Compose,
            &[
                ("и\u{306}од", "йод"),
                ("Е\u{308}лка", "Ёлка"),
                ("за\u{301}мок", "за\u{301}мок"),
                ("Mu\u{308}ller", "Müller"),
                ("\u{212A}", "K"),
            ],
        );
    }
}
