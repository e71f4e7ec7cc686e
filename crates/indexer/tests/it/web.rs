//! Pages and WARC files from the disk into the index.

use std::io::Write;

use crate::support::Archive;

fn page(title: &str, address: &str) -> String {
    let text = "Мост через Волгу открыли в понедельник утром, сообщила мэрия Самары. ".repeat(10);
    format!(
        "<!doctype html><html><head><meta property=og:type content=article><link rel=canonical href='{address}'>\
         <title>{title}</title></head><body><p>{text}</p></body></html>"
    )
}

#[test]
fn pages_of_a_folder_and_of_a_crawl_are_indexed_once_each() {
    let archive = Archive::new();
    archive.write("a.html", page("Первая", "https://a.ru/1"));
    let second = page("Вторая", "https://a.ru/2");
    archive.write("b.htm", encoding_rs::WINDOWS_1251.encode(&second).0);
    archive.write("index.html", "<title>Главная</title><a href=/1>Первая</a>");
    let mut crawl = Vec::new();
    for (title, address) in [("Первая", "http://www.a.ru/1/"), ("Третья", "https://a.ru/3")] {
        let page = page(title, address);
        let body = encoding_rs::KOI8_R.encode(&page).0;
        let content =
            [b"HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=koi8-r\r\n\r\n".as_slice(), &body]
                .concat();
        let head = format!(
            "WARC/1.1\r\nWARC-Type: response\r\nWARC-Target-URI: {address}\r\nContent-Length: {}\r\n\r\n",
            content.len()
        );
        // Crawlers pack each record for itself.
        let mut gzip = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
        gzip.write_all(&[head.as_bytes(), &content, b"\r\n\r\n"].concat()).unwrap();
        crawl.extend(gzip.finish().unwrap());
    }
    archive.write("crawl.warc.gz", crawl);
    let report = archive.update();
    assert_eq!(archive.titles(), ["Первая", "Вторая", "Третья"]);
    assert_eq!((report.read, report.num_skipped()), (5, 1), "{report:?}");
}
