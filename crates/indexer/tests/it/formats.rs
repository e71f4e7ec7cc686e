//! What newsrooms publish, read from files as they are found.

use vestnik_indexer::SkipReason;

use crate::support::{Archive, assert_adds_up};

fn encoded(text: &str, encoding: &'static encoding_rs::Encoding) -> Vec<u8> {
    encoding.encode(text).0.into_owned()
}

#[test]
fn old_encodings_are_simply_read() {
    let archive = Archive::new();
    let csv = "id;Заголовок;Текст\n1;Открыт Старый мост;Движение началось утром.\n";
    archive.write("a.csv", encoded(csv, encoding_rs::WINDOWS_1251));
    let page =
        "Музей связи получил радиостанцию\n\nПрибор пролежал на чердаке сорок лет, пока его не нашли.\n";
    archive.write("b.txt", encoded(page, encoding_rs::KOI8_R));
    let jsonl = "{\"id\": 3, \"title\": \"Хоккеисты вышли в финал\"}\r\n";
    archive.write("c.jsonl", encoded(jsonl, encoding_rs::IBM866));
    let utf_16: Vec<u8> =
        "\u{feff}[{\"id\": 4, \"title\": \"Снег\"}]".encode_utf16().flat_map(u16::to_be_bytes).collect();
    archive.write("d.json", utf_16);
    let report = archive.update();
    assert_adds_up(&report);
    assert_eq!((report.added, report.num_skipped()), (4, 0), "{report:?}");
    let mut titles = archive.titles();
    titles.sort();
    let expected =
        ["Музей связи получил радиостанцию", "Открыт Старый мост", "Снег", "Хоккеисты вышли в финал"];
    assert_eq!(titles, expected);
}

#[test]
fn a_broken_byte_costs_its_record_and_no_other() {
    let archive = Archive::new();
    let good = |id| format!("{{\"id\": {id}, \"title\": \"Снегопад остановил движение\"}}\n").into_bytes();
    archive.write("a.jsonl", [good(1), b"{\"id\": 2, \"title\": \"\xd0\xff\"}\n".to_vec(), good(3)].concat());
    let report = archive.update();
    assert_eq!((report.added, report.skipped[&SkipReason::BadUtf8], report.problems[0].line), (2, 1, 2));
}
