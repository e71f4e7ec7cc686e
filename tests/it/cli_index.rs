//! `vestnik index` and `vestnik delete`: what a run reports, and what it does with bad records.

use std::io::Write;

use flate2::Compression;
use flate2::write::GzEncoder;
use serde_json::{Value, json};
use vestnik_tests::{TestIndex, article};

#[test]
fn the_report_counts_what_was_added_updated_and_left_alone() {
    let index = TestIndex::empty();
    let lines =
        |title: &str| format!("{}\n{}\n", article("1", "Мост", "Текст."), article("2", title, "Текст."));
    let file = index.write("a.jsonl", lines("Каток"));
    let path = file.display().to_string();
    let expect = |args: &[&str], part: Value| {
        let report = index.index(args).run().json();
        for (name, value) in part.as_object().expect("an object") {
            assert_eq!(&report[name], value, "{name} of {report}");
        }
        report
    };
    let report =
        expect(&[&path], json!({ "read": 2, "added": 2, "updated": 0, "unchanged": 0, "files_read": 1 }));
    assert!(report["seconds"].is_number() && report["index_bytes"].as_u64() > Some(0), "{report}");
    assert_eq!(report["undated"], 2, "{report}");
    expect(&[&path], json!({ "read": 0, "files_read": 0, "files_unchanged": 1, "articles_in_index": 2 }));
    expect(&[&path, "--force"], json!({ "read": 2, "unchanged": 2, "added": 0, "updated": 0 }));
    index.write("a.jsonl", lines("Новый каток"));
    let changed = json!({ "read": 2, "added": 0, "updated": 1, "unchanged": 1, "articles_in_index": 2, "generation": 1 });
    expect(&[&path], changed);
    assert_eq!(index.answer("новый")["total"], 1);
}

#[test]
fn a_report_for_people_says_the_same() {
    let index = TestIndex::empty();
    let file = index.write("a.jsonl", format!("{}\nкаша\n", article("1", "Мост", "Текст.")));
    let run = index.vestnik(&["index"]).arg(file).run().ok();
    run.says(&[
        "Read 2 records from 1 file",
        "1 added",
        "1 left out: bad_json 1",
        "a.jsonl:2: bad_json",
        "holds 1 article in",
    ]);
}

/// Seven records: the first two lines are good, and so is the one with a date that is none.
const BAD_LINES: &[u8] = b"{\"id\": \"1\", \"title\": \"a\"}\n\
    {\"id\": \"2\", \"title\": \"b\"}\n\
    {\"id\": \"3\", \"title\": \n\
    [1, 2]\n\
    {\"id\": \"5\", \"title\": \"\xff\xfe\"}\n\
    {\"id\": \"6\", \"title\": \" \"}\n\
    {\"id\": \"7\", \"title\": \"g\", \"date\": \"31.02.2016\"}\n\
    {\"id\": [8], \"title\": \"h\"}\n";

#[test]
fn bad_records_are_counted_by_reason_with_file_and_line() {
    let index = TestIndex::empty();
    let file = index.write("bad.jsonl", BAD_LINES).display().to_string();
    let report = index.index(&[&file]).run().json();
    assert_eq!((report["read"].as_u64(), report["added"].as_u64()), (Some(8), Some(3)), "{report}");
    let skipped = json!({ "bad_json": 1, "not_an_object": 1, "bad_utf8": 1, "empty": 1, "bad_id": 1 });
    assert_eq!(report["skipped"], skipped, "{report}");
    assert_eq!(report["warnings"], json!({ "bad_date": 1 }), "{report}");
    let problems = report["problems"].as_array().expect("a list of problems");
    let places: Vec<Value> =
        problems.iter().map(|problem| json!([problem["line"], problem["reason"]])).collect();
    let expected = [
        json!([3, "bad_json"]),
        json!([4, "not_an_object"]),
        json!([5, "bad_utf8"]),
        json!([6, "empty"]),
        json!([7, "bad_date"]),
        json!([8, "bad_id"]),
    ];
    assert_eq!(places, expected, "{report}");
    for problem in problems {
        assert_eq!(problem["file"], file, "{problem}");
        assert!(problem["detail"].as_str().is_some_and(|detail| !detail.is_empty()), "{problem}");
    }
}

#[test]
fn strict_keeps_nothing_of_a_run_with_a_bad_record() {
    let index = TestIndex::of_articles(&[article("old", "Старый мост", "Текст.")]);
    let file = index.write("bad.jsonl", BAD_LINES).display().to_string();
    index.index(&[&file, "--strict"]).run().exits(3).complains(&["bad.jsonl:3", "bad_json"]);
    assert_eq!(index.answer("")["total"], 1);
    index.index(&[&file, "--strict", "--rebuild"]).run().exits(3);
    assert_eq!(index.answer("")["hits"][0]["id"], "old");
    let report = index.index(&[&file]).run().json();
    assert_eq!(report["articles_in_index"], 4, "without --strict the good ones are taken: {report}");
}

#[test]
fn a_file_may_come_in_any_of_the_formats_and_packings() {
    let line = |id: &str| format!("{}\n", article(id, "Мост", "Текст."));
    let mut gzip = GzEncoder::new(Vec::new(), Compression::fast());
    gzip.write_all(line("gz").as_bytes()).expect("memory can be written");
    let index = TestIndex::empty();
    index.write("in/a.jsonl", line("jsonl"));
    index.write("in/b.ndjson", line("ndjson"));
    index.write(
        "in/c.json",
        json!([article("json-1", "Мост", "Текст."), article("json-2", "Мост", "Текст.")]).to_string(),
    );
    index.write("in/d.jsonl.gz", gzip.finish().expect("memory can be written"));
    index.write(
        "in/sub/e.jsonl.zst",
        zstd::encode_all(line("zst").as_bytes(), 1).expect("memory can be written"),
    );
    index.write("in/f.csv", "id,title,text\ncsv,Мост,\"Один, два\nтри\"\n");
    index.write(
        "in/g.csv",
        "\u{feff}Заголовок;Текст;Рубрика;Дата\nЧерез точку с запятой;Мост;Город;15.07.2016 09:12\n",
    );
    index.write("in/h.tsv", "headline\tbody\tsection\nЧерез табуляцию\tМост\tГород\n");
    index.write("in/i.txt", "Мост открыт после ремонта\n\nПервые машины прошли по новому мосту утром в пятницу, сообщил мэр города.\n");
    index.write("in/README.md", "Мост");
    let folder = index.data().join("in").display().to_string();
    let report = index.index(&[&folder]).run().json();
    assert_eq!((report["files_read"].as_u64(), report["added"].as_u64()), (Some(9), Some(10)), "{report}");
    assert_eq!(report["skipped"], json!({}), "{report}");
    let answer = index
        .search(&["--json", "--rubric", "город", "--from", "2016-07-15", "--to", "2016-07-15", "мост"])
        .json();
    assert_eq!(answer["hits"][0]["title"], "Через точку с запятой", "{answer}");
    assert_eq!(index.answer("мост")["total"], 10);
}

#[test]
fn standard_input_is_read_in_any_format() {
    let index = TestIndex::empty();
    let inputs = [
        format!("{}\n", article("1", "Мост", "Текст.")),
        json!([article("2", "Мост", "Текст.")]).to_string(),
        "id;заголовок;текст\n3;Мост;Текст\n".to_owned(),
    ];
    for input in inputs {
        let report = index.index(&["-"]).input(input.clone()).run().json();
        assert_eq!(report["added"], 1, "{input}: {report}");
    }
    let report = index.index(&["-"]).input("каша\n{\"x\"\n{\"id\": \"4\", \"title\": \"т\"}").run().json();
    assert!(
        report["problems"].as_array().is_none_or(|all| all.iter().all(|one| one["file"] == "-")),
        "{report}"
    );
}

#[test]
fn bad_rows_and_headers_of_csv_are_counted() {
    let index = TestIndex::empty();
    let rows = index.write("rows.csv", "id,title\n1,а\n2\n3,\"в\n4,г\n").display().to_string();
    let report = index.index(&[&rows]).run().json();
    assert_eq!(
        (report["added"].as_u64(), report["skipped"].clone()),
        (Some(2), json!({ "bad_csv": 2 })),
        "{report}"
    );
    assert_eq!(
        (report["problems"][0]["line"].as_u64(), report["problems"][1]["line"].as_u64()),
        (Some(3), Some(4))
    );
    let header = index.write("header.csv", "x,y\n1,2\n").display().to_string();
    let report = index.index(&[&header]).run().json();
    assert_eq!(report["skipped"], json!({ "bad_csv_header": 1 }), "{report}");
}

#[test]
fn a_damaged_file_costs_only_itself() {
    let index = TestIndex::empty();
    let mut gzip = GzEncoder::new(Vec::new(), Compression::fast());
    gzip.write_all(article("gz", "Мост", "Текст.").to_string().as_bytes()).expect("memory can be written");
    let packed = gzip.finish().expect("memory can be written");
    index.write("in/a.jsonl.gz", &packed[..packed.len() / 2]);
    index.write("in/b.jsonl", format!("{}\n", article("1", "Мост", "Текст.")));
    let report = index.index(&[&index.data().join("in").display().to_string()]).run().json();
    assert_eq!(
        (report["added"].as_u64(), report["skipped"]["unreadable"].as_u64()),
        (Some(1), Some(1)),
        "{report}"
    );
}

#[test]
fn dates_are_read_as_newsrooms_write_them() {
    let forms = [
        json!("2016-07-15T09:12:00+03:00"),
        json!("2016-07-15 09:12"),
        json!("Fri, 15 Jul 2016 09:12:00 +0300"),
        json!("15.07.2016 09:12"),
        json!("15 июля 2016, 09:12"),
        json!("15 июля 2016 года в 09:12"),
        json!(1_468_563_120),
        json!("1468563120"),
    ];
    let articles: Vec<Value> = forms
        .iter()
        .enumerate()
        .map(|(number, form)| json!({ "id": number.to_string(), "title": "Мост", "date": form }))
        .collect();
    let index = TestIndex::of_articles(&articles);
    for (number, form) in forms.iter().enumerate() {
        let stored = index.vestnik(&["inspect", "article", &number.to_string()]).run().json();
        assert_eq!(stored["published_at"], "2016-07-15T06:12:00Z", "{form}");
    }
}

#[test]
fn articles_are_deleted_by_id() {
    let index = TestIndex::of_articles(&[article("1", "Мост", "Текст."), article("2", "Каток", "Текст.")]);
    let report = index.vestnik(&["delete", "1", "нет", "--json"]).run().json();
    assert_eq!(report, json!({ "deleted": ["1"], "missing": ["нет"], "articles_in_index": 1 }));
    assert_eq!(index.answer("мост")["total"], 0);
    index.vestnik(&["delete", "1"]).run().ok().says(&["not in the index: 1", "0 deleted"]);
    let report = index.index(&["-"]).input(article("1", "Мост", "Текст.").to_string()).run().json();
    assert_eq!(
        (report["added"].as_u64(), report["articles_in_index"].as_u64()),
        (Some(1), Some(2)),
        "{report}"
    );
}

#[test]
fn what_cannot_be_found_is_named() {
    let index = TestIndex::empty();
    index.index(&["нет.jsonl"]).run().exits(2).complains(&["нет.jsonl"]);
    index.index(&["*.нет"]).run().exits(2).complains(&["*.нет"]);
    index.index(&[]).run().exits(2).complains(&["PATHS"]);
}
