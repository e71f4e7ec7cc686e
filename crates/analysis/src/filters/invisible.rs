use super::{Term, TokenFilter};
use crate::chars::{is_invisible, is_plain};
use crate::explain::Step;

/// Drops soft hyphens, zero-width characters and direction marks.
pub(crate) struct Invisible;

impl TokenFilter for Invisible {
    fn apply(&self, term: &mut Term) {
        if !is_plain(&term.text) {
            term.text.retain(|c| !is_invisible(c));
        }
    }

    fn step(&self) -> Option<Step> {
        Some(Step::InvisibleDropped)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn invisible_characters_go() {
        super::super::check(
            &Invisible,
            &[
                ("пере\u{AD}нос", "перенос"),
                ("\u{FEFF}слово\u{200B}", "слово"),
                ("сло\u{2060}во", "слово"),
                ("слово", "слово"),
            ],
        );
    }
}
