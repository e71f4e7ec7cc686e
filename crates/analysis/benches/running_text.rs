//! How many tokens of running text one core analyzes in a second.
//!
//! `cargo bench -p vestnik-analysis` reads the news of the evaluation data if they lie beside the repository, else the
//! sample articles. All reading is done before the clock starts.

use std::fs::{self, File};
use std::io::{self, BufRead, BufReader};
use std::path::Path;
use std::sync::LazyLock;

use divan::counter::ItemsCount;
use divan::{Bencher, black_box};
use flate2::read::GzDecoder;
use serde_json::Value;
use vestnik_analysis::{Analyzer, AnalyzerName};

const ROOT: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../..");
const NEWS: &str = "../shared/eval/news/docs_titled.jsonl.gz";
const SAMPLE: &str = "index-data/articles";

const MAX_ARTICLES: usize = 5000;

static ARTICLES: LazyLock<Vec<String>> =
    LazyLock::new(|| articles().unwrap_or_else(|error| panic!("no articles to analyze: {error}")));

#[expect(clippy::print_stdout, reason = "a figure is worth nothing without its text")]
fn main() {
    println!(
        "{} articles, {} bytes of text",
        ARTICLES.len(),
        ARTICLES.iter().map(String::len).sum::<usize>()
    );
    divan::main();
}

/// Every word has been seen before.
#[divan::bench(sample_count = 20, sample_size = 1)]
fn russian_text_warm(bencher: Bencher<'_, '_>) {
    warm(bencher, AnalyzerName::RussianText);
}

/// Every word has been seen before.
#[divan::bench(sample_count = 20, sample_size = 1)]
fn russian_exact_warm(bencher: Bencher<'_, '_>) {
    warm(bencher, AnalyzerName::RussianExact);
}

/// One analyzer for all articles, which begins with an empty cache, as for a new segment.
#[divan::bench(sample_count = 10, sample_size = 1)]
fn russian_text_first_pass(bencher: Bencher<'_, '_>) {
    let analyzer = Analyzer::new(AnalyzerName::RussianText);
    let tokens = analyze_all(&mut analyzer.clone());
    bencher.counter(ItemsCount::new(tokens)).with_inputs(|| analyzer.clone()).bench_refs(analyze_all);
}

/// Each article with an empty cache, as for a lone query or snippet.
#[divan::bench(sample_count = 5, sample_size = 1)]
fn russian_text_cold(bencher: Bencher<'_, '_>) {
    let analyzer = Analyzer::new(AnalyzerName::RussianText);
    let tokens = analyze_all(&mut analyzer.clone());
    bencher
        .counter(ItemsCount::new(tokens))
        .bench(|| ARTICLES.iter().map(|text| count_tokens(&mut analyzer.clone(), text)).sum::<usize>());
}

fn warm(bencher: Bencher<'_, '_>, name: AnalyzerName) {
    let mut analyzer = Analyzer::new(name);
    let tokens = analyze_all(&mut analyzer);
    bencher.counter(ItemsCount::new(tokens)).bench_local(|| analyze_all(&mut analyzer));
}

fn analyze_all(analyzer: &mut Analyzer) -> usize {
    ARTICLES.iter().map(|text| count_tokens(analyzer, text)).sum()
}

fn count_tokens(analyzer: &mut Analyzer, text: &str) -> usize {
    let mut tokens = 0;
    analyzer.analyze(text, |token| {
        black_box(token);
        tokens += 1;
    });
    tokens
}

fn articles() -> io::Result<Vec<String>> {
    let root = Path::new(ROOT);
    match File::open(root.join(NEWS)) {
        Ok(news) => texts(BufReader::new(GzDecoder::new(news))),
        Err(_) => samples(&root.join(SAMPLE)),
    }
}

fn samples(folder: &Path) -> io::Result<Vec<String>> {
    let mut articles = Vec::new();
    for entry in fs::read_dir(folder)? {
        articles.extend(texts(BufReader::new(File::open(entry?.path())?))?);
    }
    Ok(articles)
}

/// The title and the texts of the first [`MAX_ARTICLES`] records.
fn texts(reader: impl BufRead) -> io::Result<Vec<String>> {
    reader
        .lines()
        .take(MAX_ARTICLES)
        .map(|line| {
            let record: Value = serde_json::from_str(&line?)?;
            let parts =
                ["title", "lead", "text", "body"].map(|name| record[name].as_str().unwrap_or_default());
            Ok(parts.join("\n"))
        })
        .collect()
}
