//! Rules of ARCHITECTURE.md that can be read from manifests and source lines.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};
use toml::Table;

/// Which crates of ours each crate may depend on.
const EDGES: &[(&str, &[&str])] = &[
    ("analysis", &[]),
    ("journal", &[]),
    ("schema", &["vestnik-analysis"]),
    ("indexer", &["vestnik-schema", "vestnik-journal"]),
    ("follower", &["vestnik-schema", "vestnik-indexer"]),
    ("backup", &["vestnik-schema", "vestnik-journal"]),
    ("query", &["vestnik-analysis", "vestnik-schema", "vestnik-widget"]),
    ("widget", &[]),
    (
        "cli",
        &[
            "vestnik-analysis",
            "vestnik-schema",
            "vestnik-indexer",
            "vestnik-follower",
            "vestnik-backup",
            "vestnik-query",
            "vestnik-widget",
        ],
    ),
    ("bench", &[]),
    ("xtask", &[]),
];

/// Text that may stand in the sources of some places only: what, where, why.
const CONFINED: &[(&str, &[&str], &str)] = &[
    ("rust_stemmers", &["crates/analysis/src/filters/stem.rs"], "the stemmer stays behind one file"),
    ("use axum", &["crates/query/src/http", "crates/bench/src/reference"], "only query::http knows HTTP"),
    (
        "use tokio",
        &[
            "crates/query/src/http",
            "crates/backup/src/target.rs",
            "crates/bench/src/reference",
            "crates/cli/src",
        ],
        "only query::http and the way to object stores are async; cli starts the server",
    ),
    (
        "env::var",
        &["crates/cli/src", "crates/bench/src/main.rs", "crates/xtask/src", "tests/"],
        "only cli reads the environment",
    ),
    (
        "use anyhow",
        &["crates/cli/src", "crates/bench/src", "crates/xtask/src", "tests/"],
        "libraries have error types of their own",
    ),
    (
        "Serialize",
        &[
            "crates/query/src/http",
            "crates/schema/src",
            "crates/indexer/src",
            "crates/follower/src",
            "crates/backup/src",
            "crates/cli/src",
            "crates/bench/src",
            "crates/xtask/src",
        ],
        "types of query::search are not serialisable; http::api converts",
    ),
];

/// Most lines of a source file before its tests.
const MAX_LINES: usize = 500;

/// Checks all rules; returns one sentence per fault.
pub(crate) fn check(root: &Path) -> Result<Vec<String>> {
    let mut faults = Vec::new();
    for (name, allowed) in EDGES {
        faults.extend(check_edges(root, name, allowed)?);
    }
    let mut sources = Vec::new();
    for folder in ["crates", "tests"] {
        rust_files(&root.join(folder), &mut sources)?;
    }
    sources.sort();
    for path in sources {
        let text = fs::read_to_string(&path).with_context(|| path.display().to_string())?;
        let name = path.strip_prefix(root).unwrap_or(&path).display().to_string();
        faults.extend(check_source(&name, &text));
    }
    Ok(faults)
}

fn check_edges(root: &Path, name: &str, allowed: &[&str]) -> Result<Vec<String>> {
    let path = root.join("crates").join(name).join("Cargo.toml");
    let text = fs::read_to_string(&path).with_context(|| path.display().to_string())?;
    let manifest: Table = text.parse().with_context(|| path.display().to_string())?;
    let dependencies = manifest.get("dependencies").and_then(|table| table.as_table());
    let mut faults = Vec::new();
    for (dependency, value) in dependencies.into_iter().flatten() {
        if dependency.starts_with("vestnik") && !allowed.contains(&dependency.as_str()) {
            faults.push(format!(
                "crates/{name} must not depend on {dependency}: see the dependency rules in ARCHITECTURE.md"
            ));
        }
        if dependency == "tantivy" && name == "analysis" {
            faults.push("crates/analysis may know tantivy-tokenizer-api, not tantivy".to_owned());
        }
        let from_workspace = value.as_table().is_some_and(|table| table.contains_key("workspace"));
        if !from_workspace {
            faults
                .push(format!("crates/{name}: the version of {dependency} belongs into the root Cargo.toml"));
        }
    }
    Ok(faults)
}

fn check_source(name: &str, text: &str) -> Vec<String> {
    let code = text.split("\n#[cfg(test)]\nmod ").next().unwrap_or_default();
    let mut faults = Vec::new();
    let lines = code.lines().count();
    if lines > MAX_LINES && !name.ends_with("_tests.rs") {
        faults.push(format!("{name} has {lines} lines before its tests; split it (at most {MAX_LINES})"));
    }
    if name.starts_with("crates/xtask/") {
        return faults;
    }
    for (text, places, reason) in CONFINED {
        if places.iter().any(|place| name.starts_with(place)) {
            continue;
        }
        let in_tests = name.contains("/tests/") || name.contains("/benches/") || name.ends_with("_tests.rs");
        let number =
            code.lines().position(|line| !line.trim_start().starts_with("//") && line.contains(text));
        if let (false, Some(number)) = (in_tests, number) {
            faults.push(format!("{name}:{}: {text} does not belong here: {reason}", number + 1));
        }
    }
    for (number, line) in text.lines().enumerate() {
        if line.trim() == concat!("#[", "ignore]") {
            faults.push(format!("{name}:{}: a test is either run or deleted", number + 1));
        }
    }
    faults
}

fn rust_files(folder: &Path, found: &mut Vec<PathBuf>) -> Result<()> {
    for entry in fs::read_dir(folder).with_context(|| folder.display().to_string())? {
        let path = entry?.path();
        if path.is_dir() && !path.ends_with("node_modules") {
            rust_files(&path, found)?;
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            found.push(path);
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn this_workspace_keeps_its_rules() {
        let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
        let faults = check(&root).unwrap();
        assert!(
            faults.is_empty(),
            "help: mend these, or change the rule and ARCHITECTURE.md together:\n{}",
            faults.join("\n")
        );
    }

    #[test]
    fn a_fault_is_seen() {
        let table = [
            ("crates/indexer/src/a.rs", "use axum::Router;", 1),
            ("crates/query/src/http/a.rs", "use axum::Router;", 0),
            ("crates/query/src/search/a.rs", "#[derive(Serialize)]\nstruct A;", 1),
            ("crates/query/src/search/a.rs", "// Serialize is for http", 0),
            ("crates/schema/src/a.rs", "\n#[cfg(test)]\nmod tests {\nuse anyhow::Result;\n}", 0),
            ("crates/schema/src/a.rs", concat!("#[", "ignore]"), 1),
        ];
        for (name, text, expected) in table {
            assert_eq!(check_source(name, text).len(), expected, "{name}: {text}");
        }
        assert_eq!(check_source("crates/a/src/long.rs", &"x\n".repeat(MAX_LINES + 1)).len(), 1);
    }

    #[test]
    fn a_forbidden_edge_is_seen() {
        let folder = std::env::temp_dir().join(format!("vestnik-tidy-{}", std::process::id()));
        fs::create_dir_all(folder.join("crates/indexer")).unwrap();
        let manifest = "[dependencies]\nvestnik-query.workspace = true\ncsv = \"1\"\n";
        fs::write(folder.join("crates/indexer/Cargo.toml"), manifest).unwrap();
        let faults = check_edges(&folder, "indexer", &["vestnik-schema"]).unwrap();
        fs::remove_dir_all(&folder).unwrap();
        assert_eq!(faults.len(), 2, "{faults:?}");
    }
}
