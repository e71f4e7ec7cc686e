use super::{Term, TokenFilter};
use crate::explain::Step;

/// Makes any run of white space one space and drops it at the ends.
pub(crate) struct SqueezeSpaces;

impl TokenFilter for SqueezeSpaces {
    fn apply(&self, term: &mut Term) {
        term.rewrite(|text, out| {
            for word in text.split_whitespace() {
                if !out.is_empty() {
                    out.push(' ');
                }
                out.push_str(word);
            }
        });
    }

    fn step(&self) -> Option<Step> {
        Some(Step::SpacesSqueezed)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn white_space_becomes_single_spaces() {
        super::super::check(
            &SqueezeSpaces,
            &[(" в\u{A0}\u{202F}мире\t\n", "в мире"), ("спорт", "спорт"), (" ", "")],
        );
    }
}
