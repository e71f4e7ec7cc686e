//! What is asked.

use crate::corpus::{Article, Corpus};
use crate::random::{Random, mix};

/// How the words of a query belong together.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Link {
    /// All must occur.
    All,
    /// Any of them.
    Any,
    /// All, next to each other.
    Phrase,
}

/// The order of hits.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Order {
    Relevance,
    Newest,
}

/// A query, as every program that is compared can ask it.
#[derive(Debug, Clone)]
pub(crate) struct Query {
    pub(crate) words: Vec<String>,
    pub(crate) link: Link,
    pub(crate) rubric: Option<String>,
    /// First and last day, as `2020-05-01`.
    pub(crate) period: Option<(String, String)>,
    pub(crate) order: Order,
}

/// Most words of everyday queries are longer.
const MIN_LETTERS: usize = 4;

/// Queries that readers of the archive could type: words of its articles, from one to three, mostly all wanted, some as
/// alternatives or as a phrase, some with a rubric or a period, some with the newest first.
pub(crate) fn mixed(corpus: &Corpus, articles: usize, count: usize) -> Vec<Query> {
    let made = |number: usize, random: &mut Random| {
        let mut query = match number % 10 {
            0..=2 => words(corpus, articles, 1, random),
            3..=5 => words(corpus, articles, 2, random),
            6 => words(corpus, articles, 3, random),
            7 => Query { link: Link::Any, ..words(corpus, articles, 2, random) },
            _ => phrase(corpus, articles, random),
        };
        match number % 8 {
            1 => query.rubric = Some((*random.pick(&corpus.rubrics())).to_owned()),
            3 => query.period = Some(period(random)),
            5 => query.order = Order::Newest,
            _ => {}
        }
        query
    };
    made_from(count, made)
}

/// Words with the newest first, or of a period.
pub(crate) fn by_date(corpus: &Corpus, articles: usize, count: usize) -> Vec<Query> {
    made_from(count, |number, random| {
        let mut query = words(corpus, articles, 1 + number % 3 / 2, random);
        if number.is_multiple_of(2) {
            query.order = Order::Newest;
        } else {
            query.period = Some(period(random));
        }
        query
    })
}

/// Beginnings of queries, as they stand in the box while a reader types.
pub(crate) fn typed(corpus: &Corpus, articles: usize, count: usize) -> Vec<String> {
    let mut random = Random::new(mix(2));
    let mut beginnings = Vec::new();
    while beginnings.len() < count {
        let words = words(corpus, articles, 1 + random.below(2), &mut random).words.join(" ");
        let letters = words.char_indices().map(|(at, letter)| at + letter.len_utf8());
        beginnings.extend(letters.skip(1).map(|end| words[..end].to_owned()));
    }
    beginnings.truncate(count);
    beginnings
}

fn made_from(count: usize, mut made: impl FnMut(usize, &mut Random) -> Query) -> Vec<Query> {
    let mut random = Random::new(mix(1));
    (0..count).map(|number| made(number, &mut random)).collect()
}

fn words(corpus: &Corpus, articles: usize, count: usize, random: &mut Random) -> Query {
    let article = corpus.article(random.below(articles));
    // Half of what people look for stands in headlines.
    let from = if random.chance(0.5) { &article.title } else { &article.text };
    let mut found = telling(from);
    if found.len() < count {
        found = telling(&article.text);
    }
    let words = (0..count).map(|_| random.pick(&found).to_lowercase()).collect();
    Query { words, link: Link::All, rubric: None, period: None, order: Order::Relevance }
}

fn telling(text: &str) -> Vec<&str> {
    let words = text.split(|letter: char| !letter.is_alphabetic());
    words.filter(|word| word.chars().count() >= MIN_LETTERS).collect()
}

/// Two or three words that follow each other.
fn phrase(corpus: &Corpus, articles: usize, random: &mut Random) -> Query {
    loop {
        let Article { text, .. } = corpus.article(random.below(articles));
        let words: Vec<&str> = text.split(' ').collect();
        let length = 2 + random.below(2);
        let windows: Vec<&[&str]> = words
            .windows(length)
            .filter(|words| words.iter().all(|word| word.chars().all(char::is_alphabetic) && word.len() > 6))
            .collect();
        if windows.is_empty() {
            continue;
        }
        let words = random.pick(&windows).iter().map(|word| word.to_lowercase()).collect();
        return Query { words, link: Link::Phrase, rubric: None, period: None, order: Order::Relevance };
    }
}

/// Some months of one year.
fn period(random: &mut Random) -> (String, String) {
    let year = 2016 + random.below(10);
    let first = 1 + random.below(10);
    let last = (first + random.below(4)).min(12);
    (format!("{year}-{first:02}-01"), format!("{year}-{last:02}-28"))
}
