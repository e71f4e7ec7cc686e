use std::time::Duration;

use axum::body::{Body, Bytes};
use http_body_util::BodyExt;

use crate::http::error::ApiError;

/// One line of a body.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Line {
    /// A line without its end.
    Text(Vec<u8>),
    /// A line longer than the limit; it was passed over.
    TooLong,
}

/// Reads a body line by line as it arrives. No more of it is in memory than a line and what came with it.
pub(crate) struct LineReader {
    body: Body,
    chunk: Bytes,
    line: Vec<u8>,
    is_too_long: bool,
    is_at_end: bool,
    limit: usize,
    patience: Duration,
    number: u64,
}

impl LineReader {
    /// Lines of at most `limit` bytes of a client that never pauses for longer than `patience`.
    pub(crate) fn new(body: Body, limit: usize, patience: Duration) -> Self {
        Self {
            body,
            chunk: Bytes::new(),
            line: Vec::new(),
            is_too_long: false,
            is_at_end: false,
            limit,
            patience,
            number: 0,
        }
    }

    /// Number of the last line, from 1.
    pub(crate) fn number(&self) -> u64 {
        self.number
    }

    /// Whether the next line, or a part of it, is there already.
    pub(crate) fn has_more_at_hand(&self) -> bool {
        !self.chunk.is_empty()
    }

    /// The next line; `None` at the end of the body. May be dropped and called again: nothing is lost.
    ///
    /// # Errors
    /// [`ApiError::BodyUnreadable`] if the client goes away, stops sending or sends what cannot be unpacked.
    pub(crate) async fn next(&mut self) -> Result<Option<Line>, ApiError> {
        loop {
            if let Some(end) = self.chunk.iter().position(|byte| *byte == b'\n') {
                let part = self.chunk.split_to(end + 1);
                self.take(&part[..end]);
                return Ok(Some(self.finish()));
            }
            let rest = std::mem::take(&mut self.chunk);
            self.take(&rest);
            if !self.is_at_end {
                self.read().await?;
                continue;
            }
            let is_empty = self.line.is_empty() && !self.is_too_long;
            return Ok((!is_empty).then(|| self.finish()));
        }
    }

    /// Waits until there is more of the body, or its end. May be dropped and called again: nothing is lost.
    ///
    /// # Errors
    /// As [`Self::next`].
    pub(crate) async fn wait(&mut self) -> Result<(), ApiError> {
        while self.chunk.is_empty() && !self.is_at_end {
            self.read().await?;
        }
        Ok(())
    }

    fn take(&mut self, part: &[u8]) {
        self.is_too_long |= self.line.len() + part.len() > self.limit;
        if self.is_too_long {
            self.line = Vec::new();
        } else {
            self.line.extend_from_slice(part);
        }
    }

    fn finish(&mut self) -> Line {
        self.number += 1;
        let mut line = std::mem::take(&mut self.line);
        if line.last() == Some(&b'\r') {
            line.pop();
        }
        if std::mem::take(&mut self.is_too_long) { Line::TooLong } else { Line::Text(line) }
    }

    async fn read(&mut self) -> Result<(), ApiError> {
        match tokio::time::timeout(self.patience, self.body.frame()).await {
            Err(_) => Err(ApiError::BodyTimeout { seconds: self.patience.as_secs() }),
            Ok(None) => {
                self.is_at_end = true;
                Ok(())
            }
            Ok(Some(Ok(frame))) => {
                if let Ok(data) = frame.into_data() {
                    self.chunk = data;
                }
                Ok(())
            }
            Ok(Some(Err(error))) => Err(ApiError::BodyUnreadable { reason: error.to_string() }),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    async fn lines(body: &str, limit: usize) -> Vec<(u64, Option<String>)> {
        let mut reader = LineReader::new(Body::from(body.to_owned()), limit, Duration::from_secs(1));
        let mut found = Vec::new();
        while let Some(line) = reader.next().await.unwrap() {
            let text = match line {
                Line::Text(text) => Some(String::from_utf8(text).unwrap()),
                Line::TooLong => None,
            };
            found.push((reader.number(), text));
        }
        found
    }

    #[tokio::test]
    async fn lines_are_counted_and_long_ones_passed_over() {
        let some = |number, text: &str| (number, Some(text.to_owned()));
        let found = lines("a\r\n\nlong line\nb", 4).await;
        assert_eq!(found, [some(1, "a"), some(2, ""), (3, None), some(4, "b")]);
        assert_eq!(lines("", 4).await, []);
        assert_eq!(lines("a\n", 4).await, [some(1, "a")]);
        assert_eq!(lines("long line", 4).await, [(1, None)]);
    }

    #[tokio::test]
    async fn a_client_that_falls_silent_is_given_up() {
        let (sender, receiver) = tokio::sync::oneshot::channel::<Bytes>();
        let body = Body::new(http_body_util::StreamBody::new(Silent(receiver)));
        let mut reader = LineReader::new(body, 10, Duration::ZERO);
        assert_eq!(reader.next().await, Err(ApiError::BodyTimeout { seconds: 0 }));
        drop(sender);
    }

    /// Never sends anything.
    struct Silent(tokio::sync::oneshot::Receiver<Bytes>);

    impl futures_core::Stream for Silent {
        type Item = Result<http_body::Frame<Bytes>, std::io::Error>;

        fn poll_next(
            mut self: std::pin::Pin<&mut Self>,
            context: &mut std::task::Context<'_>,
        ) -> std::task::Poll<Option<Self::Item>> {
            use std::future::Future;
            std::pin::Pin::new(&mut self.0).poll(context).map(|_| None)
        }
    }
}
