use tantivy::query::EnableScoring;
use tantivy::schema::Field;
use tantivy::{DocSet, Searcher};

use super::compile::{Compiler, Demand, EnoughWord};
use super::error::engine_error;
use super::family::relatives;
use super::order::Found;
use super::plan::{Clause, Plan};
use super::view::View;
use super::watch::Watch;
use super::{Forms, SearchError, ranking};

/// A step back from a query that asks for more words than articles hold.
pub(super) struct Relaxed {
    /// `None` if there is no sense in asking for less.
    pub(super) demand: Option<Demand>,
    /// Words that no article holds, as written.
    pub(super) missing: Vec<String>,
}

/// Asks for the most telling part of a query's bare words, and of the words of phrases beside them, instead of all:
/// `share` of what the words that the archive holds tell together. Words as written, alternatives,
/// exclusions, conditions on the title and filters stay in force. `text` is the field of all texts; relatives of a word
/// count a little there. A synonym stands for each of the words that it is another name of, as the plan has it.
pub(super) fn relax(
    plan: &Plan,
    compiler: &Compiler<'_>,
    view: View<'_>,
    text: Field,
    share: f64,
    watch: &mut Watch<'_>,
    without_full: bool,
) -> Result<Relaxed, SearchError> {
    let pieces = plan.pieces();
    let asked = pieces.len();
    let mut words = Vec::new();
    let mut missing = Vec::new();
    for piece in pieces {
        watch.check()?;
        match view.count(compiler.holding(&piece.clause).as_ref())? {
            0 => missing.push(piece.written),
            holders => words.push(EnoughWord {
                relatives: match term(&piece.clause) {
                    Some(term) => relatives(term, view.searcher, text, watch)?,
                    None => Vec::new(),
                },
                rarity: f64::from(ranking::rarity(view.articles(), holders)),
                clause: piece.clause,
                written: piece.written,
            }),
        }
    }
    let needed = share * words.iter().map(|word| word.rarity).sum::<f64>();
    let demand = (asked > 1 && !words.is_empty()).then_some(Demand::Enough { words, needed, without_full });
    Ok(Relaxed { demand, missing })
}

/// The likeliest canonical term of a single word in any form.
fn term(clause: &Clause) -> Option<&str> {
    match clause {
        Clause::Words(words) | Clause::Widened { word: words, .. } if words.forms == Forms::Any => {
            match words.terms.as_slice() {
                [terms] => terms.first().map(String::as_str),
                _ => None,
            }
        }
        _ => None,
    }
}

/// Which words each of some articles does not hold, as written.
pub(super) fn missing_words(
    plan: &Plan,
    compiler: &Compiler<'_>,
    searcher: &Searcher,
    articles: &[Found],
) -> Result<Vec<Vec<String>>, SearchError> {
    let mut order: Vec<usize> = (0..articles.len()).collect();
    order.sort_by_key(|place| articles[*place].address);
    let mut missing = vec![Vec::new(); articles.len()];
    for piece in plan.pieces() {
        let query = compiler.holding(&piece.clause);
        let weight = query.weight(EnableScoring::disabled_from_searcher(searcher)).map_err(engine_error)?;
        for same in
            order.chunk_by(|a, b| articles[*a].address.segment_ord == articles[*b].address.segment_ord)
        {
            let Some(first) = same.first() else { continue };
            let reader = searcher.segment_reader(articles[*first].address.segment_ord);
            let mut holders = weight.scorer(reader, 1.0).map_err(engine_error)?;
            for place in same {
                let doc = articles[*place].address.doc_id;
                if holders.doc() < doc {
                    holders.seek(doc);
                }
                if holders.doc() != doc {
                    missing[*place].push(piece.written.clone());
                }
            }
        }
    }
    Ok(missing)
}
