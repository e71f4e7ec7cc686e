use std::ops::Range;

use vestnik_schema::Article;

use super::Highlighted;
use super::function_words::is_function_word;
use super::highlight::{Highlighter, Match, merged};
use super::opening::without_opening;

/// Length of a snippet: three lines of a results page, two on a wide one.
const SNIPPET_CHARS: usize = 240;

/// Most characters shown before the first match where its sentence begins further back.
const LEAD_IN_CHARS: usize = 70;

/// What one more part of the query is worth in a snippet even if every article holds it.
const PART_VALUE: f32 = 0.01;

/// What a character between the matches costs: all of a snippet is less than one part.
const WIDTH_COST: f32 = 0.000_01;

/// How much more a caption must tell than the text itself: one part.
const CAPTION_LEAD: f32 = PART_VALUE / 2.0;

/// How far a word end is looked for; text without spaces is cut between any two letters.
const WORD_SEARCH_CHARS: usize = 60;

/// How much of a snippet is given up for an end that is also the end of a sentence.
const WHOLE_SENTENCE_CHARS: usize = 60;

/// Letters of a word before a full stop that make it no abbreviation.
const SENTENCE_WORD_LETTERS: usize = 5;

/// Most bytes of a text that are analyzed for a snippet; long bodies are reports whose point stands early.
const MAX_ANALYZED_BYTES: usize = 200_000;

/// Most marks that one letter has in any orthography that news is written in.
const MAX_MARKS: usize = 2;

/// Most words left out at the end of a snippet because they lean on what is cut off.
const MAX_DANGLING_WORDS: usize = 3;

const ELLIPSIS: char = '…';

/// The part of lead, body or captions that shows best why an article matched; the beginning if nothing there did.
pub(super) fn snippet(highlighter: &mut Highlighter, article: &Article) -> Highlighted {
    let (text, matches) = main_text(highlighter, article);
    let main = cut(highlighter, &text, &matches);
    match best_caption(highlighter, article) {
        Some(caption) if caption.value > main.value + CAPTION_LEAD => caption.highlighted,
        _ => main.highlighted,
    }
}

/// Lead and body as one text. They are analyzed apart: no phrase stands across the border.
fn main_text(highlighter: &mut Highlighter, article: &Article) -> (String, Vec<Match>) {
    let mut text = String::new();
    let mut matches = Vec::new();
    for part in [&article.lead, &article.body] {
        let part = start_of(part, MAX_ANALYZED_BYTES);
        if part.trim().is_empty() {
            continue;
        }
        if !text.is_empty() {
            text.push('\n');
        }
        let part = if text.is_empty() { without_opening(part, &article.title) } else { part };
        let from = text.len();
        matches.extend(highlighter.in_text(part).into_iter().map(|found| found.shifted(from)));
        text.push_str(part);
    }
    (text, matches)
}

fn best_caption(highlighter: &mut Highlighter, article: &Article) -> Option<Cut> {
    let mut best: Option<Cut> = None;
    for caption in &article.captions {
        let caption = start_of(caption, MAX_ANALYZED_BYTES);
        let matches = highlighter.in_text(caption);
        if matches.is_empty() {
            continue;
        }
        let cut = cut(highlighter, caption, &matches);
        if best.as_ref().is_none_or(|best| cut.value > best.value) {
            best = Some(cut);
        }
    }
    best
}

fn start_of(text: &str, bytes: usize) -> &str {
    &text[..text.floor_char_boundary(bytes)]
}

struct Cut {
    highlighted: Highlighted,
    value: f32,
}

fn cut(highlighter: &Highlighter, text: &str, matches: &[Match]) -> Cut {
    let cluster = best_cluster(highlighter, text, matches);
    let window = window(text, &cluster.range);
    let ranges = merged(matches.iter().map(|found| found.range.clone()));
    Cut { highlighted: render(text, window, &ranges), value: cluster.value }
}

/// A stretch of text with matches in it.
struct Cluster {
    range: Range<usize>,
    value: f32,
}

/// The stretch of at most a snippet's length that holds the most telling parts of the query, the closer the better.
fn best_cluster(highlighter: &Highlighter, text: &str, matches: &[Match]) -> Cluster {
    let places = char_places(text, matches);
    let mut best = Cluster { range: 0..0, value: 0.0 };
    let mut inside: Vec<usize> = Vec::new();
    let mut last = 0;
    for first in 0..matches.len() {
        while last < matches.len() && places[last].end <= places[first].start + SNIPPET_CHARS {
            inside.push(last);
            last += 1;
        }
        let Some(end) = inside.last() else {
            // A single match longer than a snippet.
            last = first + 1;
            continue;
        };
        let range = matches[first].range.start..matches[*end].range.end;
        let width = places[*end].end - places[first].start;
        let value =
            value(highlighter, inside.iter().map(|place| &matches[*place])) - width as f32 * WIDTH_COST;
        if value > best.value {
            best = Cluster { range, value };
        }
        inside.remove(0);
    }
    if best.range.is_empty()
        && let Some(first) = matches.first()
    {
        best.range = first.range.start..text.ceil_char_boundary(first.range.start + 1);
    }
    best
}

/// Each part of the query counts once, however often it stands there.
fn value<'m>(highlighter: &Highlighter, matches: impl Iterator<Item = &'m Match>) -> f32 {
    let mut seen: Vec<usize> = Vec::new();
    let mut value = 0.0;
    for found in matches {
        if !seen.contains(&found.pattern) {
            seen.push(found.pattern);
            value += PART_VALUE + highlighter.weight(found);
        }
    }
    value
}

/// The matches' ranges in characters.
fn char_places(text: &str, matches: &[Match]) -> Vec<Range<usize>> {
    let (mut at, mut chars) = (0, 0);
    let mut places = Vec::with_capacity(matches.len());
    for found in matches {
        chars += text[at..found.range.start].chars().count();
        at = found.range.start;
        places.push(chars..chars + text[found.range.clone()].chars().count());
    }
    places
}

/// A snippet's length of text around `cluster`, from the beginning of a sentence or a word to the end of one.
fn window(text: &str, cluster: &Range<usize>) -> Range<usize> {
    let width = text[cluster.clone()].chars().count().min(SNIPPET_CHARS);
    let room = SNIPPET_CHARS - width;
    let start = sentence_start(text, cluster.start, room)
        .unwrap_or_else(|| word_start(text, cluster.start, room.min(LEAD_IN_CHARS)));
    let end = forward(text, start, SNIPPET_CHARS);
    if end < text.len() {
        let cut = word_end(text, end, cluster.end.min(end));
        let whole = sentence_start(text, cut, WHOLE_SENTENCE_CHARS);
        let ends = |at: &usize| *at > start && *at >= cluster.end && ends_sentence(&text[..*at]);
        return start..whole.filter(ends).unwrap_or(cut);
    }
    // The text ends here: rather show more of what comes before.
    let used = text[start..].chars().count();
    let earliest = word_start(text, start, SNIPPET_CHARS.saturating_sub(used));
    let earlier = first_sentence(text, earliest..start);
    earlier.unwrap_or(if used < SNIPPET_CHARS / 2 { earliest } else { start })..text.len()
}

/// The first beginning of a sentence in a range, which begins with a word.
fn first_sentence(text: &str, range: Range<usize>) -> Option<usize> {
    let mut blank = true;
    for (at, letter) in text.get(range.clone())?.char_indices() {
        let at = range.start + at;
        if blank && begins_sentence(letter) {
            let before = text[..at].trim_end();
            if before.is_empty() || text[before.len()..at].contains('\n') || ends_sentence(before) {
                return Some(at);
            }
        }
        blank = letter.is_whitespace();
    }
    None
}

/// Whether a text ends as a sentence does, and not with an initial or an abbreviation.
fn ends_sentence(text: &str) -> bool {
    let text = text.trim_end().trim_end_matches(['»', '"', '“', '”', ')']);
    match text.strip_suffix('.') {
        Some(before) => {
            let word = before.rsplit(|letter: char| !letter.is_alphanumeric()).next().unwrap_or_default();
            word.is_empty() || word.chars().count() >= SENTENCE_WORD_LETTERS
        }
        None => text.ends_with(['!', '?', ELLIPSIS]),
    }
}

/// Beginning of the sentence that `from` stands in, if it is at most `room` characters back.
fn sentence_start(text: &str, from: usize, room: usize) -> Option<usize> {
    let mut after = from;
    let mut blank = false;
    for (at, letter) in text[..from].char_indices().rev().take(room + 2) {
        if letter == '\n' {
            return Some(after);
        }
        let ends = matches!(letter, '.' | '!' | '?' | '…');
        if ends && blank && text[after..].starts_with(begins_sentence) {
            return Some(after);
        }
        if letter.is_whitespace() {
            blank = true;
        } else {
            blank = false;
            after = at;
        }
        if at == 0 {
            return Some(after);
        }
    }
    (from == 0).then_some(0)
}

fn begins_sentence(letter: char) -> bool {
    letter.is_uppercase() || letter.is_numeric() || matches!(letter, '«' | '"' | '„' | '“' | '—' | '–' | '(')
}

/// Beginning of a word at most `room` characters before `from`.
fn word_start(text: &str, from: usize, room: usize) -> usize {
    let earliest = backward(text, from, room);
    if earliest == 0 || is_cut(text, earliest) {
        return earliest;
    }
    let space = text[earliest..from].find(char::is_whitespace).map(|at| earliest + at);
    match space {
        Some(space) => from - text[space..from].trim_start().len(),
        None if text[earliest..from].chars().count() < WORD_SEARCH_CHARS => from,
        None => whole_letter(text, earliest),
    }
}

/// End of a word not behind `latest` and, if possible, not before `needed`.
fn word_end(text: &str, latest: usize, needed: usize) -> usize {
    if text[latest..].starts_with(char::is_whitespace) {
        return latest;
    }
    let nearest = backward(text, latest, WORD_SEARCH_CHARS).max(needed);
    match text[nearest..latest].rfind(char::is_whitespace) {
        Some(at) => nearest + text[nearest..nearest + at].trim_end().len(),
        None => whole_letter(text, latest),
    }
}

/// Whether a word begins at `at`.
fn is_cut(text: &str, at: usize) -> bool {
    text[..at].ends_with(char::is_whitespace)
}

/// A place not before `at` where no letter is parted from its marks. Piles of marks are no writing and may be cut.
fn whole_letter(text: &str, at: usize) -> usize {
    let marks = text[at..].chars().take_while(|letter| is_mark(*letter)).take(MAX_MARKS);
    at + marks.map(char::len_utf8).sum::<usize>()
}

/// Marks that belong to the character before them.
fn is_mark(letter: char) -> bool {
    matches!(
        letter,
        '\u{300}'..='\u{36f}' | '\u{483}'..='\u{489}' | '\u{1ab0}'..='\u{1aff}' | '\u{1dc0}'..='\u{1dff}'
            | '\u{20d0}'..='\u{20ff}' | '\u{200d}' | '\u{fe00}'..='\u{fe0f}' | '\u{fe20}'..='\u{fe2f}' | '\u{ad}'
    )
}

fn backward(text: &str, from: usize, chars: usize) -> usize {
    let start = text[..from].char_indices().rev().take(chars).last().map_or(from, |(at, _)| at);
    let marks =
        text[start..from].chars().take_while(|letter| is_mark(*letter)).map(char::len_utf8).sum::<usize>();
    start + marks
}

fn forward(text: &str, from: usize, chars: usize) -> usize {
    text[from..].char_indices().nth(chars).map_or(text.len(), |(at, _)| from + at)
}

/// The window as one line, white space squeezed, with an ellipsis where text is missing.
fn render(text: &str, window: Range<usize>, matches: &[Range<usize>]) -> Highlighted {
    let mut line = Line { text: String::new(), matches: Vec::new() };
    let trimmed = window.end - text[window.clone()].trim_start().len();
    let window = trimmed..trimmed + text[trimmed..window.end].trim_end().len();
    if !text[..window.start].trim().is_empty() {
        line.text.push(ELLIPSIS);
    }
    let mut at = window.start;
    for found in matches.iter().filter(|found| found.end > window.start && found.start < window.end) {
        let (from, to) = (found.start.max(window.start), found.end.min(window.end));
        line.push(&text[at..from]);
        let start = line.text.len();
        line.push(&text[from..to]);
        line.matches.push(start..line.text.len());
        at = to;
    }
    line.push(&text[at..window.end]);
    if !text[window.end..].trim().is_empty() {
        line.break_off();
    }
    line.matches.retain(|found| !found.is_empty());
    Highlighted { text: line.text, matches: line.matches }
}

struct Line {
    text: String,
    matches: Vec<Range<usize>>,
}

impl Line {
    fn push(&mut self, piece: &str) {
        for letter in piece.chars() {
            if !(letter.is_whitespace() || letter.is_control()) {
                self.text.push(letter);
            } else if !self.text.ends_with(' ') {
                self.text.push(' ');
            }
        }
    }

    /// Ends the line where more text follows: with an ellipsis, unless a sentence ends here.
    fn break_off(&mut self) {
        let ends = self.text.trim_end_matches(['»', '"', '“', '”', ')']).ends_with(['.', '!', '?', ELLIPSIS]);
        if ends {
            return;
        }
        let open =
            |letter: char| letter.is_whitespace() || matches!(letter, ',' | ';' | ':' | '-' | '–' | '—');
        let matched = self.matches.last().map_or(0, |found| found.end);
        let mut kept = self.text.trim_end_matches(open).len();
        for _ in 0..MAX_DANGLING_WORDS {
            let start = self.text[..kept].rfind(' ').map_or(0, |space| space + 1);
            if start <= matched || !dangles(&self.text[start..kept]) {
                break;
            }
            kept = self.text[..start].trim_end_matches(open).len();
        }
        self.text.truncate(kept.max(matched));
        self.text.push(ELLIPSIS);
    }
}

/// Whether a word says nothing without the next one: a preposition, a day without its month.
fn dangles(word: &str) -> bool {
    let bare = word.trim_start_matches(['«', '"', '“', '„', '(']);
    let is_day = (1..=2).contains(&bare.len()) && bare.bytes().all(|letter| letter.is_ascii_digit());
    bare.is_empty() || is_day || bare == "№" || is_function_word(&bare.to_lowercase())
}

#[cfg(test)]
#[path = "snippet_tests.rs"]
mod tests;
