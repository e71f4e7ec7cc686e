//! Why a hit scores as it does: every part of a score, first phase and second.

use tantivy::query::{EnableScoring, Query};
use tantivy::{DocAddress, DocSet, Searcher};

use super::compile::{Compiler, Demand, Scored};
use super::error::engine_error;
use super::order::Found;
use super::rescore::Bonus;
use super::view::View;
use super::{SearchError, ranking};

/// One part of the score of a hit. The parts of a hit add up to its score.
#[derive(Debug, Clone, PartialEq)]
pub struct ScorePart {
    /// What it is for.
    pub reason: ScoreReason,
    /// What of the query it is for, as written; `None` if all of it, or something in brackets.
    pub words: Option<String>,
    /// What it adds. Only missing words take something away.
    pub value: f32,
}

/// What a part of a score is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ScoreReason {
    /// BM25 of a word, a phrase or a group in brackets, or of a synonym.
    Words {
        /// Articles that hold it; deleted ones that are still on disk count too.
        articles: u64,
    },
    /// The word is missing, but one of the same root is there.
    Relative,
    /// Words are missing.
    Missing,
    /// Words stand early in the article.
    Early,
    /// Words stand in the form in which they were typed.
    Typed,
    /// Neighbours in the query stand near each other.
    Near,
    /// Words stand in the title.
    Title,
    /// The title has all words, and little else.
    WholeTitle,
    /// The query is short: repeated words and short texts count for less than BM25 reckons.
    ShortQuery,
    /// The query looks like news of the day, and the article is new.
    News,
}

/// The parts of the scores of hits, in the order of the hits.
pub(super) fn explain(
    compiler: &Compiler<'_>,
    demand: &Demand,
    view: View<'_>,
    hits: &[Found],
) -> Result<Vec<Vec<ScorePart>>, SearchError> {
    let searcher = view.searcher;
    let Scored { parts, words } = compiler.scored(demand);
    let parts = parts
        .iter()
        .map(|(written, query)| Condition::new(written, query.as_ref(), view))
        .collect::<Result<Vec<_>, _>>()?;
    let words = words
        .iter()
        .map(|(written, wanted)| wanted.try_map(|query| Condition::new(written, query.as_ref(), view)))
        .collect::<Result<Vec<_>, _>>()?;
    let mut all = Vec::with_capacity(hits.len());
    for hit in hits {
        let mut explained = Vec::new();
        for part in &parts {
            explained.extend(part.score(searcher, hit.address)?.map(|value| part.explained(value)));
        }
        let (mut held, mut total, mut sum) = (0.0, 0.0, 0.0);
        for wanted in &words {
            total += wanted.rarity;
            let part = match wanted.word.score(searcher, hit.address)? {
                Some(value) => {
                    held += wanted.rarity;
                    wanted.word.explained(value)
                }
                None => {
                    let Some(relative) = &wanted.relative else { continue };
                    let Some(value) = relative.score(searcher, hit.address)? else { continue };
                    held += f64::from(ranking::RELATIVE_WEIGHT) * wanted.rarity;
                    ScorePart { reason: ScoreReason::Relative, ..relative.explained(value) }
                }
            };
            sum += part.value;
            explained.push(part);
        }
        if held < total {
            let value = sum * (ranking::coverage((held / total) as f32) - 1.0);
            explained.push(ScorePart { reason: ScoreReason::Missing, words: None, value });
        }
        explained.extend(hit.bonus.iter().flat_map(second_phase));
        explained.retain(|part| part.value != 0.0);
        all.push(explained);
    }
    Ok(all)
}

fn second_phase(bonus: &Bonus) -> impl Iterator<Item = ScorePart> + use<> {
    let parts = [
        (ScoreReason::Early, bonus.early),
        (ScoreReason::Typed, bonus.typed),
        (ScoreReason::Near, bonus.near),
        (ScoreReason::Title, bonus.title),
        (ScoreReason::WholeTitle, bonus.whole_title),
        (ScoreReason::ShortQuery, bonus.short_query),
        (ScoreReason::News, bonus.news),
    ];
    parts.into_iter().map(|(reason, value)| ScorePart { reason, words: None, value })
}

/// A condition of the query.
struct Condition<'q> {
    written: &'q str,
    query: &'q dyn Query,
    articles: u64,
}

impl<'q> Condition<'q> {
    fn new(written: &'q str, query: &'q dyn Query, view: View<'_>) -> Result<Self, SearchError> {
        let articles = view.count(query)?;
        Ok(Self { written, query, articles })
    }

    /// What it adds to the score of an article; `None` if the article does not satisfy it.
    fn score(&self, searcher: &Searcher, address: DocAddress) -> Result<Option<f32>, SearchError> {
        let scoring = EnableScoring::enabled_from_searcher(searcher);
        let weight = self.query.weight(scoring).map_err(engine_error)?;
        let reader = searcher.segment_reader(address.segment_ord);
        let mut scorer = weight.scorer(reader, 1.0).map_err(engine_error)?;
        if scorer.doc() < address.doc_id {
            scorer.seek(address.doc_id);
        }
        Ok((scorer.doc() == address.doc_id).then(|| scorer.score()))
    }

    fn explained(&self, value: f32) -> ScorePart {
        let words = Some(self.written.to_owned()).filter(|written| !written.is_empty());
        ScorePart { reason: ScoreReason::Words { articles: self.articles }, words, value }
    }
}
