//! A plain scan in place of an index: which articles match an expression, read off their terms one by one.

use crate::Vestnik;
use crate::corpus::Record;
use crate::json::string;

/// A word of a text: as it stands there, its form folded, and its canonical terms in alphabetical order.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Word {
    pub surface: String,
    pub form: String,
    pub terms: Vec<String>,
}

impl Word {
    /// Whether they may be forms of one word.
    pub fn meets(&self, other: &Self) -> bool {
        self.terms.iter().any(|term| other.terms.contains(term))
    }
}

/// Articles with the words of each of their texts.
pub struct Scan {
    pub records: Vec<Record>,
    titles: Vec<Vec<Word>>,
    texts: Vec<Vec<Vec<Word>>>,
}

impl Scan {
    /// Analyzes all articles with the analyzers that the index uses.
    pub fn new(records: Vec<Record>) -> Self {
        let titles: Vec<&str> = records.iter().map(|record| record.title.as_str()).collect();
        let titles = words(&titles);
        let texts: Vec<&str> = records.iter().flat_map(|record| &record.texts).map(String::as_str).collect();
        let mut texts = words(&texts).into_iter();
        let texts = records.iter().map(|record| texts.by_ref().take(record.texts.len()).collect()).collect();
        Self { records, titles, texts }
    }

    /// The articles that an expression matches.
    pub fn find(&self, expression: &Expression) -> Vec<&Record> {
        let matching = (0..self.records.len()).filter(|index| expression.matches(self, *index));
        matching.map(|index| &self.records[index]).collect()
    }

    /// All words of one article.
    pub fn words_of(&self, index: usize) -> impl Iterator<Item = &Word> {
        self.texts[index].iter().flatten()
    }

    /// Runs of `length` words that stand next to each other in one article.
    pub fn runs_of(&self, index: usize, length: usize) -> impl Iterator<Item = &[Word]> {
        self.texts[index].iter().flat_map(move |text| text.windows(length))
    }

    /// All words of one title.
    pub fn title_of(&self, index: usize) -> &[Word] {
        &self.titles[index]
    }
}

/// A query as a tree.
#[derive(Debug, Clone)]
pub enum Expression {
    Everything,
    Word(Word),
    /// A word in the form in which it is typed.
    Form(Word),
    Title(Word),
    Prefix(String),
    Phrase(Vec<Word>),
    All(Vec<Expression>),
    Any(Vec<Expression>),
    /// What holds of the parts must weigh so much together.
    Enough(f64, Vec<(f64, Expression)>),
    Without(Box<Expression>, Box<Expression>),
}

impl Expression {
    /// Whether it holds for an article.
    pub fn matches(&self, scan: &Scan, index: usize) -> bool {
        match self {
            Self::Everything => true,
            Self::Word(word) => scan.words_of(index).any(|found| found.meets(word)),
            Self::Form(word) => scan.words_of(index).any(|found| found.form == word.form),
            Self::Title(word) => scan.title_of(index).iter().any(|found| found.meets(word)),
            Self::Prefix(prefix) => scan.words_of(index).any(|found| found.form.starts_with(prefix)),
            Self::Phrase(words) => {
                let same = |run: &[Word]| run.iter().zip(words).all(|(found, word)| found.form == word.form);
                scan.runs_of(index, words.len()).any(same)
            }
            Self::All(parts) => parts.iter().all(|part| part.matches(scan, index)),
            Self::Any(parts) => parts.iter().any(|part| part.matches(scan, index)),
            Self::Enough(needed, parts) => {
                let held = parts.iter().filter(|(_, part)| part.matches(scan, index));
                held.map(|(weight, _)| weight).sum::<f64>() >= *needed
            }
            Self::Without(wanted, unwanted) => wanted.matches(scan, index) && !unwanted.matches(scan, index),
        }
    }

    /// The same in the query language.
    pub fn text(&self) -> String {
        let joined = |parts: &[Self], between: &str| {
            let parts: Vec<String> = parts.iter().map(Self::part).collect();
            parts.join(between)
        };
        match self {
            Self::Everything => String::new(),
            Self::Word(word) => word.surface.clone(),
            Self::Form(word) => format!("!{}", word.surface),
            Self::Title(word) => format!("title:{}", word.surface),
            Self::Prefix(prefix) => format!("{prefix}*"),
            Self::Phrase(words) => {
                let words: Vec<&str> = words.iter().map(|word| word.surface.as_str()).collect();
                format!("\"{}\"", words.join(" "))
            }
            Self::All(parts) => joined(parts, " "),
            Self::Enough(_, parts) => {
                let parts: Vec<String> = parts.iter().map(|(_, part)| part.part()).collect();
                parts.join(" ")
            }
            Self::Any(parts) => joined(parts, " | "),
            Self::Without(wanted, unwanted) => format!("{} -{}", wanted.part(), unwanted.part()),
        }
    }

    fn part(&self) -> String {
        match self {
            Self::All(_) | Self::Any(_) | Self::Enough(..) | Self::Without(..) => {
                format!("({})", self.text())
            }
            _ => self.text(),
        }
    }
}

/// The words of each text, as the index would cut them.
pub fn words(texts: &[&str]) -> Vec<Vec<Word>> {
    const BETWEEN: &str = "\n\n";
    let joined = texts.join(BETWEEN);
    let mut found = vec![Vec::new(); texts.len()];
    let (mut index, mut start) = (0, 0);
    for (from, to, form, mut terms) in analyze(&joined) {
        while from >= start + texts[index].len() {
            start += texts[index].len() + BETWEEN.len();
            index += 1;
        }
        assert!(to <= start + texts[index].len(), "a token crosses from one text into the next");
        terms.sort();
        found[index].push(Word { surface: joined[from..to].to_owned(), form, terms });
    }
    found
}

/// Every word of a text: where it begins and ends, its form and its terms.
fn analyze(text: &str) -> Vec<(usize, usize, String, Vec<String>)> {
    let run = Vestnik::new(["analyze", "--json", "--analyzer", "russian_text", "-"]).input(text).run();
    let analyzed = run.json();
    let words = analyzed[0]["words"].as_array().expect("a list of words");
    words
        .iter()
        .map(|word| {
            let byte = |end: usize| word["bytes"][end].as_u64().expect("a number of bytes") as usize;
            let terms = word["terms"].as_array().expect("a list of terms");
            let terms = terms.iter().map(|it| string(&it["term"])).collect();
            (byte(0), byte(1), string(&word["form"]), terms)
        })
        .collect()
}
