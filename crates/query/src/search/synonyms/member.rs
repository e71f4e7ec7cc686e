use std::ops::RangeInclusive;

use vestnik_analysis::{Analyzer, AnalyzerName};

use super::problem::Fault;

/// Most words of a member.
pub(super) const MAX_POSITIONS: usize = 14;

/// Letters of a word in capitals that is an abbreviation first of all, as the analyzer sees it.
const ABBREVIATION_LETTERS: RangeInclusive<usize> = 2..=5;

/// Usual words whose base form is also an abbreviation: in small letters they are the word. Where a form has readings
/// besides itself, the analyzer tells (ран, мок, ваз), and they need not be listed.
const USUAL_WORDS: &[&str] = &[
    "ад",
    "ас",
    "атом",
    "бак",
    "бал",
    "бар",
    "бас",
    "бит",
    "бог",
    "бор",
    "брак",
    "бук",
    "бур",
    "вал",
    "век",
    "вес",
    "вид",
    "воз",
    "вор",
    "газ",
    "гид",
    "гол",
    "град",
    "граф",
    "гром",
    "дар",
    "дед",
    "дно",
    "дог",
    "дом",
    "дот",
    "дуб",
    "дух",
    "жук",
    "зал",
    "иск",
    "кит",
    "код",
    "кол",
    "ком",
    "кот",
    "край",
    "кран",
    "кредо",
    "крот",
    "кто",
    "куб",
    "лад",
    "лак",
    "лес",
    "лис",
    "лом",
    "лот",
    "лук",
    "луч",
    "маг",
    "май",
    "мак",
    "марс",
    "март",
    "меч",
    "миг",
    "мир",
    "мол",
    "мост",
    "муж",
    "на",
    "не",
    "ни",
    "нож",
    "нос",
    "нота",
    "он",
    "осень",
    "пак",
    "пар",
    "парк",
    "пас",
    "пик",
    "план",
    "плот",
    "плюс",
    "по",
    "пост",
    "про",
    "пуд",
    "пункт",
    "рак",
    "рис",
    "риф",
    "рог",
    "род",
    "рок",
    "рост",
    "рот",
    "руль",
    "сад",
    "сам",
    "сап",
    "сват",
    "свет",
    "сет",
    "сеть",
    "скат",
    "сок",
    "сом",
    "сон",
    "сор",
    "спад",
    "спор",
    "спорт",
    "срок",
    "старт",
    "сто",
    "стол",
    "суд",
    "суп",
    "так",
    "там",
    "ток",
    "том",
    "топ",
    "тот",
    "трап",
    "туз",
    "тур",
    "ус",
    "фея",
    "фон",
    "форт",
    "час",
    "чат",
    "чек",
    "чип",
    "шар",
    "шок",
    "штат",
    "як",
];

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
    /// Whether it is an abbreviation that is another word in small letters.
    pub(super) capitals: bool,
}

/// Analyzes members.
pub(super) struct MemberReader {
    analyzer: Analyzer,
}

impl MemberReader {
    pub(super) fn new() -> Self {
        Self { analyzer: Analyzer::new(AnalyzerName::RussianText) }
    }

    /// Reads a member, white space around it aside.
    pub(super) fn read(&mut self, written: &str) -> Result<Member, Fault> {
        let written = written.trim();
        if written.is_empty() {
            return Err(Fault::EmptyMember);
        }
        let terms = self.positions(written);
        if terms.is_empty() || !written.contains(char::is_alphabetic) {
            return Err(Fault::NoLetters { member: quoted(written) });
        }
        if terms.len() > MAX_POSITIONS {
            return Err(Fault::MemberTooLong { member: quoted(written) });
        }
        let capitals = match terms.as_slice() {
            [word] => is_abbreviation(written) && self.is_usual_word(written, word),
            _ => false,
        };
        Ok(Member { written: written.to_owned(), phrase: Phrase { terms, capitals } })
    }

    /// Canonical terms of each position. An abbreviation is nothing but itself, though its letters read as a word too.
    fn positions(&mut self, written: &str) -> Vec<Vec<String>> {
        let mut positions: Vec<Vec<String>> = Vec::new();
        self.analyzer.analyze(written, |token| match positions.get_mut(token.position) {
            Some(_) if is_abbreviation(&written[token.offset_from..token.offset_to]) => {}
            Some(terms) => terms.push(token.text.clone()),
            None => positions.push(vec![token.text.clone()]),
        });
        positions
    }

    /// Whether an abbreviation with these terms is another word in small letters.
    fn is_usual_word(&mut self, abbreviation: &str, terms: &[String]) -> bool {
        let small = abbreviation.to_lowercase();
        self.analyzer.terms(&small) != terms || USUAL_WORDS.contains(&small.as_str())
    }
}

/// Whether a word is written as an abbreviation: two to five letters, all of them capital.
fn is_abbreviation(word: &str) -> bool {
    ABBREVIATION_LETTERS.contains(&word.chars().count()) && word.chars().all(char::is_uppercase)
}

/// Whether a word begins with two capital letters, as declined abbreviations do too: «МИДом».
pub(super) fn in_capitals(word: &str) -> bool {
    word.chars().take_while(|letter| letter.is_uppercase()).count() > 1
}

fn quoted(written: &str) -> String {
    match written.char_indices().nth(MAX_QUOTED_CHARS) {
        Some((end, _)) => format!("{}…", &written[..end]),
        None => written.to_owned(),
    }
}
