use super::foreign_ending::is_russian_ending;
use super::{Term, TokenFilter};
use crate::chars::is_apostrophe;
use crate::explain::Step;

/// Drops apostrophes: «О’Нил» is онил. What is only an ending goes with its apostrophe: `Moody's`, `Python'ом`.
pub(crate) struct Apostrophes;

impl TokenFilter for Apostrophes {
    fn apply(&self, term: &mut Term) {
        let Some(at) = term.text.rfind(is_apostrophe) else { return };
        let ending = term.text[at..].trim_start_matches(is_apostrophe);
        let after_latin = term.text[..at].ends_with(|c: char| c.is_ascii_lowercase());
        if after_latin && (ending == "s" || is_russian_ending(ending)) {
            term.text.truncate(at);
        }
        term.text.retain(|c| !is_apostrophe(c));
    }

    fn step(&self) -> Option<Step> {
        Some(Step::ApostrophesDropped)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn apostrophes_go() {
        super::super::check(
            &Apostrophes,
            &[
                ("о’нил", "онил"),
                ("moody's", "moody"),
                ("python'ом", "python"),
                ("rock'n'roll", "rocknroll"),
                ("макдональд'с", "макдональдс"),
                ("l'этуаль", "lэтуаль"),
            ],
        );
    }
}
