use std::time::{Duration, Instant};

use axum::body::Body;
use axum::extract::{Path, RawQuery, State};
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde_json::json;
use vestnik_schema::{Action, Content, Operation, Origin, Outcome, Rejection, Until};

use super::action::Item;
use super::answer::{Answer, of_failure, of_outcome};
use super::error::{Failure, illegal};
use crate::http::AppState;
use crate::http::access::Access;
use crate::http::error::ApiError;
use crate::http::intake::{Line, LineReader, submit};
use crate::http::routes::JsonBody;
use crate::http::routes::write::one::MAX_ARTICLE_BYTES;

/// The longest body, unpacked, as Elasticsearch has it by default.
const MAX_BULK_BYTES: u64 = 100 << 20;
/// Actions that are sent on together.
const BATCH_ITEMS: usize = 512;
/// Actions of one request: many times what clients send, and no more than answers are kept of in memory.
const MAX_BULK_ITEMS: usize = 100_000;
/// Longest pause of a client.
const PATIENCE: Duration = Duration::from_secs(60);

/// `POST /_bulk`
pub(super) async fn bulk(
    state: State<AppState>,
    access: Access,
    query: RawQuery,
    body: Body,
) -> Result<Response, ApiError> {
    answer(state, access, query, None, body).await
}

/// `POST /{index}/_bulk`
pub(super) async fn bulk_of(
    state: State<AppState>,
    access: Access,
    query: RawQuery,
    Path(index): Path<String>,
    body: Body,
) -> Result<Response, ApiError> {
    answer(state, access, query, Some(&index), body).await
}

async fn answer(
    State(state): State<AppState>,
    access: Access,
    RawQuery(query): RawQuery,
    index: Option<&str>,
    body: Body,
) -> Result<Response, ApiError> {
    let begun = Instant::now();
    let lines = LineReader::new(body, MAX_ARTICLE_BYTES, PATIENCE);
    let mut bulk = Bulk {
        state: &state,
        access: &access,
        lines,
        index,
        bytes: 0,
        num_items: 0,
        answers: Vec::new(),
        has_errors: false,
    };
    if let Err(stopped) = bulk.run(until(query.as_deref())).await {
        return match stopped {
            Stopped::Malformed(failure) => Ok(failure.into_response()),
            Stopped::Failed(error) => Err(error),
        };
    }
    let (took, errors) = (begun.elapsed().as_millis(), bulk.has_errors);
    let head = format!("{{\"took\":{took},\"errors\":{errors},\"items\":[");
    let body = [head.as_bytes(), &bulk.answers, b"]}"].concat();
    Ok(([(header::CONTENT_TYPE, "application/json")], body).into_response())
}

/// When to answer, by `refresh=`: `true` and `wait_for` wait for searches.
pub(super) fn until(query: Option<&str>) -> Until {
    let mut pairs = query.unwrap_or_default().split('&');
    let waits =
        pairs.any(|pair| matches!(pair, "refresh" | "refresh=" | "refresh=true" | "refresh=wait_for"));
    if waits { Until::Searchable } else { Until::Durable }
}

/// Why a bulk request ends before its end. What was answered for before is written all the same.
enum Stopped {
    Malformed(Failure),
    Failed(ApiError),
}

impl From<ApiError> for Stopped {
    fn from(error: ApiError) -> Self {
        Self::Failed(error)
    }
}

fn too_many() -> Failure {
    let reason = format!("more than {MAX_BULK_ITEMS} actions in one request; those before are carried out");
    Failure { status: StatusCode::PAYLOAD_TOO_LARGE, kind: "content_too_long_exception", reason }
}

struct Bulk<'a> {
    state: &'a AppState,
    access: &'a Access,
    lines: LineReader,
    index: Option<&'a str>,
    bytes: u64,
    num_items: usize,
    /// JSON of the answers, with commas between them: as values they would take many times as much memory.
    answers: Vec<u8>,
    has_errors: bool,
}

impl Bulk<'_> {
    async fn run(&mut self, until: Until) -> Result<(), Stopped> {
        let mut batch: Vec<(Item, Result<Operation, Failure>)> = Vec::new();
        while let Some(line) = self.next_line().await? {
            self.num_items += 1;
            if self.num_items > MAX_BULK_ITEMS {
                self.send(batch, Until::Durable).await?;
                return Err(Stopped::Malformed(too_many()));
            }
            let mut item = Item::read(&line, self.index).map_err(Stopped::Malformed)?;
            let source = match item.has_source() {
                true => self.source().await?,
                false => Ok(Vec::new()),
            };
            let operation = source.and_then(|source| item.operation(source));
            batch.push((item, operation));
            if batch.len() >= BATCH_ITEMS {
                self.send(std::mem::take(&mut batch), Until::Durable).await?;
            }
        }
        Ok(self.send(batch, until).await?)
    }

    /// The next line that is not blank.
    async fn next_line(&mut self) -> Result<Option<Vec<u8>>, Stopped> {
        loop {
            match self.read().await? {
                None => return Ok(None),
                Some(Line::TooLong) => return Err(Stopped::Malformed(illegal("an action line is too long"))),
                Some(Line::Text(line)) if line.trim_ascii().is_empty() => {}
                Some(Line::Text(line)) => return Ok(Some(line)),
            }
        }
    }

    /// The line behind an action.
    async fn source(&mut self) -> Result<Result<Vec<u8>, Failure>, Stopped> {
        match self.read().await? {
            None => {
                Err(Stopped::Malformed(illegal("The bulk request must be terminated by a newline [\\n]")))
            }
            Some(Line::Text(line)) => Ok(Ok(line)),
            Some(Line::TooLong) => {
                Ok(Err(illegal(&format!("the article is longer than {} MiB", MAX_ARTICLE_BYTES >> 20))))
            }
        }
    }

    async fn read(&mut self) -> Result<Option<Line>, ApiError> {
        let line = self.lines.next().await?;
        if let Some(Line::Text(text)) = &line {
            self.bytes += text.len() as u64 + 1;
        }
        if self.bytes > MAX_BULK_BYTES {
            return Err(ApiError::BodyTooLarge { max_bytes: MAX_BULK_BYTES as usize });
        }
        Ok(line)
    }

    fn push(&mut self, verb: &str, answer: &Answer) -> Result<(), ApiError> {
        if !self.answers.is_empty() {
            self.answers.push(b',');
        }
        self.has_errors |= answer.is_error;
        self.answers.extend(JsonBody::new(&json!({ verb: answer.body }))?.into_bytes());
        Ok(())
    }

    async fn send(
        &mut self,
        batch: Vec<(Item, Result<Operation, Failure>)>,
        until: Until,
    ) -> Result<(), ApiError> {
        // By themselves: a body that is being read is not shared between threads.
        let (state, access) = (self.state, self.access);
        let operations: Vec<Operation> =
            batch.iter().filter_map(|(_, operation)| operation.clone().ok()).collect();
        let mut outcomes = submit(state, access, operations, until)?.outcomes().await?.into_iter();
        for (item, operation) in batch {
            let answer = match operation {
                Err(failure) => of_failure(&item, &failure),
                Ok(_) => match outcomes.next() {
                    Some(outcome) => {
                        of_outcome(&item, &or_upsert(state, access, &item, outcome, until).await?)
                    }
                    None => return Err(ApiError::Internal),
                },
            };
            self.push(item.verb.name(), &answer)?;
        }
        Ok(())
    }
}

/// Adds the article that an update brings along, where there was none to update.
pub(super) async fn or_upsert(
    state: &AppState,
    access: &Access,
    item: &Item,
    outcome: Outcome,
    until: Until,
) -> Result<Outcome, ApiError> {
    let (Err(Rejection::NotFound { .. }), Some(upsert)) = (&outcome, &item.upsert) else {
        return Ok(outcome);
    };
    let operation = Operation {
        action: Action::Create,
        id: item.id.clone(),
        content: Some(Content::Json(upsert.clone())),
        precondition: None,
        origin: Origin::Client,
    };
    let mut outcomes = submit(state, access, vec![operation], until)?.outcomes().await?;
    outcomes.pop().ok_or(ApiError::Internal)
}
