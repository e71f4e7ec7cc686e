use super::{Term, TokenFilter};
use crate::chars::{digit, is_plain};
use crate::explain::Step;

/// Turns raised and lowered digits into plain ones: «км²» is typed «км2», «CO₂» is typed «CO2».
pub(crate) struct FoldDigits;

impl TokenFilter for FoldDigits {
    fn apply(&self, term: &mut Term) {
        if !is_plain(&term.text) {
            term.map_chars(|c| digit(c).unwrap_or(c));
        }
    }

    fn step(&self) -> Option<Step> {
        Some(Step::DigitsFolded)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn raised_digits_are_digits() {
        super::super::check(&FoldDigits, &[("км²", "км2"), ("co₂", "co2"), ("x10", "x10")]);
    }
}
