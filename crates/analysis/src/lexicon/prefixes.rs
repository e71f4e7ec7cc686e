//! Prefixes that news puts before known words: «экс-» and «кибер-» without a hyphen.

/// In alphabetical order; of two that fit, the longer one counts.
const PREFIXES: [&str; 74] = [
    "авиа",
    "авто",
    "агро",
    "аква",
    "анти",
    "арт",
    "архи",
    "астро",
    "аудио",
    "аэро",
    "био",
    "вело",
    "веб",
    "видео",
    "вице",
    "гео",
    "гидро",
    "гипер",
    "евро",
    "интер",
    "квази",
    "кибер",
    "кино",
    "контр",
    "космо",
    "крипто",
    "лже",
    "макро",
    "медиа",
    "мега",
    "мета",
    "метео",
    "микро",
    "мини",
    "много",
    "моно",
    "мото",
    "мульти",
    "нано",
    "нарко",
    "нейро",
    "нео",
    "обще",
    "онлайн",
    "пере",
    "полит",
    "пост",
    "пресс",
    "прото",
    "псевдо",
    "пьезо",
    "радио",
    "ретро",
    "сверх",
    "социо",
    "спец",
    "спорт",
    "суб",
    "супер",
    "теле",
    "термо",
    "техно",
    "транс",
    "турбо",
    "ультра",
    "фото",
    "шоу",
    "экзо",
    "эко",
    "экс",
    "экстра",
    "электро",
    "энерго",
    "этно",
];

/// Letters that the word behind a prefix needs: shorter ones are found in anything.
const MIN_REST: usize = 5;

/// A known prefix of `form` and what follows it.
pub(super) fn split(form: &str) -> Option<(&str, &str)> {
    let fits = |prefix: &&&str| form.starts_with(**prefix);
    let prefix = PREFIXES.iter().filter(fits).max_by_key(|prefix| prefix.len())?;
    let (prefix, rest) = form.split_at(prefix.len());
    (rest.chars().count() >= MIN_REST).then_some((prefix, rest))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_longest_prefix_counts() {
        assert_eq!(split("экстраординарности"), Some(("экстра", "ординарности")));
        assert_eq!(split("эксминистра"), Some(("экс", "министра")));
        assert_eq!(split("экскурс"), None);
        assert_eq!(split("дом"), None);
    }

    #[test]
    fn no_prefix_stands_twice() {
        let mut prefixes = PREFIXES.to_vec();
        prefixes.sort_unstable();
        prefixes.dedup();
        assert_eq!(prefixes.len(), PREFIXES.len());
    }
}
