use std::collections::HashMap;
use std::fs;
use std::path::Path;

use anyhow::{Context, Result};
use fst::{Map, Streamer};

use crate::random::mix;

/// Word forms that may stand in each other's place: those that the lexicon makes its terms of in one way, as the
/// genitives of nouns that are inflected alike.
pub(super) type Class = u64;

/// The forms of the lexicon by their class. Forms of one word have about the same place in the lists of its classes, so
/// that a word that is frequent in one form is frequent in all.
pub(super) struct Lexicon {
    classes: HashMap<String, Class>,
    forms: HashMap<Class, Vec<String>>,
}

impl Lexicon {
    /// Reads the data of the analyzer in the folder of the workspace.
    pub(super) fn read(root: &Path) -> Result<Self> {
        let folder = root.join("crates/analysis/data");
        let read = |name: &str| {
            let path = folder.join(name);
            fs::read(&path).with_context(|| path.display().to_string())
        };
        let rules = String::from_utf8(read("lexicon-classes.txt")?)?;
        let rules: Vec<&str> = rules.lines().map(|line| line.split('|').next().unwrap_or_default()).collect();
        let map = Map::new(read("lexicon.fst")?)?;
        let mut ranked: HashMap<Class, Vec<(u64, String)>> = HashMap::new();
        let mut classes = HashMap::new();
        let mut stream = map.stream();
        while let Some((key, class)) = stream.next() {
            let form: String =
                key.iter().filter_map(|code| char::from_u32(0x430 + u32::from(*code))).collect();
            let rule = rules.get(class as usize).copied().unwrap_or_default();
            ranked.entry(class).or_default().push((rank(&form, rule), form.clone()));
            classes.insert(form, class);
        }
        let sorted = |mut forms: Vec<(u64, String)>| {
            forms.sort_unstable();
            forms.into_iter().map(|(_, form)| form).collect()
        };
        let forms = ranked.into_iter().map(|(class, forms)| (class, sorted(forms))).collect();
        Ok(Self { classes, forms })
    }

    /// The class of a word in small letters, without ё.
    pub(super) fn class(&self, word: &str) -> Option<Class> {
        self.classes.get(word).copied()
    }

    /// The forms of a class.
    pub(super) fn forms(&self, class: Class) -> &[String] {
        self.forms.get(&class).map_or(&[], Vec::as_slice)
    }
}

/// The place of a word among others, by chance but the same for all its forms.
fn rank(form: &str, rule: &str) -> u64 {
    let rest = rule.trim_start_matches(|letter: char| letter.is_ascii_digit());
    let cut: usize = rule[..rule.len() - rest.len()].parse().unwrap_or_default();
    let added = rest.trim_end_matches(|letter: char| !letter.is_alphabetic() || letter.is_ascii());
    let kept = form.chars().count().saturating_sub(cut);
    form.chars().take(kept).chain(added.chars()).fold(0, |hash, letter| mix(hash ^ u64::from(letter)))
}
