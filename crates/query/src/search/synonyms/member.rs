use vestnik_analysis::{Analyzer, AnalyzerName};

use super::problem::Fault;

/// Most words of a member.
pub(super) const MAX_POSITIONS: usize = 14;

/// Longest abbreviation that may need capitals to be one; longer ones hardly ever read as another word.
const MAX_ABBREVIATION_LETTERS: usize = 4;

/// How much of a member a message quotes.
const MAX_QUOTED_CHARS: usize = 60;

/// One name in a group.
#[derive(Debug, Clone)]
pub(super) struct Member {
    /// As the file writes it.
    pub(super) written: String,
    pub(super) phrase: Phrase,
}

/// What makes two members the same.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(super) struct Phrase {
    /// Canonical terms of each position, the likeliest first.
    pub(super) terms: Vec<Vec<String>>,
    /// Word form of a short abbreviation whose canonical terms are those of another word.
    pub(super) abbreviation: Option<String>,
}

/// Analyzes members.
pub(super) struct MemberReader {
    text: Analyzer,
    forms: Analyzer,
}

impl MemberReader {
    pub(super) fn new() -> Self {
        Self {
            text: Analyzer::new(AnalyzerName::RussianText),
            forms: Analyzer::new(AnalyzerName::RussianExact),
        }
    }

    /// Reads a member, white space around it aside.
    pub(super) fn read(&mut self, written: &str) -> Result<Member, Fault> {
        let written = written.trim();
        if written.is_empty() {
            return Err(Fault::EmptyMember);
        }
        let terms = self.text.positions(written);
        if terms.is_empty() || !written.contains(char::is_alphabetic) {
            return Err(Fault::NoLetters { member: quoted(written) });
        }
        if terms.len() > MAX_POSITIONS {
            return Err(Fault::MemberTooLong { member: quoted(written) });
        }
        let abbreviation = self.ambiguous_abbreviation(written, &terms);
        Ok(Member { written: written.to_owned(), phrase: Phrase { terms, abbreviation } })
    }

    fn ambiguous_abbreviation(&mut self, written: &str, terms: &[Vec<String>]) -> Option<String> {
        let [terms] = terms else { return None };
        let letters = written.chars().filter(|letter| letter.is_alphabetic()).count();
        if letters > MAX_ABBREVIATION_LETTERS || !in_capitals(written) {
            return None;
        }
        let form = self.forms.terms(written).pop()?;
        (*terms != [form.as_str()]).then_some(form)
    }
}

/// Whether a text has letters and none of them is a small one.
pub(super) fn in_capitals(text: &str) -> bool {
    text.contains(char::is_uppercase) && !text.contains(char::is_lowercase)
}

fn quoted(written: &str) -> String {
    match written.char_indices().nth(MAX_QUOTED_CHARS) {
        Some((end, _)) => format!("{}…", &written[..end]),
        None => written.to_owned(),
    }
}
