//! What a search should find, worked out by looking at every article.

use std::cell::RefCell;
use std::collections::{BTreeSet, HashMap};

use jiff::Timestamp;
use vestnik_analysis::{Analyzer, AnalyzerName};
use vestnik_query::search::Filters;
use vestnik_schema::Article;

use crate::archive::Dice;

/// Words in several forms. Rare ones stand at the end.
const WORDS: [&str; 44] = [
    "президент",
    "президента",
    "Президентом",
    "страна",
    "страны",
    "стране",
    "рынок",
    "рынке",
    "цена",
    "цены",
    "нефть",
    "нефти",
    "рубль",
    "рубля",
    "доллар",
    "доллара",
    "выборы",
    "выборов",
    "сборная",
    "сборной",
    "матч",
    "матча",
    "фильм",
    "фильма",
    "ёлка",
    "ЁЛКИ",
    "Ил-76",
    "Нью-Йорк",
    "COVID-19",
    "в",
    "и",
    "на",
    "не",
    "Путин",
    "Путина",
    "Лавров",
    "санкции",
    "санкций",
    "Сирия",
    "Сирии",
    "госсекретарь",
    "дирижёр",
    "архипелаг",
    "протуберанец",
];
const ABSENT: [&str; 3] = ["синхрофазотрон", "Гваделупа", "квинтэссенция"];
const PREFIXES: [&str; 7] = ["пре", "не", "до", "ёл", "санк", "Ил-7", "синх"];

/// A word of the archive; those at the end of the list are rare.
pub(crate) fn word(dice: &mut Dice) -> &'static str {
    let common = WORDS.len() - 4;
    if dice.one_in(60) { WORDS[common + dice.below(4)] } else { WORDS[dice.below(common)] }
}

/// A query, made rather than read.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Tree {
    Word(&'static str),
    Prefix(&'static str),
    Phrase(Vec<&'static str>),
    Title(Box<Self>),
    Not(Box<Self>),
    Any(Vec<Self>),
    All(Vec<Self>),
}

impl Tree {
    /// A whole query: conditions that must all hold.
    pub(crate) fn random(dice: &mut Dice) -> Self {
        let parts = [0, 1, 1, 1, 2, 2, 2, 3, 4, 5][dice.below(10)];
        Self::All((0..parts).map(|_| Self::part(dice, 2)).collect())
    }

    fn part(dice: &mut Dice, depth: usize) -> Self {
        match dice.below(16) {
            0 if depth > 0 => Self::Not(Box::new(Self::part(dice, depth - 1))),
            1 | 2 if depth > 0 => {
                Self::Any((0..2 + dice.below(2)).map(|_| Self::part(dice, depth - 1)).collect())
            }
            3 if depth > 0 => Self::All((0..2).map(|_| Self::part(dice, depth - 1)).collect()),
            4 => Self::Title(Box::new(Self::leaf(dice))),
            _ => Self::leaf(dice),
        }
    }

    fn leaf(dice: &mut Dice) -> Self {
        match dice.below(12) {
            0 => Self::Phrase((0..2).map(|_| word(dice)).collect()),
            1 => Self::Prefix(dice.pick(&PREFIXES)),
            2 if dice.one_in(3) => Self::Word(dice.pick(&ABSENT)),
            3 => Self::Word(WORDS[WORDS.len() - 1 - dice.below(6)]),
            _ => Self::Word(word(dice)),
        }
    }

    /// The query as a text.
    pub(crate) fn written(&self) -> String {
        match self {
            Self::All(parts) => parts.iter().map(Self::written_part).collect::<Vec<_>>().join(" "),
            other => other.written_part(),
        }
    }

    fn written_part(&self) -> String {
        let list = |parts: &[Self], between: &str| {
            parts.iter().map(Self::written_part).collect::<Vec<_>>().join(between)
        };
        match self {
            Self::Word(word) => (*word).to_owned(),
            Self::Prefix(start) => format!("{start}*"),
            Self::Phrase(words) => format!("«{}»", words.join(" ")),
            Self::Title(part) => format!("заголовок:{}", part.written_part()),
            Self::Not(part) => format!("-({})", part.written_part()),
            Self::Any(parts) => format!("({})", list(parts, " ИЛИ ")),
            Self::All(parts) => format!("({})", list(parts, " ")),
        }
    }

    /// Conditions at the top, brackets around all of several opened.
    fn top(&self) -> Vec<&Self> {
        match self {
            Self::All(parts) => parts.iter().flat_map(Self::top).collect(),
            Self::Not(inner) => match &**inner {
                Self::Not(twice) => twice.top(),
                _ => vec![self],
            },
            other => vec![other],
        }
    }
}

/// The terms at each position of a text.
type Terms = Vec<Vec<String>>;

/// An article in terms.
struct Indexed<'a> {
    article: &'a Article,
    texts: Vec<Terms>,
    forms: Vec<Terms>,
    title: Terms,
    title_forms: Terms,
}

pub(crate) struct Model<'a> {
    articles: Vec<Indexed<'a>>,
}

/// Which bare words count, and how many of them must be there.
#[derive(Debug, Clone)]
pub(crate) struct Demand {
    words: Vec<Tree>,
    required: usize,
}

pub(crate) struct Answer<'a> {
    pub(crate) matching: Vec<&'a Article>,
    pub(crate) demand: Demand,
    pub(crate) relaxed_to: Option<usize>,
}

fn text_terms(text: &str) -> Terms {
    terms(AnalyzerName::RussianText, text)
}

fn form_terms(text: &str) -> Terms {
    terms(AnalyzerName::RussianExact, text)
}

thread_local! {
    static KNOWN: RefCell<HashMap<(AnalyzerName, String), Terms>> = RefCell::default();
}

/// The same few texts are asked for again and again.
fn terms(analyzer: AnalyzerName, text: &str) -> Terms {
    KNOWN.with_borrow_mut(|known| {
        known
            .entry((analyzer, text.to_owned()))
            .or_insert_with(|| Analyzer::new(analyzer).positions(text))
            .clone()
    })
}

impl<'a> Model<'a> {
    pub(crate) fn new(articles: &'a [Article]) -> Self {
        let indexed = articles.iter().map(|article| Indexed {
            article,
            texts: article.searchable_texts().map(text_terms).collect(),
            forms: article.searchable_texts().map(form_terms).collect(),
            title: text_terms(&article.title),
            title_forms: form_terms(&article.title),
        });
        Self { articles: indexed.collect() }
    }

    /// All hits, after the smallest step back that gives any.
    pub(crate) fn answer(&self, tree: &Tree, filters: &Filters) -> Answer<'a> {
        let words = bare_words(tree);
        let full = Demand { required: words.len(), words: words.clone() };
        let matching = self.matching(tree, &full, filters);
        if !matching.is_empty() || words.len() < 2 {
            return Answer { matching, demand: full, relaxed_to: None };
        }
        let is_held = |word: &&Tree| self.articles.iter().any(|article| article.holds(word));
        let held: Vec<Tree> = words.iter().filter(is_held).cloned().collect();
        let first = if held.len() < words.len() { held.len() } else { held.len() - 1 };
        let last = words.len().div_ceil(2).min(first).max(1);
        for required in (last..=first).rev() {
            let demand = Demand { words: held.clone(), required };
            let matching = self.matching(tree, &demand, filters);
            if !matching.is_empty() {
                return Answer { matching, demand, relaxed_to: Some(required) };
            }
        }
        Answer { matching, demand: full, relaxed_to: None }
    }

    pub(crate) fn matching(&self, tree: &Tree, demand: &Demand, filters: &Filters) -> Vec<&'a Article> {
        let matches = |article: &&Indexed<'a>| {
            let strict = tree.top().into_iter().filter(|part| !is_bare(part)).all(|part| article.holds(part));
            let words = demand.words.iter().filter(|word| article.holds(word)).count();
            strict && words >= demand.required && passes(article.article, filters)
        };
        self.articles.iter().filter(matches).map(|article| article.article).collect()
    }
}

fn is_bare(part: &Tree) -> bool {
    matches!(part, Tree::Word(_) | Tree::Prefix(_))
}

/// Words at the top of the query, each once however it is written.
fn bare_words(tree: &Tree) -> Vec<Tree> {
    let mut seen = BTreeSet::new();
    let meaning = |part: &Tree| match part {
        Tree::Prefix(start) => (true, form_terms(start)),
        other => (false, text_terms(&other.written_part()).into_iter().map(sorted).collect()),
    };
    // What a phrase asks for too is not a bare word any more.
    let strict: BTreeSet<_> =
        tree.top().into_iter().filter(|part| matches!(part, Tree::Phrase(_))).map(meaning).collect();
    tree.top()
        .into_iter()
        .filter(|part| is_bare(part) && !strict.contains(&meaning(part)) && seen.insert(meaning(part)))
        .cloned()
        .collect()
}

fn sorted(mut terms: Vec<String>) -> Vec<String> {
    terms.sort_unstable();
    terms
}

impl Indexed<'_> {
    fn holds(&self, part: &Tree) -> bool {
        let sequence = |texts: &[Terms], words: &[Vec<String>]| {
            texts.iter().any(|text| text.windows(words.len()).any(|window| reads(window, words)))
        };
        match part {
            Tree::Word(_) | Tree::Phrase(_) => sequence(&self.texts, &text_terms(&part.written_part())),
            Tree::Prefix(start) => self.forms.iter().any(|text| begins(text, start)),
            Tree::Title(inner) => match &**inner {
                Tree::Prefix(start) => begins(&self.title_forms, start),
                other => sequence(std::slice::from_ref(&self.title), &text_terms(&other.written_part())),
            },
            Tree::Not(inner) => !self.holds(inner),
            Tree::Any(parts) => parts.iter().any(|part| self.holds(part)),
            Tree::All(parts) => parts.iter().all(|part| self.holds(part)),
        }
    }
}

/// Whether the text can be read as the words: each of them shares a term with its position.
fn reads(text: &[Vec<String>], words: &[Vec<String>]) -> bool {
    text.iter().zip(words).all(|(held, wanted)| wanted.iter().any(|term| held.contains(term)))
}

fn begins(text: &[Vec<String>], start: &str) -> bool {
    let terms: Vec<String> = form_terms(start).concat();
    let form = |position: &Vec<String>| position.concat();
    text.windows(terms.len()).any(|window| {
        let last = terms.len() - 1;
        window[..last].iter().map(form).eq(terms[..last].iter().cloned())
            && form(&window[last]).starts_with(&terms[last])
    })
}

fn passes(article: &Article, filters: &Filters) -> bool {
    let folded = |value: &String| {
        value.split_whitespace().collect::<Vec<_>>().join(" ").to_lowercase().replace('ё', "е")
    };
    let any = |wanted: &[String], held: &[String]| {
        wanted.is_empty()
            || held.iter().any(|value| wanted.iter().any(|wanted| folded(wanted) == folded(value)))
    };
    let source: Vec<String> = article.source.iter().cloned().collect();
    let in_period = |test: &dyn Fn(Timestamp) -> bool| article.published_at.is_some_and(test);
    any(&filters.rubrics, &article.rubrics)
        && any(&filters.tags, &article.tags)
        && any(&filters.authors, &article.authors)
        && any(&filters.sources, &source)
        && filters.from.is_none_or(|from| in_period(&|date| date >= from))
        && filters.until.is_none_or(|until| in_period(&|date| date < until))
}
