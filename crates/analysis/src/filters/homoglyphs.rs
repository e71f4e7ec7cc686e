use super::foreign_ending::without_ending;
use super::{MAX_TERM_BYTES, Term, TokenFilter};
use crate::chars::is_cyrillic;
use crate::explain::Step;

/// Letters that look alike in upper or lower case; both count, because case must not matter.
const TWINS: [(char, char); 12] = [
    ('a', 'а'),
    ('b', 'в'),
    ('c', 'с'),
    ('e', 'е'),
    ('h', 'н'),
    ('k', 'к'),
    ('m', 'м'),
    ('o', 'о'),
    ('p', 'р'),
    ('t', 'т'),
    ('x', 'х'),
    ('y', 'у'),
];

/// Mends words in which letters of the other script stand in for their twins: «cтaль» with Latin c and a.
///
/// If every Latin letter has a Cyrillic twin the word becomes Cyrillic, if every Cyrillic one has a Latin twin it
/// becomes Latin; if both hold the more frequent script wins, Cyrillic on a tie. Otherwise it stays as it is.
pub(crate) struct Homoglyphs;

impl TokenFilter for Homoglyphs {
    fn apply(&self, term: &mut Term) {
        // A Cyrillic letter takes twice the bytes, and the longest terms must not grow.
        if term.text.len() > MAX_TERM_BYTES / 2 {
            return;
        }
        match mended_script(&term.text) {
            Some(Script::Cyrillic) => term.map_chars(|c| cyrillic_twin(c).unwrap_or(c)),
            Some(Script::Latin) => term.map_chars(|c| latin_twin(c).unwrap_or(c)),
            None => {}
        }
    }

    fn step(&self) -> Option<Step> {
        Some(Step::LookAlikesReplaced)
    }
}

enum Script {
    Cyrillic,
    Latin,
}

fn mended_script(term: &str) -> Option<Script> {
    let latin = Letters::count(term, |c| c.is_ascii_lowercase(), |c| cyrillic_twin(c).is_some());
    let cyrillic = Letters::count(term, is_cyrillic, |c| latin_twin(c).is_some());
    if latin.all == 0 || cyrillic.all == 0 {
        return unmixed(term, &latin);
    }
    // A number before the letters: the tokenizer would cut what this made of them.
    if term.starts_with(|c: char| c.is_ascii_digit()) {
        return None;
    }
    match (latin.have_twins(), cyrillic.have_twins()) {
        (true, true) if latin.all > cyrillic.all && !is_russian(term) => Some(Script::Latin),
        (true, _) => Some(Script::Cyrillic),
        (false, true) if !has_long_ending(term) => Some(Script::Latin),
        _ => None,
    }
}

/// Whether the word is Russian once its Latin letters are mended.
#[cfg(feature = "lexicon")]
fn is_russian(term: &str) -> bool {
    let mended: String = term.chars().map(|c| cyrillic_twin(c).unwrap_or(c)).collect();
    mended.chars().count() > 3 && crate::lexicon::is_known(&mended)
}

#[cfg(not(feature = "lexicon"))]
fn is_russian(_: &str) -> bool {
    false
}

/// Words of one script that are typed in either: «А320», «4К», «4х4» and the centuries «ХХ» and «ХХХ».
fn unmixed(term: &str, latin: &Letters) -> Option<Script> {
    if matches!(term, "хх" | "ххх") {
        return Some(Script::Latin);
    }
    if latin.all != 1 || !latin.have_twins() || term.chars().filter(|c| !c.is_ascii_digit()).count() != 1 {
        return None;
    }
    let starts_with_digit = term.starts_with(|c: char| c.is_ascii_digit());
    let is_typed_in_either = match starts_with_digit {
        false => term.len() > 1,
        true => term.ends_with('k') || (term.contains('x') && !term.ends_with('x')),
    };
    is_typed_in_either.then_some(Script::Cyrillic)
}

/// «iPhoneом»: ом is an ending, although both letters have twins. One letter may be either, and is a typo more often.
fn has_long_ending(term: &str) -> bool {
    without_ending(term).is_some_and(|stem| term[stem.len()..].chars().count() > 1)
}

struct Letters {
    all: usize,
    with_twin: usize,
}

impl Letters {
    fn count(term: &str, is_of_script: impl Fn(char) -> bool, has_twin: impl Fn(char) -> bool) -> Self {
        let mut letters = Self { all: 0, with_twin: 0 };
        for c in term.chars().filter(|c| is_of_script(*c)) {
            letters.all += 1;
            letters.with_twin += usize::from(has_twin(c));
        }
        letters
    }

    fn have_twins(&self) -> bool {
        self.all == self.with_twin
    }
}

fn cyrillic_twin(c: char) -> Option<char> {
    TWINS.iter().find(|(latin, _)| *latin == c).map(|(_, cyrillic)| *cyrillic)
}

/// Also і, which is no twin the other way: in «ХIХ» the Latin letter is right and Х is wrong.
fn latin_twin(c: char) -> Option<char> {
    match c {
        'і' | 'ї' => Some('i'),
        'ѕ' => Some('s'),
        'ј' => Some('j'),
        _ => TWINS.iter().find(|(_, cyrillic)| *cyrillic == c).map(|(latin, _)| *latin),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn mixed_words_are_mended() {
        super::super::check(
            &Homoglyphs,
            &[
                ("еmbraer", "embraer"),
                ("cтaль", "сталь"),
                ("bладимир", "владимир"),
                ("хiх", "xix"),
                ("ххi", "xxi"),
                ("ceнтябpь", "сентябрь"),
                ("caо", "cao"),
                ("aо", "ао"),
                ("iphoneом", "iphoneом"),
                ("lэтуаль", "lэтуаль"),
            ],
        );
    }

    #[test]
    fn words_of_one_script_are_left_alone() {
        super::super::check(
            &Homoglyphs,
            &[
                ("сталь", "сталь"),
                ("moscow", "moscow"),
                ("cop", "cop"),
                ("c", "c"),
                ("co2", "co2"),
                ("g20", "g20"),
            ],
        );
    }

    #[test]
    fn a_lone_letter_with_digits_becomes_cyrillic() {
        super::super::check(
            &Homoglyphs,
            &[("a320", "а320"), ("4k", "4к"), ("4x4", "4х4"), ("5c", "5c"), ("20x", "20x"), ("хх", "xx")],
        );
    }
}
