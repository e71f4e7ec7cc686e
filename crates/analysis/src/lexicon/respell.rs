//! How an unknown word may be spelt today, or by a careful hand.

/// Endings of before 1918, and the two forms of reflexive verbs that are confused.
const ENDINGS: [(&str, &str); 6] =
    [("аго", "ого"), ("яго", "его"), ("ыя", "ые"), ("ия", "ие"), ("ться", "тся"), ("тся", "ться")];

/// Other spellings of `form`, the nearest first; few words have any.
pub(super) fn all(form: &str) -> impl Iterator<Item = String> {
    let modern = modern_letters(form);
    let of_modern = modern.clone().and_then(|modern| other_ending(&modern));
    [modern, of_modern, other_ending(form), squeezed(form, 1), squeezed(form, 2)].into_iter().flatten()
}

/// Without the letters that the reform of 1918 abolished. The letter і lives on in Ukrainian and Belarusian words:
/// old Russian ones have it before vowels only, and in «міръ».
fn modern_letters(form: &str) -> Option<String> {
    if !form.contains(['і', 'ѣ', 'ѳ', 'ѵ']) {
        return None;
    }
    let mut letters = form.chars().peekable();
    let mut modern = String::with_capacity(form.len());
    while let Some(letter) = letters.next() {
        modern.push(match letter {
            'і' => {
                let before_vowel = letters.peek().is_some_and(|next| "аеиоуыэюяйѣѵ".contains(*next));
                if !before_vowel && !form.starts_with("мір") {
                    return None;
                }
                'и'
            }
            'ѣ' => 'е',
            'ѳ' => 'ф',
            'ѵ' => 'и',
            other => other,
        });
    }
    Some(modern)
}

fn other_ending(form: &str) -> Option<String> {
    let exchange = |(old, new): &(&str, &str)| Some(format!("{}{new}", form.strip_suffix(old)?));
    ENDINGS.iter().find_map(exchange)
}

/// Letters that a word needs once repeated ones are gone: shorter ones are cries, not words.
const MIN_SQUEEZED: usize = 4;

/// With at most `kept` of the same letter on end, if there were three: «Серёжааа».
fn squeezed(form: &str, kept: usize) -> Option<String> {
    let mut squeezed = String::with_capacity(form.len());
    let (mut last, mut run, mut longest) = (None, 0, 0);
    for letter in form.chars() {
        run = if last == Some(letter) { run + 1 } else { 1 };
        longest = longest.max(run);
        last = Some(letter);
        if run <= kept {
            squeezed.push(letter);
        }
    }
    (longest >= 3 && squeezed.chars().count() >= MIN_SQUEEZED).then_some(squeezed)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(form: &str, expected: &[&str]) {
        assert_eq!(all(form).collect::<Vec<_>>(), expected, "{form}");
    }

    #[test]
    fn old_spelling() {
        check("мір", &["мир"]);
        check("россіи", &["россии"]);
        check("новаго", &["нового"]);
        check("русскія", &["русския", "русские"]);
        check("ѳедор", &["федор"]);
    }

    #[test]
    fn other_languages_keep_their_letters() {
        check("київ", &[]);
        check("більше", &[]);
    }

    #[test]
    fn careless_spelling() {
        check("нравиться", &["нравится"]);
        check("сережааа", &["сережа", "сережаа"]);
        check("ааааа", &[]);
        check("дом", &[]);
    }
}
