//! Quotation marks: «ёлочки», „лапки“, “English”, ”Swedish” and "typewriter" ones.

/// A text between quotation marks.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Quoted<'t> {
    /// What stands between the marks.
    pub(super) content: &'t str,
    /// Bytes of it with its marks.
    pub(super) length: usize,
    /// Whether every mark inside has its partner.
    pub(super) balanced: bool,
}

/// Whether a character may open or close a phrase. Apostrophes may not: they stand inside words.
pub(super) fn is_quote(mark: char) -> bool {
    matches!(mark, '"' | '«' | '»' | '„' | '“' | '”' | '\u{201f}')
}

/// Reads the phrase that `text` begins with; `None` if its first character opens none.
pub(super) fn read(text: &str) -> Option<Quoted<'_>> {
    let opening = text.chars().next()?;
    let inside = text.get(opening.len_utf8()..)?;
    match opening {
        '«' => guillemets(inside),
        '"' => up_to(inside, &['"']),
        '„' | '“' | '”' | '\u{201f}' => up_to(inside, &['“', '”', '"']),
        _ => None,
    }
    .map(|(content, closing, balanced)| Quoted {
        content,
        length: opening.len_utf8() + content.len() + closing.len_utf8(),
        balanced,
    })
}

fn up_to<'t>(inside: &'t str, closing: &[char]) -> Option<(&'t str, char, bool)> {
    let end = inside.find(closing)?;
    let mark = inside[end..].chars().next()?;
    Some((&inside[..end], mark, true))
}

/// Guillemets nest. «ООО «Ромашка», with one mark closing both, is common: then the first closing one counts.
fn guillemets(inside: &str) -> Option<(&str, char, bool)> {
    let mut depth = 1_usize;
    for (at, mark) in inside.char_indices() {
        match mark {
            '«' => depth += 1,
            '»' => depth -= 1,
            _ => {}
        }
        if depth == 0 {
            return Some((&inside[..at], mark, true));
        }
    }
    inside.find('»').map(|at| (&inside[..at], '»', false))
}
