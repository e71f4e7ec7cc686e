//! `vestnik eval`: its measures are those of trec_eval, and its runs keep the order that they were measured in.

use std::collections::HashMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use serde_json::Value;
use tempfile::TempDir;
use vestnik_tests::{Output, Vestnik, shared_data, workspace_root};

/// Names an interpreter that has the package of `tests/trec/requirements.txt`; `tests/run` sets it.
const TREC_PYTHON: &str = "VESTNIK_TREC_PYTHON";
const RANKINGS: [&[&str]; 2] = [&[], &["--plain-bm25"]];

/// A set of documents, queries and judgements, and a folder for what is made of it.
struct Set {
    docs: PathBuf,
    queries: PathBuf,
    qrels: PathBuf,
    folder: TempDir,
}

impl Set {
    fn new(folder: &Path, docs: &str) -> Self {
        Self {
            docs: folder.join(docs),
            queries: folder.join("queries.jsonl"),
            qrels: folder.join("qrels.txt"),
            folder: tempfile::tempdir().expect("a temporary folder can be made"),
        }
    }

    fn small() -> Self {
        Self::new(&workspace_root().join("tests/trec/small"), "docs.jsonl")
    }

    /// A set of these files.
    fn written(docs: &str, queries: &str, qrels: &str) -> Self {
        let mut set = Self::new(Path::new(""), "");
        let write = |name: &str, content: &str| {
            let path = set.folder.path().join(name);
            fs::write(&path, content).expect("it can be written");
            path
        };
        (set.docs, set.queries, set.qrels) =
            (write("docs.jsonl", docs), write("queries.jsonl", queries), write("qrels.txt", qrels));
        set
    }

    fn run_file(&self) -> PathBuf {
        self.folder.path().join("run")
    }

    fn eval(&self, options: &[&str]) -> Output {
        let mut run = Vestnik::new(["eval"]);
        for (option, path) in [
            ("--docs", &self.docs),
            ("--queries", &self.queries),
            ("--qrels", &self.qrels),
            ("--run", &self.run_file()),
        ] {
            run = run.arg(option).arg(path);
        }
        run.arg_all(options).run()
    }

    #[track_caller]
    fn measures(&self, options: &[&str]) -> Value {
        self.eval(&[&["--json"], options].concat()).json()
    }

    /// The last run: document and score of every answer, in the order of the file.
    fn ranked(&self) -> HashMap<String, Vec<(String, f32)>> {
        let text = fs::read_to_string(self.run_file()).expect("there is a run");
        let mut ranked: HashMap<String, Vec<(String, f32)>> = HashMap::new();
        for line in text.lines() {
            let [query, "Q0", document, rank, score, "vestnik"] = line.split(' ').collect::<Vec<_>>()[..]
            else {
                panic!("not a line of a run: {line:?}");
            };
            let answer = ranked.entry(query.to_owned()).or_default();
            answer.push((document.to_owned(), score.parse().expect("a score")));
            assert_eq!(rank, answer.len().to_string(), "{line}");
        }
        ranked
    }

    /// Has trec_eval measure the last run, or says that nobody did.
    fn agrees_with_trec_eval(&self, measures: &Value) {
        let Some(python) = std::env::var_os(TREC_PYTHON) else {
            println!(
                "left out: the comparison with pytrec_eval; {TREC_PYTHON} is not set (tests/run sets it)"
            );
            return;
        };
        let file = self.folder.path().join("measures.json");
        fs::write(&file, measures.to_string()).expect("it can be written");
        let mut command = Command::new(python);
        command.arg(workspace_root().join("tests/trec/agree.py"));
        command.args([&self.run_file(), &self.qrels, &file]);
        let output = command.output().expect("the interpreter starts");
        let said = [output.stdout, output.stderr].map(|bytes| String::from_utf8_lossy(&bytes).into_owned());
        assert!(output.status.success(), "{}", said.concat());
    }
}

#[test]
fn the_small_set_measures_what_it_should() {
    let set = Set::small();
    let measures = set.measures(&["--plain-bm25"]);
    let expected = fs::read_to_string(set.docs.with_file_name("plain_bm25.json")).expect("it is there");
    let expected: HashMap<String, f64> = serde_json::from_str(&expected).expect("it is JSON");
    let names = measures.as_object().expect("an object").keys();
    assert!(
        names.len() == expected.len() && names.into_iter().all(|name| expected.contains_key(name)),
        "{measures}"
    );
    for (name, value) in expected {
        let found = measures[&name].as_f64().expect("a number");
        assert!((found - value).abs() < 0.00005, "{name} is {found}, not {value}");
    }
    set.agrees_with_trec_eval(&measures);
    assert_eq!(set.measures(&["--plain-bm25"]), measures, "a second time");
}

#[test]
fn measures_of_the_full_ranking_are_those_of_trec_eval() {
    let set = Set::small();
    set.agrees_with_trec_eval(&set.measures(&[]));
}

#[test]
fn measures_of_real_questions_are_those_of_trec_eval() {
    let Some(folder) = shared_data("eval/question") else { return };
    let set = Set::new(&folder, "docs.jsonl.gz");
    for ranking in RANKINGS {
        let measures = set.measures(ranking);
        assert_eq!(measures["queries"], 623, "{ranking:?}");
        set.agrees_with_trec_eval(&measures);
    }
}

#[test]
fn a_run_has_each_judged_query_and_strictly_falling_scores() {
    let set = Set::small();
    for ranking in RANKINGS {
        set.eval(ranking).ok().says(&[
            "nDCG@10",
            "MRR@10",
            "recall@100",
            "success@1 ",
            "success@10",
            "queries     15",
        ]);
        let ranked = set.ranked();
        for (query, answer) in &ranked {
            assert!(answer.is_sorted_by(|a, b| a.1 > b.1), "{ranking:?} {query}: {answer:?}");
        }
        let without_answer = ["q13", "q15", "q17", "q99"].map(|query| ranked.contains_key(query));
        assert_eq!(without_answer, [false; 4], "q13 finds nothing, nothing answers the others");
        let answers = |query: &str| ranked[query].iter().map(|(id, _)| id.as_str()).collect::<Vec<_>>();
        let twins = |id: &&str| id.starts_with("twin-");
        assert_eq!(answers("q09").into_iter().take(3).filter(twins).count(), 3, "{ranking:?}");
        assert!(!answers("q10").contains(&"twin-b"), "{ranking:?}");
        assert!(
            answers("q07").contains(&"№7/каток,лёд;2025") && answers("q07").contains(&"2025"),
            "{ranking:?}"
        );
        let address = "https://пример.рф/новости?год=2025&день=7#мост";
        assert!(answers("q02").contains(&address), "{ranking:?}");
    }
}

#[test]
fn a_hundred_answers_remain_when_one_is_left_out() {
    let docs: String = (0..120)
        .map(|number| format!("{{\"id\": \"d{number}\", \"text\": \"Мост номер {number}.\"}}\n"))
        .collect();
    let queries = r#"{"id": "all", "text": "мост"}
        {"id": "but", "text": "мост", "exclude": "d5"}
        {"id": "unknown", "text": "мост", "exclude": "нет такого"}"#;
    let set = Set::written(&docs, queries, "all 0 d5 1\nbut 0 d5 1\nbut 0 d6 1\nunknown 0 d5 1\n");
    for ranking in RANKINGS {
        set.eval(ranking).ok();
        let ranked = set.ranked();
        assert_eq!(["all", "but", "unknown"].map(|query| ranked[query].len()), [100; 3], "{ranking:?}");
        let rest = |query: &str| ranked[query].iter().map(|(id, _)| id.clone()).filter(|id| id != "d5");
        assert!(rest("all").eq(rest("but").take(rest("all").count())), "{ranking:?}");
        assert!(rest("but").count() == 100, "{ranking:?}");
    }
}

#[test]
fn plain_bm25_knows_no_operators() {
    let docs = "{\"id\": \"1\", \"text\": \"Мост открыт.\"}\n{\"id\": \"2\", \"text\": \"Река замёрзла.\"}\n";
    let queries =
        "{\"id\": \"q\", \"text\": \"-мост \\\"река мост\\\" OR\"}\n{\"id\": \"empty\", \"text\": \"\"}\n";
    let set = Set::written(docs, queries, "q 0 1 1\nq 0 2 1\nempty 0 1 1\n");
    let measures = set.measures(&["--plain-bm25"]);
    assert_eq!((&measures["recall@100"], set.ranked()["q"].len()), (&0.5.into(), 2), "{measures}");
}

#[test]
fn what_lowers_the_measures_is_said_and_what_makes_them_senseless_refused() {
    let docs = "{\"id\": \"1\", \"text\": \"Мост открыт.\"}\nnot JSON\n";
    let query = "{\"id\": \"q\", \"text\": \"мост\"}\n";
    let said = Set::written(docs, query, "q 0 1 1\nq 0 gone 1\n").eval(&[]).ok();
    said.says(&["recall@100  0.5000"]).complains(&["missing=1", "skipped=1"]);
    let table: [(&str, &str, &[&str]); 4] = [
        (query, "q 0 1 0\n", &["no query has a judgement"]),
        (query, "q 0 1 1\nq 0 1\n", &["qrels.txt", "line 2"]),
        ("{\"id\": \"q\"}\n", "q 0 1 1\n", &["queries.jsonl", "line 1", "text"]),
        (&query.repeat(2), "q 0 1 1\n", &["queries.jsonl", "line 2", "\"q\" again"]),
    ];
    for (queries, qrels, complaints) in table {
        Set::written(docs, queries, qrels).eval(&[]).exits(1).complains(complaints);
    }
    let mut set = Set::written(docs, query, "q 0 1 1\n");
    set.docs = set.folder.path().join("nowhere.jsonl");
    set.eval(&[]).exits(2).complains(&["nowhere.jsonl"]);
}
