//! What holds for every text.

use proptest::prelude::*;
use unicode_normalization::UnicodeNormalization;

use crate::testing::check_invariants;
use crate::{Analyzer, AnalyzerName};

const WORD_ANALYZERS: [AnalyzerName; 2] = [AnalyzerName::RussianText, AnalyzerName::RussianExact];

/// Pieces that meet in Russian news, and those that should not.
fn fragment() -> impl Strategy<Value = String> {
    prop_oneof![
        8 => "[А-ЯЁа-яё]{1,10}",
        2 => "[а-яa-zABCEHKMOPTXYіїўъѣ'’]{1,8}",
        3 => "[0-9]{1,4}",
        3 => "[ \u{A0}\u{2009}\u{202F}\n]",
        3 => "[-\u{2010}\u{2011}–—−.,:/#@+_&?!]",
        2 => "[\u{300}\u{301}\u{306}\u{308}\u{AD}\u{200B}\u{200D}\u{FEFF}\u{2060}\u{FE0F}²₂]",
        1 => "[😀🇷🅰中字αςΣإИŻüßİſǅ\u{1FEF}\u{1100}\u{1161}]",
        2 => prop::sample::select(vec![
            "т. д.", "т.е.", "С.-Петербург", "C++", "5-й", "2024-го", "1 000 000", "5,5", "4К", "4х4", "x",
            "https://www.rbc.ru/politics/1?a=b", "press@gov.ru", "кремль.рф/", "Moody's", "Python'ом", "iPhoneом",
            "й", "ё", "ъ", "А320", "ХIХ",
        ])
        .prop_map(str::to_owned),
    ]
}

fn russian_text() -> impl Strategy<Value = String> {
    prop::collection::vec(fragment(), 0..24).prop_map(|fragments| fragments.concat())
}

fn any_text() -> impl Strategy<Value = String> {
    prop_oneof![3 => russian_text(), 1 => any::<String>(), 1 => "\\PC{0,40}"]
}

fn terms(name: AnalyzerName, text: &str) -> Vec<String> {
    Analyzer::new(name).terms(text)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(512))]

    #[test]
    fn invariants_hold(text in any_text()) {
        for name in AnalyzerName::ALL {
            check_invariants(name, &text);
        }
    }

    #[test]
    fn the_cache_changes_nothing(text in any_text()) {
        for name in AnalyzerName::ALL {
            let mut cached = Analyzer::new(name).warm();
            let expected = terms(name, &text);
            prop_assert_eq!(&cached.terms(&text), &expected);
            prop_assert_eq!(&cached.terms(&text), &expected);
        }
    }

    #[test]
    fn an_explanation_tells_the_terms(text in any_text()) {
        for name in AnalyzerName::ALL {
            let mut analyzer = Analyzer::new(name);
            let mut tokens = Vec::new();
            analyzer.analyze(&text, |token| {
                tokens.push((token.position, token.offset_from, token.offset_to, token.text.clone()));
            });
            let mut explained = Vec::new();
            for (position, word) in analyzer.explain(&text).into_iter().enumerate() {
                for reading in word.readings {
                    explained.push((position, word.offset_from, word.offset_to, reading.term));
                }
            }
            prop_assert_eq!(explained, tokens);
        }
    }

    #[test]
    fn the_form_of_an_explanation_is_the_term_of_the_exact_analyzer(text in any_text()) {
        let explained = Analyzer::new(AnalyzerName::RussianText).explain(&text);
        let forms: Vec<_> = explained.into_iter().map(|word| word.form).collect();
        prop_assert_eq!(forms, terms(AnalyzerName::RussianExact, &text));
    }

    #[test]
    fn composed_and_decomposed_text_give_the_same_terms(text in any_text()) {
        let composed: String = text.nfc().collect();
        let decomposed: String = text.nfd().collect();
        for name in AnalyzerName::ALL {
            prop_assert_eq!(terms(name, &composed), terms(name, &decomposed));
        }
    }

    #[test]
    fn case_does_not_matter_to_word_forms(text in any_text()) {
        for name in [AnalyzerName::RussianExact, AnalyzerName::Keyword] {
            prop_assert_eq!(terms(name, &text.to_lowercase()), terms(name, &text));
        }
    }

    /// Capitals add readings and take unlikely ones away; what is typed small still finds what is written large. Not
    /// so single letters, also those with a hard sign of before 1918: М is an initial, м is a metre.
    #[test]
    fn a_word_in_capitals_shares_a_term_with_the_word_in_small_letters(
        word in "[а-яё][а-щы-яё][а-яё]{0,10}",
    ) {
        let mut analyzer = Analyzer::new(AnalyzerName::RussianText);
        let small = analyzer.terms(&word);
        let first = word.chars().next().map_or(0, char::len_utf8);
        for capital in [word.to_uppercase(), word[..first].to_uppercase() + &word[first..]] {
            let terms = analyzer.terms(&capital);
            prop_assert!(terms.iter().any(|term| small.contains(term)), "{} {:?} {:?}", capital, terms, small);
        }
    }

    #[test]
    fn an_unstemmed_term_gives_itself(text in any_text()) {
        for name in [AnalyzerName::RussianExact, AnalyzerName::Keyword] {
            for term in terms(name, &text) {
                prop_assert_eq!(terms(name, &term), [term]);
            }
        }
    }

    #[test]
    fn both_word_analyzers_cut_alike(text in any_text()) {
        let [canonical, exact] = WORD_ANALYZERS.map(|name| {
            let tokens = check_invariants(name, &text);
            let mut places: Vec<_> =
                tokens.iter().map(|token| (token.position, token.offset_from, token.offset_to)).collect();
            // An ambiguous form is several tokens at one place.
            places.dedup();
            places
        });
        prop_assert_eq!(canonical, exact);
    }
}

#[test]
fn a_megabyte_without_a_space_is_linear() {
    let units =
        ["a", "ж", "5", "1.", "a.", "5-", "1 000 ", "http://a", "и\u{306}", "a\u{AD}", "\u{301}", "a'", "中"];
    for unit in units {
        let text = unit.repeat((1 << 20) / unit.len());
        for name in AnalyzerName::ALL {
            check_invariants(name, &text);
        }
    }
}
