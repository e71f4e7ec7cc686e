//! Articles as a plain reader of the files sees them, and filters as a plain reader applies them.
//!
//! Nothing here is shared with the indexer: it is the other half of every comparison.

use std::collections::BTreeMap;
use std::fs::File;
use std::io::{BufRead, BufReader, Read};
use std::path::Path;

use flate2::read::MultiGzDecoder;
use jiff::Timestamp;
use jiff::civil::{Date, DateTime};
use jiff::tz::TimeZone;
use serde_json::Value;

/// A property whose values are filtered and counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Facet {
    Rubric,
    Source,
    Author,
    Tag,
}

impl Facet {
    pub const ALL: [Self; 4] = [Self::Rubric, Self::Source, Self::Author, Self::Tag];

    /// Its name in requests and answers.
    pub fn name(self) -> &'static str {
        ["rubric", "source", "author", "tag"][self as usize]
    }
}

/// An article.
#[derive(Debug, Clone)]
pub struct Record {
    pub id: String,
    pub title: String,
    /// Everything that a word without a field name is looked for in, one entry per text.
    pub texts: Vec<String>,
    pub published: Option<Timestamp>,
    values: [Vec<String>; 4],
}

impl Record {
    /// Reads a line of JSON with the field names of the sample corpus or of the development sets.
    pub fn of_json(json: &Value) -> Self {
        let title = text(&json["title"]);
        let mut texts = vec![title.clone(), text(&json["lead"]), text(&json["body"]), text(&json["text"])];
        let (tags, authors) = (list(&json["tags"]), list(&json["authors"]));
        texts.extend(list(&json["captions"]));
        texts.extend(tags.iter().chain(&authors).cloned());
        texts.retain(|text| !text.is_empty());
        let rubrics = [list(&json["rubrics"]), list(&json["rubric"])].concat();
        let values = [rubrics, list(&json["source"]), authors, tags];
        Self { id: text(&json["id"]), title, texts, published: moment(&text(&json["published_at"])), values }
    }

    /// Its values of a facet, each once.
    pub fn values(&self, facet: Facet) -> &[String] {
        &self.values[facet as usize]
    }

    /// The day it was published on in Moscow.
    pub fn day(&self) -> Option<Date> {
        self.published.map(|moment| moment.to_zoned(moscow()).date())
    }
}

/// All articles of a file of JSON lines, or of a folder of such files.
pub fn read(path: &Path) -> Vec<Record> {
    if path.is_dir() {
        let entries = std::fs::read_dir(path).expect("the folder can be listed");
        let mut files: Vec<_> = entries.map(|entry| entry.expect("the entry can be read").path()).collect();
        files.sort();
        return files.iter().flat_map(|file| read(file)).collect();
    }
    lines(path)
        .map(|line| Record::of_json(&serde_json::from_str(&line).expect("each line is JSON")))
        .collect()
}

/// The lines of a file, unpacked.
pub fn lines(path: &Path) -> impl Iterator<Item = String> {
    let file = File::open(path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    let packed = path.extension().is_some_and(|extension| extension == "gz");
    let plain: Box<dyn Read> = if packed { Box::new(MultiGzDecoder::new(file)) } else { Box::new(file) };
    BufReader::new(plain).lines().map(|line| line.expect("the file can be read"))
}

/// Conditions of a request beside the text.
#[derive(Debug, Clone, Default)]
pub struct Filters {
    /// Alternatives per facet, in the order of [`Facet::ALL`]; none means no condition.
    pub values: [Vec<String>; 4],
    pub from: Option<Date>,
    pub to: Option<Date>,
}

impl Filters {
    /// Whether an article passes all conditions but the one on `without`.
    pub fn admit(&self, record: &Record, without: Option<Facet>) -> bool {
        let in_period = match record.day() {
            Some(day) => self.from.is_none_or(|from| day >= from) && self.to.is_none_or(|to| day <= to),
            None => self.from.is_none() && self.to.is_none(),
        };
        in_period && Facet::ALL.into_iter().all(|facet| Some(facet) == without || self.admits(record, facet))
    }

    fn admits(&self, record: &Record, facet: Facet) -> bool {
        let wanted = &self.values[facet as usize];
        wanted.is_empty()
            || record.values(facet).iter().any(|value| wanted.iter().any(|one| fold(one) == fold(value)))
    }

    /// The same as parameters of a request.
    pub fn parameters(&self) -> Vec<(&'static str, String)> {
        let each =
            |facet: Facet| self.values[facet as usize].iter().map(move |value| (facet.name(), value.clone()));
        let mut parameters: Vec<_> = Facet::ALL.into_iter().flat_map(each).collect();
        parameters.extend(self.from.map(|day| ("from", day.to_string())));
        parameters.extend(self.to.map(|day| ("to", day.to_string())));
        parameters
    }
}

/// How many of the articles have each value.
pub fn count<'a>(records: impl Iterator<Item = &'a Record>, facet: Facet) -> BTreeMap<String, u64> {
    let mut counts = BTreeMap::new();
    for value in records.flat_map(|record| record.values(facet)) {
        *counts.entry(value.clone()).or_default() += 1;
    }
    counts
}

/// The zone of the site.
pub fn moscow() -> TimeZone {
    TimeZone::get("Europe/Moscow").expect("the zone is known")
}

/// What two spellings of a value have in common: no case, no ё, single spaces.
fn fold(value: &str) -> String {
    value.split_whitespace().collect::<Vec<_>>().join(" ").to_lowercase().replace('ё', "е")
}

fn text(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        Value::Number(number) => number.to_string(),
        _ => String::new(),
    }
}

fn list(value: &Value) -> Vec<String> {
    let mut items: Vec<String> = Vec::new();
    for item in value.as_array().map_or(std::slice::from_ref(value), Vec::as_slice) {
        let item = text(item);
        if !item.is_empty() && !items.contains(&item) {
            items.push(item);
        }
    }
    items
}

fn moment(text: &str) -> Option<Timestamp> {
    let local = || text.parse::<DateTime>().or_else(|_| text.parse::<Date>().map(DateTime::from));
    let moment = text.parse().ok().or_else(|| Some(local().ok()?.to_zoned(moscow()).ok()?.timestamp()));
    assert!(text.is_empty() || moment.is_some(), "{text:?} is a date that the plain scan cannot read");
    moment
}
