//! What the tests of this crate share: a clock that only goes on when somebody waits, an archive in memory, and a
//! server with scripted answers.

use std::collections::{BTreeMap, HashMap, VecDeque};
use std::io::{BufRead, BufReader, Read, Write};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::ops::ControlFlow;
use std::path::PathBuf;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Condvar, Mutex};
use std::thread;
use std::time::Duration;

use jiff::{SignedDuration, Timestamp};
use vestnik_schema::{
    Action, Article, Content, Done, Effect, Intake, IntakeError, IntakeStats, Operation, Origin, Outcome,
    Rejection, Until, Written, fingerprint,
};

use crate::client::Reach;
use crate::follow::Followed;
use crate::settings::{FeedSettings, FollowerSettings, Location};
use crate::state::State;
use crate::status::FeedStatus;
use crate::sync::{Clock, lock};
use crate::web::Web;

#[derive(Default)]
struct FakeTime {
    elapsed: Duration,
    pauses: Vec<Duration>,
    stop_after: Option<usize>,
    is_stopped: bool,
}

/// Goes on only when somebody waits.
pub(crate) struct FakeClock {
    start: Timestamp,
    time: Mutex<FakeTime>,
}

impl Default for FakeClock {
    fn default() -> Self {
        Self { start: "2026-07-15T09:00:00Z".parse().unwrap(), time: Mutex::default() }
    }
}

impl FakeClock {
    /// Stops in the pause after so many.
    pub(crate) fn stop_after(&self, num_pauses: usize) {
        let mut time = lock(&self.time);
        time.pauses.clear();
        time.stop_after = Some(num_pauses);
        time.is_stopped = false;
    }

    /// Pauses that were not empty.
    pub(crate) fn pauses(&self) -> Vec<Duration> {
        lock(&self.time).pauses.clone()
    }
}

impl Clock for FakeClock {
    fn now(&self) -> Timestamp {
        self.start + SignedDuration::try_from(self.elapsed()).unwrap()
    }

    fn elapsed(&self) -> Duration {
        lock(&self.time).elapsed
    }

    fn pause(&self, pause: Duration) -> ControlFlow<()> {
        let mut time = lock(&self.time);
        if !pause.is_zero() {
            time.pauses.push(pause);
            time.elapsed += pause;
            let num_pauses = time.pauses.len();
            time.is_stopped |= time.stop_after.is_some_and(|limit| num_pauses > limit);
        }
        if time.is_stopped { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
    }

    fn is_stopped(&self) -> bool {
        lock(&self.time).is_stopped
    }

    fn stop(&self) {
        lock(&self.time).is_stopped = true;
    }
}

#[derive(Default)]
struct Archive {
    articles: BTreeMap<String, Article>,
    batches: Vec<usize>,
    held: Vec<(Vec<Operation>, Done)>,
    is_holding: bool,
    failure: Option<IntakeError>,
}

/// An archive in memory.
#[derive(Default)]
pub(crate) struct FakeIntake {
    archive: Mutex<Archive>,
    changed: Condvar,
}

impl FakeIntake {
    pub(crate) fn batches(&self) -> Vec<usize> {
        lock(&self.archive).batches.clone()
    }

    pub(crate) fn ids(&self) -> Vec<String> {
        lock(&self.archive).articles.keys().cloned().collect()
    }

    pub(crate) fn article(&self, id: &str) -> Article {
        lock(&self.archive).articles.get(id).cloned().unwrap()
    }

    /// Answers nothing from now on.
    pub(crate) fn hold(&self) {
        lock(&self.archive).is_holding = true;
    }

    /// Answers what waits, and at once from now on.
    pub(crate) fn release(&self) {
        let held = {
            let mut archive = lock(&self.archive);
            archive.is_holding = false;
            std::mem::take(&mut archive.held)
        };
        for (operations, done) in held {
            self.carry_out(operations, done);
        }
    }

    pub(crate) fn wait_for_held(&self, count: usize) {
        let _held =
            self.changed.wait_while(lock(&self.archive), |archive| archive.held.len() < count).unwrap();
    }

    pub(crate) fn fail_from_now(&self, error: IntakeError) {
        lock(&self.archive).failure = Some(error);
    }

    pub(crate) fn recover(&self) {
        lock(&self.archive).failure = None;
    }

    fn carry_out(&self, operations: Vec<Operation>, done: Done) {
        let mut archive = lock(&self.archive);
        let outcome = match archive.failure.clone() {
            Some(error) => Err(error),
            None => Ok(operations
                .into_iter()
                .map(|operation| carry_out(&mut archive.articles, operation))
                .collect()),
        };
        drop(archive);
        done(outcome);
    }
}

fn carry_out(articles: &mut BTreeMap<String, Article>, operation: Operation) -> Outcome {
    assert_eq!(operation.origin, Origin::Source);
    let id = operation.id.unwrap();
    let written = |effect, version| Ok(Written { id: id.clone(), effect, version, warnings: Vec::new() });
    match (operation.action, operation.content) {
        (Action::Put, Some(Content::Article(article))) => {
            let version = fingerprint(&article).unwrap();
            match articles.insert(id.clone(), (*article).clone()) {
                None => written(Effect::Created, Some(version)),
                Some(old) if old == *article => written(Effect::Unchanged, Some(version)),
                Some(_) => written(Effect::Updated, Some(version)),
            }
        }
        (Action::Delete, None) => match articles.remove(&id) {
            Some(_) => written(Effect::Deleted, None),
            None => Err(Rejection::NotFound { id }),
        },
        other => panic!("{other:?}"),
    }
}

impl Intake for FakeIntake {
    fn submit(&self, operations: Vec<Operation>, _until: Until, done: Done) {
        let mut archive = lock(&self.archive);
        archive.batches.push(operations.len());
        if archive.is_holding {
            archive.held.push((operations, done));
            self.changed.notify_all();
            return;
        }
        drop(archive);
        self.carry_out(operations, done);
    }

    fn stats(&self) -> IntakeStats {
        IntakeStats::default()
    }
}

/// How the server answers one request.
#[derive(Clone)]
pub(crate) enum Answer {
    /// These bytes, headers and all; then the connection is closed.
    Bytes(Vec<u8>),
    /// These bytes again and again, as long as somebody reads.
    Endless(Vec<u8>),
    /// These bytes, and then silence.
    Silence(Vec<u8>),
}

/// An answer with a body.
pub(crate) fn answer(code: u16, headers: &[(&str, &str)], body: &[u8]) -> Answer {
    let mut bytes = format!("HTTP/1.1 {code} X\r\nconnection: close\r\ncontent-length: {}\r\n", body.len());
    for (name, value) in headers {
        bytes += &format!("{name}: {value}\r\n");
    }
    bytes += "\r\n";
    Answer::Bytes([bytes.as_bytes(), body].concat())
}

#[derive(Default)]
struct Script {
    answers: HashMap<String, VecDeque<Answer>>,
    requests: Vec<String>,
}

/// A server on this computer. What is not scripted is answered with 404.
pub(crate) struct Server {
    pub(crate) address: SocketAddr,
    script: Arc<Mutex<Script>>,
    is_closing: Arc<AtomicBool>,
}

impl Server {
    pub(crate) fn start() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = listener.local_addr().unwrap();
        let script = Arc::new(Mutex::new(Script::default()));
        let is_closing = Arc::new(AtomicBool::new(false));
        let (shared, closing) = (script.clone(), is_closing.clone());
        thread::spawn(move || {
            for stream in listener.incoming() {
                if closing.load(Ordering::SeqCst) {
                    return;
                }
                let (stream, script) = (stream.unwrap(), shared.clone());
                thread::spawn(move || serve(stream, &script));
            }
        });
        Self { address, script, is_closing }
    }

    pub(crate) fn url(&self, path: &str) -> String {
        format!("http://{}{path}", self.address)
    }

    /// Answers requests for `path` like this, one after the other; the last answer is kept.
    pub(crate) fn on(&self, path: &str, answers: &[Answer]) {
        lock(&self.script).answers.insert(path.to_owned(), answers.iter().cloned().collect());
    }

    /// Paths that were asked for since the last call.
    pub(crate) fn take_paths(&self) -> Vec<String> {
        let path = |request: &String| request.split(' ').nth(1).unwrap().to_owned();
        self.take_requests().iter().map(path).collect()
    }

    /// Requests since the last call, headers in lower case.
    pub(crate) fn take_requests(&self) -> Vec<String> {
        std::mem::take(&mut lock(&self.script).requests)
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        self.is_closing.store(true, Ordering::SeqCst);
        let _ = TcpStream::connect(self.address);
    }
}

fn serve(mut stream: TcpStream, script: &Mutex<Script>) {
    let mut reader = BufReader::new(stream.try_clone().unwrap());
    let mut request = String::new();
    loop {
        let mut line = String::new();
        if reader.read_line(&mut line).unwrap_or(0) == 0 {
            return;
        }
        if line == "\r\n" {
            break;
        }
        let is_first = request.is_empty();
        request += &if is_first { line } else { line.to_lowercase() };
    }
    let path = request.split(' ').nth(1).unwrap().to_owned();
    let answer = {
        let mut script = lock(script);
        script.requests.push(request);
        match script.answers.get_mut(&path) {
            Some(answers) if answers.len() > 1 => answers.pop_front().unwrap(),
            Some(answers) => answers[0].clone(),
            None => answer(404, &[], b""),
        }
    };
    match answer {
        Answer::Bytes(bytes) => drop(stream.write_all(&bytes)),
        Answer::Endless(bytes) => while stream.write_all(&bytes).is_ok() {},
        Answer::Silence(bytes) => {
            let _ = stream.write_all(&bytes);
            // Ends when the other side hangs up.
            let _ = reader.read(&mut [0; 64]);
        }
    }
}

/// One feed over a server, an archive and a folder for the state.
pub(crate) struct Bench {
    pub(crate) server: Server,
    pub(crate) intake: Arc<FakeIntake>,
    pub(crate) folder: tempfile::TempDir,
}

impl Bench {
    pub(crate) fn new() -> Self {
        Self { server: Server::start(), intake: Arc::default(), folder: tempfile::tempdir().unwrap() }
    }

    pub(crate) fn state_file(&self) -> PathBuf {
        self.folder.path().join("follower.json")
    }

    /// Settings of a feed on the server.
    pub(crate) fn feed(&self, path: &str) -> FeedSettings {
        FeedSettings {
            respect_robots: false,
            ..FeedSettings::new("лента", Location::Feed(self.server.url(path)))
        }
    }

    /// Begins to follow a feed with what is remembered of it.
    pub(crate) fn follow(&self, feed: FeedSettings) -> Session {
        let clock = Arc::new(FakeClock::default());
        let mut settings = FollowerSettings::new(self.state_file());
        settings.per_host_interval = Duration::ZERO;
        // Who holds the only slot must not ask for another.
        settings.threads = 1;
        let state = State::open(&self.state_file(), std::slice::from_ref(&feed)).unwrap();
        let web = Web::new(&settings, Reach::Only(self.server.address), clock.clone());
        let followed = Followed {
            feed,
            zone: settings.time_zone,
            web: Arc::new(web),
            intake: self.intake.clone(),
            state: state.feed(0),
        };
        Session { followed, state, clock }
    }

    /// Looks at the feed as a process that starts anew does.
    pub(crate) fn look_once(&self, feed: &FeedSettings) -> FeedStatus {
        let session = self.follow(feed.clone());
        session.followed.look_once();
        session.state.save().unwrap();
        session.status()
    }
}

/// A feed as one process follows it.
pub(crate) struct Session {
    pub(crate) followed: Followed,
    pub(crate) state: State,
    pub(crate) clock: Arc<FakeClock>,
}

impl Session {
    pub(crate) fn status(&self) -> FeedStatus {
        self.state.statuses().remove(0)
    }
}

/// A feed of articles with these addresses and texts.
pub(crate) fn lines(articles: &[(&str, &str)]) -> Vec<u8> {
    let line = |(url, text): &(&str, &str)| {
        format!("{{\"url\": \"{url}\", \"title\": \"Мост\", \"text\": \"{text}\"}}\n")
    };
    articles.iter().map(line).collect::<String>().into_bytes()
}
