//! Running servers.

use std::io::{BufRead, BufReader, Read};
use std::process::{Child, Command, ExitStatus};
use std::sync::mpsc::{self, Receiver, RecvTimeoutError, Sender};
use std::sync::{Arc, Mutex};
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

use serde_json::Value;

use crate::{Client, Reply, Vestnik};

const PATIENCE: Duration = Duration::from_secs(120);
const ANNOUNCEMENT: &str = "Serving on http://";

/// A running `vestnik serve` or `vestnik up`; it ends with this value.
pub struct TestServer {
    child: Child,
    client: Client,
    stdout: Log,
    stderr: Log,
    readers: Vec<JoinHandle<()>>,
}

type Log = Arc<Mutex<String>>;

impl TestServer {
    /// Starts a server and waits until it prints its address.
    #[track_caller]
    pub fn start(run: Vestnik) -> Self {
        Self::attempt(run).unwrap_or_else(|said| panic!("no address was printed\n{said}"))
    }

    /// The same where it may end before; what it said is the error then.
    pub fn attempt(run: Vestnik) -> Result<Self, String> {
        let mut child = run.spawn();
        let (sender, lines) = mpsc::channel();
        let stdout = child.stdout.take().expect("standard output is piped");
        let stderr = child.stderr.take().expect("standard error is piped");
        let (stdout, stdout_reader) = collect(stdout, Some(sender));
        let (stderr, stderr_reader) = collect(stderr, None);
        let Some(address) = announced_address(&lines) else {
            let _ = child.kill();
            let _ = child.wait();
            let _ = stderr_reader.join();
            return Err(format!("stdout:\n{}\nstderr:\n{}", read(&stdout), read(&stderr)));
        };
        let readers = vec![stdout_reader, stderr_reader];
        Ok(Self { child, client: Client::new(&address), stdout, stderr, readers })
    }

    /// A client of its own, for another thread.
    pub fn client(&self) -> Client {
        Client::new(self.address())
    }

    /// Host and port.
    pub fn address(&self) -> &str {
        self.client.address()
    }

    /// GET.
    #[track_caller]
    pub fn get(&self, path: &str) -> Reply {
        self.client.get(path)
    }

    /// Sends JSON, or lines of it.
    #[track_caller]
    pub fn send_json(&self, method: &str, path: &str, json: &str) -> Reply {
        self.client.send_json(method, path, json)
    }

    /// Any method, with headers.
    #[track_caller]
    pub fn send(&self, method: &str, path: &str, headers: &[(&str, &str)]) -> Reply {
        self.client.send(method, path, headers)
    }

    /// Searches; the answer must be 200.
    #[track_caller]
    pub fn search<V: AsRef<str>>(&self, parameters: &[(&str, V)]) -> Value {
        self.client.search(parameters)
    }

    /// Asks again and again until `done` likes the answer, for what the server picks up by itself.
    #[track_caller]
    pub fn wait_for(&self, path: &str, done: impl Fn(&Reply) -> bool) -> Reply {
        let started = Instant::now();
        loop {
            let reply = self.get(path);
            if done(&reply) {
                return reply;
            }
            assert!(started.elapsed() < PATIENCE, "{path} never got there: {}", reply.text());
        }
    }

    /// Waits until it has logged this text.
    #[track_caller]
    pub fn wait_for_log(&self, text: &str) {
        let started = Instant::now();
        while !read(&self.stderr).contains(text) {
            assert!(started.elapsed() < PATIENCE, "{text:?} was never logged:\n{}", read(&self.stderr));
            std::thread::yield_now();
        }
    }

    /// Its process.
    pub fn pid(&self) -> u32 {
        self.child.id()
    }

    /// What it has logged so far.
    pub fn log(&self) -> String {
        read(&self.stderr)
    }

    /// Peak of its memory so far, in MiB.
    pub fn peak_mib(&self) -> u64 {
        crate::disk::peak_mib(self.pid()).expect("the server runs")
    }

    /// The same, with the memory that it has now as the new peak.
    pub fn reset_peak(&self) {
        std::fs::write(format!("/proc/{}/clear_refs", self.pid()), "5").expect("the server runs");
    }

    /// What it printed so far.
    pub fn stdout(&self) -> String {
        read(&self.stdout)
    }

    /// Asks it to stop, as an operator's supervisor does.
    pub fn terminate(&self) {
        let command = format!("kill -TERM {}", self.child.id());
        let status = Command::new("sh").args(["-c", &command]).status().expect("sh starts");
        assert!(status.success(), "`{command}` failed");
    }

    /// Ends it at once, as a power cut would as far as the process is concerned.
    pub fn kill(mut self) {
        self.child.kill().expect("the server can be killed");
        self.child.wait().expect("the server ends");
    }

    /// Waits for its end; returns how it ended and all it wrote to standard error.
    pub fn wait(mut self) -> (ExitStatus, String) {
        let status = self.child.wait().expect("the server ends");
        for reader in self.readers.drain(..) {
            reader.join().expect("the output was read");
        }
        (status, read(&self.stderr))
    }
}

impl Drop for TestServer {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

fn announced_address(lines: &Receiver<String>) -> Option<String> {
    let started = Instant::now();
    loop {
        match lines.recv_timeout(PATIENCE.saturating_sub(started.elapsed())) {
            Ok(line) => {
                if let Some((_, rest)) = line.split_once(ANNOUNCEMENT) {
                    return rest.split_whitespace().next().map(str::to_owned);
                }
            }
            Err(RecvTimeoutError::Timeout | RecvTimeoutError::Disconnected) => return None,
        }
    }
}

fn collect(stream: impl Read + Send + 'static, lines: Option<Sender<String>>) -> (Log, JoinHandle<()>) {
    let log = Log::default();
    let copy = Arc::clone(&log);
    let reader = std::thread::spawn(move || {
        for line in BufReader::new(stream).lines().map_while(Result::ok) {
            let mut log = copy.lock().expect("no reader panics");
            log.push_str(&line);
            log.push('\n');
            drop(log);
            // Nobody listens any more once the address is known.
            let _ = lines.as_ref().map(|lines| lines.send(line));
        }
    });
    (log, reader)
}

fn read(log: &Log) -> String {
    log.lock().expect("no reader panics").clone()
}
