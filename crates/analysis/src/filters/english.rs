//! English words inside Russian news: «reports» and «reported» meet «report».
//!
//! A Latin word in Russian news that ends in -s, -ed or -ing is far more often a name than a form of a word: Reuters,
//! Siemens, Boeing, Booking, Paris, James. Rules with exceptions would have to know every name there is, so there are
//! no rules here: `data/english.txt` lists common words with those of their forms that may become the base, and any
//! other word stays as it is. A form that is also a name or a word of its own is left out of its line (`left`, `led`,
//! `building`), and so is a word whose base is a better known name than word (`Windows` and a window, `Shell` and
//! shelling, the journal Science and an academy of sciences).

use std::collections::HashMap;
use std::sync::LazyLock;

use super::{Term, TokenFilter};
use crate::explain::Step;

/// A base and its forms in each line, separated by spaces.
const WORDS: &str = include_str!("../../data/english.txt");

/// The base of each form.
static BASES: LazyLock<HashMap<&'static str, &'static str>> = LazyLock::new(|| {
    let mut bases = HashMap::new();
    for (base, forms) in lines() {
        bases.extend(forms.map(|form| (form, base)));
    }
    bases
});

/// Replaces a form of a common English word by its base. Expects lower case and no apostrophes.
pub(crate) struct EnglishInflection;

impl TokenFilter for EnglishInflection {
    fn apply(&self, term: &mut Term) {
        // Nearly all words are Cyrillic and need no look-up.
        if !term.text.starts_with(|c: char| c.is_ascii_lowercase()) {
            return;
        }
        if let Some(base) = BASES.get(term.text.as_str()) {
            term.text.clear();
            term.text.push_str(base);
        }
    }

    fn step(&self) -> Option<Step> {
        Some(Step::EnglishBase)
    }
}

fn lines() -> impl Iterator<Item = (&'static str, impl Iterator<Item = &'static str>)> {
    WORDS.lines().filter_map(|line| {
        let mut words = line.split(' ');
        Some((words.next()?, words))
    })
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::super::Apostrophes;
    use super::*;

    fn base(word: &str) -> String {
        let mut term = Term::default();
        term.set(word);
        EnglishInflection.apply(&mut term);
        term.text
    }

    #[test]
    fn forms_of_one_word_meet() {
        let table = [
            "report reports reported reporting",
            "announce announces announced announcing",
            "launch launches launched launching",
            "apply applies applied applying",
            "stop stops stopped stopping",
            "deploy deploys deployed deploying",
            "agree agrees agreed agreeing",
            "win wins winning won",
            "make makes making made",
            "write writes wrote written",
            "company companies",
            "church churches",
            "hero heroes",
            "man men",
            "woman women",
            "child children",
            "crisis crises",
            "analysis analyses",
            "building buildings",
            "holding holdings",
            "bitcoin bitcoins",
            "sanction sanctions sanctioned",
        ];
        for row in table {
            let mut forms = row.split(' ');
            let expected = forms.next().unwrap();
            assert_eq!(base(expected), expected);
            for form in forms {
                assert_eq!(base(form), expected, "{form}");
            }
        }
    }

    #[test]
    fn names_and_words_of_their_own_stay() {
        let names = "adidas airbus airways aliens alps apples arms asus athens aurus axios bbc beatles
            bing boeing booking boots brics brooks bros building bulls burns capitals cells charles chris
            christies cisco cms collins columbus cookies corps creed crocs css customs dallas das davis
            ddos denis des devops dns edwards efes emirates evans ferris forbes francis friends futures
            galaxies games gates genesis gps graves haas hermes holmes horizons hughes ios iris itunes
            jacobs james jobs jones keys kubernetes largus las lays led levis lexus lockheed los louis
            macos mars mcdonalds meaning means mercedes met missing morris motors myers naples netflix
            news nicholas nikes nikolas oculus oled olympus optimus otis paris pegasus peoples peters
            philips pistons politics post posts powers praxis pringles prius prometheus queens ramones
            rangers ras reading reds reed reuters ringo rings rogers rolling rolls rufus rus said sands
            sars sciences scorpions series sers shelling shells shorts shot siemens sims sms snickers
            solaris sos species speed springs sterling stones styles suns swiss tass teams texas thales
            this thomas threads times titans turing united us vans vegas wales walters warriors watches
            waters wells wildberries williams windows wings wired woods xerox yahoo yes zeus";
        for name in names.split_whitespace() {
            assert_eq!(base(name), name);
        }
    }

    #[test]
    fn only_whole_plain_words_are_looked_up() {
        super::super::check(
            &EnglishInflection,
            &[
                ("", ""),
                ("отчеты", "отчеты"),
                ("reportsы", "reportsы"),
                ("g20s", "g20s"),
                ("é", "é"),
                ("s", "s"),
            ],
        );
    }

    #[test]
    fn a_possessive_has_become_the_word_before() {
        for (written, expected) in [
            ("government’s", "government"),
            ("children's", "child"),
            ("women’s", "woman"),
            ("apple's", "apple"),
            ("jobs's", "jobs"),
            ("levi's", "levi"),
        ] {
            let mut term = Term::default();
            term.set(written);
            Apostrophes.apply(&mut term);
            EnglishInflection.apply(&mut term);
            assert_eq!(term.text, expected);
        }
    }

    #[test]
    fn the_list_is_sorted_and_each_word_stands_in_it_once() {
        let bases: Vec<_> = lines().map(|(base, _)| base).collect();
        assert!(bases.is_sorted());
        let mut seen = HashSet::new();
        for word in WORDS.split([' ', '\n']).filter(|word| !word.is_empty()) {
            assert!(word.bytes().all(|byte| byte.is_ascii_lowercase()), "{word:?}");
            assert!(seen.insert(word), "{word} twice");
        }
        assert!(!WORDS.contains("  ") && !WORDS.contains(" \n") && !WORDS.contains("\n\n"));
    }

    #[test]
    fn bases_stay_and_forms_become_them_at_once() {
        for (word, forms) in lines() {
            assert_eq!(base(word), word);
            let mut count = 0;
            for form in forms {
                count += 1;
                assert_eq!(base(form), word);
                assert!(
                    form.len() >= 4 || ["men", "won"].contains(&form),
                    "{form} is too short to be no name"
                );
            }
            assert!(count > 0, "{word} has no forms");
        }
    }
}
