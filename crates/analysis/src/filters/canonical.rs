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
            let mut known = false;
            term.rewrite(|form, out| {
                known = crate::lexicon::canonical(form, out);
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
}
