//! Relatives of a word in the dictionary of the index: «арест» and «арестовать», «Россия» and «российский».
//!
//! Words are relatives if the same is left of them without endings and suffixes. That is a guess, good enough to put
//! articles in order that lack the word itself, not to find articles by.

use std::collections::HashMap;

use tantivy::Searcher;
use tantivy::schema::Field;

use super::error::engine_error;
use super::watch::Watch;
use super::{SearchError, ranking};

/// Suffixes of derivation, without what [`without_ending`] takes off, the longest first where one ends another.
const SUFFIXES: [&str; 34] = [
    "ированн",
    "изирова",
    "ировани",
    "ировк",
    "ирова",
    "ованн",
    "евани",
    "овани",
    "ыван",
    "иван",
    "ирован",
    "ован",
    "ационн",
    "ионн",
    "аци",
    "ательств",
    "тельств",
    "тельн",
    "тель",
    "тел",
    "ственн",
    "ств",
    "ическ",
    "еск",
    "ийск",
    "ск",
    "ник",
    "ниц",
    "щик",
    "чик",
    "ост",
    "ист",
    "изм",
    "ани",
];

/// The same of infinitives, and of their participles.
const VERB_SUFFIXES: [&str; 10] = ["ироват", "оват", "еват", "ыват", "иват", "ат", "ят", "ит", "ет", "ут"];

/// The same, of which one may be taken off where no longer one was.
const SHORT_SUFFIXES: [&str; 9] = ["ени", "анн", "енн", "янн", "ан", "ен", "ян", "н", "к"];

/// Letters that the rest of a word must have.
const ROOT_LETTERS: usize = 4;

/// Terms of the dictionary that are looked at: those that begin as a root does.
const MAX_TERMS: usize = 5_000;

/// A canonical term that belongs to the same family as another.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Relative {
    pub(super) term: String,
    /// How telling it is, as BM25 reckons.
    pub(super) rarity: f32,
}

/// The most frequent relatives of a canonical term that at least two articles hold.
pub(super) fn relatives(
    term: &str,
    searcher: &Searcher,
    field: Field,
    watch: &mut Watch<'_>,
) -> Result<Vec<Relative>, SearchError> {
    let Some(root) = root(term) else { return Ok(Vec::new()) };
    // The last letter of a root may be another one in a relative.
    let start: String = root.chars().take((root.chars().count() - 1).max(ROOT_LETTERS)).collect();
    let mut found: HashMap<String, u64> = HashMap::new();
    for reader in searcher.segment_readers() {
        watch.check()?;
        let index = reader.inverted_index(field).map_err(engine_error)?;
        let mut stream = index.terms().range().ge(&start).into_stream().map_err(engine_error)?;
        let mut seen = 0;
        while seen < MAX_TERMS && stream.advance() {
            seen += 1;
            let Some(other) =
                std::str::from_utf8(stream.key()).ok().filter(|other| other.starts_with(&start))
            else {
                break;
            };
            if other != term && self::root(other).as_deref() == Some(root.as_str()) {
                *found.entry(other.to_owned()).or_default() += u64::from(stream.value().doc_freq);
            }
        }
    }
    let mut found: Vec<(String, u64)> = found.into_iter().filter(|(_, holders)| *holders > 1).collect();
    found.sort_unstable_by(|(a, few), (b, many)| many.cmp(few).then_with(|| a.cmp(b)));
    found.truncate(ranking::MAX_RELATIVES);
    let relative = |(term, holders)| Relative { term, rarity: ranking::rarity(searcher.num_docs(), holders) };
    Ok(found.into_iter().map(relative).collect())
}

/// What is left of a Russian word without ending and suffixes; `None` if too little.
fn root(term: &str) -> Option<String> {
    if !term.chars().all(|letter| matches!(letter, 'а'..='я')) {
        return None;
    }
    let mut root = without_ending(term);
    if let Some(stem) = term.strip_suffix("ть").map(|_| root) {
        root = VERB_SUFFIXES.iter().find_map(|suffix| strip(stem, suffix)).map_or(root, without_ending);
    }
    for _ in 0..3 {
        let Some(shorter) = SUFFIXES.iter().find_map(|suffix| strip(root, suffix)) else { break };
        root = without_ending(shorter);
    }
    if let Some(shorter) = SHORT_SUFFIXES.iter().find_map(|suffix| strip(root, suffix)) {
        root = without_ending(shorter);
    }
    let mut letters: Vec<char> = root.chars().collect();
    if letters.len() < ROOT_LETTERS {
        return None;
    }
    if let Some(last) = letters.last_mut() {
        *last = match *last {
            'ч' | 'ц' => 'к',
            'ж' | 'з' => 'г',
            'ш' => 'х',
            'щ' => 'т',
            other => other,
        };
    }
    Some(letters.into_iter().collect())
}

fn strip<'a>(root: &'a str, suffix: &str) -> Option<&'a str> {
    root.strip_suffix(suffix).filter(|rest| without_ending(rest).chars().count() >= ROOT_LETTERS)
}

/// Without vowels and signs at the end, as long as enough is left.
fn without_ending(word: &str) -> &str {
    let mut word = word;
    while let Some(last) = word.chars().next_back()
        && "аеёиоуыэюяйь".contains(last)
        && word.chars().count() > ROOT_LETTERS
    {
        word = &word[..word.len() - last.len_utf8()];
    }
    word
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn relatives_have_one_root() {
        let families = [
            &["арест", "арестовать", "арестованный"][..],
            &["россия", "российский"],
            &["депутат", "депутатский"],
            &["строитель", "строительство", "строительный", "строить"],
            &["протест", "протестовать", "протестный"],
            &["запрет", "запретить"],
            &["отставка", "отставной"],
        ];
        for family in families {
            let roots: Vec<_> = family.iter().map(|word| root(word)).collect();
            assert!(
                roots.windows(2).all(|pair| pair[0].is_some() && pair[0] == pair[1]),
                "{family:?} {roots:?}"
            );
        }
    }

    #[test]
    fn strangers_have_none_in_common() {
        let pairs = [("банк", "банкет"), ("погода", "погон"), ("закон", "закончить")];
        for (one, other) in pairs {
            assert_ne!(root(one), root(other), "{one} {other}");
        }
        for short in ["год", "и", "covid", "ан-24", "2016"] {
            assert_eq!(root(short), None, "{short}");
        }
    }
}
