/// Whether the lexicon knows a word form as it is spelt: the dictionary holds it, as it is or behind a known prefix, or
/// the list of abbreviations does. A form that is known in another spelling only, or whose terms are guessed by its
/// ending, is not.
///
/// `form` is a word form as [`crate::AnalyzerName::RussianExact`] gives it. Always false without the feature
/// `lexicon`.
#[must_use]
pub fn is_known_word(form: &str) -> bool {
    #[cfg(feature = "lexicon")]
    {
        use crate::explain::Origin;

        let known = [Origin::Dictionary, Origin::Prefixed, Origin::Abbreviation];
        crate::lexicon::look_up(form, false).is_some_and(|entry| known.contains(&entry.origin))
    }
    #[cfg(not(feature = "lexicon"))]
    {
        let _ = form;
        false
    }
}

#[cfg(test)]
#[cfg(feature = "lexicon")]
mod tests {
    use super::*;

    #[test]
    fn words_are_known_and_misspelt_ones_are_not() {
        for word in ["переговоры", "россиянка", "млрд", "эксминистра", "лавровым"]
        {
            assert!(is_known_word(word), "{word}");
        }
        for word in ["", "росиянка", "росссия", "переговры", "putin", "цзиньпином", "ghbdtn", "ы"]
        {
            assert!(!is_known_word(word), "{word}");
        }
    }
}
