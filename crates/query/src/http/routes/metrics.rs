use std::fmt::Write;

use axum::extract::State;
use axum::http::header;
use axum::response::{IntoResponse, Response};
use serde_json::Value;
use vestnik_schema::IntakeStats;

use crate::http::AppState;
use crate::http::access::Access;
use crate::http::error::ApiError;
use crate::search::IndexFacts;

/// `GET /metrics`: numbers for Prometheus, in its text format.
pub(crate) async fn metrics(State(state): State<AppState>, access: Access) -> Result<Response, ApiError> {
    let facts = state.ask(&access, |engine, _| engine.facts().map_err(ApiError::from)).await?;
    let mut text = Text::default();
    text.index(&facts);
    let load = state.load();
    text.number("vestnik_searches_waiting", "gauge", "Searches that wait for a thread.", load.waiting as u64);
    text.number("vestnik_searches_running", "gauge", "Searches under way.", load.running as u64);
    if let Some(intake) = state.intake() {
        text.intake(&intake.stats());
    }
    text.feeds(&state.feeds());
    Ok(([(header::CONTENT_TYPE, "text/plain; version=0.0.4; charset=utf-8")], text.0).into_response())
}

/// Metrics as they are written down.
#[derive(Debug, Default)]
struct Text(String);

impl Text {
    fn number(&mut self, name: &str, kind: &str, help: &str, value: u64) {
        self.head(name, kind, help);
        let _ = writeln!(self.0, "{name} {value}");
    }

    fn head(&mut self, name: &str, kind: &str, help: &str) {
        let _ = writeln!(self.0, "# HELP {name} {help}\n# TYPE {name} {kind}");
    }

    fn index(&mut self, facts: &IndexFacts) {
        self.number("vestnik_articles", "gauge", "Articles that can be found.", facts.articles);
        self.number("vestnik_segments", "gauge", "Segments of the index.", facts.segments as u64);
        self.number("vestnik_index_bytes", "gauge", "Bytes of the generation on disk.", facts.bytes);
        self.number("vestnik_generation", "gauge", "Generation that is searched.", facts.generation.into());
    }

    fn intake(&mut self, stats: &IntakeStats) {
        for (name, kind, help, value) in [
            ("written_total", "counter", "Articles added, replaced and deleted.", stats.written),
            ("unchanged_total", "counter", "Operations that changed nothing.", stats.unchanged),
            ("rejected_total", "counter", "Operations that were rejected.", stats.rejected),
            ("commits_total", "counter", "Commits.", stats.commits),
            ("waiting", "gauge", "Operations that wait.", stats.waiting),
            ("embargoed", "gauge", "Articles under embargo.", stats.embargoed),
            ("journal_bytes", "gauge", "Bytes of the journal.", stats.journal_bytes),
            ("durable_sequence", "gauge", "Last write that survives a power cut.", stats.durable_sequence),
            ("committed_sequence", "gauge", "Last write that searches see.", stats.committed_sequence),
            ("trouble", "gauge", "1 while nothing can be written.", stats.trouble.is_some().into()),
        ] {
            self.number(&format!("vestnik_intake_{name}"), kind, help, value);
        }
    }

    fn feeds(&mut self, feeds: &Value) {
        let feeds = feeds.as_array().map(Vec::as_slice).unwrap_or_default();
        for (field, name, kind, help) in [
            ("consecutive_failures", "failures", "gauge", "Failures in a row."),
            ("articles_written", "written_total", "counter", "Articles written."),
            ("rejected", "rejected_total", "counter", "Entries that were rejected."),
            ("bytes_fetched", "fetched_bytes_total", "counter", "Bytes fetched."),
            ("not_modified", "not_modified_total", "counter", "Answers that nothing has changed."),
        ] {
            if feeds.is_empty() {
                return;
            }
            let name = format!("vestnik_feed_{name}");
            self.head(&name, kind, help);
            for feed in feeds {
                let label = feed["name"].as_str().unwrap_or_default();
                let label = label.replace('\\', "\\\\").replace('"', "\\\"").replace('\n', " ");
                let value = feed[field].as_u64().unwrap_or_default();
                let _ = writeln!(self.0, "{name}{{feed=\"{label}\"}} {value}");
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use axum::http::Request;
    use serde_json::json;

    use crate::http::testing::{TestArchive, send};

    #[tokio::test]
    async fn every_metric_is_explained_once() {
        let archive = TestArchive::sample();
        let report = || json!([{ "name": "Лента \"1\"", "articles_written": 7 }]);
        let state = archive.state().with_feeds(Arc::new(report));
        let reply = send(crate::http::router(state.clone()), Request::get("/metrics")).await;
        assert_eq!((reply.status.as_u16(), &reply.header("content-type")[..10]), (200, "text/plain"));
        let helps: Vec<&str> = reply.body.lines().filter(|line| line.starts_with("# HELP")).collect();
        let names: std::collections::BTreeSet<_> = helps.iter().map(|line| line.split(' ').nth(2)).collect();
        assert_eq!(helps.len(), names.len());
        let articles = reply.body.lines().find(|line| line.starts_with("vestnik_articles ")).unwrap();
        assert_ne!(articles, "vestnik_articles 0");
        assert!(
            reply.body.contains("vestnik_feed_written_total{feed=\"Лента \\\"1\\\"\"} 7\n"),
            "{}",
            reply.body
        );
        let feeds = send(crate::http::router(state), Request::get("/api/v1/feeds")).await;
        assert_eq!(feeds.json()[0]["articles_written"], 7);
    }
}
