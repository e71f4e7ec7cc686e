use std::ops::Range;

use crate::search::Highlighted;

/// Which share of a snippet's words may stand before its first match.
const LEAD_IN: usize = 4;

/// The part of a text that holds most matches in a number of words, and whether text is missing before and behind it.
pub(super) struct Snippet {
    pub(super) text: Highlighted,
    pub(super) is_cut_before: bool,
    pub(super) is_cut_behind: bool,
}

impl Snippet {
    /// Cuts a text to at most `count` words, from its beginning if nothing in it matched. Of none, nothing is left.
    pub(super) fn cut(text: &Highlighted, count: usize) -> Self {
        let words = words(&text.text);
        let chosen = best(&text.matches, &words, count);
        let (first, last) = (words.get(chosen.start), words.get(chosen.end.wrapping_sub(1)));
        let range = match (first, last) {
            (Some(first), Some(last)) if !chosen.is_empty() => first.start..last.end,
            _ => 0..0,
        };
        Self {
            is_cut_before: chosen.start > 0,
            is_cut_behind: chosen.end < words.len(),
            text: part(text, &range),
        }
    }
}

/// The words of a text: whatever stands between white space.
fn words(text: &str) -> Vec<Range<usize>> {
    let (mut words, mut at) = (Vec::new(), 0);
    for piece in text.split_inclusive(char::is_whitespace) {
        let word = piece.trim_end();
        if !word.is_empty() {
            words.push(at..at + word.len());
        }
        at += piece.len();
    }
    words
}

/// The words to show: as many matches as go into `count` words, with some words before the first.
fn best(matches: &[Range<usize>], words: &[Range<usize>], count: usize) -> Range<usize> {
    if words.len() <= count {
        return 0..words.len();
    }
    let matched = matched(matches, words);
    let (mut start, mut most) = (0, 0);
    let mut inside = matched.iter().take(count).filter(|matched| **matched).count();
    for from in 0..=words.len() - count {
        if from > 0 {
            inside += usize::from(matched[from + count - 1]);
            inside -= usize::from(matched[from - 1]);
        }
        if inside > most {
            (start, most) = (from, inside);
        }
    }
    let is_matched = |place: &usize| matched[*place];
    let Some(first) = (start..start + count).find(is_matched) else { return 0..count };
    let last = (first..start + count).rfind(is_matched).unwrap_or(first);
    // The first window that holds them all ends with the last match: it is moved on until few words precede the first.
    let latest = first.saturating_sub(count / LEAD_IN);
    let start = start.max(latest.min(words.len() - count)).min(first);
    let start = start.max((last + 1).saturating_sub(count));
    start..start + count
}

/// Which words a match reaches into.
fn matched(matches: &[Range<usize>], words: &[Range<usize>]) -> Vec<bool> {
    let mut matches = matches.iter().peekable();
    words
        .iter()
        .map(|word| {
            while matches.next_if(|found| found.end <= word.start).is_some() {}
            matches.peek().is_some_and(|found| found.start < word.end)
        })
        .collect()
}

fn part(text: &Highlighted, range: &Range<usize>) -> Highlighted {
    let inside = text.matches.iter().filter(|found| found.end > range.start && found.start < range.end);
    Highlighted {
        text: text.text.get(range.clone()).unwrap_or_default().to_owned(),
        matches: inside
            .map(|found| found.start.max(range.start) - range.start..found.end.min(range.end) - range.start)
            .collect(),
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// A text whose matches stand in brackets.
    fn marked(text: &str) -> Highlighted {
        let mut marked = Highlighted::default();
        for (number, piece) in text.split(['[', ']']).enumerate() {
            let start = marked.text.len();
            marked.text.push_str(piece);
            if number % 2 == 1 {
                marked.matches.push(start..marked.text.len());
            }
        }
        marked
    }

    fn check(text: &str, count: usize, expected: &str) {
        let cut = Snippet::cut(&marked(text), count);
        let mut found = String::new();
        for (piece, is_match) in cut.text.segments() {
            found.push_str(&if is_match { format!("[{piece}]") } else { piece.to_owned() });
        }
        let dots = |is_cut: bool| if is_cut { "…" } else { "" };
        let found = format!("{}{found}{}", dots(cut.is_cut_before), dots(cut.is_cut_behind));
        assert_eq!(found, expected, "{text} {count}");
    }

    #[test]
    fn the_words_with_most_matches_are_shown() {
        check("а б в", 5, "а б в");
        check("а б в", 2, "а б…");
        check("а б в", 0, "…");
        check("", 3, "");
        check("  а\n\nб  ", 5, "а\n\nб");
        check("[а] б в г д", 2, "[а] б…");
        check("а б в г [д]", 2, "…г [д]");
        check("а б в г [д] е ж з и", 4, "…г [д] е ж…");
        check("[а] б в г д [е] [ё] ж", 3, "…[е] [ё] ж");
        check("а б [в г] д е", 2, "…[в г]…");
        check("а б [в г д] е", 2, "…[в г]…");
        check("а«[б]» в г", 1, "а«[б]»…");
        check("а б в г д е [ё] ж", 8, "а б в г д е [ё] ж");
    }

    proptest! {
        #[test]
        fn a_snippet_is_no_longer_than_asked(
            text in "[а-в \\[\\]\u{301}\n]{0,60}", count in 0..12_usize,
        ) {
            let text = marked(&text);
            let cut = Snippet::cut(&text, count);
            prop_assert!(cut.text.text.split_whitespace().count() <= count);
            prop_assert!(text.text.contains(&cut.text.text));
            for found in &cut.text.matches {
                prop_assert!(cut.text.text.get(found.clone()).is_some());
            }
        }
    }
}
