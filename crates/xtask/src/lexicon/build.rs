//! From readings to the lexicon: which canonical terms each word form gets.

use std::collections::{BTreeMap, HashMap};
use std::fmt::Write as _;

use anyhow::Result;

use super::dictionary::Dictionary;

/// What a reading weighs that the annotated texts do not show for a word they do show, in millionths.
/// It keeps such a reading only beside weak ones.
const UNSEEN: u32 = 20_000;

/// The part of the strongest reading's weight that a reading needs to be kept, in per cent. Measured on
/// UD Taiga, forms that find each other: 2 % gives F1 .9451, 5 % .9455, 10 % .9462.
const KEPT_PERCENT: u64 = 10;

/// The same for a reading in which the form is the lemma itself: «Серёжа», «Женя», «путина».
const KEPT_LEMMA_PERCENT: u64 = 2;

/// The same for a participle: «данный», «следующий» and «бывший» are adjectives long since, and their verbs are
/// wanted only where texts use the form as a participle in earnest.
const KEPT_PARTICIPLE_PERCENT: u64 = 40;

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
pub(crate) fn build(dictionary: &Dictionary) -> Result<Lexicon> {
    let readings = collect(dictionary)?;
    let mut classes = Classes::default();
    let mut forms = fst::MapBuilder::memory();
    let mut endings = Endings::default();
    let mut num_forms = 0;
    for (form, lemmas) in &readings {
        let Some(key) = encode(form) else { continue };
        let kept = kept(form, lemmas);
        forms.insert(key, classes.number(class(form, &kept)))?;
        num_forms += 1;
        for reading in lemmas.iter().filter(|reading| kept.contains(&reading.lemma.as_str())) {
            endings.count(form, reading);
        }
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
        let rule = class(form, &[&reading.lemma]);
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

/// A canonical term of a form.
struct Lemma {
    lemma: String,
    weight: u64,
    /// How much the reading counts where unknown words are guessed: new words are names and nouns above all.
    openness: u32,
    /// Whether all readings behind it are participles.
    only_participle: bool,
}

/// Folded form → folded lemma → weight. Cyrillic letters keep their order when encoded, so the map is in key order.
fn collect(dictionary: &Dictionary) -> Result<BTreeMap<String, Vec<Lemma>>> {
    let mut readings: BTreeMap<String, Vec<Lemma>> = BTreeMap::new();
    dictionary.for_each(|word, reading| {
        let weight = u64::from(dictionary.probability(word, &reading.tag).max(UNSEEN));
        let openness = openness(&reading.tag);
        let is_participle = reading.tag.starts_with("PRT") && !reading.tag.starts_with("PRTS");
        let lemma = fold(&reading.lemma);
        let lemmas = readings.entry(fold(word)).or_default();
        match lemmas.iter_mut().find(|known| known.lemma == lemma) {
            Some(known) => {
                known.weight += weight;
                known.openness = known.openness.max(openness);
                known.only_participle &= is_participle;
            }
            None => lemmas.push(Lemma { lemma, weight, openness, only_participle: is_participle }),
        }
    })?;
    Ok(readings)
}

fn openness(tag: &str) -> u32 {
    let has = |grammeme: &str| tag.split([',', ' ']).any(|part| part == grammeme);
    if has("Surn") {
        return 3;
    }
    if has("Abbr") || has("Fixd") || has("Patr") {
        return 0;
    }
    match tag.get(..4) {
        Some("NOUN") => 2,
        Some("ADJF" | "PRTF") => 1,
        _ => 0,
    }
}

/// The lemmas that are likely enough, likeliest first.
fn kept<'a>(form: &str, lemmas: &'a [Lemma]) -> Vec<&'a str> {
    let strongest = lemmas.iter().map(|known| known.weight).max().unwrap_or(0);
    let mut kept: Vec<&Lemma> =
        lemmas.iter().filter(|known| known.weight * 100 >= strongest * needed(form, known)).collect();
    kept.sort_by(|a, b| b.weight.cmp(&a.weight).then_with(|| a.lemma.cmp(&b.lemma)));
    kept.into_iter().map(|known| known.lemma.as_str()).collect()
}

fn needed(form: &str, known: &Lemma) -> u64 {
    match known {
        _ if known.lemma == form => KEPT_LEMMA_PERCENT,
        Lemma { only_participle: true, .. } => KEPT_PARTICIPLE_PERCENT,
        _ => KEPT_PERCENT,
    }
}

/// How the lemmas are made from the form: for each, letters to cut off its end and letters to add.
fn class(form: &str, lemmas: &[&str]) -> String {
    let rules = lemmas.iter().map(|lemma| {
        let shared: usize = form
            .chars()
            .zip(lemma.chars())
            .take_while(|(a, b)| a == b)
            .map(|(letter, _)| letter.len_utf8())
            .sum();
        format!("{}{}", form[shared..].chars().count(), &lemma[shared..])
    });
    rules.collect::<Vec<_>>().join("|")
}

fn fold(word: &str) -> String {
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

    #[test]
    fn a_class_turns_a_form_into_its_lemmas() {
        assert_eq!(class("дней", &["день"]), "3ень");
        assert_eq!(class("шел", &["идти"]), "3идти");
        assert_eq!(class("ели", &["есть", "ель"]), "2сть|1ь");
        assert_eq!(class("дом", &["дом"]), "0");
    }

    #[test]
    fn an_unlikely_reading_is_left_out() {
        let lemma = |lemma: &str, weight| Lemma {
            lemma: lemma.to_owned(),
            weight,
            openness: 1,
            only_participle: false,
        };
        let lemmas = [lemma("ель", 50_000), lemma("есть", 900_000)];
        assert_eq!(kept("ели", &lemmas), ["есть"]);
    }
}
