use anyhow::Result;

use super::search::compare;
use crate::bench::Bench;
use crate::queries;
use crate::report::Chapter;

const QUERIES: usize = 20_000;

/// Pages with the newest hits first, or of a period.
pub(crate) fn measure(bench: &Bench) -> Result<Chapter> {
    compare("dates", bench, &queries::by_date(&bench.corpus, bench.articles, QUERIES))
}
