//! Any number of articles like those of a news archive, for measurements of time, memory and size.
//!
//! Sentences of the bundled articles are put together anew. More than half of their words are replaced by other forms of
//! the lexicon that are inflected alike, frequent ones often and rare ones rarely, and an article keeps to the words of
//! its topic; names and numbers are replaced too. So word forms and their frequencies, lengths, rubrics and dates are
//! those of an archive, and its vocabulary grows with it. What the texts say is nonsense: no measure of relevance can be
//! taken from them.

mod lexicon;
mod template;

use std::fs::File;
use std::io::{BufWriter, Write};
use std::path::Path;

use anyhow::{Context, Result};
use jiff::tz::Offset;
use jiff::{Timestamp, Zoned};
use serde::{Deserialize, Serialize};

use crate::random::{Random, mix};
use lexicon::Lexicon;
use template::{Piece, Templates};

/// How many of the words that may be replaced are.
const REPLACED: f64 = 0.62;
/// How many of these are words of the topic.
const TOPICAL: f64 = 0.4;
/// Words that a topic has of each class.
const TOPIC_WORDS: usize = 5;
/// Topics of a large archive, by Zipf's law.
const TOPICS: usize = 30_000;
/// How many names of the templates are replaced.
const RENAMED: f64 = 0.5;
/// Names, by Zipf's law: the better known, the more often.
const NAMES: usize = 400_000;
/// How many numbers are replaced.
const RENUMBERED: f64 = 0.5;
/// Bytes of a text: the median of their log-normal distribution, and the deviation of their logarithm.
const TEXT_BYTES: (f64, f64) = (2_250.0, 0.55);
/// Years that the articles are spread over; later years have more.
const YEARS: f64 = 12.0;
/// The last second that an article can be of: the end of 2025 in Moscow.
const LAST_SECOND: i64 = 1_767_214_799;

/// An article, as the programs that are compared read it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Article {
    pub(crate) id: String,
    pub(crate) title: String,
    pub(crate) text: String,
    pub(crate) url: String,
    pub(crate) rubric: String,
    pub(crate) published_at: String,
}

/// Makes articles; each is the same whenever it is made.
pub(crate) struct Corpus {
    lexicon: Lexicon,
    templates: Templates,
    seed: u64,
}

impl Corpus {
    /// Reads what the articles are made of from the folder of the workspace.
    pub(crate) fn new(root: &Path, seed: u64) -> Result<Self> {
        let lexicon = Lexicon::read(root)?;
        let templates = Templates::read(root, &lexicon)?;
        Ok(Self { lexicon, templates, seed })
    }

    /// Names of the rubrics.
    pub(crate) fn rubrics(&self) -> Vec<&str> {
        self.templates.rubrics.iter().map(|rubric| rubric.name.as_str()).collect()
    }

    /// The article of a number.
    pub(crate) fn article(&self, number: usize) -> Article {
        let mut random = Random::new(mix(self.seed) ^ mix(number as u64 + 1));
        let rubric = &self.templates.rubrics[*random.pick(&self.templates.choices)];
        let topic = mix(random.zipf(TOPICS) as u64 + 1);
        let names = [random.zipf(NAMES), random.zipf(NAMES)];
        let mut writer = Writer { corpus: self, random, topic, names, text: String::new() };
        let template = writer.random.below(rubric.titles.len());
        writer.write(&rubric.titles[template]);
        let title = std::mem::take(&mut writer.text);
        let length = writer.length();
        while writer.text.len() < length {
            let sentence = writer.random.below(rubric.sentences.len());
            writer.write(&rubric.sentences[sentence]);
            writer.text.push(if writer.random.chance(0.35) { '\n' } else { ' ' });
        }
        let published_at = writer.moment();
        let text = writer.text.trim_end().to_owned();
        let url = format!("https://gazeta.example/{}/{number}", self.seed);
        Article {
            id: format!("g{}-{number}", self.seed),
            title,
            text,
            url,
            rubric: rubric.name.clone(),
            published_at,
        }
    }

    /// Writes the articles from 0 on as NDJSON, and returns the bytes.
    pub(crate) fn write(&self, path: &Path, count: usize) -> Result<u64> {
        let file = File::create(path).with_context(|| path.display().to_string())?;
        let mut out = BufWriter::new(file);
        for number in 0..count {
            serde_json::to_writer(&mut out, &self.article(number))?;
            out.write_all(b"\n")?;
        }
        out.flush()?;
        Ok(path.metadata()?.len())
    }
}

struct Writer<'a> {
    corpus: &'a Corpus,
    random: Random,
    topic: u64,
    names: [usize; 2],
    text: String,
}

impl Writer<'_> {
    /// Bytes of a text.
    fn length(&mut self) -> usize {
        let (median, deviation) = TEXT_BYTES;
        // The sum of twelve is nearly normal, with deviation 1.
        let normal = (0..12).map(|_| self.random.unit()).sum::<f64>() - 6.0;
        (median * (deviation * normal).exp()).clamp(300.0, 60_000.0) as usize
    }

    fn moment(&mut self) -> String {
        let age = YEARS * 365.25 * 86_400.0 * self.random.unit().powf(1.5);
        let moment = Timestamp::from_second(LAST_SECOND - age as i64).unwrap_or_default();
        let moscow = Zoned::new(moment, Offset::constant(3).to_time_zone());
        moscow.strftime("%Y-%m-%dT%H:%M:%S%:z").to_string()
    }

    fn write(&mut self, pieces: &[Piece]) {
        for piece in pieces {
            match piece {
                Piece::Word { class, is_capital, .. } if self.random.chance(REPLACED) => {
                    self.form(*class, *is_capital);
                }
                Piece::Name(_) if self.random.chance(RENAMED) => self.name(),
                Piece::Number(number) if self.random.chance(RENUMBERED) => self.number(number.len()),
                Piece::Text(text) | Piece::Word { text, .. } | Piece::Name(text) | Piece::Number(text) => {
                    self.text.push_str(text);
                }
            }
        }
    }

    fn form(&mut self, class: u64, is_capital: bool) {
        let forms = self.corpus.lexicon.forms(class);
        let place = if self.random.chance(TOPICAL) {
            let word = self.random.zipf(TOPIC_WORDS) as u64;
            Random::new(self.topic ^ mix(word + 1)).zipf(forms.len())
        } else {
            // Rare words are rarer in news than by Zipf's law alone.
            self.random.zipf(forms.len()).min(self.random.zipf(forms.len()))
        };
        let Some(form) = forms.get(place) else { return };
        if is_capital {
            self.text.push_str(&capitalised(form));
        } else {
            self.text.push_str(form);
        }
    }

    fn name(&mut self) {
        let name = *self.random.pick(&self.names);
        let (mut name, cases) = surname(name);
        let ending: &str = self.random.pick::<&str>(cases);
        name.push_str(ending);
        self.text.push_str(&name);
    }

    fn number(&mut self, digits: usize) {
        for place in 0..digits {
            let digit = if place == 0 { 1 + self.random.below(9) } else { self.random.below(10) };
            self.text.push(char::from(b'0' + digit as u8));
        }
    }
}

fn capitalised(word: &str) -> String {
    let mut letters = word.chars();
    letters.next().into_iter().flat_map(char::to_uppercase).chain(letters).collect()
}

/// Endings of the cases of surnames in -ов, -ин and the like, and of those that have none.
const CASES: [&[&str]; 2] = [&["", "", "", "а", "у", "ым", "е"], &[""]];

/// A surname and the endings of its cases.
fn surname(number: usize) -> (String, &'static [&'static str]) {
    const SYLLABLES: [&str; 24] = [
        "ба", "ве", "го", "ду", "жа", "зи", "ко", "ла", "ме", "но", "пу", "ри", "са", "те", "фо", "ху", "ца",
        "че", "шу", "ще", "ки", "ру", "то", "ми",
    ];
    const ENDINGS: [(&str, usize); 6] =
        [("нов", 0), ("ров", 0), ("лин", 0), ("тин", 0), ("ренко", 1), ("швили", 1)];
    let mut random = Random::new(number as u64 + 1);
    let mut name = String::new();
    for _ in 0..1 + random.below(3) {
        name.push_str(random.pick::<&str>(&SYLLABLES));
    }
    let (ending, cases) = random.pick(&ENDINGS);
    name.push_str(ending);
    (capitalised(&name), CASES[*cases])
}

#[cfg(test)]
mod tests {
    use std::sync::LazyLock;

    use super::*;

    fn corpus(seed: u64) -> Corpus {
        Corpus::new(&Path::new(env!("CARGO_MANIFEST_DIR")).join("../.."), seed).unwrap()
    }

    static CORPUS: LazyLock<Corpus> = LazyLock::new(|| corpus(1));

    #[test]
    fn an_article_is_the_same_whenever_it_is_made() {
        let other = corpus(1);
        for number in [0, 1, 77, 1_000_000] {
            assert_eq!(CORPUS.article(number), other.article(number));
        }
        assert_ne!(other.article(0).text, other.article(1).text);
        let another = Corpus { seed: 2, ..other };
        assert_ne!(another.article(0).text, CORPUS.article(0).text);
    }

    #[test]
    fn texts_have_the_length_of_news_and_words_that_are_not_in_the_templates() {
        let corpus = &*CORPUS;
        let mut words = std::collections::HashSet::new();
        let mut sizes: Vec<usize> = Vec::new();
        let mut half = 0;
        for number in 0..400 {
            let article = corpus.article(number);
            assert!(!article.title.is_empty() && corpus.rubrics().contains(&article.rubric.as_str()));
            sizes.push(article.text.len());
            words.extend(article.text.split(|letter: char| !letter.is_alphabetic()).map(str::to_lowercase));
            if number == 199 {
                half = words.len();
            }
        }
        sizes.sort_unstable();
        assert!((1_900..3_200).contains(&sizes[200]), "median {}", sizes[200]);
        assert!(words.len() * 10 > half * 13, "{half} words in 200 articles, {} in 400", words.len());
    }
}
