//! Words typed in the other keyboard layout: the same keys, read as the keyboard of the other language.

use crate::search::lexer::field_length;

/// Keys of the English and of the Russian keyboard, and the same with Shift. The last pair is ё where Macs have it.
const KEYS: [(&str, &str); 3] = [
    ("`qwertyuiop[]asdfghjkl;'zxcvbnm,./", "ёйцукенгшщзхъфывапролджэячсмитьбю."),
    ("~QWERTYUIOP{}ASDFGHJKL:\"ZXCVBNM<>?@#$^&", "ЁЙЦУКЕНГШЩЗХЪФЫВАПРОЛДЖЭЯЧСМИТЬБЮ,\"№;:?"),
    ("\\", "ё"),
];

/// Most marks at an edge of a word of which each may be a letter or a mark.
const MAX_EDGE: usize = 3;

/// The keyboard that a word was meant for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Direction {
    ToRussian,
    ToLatin,
}

/// What `typed` would be if its Latin letters and marks had been typed on the Russian keyboard. Others stay.
pub(in crate::search) fn to_russian(typed: &str) -> String {
    let shouted = is_shouted(typed);
    let converted = typed.chars().map(|key| other_side(key, |&(english, russian)| (english, russian)));
    if shouted { converted.flat_map(char::to_uppercase).collect() } else { converted.collect() }
}

/// What `typed` would be if its Russian letters had been typed on the English keyboard. Others stay, marks above all:
/// they are what is left over.
pub(in crate::search) fn to_latin(typed: &str) -> String {
    let convert = |key: char| match key {
        'а'..='я' | 'А'..='Я' | 'ё' | 'Ё' => other_side(key, |&(english, russian)| (russian, english)),
        '.' => '/',
        ',' => '?',
        _ => key,
    };
    typed.chars().map(convert).collect()
}

fn other_side(
    key: char,
    sides: impl Fn(&(&'static str, &'static str)) -> (&'static str, &'static str),
) -> char {
    let found = KEYS.iter().map(sides).find_map(|(from, to)| {
        let place = from.chars().position(|letter| letter == key)?;
        to.chars().nth(place)
    });
    found.unwrap_or(key)
}

/// With Caps Lock on, marks are not shifted but the letters in their place are.
fn is_shouted(typed: &str) -> bool {
    let mut letters = typed.chars().filter(|key| key.is_alphabetic()).take(2);
    letters.clone().count() == 2 && letters.all(char::is_uppercase) && !typed.chars().any(char::is_lowercase)
}

/// The ways to read a word, without white space in it, in the other layout. Marks at its edges may be letters or
/// marks: «ghbdtn,» is «привет,» and «;tcnrj» is «жестко». Brackets, stars and leading minuses and exclamation marks
/// are marks of the query language and stay.
pub(super) fn readings(typed: &str, direction: Direction) -> Vec<String> {
    let (before, core, after) = bare(typed);
    match direction {
        Direction::ToRussian if core.contains(is_latin) => edges(before, core, after),
        // No mark stands inside a Latin word.
        Direction::ToLatin if core.contains(is_russian) && !has_inner_mark(&to_latin(core)) => {
            vec![format!("{before}{}{after}", to_latin(core))]
        }
        _ => Vec::new(),
    }
}

/// What stands before the word for the query language, the word, and what stands behind it.
fn bare(typed: &str) -> (&str, &str, &str) {
    let mut core = typed.trim_start_matches(['-', '!', '(']);
    if let Some(field) = field_length(core) {
        core = core[field..].trim_start_matches(['-', '!', '(']);
    }
    let before = &typed[..typed.len() - core.len()];
    let word = core.trim_end_matches([')', '*', '!']);
    (before, word, &core[word.len()..])
}

fn has_inner_mark(word: &str) -> bool {
    let inner = word.trim_end_matches(|key: char| !key.is_alphanumeric());
    inner.contains(|key: char| !key.is_alphanumeric() && key != '-')
}

fn edges(before: &str, core: &str, after: &str) -> Vec<String> {
    let is_mark = |key: &char| !key.is_alphanumeric();
    let leading = core.chars().take_while(is_mark).count().min(MAX_EDGE);
    let trailing = core.chars().rev().take_while(is_mark).count().min(MAX_EDGE);
    let keys: Vec<char> = core.chars().collect();
    let part = |from: usize, to: usize| keys[from..to].iter().collect::<String>();
    let mut readings = Vec::new();
    for left in 0..=leading {
        for right in 0..=trailing.min(keys.len() - left) {
            let end = keys.len() - right;
            let word = to_russian(&part(left, end));
            let reading = format!("{before}{}{word}{}{after}", part(0, left), part(end, keys.len()));
            if !readings.contains(&reading) {
                readings.push(reading);
            }
        }
    }
    readings
}

fn is_latin(key: char) -> bool {
    key.is_ascii_alphabetic()
}

fn is_russian(letter: char) -> bool {
    matches!(letter, 'а'..='я' | 'А'..='Я' | 'ё' | 'Ё')
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn keys_are_those_of_the_same_place() {
        for (english, russian) in KEYS {
            assert_eq!(english.chars().count(), russian.chars().count());
        }
        let table = [
            ("ghbdtn", "привет"),
            ("[jkjl", "холод"),
            ("k.,jdm", "любовь"),
            ("'rjyjvbrf", "экономика"),
            ("gj;fh", "пожар"),
            ("j,]zdktybt", "объявление"),
            ("`krf", "ёлка"),
            ("Vjcrdf", "Москва"),
            ("{fh,by", "Харбин"),
            ("\"hvbnf;", "Эрмитаж"),
            ("K.,JDM", "ЛЮБОВЬ"),
            ("GJ;FH", "ПОЖАР"),
            ("cfyrn-gtnth,ehu", "санкт-петербург"),
            ("22-uj", "22-го"),
            ("приdtn", "привет"),
        ];
        for (typed, meant) in table {
            assert_eq!(to_russian(typed), meant);
        }
        for (typed, meant) in
            [("руддщ", "hello"), ("Пщщпду", "Google"), ("яндекс", "zyltrc"), ("хохо", "[j[j")]
        {
            assert_eq!(to_latin(typed), meant);
        }
    }

    #[test]
    fn marks_at_the_edges_are_letters_or_marks() {
        let table = [
            ("ghbdtn,", "привет,"),
            ("[kt,", "хлеб"),
            ("\"dkflbvbh", "\"владимир"),
            ("genby\"", "путин\""),
            (",hfn.", "брат."),
            ("-ghbdtn", "-привет"),
            ("!(ghbdtn)", "!(привет)"),
            ("gen*", "пут*"),
            ("title:genby", "title:путин"),
            ("Заголовок:genby", "Заголовок:путин"),
        ];
        for (typed, meant) in table {
            let readings = readings(typed, Direction::ToRussian);
            assert!(readings.iter().any(|reading| reading == meant), "{typed}: {readings:?}");
        }
        assert!(readings("путин", Direction::ToRussian).is_empty());
        assert!(readings("2022 ,", Direction::ToRussian).is_empty());
        assert!(readings("putin", Direction::ToLatin).is_empty());
        assert_eq!(readings("-Пщщпду", Direction::ToLatin), ["-Google"]);
    }

    proptest! {
        #[test]
        fn letters_come_back(word in "[a-z;'\\[\\],.`]{1,12}") {
            // A full stop is a letter on the English side only.
            prop_assert_eq!(to_latin(&to_russian(&word)), word);
        }

        #[test]
        fn any_text_has_few_readings(word in "\\PC{0,20}") {
            for direction in [Direction::ToRussian, Direction::ToLatin] {
                prop_assert!(readings(&word, direction).len() <= (MAX_EDGE + 1) * (MAX_EDGE + 1));
            }
        }
    }
}
