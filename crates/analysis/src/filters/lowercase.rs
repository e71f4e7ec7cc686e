use super::{Term, TokenFilter};
use crate::explain::Step;

/// Lower case, and one form of sigma, whose other one depends on the neighbours.
pub(crate) struct Lowercase;

impl TokenFilter for Lowercase {
    fn apply(&self, term: &mut Term) {
        term.rewrite(|text, out| {
            for c in text.chars() {
                match c {
                    'а'..='я' | 'a'..='z' => out.push(c),
                    'ς' => out.push('σ'),
                    _ => out.extend(c.to_lowercase()),
                }
            }
        });
    }

    fn step(&self) -> Option<Step> {
        Some(Step::LowerCase)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn letters_become_lower_case() {
        super::super::check(
            &Lowercase,
            &[
                ("МоСкВа", "москва"),
                ("ЁЖ", "ёж"),
                ("ЇҐЎѢ", "їґўѣ"),
                ("NASA", "nasa"),
                ("ΟΔΟΣ", "οδοσ"),
                ("οδος", "οδοσ"),
            ],
        );
    }
}
