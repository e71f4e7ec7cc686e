//! The lemmas of each word form, with how likely they are.

use std::collections::BTreeMap;

use anyhow::Result;

use super::build::fold;
use super::dictionary::Dictionary;
use super::frequencies::Frequencies;
use super::kind::{Kind, has, lexeme_and_inflection};
use super::likelihood::{Cell, Numbers, estimate};

/// A canonical term of a form.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Lemma {
    pub(crate) lemma: String,
    /// Among the lemmas of the form, from 0 to 1.
    pub(crate) likelihood: f64,
    pub(crate) kind: Kind,
    /// How much the reading counts where unknown words are guessed: new words are names and nouns above all.
    pub(crate) openness: u32,
    /// Whether all readings behind it are participles.
    pub(crate) only_participle: bool,
    /// Whether one of them is a comparative.
    pub(crate) is_comparative: bool,
    /// Whether one of them is a name in the singular.
    pub(crate) is_singular_name: bool,
    /// Whether one of them is no name.
    pub(crate) is_common: bool,
    /// Whether it counts only for the form with a capital letter, however likely it is.
    pub(crate) needs_capital: bool,
}

/// One reading as it is collected.
struct Reading {
    cell: Cell,
    /// Share among the annotated occurrences of the form; 0 if there are none.
    annotated: f64,
    lemma: Lemma,
}

/// Folded forms in order, each with its lemmas. `estimate_share` is the weight of the estimate where annotated texts
/// show the form too.
pub(crate) fn collect(
    dictionary: &Dictionary,
    frequencies: &Frequencies,
    estimate_share: f64,
) -> Result<BTreeMap<String, Vec<Lemma>>> {
    let (mut lexemes, mut inflections, mut kinds) =
        (Numbers::default(), Numbers::default(), Numbers::default());
    let mut kind_of_inflection = Vec::new();
    let mut num_forms = 0;
    let mut forms: BTreeMap<String, (u32, Vec<Reading>)> = BTreeMap::new();
    dictionary.for_each(|word, reading| {
        let (group, inflection) = lexeme_and_inflection(&reading.tag);
        let lemma = fold(&reading.lemma);
        let (form, readings) = forms.entry(fold(word)).or_insert_with(|| {
            num_forms += 1;
            (num_forms - 1, Vec::new())
        });
        let cell = Cell {
            form: *form,
            lexeme: lexemes.of(&format!("{lemma} {group}")),
            inflection: inflections.of(&inflection),
        };
        if cell.inflection as usize == kind_of_inflection.len() {
            kind_of_inflection.push(kinds.of(inflection.split('|').next().unwrap_or_default()));
        }
        let annotated = f64::from(dictionary.probability(word, &reading.tag)) / 1e6;
        readings.push(Reading { cell, annotated, lemma: with_tag(lemma, &reading.tag) });
    })?;
    let mut frequency_of = vec![0.0; forms.len()];
    for (form, (number, _)) in &forms {
        frequency_of[*number as usize] = frequencies.get(form).copied().unwrap_or_default();
    }
    let cells: Vec<Cell> = forms.values().flat_map(|(_, readings)| readings).map(|it| it.cell).collect();
    let estimated = estimate(&cells, &frequency_of, &kind_of_inflection, lexemes.len());
    let mut estimated = estimated.into_iter();
    Ok(forms
        .into_iter()
        .map(|(form, (_, readings))| {
            let estimated: Vec<f64> = estimated.by_ref().take(readings.len()).collect();
            (form, lemmas(readings, &estimated, estimate_share))
        })
        .collect())
}

fn with_tag(lemma: String, tag: &str) -> Lemma {
    let kind = Kind::of(tag);
    Lemma {
        lemma,
        likelihood: 0.0,
        kind,
        openness: openness(tag),
        only_participle: kind == Kind::Participle,
        is_comparative: tag.starts_with("COMP"),
        is_singular_name: kind.is_name() && has(tag, "sing"),
        is_common: !kind.is_name(),
        needs_capital: false,
    }
}

fn openness(tag: &str) -> u32 {
    if has(tag, "Surn") {
        return 3;
    }
    if has(tag, "Abbr") || has(tag, "Fixd") || has(tag, "Patr") {
        return 0;
    }
    match tag.get(..4) {
        Some("NOUN") => 2,
        Some("ADJF" | "PRTF") => 1,
        _ => 0,
    }
}

/// Joins the readings with one lemma.
fn lemmas(readings: Vec<Reading>, estimated: &[f64], estimate_share: f64) -> Vec<Lemma> {
    let annotated: f64 = readings.iter().map(|reading| reading.annotated).sum();
    let mut lemmas: Vec<Lemma> = Vec::new();
    for (reading, estimated) in readings.into_iter().zip(estimated) {
        let likelihood = match annotated > 0.0 {
            true => (1.0 - estimate_share) * reading.annotated / annotated + estimate_share * estimated,
            false => *estimated,
        };
        match lemmas.iter_mut().find(|known| known.lemma == reading.lemma.lemma) {
            Some(known) => known.join(&reading.lemma, likelihood),
            None => lemmas.push(Lemma { likelihood, ..reading.lemma }),
        }
    }
    lemmas
}

impl Lemma {
    fn join(&mut self, other: &Self, likelihood: f64) {
        self.likelihood += likelihood;
        self.kind = self.kind.min(other.kind);
        self.openness = self.openness.max(other.openness);
        self.only_participle &= other.only_participle;
        self.is_comparative |= other.is_comparative;
        self.is_singular_name |= other.is_singular_name;
        self.is_common |= other.is_common;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn reading(lemma: &str, tag: &str, annotated: f64) -> Reading {
        let cell = Cell { form: 0, lexeme: 0, inflection: 0 };
        Reading { cell, annotated, lemma: with_tag(lemma.to_owned(), tag) }
    }

    #[test]
    fn annotated_texts_and_the_estimate_count_together() {
        let readings = vec![
            reading("данный", "ADJF,Apro masc,sing,nomn", 0.6),
            reading("дать", "PRTF,perf,tran,past,pssv masc,sing,nomn", 0.1),
            reading("дать", "PRTF,perf,tran,past,pssv inan,masc,sing,accs", 0.1),
        ];
        let lemmas = lemmas(readings, &[0.9, 0.05, 0.05], 0.5);
        assert_eq!(lemmas.len(), 2);
        assert!((lemmas[0].likelihood - 0.825).abs() < 1e-12 && (lemmas[1].likelihood - 0.175).abs() < 1e-12);
        assert!(lemmas[1].only_participle && !lemmas[0].only_participle);
    }

    #[test]
    fn a_form_no_text_shows_goes_by_the_estimate() {
        let readings = vec![
            reading("стоять", "VERB,impf,intr sing", 0.0),
            reading("стоить", "VERB,impf,tran sing", 0.0),
        ];
        let lemmas = lemmas(readings, &[0.7, 0.3], 0.5);
        assert_eq!(lemmas.iter().map(|lemma| lemma.likelihood).collect::<Vec<_>>(), [0.7, 0.3]);
    }
}
