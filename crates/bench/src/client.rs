//! A client that costs little itself: one connection, requests one after the other.

use std::fmt::Write as _;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::time::{Duration, Instant};

use anyhow::{Context, Result, ensure};

/// A connection to a server.
pub(crate) struct Client {
    connection: BufReader<TcpStream>,
    address: String,
    body: Vec<u8>,
    line: String,
}

impl Client {
    pub(crate) fn connect(address: &str) -> Result<Self> {
        let connection = TcpStream::connect(address).with_context(|| address.to_owned())?;
        connection.set_nodelay(true)?;
        connection.set_read_timeout(Some(Duration::from_secs(60)))?;
        let connection = BufReader::with_capacity(1 << 16, connection);
        Ok(Self { connection, address: address.to_owned(), body: Vec::new(), line: String::new() })
    }

    /// Asks for a path with its parameters; returns the status.
    pub(crate) fn get(&mut self, target: &str) -> Result<u16> {
        let request = format!("GET {target} HTTP/1.1\r\nHost: {}\r\n\r\n", self.address);
        self.send(request.as_bytes())
    }

    /// Sends JSON.
    pub(crate) fn put(&mut self, target: &str, body: &str) -> Result<u16> {
        let head = format!(
            "PUT {target} HTTP/1.1\r\nHost: {}\r\nContent-Type: application/json\r\nContent-Length: {}\r\n\r\n",
            self.address,
            body.len()
        );
        let mut request = head.into_bytes();
        request.extend_from_slice(body.as_bytes());
        self.send(&request)
    }

    fn send(&mut self, request: &[u8]) -> Result<u16> {
        self.connection.get_mut().write_all(request)?;
        self.read_line()?;
        let status =
            self.line.split(' ').nth(1).and_then(|status| status.parse().ok()).context("a status")?;
        let mut length = None;
        loop {
            self.read_line()?;
            if self.line.trim().is_empty() {
                break;
            }
            let (name, value) = self.line.split_once(':').unwrap_or_default();
            if name.eq_ignore_ascii_case("content-length") {
                length = value.trim().parse().ok();
            }
        }
        self.body.resize(length.context("an answer with a length")?, 0);
        self.connection.read_exact(&mut self.body)?;
        Ok(status)
    }

    fn read_line(&mut self) -> Result<()> {
        self.line.clear();
        ensure!(self.connection.read_line(&mut self.line)? > 0, "the server has closed the connection");
        Ok(())
    }

    /// Body of the last answer.
    pub(crate) fn body(&self) -> &[u8] {
        &self.body
    }

    /// How long a request takes, in nanoseconds; it has to be answered with 200.
    pub(crate) fn timed(&mut self, target: &str) -> Result<u64> {
        let begun = Instant::now();
        let status = self.get(target)?;
        ensure!(status == 200, "{target}: {status} {}", String::from_utf8_lossy(&self.body));
        Ok(begun.elapsed().as_nanos() as u64)
    }
}

/// A value for an address.
pub(crate) fn encoded(value: &str) -> String {
    let mut out = String::with_capacity(3 * value.len());
    for byte in value.bytes() {
        if byte.is_ascii_alphanumeric() || b"-_.~".contains(&byte) {
            out.push(char::from(byte));
        } else {
            // Writing to a string cannot fail.
            let _ = write!(out, "%{byte:02X}");
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_are_encoded_byte_by_byte() {
        assert_eq!(encoded("Ия 1-а&"), "%D0%98%D1%8F%201-%D0%B0%26");
    }
}
