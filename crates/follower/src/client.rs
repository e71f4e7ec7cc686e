use std::fmt;
use std::io::{self, Read};
use std::net::{SocketAddr, ToSocketAddrs};
use std::sync::mpsc;
use std::thread;
use std::time::{Duration, Instant};

use flate2::read::MultiGzDecoder;
use ureq::config::Config;
use ureq::http::{HeaderMap, Uri};
use ureq::unversioned::resolver::{ResolvedSocketAddrs, Resolver};
use ureq::unversioned::transport::{DefaultConnector, NextTimeout};
use ureq::{Agent, Body};
use url::Url;

use crate::address::is_public;
use crate::error::FetchError;

/// Bytes of all headers of an answer.
const MAX_HEADER_BYTES: usize = 64 << 10;
/// Bytes of one header that is kept.
const MAX_VALUE_BYTES: usize = 2048;
/// Addresses of one host that are tried.
const MAX_ADDRESSES: usize = 8;

/// Which addresses may be connected to.
#[derive(Debug, Clone)]
pub(crate) enum Reach {
    /// Those on the public Internet.
    Public,
    /// All.
    Everywhere,
    /// Just this one, as if it were the public Internet.
    #[cfg(test)]
    Only(SocketAddr),
}

impl Reach {
    fn includes(&self, address: &SocketAddr) -> bool {
        match self {
            Self::Public => is_public(address.ip()),
            Self::Everywhere => true,
            #[cfg(test)]
            Self::Only(only) => address == only,
        }
    }
}

/// One request.
#[derive(Debug)]
pub(crate) struct Request<'a> {
    pub(crate) url: &'a Url,
    pub(crate) validators: Option<&'a Validators>,
    pub(crate) accept: &'a str,
    /// For all of it, from looking up the host to the last byte.
    pub(crate) timeout: Duration,
    /// Of the body, packed and unpacked.
    pub(crate) max_bytes: u64,
}

/// What a server tells to ask later whether something has changed.
#[derive(Debug, Clone, Default, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub(crate) struct Validators {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) etag: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) last_modified: Option<String>,
}

/// One answer.
#[derive(Debug)]
pub(crate) struct Response {
    pub(crate) code: u16,
    pub(crate) location: Option<String>,
    pub(crate) retry_after: Option<String>,
    pub(crate) validators: Validators,
    pub(crate) charset: Option<String>,
    /// Unpacked; of an answer with the code 200 only.
    pub(crate) body: Vec<u8>,
    /// Bytes of the body as they were sent.
    pub(crate) num_bytes: u64,
}

/// Sends single requests: no redirects, no waiting.
pub(crate) struct Client {
    agent: Agent,
}

impl Client {
    pub(crate) fn new(user_agent: &str, reach: Reach) -> Self {
        let config = Config::builder()
            .user_agent(user_agent)
            .accept_encoding("gzip, br")
            .http_status_as_error(false)
            .max_redirects(0)
            .max_redirects_will_error(false)
            .max_response_header_size(MAX_HEADER_BYTES)
            .max_idle_connections(16)
            // A proxy would look up hosts itself, past the check of addresses.
            .proxy(None)
            .build();
        Self { agent: Agent::with_parts(config, DefaultConnector::default(), CheckedResolver { reach }) }
    }

    /// Breaks off what is being fetched; nothing can be fetched any more.
    pub(crate) fn shutdown(&self) {
        self.agent.clone().shutdown();
    }

    pub(crate) fn send(&self, request: &Request<'_>) -> Result<Response, FetchError> {
        let deadline = Instant::now() + request.timeout;
        let failed = |error| failure(error, request.timeout);
        let mut call = self
            .agent
            .get(request.url.as_str())
            .config()
            .timeout_global(Some(request.timeout))
            .build()
            .header("accept", request.accept);
        for (name, value) in request.validators.into_iter().flat_map(|validators| {
            [("if-none-match", &validators.etag), ("if-modified-since", &validators.last_modified)]
        }) {
            if let Some(value) = value {
                call = call.header(name, value);
            }
        }
        let response = call.call().map_err(failed)?;
        let headers = response.headers();
        let mut answer = Response {
            code: response.status().as_u16(),
            location: value(headers, "location"),
            retry_after: value(headers, "retry-after"),
            validators: Validators {
                etag: value(headers, "etag"),
                last_modified: value(headers, "last-modified"),
            },
            charset: response.body().charset().map(str::to_owned),
            body: Vec::new(),
            num_bytes: 0,
        };
        if answer.code == 200 {
            let packing = value(headers, "content-encoding").unwrap_or_default();
            let (body, num_bytes) = read_body(response.into_body(), &packing, deadline, request)?;
            (answer.body, answer.num_bytes) = (body, num_bytes);
        }
        Ok(answer)
    }
}

fn value(headers: &HeaderMap, name: &str) -> Option<String> {
    let value = headers.get(name)?.to_str().ok()?.trim();
    (!value.is_empty() && value.len() <= MAX_VALUE_BYTES).then(|| value.to_owned())
}

/// Reads and unpacks a body; the limit holds for what is sent and for what it becomes.
fn read_body(
    body: Body,
    packing: &str,
    deadline: Instant,
    request: &Request<'_>,
) -> Result<(Vec<u8>, u64), FetchError> {
    let sent = body.into_with_config().limit(u64::MAX).reader();
    let mut sent = Sent { sent, num_bytes: 0, max_bytes: request.max_bytes, deadline };
    let mut unpacked: Box<dyn Read + '_> = match packing.to_ascii_lowercase().as_str() {
        "" | "identity" => Box::new(&mut sent),
        "gzip" | "x-gzip" => Box::new(MultiGzDecoder::new(&mut sent)),
        "br" => Box::new(brotli::Decompressor::new(&mut sent, 1 << 14)),
        _ => return Err(FetchError::Packing(packing.to_owned())),
    };
    let mut bytes = Vec::new();
    let outcome = unpacked.by_ref().take(request.max_bytes.saturating_add(1)).read_to_end(&mut bytes);
    drop(unpacked);
    if bytes.len() as u64 > request.max_bytes || sent.num_bytes > request.max_bytes {
        return Err(FetchError::TooLarge(request.max_bytes));
    }
    outcome.map_err(|error| failure(ureq::Error::from(error), request.timeout))?;
    Ok((unpack_file(bytes, request.max_bytes)?, sent.num_bytes))
}

/// Unpacks a file that is kept packed on the server, as sitemaps often are.
fn unpack_file(bytes: Vec<u8>, max_bytes: u64) -> Result<Vec<u8>, FetchError> {
    if !bytes.starts_with(&[0x1f, 0x8b]) {
        return Ok(bytes);
    }
    let mut unpacked = Vec::new();
    let mut reader = MultiGzDecoder::new(&*bytes).take(max_bytes.saturating_add(1));
    match reader.read_to_end(&mut unpacked) {
        Ok(_) if unpacked.len() as u64 <= max_bytes => Ok(unpacked),
        Ok(_) => Err(FetchError::TooLarge(max_bytes)),
        Err(error) => Err(FetchError::Network(format!("its compression is damaged: {error}"))),
    }
}

/// Counts what is sent and ends it at the limit or the deadline.
struct Sent<R> {
    sent: R,
    num_bytes: u64,
    max_bytes: u64,
    deadline: Instant,
}

impl<R: Read> Read for Sent<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        if Instant::now() >= self.deadline {
            return Err(io::ErrorKind::TimedOut.into());
        }
        if self.num_bytes > self.max_bytes {
            return Err(io::ErrorKind::FileTooLarge.into());
        }
        let count = self.sent.read(buffer)?;
        self.num_bytes += count as u64;
        Ok(count)
    }
}

fn failure(error: ureq::Error, timeout: Duration) -> FetchError {
    match error {
        ureq::Error::Timeout(_) => FetchError::Timeout(timeout),
        ureq::Error::Io(error) if error.kind() == io::ErrorKind::TimedOut => FetchError::Timeout(timeout),
        ureq::Error::Other(other) => match other.downcast::<PrivateAddress>() {
            Ok(private) => FetchError::Private { host: private.host, address: private.address.ip() },
            Err(other) => FetchError::Network(other.to_string()),
        },
        ureq::Error::HostNotFound => {
            FetchError::Network("the host is not known; look whether the address is right".to_owned())
        }
        ureq::Error::Io(error) => FetchError::Network(match error.kind() {
            io::ErrorKind::ConnectionRefused => "nobody answers at this address".to_owned(),
            _ => error.to_string(),
        }),
        error => FetchError::Network(error.to_string()),
    }
}

/// Looks up hosts and lets only those addresses through that may be connected to: what was checked is what is connected
/// to, however often the name changes its meaning.
#[derive(Debug)]
struct CheckedResolver {
    reach: Reach,
}

#[derive(Debug)]
struct PrivateAddress {
    host: String,
    address: SocketAddr,
}

impl fmt::Display for PrivateAddress {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{} is no public address", self.address)
    }
}

impl std::error::Error for PrivateAddress {}

impl Resolver for CheckedResolver {
    fn resolve(
        &self,
        uri: &Uri,
        _config: &Config,
        timeout: NextTimeout,
    ) -> Result<ResolvedSocketAddrs, ureq::Error> {
        let host = uri.host().unwrap_or_default().to_owned();
        let port = uri.port_u16().unwrap_or(if uri.scheme_str() == Some("https") { 443 } else { 80 });
        let found = look_up(&host, port, &timeout)?;
        let mut allowed = self.empty();
        for address in found.iter().filter(|address| self.reach.includes(address)).take(MAX_ADDRESSES) {
            allowed.push(*address);
        }
        match (allowed.is_empty(), found.first()) {
            (false, _) => Ok(allowed),
            (true, Some(address)) => {
                Err(ureq::Error::Other(Box::new(PrivateAddress { host, address: *address })))
            }
            (true, None) => Err(ureq::Error::HostNotFound),
        }
    }
}

/// Asks the operating system, in a thread of its own: it knows no time limit.
fn look_up(host: &str, port: u16, timeout: &NextTimeout) -> Result<Vec<SocketAddr>, ureq::Error> {
    let (sender, receiver) = mpsc::channel();
    let question = format!("{host}:{port}");
    thread::Builder::new().name("vestnik-look-up".to_owned()).spawn(move || {
        let _ = sender.send(question.to_socket_addrs().map(Iterator::collect));
    })?;
    match receiver.recv_timeout(*timeout.after) {
        Ok(found) => found.map_err(|_| ureq::Error::HostNotFound),
        Err(_) => Err(ureq::Error::Timeout(timeout.reason)),
    }
}
