//! Readings that the dictionary lacks: names that look like forms of other words.

use std::collections::{BTreeMap, HashMap};

use anyhow::{Context, Result};

use super::kind::Kind;
use super::readings::Lemma;

/// Changes made by hand, by form.
#[derive(Debug, Default)]
pub(crate) struct Corrections(HashMap<String, Vec<Change>>);

#[derive(Debug, PartialEq)]
enum Change {
    Add(String),
    Remove(String),
}

impl Corrections {
    /// Reads the file of corrections; its head describes the format.
    pub(crate) fn parse(text: &str) -> Result<Self> {
        let mut corrections = Self::default();
        for (number, line) in (1..).zip(text.lines()) {
            let mut words = line.split('#').next().unwrap_or_default().split_whitespace();
            let Some(term) = words.next() else { continue };
            let forms: Vec<&str> = words.collect();
            forms.first().with_context(|| format!("line {number}: a term without forms"))?;
            for form in forms {
                let change = match term.strip_prefix('!') {
                    Some(term) => Change::Remove(term.to_owned()),
                    None => Change::Add(term.to_owned()),
                };
                corrections.0.entry(form.to_owned()).or_default().push(change);
            }
        }
        Ok(corrections)
    }

    /// Changes the readings of all forms. A form that keeps none is unknown.
    pub(crate) fn apply(&self, forms: &mut BTreeMap<String, Vec<Lemma>>) {
        for (form, lemmas) in &mut *forms {
            if may_be_name(form, lemmas) {
                lemmas.push(name(form));
            }
            for change in self.0.get(form).into_iter().flatten() {
                match change {
                    Change::Add(term) => lemmas.push(name(term)),
                    Change::Remove(term) => lemmas.retain(|lemma| lemma.lemma != *term),
                }
            }
        }
        forms.retain(|_, lemmas| !lemmas.is_empty());
    }
}

/// Whether a form may be the nominative of a surname that the dictionary lacks: «Аваков», which is also a genitive
/// of several Avaks, «Трасс» and «Питт», which look like those of feminine nouns.
fn may_be_name(form: &str, lemmas: &[Lemma]) -> bool {
    let zero_ending = format!("{form}а");
    let of_first_name = (form.ends_with("ов") || form.ends_with("ев"))
        && lemmas.iter().all(|lemma| lemma.kind == Kind::FirstName && lemma.lemma != form);
    of_first_name || lemmas.iter().all(|lemma| lemma.lemma == zero_ending)
}

fn name(term: &str) -> Lemma {
    Lemma {
        lemma: term.to_owned(),
        likelihood: 0.0,
        kind: Kind::Surname,
        openness: 0,
        only_participle: false,
        is_comparative: false,
        is_singular_name: true,
        is_common: false,
        needs_capital: true,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_added_and_readings_removed() {
        let corrections =
            Corrections::parse("# a comment\nмаск маска # why\n!рост ростов\n!вица вице").unwrap();
        let lemma = |lemma: &str| Lemma { needs_capital: false, kind: Kind::Noun, ..name(lemma) };
        let mut forms = BTreeMap::from([
            ("маска".to_owned(), vec![lemma("маска")]),
            ("ростов".to_owned(), vec![lemma("ростов"), lemma("рост")]),
            ("трасс".to_owned(), vec![lemma("трасса")]),
            ("вице".to_owned(), vec![lemma("вица")]),
        ]);
        corrections.apply(&mut forms);
        let terms = |form: &str| forms[form].iter().map(|lemma| lemma.lemma.as_str()).collect::<Vec<_>>();
        assert_eq!(terms("маска"), ["маска", "маск"]);
        assert_eq!(terms("ростов"), ["ростов"]);
        assert_eq!(terms("трасс"), ["трасса", "трасс"]);
        assert!(!forms.contains_key("вице"));
        assert!(Corrections::parse("маск # no form").is_err());
    }
}
