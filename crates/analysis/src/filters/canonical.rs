#[cfg(feature = "lexicon")]
use super::Letters;
use super::{Stem, Term, TokenFilter};

/// Replaces a Cyrillic word by its canonical terms: those of the lexicon, or else its stem.
///
/// An ambiguous form has several, separated by [`crate::ALTERNATIVE`]; each becomes a token at the same position.
pub(crate) struct Canonical(Stem);

impl Canonical {
    pub(crate) fn russian() -> Self {
        Self(Stem::russian())
    }
}

impl TokenFilter for Canonical {
    fn apply(&self, term: &mut Term) {
        #[cfg(feature = "lexicon")]
        {
            let (mut known, letters) = (false, term.letters);
            term.rewrite(|form, out| {
                known = canonical(form, letters, out);
                if !known {
                    out.push_str(form);
                }
            });
            if known {
                return;
            }
        }
        self.0.apply(term);
    }
}

/// Writes the canonical terms of a form; false if there are none.
///
/// Capital letters tell abbreviations («РАН» and «ран», «МОК» and «мок»), which mean themselves first of all and are
/// declined by small letters, if at all: «МИДом».
#[cfg(feature = "lexicon")]
fn canonical(form: &str, letters: Letters, out: &mut String) -> bool {
    use crate::lexicon;

    match letters {
        Letters::Small => lexicon::canonical(form, false, out),
        Letters::Capital => lexicon::canonical(form, true, out),
        Letters::AllCapital if !lexicon::is_russian(form) => false,
        Letters::AllCapital => {
            let length = form.chars().count();
            if length <= LONGEST_ABBREVIATION {
                out.push_str(form);
            }
            if length > LONGEST_UNKNOWN_ABBREVIATION || lexicon::is_known(form) {
                // In a shouted headline capitals tell no names.
                lexicon::canonical(form, false, out);
            }
            !out.is_empty()
        }
        Letters::CapitalThenSmall(capital) => {
            let stem = form.char_indices().nth(capital).map_or(form, |(at, _)| &form[..at]);
            if super::foreign_ending::is_russian_ending(&form[stem.len()..]) && lexicon::is_russian(stem) {
                out.push_str(stem);
                return true;
            }
            lexicon::canonical(form, true, out)
        }
    }
}

/// Letters up to which a word in capitals may be an abbreviation.
#[cfg(feature = "lexicon")]
const LONGEST_ABBREVIATION: usize = 5;

/// Letters up to which it is one if no dictionary holds it: from there on names in a shouted headline are likelier.
#[cfg(feature = "lexicon")]
const LONGEST_UNKNOWN_ABBREVIATION: usize = 4;

#[cfg(test)]
#[cfg(feature = "lexicon")]
mod tests {
    use super::*;

    #[test]
    fn the_lexicon_comes_first_and_the_stem_is_the_last_resort() {
        super::super::check(
            &Canonical::russian(),
            &[("выборами", "выборы\0выбор"), ("київ", "київ"), ("україною", "україн"), ("report", "report")],
        );
    }

    #[test]
    fn abbreviations_are_told_by_their_letters() {
        let table = [
            ("МОК", "мок\0мокнуть"),
            ("мок", "мокнуть"),
            ("ВСУ", "всу"),
            ("МИДом", "мид"),
            ("СТАЛИ", "стали\0стать\0сталь"),
            ("ПЕРЕГОВОРЫ", "переговоры"),
        ];
        for (written, expected) in table {
            let mut term = Term::default();
            term.set(written);
            term.map_chars(|c| c.to_lowercase().next().unwrap_or(c));
            Canonical::russian().apply(&mut term);
            assert_eq!(term.text, expected, "{written}");
        }
    }
}
