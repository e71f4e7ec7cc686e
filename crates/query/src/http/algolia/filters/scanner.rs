/// A place in a text that is being read from left to right.
pub(super) struct Scanner<'t> {
    text: &'t str,
    at: usize,
}

/// One word of an expression.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Word {
    pub(super) text: String,
    /// Whether it stood in quotation marks, so that it cannot be an operator.
    pub(super) is_quoted: bool,
}

impl Word {
    /// Whether it is this operator.
    pub(super) fn is(&self, operator: &str) -> bool {
        !self.is_quoted && self.text == operator
    }
}

impl<'t> Scanner<'t> {
    pub(super) fn new(text: &'t str) -> Self {
        Self { text, at: 0 }
    }

    /// The place as people count: characters from 1.
    pub(super) fn column(&self) -> usize {
        self.text[..self.at].chars().count() + 1
    }

    /// Goes on to what is no white space.
    pub(super) fn skip_space(&mut self) {
        self.at = self.text.len() - self.rest().trim_start().len();
    }

    pub(super) fn is_at_end(&self) -> bool {
        self.at == self.text.len()
    }

    /// Takes this text if it comes next.
    pub(super) fn take(&mut self, expected: &str) -> bool {
        let is_next = self.rest().starts_with(expected);
        if is_next {
            self.at += expected.len();
        }
        is_next
    }

    /// Takes this operator if it comes next as a word of its own.
    pub(super) fn take_operator(&mut self, operator: &str) -> bool {
        let ends = |rest: &str| rest.starts_with(|next: char| next.is_whitespace() || "()\"'".contains(next));
        let is_next = self.rest().strip_prefix(operator).is_some_and(|rest| rest.is_empty() || ends(rest));
        is_next && self.take(operator)
    }

    /// Takes a word: what stands in quotation marks, or everything up to white space, a bracket or one of `ends`.
    /// `None` if there is neither.
    ///
    /// # Errors
    /// If a quotation mark is not closed.
    pub(super) fn word(&mut self, ends: &str) -> Result<Option<Word>, String> {
        for quote in ['"', '\''] {
            if self.rest().starts_with(quote) {
                let text =
                    self.quoted(quote).ok_or_else(|| format!("the quotation mark {quote} is not closed"))?;
                return Ok(Some(Word { text, is_quoted: true }));
            }
        }
        let is_end = |next: char| next.is_whitespace() || "()".contains(next) || ends.contains(next);
        let text = self.rest().split(is_end).next().unwrap_or_default();
        self.at += text.len();
        Ok((!text.is_empty()).then(|| Word { text: text.to_owned(), is_quoted: false }))
    }

    /// What stands between quotation marks; a backslash keeps the one behind it from ending the text.
    fn quoted(&mut self, quote: char) -> Option<String> {
        let mut text = String::new();
        let mut letters = self.rest().char_indices().skip(1).peekable();
        while let Some((at, letter)) = letters.next() {
            let escaped =
                letters.peek().map(|(_, next)| *next).filter(|next| ['"', '\'', '\\'].contains(next));
            match (letter, escaped) {
                ('\\', Some(escaped)) => {
                    text.push(escaped);
                    letters.next();
                }
                (letter, _) if letter == quote => {
                    self.at += at + quote.len_utf8();
                    return Some(text);
                }
                (letter, _) => text.push(letter),
            }
        }
        None
    }

    fn rest(&self) -> &'t str {
        &self.text[self.at..]
    }
}
