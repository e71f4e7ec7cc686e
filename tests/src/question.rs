//! Random requests whose answers a plain scan can tell.

use jiff::civil::Date;

use crate::corpus::{Facet, Filters};
use crate::random::Random;
use crate::scan::{Expression, Scan, Word, words};

const SORTS: [&str; 3] = ["relevance", "newest", "oldest"];
const INTERVALS: [&str; 4] = ["auto", "year", "month", "day"];

/// A request.
#[derive(Debug, Clone)]
pub struct Question {
    pub expression: Expression,
    pub filters: Filters,
    pub sort: &'static str,
    pub histogram: &'static str,
    pub per_page: usize,
}

/// Makes questions about the articles of a scan.
pub struct Questions<'s> {
    scan: &'s Scan,
    /// Words of the archive that are one token with the same terms wherever they stand.
    vocabulary: Vec<Word>,
    random: Random,
}

impl<'s> Questions<'s> {
    /// The questions of this seed.
    pub fn new(scan: &'s Scan, seed: u64) -> Self {
        let mut random = Random::new(seed);
        let candidates: Vec<Word> = (0..2_000).filter_map(|_| any_word(scan, &mut random)).collect();
        let typed: Vec<String> = candidates.iter().map(|word| word.surface.to_lowercase()).collect();
        let typed: Vec<&str> = typed.iter().map(String::as_str).collect();
        let analyzed = words(&typed).into_iter().zip(candidates);
        let vocabulary = analyzed.filter_map(|(words, candidate)| steady(words, &candidate)).collect();
        Self { scan, vocabulary, random }
    }

    /// The next question.
    pub fn ask(&mut self) -> Question {
        let expression = self.expression();
        Question {
            filters: self.filters(),
            sort: SORTS[self.random.below(SORTS.len())],
            histogram: INTERVALS[self.random.below(INTERVALS.len())],
            per_page: 1 + self.random.below(40),
            expression,
        }
    }

    fn expression(&mut self) -> Expression {
        match self.random.below(16) {
            0 => Expression::Everything,
            1..=3 => Expression::Word(self.word()),
            4 | 5 => Expression::All(self.neighbours(2)),
            6 => Expression::All(self.neighbours(3)),
            7 => Expression::Any(vec![Expression::Word(self.word()), Expression::Word(self.word())]),
            8 => self.without(),
            9 => Expression::All(vec![
                Expression::Any(vec![Expression::Word(self.word()), Expression::Word(self.word())]),
                Expression::Word(self.word()),
            ]),
            10 => Expression::Phrase(self.run(2)),
            11 => Expression::Phrase(self.run(3)),
            12 => self.title(),
            13 => Expression::Form(self.word()),
            14 => Expression::All(vec![Expression::Form(self.word()), Expression::Word(self.word())]),
            _ => self.prefix(),
        }
    }

    fn without(&mut self) -> Expression {
        let wanted = Expression::Word(self.word());
        let unwanted = match self.random.below(4) {
            0 => Expression::Phrase(self.run(2)),
            1 => Expression::Form(self.word()),
            _ => Expression::Word(self.word()),
        };
        Expression::Without(Box::new(wanted), Box::new(unwanted))
    }

    /// Four letters: few enough word forms begin with them for all to be searched.
    fn prefix(&mut self) -> Expression {
        loop {
            let form = self.word().form;
            if let Some((end, _)) = form.char_indices().nth(4) {
                return Expression::Prefix(form[..end].to_owned());
            }
        }
    }

    fn word(&mut self) -> Word {
        self.random.pick(&self.vocabulary).clone()
    }

    /// Words of one article, so that they have a common hit.
    fn neighbours(&mut self, count: usize) -> Vec<Expression> {
        let index = self.random.below(self.scan.records.len());
        let known: Vec<Word> = self.scan.words_of(index).filter_map(|word| self.known(word)).collect();
        if known.is_empty() {
            return vec![Expression::Word(self.word())];
        }
        let mut words: Vec<Word> = (0..count).map(|_| self.random.pick(&known).clone()).collect();
        if self.random.chance(1, 3) {
            words[0] = self.word();
        }
        words.sort_by(|one, other| one.terms.cmp(&other.terms));
        words.dedup_by(|one, other| one.terms == other.terms);
        words.into_iter().map(Expression::Word).collect()
    }

    /// Words that stand next to each other somewhere.
    fn run(&mut self, length: usize) -> Vec<Word> {
        loop {
            let index = self.random.below(self.scan.records.len());
            let known = |run: &[Word]| run.iter().map(|word| self.known(word)).collect::<Option<Vec<_>>>();
            let runs: Vec<Vec<Word>> = self.scan.runs_of(index, length).filter_map(known).collect();
            if !runs.is_empty() {
                return self.random.pick(&runs).clone();
            }
        }
    }

    fn title(&mut self) -> Expression {
        let index = self.random.below(self.scan.records.len());
        let known: Vec<Word> = self.scan.title_of(index).iter().filter_map(|word| self.known(word)).collect();
        Expression::Title(if known.is_empty() { self.word() } else { self.random.pick(&known).clone() })
    }

    fn known(&self, word: &Word) -> Option<Word> {
        self.vocabulary.iter().find(|known| known.form == word.form).cloned()
    }

    fn filters(&mut self) -> Filters {
        let mut filters = Filters::default();
        for (facet, chance) in [(Facet::Rubric, 3), (Facet::Source, 2), (Facet::Author, 1), (Facet::Tag, 1)] {
            if self.random.chance(chance, 8) {
                filters.values[facet as usize] = self.values(facet);
            }
        }
        if self.random.chance(1, 4) {
            filters.from = self.day();
        }
        if self.random.chance(1, 4) {
            filters.to = self.day();
        }
        filters
    }

    fn values(&mut self, facet: Facet) -> Vec<String> {
        let count = 1 + self.random.below(3);
        (0..count).filter_map(|_| self.value(facet)).collect()
    }

    /// A value of some article, now and then in another spelling, now and then one that does not exist.
    fn value(&mut self, facet: Facet) -> Option<String> {
        let record = self.random.pick(&self.scan.records);
        let values = record.values(facet);
        let value = values.get(self.random.below(values.len().max(1)))?;
        Some(match self.random.below(12) {
            0 => value.to_uppercase(),
            1 => value.replace('ё', "е"),
            2 => format!("{value} которого нет"),
            _ => value.clone(),
        })
    }

    fn day(&mut self) -> Option<Date> {
        self.random.pick(&self.scan.records).day()
    }
}

impl Question {
    /// The parameters that say which hits are wanted in which order.
    pub fn parameters(&self) -> Vec<(&'static str, String)> {
        let mut parameters = self.filters.parameters();
        parameters.push(("q", self.expression.text()));
        parameters.push(("sort", self.sort.to_owned()));
        parameters.push(("per_page", self.per_page.to_string()));
        // The plain scan knows none.
        parameters.push(("synonyms", "off".to_owned()));
        parameters
    }

    /// The same with everything counted.
    pub fn parameters_with_counts(&self) -> Vec<(&'static str, String)> {
        let mut parameters = self.parameters();
        parameters.push(("facets", "rubric,source,author,tag".to_owned()));
        parameters.push(("histogram", self.histogram.to_owned()));
        parameters
    }
}

/// A word of the archive that reads like one: small letters only, so that it is no operator of the query language.
fn any_word(scan: &Scan, random: &mut Random) -> Option<Word> {
    let words: Vec<&Word> = scan.words_of(random.below(scan.records.len())).collect();
    let word = *words.get(random.below(words.len().max(1)))?;
    let is_plain = word.surface.chars().all(|letter| matches!(letter, 'а'..='я' | 'А'..='Я' | 'ё' | 'Ё'));
    (is_plain && word.surface.chars().count() > 1).then(|| word.clone())
}

fn steady(mut words: Vec<Word>, candidate: &Word) -> Option<Word> {
    let word = words.pop().filter(|_| words.is_empty())?;
    (word.terms == candidate.terms && word.form == candidate.form).then_some(word)
}
