//! Scenarios: requests and expected parts of the answers, kept in TOML files that need no Rust.

use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail, ensure};
use serde_json::Value;

use crate::json::{differences, ids, joined, marked};
use crate::{Client, search_path};

/// One case of a scenario file.
pub struct Case {
    name: String,
    request: Value,
    expected: Value,
}

/// The folder of the scenarios.
pub fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("scenarios")
}

/// All cases of all `*.toml` files of the folder, by file name.
pub fn cases() -> Result<Vec<Case>> {
    let mut files: Vec<PathBuf> =
        std::fs::read_dir(folder())?.map(|entry| Ok(entry?.path())).collect::<Result<_>>()?;
    files.retain(|file| file.extension().is_some_and(|extension| extension == "toml"));
    files.sort();
    let mut cases = Vec::new();
    for file in files {
        cases.extend(cases_of(&file).with_context(|| file.display().to_string())?);
    }
    Ok(cases)
}

fn cases_of(file: &Path) -> Result<Vec<Case>> {
    let document: Value = toml::from_str(&std::fs::read_to_string(file)?)?;
    let cases = document["case"].as_array().context("the file has no [[case]]")?;
    let stem = file.file_stem().map(|stem| stem.to_string_lossy().into_owned()).unwrap_or_default();
    cases.iter().map(|case| Case::new(&stem, case)).collect()
}

impl Case {
    fn new(file: &str, case: &Value) -> Result<Self> {
        let name = case["name"].as_str().context("a case has no name")?;
        for key in case.as_object().context("a case is a table")?.keys() {
            ensure!(["name", "request", "expect"].contains(&key.as_str()), "{name}: a case has no {key:?}");
        }
        ensure!(case["request"].is_object(), "{name}: a case needs a request");
        let expected =
            case["expect"].as_object().with_context(|| format!("{name}: a case needs an expect"))?;
        ensure!(!expected.is_empty(), "{name}: nothing is expected");
        Ok(Self {
            name: format!("{file}: {name}"),
            request: case["request"].clone(),
            expected: case["expect"].clone(),
        })
    }

    /// Sends the request and compares the answer; an error says what differs.
    pub fn check(&self, client: &Client) -> Result<()> {
        let path = path_of(&self.request)?;
        let reply = client.get(&path);
        let answer = reply.json();
        let mut wrong = Vec::new();
        for (name, expected) in self.expected.as_object().into_iter().flatten() {
            let found = self.found(name, reply.status, &answer)?;
            wrong.extend(differences(expected, &found, name));
        }
        if wrong.is_empty() { Ok(()) } else { bail!("{}\n  {}\n  {path}", self.name, wrong.join("\n  ")) }
    }

    /// What a name under `expect` stands for; see `scenarios/README.md`.
    fn found(&self, name: &str, status: u16, answer: &Value) -> Result<Value> {
        let first = &answer["hits"][0];
        Ok(match name {
            "status" => status.into(),
            "answer" => answer.clone(),
            "ids" => ids(answer).into(),
            "ids_in_any_order" => sorted(ids(answer)),
            "title_matches" => marked(&first["title_segments"]).into(),
            "snippet_matches" => marked(&first["snippet_segments"]).into(),
            "snippet" => joined(&first["snippet_segments"]).into(),
            "warnings" => warnings(answer),
            "total" => answer["total"].clone(),
            _ => bail!("{}: `expect` knows no {name:?}", self.name),
        })
    }
}

fn sorted(mut ids: Vec<String>) -> Value {
    ids.sort();
    ids.into()
}

fn warnings(answer: &Value) -> Value {
    let warnings = answer["query"]["warnings"].as_array().map_or(&[][..], Vec::as_slice);
    warnings.iter().map(|warning| warning["code"].clone()).collect()
}

fn path_of(request: &Value) -> Result<String> {
    let mut parameters = Vec::new();
    for (name, value) in request.as_object().context("a request is a table")? {
        for value in value.as_array().map_or(std::slice::from_ref(value), Vec::as_slice) {
            let text = value.as_str().map_or_else(|| value.to_string(), str::to_owned);
            parameters.push((name.as_str(), text));
        }
    }
    Ok(search_path(&parameters))
}
