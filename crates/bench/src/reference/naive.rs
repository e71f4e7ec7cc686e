//! A small server over [`Reference`], as one writes it in an afternoon: each request is handed over to the pool for
//! blocking work.

use std::path::Path;
use std::sync::Arc;

use anyhow::Result;
use axum::extract::{Query as Parameters, State};
use axum::http::StatusCode;
use axum::routing::get;
use axum::{Json, Router};
use serde::{Deserialize, Serialize};
use tokio::task::spawn_blocking;

use super::{Page, Reference};
use crate::queries::{Link, Order, Query};

/// A query in an address.
#[derive(Debug, Serialize, Deserialize)]
pub(crate) struct Asked {
    /// The words, separated by spaces.
    q: String,
    link: String,
    rubric: Option<String>,
    from: Option<String>,
    until: Option<String>,
    sort: Option<String>,
}

impl Asked {
    fn query(self) -> Query {
        Query {
            words: self.q.split(' ').map(str::to_owned).collect(),
            link: match self.link.as_str() {
                "any" => Link::Any,
                "phrase" => Link::Phrase,
                _ => Link::All,
            },
            rubric: self.rubric,
            period: self.from.zip(self.until),
            order: if self.sort.is_some() { Order::Newest } else { Order::Relevance },
        }
    }
}

/// Path and parameters that ask the server.
pub(crate) fn target(query: &Query) -> String {
    let link = match query.link {
        Link::All => "all",
        Link::Any => "any",
        Link::Phrase => "phrase",
    };
    let mut target = format!("/search?q={}&link={link}", crate::client::encoded(&query.words.join(" ")));
    if let Some(rubric) = &query.rubric {
        target.push_str(&format!("&rubric={}", crate::client::encoded(rubric)));
    }
    if let Some((from, until)) = &query.period {
        target.push_str(&format!("&from={from}&until={until}"));
    }
    if query.order == Order::Newest {
        target.push_str("&sort=newest");
    }
    target
}

/// Serves an index until the process ends, and tells the address on the standard output.
pub(crate) fn serve(folder: &Path) -> Result<()> {
    let reference = Arc::new(Reference::open(folder)?);
    let app = Router::new().route("/search", get(search)).with_state(reference);
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build()?;
    runtime.block_on(async {
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await?;
        crate::output::line(format_args!("Serving on http://{}", listener.local_addr()?))?;
        axum::serve(listener, app).await?;
        Ok(())
    })
}

#[expect(clippy::disallowed_methods, reason = "what is compared is a server that hands each request over")]
async fn search(
    State(reference): State<Arc<Reference>>,
    Parameters(asked): Parameters<Asked>,
) -> Result<Json<Page>, StatusCode> {
    let found = spawn_blocking(move || reference.page(&asked.query())).await;
    match found {
        Ok(Ok(page)) => Ok(Json(page)),
        _ => Err(StatusCode::INTERNAL_SERVER_ERROR),
    }
}
