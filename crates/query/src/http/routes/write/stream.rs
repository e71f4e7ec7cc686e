use std::time::Duration;

use axum::body::Body;
use axum::extract::{RawQuery, State};
use axum::http::{HeaderMap, header};
use serde::Serialize;
use utoipa::ToSchema;
use vestnik_schema::{Action, Content, Effect, Operation, Origin, Outcome, Until};

use super::one::MAX_ARTICLE_BYTES;
use super::until;
use crate::http::AppState;
use crate::http::access::Access;
use crate::http::error::{ApiError, Problem};
use crate::http::intake::{Line, LineReader, Pending, submit};
use crate::http::routes::JsonBody;

/// Articles that are sent on together at most.
const BATCH_ARTICLES: usize = 512;
/// Bytes that are sent on together at most, unless one article is longer.
const BATCH_BYTES: usize = 2 << 20;
/// Longest pause of a client in the middle of a stream.
const PATIENCE: Duration = Duration::from_secs(60);
/// Problems that an answer describes; the rest is counted.
const MAX_PROBLEMS: usize = 100;

/// Add or replace any number of articles.
///
/// The body is one JSON object a line, of any number of lines; it is taken in as fast as it can be written, in constant
/// memory. A bad line costs that line only. If writing fails in the middle, `acknowledged_lines` of the problem says how
/// many lines, from the first, are safe: go on behind them, or send everything again, which does no harm.
#[utoipa::path(
    post, path = "/api/v1/articles", operation_id = "put_articles", tag = "writing",
    params(("wait" = Option<String>, Query, description = "`durable` (the default) or `searchable`")),
    request_body(content = String, content_type = "application/x-ndjson", description = "Articles, one JSON object a line; gzip and zstd by Content-Encoding"),
    responses(
        (status = 200, description = "What became of the articles", body = StreamResponse),
        (status = 408, description = "`body_timeout`: nothing came for a minute", body = Problem, content_type = "application/problem+json"),
        (status = 415, description = "`media_type`: not NDJSON; `content_encoding`: packed otherwise than with gzip or zstd", body = Problem, content_type = "application/problem+json"),
        (status = 503, description = "As for one article; with `acknowledged_lines`", body = Problem, content_type = "application/problem+json"),
        (status = 507, description = "`disk_full`; with `acknowledged_lines`", body = Problem, content_type = "application/problem+json"),
    )
)]
pub(crate) async fn post(
    State(state): State<AppState>,
    access: Access,
    RawQuery(query): RawQuery,
    headers: HeaderMap,
    body: Body,
) -> Result<JsonBody, ApiError> {
    check_media_type(&headers)?;
    let until = until(query.as_deref())?;
    let mut stream = Stream {
        state: &state,
        access: &access,
        lines: LineReader::new(body, MAX_ARTICLE_BYTES, PATIENCE),
        under_way: None,
        answer: StreamResponse::default(),
        acknowledged: 0,
    };
    match stream.run(until).await {
        Ok(()) => JsonBody::new(&stream.answer),
        Err(error) => Err(error.after(stream.acknowledged)),
    }
}

fn check_media_type(headers: &HeaderMap) -> Result<(), ApiError> {
    let media_type =
        headers.get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or_default();
    let essence = media_type.split(';').next().unwrap_or_default().trim().to_ascii_lowercase();
    let is_lines =
        ["application/x-ndjson", "application/ndjson", "application/jsonl", "application/x-jsonlines"]
            .contains(&essence.as_str());
    if is_lines {
        Ok(())
    } else {
        Err(ApiError::MediaType { found: essence, allowed: "application/x-ndjson" })
    }
}

/// What became of a stream of articles. `read` is the sum of all the other numbers.
#[derive(Debug, Default, Serialize, ToSchema)]
pub(crate) struct StreamResponse {
    /// Lines that are not blank.
    read: u64,
    created: u64,
    updated: u64,
    /// The archive held just these.
    unchanged: u64,
    /// Kept back until their embargo ends.
    embargoed: u64,
    /// Taken back, or expired.
    withdrawn: u64,
    /// Not taken.
    failed: u64,
    /// The first hundred that were not taken.
    problems: Vec<LineProblem>,
    /// The first hundred that were taken although something is wrong with them.
    warnings: Vec<LineProblem>,
}

/// What is wrong with a line.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct LineProblem {
    /// Its number, from 1.
    line: u64,
    /// Stable name of what is wrong.
    #[schema(example = "bad_json")]
    code: &'static str,
    /// The same in words.
    detail: String,
}

impl StreamResponse {
    fn count(&mut self, line: u64, outcome: Outcome) {
        let (problems, code, details) = match outcome {
            Ok(written) => {
                let count = match written.effect {
                    Effect::Created => &mut self.created,
                    Effect::Updated => &mut self.updated,
                    Effect::Unchanged => &mut self.unchanged,
                    Effect::Embargoed => &mut self.embargoed,
                    Effect::Withdrawn | Effect::Deleted => &mut self.withdrawn,
                };
                *count += 1;
                (&mut self.warnings, "bad_date", written.warnings)
            }
            Err(rejection) => {
                self.failed += 1;
                (&mut self.problems, rejection.code(), vec![rejection.to_string()])
            }
        };
        let space = MAX_PROBLEMS.saturating_sub(problems.len());
        problems.extend(details.into_iter().take(space).map(|detail| LineProblem { line, code, detail }));
    }
}

/// Articles that were sent on, the lines that they came from, and the last line that is settled with them.
struct UnderWay {
    pending: Pending,
    lines: Vec<u64>,
    last: u64,
}

struct Stream<'a> {
    state: &'a AppState,
    access: &'a Access,
    lines: LineReader,
    under_way: Option<UnderWay>,
    answer: StreamResponse,
    acknowledged: u64,
}

impl Stream<'_> {
    /// Reads the next articles while the last ones are being written, and no further.
    async fn run(&mut self, until: Until) -> Result<(), ApiError> {
        loop {
            let (operations, lines, is_at_end) = self.batch().await?;
            let last = self.lines.number();
            self.settle().await?;
            let until = if is_at_end { until } else { Until::Durable };
            let pending = submit(self.state, self.access, operations, until)?;
            self.under_way = Some(UnderWay { pending, lines, last });
            if is_at_end {
                return self.settle().await;
            }
        }
    }

    async fn batch(&mut self) -> Result<(Vec<Operation>, Vec<u64>, bool), ApiError> {
        let (mut operations, mut lines, mut bytes) = (Vec::new(), Vec::new(), 0);
        while operations.len() < BATCH_ARTICLES && bytes < BATCH_BYTES {
            // What a slow client has sent is not held back for more once the articles before it are written.
            if !operations.is_empty() && !self.lines.has_more_at_hand() && !self.is_better_to_wait().await? {
                return Ok((operations, lines, false));
            }
            let json = match self.lines.next().await? {
                None => return Ok((operations, lines, true)),
                Some(Line::TooLong) => {
                    self.too_long();
                    continue;
                }
                Some(Line::Text(json)) if json.trim_ascii().is_empty() => continue,
                Some(Line::Text(json)) => json,
            };
            self.answer.read += 1;
            bytes += json.len();
            lines.push(self.lines.number());
            operations.push(Operation {
                action: Action::Put,
                id: None,
                content: Some(Content::Json(json)),
                precondition: None,
                origin: Origin::Client,
            });
        }
        Ok((operations, lines, false))
    }

    /// Whether more of the body comes before the articles that were sent on are written.
    async fn is_better_to_wait(&mut self) -> Result<bool, ApiError> {
        let Some(under_way) = &mut self.under_way else { return Ok(false) };
        tokio::select! {
            biased;
            () = under_way.pending.ready() => Ok(false),
            more = self.lines.wait() => more.map(|()| true),
        }
    }

    fn too_long(&mut self) {
        self.answer.read += 1;
        self.answer.failed += 1;
        if self.answer.problems.len() < MAX_PROBLEMS {
            let detail = format!("the line is longer than {} MiB", MAX_ARTICLE_BYTES >> 20);
            let line = self.lines.number();
            self.answer.problems.push(LineProblem { line, code: "too_long", detail });
        }
    }

    /// Waits for the articles that were sent on.
    async fn settle(&mut self) -> Result<(), ApiError> {
        let Some(UnderWay { pending, lines, last }) = self.under_way.take() else { return Ok(()) };
        for (line, outcome) in lines.into_iter().zip(pending.outcomes().await?) {
            self.answer.count(line, outcome);
        }
        self.acknowledged = last;
        Ok(())
    }
}
