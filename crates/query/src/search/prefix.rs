use std::cmp::Reverse;
use std::collections::HashMap;

use vestnik_schema::Fields;

use super::compile::field;
use super::error::engine_error;
use super::plan::{Plan, Prefix};
use super::ranking::MAX_PREFIX_FORMS;
use super::view::View;
use super::watch::Watch;
use super::{Forms, QueryWarning, SearchError};

/// Looks up the word forms that the prefixes of a plan stand for.
pub(super) fn expand(
    plan: &mut Plan,
    view: View<'_>,
    fields: &Fields,
    watch: &mut Watch<'_>,
    warnings: &mut Vec<QueryWarning>,
) -> Result<(), SearchError> {
    for prefix in plan.prefixes_mut() {
        let mut found = forms(prefix, view, fields, watch)?;
        if found.len() > MAX_PREFIX_FORMS {
            found.select_nth_unstable(MAX_PREFIX_FORMS);
            found.truncate(MAX_PREFIX_FORMS);
            let warning =
                QueryWarning::PrefixTooBroad { prefix: prefix.written.clone(), kept: MAX_PREFIX_FORMS };
            if !warnings.contains(&warning) {
                warnings.push(warning);
            }
        }
        prefix.holders = found.iter().map(|(Reverse(holders), _)| *holders).sum();
        prefix.forms = found.into_iter().map(|(_, form)| form).collect();
        prefix.forms.sort_unstable();
    }
    Ok(())
}

/// All forms that articles of the view hold, each with the number of articles that hold it.
fn forms(
    prefix: &Prefix,
    view: View<'_>,
    fields: &Fields,
    watch: &mut Watch<'_>,
) -> Result<Vec<(Reverse<u64>, String)>, SearchError> {
    let mut holders: HashMap<String, u64> = HashMap::new();
    for (segment, reader) in view.searcher.segment_readers().iter().enumerate() {
        watch.check()?;
        let index =
            reader.inverted_index(field(fields, prefix.scope, Forms::Written)).map_err(engine_error)?;
        let mut stream = index.terms().range().ge(&prefix.start).into_stream().map_err(engine_error)?;
        while stream.advance() {
            watch.tick()?;
            let Some(form) =
                std::str::from_utf8(stream.key()).ok().filter(|form| form.starts_with(&prefix.start))
            else {
                break;
            };
            let count = view.holders_in(segment, &index, stream.value())?;
            if count == 0 {
                continue;
            }
            match holders.get_mut(form) {
                Some(known) => *known += count,
                None => {
                    holders.insert(form.to_owned(), count);
                }
            }
        }
    }
    Ok(holders.into_iter().map(|(form, count)| (Reverse(count), form)).collect())
}
