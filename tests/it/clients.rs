//! Official clients of Elasticsearch and OpenSearch for Python feed the archive unchanged. Those for JavaScript are among
//! the tests in `tests/browser`.

use std::process::Command;

use serde_json::json;
use vestnik_tests::{TestIndex, workspace_root};

/// Names an interpreter that has the packages of `tests/clients/requirements.txt`; `tests/run` sets it.
const PYTHON: &str = "VESTNIK_CLIENTS_PYTHON";

#[test]
fn python_clients_feed_the_archive() {
    let Some(python) = std::env::var_os(PYTHON) else {
        println!("skipped: {PYTHON} is not set; tests/run installs the clients and sets it");
        return;
    };
    for kind in ["elasticsearch", "opensearch"] {
        let index = TestIndex::of_articles(&[json!({ "id": "first", "title": "Первая" })]);
        let made = index
            .vestnik(&["keys", "create", "--name", "clients", "--scope", "search", "--scope", "write"])
            .arg_all(&["--per-client-minute", "0"])
            .run()
            .ok();
        let server = index.serve();
        let address = format!("http://{}", server.address());
        let output = Command::new(&python)
            .arg(workspace_root().join("tests/clients/feed.py"))
            .args([kind, &address, made.stdout.trim()])
            .output()
            .expect("the interpreter starts");
        let said = [output.stdout, output.stderr].map(|bytes| String::from_utf8_lossy(&bytes).into_owned());
        assert!(output.status.success(), "{}", said.concat());
    }
}
