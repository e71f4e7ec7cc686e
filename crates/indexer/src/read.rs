use std::io::{self, BufRead};
use std::ops::ControlFlow;
use std::path::Path;
use std::sync::Arc;

use jiff::tz::TimeZone;
use vestnik_schema::Article;

use crate::input::{self, InputFile};
use crate::record::Record;
use crate::source::{self, Flaw};
use crate::{Problem, SkipReason};

/// Takes what is found in an input: an article, or what is wrong with a record. `Break` ends the reading.
pub type OnFound<'a> = dyn FnMut(Result<Article, Problem>) -> ControlFlow<()> + 'a;

/// Reads all articles of an input, in their order. The extension of `name` picks the format, or else the first bytes
/// do; problems carry `name`. `charset` is the encoding that came with it, as in an HTTP answer; where the text reads
/// better in another, it is not believed. `zone` is that of dates without one.
///
/// A warning, for example of a date that cannot be read, comes before the article that it is about.
///
/// # Errors
/// Only what `reader` reports; bad records go to `on_found`.
pub fn read_articles(
    reader: Box<dyn BufRead + Send>,
    name: &str,
    charset: Option<String>,
    zone: &TimeZone,
    on_found: &mut OnFound<'_>,
) -> io::Result<()> {
    let format = input::format_of(Path::new(name));
    source::read_declared(reader, charset, format, &mut |line, found| {
        convert(name, line, found, zone, on_found)
    })
}

/// Reads all articles of a file, unpacking it if need be; see [`read_articles`].
///
/// # Errors
/// The file cannot be opened or read to its end.
pub fn read_file(path: &Path, zone: &TimeZone, on_found: &mut OnFound<'_>) -> io::Result<()> {
    let file = InputFile { path: Some(path.to_owned()), name: path.display().to_string() };
    let opened = input::open(&file, Arc::default())?;
    source::read(opened.reader, file.format(), &mut |line, found| {
        convert(&file.name, line, found, zone, on_found)
    })
}

/// Whether the name of a file ends like that of a known format, packed or not.
pub fn is_article_file(path: &Path) -> bool {
    input::format_of(path).is_some()
}

fn convert(
    name: &str,
    line: u64,
    found: Result<Record, Flaw>,
    zone: &TimeZone,
    on_found: &mut OnFound<'_>,
) -> ControlFlow<()> {
    let problem = |reason: SkipReason, detail| Problem { file: name.to_owned(), line, reason, detail };
    match found.and_then(|record| record.into_article(zone)) {
        Ok(converted) => {
            for detail in converted.bad_dates {
                on_found(Err(problem(SkipReason::BadDate, detail)))?;
            }
            on_found(Ok(converted.article))
        }
        Err(flaw) => on_found(Err(problem(flaw.reason, flaw.detail))),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn articles_and_problems_come_in_their_order() {
        let text =
            "{\"id\": 1, \"title\": \"Мост\", \"date\": \"вчера\"}\n{\n{\"id\": 3, \"title\": \"Дом\"}\n";
        let mut found = Vec::new();
        let reader = Box::new(io::Cursor::new(text));
        read_articles(reader, "https://a.ru/live.jsonl", None, &TimeZone::UTC, &mut |one| {
            found.push(one.map(|article| article.id).map_err(|problem| (problem.line, problem.reason)));
            ControlFlow::Continue(())
        })
        .unwrap();
        let expected = [
            Err((1, SkipReason::BadDate)),
            Ok("1".to_owned()),
            Err((2, SkipReason::BadJson)),
            Ok("3".to_owned()),
        ];
        assert_eq!(found, expected);
    }

    #[test]
    fn nothing_is_read_after_a_break() {
        let reader = Box::new(io::Cursor::new("{\"title\": \"Мост\"}\n{\"title\": \"Дом\"}\n"));
        let mut count = 0;
        read_articles(reader, "a", None, &TimeZone::UTC, &mut |_| {
            count += 1;
            ControlFlow::Break(())
        })
        .unwrap();
        assert_eq!(count, 1);
    }

    #[test]
    fn a_packed_file_is_an_article_file() {
        assert!(is_article_file(Path::new("in/a.JSONL.gz")));
        assert!(!is_article_file(Path::new("in/a.part")));
    }
}
