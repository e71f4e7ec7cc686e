use std::io::{BufReader, Cursor};

use encoding_rs::{IBM866, KOI8_R, WINDOWS_1251};
use proptest::prelude::*;

use super::*;

const TEXT: &str = "Кремль рассказал, о чём говорили на «закрытой» встрече — итоги подведут 15 июля.\n\
    Жители Ярославля смогут увидеть парад планет, сообщили в обсерватории ВНИИ.\n";

fn encoded(text: &str, encoding: &'static Encoding) -> Vec<u8> {
    encoding.encode(text).0.into_owned()
}

fn utf_16_le(text: &str) -> Vec<u8> {
    text.encode_utf16().flat_map(u16::to_le_bytes).collect()
}

fn utf_16_be(text: &str) -> Vec<u8> {
    text.encode_utf16().flat_map(u16::to_be_bytes).collect()
}

/// The stream, read through small buffers.
fn streamed(bytes: &[u8], declared: Option<&str>) -> Vec<u8> {
    let input = Box::new(BufReader::with_capacity(7, Cursor::new(bytes.to_vec())));
    let mut converted = Vec::new();
    to_utf8(input, declared.map(str::to_owned)).unwrap().read_to_end(&mut converted).unwrap();
    converted
}

fn check(bytes: &[u8], declared: Option<&str>, expected: &str) {
    assert_eq!(decode(bytes, declared), expected, "{declared:?}");
    assert_eq!(String::from_utf8_lossy(&streamed(bytes, declared)), expected, "{declared:?}");
}

#[test]
fn every_encoding_is_found_whatever_is_declared() {
    let without_dash = TEXT.replace(['«', '»', '—'], "-");
    let declared = [
        None,
        Some("utf-8"),
        Some("windows-1251"),
        Some("koi8-r"),
        Some("cp866"),
        Some("iso-8859-1"),
        Some("utf-16"),
        Some("win-1251"),
        Some("nonsense"),
    ];
    for declared in declared {
        check(TEXT.as_bytes(), declared, TEXT);
        check(&encoded(TEXT, WINDOWS_1251), declared, TEXT);
        check(&encoded(&without_dash, KOI8_R), declared, &without_dash);
        check(&encoded(&without_dash, IBM866), declared, &without_dash);
        check(&utf_16_le(TEXT), declared, TEXT);
        check(&utf_16_be(TEXT), declared, TEXT);
    }
}

/// Headlines of the sample archive, with signs that all encodings have.
fn headlines() -> Vec<String> {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/../../index-data/articles");
    let files = std::fs::read_dir(folder)
        .unwrap()
        .map(|entry| std::fs::read_to_string(entry.unwrap().path()).unwrap());
    let title = |line: &str| {
        serde_json::from_str::<serde_json::Value>(line).unwrap()["title"].as_str().map(str::to_owned)
    };
    let lines: Vec<String> =
        files.flat_map(|text| text.lines().filter_map(title).collect::<Vec<_>>()).collect();
    lines.into_iter().map(|line| line.replace(['«', '»', '—', '–', '№', '…', '„', '“', '’'], "-")).collect()
}

#[test]
fn a_headline_is_enough_whatever_is_declared() {
    let headlines = headlines();
    assert!(headlines.len() > 100);
    for headline in headlines {
        for encoding in [WINDOWS_1251, KOI8_R, IBM866] {
            for declared in [None, Some("utf-8"), Some("windows-1251"), Some("koi8-r")] {
                let bytes = encoded(&headline, encoding);
                assert_eq!(
                    decode(&bytes, declared),
                    headline,
                    "{} declared as {declared:?}",
                    encoding.name()
                );
            }
        }
    }
}

#[test]
fn a_byte_order_mark_decides_and_goes() {
    let marked = format!("\u{feff}{TEXT}");
    for declared in [None, Some("windows-1251")] {
        check(marked.as_bytes(), declared, TEXT);
        check(&utf_16_le(&marked), declared, TEXT);
        check(&utf_16_be(&marked), declared, TEXT);
    }
    check(b"\xff\xfe", None, "");
}

#[test]
fn short_texts_need_a_declaration_that_reads_well() {
    check(&encoded("Мост", WINDOWS_1251), None, "Мост");
    check(&encoded("Мост", KOI8_R), Some("koi8-r"), "Мост");
    check(&encoded("id,title\n1,Да\n", WINDOWS_1251), Some("windows-1251"), "id,title\n1,Да\n");
    check(&encoded("Caf\u{e9} de Paris", encoding_rs::WINDOWS_1252), Some("iso-8859-1"), "Café de Paris");
}

#[test]
fn capitals_are_no_other_encoding() {
    let text = "КРЕМЛЬ РАССКАЗАЛ, О ЧЁМ ГОВОРИЛИ НА ВСТРЕЧЕ: ИТОГИ ПОДВЕДУТ В ПЯТНИЦУ";
    for encoding in [WINDOWS_1251, KOI8_R, IBM866] {
        check(&encoded(text, encoding), Some(encoding.name()), text);
    }
}

#[test]
fn a_text_declares_its_encoding_itself() {
    let table = [
        ("<?xml version=\"1.0\" encoding=\"windows-1251\"?><a>Да</a>", WINDOWS_1251),
        ("\n<?xml version='1.0' encoding = 'KOI8-R' ?><a>Нет</a>", KOI8_R),
        ("<html><head><meta charset=cp866><title>Ох</title>", IBM866),
        (
            "<html><META http-equiv=\"Content-Type\" content=\"text/html; charset=windows-1251\"><p>Да",
            WINDOWS_1251,
        ),
    ];
    for (text, encoding) in table {
        check(&encoded(text, encoding), None, text);
    }
    assert_eq!(declared_in(b"charset=koi8-r"), None);
    assert_eq!(declared_in(b"<?xml version=\"1.0\"?><a encoding=\"x\">"), None);
}

#[test]
fn text_that_begins_in_ascii_is_decided_where_it_ends() {
    let ascii = "{\"id\": 1}\n".repeat(20_000);
    let text = format!("{ascii}{TEXT}");
    check(&encoded(&text, WINDOWS_1251), None, &text);
    check(text.as_bytes(), Some("windows-1251"), &text);
}

#[test]
fn a_broken_byte_in_utf_8_stays_where_it_is() {
    let bytes = [TEXT.as_bytes(), b"\xff\xfe\xd0", TEXT.as_bytes()].concat();
    for declared in [None, Some("utf-8"), Some("windows-1251")] {
        assert_eq!(streamed(&bytes, declared), bytes, "{declared:?}");
    }
    assert_eq!(streamed(b"id,title\n1,\xff\n", None), b"id,title\n1,\xff\n");
    assert_eq!(decode(b"a\xffb", None), "a\u{fffd}b");
}

#[test]
fn a_character_that_the_sample_cuts_is_no_fault() {
    let text = "ы".repeat(SAMPLE_BYTES);
    for shift in ["", "«", "a"] {
        let text = format!("ж{shift}{text}");
        check(text.as_bytes(), Some("windows-1251"), &text);
    }
}

proptest! {
    #[test]
    fn nothing_panics_and_line_ends_stay(
        bytes in prop::collection::vec(any::<u8>(), 0..300),
        declared in prop::option::of("(utf-8|utf-16|windows-1251|koi8-r|big5|x)"),
    ) {
        let text = decode(&bytes, declared.as_deref());
        let stream = streamed(&bytes, declared.as_deref());
        prop_assert_eq!(&*text, &*String::from_utf8_lossy(&stream));
    }

    #[test]
    fn a_russian_text_survives_any_of_its_encodings(words in prop::collection::vec("[А-Я]?[а-я]{3,9}", 12..40)) {
        let text = words.join(" ");
        for encoding in [WINDOWS_1251, KOI8_R, IBM866] {
            let declared = Some(encoding.name());
            let bytes = encoded(&text, encoding);
            prop_assert_eq!(&*decode(&bytes, declared), &text);
        }
    }
}
