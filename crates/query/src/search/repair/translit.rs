//! Russian words in Latin letters, and foreign names that the articles spell in Russian ones.

use super::lattice::Lattice;
use super::limits::{FREQUENCY_WEIGHT, MAX_FOREIGN_COST, MAX_RUSSIAN_COST, MIN_FOREIGN_LETTERS};
use super::spellings::{RUSSIAN, SOUNDS};
use super::vocabulary::{Candidate, Vocabulary};
use crate::search::SearchError;

/// The word that the index holds in Russian letters and `written`, lower case, most likely is: a Russian one in Latin
/// letters, or else a foreign name.
pub(super) fn russian(written: &str, vocabulary: &dyn Vocabulary) -> Result<Option<Candidate>, SearchError> {
    let length = letters(written);
    let russian = best(Lattice::new(written, &RUSSIAN), MAX_RUSSIAN_COST * length, vocabulary)?;
    if russian.is_some() || written.chars().count() < MIN_FOREIGN_LETTERS {
        return Ok(russian);
    }
    best(Lattice::new(written, &SOUNDS), MAX_FOREIGN_COST * length, vocabulary)
}

fn letters(word: &str) -> f32 {
    word.chars().count() as f32
}

fn best(
    lattice: Option<Lattice>,
    dearest: f32,
    vocabulary: &dyn Vocabulary,
) -> Result<Option<Candidate>, SearchError> {
    let Some(lattice) = lattice else { return Ok(None) };
    let mut best: Option<(f32, Candidate)> = None;
    for candidate in vocabulary.written(&lattice)? {
        let Some(cost) = lattice.cost(&candidate.form).filter(|cost| *cost <= dearest) else { continue };
        let score = FREQUENCY_WEIGHT * logarithm(candidate.holders) - 2.0 * cost;
        let better = best
            .as_ref()
            .is_none_or(|(most, known)| score > *most || (score >= *most && candidate.form < known.form));
        if better {
            best = Some((score, candidate));
        }
    }
    Ok(best.map(|(_, candidate)| candidate))
}

/// Natural logarithm of a count; of one more, so that nothing is infinite.
pub(super) fn logarithm(count: u64) -> f32 {
    (count as f32).ln_1p()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::search::repair::lattice::Table;

    fn is_believed(from: &str, to: &str, table: &Table, per_letter: f32) -> bool {
        let cost = Lattice::new(from, table).and_then(|lattice| lattice.cost(to));
        cost.is_some_and(|cost| cost <= per_letter * letters(from))
    }

    #[test]
    fn every_scheme_is_understood() {
        let table = [
            ("щукин", "shchukin shhukin schukin ŝukin ščukin wukin"),
            ("шойгу", "shojgu shoigu shoygu šojgu"),
            ("ельцин", "yeltsin eltsin el'cin elcin jeltsin el`cin elʹcin"),
            ("хрущев", "khrushchev khrushchyov hruschev xrushhyov hruŝëv"),
            ("жуков", "zhukov žukov jukov"),
            ("юрий", "yuriy yuri yury jurij iurii ûrij"),
            ("мария", "mariya maria mariia marija"),
            ("подъезд", "podezd pod``ezd podyezd podieezd podʺezd"),
            ("хмурый", "khmuryy xmury'j khmuryi hmuryj hmury"),
            ("эхо", "ekho e'xo eho èho"),
            ("цой", "tsoy coj tsoi"),
            ("ксения", "kseniya xenia ksenija"),
        ];
        for (russian, spellings) in table {
            let is_missed = |written: &&str| !is_believed(written, russian, &RUSSIAN, MAX_RUSSIAN_COST);
            let missed: Vec<&str> = spellings.split(' ').filter(is_missed).collect();
            assert!(missed.is_empty(), "{russian}: {missed:?}");
        }
        for (written, russian) in [("putin", "пунтин"), ("most", "месть"), ("nyt", "нить"), ("ios", "ес")]
        {
            assert!(!is_believed(written, russian, &RUSSIAN, MAX_RUSSIAN_COST), "{written}: {russian}");
        }
    }

    #[test]
    fn names_are_recognised_by_their_sound() {
        let table = [
            ("эмбраер", "embraer"),
            ("боинг", "boeing"),
            ("шевроле", "chevrolet"),
            ("фольксваген", "volkswagen"),
            ("хуавей", "huawei"),
            ("сяоми", "xiaomi"),
            ("айфон", "iphone"),
            ("фейсбук", "facebook"),
            ("майкрософт", "microsoft"),
            ("байден", "biden"),
        ];
        for (russian, home) in table {
            assert!(is_believed(home, russian, &SOUNDS, MAX_FOREIGN_COST), "{home}: {russian}");
        }
        for (russian, home) in [("газпром", "google"), ("москва", "mask"), ("погода", "pagoda is")]
        {
            assert!(!is_believed(home, russian, &SOUNDS, MAX_FOREIGN_COST), "{russian}: {home}");
        }
    }
}
