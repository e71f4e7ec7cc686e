//! Disks that are small, full or cannot be written.

use std::fs::{self, File};
use std::io::{BufRead, BufReader, ErrorKind, Write};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::OnceLock;

use tempfile::TempDir;

use crate::{TestIndex, Vestnik};

/// A small disk of its own with a data directory on it: a tmpfs in a mount namespace that ends with this value.
pub struct SmallDisk {
    /// Keeps the namespace open until its standard input is closed.
    holder: Child,
    /// Where the disk is for commands in the namespace.
    mounted: TempDir,
    launcher: Vec<String>,
}

/// Ways into a mount namespace of one's own: for anybody, where the kernel grants it, and for root.
const WAYS: [(&[&str], &[&str]); 2] = [
    (&["--user", "--map-root-user", "--mount"], &["--user", "--preserve-credentials", "--mount"]),
    (&["--mount"], &["--mount"]),
];

impl SmallDisk {
    /// A disk of so many bytes. Where the kernel grants no namespaces this says so on standard error, past the capture of
    /// the test's output, and gives `None`.
    pub fn new(bytes: u64) -> Option<Self> {
        let made = WAYS.iter().find_map(|(unshare, enter)| Self::mount(bytes, unshare, enter));
        if made.is_none() {
            static TOLD: OnceLock<()> = OnceLock::new();
            TOLD.get_or_init(|| {
                let _ = writeln!(
                    std::io::stderr(),
                    "NOT TESTED: full and read-only disks. `unshare --user --map-root-user --mount` must be permitted \
                     (sysctl kernel.apparmor_restrict_unprivileged_userns=0), or the tests must run as root."
                );
            });
        }
        made
    }

    fn mount(bytes: u64, unshare: &[&str], enter: &[&str]) -> Option<Self> {
        let mounted = tempfile::tempdir().expect("a temporary folder can be made");
        let script = format!(
            "mount -t tmpfs -o size={bytes},mode=700 tmpfs '{}' && echo mounted && read -r _",
            mounted.path().display()
        );
        let mut command = Command::new("unshare");
        command.args(unshare).args(["sh", "-c", &script]);
        command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::null());
        let mut holder = command.spawn().ok()?;
        let mut line = String::new();
        let stdout = holder.stdout.take().expect("standard output is piped");
        let is_mounted = BufReader::new(stdout).read_line(&mut line).is_ok() && line == "mounted\n";
        let target = format!("--target={}", holder.id());
        let launcher = ["nsenter", &target].into_iter().chain(enter.iter().copied());
        let disk = Self { launcher: launcher.map(str::to_owned).collect(), holder, mounted };
        is_mounted.then_some(disk)
    }

    /// The data directory on the disk, without an index.
    pub fn index(&self) -> TestIndex {
        TestIndex::launched(self.mounted.path(), self.folder(), &self.launcher)
    }

    /// The root of the disk as this process sees it.
    fn folder(&self) -> PathBuf {
        let path = self.mounted.path();
        Path::new("/proc")
            .join(self.holder.id().to_string())
            .join("root")
            .join(path.strip_prefix("/").expect("temporary folders have absolute paths"))
    }

    /// Takes all the space but about `left` bytes, rounded down to pages.
    pub fn fill(&self, left: u64) {
        let path = self.filler();
        let mut file = File::options().create(true).append(true).open(&path).expect("a file can be made");
        let page = [0; 4096];
        loop {
            match file.write(&page) {
                Ok(written) if written > 0 => {}
                Ok(_) => break,
                Err(error) if error.kind() == ErrorKind::StorageFull => break,
                Err(error) => panic!("{}: {error}", path.display()),
            }
        }
        let bytes = file.metadata().expect("the file is there").len();
        file.set_len(bytes.saturating_sub(left)).expect("a file can be shortened");
    }

    /// Gives the space back.
    pub fn free(&self) {
        fs::remove_file(self.filler()).expect("the filler is there");
    }

    fn filler(&self) -> PathBuf {
        self.folder().join("filler")
    }

    /// Forbids or permits to write, as an operator's `mount -o remount` does.
    pub fn remount(&self, mode: &str) {
        let mut command = Command::new(&self.launcher[0]);
        command.args(&self.launcher[1..]).args(["mount", "-o", &format!("remount,{mode}")]);
        let status = command.arg(self.mounted.path()).status().expect("nsenter starts");
        assert!(status.success(), "the disk cannot be remounted {mode}");
    }
}

impl Drop for SmallDisk {
    fn drop(&mut self) {
        let _ = self.holder.kill();
        let _ = self.holder.wait();
    }
}

/// Runs that may write no file longer than a limit, which looks like a disk that is full to whoever writes one.
pub struct SmallFiles {
    launcher: Vec<String>,
}

impl SmallFiles {
    /// A limit in KiB, which must be a multiple of 512 bytes as all of them are. It can be raised afterwards.
    pub fn new(kib: u64) -> Self {
        // The signal that comes with the error would end the process; whoever ignores it gets the error alone.
        let script = format!("trap '' XFSZ; ulimit -S -f {}; exec \"$0\" \"$@\"", kib * 2);
        Self { launcher: ["sh", "-c", &script].map(str::to_owned).to_vec() }
    }

    /// The same run under the limit.
    pub fn limit(&self, index: &TestIndex) -> TestIndex {
        index.with_launcher(&self.launcher)
    }

    /// Takes the limit of a running process away.
    pub fn lift(pid: u32) {
        let status = Command::new("prlimit").args([&format!("--pid={pid}"), "--fsize=unlimited:"]).status();
        assert!(status.expect("prlimit starts").success(), "the limit cannot be lifted");
    }
}

/// Peak of the memory that a process has had in use, in MiB; `None` once it has ended.
pub fn peak_mib(pid: u32) -> Option<u64> {
    let status = fs::read_to_string(format!("/proc/{pid}/status")).ok()?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"))?;
    let kib: u64 = line.trim().strip_suffix(" kB")?.trim().parse().ok()?;
    Some(kib / 1024)
}

impl Vestnik {
    /// Runs it to its end; also tells the peak of its memory in MiB.
    pub fn run_measured(self) -> (crate::Output, u64) {
        let mut peak = 0;
        let output = self.run_watched(|pid| peak = peak.max(peak_mib(pid).unwrap_or_default()));
        (output, peak)
    }
}
