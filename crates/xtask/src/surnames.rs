//! `cargo xtask surnames`: how many forms of the dictionary's surnames their nominative finds.

use std::collections::{BTreeMap, BTreeSet};
use std::io::Write;
use std::path::Path;
use std::process::{Command, Stdio};

use anyhow::{Context, Result, ensure};

use crate::lexicon;
use crate::lexicon::dictionary::Dictionary;

/// Endings of the nominative; the forms of these are the ones that stemming tears apart.
const ENDINGS: [&str; 5] = ["ов", "ев", "ёв", "ин", "ын"];

/// The share of forms found that is asked for, in per mille.
const NEEDED: usize = 995;

/// How many misses of an ending are shown.
const MAX_SHOWN: usize = 12;

/// A surname in the masculine nominative, and all its forms: both genders, both numbers, all cases.
type Surnames = BTreeMap<String, BTreeSet<String>>;

/// Asks the analyzer of this workspace for every form of the surnames in -ов, -ев, -ёв, -ин and -ын of the dictionary
/// installed in `folder`, or else fetched with pip, and prints the shares that their nominatives find.
///
/// # Errors
/// If a dictionary or an analyzer cannot be had, or too few forms are found.
pub(crate) fn run(root: &Path, folder: Option<&str>) -> Result<()> {
    let folder = lexicon::folder(root, folder)?;
    let surnames = collect(&Dictionary::open(&folder.join("pymorphy3_dicts_ru/data"))?)?;
    let queries: Vec<String> =
        surnames.keys().flat_map(|surname| [capitalised(surname), surname.clone()]).collect();
    let forms: Vec<String> = surnames.values().flatten().map(|form| capitalised(form)).collect();
    let mut query_terms = terms(root, "query", &queries)?.into_iter();
    let mut form_terms = terms(root, "index", &forms)?.into_iter();
    let mut counts: BTreeMap<&str, Count> = BTreeMap::new();
    for (surname, forms) in &surnames {
        let Some(ending) = ending(surname) else { continue };
        let count = counts.entry(ending).or_default();
        let asked: Vec<Vec<String>> = query_terms.by_ref().take(2).collect();
        for form in forms {
            let found = form_terms.next().context("an answer is missing")?;
            for query in &asked {
                count.add(surname, form, query, &found);
            }
        }
    }
    let all = report(&counts);
    ensure!(all.is_enough(), "fewer than {NEEDED} per mille found");
    Ok(())
}

#[derive(Default)]
struct Count {
    asked: usize,
    found: usize,
    /// Surname, form, terms of both; capital and small letters nearly always miss alike.
    misses: BTreeSet<String>,
}

impl Count {
    fn add(&mut self, surname: &str, form: &str, query: &[String], found: &[String]) {
        self.asked += 1;
        if query.iter().any(|term| found.contains(term)) {
            self.found += 1;
        } else {
            let miss = format!("{surname} {} ↔ {form} {}", query.join("|"), found.join("|"));
            self.misses.insert(miss);
        }
    }

    fn is_enough(&self) -> bool {
        self.found * 1000 >= self.asked * NEEDED
    }
}

impl std::fmt::Display for Count {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let share = 100.0 * self.found as f64 / self.asked.max(1) as f64;
        write!(f, "{} of {} found, {share:.2} %", self.found, self.asked)
    }
}

/// Prints a line per ending with its first misses, and one for all, which it returns.
fn report(counts: &BTreeMap<&str, Count>) -> Count {
    let mut all = Count::default();
    for (ending, count) in counts {
        println!("-{ending}: {count}");
        count.misses.iter().take(MAX_SHOWN).for_each(|miss| println!("    {miss}"));
        all.asked += count.asked;
        all.found += count.found;
    }
    println!("all: {all}");
    all
}

fn collect(dictionary: &Dictionary) -> Result<Surnames> {
    let mut surnames = Surnames::new();
    let mut nominatives = BTreeSet::new();
    dictionary.for_each(|word, reading| {
        let has = |grammeme: &str| reading.tag.split([',', ' ']).any(|part| part == grammeme);
        if !has("Surn") || ending(&reading.lemma).is_none() {
            return;
        }
        if word == reading.lemma && has("masc") && has("sing") && has("nomn") {
            nominatives.insert(word.to_owned());
        }
        surnames.entry(reading.lemma).or_default().insert(word.to_owned());
    })?;
    surnames.retain(|surname, _| nominatives.contains(surname));
    ensure!(!surnames.is_empty(), "the dictionary has no surnames");
    Ok(surnames)
}

fn ending(surname: &str) -> Option<&'static str> {
    ENDINGS.into_iter().find(|ending| surname.ends_with(ending))
}

fn capitalised(word: &str) -> String {
    let mut letters = word.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}

/// The terms of each word as a query or in the index. It asks the built program: this crate depends on no other.
fn terms(root: &Path, side: &str, words: &[String]) -> Result<Vec<Vec<String>>> {
    let mut child = Command::new(env!("CARGO"))
        .current_dir(root)
        .args(["run", "--quiet", "--package", "vestnik", "--", "analyze", "--words", side])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .context("cargo run")?;
    let mut input = child.stdin.take().context("no standard input")?;
    let text = words.join("\n");
    let writer = std::thread::spawn(move || input.write_all(text.as_bytes()));
    let output = child.wait_with_output()?;
    ensure!(output.status.success(), "vestnik analyze failed");
    writer.join().ok().context("the writing thread")??;
    let lines = String::from_utf8(output.stdout)?;
    let terms: Vec<Vec<String>> = lines
        .lines()
        .map(|line| line.split('\t').filter(|term| !term.is_empty()).map(str::to_owned).collect())
        .collect();
    ensure!(terms.len() == words.len(), "{} words, {} answers", words.len(), terms.len());
    Ok(terms)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_endings_of_the_list_count() {
        let table = [("королёв", Some("ёв")), ("путин", Some("ин")), ("зеленский", None), ("шмидт", None)];
        for (surname, expected) in table {
            assert_eq!(ending(surname), expected, "{surname}");
        }
        assert_eq!(capitalised("королёв"), "Королёв");
    }

    #[test]
    fn a_form_is_found_by_any_common_term() {
        let mut count = Count::default();
        let term = |text: &str| vec![text.to_owned()];
        for _ in 0..999 {
            count.add("иванов", "иванова", &term("иванов"), &[term("иваново"), term("иванов")].concat());
        }
        count.add("иванов", "ивановы", &term("иванов"), &term("ивановый"));
        assert!(count.is_enough());
        assert_eq!(count.misses.first().unwrap(), "иванов иванов ↔ ивановы ивановый");
        for _ in 0..5 {
            count.add("иванов", "ивановы", &term("иванов"), &term("ивановый"));
        }
        assert!(!count.is_enough());
    }
}
