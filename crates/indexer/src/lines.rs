use std::io::{self, BufRead};

/// The longest record in bytes: far above any article, far below what memory holds.
pub(crate) const MAX_RECORD_BYTES: usize = 64 << 20;

/// What [`Lines::next`] found.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Line {
    /// A line is in the buffer, without its line end.
    Text,
    /// A line longer than the limit; it was skipped and not kept.
    TooLong,
    /// There are no more lines.
    End,
}

/// Reads lines in bounded memory and counts them.
pub(crate) struct Lines<'a> {
    input: &'a mut dyn BufRead,
    number: u64,
    limit: usize,
}

impl<'a> Lines<'a> {
    pub(crate) fn new(input: &'a mut dyn BufRead) -> Self {
        Self { input, number: 0, limit: MAX_RECORD_BYTES }
    }

    #[cfg(test)]
    pub(crate) fn with_limit(input: &'a mut dyn BufRead, limit: usize) -> Self {
        Self { input, number: 0, limit }
    }

    /// Number of the line read last, from 1.
    pub(crate) fn number(&self) -> u64 {
        self.number
    }

    /// Reads the next line into `line`, replacing what it held.
    pub(crate) fn next(&mut self, line: &mut Vec<u8>) -> io::Result<Line> {
        line.clear();
        let mut too_long = false;
        let mut any = false;
        loop {
            let available = self.input.fill_buf()?;
            if available.is_empty() {
                break;
            }
            if !any {
                self.number += 1;
                any = true;
            }
            let end = available.iter().position(|byte| *byte == b'\n');
            let part = &available[..end.unwrap_or(available.len())];
            too_long |= line.len() + part.len() > self.limit;
            if too_long {
                *line = Vec::new();
            } else {
                line.extend_from_slice(part);
            }
            let consumed = end.map_or(available.len(), |end| end + 1);
            self.input.consume(consumed);
            if end.is_some() {
                break;
            }
        }
        if line.last() == Some(&b'\r') {
            line.pop();
        }
        Ok(match (any, too_long) {
            (false, _) => Line::End,
            (true, true) => Line::TooLong,
            (true, false) => Line::Text,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_are_counted_and_long_ones_left_out() {
        let mut input: &[u8] = "один\r\n\nдлинная строка\nпять".as_bytes();
        let mut lines = Lines::with_limit(&mut input, 10);
        let mut line = Vec::new();
        let mut seen = Vec::new();
        loop {
            let found = lines.next(&mut line).unwrap();
            if found == Line::End {
                break;
            }
            seen.push((lines.number(), found, String::from_utf8(line.clone()).unwrap()));
        }
        let expected =
            [(1, Line::Text, "один"), (2, Line::Text, ""), (3, Line::TooLong, ""), (4, Line::Text, "пять")];
        assert_eq!(seen, expected.map(|(number, found, text)| (number, found, text.to_owned())));
    }
}
