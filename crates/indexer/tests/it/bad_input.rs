//! Broken records: each is counted with its reason, file and line, and no good record is lost over it.

use std::io::Write;

use vestnik_indexer::{IndexError, Input, Mode, Report, Silent, SkipReason, index};

use crate::support::{Archive, assert_adds_up, line};

fn places(report: &Report) -> Vec<(String, u64, &str)> {
    let name = |file: &str| file.rsplit('/').next().unwrap().to_owned();
    report
        .problems
        .iter()
        .map(|problem| (name(&problem.file), problem.line, problem.reason.as_str()))
        .collect()
}

fn place(file: &str, line: u64, reason: SkipReason) -> (String, u64, &'static str) {
    (file.to_owned(), line, reason.as_str())
}

fn broken_jsonl() -> Vec<u8> {
    let long_id = "x".repeat(1025);
    let deep = "[".repeat(5000);
    let mut bytes = Vec::new();
    let lines = [
        line(1, "Первая").into_bytes(),
        b"{\"id\": \"2\", \"title\": \n".to_vec(),
        b"\n".to_vec(),
        b"[1, 2]\n".to_vec(),
        b"{\"id\": \"5\", \"title\": \"\xff\xfe\"}\n".to_vec(),
        b"{\"id\": \"6\", \"title\": \"\"}\n".to_vec(),
        line(&long_id, "Седьмая").into_bytes(),
        format!("{{\"title\": {deep}\n").into_bytes(),
        "{\"id\": \"9\", \"title\": \"Без даты\", \"date\": \"31.02.2016\"}\n".as_bytes().to_vec(),
        "{\"id\": \"10\", \"title\": \"Старый\", \"title\": \"Новый\"}\r\n".as_bytes().to_vec(),
        "{\"id\": \"11\", \"title\": \"Последняя, без конца строки\"}".as_bytes().to_vec(),
    ];
    lines.iter().for_each(|line| bytes.extend_from_slice(line));
    bytes
}

#[test]
fn every_bad_record_is_counted_with_its_place() {
    let archive = Archive::new();
    archive.write("a.jsonl", broken_jsonl());
    archive.write("b.csv", "id;title\n1b;Да\n2b;слишком;много\n3b;\"две\nстроки\"\n4b\n5b;Да\n");
    archive.write("c.csv", "столбец,другой\n1,2\n");
    archive.write("d.json", "[{\"id\": \"1d\", \"title\": \"Да\"},\n{\"id\": \"2d\", oops},\n7,\n{\"id\": \"4d\", \"title\": \"Да\"}]");
    archive.write("e.txt", "Войти\nПоиск\n");
    archive.write("f.txt", b"\xd0\x9f\xd1");
    let report = archive.update();
    assert_adds_up(&report);
    let expected = [
        place("a.jsonl", 2, SkipReason::BadJson),
        place("a.jsonl", 4, SkipReason::NotAnObject),
        place("a.jsonl", 5, SkipReason::BadUtf8),
        place("a.jsonl", 6, SkipReason::Empty),
        place("a.jsonl", 7, SkipReason::BadId),
        place("a.jsonl", 8, SkipReason::BadJson),
        place("a.jsonl", 9, SkipReason::BadDate),
        place("b.csv", 3, SkipReason::BadCsv),
        place("b.csv", 6, SkipReason::BadCsv),
        place("c.csv", 1, SkipReason::BadCsvHeader),
        place("d.json", 2, SkipReason::BadJson),
        place("d.json", 3, SkipReason::NotAnObject),
        place("e.txt", 1, SkipReason::NoArticle),
        place("f.txt", 1, SkipReason::BadUtf8),
    ];
    assert_eq!(places(&report), expected);
    let ids: Vec<String> = archive.articles().into_keys().collect();
    assert_eq!(ids, ["1", "10", "11", "1b", "1d", "3b", "4d", "5b", "9"]);
    assert_eq!(archive.articles()["10"].title, "Новый");
    assert_eq!((report.skipped[&SkipReason::BadJson], report.warnings[&SkipReason::BadDate]), (3, 1));
    assert_eq!((report.read, report.undated, report.files_read), (22, 9, 6));
}

#[test]
fn only_the_first_hundred_problems_are_described() {
    let archive = Archive::new();
    archive.write("a.jsonl", "{\n".repeat(250) + &line(1, "Да"));
    let report = archive.update();
    assert_eq!((report.problems.len(), report.skipped[&SkipReason::BadJson], report.added), (100, 250, 1));
}

#[test]
fn a_strict_run_ends_at_the_first_bad_record_and_keeps_nothing() {
    let mut archive = Archive::new();
    archive.write("a.jsonl", line(1, "Была"));
    archive.update();
    archive.write("b.jsonl", line(2, "Хорошая") + "{\n" + &line(3, "Ещё одна"));
    archive.settings.strict = true;
    for mode in [Mode::Update, Mode::Rebuild] {
        let error = archive.run(mode).unwrap_err();
        let IndexError::Strict(problem) = &error else { panic!("{error}") };
        assert_eq!((problem.line, problem.reason), (2, SkipReason::BadJson));
        assert!(error.to_string().contains("b.jsonl:2: bad_json"), "{error}");
        assert_eq!(archive.titles(), ["Была"]);
        assert_eq!(archive.data.generations().unwrap().len(), 1);
    }
    archive.settings.strict = false;
    assert_eq!(archive.update().added, 2);
    archive.settings.strict = true;
    assert!(archive.run(Mode::Update).is_err(), "a file with bad records is read again by a strict run");
}

#[test]
fn a_strict_run_into_nothing_leaves_nothing() {
    let mut archive = Archive::new();
    archive.settings.strict = true;
    archive.write("a.jsonl", line(1, "Да") + "[]\n");
    archive.run(Mode::Update).unwrap_err();
    assert_eq!(archive.data.generations().unwrap(), []);
    assert_eq!(archive.data.current().unwrap(), None);
}

fn gzip(text: &str) -> Vec<u8> {
    let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    encoder.write_all(text.as_bytes()).unwrap();
    encoder.finish().unwrap()
}

#[test]
fn a_damaged_file_gives_what_it_still_has() {
    let archive = Archive::new();
    let text: String = (0..2000).map(|id| line(id, format!("Номер {}", id * 7919 % 1999))).collect();
    let whole = gzip(&text);
    archive.write("a.jsonl.gz", &whole[..whole.len() / 2]);
    archive.write("b.jsonl.zst", zstd::encode_all(line("b", "Целая").as_bytes(), 3).unwrap());
    let report = archive.update();
    assert_adds_up(&report);
    assert!(report.added > 500 && report.skipped[&SkipReason::Unreadable] == 1, "{report:?}");
    assert!(archive.articles().contains_key("b"));

    let error = archive.run(Mode::Rebuild).unwrap_err();
    assert!(
        matches!(&error, IndexError::Unreadable(_)) && error.to_string().contains("a.jsonl.gz"),
        "{error}"
    );
    assert_eq!(archive.data.generations().unwrap().len(), 1);

    archive.write("a.jsonl.gz", &whole);
    assert_eq!(archive.update().articles_in_index, 2001);
}

#[cfg(unix)]
#[test]
fn a_link_to_nothing_and_a_closed_folder_are_problems_among_others() {
    use std::fs::{self, Permissions};
    use std::os::unix::fs::{PermissionsExt, symlink};

    let mut archive = Archive::new();
    archive.write("a.jsonl", line(1, "Да"));
    archive.write("z.jsonl", line(2, "Да"));
    symlink("nothing", archive.files().join("b")).unwrap();
    let closed = archive.files().join("c");
    fs::create_dir(&closed).unwrap();
    fs::set_permissions(&closed, Permissions::from_mode(0o000)).unwrap();
    let mut expected = vec![place("b", 1, SkipReason::Unreadable)];
    // Root reads every folder.
    if fs::read_dir(&closed).is_err() {
        expected.push(place("c", 1, SkipReason::Unreadable));
    }
    let report = archive.update();
    archive.settings.strict = true;
    let strict = archive.run(Mode::Update).unwrap_err();
    fs::set_permissions(&closed, Permissions::from_mode(0o700)).unwrap();
    assert_adds_up(&report);
    assert_eq!((places(&report), report.added), (expected, 2));
    assert!(report.problems[0].detail.starts_with("it cannot be opened: No such file"), "{report:?}");
    assert!(matches!(&strict, IndexError::Strict(problem) if problem.file.ends_with("/b")), "{strict}");
}

#[test]
fn a_file_of_another_format_is_ignored_in_a_folder_and_refused_by_name() {
    let archive = Archive::new();
    archive.write("a.jsonl", line(1, "Да"));
    let office = archive.write("b.docx", b"PK\x03\x04\0\0");
    let report = archive.update();
    assert_eq!((report.files_read, report.files_ignored, report.num_skipped()), (1, 1, 0));

    let report =
        index(&archive.data, &[Input::Path(office)], Mode::Update, &archive.settings, &Silent).unwrap();
    assert_adds_up(&report);
    assert_eq!(places(&report), [place("b.docx", 1, SkipReason::UnknownFormat)]);
    assert_eq!(report.files_ignored, 0);
}

#[cfg(target_os = "linux")]
#[test]
fn a_file_whose_name_is_not_utf_8_is_read_and_named() {
    use std::ffi::OsStr;
    use std::os::unix::ffi::OsStrExt;

    let archive = Archive::new();
    let path = archive.files().join(OsStr::from_bytes(b"\xcd\xee\xe2\xee.jsonl"));
    std::fs::write(path, line(1, "Да") + "[]\n").unwrap();
    let report = archive.update();
    assert_eq!(report.added, 1);
    assert_eq!(
        places(&report),
        [place("\u{fffd}\u{fffd}\u{fffd}\u{fffd}.jsonl", 2, SkipReason::NotAnObject)]
    );
}

#[test]
fn inputs_that_do_not_exist_are_named() {
    let archive = Archive::new();
    let missing = Input::Path(archive.files().join("missing.csv"));
    let error = index(&archive.data, &[missing], Mode::Update, &archive.settings, &Silent).unwrap_err();
    assert!(error.to_string().ends_with("missing.csv` does not exist"), "{error}");
    assert_eq!(archive.data.current().unwrap(), None);
}
