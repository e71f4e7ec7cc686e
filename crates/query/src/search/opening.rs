//! What a text begins with and a reader of a snippet does not need: its title once more, and who sent it from where.

/// Longest dateline, in bytes: place, day, agency and author.
const MAX_DATELINE_BYTES: usize = 200;

/// Names of news agencies as datelines write them; the longer of two that begin alike first.
const AGENCIES: [&str; 11] = [
    "РИА Новости",
    "РИА НОВОСТИ",
    "ИТАР-ТАСС",
    "ТАСС",
    "ИНТЕРФАКС",
    "Интерфакс",
    "INTERFAX.RU",
    "Interfax",
    "REGNUM",
    "ПРАЙМ",
    "Reuters",
];

const MONTHS: [&str; 12] = [
    "января",
    "февраля",
    "марта",
    "апреля",
    "мая",
    "июня",
    "июля",
    "августа",
    "сентября",
    "октября",
    "ноября",
    "декабря",
];

/// `text` without the title and the dateline that it begins with; all of it if nothing else is there.
pub(super) fn without_opening<'t>(text: &'t str, title: &str) -> &'t str {
    let mut rest = text;
    for _ in 0..2 {
        // «Минфин: Налог снизят» stands over «Налог снизят. Об этом…».
        let said = || title.split_once(": ").and_then(|(_, said)| without_title(rest, said));
        rest = without_title(rest, title).or_else(said).unwrap_or(rest);
        rest = without_dateline(rest).unwrap_or(rest);
    }
    if rest.contains(char::is_alphanumeric) { rest } else { text }
}

/// A title is one if a sentence or a line ends behind it: «Мост закрыт. Об этом…», but not «Мост закрыт на месяц».
fn without_title<'t>(text: &'t str, title: &str) -> Option<&'t str> {
    let mut letters = text.char_indices().filter(|(_, letter)| letter.is_alphanumeric());
    let mut end = 0;
    for wanted in title.chars().filter(|letter| letter.is_alphanumeric()) {
        let (at, letter) = letters.next()?;
        if !letter.to_lowercase().eq(wanted.to_lowercase()) {
            return None;
        }
        end = at + letter.len_utf8();
    }
    let behind = &text[end..];
    let rest = behind.trim_start_matches(|next: char| !next.is_alphanumeric() && !opens(next));
    let passed = &behind[..behind.len() - rest.len()];
    let is_whole = end > 0 && (passed.contains(['.', '!', '?', '…', '\n']) || rest.is_empty());
    is_whole.then_some(rest)
}

fn opens(next: char) -> bool {
    matches!(next, '«' | '"' | '„' | '“' | '(')
}

/// «МОСКВА, 5 мая — РИА Новости.», «Москва. 5 мая. INTERFAX.RU -», «МОСКВА, 5 мая. /ТАСС/.»
fn without_dateline(text: &str) -> Option<&str> {
    let text = text.trim_start();
    let line = text.get(..text.floor_char_boundary(MAX_DATELINE_BYTES))?.lines().next()?;
    let (at, agency) = AGENCIES.iter().find_map(|agency| Some((line.find(agency)?, agency)))?;
    let parts = |next: char| !next.is_alphanumeric() && next != '-';
    let mut head = line[..at].split(parts).filter(|word| !word.trim_matches('-').is_empty()).rev().peekable();
    head.next_if(|word| *word == "ИА");
    let is_dated = MONTHS.contains(&head.next()?) && matches!(head.next()?.parse(), Ok(1..=31_u32));
    let mut place = head.peekable();
    let is_place = place.peek().is_some() && place.all(|word| word.starts_with(char::is_uppercase));
    if !is_dated || !is_place {
        return None;
    }
    let mut rest = &text[at + agency.len()..];
    if rest.starts_with(',') {
        // The author.
        rest = &rest[line[at + agency.len()..].find(['.', '—', '–'])?..];
    }
    let closes = |next: char| next.is_whitespace() || matches!(next, '.' | '/' | '-' | '–' | '—' | ':' | ')');
    rest.starts_with(closes).then(|| rest.trim_start_matches(closes))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_title_is_not_repeated() {
        let check =
            |text: &str, expected: &str| assert_eq!(without_opening(text, "Мост «Юг» закрыт"), expected);
        check("Мост «Юг» закрыт. Об этом сообщили в мэрии.", "Об этом сообщили в мэрии.");
        check("МОСТ \"ЮГ\" ЗАКРЫТ!\n\n«Да», — сказал мэр.", "«Да», — сказал мэр.");
        check("Мост «Юг» закрыт\nНа месяц.", "На месяц.");
        check("Мост «Юг» закрыт на месяц.", "Мост «Юг» закрыт на месяц.");
        check("Мост «Юг» закрыт.", "Мост «Юг» закрыт.");
        check("Мост закрыт.", "Мост закрыт.");
        assert_eq!(without_opening("Мост закрыт. Об этом…", "Мэр: Мост закрыт"), "Об этом…");
        assert_eq!(without_opening("…! Текст.", ""), "…! Текст.");
        assert_eq!(without_opening("", "Мост"), "");
    }

    #[test]
    fn datelines_are_left_out() {
        let check =
            |text: &str, expected: &str| assert_eq!(without_opening(text, "Мост"), expected, "{text}");
        for line in [
            "МОСКВА, 5 мая — РИА Новости.",
            "НЬЮ-ЙОРК, 15 мая - РИА Новости, Иван Петров.",
            "Москва. 5 мая. INTERFAX.RU -",
            "САНКТ-ПЕТЕРБУРГ, 5 мая. /ТАСС/.",
            "МОСКВА, 31 мая /ИТАР-ТАСС/.",
            "КАЗАНЬ, 5 мая. ИА REGNUM.",
            "Мост.\nМОСКВА, 5 мая — РИА Новости.",
        ] {
            check(&format!("{line} Мэр открыл мост."), "Мэр открыл мост.");
        }
        for text in [
            "Мэр сообщил 5 мая ТАСС. Мост открыт.",
            "Москва, 5 мая. Мост открыт.",
            "МОСКВА, 5 мая — РИА Новости",
            "МОСКВА, 45 мая — РИА Новости. Мост.",
            "Газета «Вестник», 5 мая, ТАССы.",
        ] {
            check(text, text);
        }
    }
}
