//! Copied news pages: the text of a whole page as it lands in a file when somebody selects and copies it.
//!
//! A page has no structure left but lines, so the article is found by the looks of them:
//! long punctuated lines are its body, the most headline-like line before them its title,
//! what stands between is lead and captions, and a heading such as «Теги» or «Лента новостей» ends it.
//! What is not stated, above all the date, stays empty.

use std::io::{self, BufRead, Read};
use std::ops::Range;

use serde_json::Value;

use super::encoding::bad_utf8;
use super::jsonl::too_long;
use super::page_lines::{Block, Kind, PageLine, ends_sentence, fold, is_person, is_rubric_name};
use super::{Flaw, Sink};
use crate::lines::MAX_RECORD_BYTES;
use crate::record::Record;
use crate::{SkipReason, clean};

/// Reads the one article of a copied page.
pub(super) fn read(input: &mut dyn BufRead, sink: &mut Sink<'_>) -> io::Result<()> {
    let mut bytes = Vec::new();
    input.take(MAX_RECORD_BYTES as u64 + 1).read_to_end(&mut bytes)?;
    let found = if bytes.len() > MAX_RECORD_BYTES {
        Err(too_long())
    } else {
        str::from_utf8(&bytes).map_err(|_| bad_utf8(&bytes)).and_then(extract)
    };
    let _ = sink(1, found);
    Ok(())
}

/// So many lines in a row without a full stop are a feed of headlines; lists inside articles are shorter or punctuated.
const MAX_SUBHEADINGS: usize = 5;
/// A lead is at least so long; a subtitle or a menu entry is shorter.
const MIN_LEAD: usize = 60;
const MIN_CAPTION: usize = 20;

fn extract(text: &str) -> Result<Record, Flaw> {
    let lines = lines_of(text);
    let page = match lines.iter().position(|line| line.kind == Kind::Paragraph) {
        Some(body) => Page::around(&lines, body),
        None => Page::plain(&lines).ok_or_else(|| {
            Flaw::new(SkipReason::NoArticle, "no article was found among the lines of the page")
        })?,
    };
    Ok(page.into_record())
}

fn lines_of(text: &str) -> Vec<PageLine> {
    let cleaned: Vec<String> = text.split('\n').map(clean::line).collect();
    let is_blank = |at: Option<usize>| at.and_then(|at| cleaned.get(at)).is_none_or(String::is_empty);
    let lines = cleaned.iter().enumerate().filter(|(_, line)| !line.is_empty());
    lines
        .map(|(at, line)| PageLine::new(line.clone(), is_blank(at.checked_sub(1)) && is_blank(Some(at + 1))))
        .collect()
}

#[derive(Default)]
struct Page {
    title: String,
    lead: String,
    body: Vec<String>,
    captions: Vec<String>,
    rubric: Option<String>,
    authors: Vec<String>,
    tags: Vec<String>,
    date: Option<String>,
}

impl Page {
    /// The article whose first paragraph is line `body`.
    fn around(lines: &[PageLine], body: usize) -> Self {
        let mut page = Self::default();
        let title = find_title(&lines[..body]);
        let after_title = title.map_or(0, |title| title + 1);
        if let Some(title) = title {
            page.title = lines[title].text.clone();
            page.rubric = rubric_above(&lines[..title]);
            page.read_facts_above(&lines[..title]);
        }
        page.read_head(lines, after_title..body);
        page.read_body(lines, body);
        page
    }

    /// A text without any page around it: a title and short sentences.
    fn plain(lines: &[PageLine]) -> Option<Self> {
        let (first, rest) = lines.split_first()?;
        let is_text = |line: &PageLine| line.kind == Kind::Sentence && line.len() >= MIN_CAPTION;
        let is_page =
            lines.iter().any(|line| matches!(line.kind, Kind::Noise | Kind::Related | Kind::End(_)));
        if is_page || !matches!(first.kind, Kind::Plain | Kind::Sentence) || !rest.iter().any(is_text) {
            return None;
        }
        let mut page = Self { title: first.text.clone(), ..Self::default() };
        for line in rest {
            if !page.take_fact(line) {
                page.body.push(line.text.clone());
            }
        }
        Some(page)
    }

    /// A line that states a fact about the article. A date counts only once, the first one.
    fn take_fact(&mut self, line: &PageLine) -> bool {
        match &line.kind {
            Kind::Date(date, others) => {
                if self.date.is_none() {
                    self.date = Some(date.clone());
                    for other in others {
                        if is_person(other) {
                            self.authors.push(other.clone());
                        } else if is_rubric_name(other) {
                            self.rubric = Some(other.clone());
                        }
                    }
                }
            }
            Kind::Authors(names) => self.authors.extend(names.iter().cloned()),
            Kind::Tags(tags) => self.tags.extend(tags.iter().cloned()),
            Kind::Rubric(rubric) => self.rubric = Some(rubric.clone()),
            Kind::Caption => self.captions.push(line.text.clone()),
            Kind::Paragraph | Kind::Sentence | Kind::Plain | Kind::End(_) | Kind::Related | Kind::Noise => {
                return false;
            }
        }
        true
    }

    /// Date, author and rubric directly above the title; farther up they belong to something else.
    fn read_facts_above(&mut self, lines: &[PageLine]) {
        let near = lines.iter().rev().filter(|line| line.kind != Kind::Noise).take(3);
        for line in near.filter(|line| !matches!(line.kind, Kind::Caption | Kind::Tags(_))) {
            self.take_fact(line);
        }
    }

    /// Lead, captions and facts between title and body.
    fn read_head(&mut self, lines: &[PageLine], head: Range<usize>) {
        for at in head {
            let line = &lines[at];
            let is_repeated = lines.get(at + 1).is_some_and(|next| next.text.starts_with(&line.text));
            if line.text.starts_with(&self.title) && !self.title.is_empty() || self.take_fact(line) {
                continue;
            }
            if let Kind::End(block) = line.kind {
                self.read_names(&lines[at + 1..], block);
            } else if is_rubric_name(&line.text) {
                self.rubric.get_or_insert_with(|| line.text.clone());
            } else if is_repeated && line.len() >= MIN_CAPTION {
                // The description of a picture, and the same again as its caption.
                if lines[at + 1].kind != Kind::Caption {
                    self.captions.push(line.text.clone());
                }
            } else if matches!(line.kind, Kind::Plain | Kind::Sentence) && !self.captions.contains(&line.text)
            {
                self.take_head_text(line);
            }
        }
    }

    fn take_head_text(&mut self, line: &PageLine) {
        let is_sentence = line.kind == Kind::Sentence;
        if self.lead.is_empty() && (line.len() >= MIN_LEAD || is_sentence && line.num_words() >= 4) {
            self.lead = line.text.clone();
        } else if is_sentence {
            self.body.push(line.text.clone());
        } else if !self.lead.is_empty() && line.len() >= MIN_CAPTION {
            self.captions.push(line.text.clone());
        }
    }

    fn read_body(&mut self, lines: &[PageLine], first: usize) {
        let mut subheadings: Vec<String> = Vec::new();
        let mut is_related = false;
        for at in first..lines.len() {
            let line = &lines[at];
            match line.kind {
                Kind::End(block) => return self.read_end(&lines[at + 1..], block),
                Kind::Related => is_related = true,
                Kind::Noise => {}
                Kind::Paragraph => {
                    self.body.append(&mut subheadings);
                    self.body.push(line.text.clone());
                    is_related = false;
                }
                Kind::Sentence if !is_related => {
                    self.body.append(&mut subheadings);
                    self.body.push(line.text.clone());
                }
                Kind::Plain | Kind::Date(..) if !is_related => subheadings.push(line.text.clone()),
                Kind::Caption if at == first + 1 && self.lead.is_empty() && has_paragraph(&lines[at..]) => {
                    // The picture stands between the lead and the rest.
                    self.lead = self.body.pop().unwrap_or_default();
                    self.captions.push(line.text.clone());
                }
                Kind::Authors(_) | Kind::Tags(_) | Kind::Rubric(_) | Kind::Caption if !is_related => {
                    self.take_fact(line);
                }
                Kind::Sentence | Kind::Plain | Kind::Date(..) => {}
                Kind::Authors(_) | Kind::Tags(_) | Kind::Rubric(_) | Kind::Caption => {}
            }
            if subheadings.len() > MAX_SUBHEADINGS {
                return;
            }
        }
    }

    /// Names and tags listed behind the body, heading by heading.
    fn read_end(&mut self, mut lines: &[PageLine], mut block: Block) {
        while block != Block::Other {
            self.read_names(lines, block);
            let heading = lines.iter().enumerate().find_map(|(at, line)| match line.kind {
                Kind::End(next) => Some((at, next)),
                _ => None,
            });
            let Some((at, next)) = heading else { return };
            block = next;
            lines = &lines[at + 1..];
        }
    }

    /// The short lines that follow the heading «Авторы» or «Теги».
    fn read_names(&mut self, lines: &[PageLine], block: Block) {
        let plain = lines
            .iter()
            .take_while(|line| line.kind == Kind::Plain && line.len() <= 40 && line.num_words() <= 4);
        for line in plain {
            let list = match block {
                Block::Authors if is_person(&line.text) => &mut self.authors,
                Block::Tags => &mut self.tags,
                Block::Authors | Block::Other => return,
            };
            let name = line.text.trim_end_matches(',').to_owned();
            if !list.contains(&name) {
                list.push(name);
            }
        }
    }

    fn into_record(mut self) -> Record {
        let mut captions: Vec<String> = Vec::new();
        for caption in self.captions {
            let is_known = captions.iter().any(|known| known.starts_with(&caption));
            captions.retain(|known| !caption.starts_with(known.as_str()) || *known == caption);
            if !is_known {
                captions.push(caption);
            }
        }
        self.body.retain(|paragraph| !captions.contains(paragraph));
        let list = |items: Vec<String>| Value::Array(items.into_iter().map(Value::String).collect());
        let fields = [
            ("title", Value::String(self.title)),
            ("lead", Value::String(self.lead)),
            ("body", list(self.body)),
            ("captions", list(captions)),
            ("rubrics", list(self.rubric.into_iter().collect())),
            ("authors", list(self.authors)),
            ("tags", list(self.tags)),
            ("published_at", self.date.map_or(Value::Null, Value::String)),
        ];
        fields.into_iter().map(|(name, value)| (name.to_owned(), value)).collect()
    }
}

fn has_paragraph(lines: &[PageLine]) -> bool {
    let article = lines.iter().take_while(|line| !matches!(line.kind, Kind::End(_)));
    article.into_iter().any(|line| line.kind == Kind::Paragraph)
}

/// The most headline-like line, the earliest of equals; without one, the last line that is any text.
fn find_title(lines: &[PageLine]) -> Option<usize> {
    let is_candidate =
        |line: &PageLine| matches!(line.kind, Kind::Plain | Kind::Sentence) && !is_rubric_name(&line.text);
    let candidates = (0..lines.len()).filter(|at| is_candidate(&lines[*at]));
    let best = candidates.rev().max_by_key(|at| headline_score(lines, *at))?;
    Some(best)
}

/// How much line `at` looks like a headline. The weights only have to order the lines above one article.
fn headline_score(lines: &[PageLine], at: usize) -> i32 {
    let line = &lines[at];
    let next = lines[at + 1..].iter().find(|line| line.kind != Kind::Noise);
    let is_before_text = next.is_none_or(|next| match next.kind {
        Kind::Date(..) | Kind::Authors(_) | Kind::Caption => true,
        Kind::Plain | Kind::Sentence => next.len() >= MIN_LEAD,
        _ => false,
    });
    let is_after_fact = at > 0 && matches!(lines[at - 1].kind, Kind::Date(..) | Kind::Rubric(_));
    let is_repeated = lines.iter().enumerate().any(|(other, repeated)| {
        other != at && repeated.kind != Kind::Caption && repeated.text.starts_with(&line.text)
    });
    let words = match line.num_words() {
        0..=2 => 0,
        3 => 3,
        4..=20 => 4,
        _ => 1,
    };
    let sentence_like = i32::from(ends_sentence(&line.text) && !line.text.ends_with(['?', '!']))
        + i32::from(line.text.contains(". "))
        + i32::from(line.len() > 160);
    words
        + 2 * i32::from(line.is_alone)
        + 2 * i32::from(is_before_text)
        + i32::from(is_after_fact)
        + 2 * i32::from(is_repeated && line.num_words() > 2)
        - 2 * sentence_like
        - 3 * i32::from(line.text.ends_with(','))
}

/// The rubric in the few lines above the title: a known name, or a word with a comma behind it.
/// Several in a row are the menu of the site and none of them counts.
fn rubric_above(lines: &[PageLine]) -> Option<String> {
    let near: Vec<&PageLine> = lines.iter().rev().filter(|line| line.kind != Kind::Noise).take(3).collect();
    let is_rubric = |line: &&PageLine| {
        is_rubric_name(&line.text)
            || line.kind == Kind::Plain && line.text.ends_with(',') && line.num_words() <= 3
    };
    let mut found = near.iter().filter(|line| is_rubric(line));
    let rubric = found.next()?;
    if found.next().is_some() {
        return None;
    }
    let name = rubric.text.trim_end_matches(',').trim();
    (fold(name) != "главная").then(|| name.to_owned())
}

#[cfg(test)]
#[path = "page_tests.rs"]
mod tests;
