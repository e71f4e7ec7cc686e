//! `vestnik delete`: delete articles by id.

use anyhow::Result;

use crate::args::Delete;
use crate::config::Config;
use crate::output;

pub(crate) fn run(delete: &Delete, config: &Config) -> Result<()> {
    let report = vestnik_indexer::delete(&config.data(), &delete.ids, &config.indexer(false, false)?)?;
    if delete.json {
        return output::json(&report);
    }
    for id in &report.missing {
        output::line(format_args!("not in the index: {}", output::harmless(id)))?;
    }
    let (deleted, left) = (report.deleted.len(), output::counted(report.articles_in_index, "article"));
    output::line(format_args!("{deleted} deleted; the index holds {left}."))
}
