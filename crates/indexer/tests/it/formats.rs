//! What newsrooms publish, read from files as they are found.

use std::fs;
use std::path::Path;

use vestnik_indexer::{SkipReason, sitemap};

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

fn sample(name: &str) -> String {
    fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/feeds").join(name)).unwrap()
}

#[test]
fn every_format_is_read_from_its_file() {
    let archive = Archive::new();
    let samples = [
        ("city.rss", 2),
        ("business.rss", 1),
        ("agency.rss", 1),
        ("turbo.rss", 1),
        ("atom.xml", 2),
        ("message.xml", 1),
        ("wordpress.xml", 1),
        ("feed.json", 2),
    ];
    for (name, _) in samples {
        archive.write(name, sample(name));
    }
    archive.write("old.XML", sample("old.rdf"));
    let report = archive.update();
    assert_adds_up(&report);
    assert_eq!((report.num_skipped(), report.warnings.len(), report.files_ignored), (0, 0, 0), "{report:?}");
    let expected: u64 = samples.iter().map(|(_, count)| count).sum();
    assert_eq!(report.articles_in_index, expected + 1);
    let articles = archive.articles();
    assert!(articles["4815"].body.ends_with("всегда ветер."));
    assert_eq!(articles["https://golos.example/?p=17"].authors, ["Марина Лугова"]);
    assert!(!articles.contains_key("tag:agency.example,2021:snow"), "it was taken back");
    assert_eq!(archive.update().files_unchanged, 9);
}

#[test]
fn a_feed_is_known_by_its_content_and_in_any_encoding() {
    let archive = Archive::new();
    let agency = sample("agency.rss").replace("utf-8", "windows-1251").replace(" — ", " &#8212; ");
    archive.write("a.rss", encoded(&agency, encoding_rs::WINDOWS_1251));
    let lying = sample("city.rss");
    archive.write("b.xml", encoded(&lying, encoding_rs::KOI8_R));
    let unnamed = archive.write("feed", sample("business.rss"));
    let report = archive.update();
    assert_eq!((report.added, report.num_skipped(), report.files_ignored), (3, 0, 1), "{report:?}");
    let by_name = vestnik_indexer::Input::Path(unnamed);
    let mode = vestnik_indexer::Mode::Update;
    let silent = vestnik_indexer::Silent;
    let report = vestnik_indexer::index(&archive.data, &[by_name], mode, &archive.settings, &silent).unwrap();
    assert_eq!(report.added, 1);
    let titles = archive.titles();
    for title in [
        "Музей связи получил радиостанцию полярников",
        "После ремонта открыли Старый мост",
        "Биржа закрылась ростом",
    ] {
        assert!(titles.iter().any(|known| known == title), "{title}: {titles:?}");
    }
}

#[test]
fn a_corrected_feed_updates_its_articles() {
    let archive = Archive::new();
    archive.write("city.rss", sample("city.rss"));
    assert_eq!(archive.update().added, 2);
    let corrected = sample("city.rss").replace("После ремонта открыли", "После двух лет ремонта открыли");
    archive.write("city.rss", corrected);
    let report = archive.update();
    assert_eq!((report.added, report.updated, report.unchanged), (0, 1, 1));
}

#[test]
fn hostile_documents_cost_what_is_broken_in_them() {
    let archive = Archive::new();
    let item = |id: u32| format!("<item><guid>{id}</guid><title>Снегопад {id}</title></item>\n");
    let laughs: String = (1..20)
        .map(|level| format!("<!ENTITY l{level} \"{}\">", format!("&l{};", level - 1).repeat(20)))
        .collect();
    let bomb = format!("<!DOCTYPE rss [<!ENTITY l0 \"ха\">{laughs}]>");
    let middle = [
        "<item><title>&l19;</title><guid>2</guid></item>\n".to_owned(),
        format!("<item><title>Глубоко</title>{}</item>\n", "<b>".repeat(100_000)),
        "<item><title>Не закрыт</title><guid>4</guid>\n".to_owned(),
        "<item><title a=\"Кавычка>Пятая</title><guid>5</guid></item>\n".to_owned(),
        format!("<item><title>Много</title>{}</item>\n", "<i/>".repeat(300_000)),
    ];
    let text = format!("{bomb}<rss><channel>\n{}{}{}<item><title>Обры", item(1), middle.concat(), item(7));
    archive.write("a.xml", text);
    archive.write("b.xml", "<svg/>");
    archive.write("c.xml", "<urlset><url><loc>https://a.example/1</loc></url></urlset>");
    let report = archive.update();
    assert_adds_up(&report);
    let problems: Vec<(u64, SkipReason)> =
        report.problems.iter().map(|problem| (problem.line, problem.reason)).collect();
    let expected = [
        (4, SkipReason::BadXml),
        (6, SkipReason::Empty),
        (7, SkipReason::TooLong),
        (9, SkipReason::BadXml),
        (1, SkipReason::UnknownFormat),
        (1, SkipReason::NoArticle),
    ];
    assert_eq!(problems, expected);
    let ids: Vec<String> = archive.articles().into_keys().collect();
    assert_eq!(ids, ["1", "2", "4", "7"]);
    assert_eq!(archive.articles()["2"].title, "&l19;");
}

#[test]
fn a_sitemap_tells_a_follower_where_to_go() {
    let index = "<?xml version='1.0' encoding='windows-1251'?><sitemapindex><sitemap><loc>https://a.example/s.xml</loc></sitemap></sitemapindex>";
    assert_eq!(sitemap::read(index.as_bytes()).sitemaps[0].url, "https://a.example/s.xml");
}
