//! The OpenCorpora dictionary in the format of pymorphy (2.4): word forms with their paradigms and tags.

use std::collections::HashMap;
use std::fs;
use std::path::Path;

use anyhow::{Context, Result, ensure};

use super::dawg::Dawg;

/// A dictionary, opened.
pub(crate) struct Dictionary {
    words: Dawg,
    probabilities: Dawg,
    paradigms: Vec<Vec<Form>>,
    suffixes: Vec<String>,
    tags: Vec<String>,
    prefixes: Vec<String>,
}

#[derive(Clone, Copy)]
struct Form {
    suffix: u16,
    tag: u16,
    prefix: u16,
}

/// One reading of a word form.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Reading {
    /// The form of the lexeme that stands for all of them.
    pub(crate) lemma: String,
    /// Grammatical tag, in OpenCorpora's notation.
    pub(crate) tag: String,
}

impl Dictionary {
    /// Opens the data folder of the Python package.
    pub(crate) fn open(folder: &Path) -> Result<Self> {
        let bytes =
            |name: &str| fs::read(folder.join(name)).with_context(|| folder.join(name).display().to_string());
        let meta: Vec<(String, serde_json::Value)> = serde_json::from_slice(&bytes("meta.json")?)?;
        let meta: HashMap<String, serde_json::Value> = meta.into_iter().collect();
        ensure!(
            meta["format_version"] == "2.4",
            "this command reads format 2.4, not {}",
            meta["format_version"]
        );
        let prefixes = serde_json::from_value(meta["compile_options"]["paradigm_prefixes"].clone())?;
        Ok(Self {
            words: Dawg::read(&bytes("words.dawg")?).context("words.dawg")?,
            probabilities: Dawg::read(&bytes("p_t_given_w.intdawg")?).context("p_t_given_w.intdawg")?,
            paradigms: paradigms(&bytes("paradigms.array")?).context("paradigms.array")?,
            suffixes: serde_json::from_slice(&bytes("suffixes.json")?)?,
            tags: serde_json::from_slice(&bytes("gramtab-opencorpora-int.json")?)?,
            prefixes,
        })
    }

    /// Calls `sink` with every word form and one of its readings; forms in order, readings of one form together.
    pub(crate) fn for_each(&self, mut sink: impl FnMut(&str, Reading)) -> Result<()> {
        self.words.for_each(&mut |key| {
            let separator = key.iter().position(|byte| *byte == 1).context("a key without a separator")?;
            let word = std::str::from_utf8(&key[..separator])?;
            let (paradigm, form) = payload(&key[separator + 1..])?;
            sink(word, self.reading(word, paradigm, form)?);
            Ok(())
        })
    }

    /// P(tag | word) as counted in OpenCorpora's annotated texts, in millionths; 0 where it was not.
    pub(crate) fn probability(&self, word: &str, tag: &str) -> u32 {
        self.probabilities.get(format!("{word}:{tag}").as_bytes()).unwrap_or(0)
    }

    fn reading(&self, word: &str, paradigm: usize, form: usize) -> Result<Reading> {
        let forms = self.paradigms.get(paradigm).context("an unknown paradigm")?;
        let this = *forms.get(form).context("an unknown form")?;
        let tag = &self.tags[usize::from(this.tag)];
        let stem = word
            .strip_prefix(self.prefixes[usize::from(this.prefix)].as_str())
            .and_then(|rest| rest.strip_suffix(self.suffixes[usize::from(this.suffix)].as_str()))
            .with_context(|| format!("{word} does not fit its paradigm"))?;
        let other_lemma = match tag.contains("Patr") || tag.contains("Supr") {
            true => forms.iter().find(|other| self.stands_for(other, tag)),
            false => None,
        };
        let lemma = other_lemma.unwrap_or(&forms[0]);
        let lemma = format!(
            "{}{stem}{}",
            self.prefixes[usize::from(lemma.prefix)],
            self.suffixes[usize::from(lemma.suffix)]
        );
        Ok(Reading { lemma, tag: tag.clone() })
    }

    /// Whether a form of the same paradigm stands for the forms with `tag`, instead of the paradigm's first form:
    /// patronymics are filed under first names there, and superlatives under their adjectives.
    fn stands_for(&self, other: &Form, tag: &str) -> bool {
        let candidate = &self.tags[usize::from(other.tag)];
        let has = |tag: &str, grammeme: &str| tag.split([',', ' ']).any(|part| part == grammeme);
        let nominative = has(candidate, "nomn") && has(candidate, "sing");
        if has(tag, "Patr") {
            let gender = if has(tag, "femn") { "femn" } else { "masc" };
            return nominative && has(candidate, "Patr") && has(candidate, gender);
        }
        has(tag, "Supr") && nominative && has(candidate, "Supr") && has(candidate, "masc")
    }
}

fn paradigms(bytes: &[u8]) -> Result<Vec<Vec<Form>>> {
    let (numbers, rest) = bytes.as_chunks::<2>();
    ensure!(rest.is_empty(), "an odd number of bytes");
    let mut numbers = numbers.iter().map(|pair| u16::from_le_bytes(*pair));
    let count = numbers.next().context("empty")?;
    (0..count)
        .map(|_| {
            let length = usize::from(numbers.next().context("a paradigm is missing")?);
            let cells: Vec<u16> = numbers.by_ref().take(length).collect();
            ensure!(cells.len() == length && length % 3 == 0, "a paradigm is cut off");
            let (suffixes, rest) = cells.split_at(length / 3);
            let (tags, prefixes) = rest.split_at(length / 3);
            let forms = suffixes.iter().zip(tags).zip(prefixes);
            Ok(forms
                .map(|((suffix, tag), prefix)| Form { suffix: *suffix, tag: *tag, prefix: *prefix })
                .collect())
        })
        .collect()
}

/// Two big-endian 16-bit numbers in base64: paradigm and form.
fn payload(base64: &[u8]) -> Result<(usize, usize)> {
    let mut bits = 0_u64;
    let digits = base64.iter().take_while(|byte| **byte != b'=');
    let mut count = 0;
    for digit in digits {
        let value = match digit {
            b'A'..=b'Z' => digit - b'A',
            b'a'..=b'z' => digit - b'a' + 26,
            b'0'..=b'9' => digit - b'0' + 52,
            b'+' => 62,
            b'/' => 63,
            _ => anyhow::bail!("{digit} is not a base64 digit"),
        };
        bits = (bits << 6) | u64::from(value);
        count += 6;
    }
    ensure!((32..40).contains(&count), "a payload of {count} bits");
    let number = bits >> (count - 32);
    Ok(((number >> 16) as usize & 0xffff, number as usize & 0xffff))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_payload_is_two_numbers() {
        assert_eq!(payload(b"AAEAAg==").unwrap(), (1, 2));
        assert_eq!(payload(b"//8AAA==").unwrap(), (65535, 0));
        assert!(payload(b"AA").is_err());
    }
}
