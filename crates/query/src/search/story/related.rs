use tantivy::Term;
use tantivy::query::{BooleanQuery, BoostQuery, ConstScoreQuery, Query, TermQuery};
use tantivy::schema::IndexRecordOption;
use vestnik_schema::Article;

use super::{SAME_STORY, Signer};
use crate::search::collect::{Tally, scan};
use crate::search::order::TopHits;
use crate::search::state::State;
use crate::search::watch::Watch;
use crate::search::{Abandon, Condition, EngineSettings, RelatedArticle, SearchError, Sort};

/// Most articles that may be asked for.
pub const MAX_RELATED: usize = 50;

/// Terms of an article that others are looked up by.
const TERMS: usize = 25;

/// Hits that are compared beside those that are wanted, for copies that are left out.
const SPARE: usize = 30;

/// Likeness from which two articles are the same text.
const COPY: f32 = 0.95;

/// Articles like the one with an id, the likest first; `None` if there is none with that id.
pub(in crate::search) fn related(
    state: &State,
    settings: &EngineSettings,
    id: &str,
    limit: usize,
    within: Option<&Condition>,
    abandon: &Abandon,
) -> Result<Option<Vec<RelatedArticle>>, SearchError> {
    let permitted = |article: &Article| within.is_none_or(|within| within.holds(article));
    let Some(article) = state.article(id)?.filter(permitted) else { return Ok(None) };
    let mut watch = Watch::start(abandon, settings.time_budget);
    let mut signer = Signer::new(state);
    let own = signer.sign(&article)?;
    let terms = signer.heaviest(&article, TERMS)?;
    let query = |(term, weight): (String, f32)| -> Box<dyn Query> {
        let term = Term::from_field_text(state.fields().text, &term);
        Box::new(BoostQuery::new(Box::new(TermQuery::new(term, IndexRecordOption::WithFreqs)), weight))
    };
    let mut query = BooleanQuery::union(terms.into_iter().map(query).collect());
    if let Some(within) = within {
        let within = ConstScoreQuery::new(within.query(state.fields()), 0.0);
        query = BooleanQuery::intersection(vec![Box::new(query), Box::new(within)]);
    }
    let top = TopHits::new(Sort::Relevance, limit.min(MAX_RELATED) + SPARE, None);
    let mut tally = Tally::new(*state.fields(), top, Vec::new(), None);
    scan(&state.searcher, &query, true, &mut watch, &mut tally)?;
    let mut found = Vec::new();
    for hit in tally.top.into_sorted() {
        watch.check()?;
        let other = state.read(hit.address)?;
        let signature = signer.sign(&other)?;
        let likeness = own.likeness(&signature);
        if other.id != article.id && likeness < COPY {
            let same_story = own.similarity(&signature) >= SAME_STORY;
            found.push(RelatedArticle { article: other, likeness, same_story });
        }
    }
    found.sort_by(|one, other| {
        other.likeness.total_cmp(&one.likeness).then_with(|| one.article.id.cmp(&other.article.id))
    });
    found.truncate(limit.min(MAX_RELATED));
    Ok(Some(found))
}
