//! A plain scan in place of an index: which articles match an expression, read off their terms one by one.

use crate::Vestnik;
use crate::corpus::Record;

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
    AtLeast(usize, Vec<Expression>),
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
            Self::AtLeast(count, parts) => {
                parts.iter().filter(|part| part.matches(scan, index)).count() >= *count
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
            Self::All(parts) | Self::AtLeast(_, parts) => joined(parts, " "),
            Self::Any(parts) => joined(parts, " | "),
            Self::Without(wanted, unwanted) => format!("{} -{}", wanted.part(), unwanted.part()),
        }
    }

    fn part(&self) -> String {
        match self {
            Self::All(_) | Self::Any(_) | Self::AtLeast(..) | Self::Without(..) => {
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
    let forms = analyze("russian_exact", &joined);
    let terms = analyze("russian_text", &joined);
    assert_eq!(forms.len(), terms.len(), "both analyzers cut the same tokens");
    let mut found = vec![Vec::new(); texts.len()];
    let (mut index, mut start) = (0, 0);
    for ((from, to, mut form), (_, _, mut terms)) in forms.into_iter().zip(terms) {
        while from >= start + texts[index].len() {
            start += texts[index].len() + BETWEEN.len();
            index += 1;
        }
        assert!(to <= start + texts[index].len(), "a token crosses from one text into the next");
        terms.sort();
        let form = form.pop().unwrap_or_default();
        found[index].push(Word { surface: joined[from..to].to_owned(), form, terms });
    }
    found
}

/// Every word of a text: where it begins and ends, and its terms.
fn analyze(analyzer: &str, text: &str) -> Vec<(usize, usize, Vec<String>)> {
    let output = Vestnik::new(["analyze", "--analyzer", analyzer, "-"]).input(text).run().ok();
    let rows = output.stdout.lines().skip(2);
    let mut words: Vec<(usize, usize, Vec<String>)> = Vec::new();
    for row in rows {
        let (from, to, term) = token(row).unwrap_or_else(|| panic!("this is no row of a token: {row:?}"));
        match words.last_mut() {
            Some((last, _, terms)) if *last == from => terms.push(term),
            _ => words.push((from, to, vec![term])),
        }
    }
    words
}

fn token(row: &str) -> Option<(usize, usize, String)> {
    let (from, to) = row.split_whitespace().nth(1)?.split_once("..")?;
    let (_, term) = row.rsplit_once(" → ")?;
    Some((from.parse().ok()?, to.parse().ok()?, term.to_owned()))
}
