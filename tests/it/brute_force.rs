//! Random requests against a plain scan of the same files.
//!
//! Two sides look at one archive: the sample corpus, with copies that have no date or the same date as another
//! article. One side is the server. The other reads the JSON lines by itself, gets the words of every text from
//! `vestnik analyze`, and finds hits by looking at each article in turn (`scan`, `corpus`): no index, no query
//! parser, no collector. Only what a word is (its term) is shared, and that has tests of its own.
//!
//! For each request the total, every facet (without its own filter), the histogram, the order by date, and the
//! sequence of hits by pages and by cursors must agree. A request that finds nothing may be relaxed; then the answer
//! must be that of the question that its warning states.

use std::collections::{BTreeMap, HashMap, HashSet};

use jiff::Timestamp;
use jiff::civil::Date;
use serde_json::Value;
use vestnik_tests::corpus::{self, Facet, Record};
use vestnik_tests::json::{facet, ids, string, total};
use vestnik_tests::question::{Question, Questions};
use vestnik_tests::scan::{Expression, Scan};
use vestnik_tests::{Client, TestIndex, sample_articles};

const REQUESTS: usize = 320;

#[test]
fn answers_agree_with_a_plain_scan() {
    let articles = archive();
    let index = TestIndex::of_articles(&articles);
    let server = index.serve();
    let scan = Scan::new(articles.iter().map(Record::of_json).collect());
    let mut questions = Questions::new(&scan, 20_160_715);
    let client = server.client();
    let (mut with_hits, mut relaxed) = (0, 0);
    for _ in 0..REQUESTS {
        let question = questions.ask();
        let check = Check::new(&scan, &question, &client);
        check.all();
        with_hits += usize::from(!check.expected.is_empty());
        relaxed += usize::from(check.is_relaxed);
    }
    assert!(with_hits > REQUESTS / 3, "too few of the requests find anything: {with_hits}");
    assert!(relaxed > 0, "no request was relaxed");
}

/// The sample corpus; every 20th article again without a date, every 30th again with its date.
fn archive() -> Vec<Value> {
    let mut files: Vec<_> = std::fs::read_dir(sample_articles())
        .expect("the sample corpus is there")
        .map(|entry| entry.expect("it can be listed").path())
        .collect();
    files.sort();
    let lines = files.iter().flat_map(|file| corpus::lines(file));
    let mut articles: Vec<Value> = lines.map(|line| serde_json::from_str(&line).expect("JSON")).collect();
    for index in 0..articles.len() {
        let mut copy = articles[index].clone();
        copy["id"] = format!("{}-copy", string(&copy["id"])).into();
        // With the same address it would be the same article.
        copy["url"] = Value::Null;
        match (index % 20, index % 30) {
            (0, _) => copy["published_at"] = Value::Null,
            (_, 1) => {}
            _ => continue,
        }
        articles.push(copy);
    }
    articles
}

struct Check<'c> {
    question: &'c Question,
    is_relaxed: bool,
    client: &'c Client,
    /// What the plain scan finds, filters aside; not all words are required where no article holds them all.
    matching: Vec<&'c Record>,
    /// What passes the filters too.
    expected: Vec<&'c Record>,
    answer: Value,
}

impl<'c> Check<'c> {
    fn new(scan: &'c Scan, question: &'c Question, client: &'c Client) -> Self {
        let answer = client.search(&question.parameters_with_counts());
        let warnings = answer["query"]["warnings"].as_array().expect("a list of warnings");
        let relaxed = warnings.iter().find(|warning| warning["code"] == "relaxed");
        let strict = scan.find(&question.expression);
        let matching = relaxed.map_or(strict, |_| scan.find(&relax(scan, question)));
        let expected = admitted(&matching, question, None);
        Self { question, is_relaxed: relaxed.is_some(), client, matching, expected, answer }
    }

    fn all(&self) {
        assert_eq!(total(&self.answer), self.expected.len() as u64, "total of {:?}", self.question);
        Facet::ALL.into_iter().for_each(|facet| self.facet(facet));
        self.histogram();
        let hits = self.by_cursor();
        self.hits(&hits);
        self.order(&hits);
        assert_eq!(self.by_page(), hits, "pages and cursors of {:?}", self.question);
    }

    fn facet(&self, name: Facet) {
        let hits = admitted(&self.matching, self.question, Some(name));
        let counts = corpus::count(hits.into_iter(), name);
        let mut expected: Vec<(String, u64)> = counts.into_iter().collect();
        expected.sort_by_key(|(_, count)| std::cmp::Reverse(*count));
        expected.truncate(100);
        assert_eq!(facet(&self.answer, name.name()), expected, "facet {name:?} of {:?}", self.question);
    }

    fn histogram(&self) {
        let buckets = self.answer["histogram"].as_array().expect("a histogram");
        let days: Vec<Date> = self.expected.iter().filter_map(|record| record.day()).collect();
        let mut last = None;
        for bucket in buckets {
            let (from, to) = (day(&bucket["from"]), day(&bucket["to"]));
            assert!(
                last.is_none_or(|last: Date| last.tomorrow().is_ok_and(|next| next == from)),
                "a gap before {from} in {:?}",
                self.question
            );
            assert_eq!((from, to), edges(from, &self.interval()), "a bucket of {:?}", self.question);
            let count = days.iter().filter(|day| (from..=to).contains(day)).count();
            assert_eq!(bucket["count"], count, "the bucket from {from} of {:?}", self.question);
            last = Some(to);
        }
        let dated: u64 = buckets.iter().filter_map(|bucket| bucket["count"].as_u64()).sum();
        let undated = self.answer["undated"].as_u64().expect("the number of undated hits");
        assert_eq!(dated, days.len() as u64, "the histogram of {:?}", self.question);
        assert_eq!(dated + undated, total(&self.answer), "the histogram of {:?}", self.question);
    }

    fn interval(&self) -> String {
        let interval = string(&self.answer["histogram_interval"]);
        let asked = self.question.histogram;
        assert!(asked == "auto" || asked == interval, "asked for {asked}, got {interval}");
        interval
    }

    fn hits(&self, found: &[String]) {
        let unique: HashSet<&str> = found.iter().map(String::as_str).collect();
        let expected: HashSet<&str> = self.expected.iter().map(|record| record.id.as_str()).collect();
        assert_eq!(unique, expected, "hits of {:?}", self.question);
        assert_eq!(unique.len(), found.len(), "a hit comes twice in {:?}", self.question);
    }

    fn order(&self, found: &[String]) {
        let published: HashMap<&str, Option<Timestamp>> =
            self.expected.iter().map(|record| (record.id.as_str(), record.published)).collect();
        let moments: Vec<Option<Timestamp>> = found.iter().map(|id| published[id.as_str()]).collect();
        let dated = moments.iter().take_while(|moment| moment.is_some()).count();
        let (dated, undated) = moments.split_at(dated);
        let is_sorted = match self.question.sort {
            "newest" => dated.is_sorted_by(|one, next| one >= next),
            "oldest" => dated.is_sorted(),
            _ => return,
        };
        assert!(is_sorted, "the order of {:?}: {moments:?}", self.question);
        assert!(undated.iter().all(Option::is_none), "undated hits come last: {:?}", self.question);
    }

    fn by_cursor(&self) -> Vec<String> {
        let mut found = ids(&self.answer);
        let mut next = self.answer["next_cursor"].clone();
        while let Some(cursor) = next.as_str() {
            let answer = self.client.search(&self.with("cursor", cursor));
            assert_eq!(
                total(&answer),
                total(&self.answer),
                "the total behind a cursor of {:?}",
                self.question
            );
            let page = ids(&answer);
            assert!(!page.is_empty(), "a cursor leads to nothing in {:?}", self.question);
            found.extend(page);
            next = answer["next_cursor"].clone();
        }
        found
    }

    fn by_page(&self) -> Vec<String> {
        let pages = self.expected.len().div_ceil(self.question.per_page);
        let page = |page: usize| ids(&self.client.search(&self.with("page", &page.to_string())));
        let found = (1..=pages).flat_map(page).collect();
        assert!(page(pages + 1).is_empty(), "there is a page too many in {:?}", self.question);
        found
    }

    fn with(&self, name: &'static str, value: &str) -> Vec<(&'static str, String)> {
        let mut parameters = self.question.parameters();
        parameters.push((name, value.to_owned()));
        parameters
    }
}

fn admitted<'r>(matching: &[&'r Record], question: &Question, without: Option<Facet>) -> Vec<&'r Record> {
    matching.iter().copied().filter(|record| question.filters.admit(record, without)).collect()
}

/// What a warning says the question was made into.
fn relax(scan: &Scan, question: &Question) -> Expression {
    const ENOUGH_SHARE: f64 = 0.2;
    let hits = admitted(&scan.find(&question.expression), question, None);
    assert!(hits.is_empty(), "relaxed although there are hits: {question:?}");
    let Expression::All(words) = &question.expression else { panic!("relaxed without need: {question:?}") };
    let mut seen = HashSet::new();
    let each_once = words.iter().filter(|word| seen.insert(meaning(word)));
    let weight = |word: &Expression| {
        let holders = scan.find(word).len() as f32;
        let rest = scan.records.len() as f32 - holders;
        (holders > 0.0).then(|| f64::from((1.0 + (rest + 0.5) / (holders + 0.5)).ln()))
    };
    let parts: Vec<(f64, Expression)> =
        each_once.filter_map(|word| Some((weight(word)?, word.clone()))).collect();
    Expression::Enough(ENOUGH_SHARE * parts.iter().map(|(weight, _)| weight).sum::<f64>(), parts)
}

fn day(value: &Value) -> Date {
    string(value).parse().unwrap_or_else(|error| panic!("{value} is no day: {error}"))
}

/// First and last day of the year, month or day around `day`.
fn edges(day: Date, interval: &str) -> (Date, Date) {
    match interval {
        "year" => (day.first_of_year(), day.last_of_year()),
        "month" => (day.first_of_month(), day.last_of_month()),
        _ => (day, day),
    }
}

/// Single words by set algebra: independent of the scan, the server must agree with itself. Without synonyms: what a
/// word finds by them is not excluded with it.
#[test]
fn operators_are_operations_on_sets() {
    let server = vestnik_tests::sample_server();
    let set = |query: &str| -> HashSet<String> { all_ids(&server.client(), query).into_iter().collect() };
    let words = ["переговоры", "москва", "рублей", "сборная", "город", "врачи", "лёд", "сбой"];
    let sets: BTreeMap<&str, HashSet<String>> = words.into_iter().map(|word| (word, set(word))).collect();
    for (one, of_one) in &sets {
        assert!(!of_one.is_empty(), "{one} is in the sample corpus");
        for (other, of_other) in sets.iter().filter(|(other, _)| *other != one) {
            let both: HashSet<String> = of_one.intersection(of_other).cloned().collect();
            if !both.is_empty() {
                assert_eq!(set(&format!("{one} {other}")), both, "{one} {other}");
            }
            assert_eq!(
                set(&format!("{one} | {other}")),
                of_one.union(of_other).cloned().collect(),
                "{one} | {other}"
            );
            let rest: HashSet<String> = of_one.difference(of_other).cloned().collect();
            assert_eq!(set(&format!("{one} -{other}")), rest, "{one} -{other}");
        }
    }
}

fn all_ids(client: &Client, query: &str) -> Vec<String> {
    let page = |page: usize| {
        let page = page.to_string();
        let parameters = [("q", query), ("synonyms", "off"), ("per_page", "100"), ("page", &page)];
        ids(&client.search(&parameters))
    };
    (1..=3).flat_map(page).collect()
}

/// Words that are the same condition, whatever their forms.
fn meaning(part: &Expression) -> String {
    match part {
        Expression::Word(word) => format!("{:?}", word.terms),
        other => other.text(),
    }
}
