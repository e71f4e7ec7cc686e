//! A small HTTP client for one server.

use std::io::{Read, Write};
use std::net::{Shutdown, TcpStream};
use std::time::Duration;

use serde_json::Value;
use ureq::Agent;
use ureq::http::{HeaderMap, Request};

const TIMEOUT: Duration = Duration::from_secs(60);
const STREAM_TIMEOUT: Duration = Duration::from_secs(2 * 3600);

/// Keeps connections to one server open between requests.
pub struct Client {
    agent: Agent,
    address: String,
}

impl Client {
    pub(crate) fn new(address: &str) -> Self {
        let config = Agent::config_builder()
            .http_status_as_error(false)
            .max_redirects(0)
            .allow_non_standard_methods(true)
            .timeout_global(Some(TIMEOUT));
        Self { agent: config.build().new_agent(), address: address.to_owned() }
    }

    /// Host and port.
    pub fn address(&self) -> &str {
        &self.address
    }

    /// GET.
    #[track_caller]
    pub fn get(&self, path: &str) -> Reply {
        self.send("GET", path, &[])
    }

    /// Any method, without a body.
    #[track_caller]
    pub fn send(&self, method: &str, path: &str, headers: &[(&str, &str)]) -> Reply {
        self.try_send(method, path, headers)
            .unwrap_or_else(|error| panic!("{method} {}: {error}", short(path)))
    }

    /// The same where the server may be gone.
    pub fn try_send(&self, method: &str, path: &str, headers: &[(&str, &str)]) -> Result<Reply, ureq::Error> {
        self.try_send_body(method, path, headers, &[])
    }

    /// The same with a body.
    pub fn try_send_body(
        &self,
        method: &str,
        path: &str,
        headers: &[(&str, &str)],
        body: &[u8],
    ) -> Result<Reply, ureq::Error> {
        let request = Request::builder().method(method).uri(format!("http://{}{path}", self.address));
        // A connection on which a body was not read to its end may be closed, and is no good for the next request.
        let alone = (method != "GET").then_some(("connection", "close"));
        let headers = headers.iter().copied().chain(alone);
        let request = headers.fold(request, |request, (name, value)| request.header(name, value));
        let sent = match body {
            [] => self.agent.run(request.body(())?),
            body => self.agent.run(request.body(body)?),
        };
        let (parts, mut body) = sent?.into_parts();
        let body = body.read_to_vec()?;
        let asked = format!("{method} {}", short(path));
        Ok(Reply { asked, status: parts.status.as_u16(), headers: parts.headers, body })
    }

    /// Sends a body of any length as it is read, however long that takes.
    pub fn stream(
        &self,
        method: &str,
        path: &str,
        headers: &[(&str, &str)],
        mut body: impl Read,
    ) -> Result<Reply, ureq::Error> {
        let config = Agent::config_builder().http_status_as_error(false).timeout_global(Some(STREAM_TIMEOUT));
        let agent = config.build().new_agent();
        let request = Request::builder().method(method).uri(format!("http://{}{path}", self.address));
        let headers = headers.iter().copied().chain([("connection", "close")]);
        let request = headers.fold(request, |request, (name, value)| request.header(name, value));
        let sent = agent.run(request.body(ureq::SendBody::from_reader(&mut body))?)?;
        let (parts, mut body) = sent.into_parts();
        let body = body.read_to_vec()?;
        let asked = format!("{method} {}", short(path));
        Ok(Reply { asked, status: parts.status.as_u16(), headers: parts.headers, body })
    }

    /// Sends JSON, or lines of it.
    #[track_caller]
    pub fn send_json(&self, method: &str, path: &str, json: &str) -> Reply {
        let is_stream = method == "POST" && path.starts_with("/api/v1/articles");
        let kind = if is_stream { "application/x-ndjson" } else { "application/json" };
        self.try_send_body(method, path, &[("content-type", kind)], json.as_bytes())
            .unwrap_or_else(|error| panic!("{method} {}: {error}", short(path)))
    }

    /// Sends a body of any length and reads the answer meanwhile, as careful clients do: a server that refuses a body need
    /// not read it, and who only writes until the connection breaks never learns why. Gives the status and the body.
    pub fn upload(
        &self,
        method: &str,
        path: &str,
        headers: &[(&str, &str)],
        mut body: impl Read,
    ) -> (u16, Value) {
        let mut stream = TcpStream::connect(&self.address).expect("the server accepts connections");
        stream.set_read_timeout(Some(TIMEOUT)).expect("a timeout can be set");
        let mut reader = stream.try_clone().expect("a connection can be shared");
        let answer = std::thread::spawn(move || {
            let mut answer = Vec::new();
            // What came before the connection broke counts.
            let _ = reader.read_to_end(&mut answer);
            String::from_utf8_lossy(&answer).into_owned()
        });
        let headers: String = headers.iter().map(|(name, value)| format!("{name}: {value}\r\n")).collect();
        let head = format!(
            "{method} {path} HTTP/1.1\r\nhost: {}\r\nconnection: close\r\ntransfer-encoding: chunked\r\n{headers}\r\n",
            self.address
        );
        let mut sent = stream.write_all(head.as_bytes());
        let mut chunk = vec![0; 1 << 16];
        while sent.is_ok() {
            let length = body.read(&mut chunk).expect("the body can be read");
            sent = stream
                .write_all(format!("{length:x}\r\n").as_bytes())
                .and_then(|()| stream.write_all(&chunk[..length]))
                .and_then(|()| stream.write_all(b"\r\n"));
            if length == 0 {
                break;
            }
        }
        let answer = answer.join().expect("the answer was read");
        let status = answer.split(' ').nth(1).and_then(|status| status.parse().ok());
        let body = answer.split_once("\r\n\r\n").and_then(|(_, body)| serde_json::from_str(body).ok());
        let (Some(status), Some(body)) = (status, body) else { panic!("no answer: {}", short(&answer)) };
        (status, body)
    }

    /// Sends bytes as they are, for what a well-behaved client refuses to send, and reads to the end.
    pub fn raw(&self, request: &[u8]) -> String {
        let mut stream = TcpStream::connect(&self.address).expect("the server accepts connections");
        stream.set_read_timeout(Some(TIMEOUT)).expect("a timeout can be set");
        // The server may refuse before it has read everything.
        let _ = stream.write_all(request);
        let _ = stream.shutdown(Shutdown::Write);
        let mut reply = Vec::new();
        let _ = stream.read_to_end(&mut reply);
        String::from_utf8_lossy(&reply).into_owned()
    }

    /// Searches; the answer must be 200.
    #[track_caller]
    pub fn search<V: AsRef<str>>(&self, parameters: &[(&str, V)]) -> Value {
        self.get(&search_path(parameters)).ok()
    }
}

/// An answer.
#[derive(Debug)]
pub struct Reply {
    asked: String,
    pub status: u16,
    pub headers: HeaderMap,
    pub body: Vec<u8>,
}

impl Reply {
    /// A header's value, or nothing.
    pub fn header(&self, name: &str) -> &str {
        self.headers.get(name).and_then(|value| value.to_str().ok()).unwrap_or_default()
    }

    /// The body as text.
    pub fn text(&self) -> String {
        String::from_utf8_lossy(&self.body).into_owned()
    }

    /// Insists on a status.
    #[track_caller]
    pub fn is(self, status: u16) -> Self {
        assert_eq!(self.status, status, "status of {}\n{}", self.asked, short(&self.text()));
        self
    }

    /// The body as JSON.
    #[track_caller]
    pub fn json(&self) -> Value {
        let read = serde_json::from_slice(&self.body);
        read.unwrap_or_else(|error| panic!("{}: no JSON ({error}): {}", self.asked, short(&self.text())))
    }

    /// Insists on 200 and reads JSON.
    #[track_caller]
    pub fn ok(self) -> Value {
        self.is(200).json()
    }

    /// Insists on an RFC 9457 problem with this status.
    #[track_caller]
    pub fn problem(self, status: u16) -> Value {
        let reply = self.is(status);
        let kind = reply.header("content-type");
        assert!(kind.starts_with("application/problem+json"), "{}: content type {kind:?}", reply.asked);
        let problem = reply.json();
        assert_eq!(problem["status"], status, "{}: {problem}", reply.asked);
        assert!(problem["title"].is_string() && problem["detail"].is_string(), "{}: {problem}", reply.asked);
        problem
    }
}

/// `/api/v1/search?…` with these parameters.
pub fn search_path<V: AsRef<str>>(parameters: &[(&str, V)]) -> String {
    let pairs =
        parameters.iter().map(|(name, value)| format!("{name}={}", encode(value.as_ref().as_bytes())));
    format!("/api/v1/search?{}", pairs.collect::<Vec<_>>().join("&"))
}

/// Percent-encodes all but letters and digits.
pub fn encode(bytes: &[u8]) -> String {
    let each = |byte: &u8| {
        if byte.is_ascii_alphanumeric() { char::from(*byte).to_string() } else { format!("%{byte:02X}") }
    };
    bytes.iter().map(each).collect()
}

fn short(text: &str) -> String {
    text.chars().take(500).collect()
}
