use super::{Term, TokenFilter};
use crate::explain::Step;

/// Longest term, in bytes. What is longer is cut; the token still covers the whole word.
///
/// The longest words of the language stay below 80 bytes; what exceeds 255 is encoded data or a script that is
/// written without spaces.
pub const MAX_TERM_BYTES: usize = 255;

/// Cuts a term to [`MAX_TERM_BYTES`] on a character boundary.
pub(crate) struct Truncate;

impl TokenFilter for Truncate {
    fn apply(&self, term: &mut Term) {
        if term.text.len() > MAX_TERM_BYTES {
            term.text.truncate(term.text.floor_char_boundary(MAX_TERM_BYTES));
            term.text.truncate(term.text.trim_end().len());
        }
    }

    fn step(&self) -> Option<Step> {
        Some(Step::Truncated)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn long_terms_are_cut_between_characters() {
        let long = "ы".repeat(200);
        super::super::check(&Truncate, &[("слово", "слово"), (&long, &"ы".repeat(127))]);
    }
}
