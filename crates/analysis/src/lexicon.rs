//! The lexicon: which canonical terms a Russian word form has.
//!
//! It is made from the OpenCorpora dictionary by `cargo xtask lexicon`; `data/README.md` says how, and under which
//! licence. A form it does not hold is inflected as most known words with the same ending are, names above all.

use std::collections::HashMap;
use std::sync::LazyLock;

use crate::ALTERNATIVE;

/// Longer forms are no words of the language.
const MAX_LETTERS: usize = 48;

/// Letters of an unknown word that must stand before its ending, so that initials are not inflected.
const MIN_STEM: usize = 2;

static LEXICON: LazyLock<Option<Lexicon>> = LazyLock::new(Lexicon::load);

struct Lexicon {
    forms: fst::Map<&'static [u8]>,
    endings: fst::Map<&'static [u8]>,
    /// Each is a list of ways to make a term from a form: letters to cut off its end, then letters to add.
    classes: Vec<&'static str>,
    abbreviations: HashMap<&'static str, &'static str>,
}

/// Writes the canonical terms of a form, lower case and without ё, to `out`, separated by [`ALTERNATIVE`].
/// Writes nothing and returns false if the lexicon has nothing to say.
pub(crate) fn canonical(form: &str, out: &mut String) -> bool {
    LEXICON.as_ref().is_some_and(|lexicon| lexicon.canonical(form, out))
}

impl Lexicon {
    /// The data is part of the binary; a test opens it, so that it cannot be missing from a release.
    fn load() -> Option<Self> {
        let abbreviations = include_str!("../data/abbreviations.txt");
        Some(Self {
            forms: fst::Map::new(include_bytes!("../data/lexicon.fst").as_slice()).ok()?,
            endings: fst::Map::new(include_bytes!("../data/endings.fst").as_slice()).ok()?,
            classes: include_str!("../data/lexicon-classes.txt").lines().collect(),
            abbreviations: abbreviations.lines().filter_map(|line| line.split_once(' ')).collect(),
        })
    }

    fn canonical(&self, form: &str, out: &mut String) -> bool {
        if let Some(terms) = self.abbreviations.get(form) {
            let separated = terms.chars().map(|letter| if letter == ' ' { ALTERNATIVE } else { letter });
            out.extend(separated);
            return true;
        }
        let mut key = [0; MAX_LETTERS];
        let Some(key) = encode(form, &mut key) else { return false };
        let Some(class) = self.class(key) else { return false };
        apply(form, class, out);
        true
    }

    fn class(&self, key: &mut [u8]) -> Option<&'static str> {
        let number = match self.forms.get(&*key) {
            Some(number) => number,
            None => {
                key.reverse();
                self.longest_ending(&key[..key.len().saturating_sub(MIN_STEM)])?
            }
        };
        self.classes.get(usize::try_from(number).ok()?).copied()
    }

    /// `reversed` is read letter by letter from the end of the word; the longest ending known decides.
    fn longest_ending(&self, reversed: &[u8]) -> Option<u64> {
        let endings = self.endings.as_fst();
        let mut node = endings.root();
        let mut output = fst::raw::Output::zero();
        let mut longest = None;
        for letter in reversed {
            let Some(place) = node.find_input(*letter) else { break };
            let transition = node.transition(place);
            output = output.cat(transition.out);
            node = endings.node(transition.addr);
            if node.is_final() {
                longest = Some(output.cat(node.final_output()).value());
            }
        }
        longest
    }
}

/// One byte a letter; `None` if anything but Russian letters is in the form, or one letter only: initials and
/// particles mean themselves.
fn encode<'a>(form: &str, key: &'a mut [u8; MAX_LETTERS]) -> Option<&'a mut [u8]> {
    let mut length = 0;
    for letter in form.chars() {
        let code =
            u8::try_from(u32::from(letter).checked_sub(u32::from('а'))?).ok().filter(|code| *code < 32)?;
        *key.get_mut(length)? = code;
        length += 1;
    }
    (length > 1).then(|| &mut key[..length])
}

fn apply(form: &str, class: &str, out: &mut String) {
    for (number, rule) in class.split('|').enumerate() {
        let digits = rule.bytes().take_while(u8::is_ascii_digit).count();
        let (cut, add) = rule.split_at(digits);
        let cut = cut.bytes().fold(0, |sum, digit| sum * 10 + usize::from(digit - b'0'));
        if number > 0 {
            out.push(ALTERNATIVE);
        }
        // Letters of the lexicon have two bytes each.
        out.push_str(&form[..form.len().saturating_sub(2 * cut)]);
        out.push_str(add);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(form: &str, expected: &str) {
        let mut terms = String::new();
        let known = canonical(form, &mut terms);
        assert_eq!(terms.replace(ALTERNATIVE, "|"), expected, "{form}");
        assert_eq!(known, !expected.is_empty(), "{form}");
    }

    #[test]
    fn the_data_is_sound() {
        let lexicon = Lexicon::load().unwrap();
        assert!(lexicon.forms.len() > 3_000_000 && lexicon.endings.len() > 10_000);
        lexicon.forms.as_fst().verify().unwrap();
        lexicon.endings.as_fst().verify().unwrap();
        for class in &lexicon.classes {
            for rule in class.split('|') {
                assert!(rule.starts_with(|first: char| first.is_ascii_digit()), "{class}");
            }
        }
        for (abbreviation, terms) in &lexicon.abbreviations {
            assert!(!abbreviation.is_empty() && !terms.trim().is_empty(), "{abbreviation}");
        }
    }

    #[test]
    fn forms_of_the_dictionary() {
        let table = [
            ("дней", "день"),
            ("людьми", "человек"),
            ("дети", "ребенок"),
            ("шел", "идти"),
            ("льда", "лед"),
            ("лучше", "хороший|лучше"),
            ("лавровым", "лавровый|лавров"),
            ("николаевича", "николаевич"),
        ];
        for (form, expected) in table {
            check(form, expected);
        }
    }

    #[test]
    fn unknown_words_are_inflected_by_their_endings() {
        check("гвинкявичюсом", "гвинкявичюс");
        check("цзиньпином", "цзиньпин");
    }

    #[test]
    fn abbreviations_are_the_words_they_stand_for() {
        check("млрд", "миллиард");
        check("гг", "год");
    }

    #[test]
    fn what_is_no_russian_word_is_left_alone() {
        for form in ["", "е", "report", "київ", "су35", &"а".repeat(MAX_LETTERS + 1)] {
            check(form, "");
        }
    }
}
