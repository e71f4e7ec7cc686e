use tantivy::Searcher;

use super::collect::any;
use super::compile::{Compiler, Demand};
use super::plan::Plan;
use super::watch::Watch;
use super::{QueryWarning, SearchError};

/// Finds the smallest step back from a query that nothing matches: first words that no article holds are given up,
/// then one more word at a time, but never more than half of them. Phrases, words as written, alternatives,
/// exclusions, conditions on the title and filters stay in force. A synonym stands for each of the words that it is
/// another name of, as the plan has it. Without such a step only the words that no article holds are told.
pub(super) fn relax(
    plan: &Plan,
    compiler: &Compiler<'_>,
    searcher: &Searcher,
    watch: &mut Watch<'_>,
) -> Result<(Option<Demand>, Option<QueryWarning>), SearchError> {
    let all = Demand::full(plan).words;
    let mut held = Vec::new();
    let mut missing = Vec::new();
    for place in &all {
        let part = &plan.required[*place];
        if any(searcher, compiler.holding(part).as_ref(), watch)? {
            held.push(*place);
        } else {
            missing.push(part.written.clone());
        }
    }
    if all.len() < 2 {
        return Ok((None, not_found(missing)));
    }
    let first = if missing.is_empty() { held.len() - 1 } else { held.len() };
    let last = all.len().div_ceil(2).min(first).max(1);
    for required in (last..=first).rev() {
        let demand = Demand { words: held.clone(), required };
        if any(searcher, compiler.matching(&demand, None, false).as_ref(), watch)? {
            let warning = QueryWarning::Relaxed { required, words: all.len(), missing };
            return Ok((Some(demand), Some(warning)));
        }
    }
    Ok((None, not_found(missing)))
}

fn not_found(missing: Vec<String>) -> Option<QueryWarning> {
    (!missing.is_empty()).then_some(QueryWarning::NotFound { missing })
}
