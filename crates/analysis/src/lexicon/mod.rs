//! The lexicon: which canonical terms a Russian word form has.
//!
//! It is made from the OpenCorpora dictionary by `cargo xtask lexicon`; `data/README.md` says how, and under which
//! licences. A form that it does not hold is looked up as it would be spelt today or carefully, then without a known
//! prefix, and at last inflected as most known words with the same ending are, names above all.

use std::borrow::Cow;
use std::collections::HashMap;
use std::sync::LazyLock;

use crate::ALTERNATIVE;
use crate::explain::{Kind, Origin};

mod names;
mod prefixes;
mod respell;

/// Longer forms are no words of the language.
const MAX_LETTERS: usize = 48;

/// Letters of an unknown word that must stand before its ending, so that initials are not inflected.
const MIN_STEM: usize = 2;

static LEXICON: LazyLock<Option<Lexicon>> = LazyLock::new(Lexicon::load);

struct Lexicon {
    forms: fst::Map<&'static [u8]>,
    endings: fst::Map<&'static [u8]>,
    /// Each is a list of ways to make a term from a form; see [`Rule`].
    classes: Vec<&'static str>,
    abbreviations: HashMap<&'static str, &'static str>,
}

/// What the lexicon says of a form.
pub(crate) struct Entry<'f> {
    pub(crate) origin: Origin,
    /// Begins the terms: a prefix that was cut off.
    prefix: &'f str,
    /// What the rules apply to.
    form: Cow<'f, str>,
    class: &'static str,
    capital: bool,
}

/// Looks a form up, lower case and without ё. `capital` tells whether it was written with a capital letter.
pub(crate) fn look_up(form: &str, capital: bool) -> Option<Entry<'_>> {
    LEXICON.as_ref()?.look_up(form, capital)
}

/// Whether the dictionary holds a form.
pub(crate) fn is_known(form: &str) -> bool {
    LEXICON.as_ref().is_some_and(|lexicon| lexicon.class_of(form).is_some())
}

/// Writes the canonical terms of a form to `out`, separated by [`ALTERNATIVE`], the likeliest first.
/// Writes nothing and returns false if the lexicon has nothing to say.
pub(crate) fn canonical(form: &str, capital: bool, out: &mut String) -> bool {
    let Some(entry) = look_up(form, capital) else { return false };
    let known = out.len();
    entry.for_each_term(|term, _| {
        if out[..known].split(ALTERNATIVE).any(|known| known == term) {
            return;
        }
        if !out.is_empty() {
            out.push(ALTERNATIVE);
        }
        out.push_str(term);
    });
    true
}

/// Whether a form is of several Russian letters and nothing else.
pub(crate) fn is_russian(form: &str) -> bool {
    encode(form, &mut [0; MAX_LETTERS]).is_some()
}

impl Lexicon {
    /// The data is part of the binary; a test opens it, so that it cannot be missing from a release.
    fn load() -> Option<Self> {
        let abbreviations = include_str!("../../data/abbreviations.txt");
        Some(Self {
            forms: fst::Map::new(include_bytes!("../../data/lexicon.fst").as_slice()).ok()?,
            endings: fst::Map::new(include_bytes!("../../data/endings.fst").as_slice()).ok()?,
            classes: include_str!("../../data/lexicon-classes.txt").lines().collect(),
            abbreviations: abbreviations.lines().filter_map(|line| line.split_once(' ')).collect(),
        })
    }

    fn look_up<'f>(&self, form: &'f str, capital: bool) -> Option<Entry<'f>> {
        let entry = |origin, class| Entry { origin, prefix: "", form: Cow::Borrowed(form), class, capital };
        // A single capital letter is an initial.
        let is_initial = capital && form.chars().nth(1).is_none();
        if let Some(words) = self.abbreviations.get(form).filter(|_| !is_initial) {
            return Some(entry(Origin::Abbreviation, words));
        }
        if let Some(class) = self.class_of(form) {
            return Some(entry(Origin::Dictionary, class));
        }
        if let Some((respelt, class)) =
            respell::all(form).find_map(|it| self.class_of(&it).map(|class| (it, class)))
        {
            return Some(Entry { form: Cow::Owned(respelt), ..entry(Origin::Respelt, class) });
        }
        if let Some((prefix, rest)) = prefixes::split(form)
            && let Some(class) = self.class_of(rest)
        {
            return Some(Entry { prefix, form: Cow::Borrowed(rest), ..entry(Origin::Prefixed, class) });
        }
        let class = self.class_of_ending(form).or_else(|| names::may_be_abbreviation(form).then_some("0"))?;
        Some(entry(Origin::Ending, class))
    }

    /// The class of a form that the dictionary holds.
    fn class_of(&self, form: &str) -> Option<&'static str> {
        let mut key = [0; MAX_LETTERS];
        self.class_by_number(self.forms.get(encode(form, &mut key)?)?)
    }

    /// The class of the longest ending of `form` that known words have.
    fn class_of_ending(&self, form: &str) -> Option<&'static str> {
        let mut key = [0; MAX_LETTERS];
        let key = encode(form, &mut key)?;
        key.reverse();
        let reversed = &key[..key.len().saturating_sub(MIN_STEM)];
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
        self.class_by_number(longest?)
    }

    fn class_by_number(&self, number: u64) -> Option<&'static str> {
        self.classes.get(usize::try_from(number).ok()?).copied()
    }
}

impl Entry<'_> {
    /// Calls `sink` with every canonical term, the likeliest first, and what kind of word it is.
    pub(crate) fn for_each_term(&self, mut sink: impl FnMut(&str, Option<Kind>)) {
        if self.origin == Origin::Abbreviation {
            // «Мин» may be a name.
            let itself = Some(self.form.as_ref()).filter(|form| self.capital && self.class != *form);
            self.class.split(' ').for_each(|word| sink(word, Some(Kind::Abbreviation)));
            itself.into_iter().for_each(|form| sink(form, None));
            return;
        }
        // One buffer for all, because most look-ups of a cold cache end here.
        let mut terms = String::with_capacity(128);
        let mut add = |parts: [&str; 3], kind| {
            let from = terms.len();
            parts.iter().for_each(|part| terms.push_str(part));
            let (known, term) = terms.split_at(from);
            if known.split_terminator(ALTERNATIVE).any(|known| known == term) {
                terms.truncate(from);
            } else {
                sink(term, kind);
                terms.push(ALTERNATIVE);
            }
        };
        let rules = || self.class.split('|').filter_map(Rule::parse);
        // A few forms have readings for small letters only; with a capital letter these are better than none.
        let needs_match = rules().any(|rule| rule.holds(self.capital));
        let mut surname = names::surname(&self.form).filter(|_| self.capital && self.prefix.is_empty());
        for rule in rules() {
            if !needs_match || rule.holds(self.capital) {
                let stem = rule.stem(&self.form);
                add([self.prefix, stem, rule.add], rule.kind);
                // «Ирина» and «Украина» are no women of a family Ирин or Украин.
                let is_feminine = |surname: &str| {
                    rule.kind.is_some_and(Kind::is_name)
                        && format!("{stem}{}", rule.add).strip_suffix('а') == Some(surname)
                };
                surname = surname.filter(|surname| !is_feminine(surname));
            }
        }
        if let Some(surname) = surname {
            add([surname, "", ""], Some(Kind::Surname));
        }
        if self.origin == Origin::Ending {
            names::nominatives(&self.form).for_each(|name| add(["", &name, ""], Some(Kind::Name)));
        }
    }
}

/// One way to make a term: letters to cut off the end of the form, letters to add, the kind of word, and `^` if it
/// holds only for forms with a capital letter, `_` if only for those without.
struct Rule<'a> {
    cut: usize,
    add: &'a str,
    kind: Option<Kind>,
    capital: Option<bool>,
}

impl<'a> Rule<'a> {
    fn parse(rule: &'a str) -> Option<Self> {
        let (rule, capital) = match rule.as_bytes().last()? {
            b'^' => (&rule[..rule.len() - 1], Some(true)),
            b'_' => (&rule[..rule.len() - 1], Some(false)),
            _ => (rule, None),
        };
        let rest = rule.trim_start_matches(|c: char| c.is_ascii_digit());
        let add = rest.trim_end_matches(|c: char| c.is_ascii_lowercase());
        Some(Self {
            cut: rule[..rule.len() - rest.len()].parse().ok()?,
            add,
            kind: rest[add.len()..].chars().next().and_then(Kind::of_letter),
            capital,
        })
    }

    /// Whether it holds for a form with or without a capital letter.
    fn holds(&self, capital: bool) -> bool {
        self.capital.is_none_or(|needed| needed == capital)
    }

    /// What remains of a form.
    fn stem<'f>(&self, form: &'f str) -> &'f str {
        // Letters of the lexicon have two bytes each.
        &form[..form.len().saturating_sub(2 * self.cut)]
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

#[cfg(test)]
mod tests {
    use super::*;

    fn check(form: &str, expected: &str) {
        let mut terms = String::new();
        let known = canonical(form, false, &mut terms);
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
                assert!(Rule::parse(rule).is_some(), "{class}");
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
            ("лучше", "лучше|хороший"),
            ("лавровым", "лавров|лавровый"),
            ("николаевича", "николаевич"),
        ];
        for (form, expected) in table {
            check(form, expected);
        }
    }

    #[test]
    fn unknown_words_are_inflected_by_their_endings() {
        check("гвинкявичюсом", "гвинкявичюс|гвинкявичюсом");
        check("цзиньпином", "цзиньпин|цзиньпином");
    }

    #[test]
    fn letter_case_takes_no_word_away() {
        for (form, expected) in [("броням", "броня"), ("полов", "пол")] {
            let mut terms = String::new();
            assert!(canonical(form, true, &mut terms), "{form}");
            assert!(terms.split(ALTERNATIVE).any(|term| term == expected), "{form}: {terms}");
        }
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
