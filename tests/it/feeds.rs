//! Feeds, the description of the search and the sitemap, from the real binary.

use roxmltree::{Document, Node};
use serde_json::json;
use vestnik_tests::{Reply, TestIndex, encode, sample_server};

fn texts<'a>(document: &'a Document<'_>, name: &str) -> Vec<&'a str> {
    let found = document.descendants().filter(|node| node.tag_name().name() == name);
    found.map(|node| node.text().unwrap_or_default()).collect()
}

fn self_link<'a>(document: &'a Document<'_>) -> &'a str {
    let is_self = |node: &Node<'_, '_>| node.attribute("rel") == Some("self");
    let link = document.descendants().find(is_self).expect("a feed links to itself");
    link.attribute("href").expect("a link leads somewhere")
}

fn xml(reply: Reply, media_type: &str) -> String {
    let reply = reply.is(200);
    assert_eq!(reply.header("content-type"), format!("{media_type}; charset=utf-8"));
    reply.text()
}

#[test]
fn the_same_search_is_a_page_and_two_feeds() {
    let server = sample_server();
    let query = encode("россия".as_bytes());
    let answer = server.search(&[("q", "россия"), ("sort", "newest"), ("per_page", "20")]);
    let ids: Vec<&str> =
        answer["hits"].as_array().expect("hits").iter().filter_map(|hit| hit["id"].as_str()).collect();
    assert!(ids.len() > 3, "{answer}");

    let rss = xml(server.get(&format!("/search.rss?q={query}")), "application/rss+xml");
    let rss = Document::parse(&rss).expect("RSS is XML");
    assert_eq!(texts(&rss, "guid"), ids);
    assert_eq!(texts(&rss, "totalResults"), [answer["total"].to_string()]);
    let base = format!("http://{}", server.address());
    assert_eq!(self_link(&rss), format!("{base}/search.rss?q={query}"));

    let atom = xml(server.get(&format!("/search.atom?q={query}")), "application/atom+xml");
    let atom = Document::parse(&atom).expect("Atom is XML");
    assert_eq!(texts(&atom, "entry").len(), ids.len());
    let page = server.get(&format!("/?q={query}")).is(200).text();
    assert!(page.contains(&format!("href=\"/search.rss?q={query}\"")), "{page}");
    server.get("/search.rss?count=101").problem(400);
}

#[test]
fn a_feed_follows_the_archive_and_is_sent_once() {
    let article = |id: &str, date: &str| {
        json!({ "id": id, "title": "Курс & доллар", "text": "Курс вырос.", "published_at": date,
                "image": "https://news.example/a.png" })
    };
    let index = TestIndex::of_articles(&[article("a", "2016-07-15T09:12:00+03:00")]);
    let server = index.serve();
    let first = server.get("/search.rss").is(200);
    let tag = first.header("etag").to_owned();
    let modified = first.header("last-modified").to_owned();
    for (name, value) in [("if-none-match", tag.as_str()), ("if-modified-since", &modified)] {
        server.send("GET", "/search.rss", &[(name, value)]).is(304);
    }
    let packed = server.send("GET", "/search.rss", &[("accept-encoding", "gzip"), ("if-none-match", &tag)]);
    packed.is(304);
    index.index(&["-"]).input(article("b", "2016-07-16T09:12:00+03:00").to_string()).run().ok();
    let changed = server.wait_for("/search.rss", |reply| reply.header("etag") != tag);
    let text = changed.text();
    let document = Document::parse(&text).expect("RSS is XML");
    assert_eq!(texts(&document, "guid"), ["b", "a"]);
    assert_eq!(texts(&document, "pubDate")[0], "Sat, 16 Jul 2016 09:12:00 +0300");
    server.send("GET", "/search.rss", &[("if-none-match", &tag)]).is(200);
}

#[test]
fn addresses_are_those_that_the_operator_states() {
    let index = TestIndex::of_articles(&[json!({ "id": "a", "title": "Мост", "text": "Мост." })]);
    let server = index.serve_with(&[
        "--set",
        "public_url=https://search.example.ru/",
        "--set",
        "site_name=Северный курьер дня",
    ]);
    let rss = xml(server.get("/search.rss"), "application/rss+xml");
    let rss = Document::parse(&rss).expect("RSS is XML");
    assert_eq!(self_link(&rss), "https://search.example.ru/search.rss");
    assert_eq!(texts(&rss, "link").last(), Some(&"https://search.example.ru/article/a"));
    let description = xml(server.get("/opensearch.xml"), "application/opensearchdescription+xml");
    let description = Document::parse(&description).expect("the description is XML");
    assert_eq!(texts(&description, "ShortName"), ["Северный курьер"]);
    assert!(
        server
            .get("/robots.txt")
            .is(200)
            .text()
            .contains("Sitemap: https://search.example.ru/news-sitemap.xml")
    );
    let sitemap = xml(server.get("/news-sitemap.xml"), "application/xml");
    assert_eq!(
        Document::parse(&sitemap).expect("the sitemap is XML").root_element().tag_name().name(),
        "urlset"
    );
    let suggested = server.get(&format!("/opensearch/suggest?q={}", encode("мо".as_bytes()))).is(200);
    assert_eq!(suggested.header("content-type"), "application/x-suggestions+json; charset=utf-8");
    let suggested = suggested.json();
    let place = suggested[1].as_array().and_then(|texts| texts.iter().position(|text| text == "Мост"));
    assert!(place.is_some(), "{suggested}");
}
