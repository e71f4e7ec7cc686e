use jiff::tz::TimeZone;
use serde_json::{Map, Value};
use vestnik_schema::{Action, Article, Content, MAX_ID_BYTES, Operation, Rejection};

use crate::record::Record;
use crate::source::{Flaw, json_object, json_record};
use crate::writer::Request;

/// An operation whose content has been read.
pub(super) enum Read {
    /// All is known that there is to know.
    Request(Request),
    /// Properties to change of an article that must be looked up. The request has no article yet.
    Changes(Request, Map<String, Value>),
}

/// Reads the content of an operation. `zone` is that of dates without one.
pub(super) fn read(operation: Operation, zone: &TimeZone) -> Result<Read, Rejection> {
    let Operation { action, id, content, precondition, origin } = operation;
    check_id(id.as_deref())?;
    let request = |id: String, article: Option<Box<Article>>, warnings| Request {
        action,
        id,
        article,
        precondition,
        origin,
        warnings,
    };
    let missing = |what: &str| invalid("empty", format!("the {what} is missing"));
    match (action, content, id) {
        (Action::Delete, _, Some(id)) => Ok(Read::Request(request(id, None, Vec::new()))),
        (Action::Delete | Action::Update { .. }, _, None) => Err(missing("id")),
        (_, None, _) => Err(missing("article")),
        (Action::Update { .. }, Some(Content::Json(json)), Some(id)) => {
            let changes = json_object(&json).map_err(flawed)?;
            Ok(Read::Changes(request(id, None, Vec::new()), changes))
        }
        (_, Some(Content::Json(json)), id) => {
            let record = json_record(&json).map_err(flawed)?;
            let (article, warnings) = article(record, id.as_deref(), zone)?;
            Ok(Read::Request(request(article.id.clone(), Some(article), warnings)))
        }
        (_, Some(Content::Article(mut article)), id) => {
            if let Some(id) = id {
                article.id = id;
            }
            check_id(Some(&article.id))?;
            Ok(Read::Request(request(article.id.clone(), Some(article), Vec::new())))
        }
    }
}

/// The article of a record, and what is wrong with it though it can be used. A given id counts more than the record's.
pub(super) fn article(
    record: Record,
    id: Option<&str>,
    zone: &TimeZone,
) -> Result<(Box<Article>, Vec<String>), Rejection> {
    let mut converted = match id {
        Some(id) => record.with_id(id).into_article(zone),
        None => record.into_article(zone),
    }
    .map_err(flawed)?;
    if let Some(id) = id {
        id.clone_into(&mut converted.article.id);
    }
    Ok((Box::new(converted.article), converted.bad_dates))
}

fn check_id(id: Option<&str>) -> Result<(), Rejection> {
    match id {
        Some("") => Err(invalid("bad_id", "the id is empty".to_owned())),
        Some(id) if id.len() > MAX_ID_BYTES => {
            Err(invalid("bad_id", format!("the id has {} bytes, {MAX_ID_BYTES} are allowed", id.len())))
        }
        _ => Ok(()),
    }
}

fn flawed(flaw: Flaw) -> Rejection {
    invalid(flaw.reason.as_str(), flaw.detail)
}

fn invalid(reason: &'static str, detail: String) -> Rejection {
    Rejection::Invalid { reason, detail }
}
