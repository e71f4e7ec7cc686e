//! Real articles from the shared data: none gets lost, and filters agree with a plain scan of the files.

use std::collections::HashSet;
use std::io::Write;
use std::path::Path;

use serde_json::{Value, json};
use vestnik_tests::corpus::{self, Facet, Filters, Record};
use vestnik_tests::json::{facet_counts, total};
use vestnik_tests::random::Random;
use vestnik_tests::{Client, TestIndex, shared_data};

/// Of the news set, as much as a debug build indexes in a few seconds. It is ordered by source, so every ninth line.
const NEWS_STEP: usize = 9;

fn check_nothing_is_lost(path: &Path) -> (TestIndex, Vec<Record>) {
    let (index, report) = TestIndex::of_paths(&[path]);
    let records = corpus::read(path);
    check_report(&report, &records);
    (index, records)
}

fn check_report(report: &Value, records: &[Record]) {
    let count = |name: &str| report[name].as_u64().unwrap_or_else(|| panic!("no {name}: {report}"));
    let distinct: HashSet<&str> = records.iter().map(|record| record.id.as_str()).collect();
    assert_eq!(count("read"), records.len() as u64, "{report}");
    assert_eq!(count("read"), count("added") + count("updated") + count("unchanged"), "{report}");
    assert_eq!(count("articles_in_index"), distinct.len() as u64, "{report}");
    assert_eq!(report["skipped"], json!({}), "{report}");
    assert_eq!(report["warnings"], json!({}), "a date was not understood: {report}");
    let undated = records.iter().filter(|record| record.published.is_none()).count();
    assert_eq!(count("undated"), undated as u64, "{report}");
}

#[test]
fn no_article_of_the_development_sets_is_lost() {
    for set in ["entity", "event", "question", "title"] {
        let Some(path) = shared_data(&format!("eval/{set}/docs.jsonl.gz")) else { return };
        let (index, _) = check_nothing_is_lost(&path);
        let again = index.index(&[&path.display().to_string()]).run().json();
        assert_eq!(
            (again["files_unchanged"].as_u64(), again["read"].as_u64()),
            (Some(1), Some(0)),
            "{set}: {again}"
        );
    }
}

#[test]
fn filters_over_real_news_agree_with_a_plain_scan() {
    let Some(path) = shared_data("eval/news/docs_titled.jsonl.gz") else { return };
    let folder = tempfile::tempdir().expect("a temporary folder can be made");
    let part = folder.path().join("news.jsonl");
    let mut file = std::fs::File::create(&part).expect("it can be written");
    for line in corpus::lines(&path).step_by(NEWS_STEP) {
        writeln!(file, "{line}").expect("it can be written");
    }
    let (index, records) = check_nothing_is_lost(&part);
    let server = index.serve();
    let client = server.client();
    let mut random = Random::new(46_504);
    let found =
        (0..50).filter(|_| check_filters(&client, &records, &random_filters(&records, &mut random))).count();
    assert!(found > 25, "too few of the requests find anything: {found}");
}

fn random_filters(records: &[Record], random: &mut Random) -> Filters {
    let mut filters = Filters::default();
    for facet in [Facet::Rubric, Facet::Source] {
        if random.chance(1, 2) {
            let alternatives = 1 + random.below(3);
            let values = (0..alternatives).flat_map(|_| random.pick(records).values(facet).to_vec());
            filters.values[facet as usize] = values.collect();
        }
    }
    let mut days = [random.pick(records).day(), random.pick(records).day()];
    days.sort();
    filters.from = days[0].filter(|_| random.chance(1, 2));
    filters.to = days[1].filter(|_| random.chance(1, 2));
    filters
}

/// Compares one answer; returns whether there were hits.
fn check_filters(client: &Client, records: &[Record], filters: &Filters) -> bool {
    let mut parameters = filters.parameters();
    parameters.push(("facets", "rubric,source".to_owned()));
    parameters.push(("histogram", "month".to_owned()));
    let answer = client.search(&parameters);
    let hits = records.iter().filter(|record| filters.admit(record, None)).count();
    assert_eq!(total(&answer), hits as u64, "{parameters:?}");
    for facet in [Facet::Rubric, Facet::Source] {
        let admitted = records.iter().filter(|record| filters.admit(record, Some(facet)));
        assert_eq!(
            facet_counts(&answer, facet.name()),
            corpus::count(admitted, facet),
            "{facet:?} of {parameters:?}"
        );
    }
    let buckets = answer["histogram"].as_array().expect("a histogram");
    let dated: u64 = buckets.iter().filter_map(|bucket| bucket["count"].as_u64()).sum();
    let undated = answer["undated"].as_u64().expect("the number of undated hits");
    assert_eq!(dated + undated, hits as u64, "the histogram of {parameters:?}");
    hits > 0
}
