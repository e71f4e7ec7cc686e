use super::{Term, TokenFilter};
use crate::chars::is_plain;
use crate::explain::Step;

/// Drops stress marks and everything else that composed with no letter, but not й, ї or ў, which are letters.
///
/// Marks that are part of a script (Arabic, Hebrew, Indic vowels) stay.
pub(crate) struct Marks;

impl TokenFilter for Marks {
    fn apply(&self, term: &mut Term) {
        if !is_plain(&term.text) {
            term.text.retain(|c| !is_common_mark(c));
        }
        // With a grave accent, the mark of secondary stress, these two compose although Russian has no such letter.
        if term.text.contains(['ѐ', 'ѝ']) {
            term.map_chars(|c| match c {
                'ѐ' => 'е',
                'ѝ' => 'и',
                _ => c,
            });
        }
    }

    fn step(&self) -> Option<Step> {
        Some(Step::MarksDropped)
    }
}

fn is_common_mark(c: char) -> bool {
    matches!(
        c,
        '\u{300}'..='\u{36F}'
            | '\u{483}'..='\u{489}'
            | '\u{1AB0}'..='\u{1AFF}'
            | '\u{1DC0}'..='\u{1DFF}'
            | '\u{20D0}'..='\u{20FF}'
            | '\u{2DE0}'..='\u{2DFF}'
            | '\u{A66F}'..='\u{A67D}'
            | '\u{FE00}'..='\u{FE0F}'
            | '\u{FE20}'..='\u{FE2F}'
            | '\u{E0100}'..='\u{E01EF}'
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn stress_goes_and_letters_stay() {
        super::super::check(
            &Marks,
            &[
                ("за\u{301}мок", "замок"),
                ("вѐсти", "вести"),
                ("йїў", "йїў"),
                ("7\u{FE0F}\u{20E3}", "7"),
                ("हिन्दी", "हिन्दी"),
            ],
        );
    }
}
