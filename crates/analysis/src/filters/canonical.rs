#[cfg(feature = "lexicon")]
use super::Letters;
use super::{Stem, Term, TokenFilter};
#[cfg(feature = "lexicon")]
use crate::explain::Kind;
use crate::explain::{Explained, Origin, Step};
#[cfg(feature = "lexicon")]
use crate::lexicon;

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
                known = Sources::of(form, letters).write_terms(form, out);
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

    fn step(&self) -> Option<Step> {
        None
    }

    fn explain(&self, term: &mut Term, explained: &mut Explained) {
        #[cfg(feature = "lexicon")]
        Sources::of(&term.text, term.letters).explain(&term.text, explained);
        if explained.readings.is_empty() {
            let before = term.text.clone();
            self.0.apply(term);
            let origin = if term.text == before { Origin::Spelling } else { Origin::Stem };
            explained.add(&term.text, None, origin);
        }
    }
}

/// Where the canonical terms of a form come from, if not from the stemmer.
///
/// Capital letters tell abbreviations («РАН» and «ран», «МОК» and «мок»), which mean themselves first of all and are
/// declined by small letters, if at all: «МИДом».
#[cfg(feature = "lexicon")]
struct Sources<'f> {
    /// The form, or its beginning, as an abbreviation in capital letters.
    abbreviation: Option<&'f str>,
    /// Whether the lexicon is asked, and then, whether for a word with a capital letter.
    lexicon: Option<bool>,
}

#[cfg(feature = "lexicon")]
impl<'f> Sources<'f> {
    fn of(form: &'f str, letters: Letters) -> Self {
        let of_lexicon = |capital| Self { abbreviation: None, lexicon: Some(capital) };
        match letters {
            Letters::Small => of_lexicon(false),
            Letters::Capital => of_lexicon(true),
            Letters::AllCapital if !lexicon::is_russian(form) => Self { abbreviation: None, lexicon: None },
            Letters::AllCapital => {
                let length = form.chars().count();
                let may_be_word = length > LONGEST_UNKNOWN_ABBREVIATION || lexicon::is_known(form);
                Self {
                    abbreviation: (length <= LONGEST_ABBREVIATION).then_some(form),
                    // In a shouted headline capitals tell no names.
                    lexicon: may_be_word.then_some(false),
                }
            }
            Letters::CapitalThenSmall(capital) => {
                let stem = form.char_indices().nth(capital).map_or(form, |(at, _)| &form[..at]);
                let ending = &form[stem.len()..];
                if super::foreign_ending::is_russian_ending(ending) && lexicon::is_russian(stem) {
                    return Self { abbreviation: Some(stem), lexicon: None };
                }
                of_lexicon(true)
            }
        }
    }

    /// Writes the terms of the form to `out`, the likeliest first; false if there are none.
    fn write_terms(&self, form: &str, out: &mut String) -> bool {
        out.push_str(self.abbreviation.unwrap_or_default());
        if let Some(capital) = self.lexicon {
            lexicon::canonical(form, capital, out);
        }
        !out.is_empty()
    }

    /// Notes the terms of the form, their kinds and origins, in the same order.
    fn explain(&self, form: &str, explained: &mut Explained) {
        if let Some(term) = self.abbreviation {
            explained.add(term, Some(Kind::Abbreviation), Origin::Capitals);
        }
        if let Some(entry) = self.lexicon.and_then(|capital| lexicon::look_up(form, capital)) {
            entry.for_each_term(|term, kind| explained.add(term, kind, entry.origin));
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
    fn a_word_of_readings_in_small_letters_only_does_not_vanish_behind_a_capital() {
        let mut term = Term::default();
        term.set("Люков");
        term.map_chars(|c| c.to_lowercase().next().unwrap_or(c));
        Canonical::russian().apply(&mut term);
        assert_eq!(term.text, "люк\0люков");
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
