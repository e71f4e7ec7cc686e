use std::fs;
use std::path::Path;

use anyhow::{Context, Result};
use serde::Deserialize;

use super::lexicon::{Class, Lexicon};

/// Words that are shorter hold sentences together and stay as they are.
const MIN_LETTERS: usize = 4;

/// A piece of a sentence.
#[derive(Debug, Clone)]
pub(super) enum Piece {
    /// Stays as it is.
    Text(String),
    /// May be replaced by another form of its class.
    Word { text: String, class: Class, is_capital: bool },
    /// May be replaced by a name.
    Name(String),
    /// May be replaced by a number of as many digits.
    Number(String),
}

/// Sentences of the bundled articles, by rubric.
pub(super) struct Templates {
    pub(super) rubrics: Vec<Rubric>,
    /// Rubrics, each as often as there are articles of it.
    pub(super) choices: Vec<usize>,
}

pub(super) struct Rubric {
    pub(super) name: String,
    pub(super) titles: Vec<Vec<Piece>>,
    pub(super) sentences: Vec<Vec<Piece>>,
}

#[derive(Deserialize)]
struct Article {
    title: String,
    #[serde(default)]
    lead: String,
    #[serde(default)]
    body: String,
    #[serde(default)]
    rubrics: Vec<String>,
}

impl Templates {
    /// Reads the bundled articles of the workspace.
    pub(super) fn read(root: &Path, lexicon: &Lexicon) -> Result<Self> {
        let folder = root.join("index-data/articles");
        let mut paths: Vec<_> = fs::read_dir(&folder)
            .with_context(|| folder.display().to_string())?
            .map(|entry| entry.map(|entry| entry.path()))
            .collect::<Result<_, _>>()?;
        paths.sort();
        let mut templates = Self { rubrics: Vec::new(), choices: Vec::new() };
        for path in paths.iter().filter(|path| path.extension().is_some_and(|extension| extension == "jsonl"))
        {
            let text = fs::read_to_string(path).with_context(|| path.display().to_string())?;
            for line in text.lines() {
                let article: Article =
                    serde_json::from_str(line).with_context(|| path.display().to_string())?;
                templates.add(&article, lexicon);
            }
        }
        Ok(templates)
    }

    fn add(&mut self, article: &Article, lexicon: &Lexicon) {
        let Some(place) = article.rubrics.first().map(|name| self.place(name)) else { return };
        let rubric = &mut self.rubrics[place];
        rubric.titles.push(pieces(&article.title, lexicon));
        for paragraph in [&article.lead, &article.body].into_iter().flat_map(|text| text.split('\n')) {
            rubric.sentences.extend(sentences(paragraph).map(|sentence| pieces(sentence, lexicon)));
        }
        self.choices.push(place);
    }

    fn place(&mut self, name: &str) -> usize {
        self.rubrics.iter().position(|rubric| rubric.name == name).unwrap_or_else(|| {
            self.rubrics.push(Rubric { name: name.to_owned(), titles: Vec::new(), sentences: Vec::new() });
            self.rubrics.len() - 1
        })
    }
}

/// Sentences end with a full stop or the like before a capital letter.
fn sentences(paragraph: &str) -> impl Iterator<Item = &str> {
    let mut rest = paragraph.trim();
    std::iter::from_fn(move || {
        if rest.is_empty() {
            return None;
        }
        let ends = rest.match_indices(['.', '!', '?']).map(|(at, mark)| at + mark.len());
        let mut ends = ends.filter(|at| {
            let next = rest[*at..].trim_start();
            next.len() < rest.len() - at
                && next.starts_with(|letter: char| letter.is_uppercase() || letter == '«')
        });
        let end = ends.next().unwrap_or(rest.len());
        let (sentence, others) = rest.split_at(end);
        rest = others.trim_start();
        Some(sentence)
    })
}

fn pieces(sentence: &str, lexicon: &Lexicon) -> Vec<Piece> {
    let kind = |letter: char| match letter {
        letter if letter.is_alphabetic() => 'a',
        letter if letter.is_ascii_digit() => '0',
        _ => ' ',
    };
    let mut pieces = Vec::new();
    let mut rest = sentence;
    while let Some(first) = rest.chars().next().map(kind) {
        let end = rest.find(|letter| kind(letter) != first).unwrap_or(rest.len());
        let (text, others) = rest.split_at(end);
        let begins = pieces.is_empty();
        pieces.push(match first {
            'a' => word(text, begins, lexicon),
            '0' if text.len() > 1 => Piece::Number(text.to_owned()),
            _ => Piece::Text(text.to_owned()),
        });
        rest = others;
    }
    pieces
}

fn word(text: &str, begins: bool, lexicon: &Lexicon) -> Piece {
    let is_capital = text.starts_with(char::is_uppercase);
    let text = text.to_owned();
    if text.chars().count() < MIN_LETTERS {
        return Piece::Text(text);
    }
    if is_capital && !begins {
        return Piece::Name(text);
    }
    match lexicon.class(&text.to_lowercase().replace('ё', "е")) {
        Some(class) => Piece::Word { text, class, is_capital },
        None => Piece::Text(text),
    }
}
