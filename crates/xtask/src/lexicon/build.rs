//! From readings to the lexicon: which canonical terms each word form keeps, and in which files.

use std::collections::{BTreeMap, HashMap};
use std::fmt::Write as _;

use anyhow::Result;

use super::corrections::Corrections;
use super::dictionary::Dictionary;
use super::frequencies::Frequencies;
use super::kind::Kind;
use super::readings::{self, Lemma};

/// How much the annotated texts count against the estimate of [`super::likelihood`], where they show a form.
/// Measured on UD Taiga, forms that find each other, with [`KEPT`] at 0.03: 0 gives F1 .9425, 0.35 gives .9454,
/// 0.5 gives .9460, 0.7 gives .9460.
const ESTIMATE_SHARE: f64 = 0.5;

/// The part of the strongest reading's likelihood that a reading needs to be kept. Measured in the same way: 0.03
/// gives F1 .9460, 0.05 .9464, 0.1 .9454; the smallest keeps «сталь» for «стали».
const KEPT: f64 = 0.03;

/// The same for a participle: «данный», «следующий» and «бывший» are adjectives long since, and their verbs are
/// wanted only where texts use the form as a participle in earnest.
const KEPT_PARTICIPLE: f64 = 0.6;

/// The same for a name in the singular where the form is written with a capital letter: «Жене» is «Женя» too.
const KEPT_NAME: f64 = 0.002;

/// The same for a word that is no name, and for names in the plural, where the likeliest reading is a name in the
/// singular and the form is written with a capital letter: «Львов» is a city and no lions, «Иванов» no Ivans. With
/// a small letter such a word always counts, since the frequencies do not tell «Лавровым» from «лавровым».
const KEPT_BESIDE_NAME: f64 = 0.4;

/// Longest ending that is looked at to guess how an unknown word is inflected, in letters.
const MAX_ENDING: usize = 6;

/// Letters of a word that must stand before the ending.
const MIN_STEM: usize = 2;

/// How many known forms must share an ending before it says anything.
const MIN_FORMS: u32 = 4;

/// The part of an ending's forms, in per cent, that a way of inflection needs to be guessed, and how many ways are.
const GUESS_PERCENT: u32 = 22;
const MAX_GUESSES: usize = 3;

/// The three files of the lexicon.
pub(crate) struct Lexicon {
    /// An fst map from encoded word forms to class numbers.
    pub(crate) forms: Vec<u8>,
    /// An fst map from endings, encoded last letter first, to class numbers: for words that `forms` does not hold.
    pub(crate) endings: Vec<u8>,
    /// One class a line: how to make the canonical terms from the form.
    pub(crate) classes: String,
    /// How many word forms it holds.
    pub(crate) num_forms: usize,
}

/// Builds the lexicon.
pub(crate) fn build(
    dictionary: &Dictionary,
    frequencies: &Frequencies,
    corrections: &Corrections,
) -> Result<Lexicon> {
    let mut forms_and_lemmas = readings::collect(dictionary, frequencies, ESTIMATE_SHARE)?;
    corrections.apply(&mut forms_and_lemmas);
    let mut classes = Classes::default();
    let mut forms = fst::MapBuilder::memory();
    let mut endings = Endings::default();
    let mut num_forms = 0;
    for (form, lemmas) in &forms_and_lemmas {
        let Some(key) = encode(form) else { continue };
        let kept = kept(lemmas);
        forms.insert(key, classes.number(class(form, &kept)))?;
        num_forms += 1;
        let counted = kept.iter().filter(|kept| kept.letters != Letters::Capital);
        counted.for_each(|kept| endings.count(form, kept.lemma));
    }
    let endings = endings.into_map(&mut classes)?;
    Ok(Lexicon { forms: forms.into_inner()?, endings, classes: classes.lines, num_forms })
}

/// Numbers the classes in the order they come up.
#[derive(Default)]
struct Classes {
    numbers: HashMap<String, u64>,
    lines: String,
}

impl Classes {
    fn number(&mut self, class: String) -> u64 {
        let next = self.numbers.len() as u64;
        *self.numbers.entry(class).or_insert_with_key(|class| {
            let _ = writeln!(self.lines, "{class}");
            next
        })
    }
}

/// How known words with an ending are inflected: ending → rule → number of forms.
#[derive(Default)]
struct Endings(BTreeMap<Vec<u8>, HashMap<String, u32>>);

impl Endings {
    fn count(&mut self, form: &str, reading: &Lemma) {
        let weight = reading.openness;
        let letters: Vec<char> = form.chars().collect();
        let rule = rule(form, &reading.lemma);
        let cut =
            rule.chars().take_while(char::is_ascii_digit).collect::<String>().parse().unwrap_or(usize::MAX);
        if weight == 0 || letters.len() < MIN_STEM + cut.max(1) {
            return;
        }
        let longest = MAX_ENDING.min(letters.len() - MIN_STEM);
        for length in cut.max(1)..=longest {
            let ending: String = letters[letters.len() - length..].iter().rev().collect();
            if let Some(key) = encode(&ending) {
                *self.0.entry(key).or_default().entry(rule.clone()).or_default() += weight;
            }
        }
    }

    /// Keeps the endings that say something else than the same ending with a letter less.
    fn into_map(self, classes: &mut Classes) -> Result<Vec<u8>> {
        let mut map = fst::MapBuilder::memory();
        let mut shorter: Vec<(Vec<u8>, String)> = Vec::new();
        for (ending, rules) in self.0 {
            while shorter.last().is_some_and(|(key, _)| !ending.starts_with(key)) {
                shorter.pop();
            }
            let Some(guess) = guess(&rules) else { continue };
            if shorter.last().is_some_and(|(_, known)| *known == guess) {
                continue;
            }
            map.insert(&ending, classes.number(guess.clone()))?;
            shorter.push((ending, guess));
        }
        Ok(map.into_inner()?)
    }
}

/// The likeliest rules of an ending, as a class.
fn guess(rules: &HashMap<String, u32>) -> Option<String> {
    let total: u32 = rules.values().sum();
    if total < MIN_FORMS {
        return None;
    }
    let mut likely: Vec<(&String, &u32)> =
        rules.iter().filter(|(_, count)| **count * 100 >= total * GUESS_PERCENT).collect();
    likely.sort_by(|(a, first), (b, second)| second.cmp(first).then_with(|| a.cmp(b)));
    likely.truncate(MAX_GUESSES);
    let rules: Vec<&str> = likely.into_iter().map(|(rule, _)| rule.as_str()).collect();
    (!rules.is_empty()).then(|| rules.join("|"))
}

/// A lemma that a form keeps.
#[derive(Debug, PartialEq)]
struct Kept<'a> {
    lemma: &'a Lemma,
    letters: Letters,
}

/// How a form must be written for a reading to count.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Letters {
    Any,
    /// With a small letter at its beginning.
    Small,
    /// With a capital letter.
    Capital,
}

/// The lemmas that are likely enough, likeliest first; those that need a capital letter last.
fn kept(lemmas: &[Lemma]) -> Vec<Kept<'_>> {
    let is_several = |lemma: &Lemma| is_several(lemma, lemmas);
    let only_several = lemmas.iter().all(|lemma| is_several(lemma) || lemma.needs_capital);
    let counts = |lemma: &&Lemma| only_several || !is_several(lemma) || lemma.is_common;
    let lemmas: Vec<&Lemma> = lemmas.iter().filter(counts).collect();
    let Some(strongest) = lemmas.iter().max_by(|a, b| a.likelihood.total_cmp(&b.likelihood)).copied() else {
        return Vec::new();
    };
    let mut kept: Vec<Kept<'_>> = Vec::new();
    for lemma in lemmas {
        let share = lemma.likelihood / strongest.likelihood;
        let beside_name = strongest.is_singular_name && !lemma.is_singular_name;
        let letters = match share {
            _ if lemma.needs_capital => Letters::Capital,
            _ if !only_several && is_several(lemma) => Letters::Small,
            _ if beside_name && share < KEPT_BESIDE_NAME => Letters::Small,
            _ if share >= needed(lemma) => Letters::Any,
            _ if lemma.is_singular_name && share >= KEPT_NAME => Letters::Capital,
            _ => continue,
        };
        kept.push(Kept { lemma, letters });
    }
    kept.sort_by(|a, b| {
        let by_likelihood = b.lemma.likelihood.total_cmp(&a.lemma.likelihood);
        let last = |kept: &Kept<'_>| kept.letters == Letters::Capital;
        last(a).cmp(&last(b)).then(by_likelihood).then_with(|| a.lemma.lemma.cmp(&b.lemma.lemma))
    });
    kept
}

/// Whether a reading, where it is a name, means several people of that name beside a likelier word: «Сергеев» is a
/// surname and «август» a month, not several Sergeys and Augustas; «Романов» is not several people called Roman.
fn is_several(lemma: &Lemma, lemmas: &[Lemma]) -> bool {
    let is_person = match lemma.kind {
        Kind::FirstName => true,
        Kind::Surname => lemmas.iter().any(|other| {
            other.is_singular_name && !other.needs_capital && other.likelihood >= KEPT * lemma.likelihood
        }),
        _ => false,
    };
    is_person && !lemma.is_singular_name
}

fn needed(lemma: &Lemma) -> f64 {
    match lemma {
        // «лучше» is always «хороший» too: texts are annotated as adverbs, readers mean the word.
        Lemma { is_comparative: true, .. } => 0.0,
        Lemma { only_participle: true, .. } => KEPT_PARTICIPLE,
        _ => KEPT,
    }
}

/// How the lemmas are made from the form: for each the rule, the letter of its kind, and `^` where it needs a
/// capital letter or `_` where it needs a small one.
fn class(form: &str, kept: &[Kept<'_>]) -> String {
    let rules = kept.iter().map(|kept| {
        let letters = match kept.letters {
            Letters::Any => "",
            Letters::Small => "_",
            Letters::Capital => "^",
        };
        format!("{}{}{letters}", rule(form, &kept.lemma.lemma), kept.lemma.kind.letter())
    });
    rules.collect::<Vec<_>>().join("|")
}

/// How a lemma is made from the form: letters to cut off its end and letters to add.
fn rule(form: &str, lemma: &str) -> String {
    let shared: usize = form
        .chars()
        .zip(lemma.chars())
        .take_while(|(a, b)| a == b)
        .map(|(letter, _)| letter.len_utf8())
        .sum();
    format!("{}{}", form[shared..].chars().count(), &lemma[shared..])
}

pub(super) fn fold(word: &str) -> String {
    word.to_lowercase().replace('ё', "е")
}

/// One byte a letter. Forms with anything but Russian letters are left out: the tokenizer splits at hyphens.
fn encode(form: &str) -> Option<Vec<u8>> {
    form.chars()
        .map(|letter| ('а'..='я').contains(&letter).then(|| (letter as u32 - 'а' as u32) as u8))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lemma(lemma: &str, likelihood: f64) -> Lemma {
        Lemma {
            lemma: lemma.to_owned(),
            likelihood,
            kind: Kind::Noun,
            openness: 1,
            only_participle: false,
            is_comparative: false,
            is_singular_name: false,
            is_common: true,
            needs_capital: false,
        }
    }

    #[test]
    fn a_class_turns_a_form_into_its_lemmas() {
        assert_eq!(rule("дней", "день"), "3ень");
        assert_eq!(rule("шел", "идти"), "3идти");
        assert_eq!(rule("дом", "дом"), "0");
        let mut name = lemma("женя", 0.013);
        (name.is_singular_name, name.is_common, name.kind) = (true, false, Kind::FirstName);
        let lemmas = [name, lemma("жена", 0.987)];
        assert_eq!(class("жене", &kept(&lemmas)), "1аn|1яf^");
        let mut city = lemma("львов", 0.9);
        (city.is_singular_name, city.is_common, city.kind) = (true, false, Kind::Place);
        let lemmas = [lemma("лев", 0.1), city.clone()];
        assert_eq!(class("львов", &kept(&lemmas)), "0g|4евn_");
    }

    #[test]
    fn nobody_writes_of_several_people_of_one_name() {
        let mut surname = lemma("романов", 0.4);
        (surname.is_singular_name, surname.is_common, surname.kind) = (true, false, Kind::Surname);
        let mut name_and_book = lemma("роман", 0.6);
        name_and_book.kind = Kind::Surname;
        let mut place = lemma("романово", 0.01);
        (place.is_singular_name, place.is_common) = (true, false);
        assert_eq!(class("романов", &kept(&[name_and_book.clone(), place])), "2s|0оn^");
        let mut name = name_and_book.clone();
        name.is_common = false;
        assert_eq!(class("романов", &kept(&[name_and_book, surname.clone()])), "2s_|0s");
        assert_eq!(class("романов", &kept(&[name, surname])), "0s");
    }

    #[test]
    fn an_unlikely_reading_is_left_out() {
        let lemmas = [lemma("ель", 0.02), lemma("есть", 0.9)];
        assert_eq!(class("ели", &kept(&lemmas)), "2стьn");
    }
}
