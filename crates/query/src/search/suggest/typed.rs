use vestnik_analysis::{Analyzer, AnalyzerName};

/// What has been typed so far, cut into the word that is being typed and the words before it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Typed {
    pub(super) text: String,
    /// Words before the last one.
    pub(super) before: Vec<Word>,
    /// The last word, or its beginning.
    pub(super) last: Word,
    /// Whether the last word may go on.
    pub(super) open: bool,
    /// Byte at which the last word begins.
    pub(super) last_at: usize,
    /// Whether it holds operators of the query language: then no title is meant, and words need not come together.
    pub(super) operators: bool,
}

/// One typed word.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Word {
    /// Its word form: lower case, without ё.
    pub(super) form: String,
    /// Its canonical terms.
    pub(super) terms: Vec<String>,
}

impl Typed {
    /// Reads a text; `None` if there is no word in it.
    pub(super) fn read(text: &str) -> Option<Self> {
        let mut tokens = Vec::new();
        Analyzer::new(AnalyzerName::RussianExact).analyze(text, |token| {
            tokens.push((token.offset_from, token.offset_to, token.text.clone()));
        });
        let (last_at, end, _) = *tokens.last()?;
        let mut canonical = Analyzer::new(AnalyzerName::RussianText);
        let mut words: Vec<Word> = tokens
            .into_iter()
            .map(|(from, to, form)| Word { form, terms: canonical.terms(&text[from..to]) })
            .collect();
        let mut last = words.pop()?;
        let open = end == text.len();
        // The old ъ at the end of a word is no part of its form; inside a word it is.
        if open && text.ends_with(['ъ', 'Ъ']) && !last.form.ends_with('ъ') {
            last.form.push('ъ');
        }
        let operators = has_operators(text);
        Some(Self { text: text.to_owned(), before: words, last, open, last_at, operators })
    }

    /// Whether a word can stand where the last word stands.
    pub(super) fn is_last(&self, form: &str) -> bool {
        if self.open { form.starts_with(&self.last.form) } else { form == self.last.form }
    }
}

fn has_operators(text: &str) -> bool {
    text.contains(['"', '«', '»', '„', '“', '”', '(', ')', '|', '*', '!', ':'])
        || text
            .split_whitespace()
            .any(|word| word.starts_with(['-', '−']) || matches!(word, "OR" | "ИЛИ" | "AND" | "NOT" | "НЕ"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_last_word_is_open_until_something_follows_it() {
        let typed = Typed::read("Визит Кер").unwrap();
        assert_eq!((typed.last.form.as_str(), typed.open, typed.last_at), ("кер", true, 11));
        assert_eq!(typed.before.len(), 1);
        assert!(typed.is_last("керри") && !typed.is_last("визит"));
        let typed = Typed::read("Визит ").unwrap();
        assert_eq!((typed.last.form.as_str(), typed.open), ("визит", false));
        assert!(typed.is_last("визит") && !typed.is_last("визита"));
        assert_eq!(Typed::read(" ,. "), None);
    }

    #[test]
    fn a_hard_sign_in_a_word_that_goes_on_is_kept() {
        assert_eq!(Typed::read("объ").unwrap().last.form, "объ");
        assert_eq!(Typed::read("Елк").unwrap().last.form, Typed::read("ёлк").unwrap().last.form);
    }

    #[test]
    fn operators_are_seen() {
        for text in ["мост -рек", "«черная ды", "title:мос", "Путин ИЛИ бай", "!санк"]
        {
            assert!(Typed::read(text).unwrap().operators, "{text}");
        }
        for text in ["мост", "Ил-7", "курс доллар", "не ход"] {
            assert!(!Typed::read(text).unwrap().operators, "{text}");
        }
    }
}
