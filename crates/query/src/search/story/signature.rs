use std::cmp::Ordering;
use std::collections::{BTreeMap, HashMap};

use tantivy::Term;
use vestnik_analysis::{Analyzer, AnalyzerName};
use vestnik_schema::Article;

use crate::search::SearchError;
use crate::search::error::engine_error;
use crate::search::state::State;

/// Seconds that may lie between two reports of one event: three days.
pub(super) const WINDOW: i64 = 3 * 24 * 60 * 60;

/// Cosine from which an article without a date may be of the same story: no window keeps it from the reports of another
/// year.
const UNDATED: f32 = 0.6;

/// How many times a word of the title counts.
const TITLE_TIMES: f32 = 3.0;

/// Words of lead and body that tell what an article is about, and how many times each counts.
const LEADING: usize = 40;
const LEADING_TIMES: f32 = 2.0;

/// Words of lead and body that are looked at; what follows is background.
const READ: usize = 120;

/// Share of all articles that a word may be in; one in more tells nothing.
const MAX_SHARE: f32 = 0.2;

/// Articles up to which a word is not frequent, however few there are in all.
const FEW: f32 = 20.0;

/// What an article is compared by: its telling terms and its time.
#[derive(Debug)]
pub(in crate::search) struct Signature {
    /// Unix seconds; none for an article without a date, which only its words keep apart.
    published: Option<i64>,
    /// Terms in ascending order with their weights, whose squares add up to 1.
    terms: Vec<(u64, f32)>,
}

impl Signature {
    /// Of the weight of each term, which occurs once.
    pub(super) fn new(published: Option<i64>, weights: impl IntoIterator<Item = (u64, f32)>) -> Self {
        let mut terms: Vec<(u64, f32)> = weights.into_iter().collect();
        terms.sort_unstable_by_key(|(term, _)| *term);
        let length = terms.iter().map(|(_, weight)| weight * weight).sum::<f32>().sqrt();
        if length > 0.0 {
            terms.iter_mut().for_each(|(_, weight)| *weight /= length);
        }
        Self { published, terms }
    }

    /// Cosine of the two, 0 to 1; 0 where both are dated and further apart than [`WINDOW`], and where one has no date and
    /// they are not [nearly the same](UNDATED).
    pub(super) fn similarity(&self, other: &Self) -> f32 {
        let likeness = || self.likeness(other);
        match self.published.zip(other.published) {
            Some((one, two)) if one.abs_diff(two) > WINDOW.unsigned_abs() => 0.0,
            Some(_) => likeness(),
            None => Some(likeness()).filter(|likeness| *likeness >= UNDATED).unwrap_or_default(),
        }
    }

    /// The same at any time.
    pub(super) fn likeness(&self, other: &Self) -> f32 {
        let (mut one, mut two) = (self.terms.iter().peekable(), other.terms.iter().peekable());
        let mut sum = 0.0;
        while let (Some((a, weight)), Some((b, other))) = (one.peek(), two.peek()) {
            match a.cmp(b) {
                Ordering::Less => drop(one.next()),
                Ordering::Greater => drop(two.next()),
                Ordering::Equal => {
                    sum += weight * other;
                    one.next();
                    two.next();
                }
            }
        }
        sum
    }
}

/// Makes signatures, with how telling terms are in the index.
pub(in crate::search) struct Signer<'a> {
    state: &'a State,
    analyzer: Analyzer,
    /// Number and rarity of every term that was met; 0 for those that tell nothing.
    known: HashMap<String, (u64, f32)>,
    terms: Vec<String>,
}

impl<'a> Signer<'a> {
    pub(in crate::search) fn new(state: &'a State) -> Self {
        let analyzer = Analyzer::new(AnalyzerName::RussianText);
        Self { state, analyzer, known: HashMap::new(), terms: Vec::new() }
    }

    /// The signature of an article.
    pub(in crate::search) fn sign(&mut self, article: &Article) -> Result<Signature, SearchError> {
        let published = article.published_at.map(|moment| moment.as_second());
        Ok(Signature::new(published, self.weights(article)?))
    }

    /// The most telling terms of an article with their weights, at most `limit`, the heaviest first.
    pub(super) fn heaviest(
        &mut self,
        article: &Article,
        limit: usize,
    ) -> Result<Vec<(String, f32)>, SearchError> {
        let mut weights = self.weights(article)?;
        weights.sort_unstable_by(|(a, light), (b, heavy)| heavy.total_cmp(light).then_with(|| a.cmp(b)));
        weights.truncate(limit);
        let term =
            |number: u64| usize::try_from(number).ok().and_then(|number| self.terms.get(number).cloned());
        Ok(weights.into_iter().filter_map(|(number, weight)| Some((term(number)?, weight))).collect())
    }

    fn weights(&mut self, article: &Article) -> Result<Vec<(u64, f32)>, SearchError> {
        // In an order of its own: terms are numbered as they come.
        let mut times: BTreeMap<String, f32> = BTreeMap::new();
        let likeliest =
            |terms: Vec<Vec<String>>| terms.into_iter().filter_map(|terms| terms.into_iter().next());
        for term in likeliest(self.analyzer.positions(&article.title)) {
            *times.entry(term).or_default() += TITLE_TIMES;
        }
        let lead = self.analyzer.positions(beginning(&article.lead));
        let body = self.analyzer.positions(beginning(&article.body));
        for (place, term) in likeliest(lead).chain(likeliest(body)).take(READ).enumerate() {
            *times.entry(term).or_default() += if place < LEADING { LEADING_TIMES } else { 1.0 };
        }
        let mut weights = Vec::with_capacity(times.len());
        for (term, times) in times {
            let (number, rarity) = self.known(term)?;
            if rarity > 0.0 {
                weights.push((number, (1.0 + times.ln()) * rarity));
            }
        }
        Ok(weights)
    }

    fn known(&mut self, term: String) -> Result<(u64, f32), SearchError> {
        if let Some(known) = self.known.get(&term) {
            return Ok(*known);
        }
        let searcher = &self.state.searcher;
        let holders = searcher
            .doc_freq(&Term::from_field_text(self.state.fields().text, &term))
            .map_err(engine_error)?;
        let articles = searcher.num_docs().max(1) as f32;
        // In a small archive a fifth of the articles is few, and nearly every word is frequent.
        let frequent = holders as f32 >= (MAX_SHARE * articles).max(FEW);
        let rarity = if frequent || holders == 0 { 0.0 } else { (1.0 + articles / holders as f32).ln() };
        let number = self.terms.len() as u64;
        self.terms.push(term.clone());
        self.known.insert(term, (number, rarity));
        Ok((number, rarity))
    }
}

/// Bytes that hold [`READ`] words of any news text, cut at a character.
fn beginning(text: &str) -> &str {
    text.get(..text.floor_char_boundary(4_096)).unwrap_or(text)
}
