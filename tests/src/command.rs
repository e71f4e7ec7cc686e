//! Runs of the binary.

use std::env;
use std::ffi::OsStr;
use std::io::{self, Read, Write};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::sync::mpsc::{self, RecvTimeoutError};
use std::time::Duration;

use serde_json::Value;

use crate::binary::binary;

/// One run of `vestnik`, with none of the caller's settings.
pub struct Vestnik {
    command: Command,
    line: String,
    input: Box<dyn Read + Send>,
}

/// How often a run that is watched is looked at.
const LOOK: Duration = Duration::from_millis(10);

impl Vestnik {
    /// A run with these arguments.
    pub fn new<A: AsRef<OsStr>>(args: impl IntoIterator<Item = A>) -> Self {
        Self::launched(&[], args)
    }

    /// The same through another program, which is given the binary and its arguments as arguments and becomes it.
    pub fn launched<A: AsRef<OsStr>>(launcher: &[String], args: impl IntoIterator<Item = A>) -> Self {
        let command = match launcher {
            [] => Command::new(binary()),
            [program, first @ ..] => {
                let mut command = Command::new(program);
                command.args(first).arg(binary());
                command
            }
        };
        let mut run = Self { command, line: "vestnik".to_owned(), input: Box::new(io::empty()) };
        for (name, _) in env::vars_os() {
            if name.to_string_lossy().starts_with("VESTNIK_") {
                run.command.env_remove(name);
            }
        }
        args.into_iter().fold(run, Self::arg)
    }

    /// One more argument.
    #[must_use]
    pub fn arg(mut self, arg: impl AsRef<OsStr>) -> Self {
        self.line = format!("{} {}", self.line, arg.as_ref().to_string_lossy());
        self.command.arg(arg);
        self
    }

    /// Several more.
    #[must_use]
    pub fn arg_all(self, args: &[&str]) -> Self {
        args.iter().fold(self, Self::arg)
    }

    /// One environment variable.
    #[must_use]
    pub fn env(mut self, name: &str, value: impl AsRef<OsStr>) -> Self {
        self.command.env(name, value);
        self
    }

    /// The folder to run in.
    #[must_use]
    pub fn folder(mut self, folder: &Path) -> Self {
        self.command.current_dir(folder);
        self
    }

    /// What stands on standard input.
    #[must_use]
    pub fn input(mut self, bytes: impl Into<Vec<u8>>) -> Self {
        self.input = Box::new(io::Cursor::new(bytes.into()));
        self
    }

    /// What comes through standard input, as it is read.
    #[must_use]
    pub fn input_from(mut self, reader: impl Read + Send + 'static) -> Self {
        self.input = Box::new(reader);
        self
    }

    /// Runs it to its end.
    pub fn run(self) -> Output {
        self.run_watched(|_| {})
    }

    /// Runs it to its end, and meanwhile looks at the process with this id again and again.
    pub fn run_watched(mut self, mut look: impl FnMut(u32)) -> Output {
        let line = std::mem::take(&mut self.line);
        let mut input = std::mem::replace(&mut self.input, Box::new(io::empty()));
        let mut child = self.spawn();
        let mut stdin = child.stdin.take().expect("standard input is piped");
        let writer = std::thread::spawn(move || {
            // A command that reads no input closes the pipe; that is its right.
            let _ = io::copy(&mut input, &mut stdin);
            let _ = stdin.flush();
        });
        let pid = child.id();
        let (sender, ended) = mpsc::channel();
        let waiter = std::thread::spawn(move || {
            let output = child.wait_with_output();
            let _ = sender.send(());
            output
        });
        while ended.recv_timeout(LOOK) == Err(RecvTimeoutError::Timeout) {
            look(pid);
        }
        let output = waiter.join().expect("the command is waited for").expect("the command ends");
        writer.join().expect("the input was written");
        let text = |bytes| String::from_utf8(bytes).expect("output is UTF-8");
        Output { line, code: output.status.code(), stdout: text(output.stdout), stderr: text(output.stderr) }
    }

    /// Starts it with pipes for input and output.
    pub fn spawn(mut self) -> Child {
        self.command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
        self.command.spawn().unwrap_or_else(|error| panic!("{} does not start: {error}", binary().display()))
    }
}

/// What a run printed and how it ended.
#[derive(Debug)]
pub struct Output {
    line: String,
    /// Exit code; `None` after a signal.
    pub code: Option<i32>,
    pub stdout: String,
    pub stderr: String,
}

impl Output {
    /// Insists on an exit code.
    #[track_caller]
    pub fn exits(self, code: i32) -> Self {
        let Self { line, stdout, stderr, .. } = &self;
        assert_eq!(self.code, Some(code), "exit code of `{line}`\nstdout:\n{stdout}\nstderr:\n{stderr}");
        self
    }

    /// Insists on success.
    #[track_caller]
    pub fn ok(self) -> Self {
        self.exits(0)
    }

    /// Insists on success and reads standard output as JSON.
    #[track_caller]
    pub fn json(self) -> Value {
        let Self { line, stdout, .. } = self.ok();
        serde_json::from_str(&stdout)
            .unwrap_or_else(|error| panic!("`{line}` prints no JSON: {error}\n{stdout}"))
    }

    /// Insists that standard output contains each of the texts.
    #[track_caller]
    pub fn says(self, texts: &[&str]) -> Self {
        contains_all(&self.line, "stdout", &self.stdout, texts);
        self
    }

    /// Insists that standard error contains each of the texts.
    #[track_caller]
    pub fn complains(self, texts: &[&str]) -> Self {
        contains_all(&self.line, "stderr", &self.stderr, texts);
        self
    }
}

#[track_caller]
fn contains_all(line: &str, stream: &str, found: &str, texts: &[&str]) {
    for text in texts {
        assert!(found.contains(text), "{stream} of `{line}` lacks {text:?}:\n{found}");
    }
}
