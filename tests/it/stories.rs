//! Reports of one event as one hit, and articles like an article.

use std::collections::BTreeMap;

use serde_json::{Value, json};
use vestnik_tests::{TestIndex, encode};

/// Words of an event and of what else is told beside it.
const EVENTS: [(&str, &str); 3] = [
    ("ledohod", "Ледоход сломал опору пешеходного моста в Череповце"),
    ("tigry", "Амурские тигры перешли границу заповедника у Хабаровска"),
    ("opera", "Оперный театр в Перми открыл сезон премьерой Чайковского"),
];

/// Three reports of each event within a day, one of the same words two weeks later, and articles on nothing of it.
fn articles() -> Vec<Value> {
    let mut articles = Vec::new();
    let report = |id: String, title: &str, rubric: &str, day: u32| {
        json!({ "id": id, "title": title, "body": format!("{title}. Сообщает город."), "rubrics": [rubric],
                "source": format!("Газета {day}"), "published_at": format!("2024-03-{day:02}T10:00:00Z") })
    };
    for (id, title) in EVENTS {
        for (number, rubric) in ["Общество", "Общество", "Мир"].into_iter().enumerate() {
            articles.push(report(format!("{id}/{number}"), title, rubric, 10 + u32::from(number > 1)));
        }
        articles.push(report(format!("{id}/later"), title, "Общество", 25));
    }
    for (number, word) in ["налог", "хоккей", "урожай", "ремонт", "музей"].into_iter().enumerate()
    {
        let title = format!("{word} номер {number} обсудили");
        articles.push(report(format!("other/{number}"), &title, "Общество", 12));
    }
    articles
}

/// Ids by what a hit gathers, over all pages of an answer.
fn gathered(ask: impl Fn(usize) -> Value, pages: usize) -> BTreeMap<String, Vec<String>> {
    let id = |article: &Value| article["id"].as_str().expect("an id").to_owned();
    let mut all = BTreeMap::new();
    for page in 1..=pages {
        for hit in ask(page)["hits"].as_array().expect("hits") {
            let others: Vec<String> = match &hit["story"] {
                Value::Null => Vec::new(),
                story => {
                    let others = story["articles"].as_array().expect("articles");
                    assert_eq!(story["more"], others.len(), "all are listed where they are few");
                    others.iter().map(id).collect()
                }
            };
            assert!(all.insert(id(hit), others).is_none(), "{hit} is there twice");
        }
    }
    all
}

#[test]
fn reports_of_one_event_are_one_hit_over_all_pages() {
    let index = TestIndex::of_articles(&articles());
    let server = index.serve();
    for per_page in ["100", "2", "3"] {
        let ask = |page: usize| {
            server.search(&[
                ("q", "город"),
                ("group", "story"),
                ("per_page", per_page),
                ("page", &page.to_string()),
            ])
        };
        let answer = ask(1);
        assert_eq!((&answer["total"], &answer["stories"]), (&json!(17), &json!(11)));
        assert_eq!(answer["next_cursor"], Value::Null);
        let stories = gathered(ask, 17);
        assert_eq!(stories.len(), 11, "{stories:?}");
        assert_eq!(stories.len() + stories.values().map(Vec::len).sum::<usize>(), 17, "none is lost");
        for (event, _) in EVENTS {
            let own = |id: &str| id.starts_with(event) && !id.ends_with("later");
            let (first, others) = stories.iter().find(|(first, _)| own(first)).expect("the event");
            assert_eq!(others.len(), 2, "{first}: {others:?}");
            assert!(others.iter().all(|other| own(other)), "{first}: {others:?}");
            assert_eq!(stories[&format!("{event}/later")], [""; 0], "two weeks later it is another event");
        }
    }
    let plain = server.search(&[("q", "город")]);
    assert_eq!((plain["hits"][0].get("story"), plain.get("stories")), (None, None), "only who asks");
}

#[test]
fn what_is_behind_the_compared_hits_follows_one_by_one() {
    let report = |id: String, title: &str, day: u32| json!({ "id": id, "title": title, "body": "Сообщает город.", "published_at": format!("2024-03-{day:02}T10:00:00Z") });
    let copies = (0..25).map(|number| report(format!("copy/{number}"), EVENTS[0].1, 20));
    let others = (0..300).map(|number| report(format!("other/{number}"), &format!("Заметка {number}"), 10));
    let index = TestIndex::of_articles(&copies.chain(others).collect::<Vec<_>>());
    let server = index.serve();
    let (mut seen, mut shown) = (Vec::new(), 0);
    for page in ["1", "2", "3", "4"] {
        let answer = server.search(&[
            ("q", "город"),
            ("group", "story"),
            ("sort", "newest"),
            ("per_page", "100"),
            ("page", page),
        ]);
        assert_eq!(
            (&answer["total"], &answer["stories"]),
            (&json!(325), &Value::Null),
            "not all were compared"
        );
        for hit in answer["hits"].as_array().expect("hits") {
            let id = hit["id"].as_str().expect("an id").to_owned();
            shown += 1 + hit["story"]["more"].as_u64().unwrap_or_default();
            if id.starts_with("copy/") {
                assert_eq!(hit["story"]["more"], 24);
                assert_eq!(
                    hit["story"]["articles"].as_array().map(Vec::len),
                    Some(20),
                    "the first are listed"
                );
            }
            seen.push(id);
        }
    }
    assert_eq!((seen.len(), shown), (301, 325));
    seen.sort_unstable();
    seen.dedup();
    assert_eq!(seen.len(), 301, "none is there twice");
}

#[test]
fn a_story_holds_what_the_filters_permit_and_the_archive_has() {
    let index = TestIndex::of_articles(&articles());
    let counts = |filters: &[(&str, &str)]| {
        let server = index.serve();
        let parameters = [&[("q", "ледоход"), ("group", "story"), ("sort", "oldest")], filters].concat();
        let answer = server.search(&parameters);
        let hits = answer["hits"].as_array().expect("hits").clone();
        let more =
            hits.iter().map(|hit| hit["story"]["more"].as_u64().unwrap_or_default()).collect::<Vec<_>>();
        (answer["total"].as_u64(), more)
    };
    assert_eq!(counts(&[]), (Some(4), vec![2, 0]));
    assert_eq!(counts(&[("rubric", "Общество")]), (Some(3), vec![1, 0]));
    assert_eq!(counts(&[("rubric", "Мир")]), (Some(1), vec![0]));
    assert_eq!(counts(&[("to", "2024-03-10")]), (Some(2), vec![1]));
    index.vestnik(&["delete", "ledohod/1"]).run().ok();
    assert_eq!(counts(&[]), (Some(3), vec![1, 0]));
}

#[test]
fn cursors_and_stories_do_not_go_together() {
    let index = TestIndex::of_articles(&articles());
    let server = index.serve();
    let cursor = server.search(&[("q", "город"), ("per_page", "1")])["next_cursor"]
        .as_str()
        .expect("a cursor")
        .to_owned();
    let problem = server
        .get(&format!("/api/v1/search?q={}&cursor={cursor}&group=story", encode("город".as_bytes())))
        .problem(400);
    assert!(problem["detail"].as_str().is_some_and(|detail| detail.contains("page")), "{problem}");
    server.get("/api/v1/search?group=event").problem(400);
}

#[test]
fn the_page_tells_the_rest_of_a_story() {
    let index = TestIndex::of_articles(&articles());
    let server = index.serve();
    let query = encode("ледоход".as_bytes());
    let page = server.get(&format!("/?q={query}")).is(200).text();
    assert!(page.contains(&format!("href=\"/?q={query}&amp;group=story\"")), "the way to stories: {page}");
    let page = server.get(&format!("/?q={query}&group=story")).is(200).text().replace('\u{a0}', " ");
    assert!(page.contains("<summary>Ещё 2 материала о том же</summary>"), "{page}");
    assert!(page.contains("/article/ledohod%2F"), "each leads to its article: {page}");
    assert!(page.contains("Не объединять сюжеты"), "{page}");
    let english =
        server.get(&format!("/?q={query}&group=story&lang=en")).is(200).text().replace('\u{a0}', " ");
    assert!(english.contains("2 articles more on the same story"), "{english}");
    index.search(&["--group-stories", "ледоход"]).ok().says(&["2 more on the same story:"]);
}

#[test]
fn related_articles_are_like_the_article() {
    let mut articles = articles();
    let body = "Ледоход на Шексне закончился, мост в Череповце открыт, опору чинят.";
    articles.push(json!({ "id": "bridge", "title": "Мост в Череповце открыли после ледохода", "body": body,
                          "published_at": "2024-03-12T10:00:00Z" }));
    let index = TestIndex::of_articles(&articles);
    let server = index.serve();
    let related = |id: &str, query: &str| {
        server.get(&format!("/api/v1/articles/{}/related{query}", encode(id.as_bytes()))).ok()
    };
    let answer = related("bridge", "?limit=2");
    let found = answer["articles"].as_array().expect("articles");
    assert_eq!(found.len(), 2);
    for article in found {
        assert!(article["id"].as_str().is_some_and(|id| id.starts_with("ledohod/")), "{article}");
        let likeness = article["likeness"].as_f64().expect("a number");
        assert!(likeness > 0.0 && likeness < 0.95, "{article}");
    }
    let all = related("bridge", "?limit=50");
    let stories: BTreeMap<&str, &Value> = all["articles"]
        .as_array()
        .expect("articles")
        .iter()
        .map(|article| (article["id"].as_str().expect("an id"), &article["same_story"]))
        .collect();
    assert_eq!(stories["ledohod/0"], true);
    assert_eq!(stories["ledohod/later"], false, "the same words two weeks later");
    assert!(!stories.contains_key("bridge"), "not the article itself");

    let copies = related("ledohod/0", "");
    assert!(
        copies["articles"]
            .as_array()
            .expect("articles")
            .iter()
            .all(|article| { article["id"].as_str().is_some_and(|id| !id.starts_with("ledohod/")) }),
        "copies are left out: {copies}"
    );

    let unknown = server.get("/api/v1/articles/nothing/related").problem(404);
    assert_eq!(
        unknown["type"].as_str().map(|kind| kind.contains("article_not_found")),
        Some(true),
        "{unknown}"
    );
    server.get("/api/v1/articles/bridge/related?limit=0").problem(400);
    server.get("/api/v1/articles/bridge/related?q=1").problem(400);
    server.get("/api/v1/articles/bridge?limit=1").problem(400);
    let page = server.get("/article/bridge").is(200).text();
    assert!(page.contains("Похожие материалы"), "{page}");
}

#[test]
fn an_article_whose_id_ends_like_the_address_of_its_kin_is_found() {
    let odd = json!({ "id": "a/related", "title": "Редкое имя", "body": "Текст." });
    let index = TestIndex::of_articles(&[odd, json!({ "id": "a", "title": "Другая", "body": "Текст." })]);
    let server = index.serve();
    assert_eq!(server.get("/api/v1/articles/a/related").ok()["title"], "Редкое имя");
    assert_eq!(server.get("/api/v1/articles/a/related/related").ok()["id"], "a/related");
}
