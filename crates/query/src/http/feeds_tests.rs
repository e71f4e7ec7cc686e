//! Requests for feeds, for the description of the search and for what search engines read.

use axum::http::Request;
use roxmltree::{Document, Node};
use vestnik_schema::Article;

use crate::http::router;
use crate::http::testing::{Reply, TestArchive, encoded, send};

const TIGHT: &str = "<b>Жирно</b> & «тесно»\u{b}\u{1f}\0 ]]>";

fn news() -> Vec<Article> {
    let article = |id: &str, title: &str, published: &str| Article {
        id: id.to_owned(),
        title: title.to_owned(),
        rubrics: vec!["Экономика".to_owned()],
        published_at: published.parse().ok(),
        ..Article::default()
    };
    let mut articles = vec![
        Article {
            url: Some("https://news.example/?a=1&b=2".to_owned()),
            lead: format!("Курс доллара: {TIGHT}"),
            authors: vec!["Анна Орлова".to_owned(), "Пётр & Ко".to_owned()],
            tags: vec!["валюта".to_owned()],
            source: Some("РБК".to_owned()),
            image: Some("https://news.example/1.jpg?w=1&h=2".to_owned()),
            language: Some("ru-RU".to_owned()),
            ..article("first/1", &format!("Курс доллара {TIGHT}"), "2016-07-19T06:12:00Z")
        },
        Article {
            body: "Курс доллара вырос. Аналитики ждут ещё.".to_owned(),
            updated_at: "2016-07-20T08:00:00Z".parse().ok(),
            ..article("https://news.example/second", "Доллар: курс растёт", "2016-07-20T06:00:00Z")
        },
        article("undated", "Курс доллара без даты", ""),
        article("future", "Курс доллара завтра", "2016-07-21T09:00:00Z"),
        article("nameless", "", "2016-07-20T05:00:00Z"),
    ];
    articles.extend(
        (0..30).map(|number| article(&format!("old/{number}"), "Старый курс", "2015-01-01T00:00:00Z")),
    );
    articles
}

fn archive() -> TestArchive {
    TestArchive::of(&news())
}

fn texts<'a>(node: Node<'a, '_>, name: &str) -> Vec<&'a str> {
    let found = node.children().filter(|child| child.tag_name().name() == name);
    found.map(|child| child.text().unwrap_or_default()).collect()
}

fn elements<'a, 'd>(document: &'a Document<'d>, name: &str) -> Vec<Node<'a, 'd>> {
    document.descendants().filter(|node| node.tag_name().name() == name).collect()
}

/// Relations and addresses of the links of a node.
fn links<'a>(node: Node<'a, '_>) -> Vec<(&'a str, &'a str)> {
    let links = node.children().filter(|child| child.tag_name().name() == "link");
    links.filter_map(|link| Some((link.attribute("rel")?, link.attribute("href")?))).collect()
}

async fn get(archive: &TestArchive, uri: &str) -> Reply {
    let reply = archive.send(Request::get(uri).header("host", "search.localhost:7700")).await;
    assert_eq!(reply.status, 200, "{uri}: {}", reply.body);
    reply
}

#[tokio::test]
async fn a_search_is_an_rss_feed() {
    let reply = get(&archive(), &format!("/search.rss?q={}&utm_source=x", encoded("курс доллара"))).await;
    assert_eq!(reply.header("content-type"), "application/rss+xml; charset=utf-8");
    assert_eq!(reply.header("cache-control"), "public, max-age=60");
    let document = Document::parse(&reply.body).unwrap();
    let channel = document.root_element().first_element_child().unwrap();
    assert_eq!(texts(channel, "title"), ["курс доллара — Вестник"]);
    assert_eq!(texts(channel, "lastBuildDate"), ["Thu, 21 Jul 2016 12:00:00 +0300"]);
    assert_eq!(texts(channel, "totalResults"), ["4"]);
    assert_eq!(texts(channel, "startIndex"), ["1"]);
    assert_eq!(texts(channel, "itemsPerPage"), ["20"]);
    assert_eq!(elements(&document, "Query")[0].attribute("searchTerms"), Some("курс доллара"));
    let query = format!("q={}", encoded("курс доллара"));
    assert_eq!(texts(channel, "link")[0], format!("http://search.localhost:7700/?{query}&sort=newest"));
    let own = format!("http://search.localhost:7700/search.rss?{query}");
    let description = "http://search.localhost:7700/opensearch.xml";
    assert_eq!(links(channel), [("self", own.as_str()), ("search", description)]);
    let items = elements(&document, "item");
    let guids: Vec<&str> = items.iter().flat_map(|item| texts(*item, "guid")).collect();
    assert_eq!(guids, ["future", "https://news.example/second", "first/1", "undated"]);
}

#[tokio::test]
async fn an_rss_item_tells_all_of_its_article_and_text_stays_text() {
    let reply = get(&archive(), &format!("/search.rss?rubric={}&count=100", encoded("экономика"))).await;
    let document = Document::parse(&reply.body).unwrap();
    let channel = document.root_element().first_element_child().unwrap();
    assert_eq!(texts(channel, "title"), ["экономика — Вестник"]);
    let item = |id: &str| {
        let items = elements(&document, "item");
        items.into_iter().find(|item| texts(*item, "guid") == [id]).unwrap()
    };
    let first = item("first/1");
    assert_eq!(texts(first, "title"), ["Курс доллара <b>Жирно</b> & «тесно» ]]>"]);
    assert_eq!(texts(first, "link"), ["https://news.example/?a=1&b=2"]);
    assert_eq!(texts(first, "description"), ["Курс доллара: &lt;b&gt;Жирно&lt;/b&gt; &amp; «тесно» ]]&gt;"]);
    assert_eq!(texts(first, "pubDate"), ["Tue, 19 Jul 2016 09:12:00 +0300"]);
    assert_eq!(texts(first, "creator"), ["Анна Орлова", "Пётр & Ко"]);
    assert_eq!(texts(first, "publisher"), ["РБК"]);
    assert_eq!(texts(first, "category"), ["Экономика", "валюта"]);
    let enclosure = first.children().find(|child| child.tag_name().name() == "enclosure").unwrap();
    assert_eq!(enclosure.attribute("type"), Some("image/jpeg"));
    assert_eq!(enclosure.attribute("url"), Some("https://news.example/1.jpg?w=1&h=2"));
    let undated = item("undated");
    assert_eq!(texts(undated, "pubDate"), [""; 0]);
    assert_eq!(texts(undated, "link"), ["http://search.localhost:7700/article/undated"]);
    assert_eq!(texts(item("nameless"), "title"), ["Без заголовка"]);
}

#[tokio::test]
async fn a_search_is_an_atom_feed() {
    let archive = archive();
    let reply = get(&archive, &format!("/search.atom?q={}&count=2", encoded("курс доллара"))).await;
    assert_eq!(reply.header("content-type"), "application/atom+xml; charset=utf-8");
    let document = Document::parse(&reply.body).unwrap();
    let feed = document.root_element();
    assert_eq!((feed.tag_name().name(), texts(feed, "title")[0]), ("feed", "курс доллара — Вестник"));
    assert_eq!(texts(feed, "updated"), ["2016-07-21T12:00:00+03:00"]);
    let own = format!("http://search.localhost:7700/search.atom?q={}", encoded("курс доллара"));
    assert_eq!(texts(feed, "id"), [format!("{own}&count=2")]);
    assert_eq!(
        links(feed)[..2],
        [("self", format!("{own}&count=2").as_str()), ("next", &format!("{own}&page=2&count=2"))]
    );
    let entries = elements(&document, "entry");
    let ids: Vec<&str> = entries.iter().flat_map(|entry| texts(*entry, "id")).collect();
    assert_eq!(ids, ["urn:vestnik:article:future", "https://news.example/second"]);
    assert_eq!(texts(entries[1], "updated"), ["2016-07-20T11:00:00+03:00"]);
    assert_eq!(texts(entries[1], "published"), ["2016-07-20T09:00:00+03:00"]);
    assert!(texts(entries[1], "summary")[0].starts_with("Курс доллара вырос."), "{}", reply.body);
    let second = get(&archive, &format!("/search.atom?q={}&count=2&page=2", encoded("курс доллара"))).await;
    let document = Document::parse(&second.body).unwrap();
    let relations: Vec<&str> =
        links(document.root_element()).into_iter().map(|(relation, _)| relation).collect();
    assert_eq!(relations, ["self", "previous", "alternate", "search"]);
    assert_eq!(texts(document.root_element(), "startIndex"), ["3"]);
    let first = elements(&document, "entry")[0];
    assert_eq!(texts(first, "title"), ["Курс доллара <b>Жирно</b> & «тесно» ]]>"]);
    assert_eq!(texts(first, "summary"), ["Курс доллара: <b>Жирно</b> & «тесно» ]]>"]);
    let undated = elements(&document, "entry")[1];
    assert_eq!((texts(undated, "updated").len(), texts(undated, "published").len()), (1, 0));
}

#[tokio::test]
async fn empty_feeds_are_feeds() {
    for archive in [TestArchive::empty(), archive()] {
        let rss = get(&archive, "/search.rss?q=%D1%8A%00%0B%3C&repair=off").await;
        let document = Document::parse(&rss.body).unwrap();
        assert!(elements(&document, "item").is_empty(), "{}", rss.body);
        let atom = get(&archive, "/search.atom?q=%D1%8A%00%0B%3C&repair=off").await;
        let document = Document::parse(&atom.body).unwrap();
        assert_eq!(texts(document.root_element(), "updated").len(), 1, "{}", atom.body);
    }
}

#[tokio::test]
async fn what_a_reader_has_is_not_sent_again() {
    let archive = archive();
    let state = archive.state();
    let first = get(&archive, "/search.rss").await;
    let (tag, modified) = (first.header("etag").to_owned(), first.header("last-modified").to_owned());
    for (name, value) in [("if-none-match", &tag), ("if-modified-since", &modified)] {
        let request = Request::get("/search.rss").header("host", "search.localhost:7700").header(name, value);
        let again = send(router(state.clone()), request).await;
        assert_eq!((again.status.as_u16(), again.body.as_str()), (304, ""), "{name}");
        assert_eq!(again.header("etag"), tag);
    }
    let other = archive.send(Request::get("/search.rss?count=1").header("if-none-match", &tag)).await;
    assert_eq!(other.status, 200);
    assert_ne!(other.header("etag"), tag);
}

#[tokio::test]
async fn wrong_values_are_problems_and_people_get_a_page() {
    let archive = archive();
    for uri in [
        "/search.rss?count=0",
        "/search.atom?page=0",
        "/search.rss?from=gestern",
        "/search.rss?page=500&count=100",
    ] {
        let reply = archive.get(uri).await;
        assert_eq!(
            (reply.status.as_u16(), reply.header("content-type")),
            (400, "application/problem+json"),
            "{uri}"
        );
        let page = archive.send(Request::get(uri).header("accept", "text/html")).await;
        assert_eq!(
            (page.status.as_u16(), page.header("content-type")),
            (400, "text/html; charset=utf-8"),
            "{uri}"
        );
    }
}

#[tokio::test]
async fn browsers_are_told_how_to_search() {
    let archive = archive();
    let state = archive.state_with(|settings| {
        "Северный курьер & Ко".clone_into(&mut settings.site_name);
        "https://search.example.ru".clone_into(&mut settings.public_url);
    });
    let reply = send(router(state), Request::get("/opensearch.xml")).await;
    assert_eq!(reply.header("content-type"), "application/opensearchdescription+xml; charset=utf-8");
    let document = Document::parse(&reply.body).unwrap();
    let root = document.root_element();
    assert_eq!(texts(root, "ShortName"), ["Северный курьер"]);
    assert_eq!(texts(root, "Description"), ["Поиск по архиву новостей «Северный курьер & Ко»"]);
    let urls: Vec<(&str, &str)> = elements(&document, "Url")
        .into_iter()
        .filter_map(|url| Some((url.attribute("type")?, url.attribute("template")?)))
        .collect();
    let base = "https://search.example.ru";
    let expected = [
        ("text/html", "/?q={searchTerms}&page={startPage?}"),
        ("application/rss+xml", "/search.rss?q={searchTerms}&page={startPage?}&count={count?}"),
        ("application/atom+xml", "/search.atom?q={searchTerms}&page={startPage?}&count={count?}"),
        ("application/x-suggestions+json", "/opensearch/suggest?q={searchTerms}"),
        ("application/opensearchdescription+xml", "/opensearch.xml"),
    ];
    assert_eq!(urls.len(), expected.len());
    for ((media_type, template), (expected_type, path)) in urls.into_iter().zip(expected) {
        assert_eq!((media_type, template), (expected_type, format!("{base}{path}").as_str()));
        let uri = path
            .replace("{searchTerms}", &encoded("курс"))
            .replace("{startPage?}", "")
            .replace("{count?}", "");
        assert_eq!(
            get(&archive, &uri).await.header("content-type").split(';').next(),
            Some(media_type),
            "{uri}"
        );
    }
}

#[tokio::test]
async fn browsers_are_given_suggestions_in_their_own_form() {
    let archive = archive();
    let reply = get(&archive, &format!("/opensearch/suggest?q={}", encoded("доллар: к"))).await;
    assert_eq!(reply.header("content-type"), "application/x-suggestions+json; charset=utf-8");
    let answer = reply.json();
    assert_eq!(answer[0], "доллар: к");
    let lists: Vec<&Vec<serde_json::Value>> = (1..4).map(|place| answer[place].as_array().unwrap()).collect();
    assert!(!lists[0].is_empty() && lists.iter().all(|list| list.len() == lists[0].len()), "{answer}");
    assert!(lists.iter().flat_map(|list| list.iter()).all(serde_json::Value::is_string), "{answer}");
    let typed = get(&archive, &format!("/opensearch/suggest?q={}&x=1", encoded("растёт"))).await.json();
    let place = typed[1].as_array().unwrap().iter().position(|text| text == "Доллар: курс растёт").unwrap();
    assert_eq!(typed[3][place], "http://search.localhost:7700/article/https%3A%2F%2Fnews.example%2Fsecond");
    let blank = get(&archive, "/opensearch/suggest?q=").await.json();
    assert_eq!(blank[1][0], "Экономика");
    assert_eq!(blank[2][0].as_str().unwrap().replace('\u{a0}', " "), "35 материалов");
    assert_eq!(blank[3][0], format!("http://search.localhost:7700/?rubric={}", encoded("Экономика")));
}

#[tokio::test]
async fn the_news_sitemap_holds_the_last_two_days() {
    let reply = get(&archive(), "/news-sitemap.xml").await;
    assert_eq!(reply.header("content-type"), "application/xml; charset=utf-8");
    let document = Document::parse(&reply.body).unwrap();
    let told: Vec<(&str, &str, &str)> = elements(&document, "url")
        .into_iter()
        .map(|url| {
            let inside = |name: &str| {
                url.descendants()
                    .find(|node| node.tag_name().name() == name)
                    .and_then(|node| node.text())
                    .unwrap()
            };
            assert_eq!((inside("name"), inside("language")), ("Вестник", "ru"));
            (inside("loc"), inside("publication_date"), inside("title"))
        })
        .collect();
    assert_eq!(
        told,
        [
            (
                "http://search.localhost:7700/article/https%3A%2F%2Fnews.example%2Fsecond",
                "2016-07-20T09:00:00+03:00",
                "Доллар: курс растёт"
            ),
            (
                "https://news.example/?a=1&b=2",
                "2016-07-19T09:12:00+03:00",
                "Курс доллара <b>Жирно</b> & «тесно» ]]>"
            ),
        ]
    );
    let empty = get(&TestArchive::empty(), "/news-sitemap.xml").await;
    assert_eq!(Document::parse(&empty.body).unwrap().root_element().tag_name().name(), "urlset");
}

#[tokio::test]
async fn the_news_sitemap_ends_at_a_thousand() {
    let many: Vec<Article> = (0..1_050)
        .map(|number| Article {
            id: format!("{number}"),
            title: "Новость".to_owned(),
            published_at: "2016-07-20T06:00:00Z".parse().ok(),
            ..Article::default()
        })
        .collect();
    let reply = get(&TestArchive::of(&many), "/news-sitemap.xml").await;
    assert_eq!(reply.body.matches("<loc>").count(), 1_000);
}

#[tokio::test]
async fn robots_are_told_what_to_list() {
    let reply = get(&archive(), "/robots.txt").await;
    assert_eq!(reply.header("content-type"), "text/plain; charset=utf-8");
    for line in ["User-agent: *", "Disallow: /api/", "Disallow: /1/", "Disallow: /*?q=", "Allow: /"] {
        assert!(reply.body.lines().any(|told| told == line), "{line}: {}", reply.body);
    }
    assert!(
        reply.body.contains("\nSitemap: http://search.localhost:7700/news-sitemap.xml\n"),
        "{}",
        reply.body
    );
}

#[tokio::test]
async fn pages_lead_to_feeds_and_say_what_they_stand_for() {
    let archive = archive();
    let query = encoded("курс");
    let page = get(&archive, &format!("/?sort=oldest&q=+{query}++&utm_source=x&page=2")).await.body;
    for part in [
        "<link rel=\"search\" type=\"application/opensearchdescription+xml\" title=\"Вестник\" href=\"/opensearch.xml\">",
        &format!("<link rel=\"canonical\" href=\"/?q={query}&amp;sort=oldest&amp;page=2\">"),
        "<meta name=\"robots\" content=\"noindex, follow\">",
    ] {
        assert!(page.contains(part), "{part}: {page}");
    }
    for (media_type, path) in
        [("application/rss+xml", "/search.rss"), ("application/atom+xml", "/search.atom")]
    {
        let link = format!("<link rel=\"alternate\" type=\"{media_type}\" href=\"");
        let href = page.split(&link).nth(1).and_then(|rest| rest.split('"').next()).unwrap();
        assert!(href.starts_with(&format!("{path}?q=+{query}")), "{href}");
        assert_eq!(get(&archive, href).await.header("content-type"), format!("{media_type}; charset=utf-8"));
    }
    let start = get(&archive, "/").await.body;
    assert!(start.contains("<link rel=\"canonical\" href=\"/\">") && !start.contains("noindex"), "{start}");
    assert!(start.contains("href=\"/search.rss\""), "{start}");
    let own = get(&archive, "/article/first/1").await.body;
    let canonical = "<link rel=\"canonical\" href=\"https://news.example/?a=1&amp;b=2\">";
    assert!(own.contains(canonical) && !own.contains("noindex"), "{own}");
    let here = get(&archive, "/article/undated?lang=en").await.body;
    assert!(here.contains("<link rel=\"canonical\" href=\"/article/undated\">"), "{here}");
}
