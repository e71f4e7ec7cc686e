//! What a search should find, worked out by looking at every article.

use std::cell::RefCell;
use std::collections::{BTreeSet, HashMap};
use std::rc::Rc;

use jiff::Timestamp;
use vestnik_analysis::{Analyzer, AnalyzerName};
use vestnik_query::search::{Filters, Forms};
use vestnik_schema::Article;

use crate::archive::Dice;

/// Words in several forms. Rare ones stand at the end.
pub(crate) const WORDS: [&str; 44] = [
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
    /// A word in this form.
    Form(&'static str),
    Prefix(&'static str),
    Phrase(Vec<&'static str>),
    /// Words with at most so many others between.
    Near(Vec<&'static str>, usize),
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
            5 => {
                let words = (0..2 + dice.below(2)).map(|_| word(dice)).collect();
                Self::Near(words, 1 + dice.below(6))
            }
            4 => Self::Form(word(dice)),
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
            Self::Form(word) => format!("!{word}"),
            Self::Prefix(start) => format!("{start}*"),
            Self::Phrase(words) => format!("«{}»", words.join(" ")),
            Self::Near(words, slack) => format!("\"{}\"~{slack}", words.join(" ")),
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
    texts: Vec<Rc<Terms>>,
    forms: Vec<Rc<Terms>>,
    title: Rc<Terms>,
    title_forms: Rc<Terms>,
}

pub(crate) struct Model<'a> {
    articles: Vec<Indexed<'a>>,
    /// How forms and phrases are matched.
    forms: Forms,
}

/// Something that may be given up: a bare word, or a word of a phrase by its terms.
#[derive(Debug, Clone, PartialEq)]
enum Piece {
    Bare(Tree),
    OfPhrase(Vec<String>),
}

/// Which words count, and how much of them must be there.
#[derive(Debug, Clone)]
pub(crate) struct Demand {
    /// With how telling each is.
    words: Vec<(Piece, f64)>,
    /// What an article must hold of that.
    needed: f64,
    /// Whether phrases must be there as they are.
    with_phrases: bool,
}

/// The share of the words' telling power that is enough where no article holds all of them.
const ENOUGH_SHARE: f64 = 0.2;

pub(crate) struct Answer<'a> {
    pub(crate) matching: Vec<&'a Article>,
    pub(crate) demand: Demand,
    pub(crate) is_relaxed: bool,
}

fn text_terms(text: &str) -> Rc<Terms> {
    terms(AnalyzerName::RussianText, text)
}

fn form_terms(text: &str) -> Rc<Terms> {
    terms(AnalyzerName::RussianExact, text)
}

thread_local! {
    static KNOWN: RefCell<HashMap<(AnalyzerName, String), Rc<Terms>>> = RefCell::default();
}

/// The same few texts are asked for again and again.
fn terms(analyzer: AnalyzerName, text: &str) -> Rc<Terms> {
    KNOWN.with_borrow_mut(|known| {
        known
            .entry((analyzer, text.to_owned()))
            .or_insert_with(|| Rc::new(Analyzer::new(analyzer).positions(text)))
            .clone()
    })
}

impl Demand {
    fn all(words: &[Tree]) -> Self {
        let words = words.iter().map(|word| (Piece::Bare(word.clone()), 1.0)).collect::<Vec<_>>();
        Self { needed: words.len() as f64, words, with_phrases: true }
    }
}

impl<'a> Model<'a> {
    pub(crate) fn new(articles: &'a [Article], forms: Forms) -> Self {
        let indexed = articles.iter().map(|article| Indexed {
            article,
            texts: article.searchable_texts().map(text_terms).collect(),
            forms: article.searchable_texts().map(form_terms).collect(),
            title: text_terms(&article.title),
            title_forms: form_terms(&article.title),
        });
        Self { articles: indexed.collect(), forms }
    }

    /// All hits; if there are none, those that hold enough of the words.
    pub(crate) fn answer(&self, tree: &Tree, filters: &Filters) -> Answer<'a> {
        let words = self.bare_words(tree);
        let full = Demand::all(&words);
        let matching = self.matching(tree, &full, filters);
        let pieces = if words.is_empty() { Vec::new() } else { self.pieces(tree, &words) };
        let held: Vec<(Piece, f64)> =
            pieces.iter().filter_map(|piece| Some((piece.clone(), self.rarity(piece)?))).collect();
        if !matching.is_empty() || pieces.len() < 2 || held.is_empty() {
            return Answer { matching, demand: full, is_relaxed: false };
        }
        let needed = ENOUGH_SHARE * held.iter().map(|(_, rarity)| rarity).sum::<f64>();
        let demand = Demand { words: held, needed, with_phrases: false };
        let enough = self.matching(tree, &demand, filters);
        if enough.is_empty() {
            return Answer { matching, demand: full, is_relaxed: false };
        }
        Answer { matching: enough, demand, is_relaxed: true }
    }

    /// Inverse document frequency; `None` if no article holds the word.
    fn rarity(&self, piece: &Piece) -> Option<f64> {
        let holders = self.articles.iter().filter(|article| article.has(piece, self.forms)).count() as f32;
        let rest = self.articles.len() as f32 - holders;
        (holders > 0.0).then(|| f64::from((1.0 + (rest + 0.5) / (holders + 0.5)).ln()))
    }

    pub(crate) fn matching(&self, tree: &Tree, demand: &Demand, filters: &Filters) -> Vec<&'a Article> {
        let matches = |article: &&Indexed<'a>| {
            let is_given_up =
                |part: &Tree| !demand.with_phrases && matches!(part, Tree::Phrase(_) | Tree::Near(..));
            let mut strict = tree.top().into_iter().filter(|part| !is_bare(part) && !is_given_up(part));
            let strict = strict.all(|part| article.holds(part, self.forms));
            let held = demand.words.iter().filter(|(piece, _)| article.has(piece, self.forms));
            let held = held.map(|(_, rarity)| rarity).sum::<f64>();
            strict && held >= demand.needed && passes(article.article, filters)
        };
        self.articles.iter().filter(matches).map(|article| article.article).collect()
    }

    /// All hits, no step back.
    pub(crate) fn strict(&self, tree: &Tree, filters: &Filters) -> Vec<&'a Article> {
        self.matching(tree, &Demand::all(&self.bare_words(tree)), filters)
    }

    /// Bare words and the words of phrases, each once.
    fn pieces(&self, tree: &Tree, bare: &[Tree]) -> Vec<Piece> {
        let mut seen = BTreeSet::new();
        let mut pieces = Vec::new();
        for part in tree.top() {
            let own = match part {
                Tree::Phrase(words) | Tree::Near(words, _) => {
                    text_terms(&words.join(" ")).iter().cloned().map(Piece::OfPhrase).collect()
                }
                part if bare.contains(part) => vec![Piece::Bare(part.clone())],
                _ => Vec::new(),
            };
            pieces.extend(own.into_iter().filter(|piece| {
                seen.insert(match piece {
                    Piece::Bare(part) => meaning(part),
                    Piece::OfPhrase(terms) => (false, vec![sorted(terms.clone())]),
                })
            }));
        }
        pieces
    }

    /// Words at the top of the query, each once however it is written.
    fn bare_words(&self, tree: &Tree) -> Vec<Tree> {
        let mut seen = BTreeSet::new();
        // What is asked for strictly too is not a bare word any more.
        let strict: BTreeSet<_> = match self.forms {
            Forms::Written => BTreeSet::new(),
            Forms::Any => {
                let exact = |part: &&Tree| matches!(part, Tree::Form(_));
                tree.top().into_iter().filter(exact).map(meaning).collect()
            }
        };
        tree.top()
            .into_iter()
            .filter(|part| is_bare(part) && !strict.contains(&meaning(part)) && seen.insert(meaning(part)))
            .cloned()
            .collect()
    }
}

/// What makes two words the same condition.
fn meaning(part: &Tree) -> (bool, Vec<Vec<String>>) {
    match part {
        Tree::Prefix(start) => (true, form_terms(start).to_vec()),
        other => (false, text_terms(&other.written_part()).iter().cloned().map(sorted).collect()),
    }
}

fn is_bare(part: &Tree) -> bool {
    matches!(part, Tree::Word(_) | Tree::Prefix(_))
}

fn sorted(mut terms: Vec<String>) -> Vec<String> {
    terms.sort_unstable();
    terms
}

impl Indexed<'_> {
    fn has(&self, piece: &Piece, forms: Forms) -> bool {
        match piece {
            Piece::Bare(part) => self.holds(part, forms),
            Piece::OfPhrase(terms) => {
                let mut positions = self.texts.iter().flat_map(|text| text.iter());
                positions.any(|position| position.iter().any(|term| terms.contains(term)))
            }
        }
    }

    fn holds(&self, part: &Tree, forms: Forms) -> bool {
        match part {
            Tree::Title(inner) => {
                let title = std::slice::from_ref(&self.title);
                holds(inner, title, std::slice::from_ref(&self.title_forms), forms)
            }
            Tree::Not(inner) => !self.holds(inner, forms),
            Tree::Any(parts) => parts.iter().any(|part| self.holds(part, forms)),
            Tree::All(parts) => parts.iter().all(|part| self.holds(part, forms)),
            leaf => holds(leaf, &self.texts, &self.forms, forms),
        }
    }
}

/// Whether texts hold a condition without parts.
fn holds(leaf: &Tree, texts: &[Rc<Terms>], as_written: &[Rc<Terms>], forms: Forms) -> bool {
    let sequence = |texts: &[Rc<Terms>], words: &[Vec<String>]| {
        texts.iter().any(|text| text.windows(words.len()).any(|window| reads(window, words)))
    };
    let is_exact =
        matches!(leaf, Tree::Form(_) | Tree::Phrase(_) | Tree::Near(..)) && forms == Forms::Written;
    match leaf {
        Tree::Near(words, slack) => {
            let (texts, words) = match is_exact {
                true => (as_written, form_terms(&words.join(" "))),
                false => (texts, text_terms(&words.join(" "))),
            };
            near(texts, &words, *slack)
        }
        Tree::Prefix(start) => as_written.iter().any(|text| begins(text, start)),
        exact if is_exact => sequence(as_written, &form_terms(&exact.written_part())),
        other => sequence(texts, &text_terms(&other.written_part())),
    }
}

/// Whether the text can be read as the words: each of them shares a term with its position.
fn reads(text: &[Vec<String>], words: &[Vec<String>]) -> bool {
    text.iter().zip(words).all(|(held, wanted)| wanted.iter().any(|term| held.contains(term)))
}

/// Whether the words stand near each other. Texts follow each other, a border counts as a word.
fn near(texts: &[Rc<Terms>], words: &[Vec<String>], slack: usize) -> bool {
    let mut all: Terms = Vec::new();
    for text in texts {
        all.extend(text.iter().cloned());
        all.push(Vec::new());
    }
    let reach = words.len() + if words.len() > 1 { slack } else { 0 };
    (0..all.len()).any(|from| assigns(&mut all[from..all.len().min(from + reach)].to_vec(), words))
}

/// Whether each word can have a place of its own.
fn assigns(window: &mut Terms, words: &[Vec<String>]) -> bool {
    let Some((first, rest)) = words.split_first() else { return true };
    (0..window.len()).any(|place| {
        if !first.iter().any(|term| window[place].contains(term)) {
            return false;
        }
        let held = std::mem::take(&mut window[place]);
        let assigned = assigns(window, rest);
        window[place] = held;
        assigned
    })
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
