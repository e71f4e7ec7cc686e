//! Runs the data files in `scenarios/`.

use vestnik_tests::{TestIndex, scenario};

#[test]
fn every_scenario_holds() {
    let (index, report) = TestIndex::of_paths(&[&scenario::folder().join("archive.jsonl")]);
    assert_eq!((report["read"].as_u64(), report["added"].as_u64()), (Some(9), Some(9)), "{report}");
    let server = index.serve();
    let client = server.client();
    let cases = scenario::cases().expect("the scenarios can be read");
    assert!(cases.len() >= 25, "only {} cases", cases.len());
    let failed: Vec<String> =
        cases.iter().filter_map(|case| case.check(&client).err()).map(|error| format!("{error:#}")).collect();
    assert!(failed.is_empty(), "{} of {} cases fail:\n{}", failed.len(), cases.len(), failed.join("\n"));
}
