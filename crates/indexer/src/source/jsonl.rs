use std::io::{self, BufRead};

use super::{Flaw, Sink, json_value};
use crate::SkipReason;
use crate::lines::{Line, Lines, MAX_RECORD_BYTES};

/// Reads JSON Lines: one object per line, blank lines allowed. A bad line costs that line only.
pub(super) fn read(input: &mut dyn BufRead, sink: &mut Sink<'_>) -> io::Result<()> {
    let mut lines = Lines::new(input);
    let mut line = Vec::new();
    loop {
        let step = match lines.next(&mut line)? {
            Line::End => return Ok(()),
            Line::TooLong => sink(lines.number(), Err(too_long())),
            Line::Text if line.trim_ascii().is_empty() => continue,
            Line::Text => json_value::read(&line, lines.number(), sink).1,
        };
        if step.is_break() {
            return Ok(());
        }
    }
}

pub(super) fn too_long() -> Flaw {
    Flaw::new(SkipReason::TooLong, format!("the record is longer than {} MiB", MAX_RECORD_BYTES >> 20))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::read_all;

    #[test]
    fn a_bad_line_costs_that_line_only() {
        let deep = "[".repeat(100_000);
        let text = [
            b"{\"title\": \"1\"}\r\n\n{\"title\": \n[1]\n\xff\xfe\n".as_slice(),
            deep.as_bytes(),
            b"\n  {\"title\": \"2\"}\nnull\n{\"title\": \"3\"}",
        ];
        let found = read_all(read, &text.concat());
        let outcome: Vec<_> =
            found.iter().map(|(line, found)| (*line, found.as_ref().err().map(|flaw| flaw.reason))).collect();
        let expected = [
            (1, None),
            (3, Some(SkipReason::BadJson)),
            (4, Some(SkipReason::NotAnObject)),
            (5, Some(SkipReason::BadUtf8)),
            (6, Some(SkipReason::BadJson)),
            (7, None),
            (8, Some(SkipReason::NotAnObject)),
            (9, None),
        ];
        assert_eq!(outcome, expected);
    }
}
