use super::{Term, TokenFilter};
use crate::explain::Step;

/// Turns ё into е: news leaves the dots out, and the stemmer knows no ё.
pub(crate) struct FoldYo;

impl TokenFilter for FoldYo {
    fn apply(&self, term: &mut Term) {
        if term.text.contains('ё') {
            term.map_chars(|c| if c == 'ё' { 'е' } else { c });
        }
    }

    fn step(&self) -> Option<Step> {
        Some(Step::YoFolded)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn yo_becomes_ye() {
        super::super::check(&FoldYo, &[("ёлка", "елка"), ("счёт", "счет"), ("елка", "елка")]);
    }
}
