//! Where the binary under test is.

use std::env;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::OnceLock;

use serde_json::Value;

/// The folder of the workspace.
pub fn workspace_root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().expect("the tests live inside the workspace").to_owned()
}

/// The project's shared data beside the workspace; says so and gives `None` where a clone has none.
pub fn shared_data(what: &str) -> Option<PathBuf> {
    let path = workspace_root().join("../shared").join(what);
    if path.try_exists().is_ok_and(|there| there) {
        return Some(path);
    }
    println!("skipped: there is no shared data in {}", path.display());
    None
}

/// The binary under test: `VESTNIK_BIN`, or else what cargo builds from this workspace, built once per run.
pub(crate) fn binary() -> &'static Path {
    static BINARY: OnceLock<PathBuf> = OnceLock::new();
    BINARY.get_or_init(|| env::var_os("VESTNIK_BIN").map_or_else(build, PathBuf::from))
}

fn build() -> PathBuf {
    let cargo = env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let mut command = Command::new(cargo);
    command.current_dir(workspace_root()).stderr(Stdio::inherit());
    // What cargo tells a test about its package would make build scripts of dependencies run again.
    for (name, _) in env::vars_os().filter(|(name, _)| name.to_string_lossy().starts_with("CARGO_")) {
        if name != "CARGO_TARGET_DIR" && name != "CARGO_HOME" {
            command.env_remove(name);
        }
    }
    command.args(["build", "--package", "vestnik", "--message-format", "json-render-diagnostics"]);
    if !cfg!(debug_assertions) {
        command.arg("--release");
    }
    let output = command.output().expect("cargo starts");
    assert!(output.status.success(), "`cargo build --package vestnik` failed; its messages are above");
    let messages = String::from_utf8_lossy(&output.stdout);
    let executable = messages.lines().filter_map(executable_of).next_back();
    executable.expect("cargo names the binary that it built").into()
}

fn executable_of(message: &str) -> Option<String> {
    let message: Value = serde_json::from_str(message).ok()?;
    let is_ours = message["target"]["name"] == "vestnik";
    is_ours.then(|| message["executable"].as_str().map(str::to_owned)).flatten()
}
