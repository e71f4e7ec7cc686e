use unicode_normalization::char::decompose_canonical;

use super::{Term, TokenFilter};
use crate::chars::is_plain;
use crate::explain::Step;

/// Drops the diacritics of Latin letters: «São» and «Müller» are typed without them.
pub(crate) struct FoldLatin;

impl TokenFilter for FoldLatin {
    fn apply(&self, term: &mut Term) {
        if is_plain(&term.text) {
            return;
        }
        term.rewrite(|text, out| {
            for c in text.chars() {
                match c {
                    'æ' => out.push_str("ae"),
                    'œ' => out.push_str("oe"),
                    'ß' => out.push_str("ss"),
                    'þ' => out.push_str("th"),
                    'ø' => out.push('o'),
                    'ł' => out.push('l'),
                    'đ' | 'ð' => out.push('d'),
                    'ħ' => out.push('h'),
                    'ŧ' => out.push('t'),
                    'ı' => out.push('i'),
                    'à'..='ɏ' | 'ḁ'..='ỿ' => out.push(base_letter(c)),
                    _ => out.push(c),
                }
            }
        });
    }

    fn step(&self) -> Option<Step> {
        Some(Step::DiacriticsDropped)
    }
}

fn base_letter(c: char) -> char {
    let mut base = None;
    decompose_canonical(c, |part| _ = base.get_or_insert(part));
    base.unwrap_or(c)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn latin_diacritics_go_and_cyrillic_letters_stay() {
        super::super::check(
            &FoldLatin,
            &[
                ("são", "sao"),
                ("müller", "muller"),
                ("łódź", "lodz"),
                ("straße", "strasse"),
                ("nguyễn", "nguyen"),
                ("йїўё", "йїўё"),
                ("çəki", "cəki"),
            ],
        );
    }
}
