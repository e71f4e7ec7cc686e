//! Requests to the whole router, over a real index.

use axum::http::{Method, Request};
use serde_json::json;
use vestnik_schema::Article;

use crate::http::router;
use crate::http::testing::{Reply, TestArchive, encoded, send};

fn assert_problem(reply: &Reply, status: u16, code: &str) {
    assert_eq!(reply.header("content-type"), "application/problem+json", "{}", reply.body);
    let problem = reply.json();
    assert_eq!((reply.status.as_u16(), problem["code"].as_str()), (status, Some(code)), "{}", reply.body);
    assert_eq!(problem["status"], status);
}

fn assert_page(reply: &Reply, status: u16) {
    assert_eq!(reply.status.as_u16(), status, "{}", reply.body);
    assert_eq!(reply.header("content-type"), "text/html; charset=utf-8");
    for landmark in ["<header", "<nav", "<main ", "role=\"search\"", "<footer", "<h1"] {
        let times = reply.body.matches(landmark).count();
        assert!(times >= 1, "{landmark}: {}", reply.body);
        assert!(times == 1 || landmark == "<nav", "{landmark} {times} times: {}", reply.body);
    }
    assert!(!reply.body.contains(" style=") && !reply.body.contains("<script"), "{}", reply.body);
    let mut ids: Vec<&str> =
        reply.body.split(" id=\"").skip(1).filter_map(|rest| rest.split('"').next()).collect();
    let count = ids.len();
    ids.sort_unstable();
    ids.dedup();
    assert_eq!(ids.len(), count, "an id is given twice: {}", reply.body);
}

#[tokio::test]
async fn a_search_answers_as_documented() {
    let archive = TestArchive::sample();
    let uri = format!(
        "/api/v1/search?q={}&facets=rubric,tag&histogram=month&rubric={}",
        encoded("керри"),
        encoded("политика")
    );
    let reply = archive.get(&uri).await;
    assert_eq!(reply.status, 200, "{}", reply.body);
    assert_eq!(reply.header("content-type"), "application/json");
    let answer = reply.json();
    assert_eq!(answer["total"], 1);
    assert_eq!((&answer["query"]["text"], &answer["query"]["warnings"]), (&json!("керри"), &json!([])));
    assert_eq!(answer["facets"]["rubric"], json!([{ "value": "Политика", "count": 1 }]));
    assert_eq!(answer["facets"]["tag"], json!([{ "value": "Сирия", "count": 1 }]));
    assert_eq!(answer["histogram"], json!([{ "from": "2016-07-01", "to": "2016-07-31", "count": 1 }]));
    let hit = &answer["hits"][0];
    assert_eq!(hit["id"], "world/1:kerri");
    assert_eq!(hit["published_at"], "2016-07-15T09:12:00+03:00");
    assert_eq!(hit["title_segments"][0], json!({ "text": "Керри", "match": true }));
}

#[tokio::test]
async fn cursors_walk_through_all_hits_without_repeating_one() {
    let archive = TestArchive::sample();
    let base = format!("/api/v1/search?q={}&sort=oldest&per_page=10", encoded("матч"));
    let (mut ids, mut uri) = (Vec::new(), base.clone());
    loop {
        let answer = archive.get(&uri).await.json();
        let hits = answer["hits"].as_array().unwrap().clone();
        ids.extend(hits.iter().map(|hit| hit["id"].as_str().unwrap().to_owned()));
        let Some(cursor) = answer["next_cursor"].as_str() else { break };
        uri = format!("{base}&cursor={cursor}");
    }
    assert_eq!(ids.len(), 25);
    ids.sort_unstable();
    ids.dedup();
    assert_eq!(ids.len(), 25);
}

#[tokio::test]
async fn refused_requests_get_problems() {
    let archive = TestArchive::sample();
    let long = format!("/api/v1/search?q={}", "x".repeat(40_000));
    let table = [
        ("/api/v1/search?qq=x", 400, "unknown_parameter"),
        ("/api/v1/search?page=0", 400, "invalid_parameter"),
        ("/api/v1/search?from=yesterday", 400, "invalid_parameter"),
        ("/api/v1/search?q=%ff", 400, "invalid_encoding"),
        ("/api/v1/search?sort=newest&sort=oldest", 400, "repeated_parameter"),
        ("/api/v1/rubrics?x=1", 400, "unknown_parameter"),
        ("/api/v1/articles/none", 404, "article_not_found"),
        ("/api/v1/articles/%ff", 400, "invalid_encoding"),
        ("/api/v1/nothing", 404, "not_found"),
        ("/nothing", 404, "not_found"),
        ("/assets/nothing.css", 404, "not_found"),
        ("/docs/nothing.js", 404, "not_found"),
        (&long, 414, "uri_too_long"),
    ];
    for (uri, status, code) in table {
        assert_problem(&archive.get(uri).await, status, code);
    }
}

#[tokio::test]
async fn a_wrong_method_is_told_the_right_ones() {
    let archive = TestArchive::empty();
    for uri in ["/", "/api/v1/search", "/livez"] {
        let reply = archive.send(Request::post(uri)).await;
        assert!(reply.header("allow").contains("GET"), "{uri}: {:?}", reply.headers);
        assert_eq!(reply.status, 405);
    }
    assert_problem(&archive.send(Request::delete("/api/v1/rubrics")).await, 405, "method_not_allowed");
}

#[tokio::test]
async fn head_is_get_without_a_body() {
    let archive = TestArchive::sample();
    for uri in ["/", "/api/v1/search?q=x", "/livez", "/docs/"] {
        let reply = archive.send(Request::builder().method(Method::HEAD).uri(uri)).await;
        assert_eq!((reply.status.as_u16(), reply.body.as_str()), (200, ""), "{uri}");
    }
}

#[tokio::test]
async fn an_article_is_found_by_an_id_with_slashes_and_colons() {
    let archive = TestArchive::sample();
    for path in ["world/1:kerri", "world%2F1%3Akerri"] {
        let reply = archive.get(&format!("/api/v1/articles/{path}")).await;
        assert_eq!(reply.json()["title"], "Керри прибыл в Москву");
        assert_eq!(reply.json()["published_at"], "2016-07-15T09:12:00+03:00");
    }
}

#[tokio::test]
async fn small_addresses_answer() {
    let archive = TestArchive::sample();
    let rubrics = archive.get("/api/v1/rubrics").await.json();
    assert_eq!(rubrics["rubrics"][0], json!({ "value": "Спорт", "count": 25 }));
    assert_eq!(archive.get("/livez").await.json(), json!({ "status": "ok" }));
    assert_eq!(archive.get("/readyz").await.json(), json!({ "status": "ok", "running": 0, "waiting": 0 }));
    let document = archive.get("/api/v1/openapi.json").await.json();
    assert!(document["paths"]["/api/v1/search"]["get"].is_object());
    assert_eq!(archive.get("/docs").await.header("location"), "/docs/");
}

#[tokio::test]
async fn the_api_viewer_loads_nothing_from_other_hosts() {
    let archive = TestArchive::empty();
    let index = archive.get("/docs/").await;
    assert!(index.body.contains("swagger-ui"), "{}", index.body);
    for address in ["src=\"http", "href=\"http", "src=\"//", "href=\"//"] {
        assert!(!index.body.contains(address), "{}", index.body);
    }
    let start = archive.get("/docs/swagger-initializer.js").await.body;
    assert!(
        start.contains("../api/v1/openapi.json") && start.contains("\"validatorUrl\": \"none\""),
        "{start}"
    );
    assert_eq!(archive.get("/docs/swagger-ui-bundle.js").await.status, 200);
    assert!(index.header("content-security-policy").starts_with("default-src 'none'; script-src 'self'"));
}

#[tokio::test]
async fn every_answer_carries_an_id_and_security_headers() {
    let archive = TestArchive::empty();
    let given = archive.send(Request::get("/livez").header("x-request-id", "abc-1")).await;
    assert_eq!(given.header("x-request-id"), "abc-1");
    let forged = archive.send(Request::get("/nothing").header("x-request-id", "a b\tc")).await;
    assert_eq!(forged.header("x-request-id").len(), 16);
    assert_ne!(forged.header("x-request-id"), archive.get("/livez").await.header("x-request-id"));
    for (name, value) in [
        ("x-content-type-options", "nosniff"),
        ("referrer-policy", "same-origin"),
        ("cache-control", "no-cache"),
    ] {
        assert_eq!(forged.header(name), value);
    }
    assert!(forged.header("content-security-policy").contains("style-src 'self'"));
}

#[tokio::test]
async fn answers_are_compressed_for_those_who_can_read_it() {
    let archive = TestArchive::sample();
    for encoding in ["gzip", "br", "zstd"] {
        let reply = archive.send(Request::get("/").header("accept-encoding", encoding)).await;
        assert_eq!(reply.header("content-encoding"), encoding);
    }
    assert_eq!(archive.get("/").await.header("content-encoding"), "");
}

#[tokio::test]
async fn own_files_are_cached_for_good_under_names_that_change() {
    let archive = TestArchive::empty();
    let page = archive.get("/").await.body;
    let address = page.split("rel=\"stylesheet\" href=\"").nth(1).unwrap().split('"').next().unwrap();
    let style = archive.get(address).await;
    assert_eq!(style.status, 200);
    assert!(style.header("cache-control").contains("immutable"));
    let tag = style.header("etag").to_owned();
    let again = archive.send(Request::get(address).header("if-none-match", tag)).await;
    assert_eq!((again.status.as_u16(), again.body.as_str()), (304, ""));
}

#[tokio::test]
async fn a_full_queue_is_told_to_programs_and_to_people() {
    let archive = TestArchive::sample();
    let state = archive.state_with(|settings| settings.queue_limit = 1);
    let (release, released) = std::sync::mpsc::channel::<()>();
    let (begin, begun) = std::sync::mpsc::channel();
    let pool = state.pool().clone();
    let busy = tokio::spawn(async move {
        let job = move |_: &_| {
            begin.send(()).unwrap();
            released.recv().ok();
        };
        pool.run(job).await
    });
    while begun.try_recv().is_err() {
        tokio::task::yield_now().await;
    }
    let pool = state.pool().clone();
    let waiting = tokio::spawn(async move { pool.run(|_| ()).await });
    while state.load().waiting == 0 {
        tokio::task::yield_now().await;
    }
    let reply = send(router(state.clone()), Request::get("/api/v1/search?q=x")).await;
    assert_problem(&reply, 503, "overloaded");
    assert_eq!(reply.header("retry-after"), "1");
    let page = send(router(state), Request::get("/?q=x")).await;
    assert_page(&page, 503);
    assert!(page.body.contains("слишком много запросов"), "{}", page.body);
    drop(release);
    assert_eq!((busy.await.unwrap(), waiting.await.unwrap()), (Ok(()), Ok(())));
}

#[tokio::test]
async fn the_start_page_shows_the_archive() {
    let page = TestArchive::sample().get("/").await;
    assert_page(&page, 200);
    let text = page.body.replace('\u{a0}', " ");
    assert!(text.contains("В архиве 28 материалов: с 10 января 2015 по 19 июля 2016"), "{text}");
    assert!(text.contains(" autofocus") && !text.contains("noindex"), "{text}");
    assert!(text.contains("Последние материалы") && text.contains("href=\"/?rubric="), "{text}");
}

#[tokio::test]
async fn an_empty_archive_says_so() {
    let page = TestArchive::empty().get("/").await;
    assert_page(&page, 200);
    assert!(page.body.contains("Архив пока пуст"), "{}", page.body);
}

#[tokio::test]
async fn a_results_page_shows_hits_filters_and_pages() {
    let archive = TestArchive::sample();
    let page = archive.get(&format!("/?q={}", encoded("матч"))).await;
    assert_page(&page, 200);
    let text = page.body.replace('\u{a0}', " ");
    for part in [
        "Найдено 25 материалов",
        "<mark>Матч</mark>",
        "<aside",
        "noindex",
        "rel=\"next\"",
        "aria-current=\"page\"",
        "role=\"img\"",
        "<span class=\"name\">Спорт</span> <span class=\"count\">25</span>",
    ] {
        assert!(text.contains(part), "{part}: {text}");
    }
    assert!(!text.contains("autofocus"), "{text}");
}

#[tokio::test]
async fn markup_in_articles_and_queries_stays_text() {
    let archive = TestArchive::sample();
    let page = archive.get(&format!("/?q={}", encoded("script \"><script>alert(2)</script>"))).await;
    assert_page(&page, 200);
    let page = archive.get(&format!("/?q={}", encoded("заголовке разметке"))).await;
    assert_page(&page, 200);
    assert!(page.body.contains("&lt;") && !page.body.contains("javascript:"), "{}", page.body);
    let reflected = archive.get(&format!("/?q=x&rubric={0}&from={0}", encoded("\"><script>"))).await;
    assert_page(&reflected, 400);
}

#[tokio::test]
async fn nothing_found_offers_what_would_be_found() {
    let archive = TestArchive::sample();
    let uri = format!("/?q={}&rubric={}", encoded("керри"), encoded("Спорт"));
    let page = archive.get(&uri).await;
    assert_page(&page, 200);
    let text = page.body.replace('\u{a0}', " ");
    assert!(text.contains("Ничего не найдено"), "{text}");
    assert!(text.contains("Без фильтра «Рубрики»: 1 материал"), "{text}");
    assert!(text.contains("Проверьте, нет ли опечатки"), "{text}");
}

#[tokio::test]
async fn periods_are_offered_with_counts() {
    let text = TestArchive::sample().get("/?sort=newest").await.body.replace('\u{a0}', " ");
    for (name, count) in [("За день", 1), ("За неделю", 2), ("За год", 12)] {
        let expected = format!("<span class=\"name\">{name}</span> <span class=\"count\">{count}</span>");
        assert!(text.contains(&expected), "{expected}: {text}");
    }
}

#[tokio::test]
async fn odd_addresses_get_pages_not_json() {
    let archive = TestArchive::sample();
    let table = [
        ("/?page=0", 400),
        ("/?page=999999", 400),
        ("/?q=%ff", 400),
        ("/?sort=best", 400),
        ("/?to=32.13.2016", 400),
        ("/?page=900", 200),
        ("/?utm_source=x&fbclid=%zz", 200),
        ("/?q=&rubric=&from=&to=&sort=", 200),
        ("/?lang=en&page=0", 400),
    ];
    for (uri, status) in table {
        assert_page(&archive.get(uri).await, status);
    }
    let browser = Request::get("/nothing").header("accept", "text/html,*/*;q=0.8");
    assert_page(&archive.send(browser).await, 404);
    let api = Request::get("/api/v1/nothing").header("accept", "text/html");
    assert_problem(&archive.send(api).await, 404, "not_found");
}

#[tokio::test]
async fn the_page_speaks_english_and_its_links_keep_to_it() {
    let archive = TestArchive::sample();
    let page = archive.get(&format!("/?lang=en&q={}", encoded("матч"))).await;
    assert_page(&page, 200);
    assert!(page.body.contains("<html lang=\"en\">"));
    assert!(page.body.contains("articles found"), "{}", page.body);
    assert!(page.body.contains("<input type=\"hidden\" name=\"lang\" value=\"en\">"), "{}", page.body);
    assert!(page.body.contains("page=2&amp;lang=en"), "{}", page.body);
}

#[tokio::test]
async fn an_article_without_an_address_elsewhere_has_a_page_here() {
    let article = Article {
        id: "h-1/ё?#%&<\"".to_owned(),
        title: "Письмо <b>без</b> адреса".to_owned(),
        lead: "Кратко & ясно.".to_owned(),
        body: "Первый <i>абзац</i>.\n\nВторой абзац.".to_owned(),
        captions: vec!["Вид <u>сверху</u>".to_owned()],
        rubrics: vec!["Общество".to_owned()],
        authors: vec!["Анна Орлова".to_owned()],
        source: Some("Вестник".to_owned()),
        published_at: "2016-07-15T06:12:00Z".parse().ok(),
        ..Article::default()
    };
    let archive = TestArchive::of(&[article]);
    for (lang, uri) in [("ru", "/?sort=newest"), ("en", "/?sort=newest&lang=en")] {
        let list = archive.get(uri).await.body;
        let href = list.split("<h3><a href=\"").nth(1).unwrap().split('"').next().unwrap();
        let page = archive.get(href).await;
        assert_page(&page, 200);
        let text = page.body.replace('\u{a0}', " ");
        for part in [
            &format!("<html lang=\"{lang}\">"),
            "<h1>Письмо &lt;b&gt;без&lt;/b&gt; адреса</h1>",
            "Кратко &amp; ясно.",
            "<p>Первый &lt;i&gt;абзац&lt;/i&gt;.</p><p>Второй абзац.</p>",
            "Вид &lt;u&gt;сверху&lt;/u&gt;",
            "Общество",
            "Анна Орлова",
            "Вестник",
            "09:12</time>",
            "<link rel=\"canonical\" href=\"/article/h-1%2F%D1%91%3F%23%25%26%3C%22\">",
            "href=\"/article/h-1%2F%D1%91%3F%23%25%26%3C%22",
        ] {
            assert!(text.contains(part), "{part}: {text}");
        }
        assert!(!text.contains("Открыть на сайте") && !text.contains("Open at the site"), "{text}");
        assert!(page.header("content-security-policy").starts_with("default-src 'none'"));
    }
}

#[tokio::test]
async fn an_article_page_links_to_web_addresses_only_and_is_always_a_page() {
    let archive = TestArchive::sample();
    let page = archive.get("/article/world/1:kerri").await;
    assert_page(&page, 200);
    let link = "<a href=\"https://news.example/kerri\">Открыть на сайте</a>";
    assert!(page.body.contains(link), "{}", page.body);
    let evil = archive.get("/article/evil").await;
    assert_page(&evil, 200);
    assert!(!evil.body.contains("javascript:") && !evil.body.contains("Открыть"), "{}", evil.body);
    for uri in ["/article/none", "/article/%ff", "/article/", "/article/none?lang=en&page=0"] {
        assert_page(&archive.get(uri).await, 404);
    }
    assert!(archive.get("/article/none").await.body.contains("Такого материала нет"));
}

#[tokio::test]
async fn a_period_that_ends_before_it_begins_is_empty_and_says_so() {
    let archive = TestArchive::sample();
    for query in
        ["from=2017&to=2016", "from=2016-07-16&to=2016-07-15", "from=2016-07-15T09:13&to=2016-07-15T09:12"]
    {
        let answer = archive.get(&format!("/api/v1/search?{query}")).await.json();
        assert_eq!(
            (&answer["total"], &answer["query"]["warnings"][0]["code"]),
            (&json!(0), &json!("empty_period"))
        );
        let page = archive.get(&format!("/?q=x&{query}")).await;
        assert_page(&page, 200);
        assert!(page.body.contains("Начало периода позже его конца"), "{}", page.body);
    }
    for query in
        ["from=2016&to=2016", "from=2016-07-15&to=2016-07", "from=2016-07-15T09:12&to=2016-07-15T09:12"]
    {
        let answer = archive.get(&format!("/api/v1/search?{query}")).await.json();
        assert_eq!(answer["query"]["warnings"], json!([]), "{query}");
    }
}

#[tokio::test]
async fn a_wrong_date_is_told_once_with_what_is_allowed() {
    let archive = TestArchive::sample();
    let allowed = "a year 2016, a month 2016-07, a day 2016-07-15 or a moment 2016-07-15T09:12[:30][+03:00]";
    let problem = archive.get("/api/v1/search?from=2016-13-01").await.json();
    assert_eq!(problem["allowed"], allowed);
    assert_eq!(problem["detail"], format!("`from` cannot be `2016-13-01`; allowed: {allowed}"));
    let document = archive.get("/api/v1/openapi.json").await.json();
    for parameter in document["paths"]["/api/v1/search"]["get"]["parameters"].as_array().unwrap() {
        if parameter["name"] == "from" || parameter["name"] == "to" {
            assert!(parameter["description"].as_str().unwrap().contains(allowed), "{parameter}");
        }
    }
}

#[tokio::test]
async fn the_page_of_a_bad_parameter_leads_on_without_it() {
    let archive = TestArchive::sample();
    let table = [
        ("q=x&rubric=y&sort=best", ["«best»", "relevance, newest, oldest", "/?q=x&amp;rubric=y"]),
        ("q=x&to=2016-13-01&from=2016", ["«2016-13-01»", "месяц 2016-07", "/?q=x&amp;from=2016"]),
        ("q=x&page=5000", ["«5000»", "от 1 до 1000", "/?q=x"]),
        ("q=x&sort=newest&sort=oldest", ["«sort»", "несколько раз", "/?q=x&amp;sort=newest"]),
        ("q=x&tag=%ff", ["«tag»", "«%ff»", "/?q=x"]),
    ];
    for (query, parts) in table {
        let page = archive.get(&format!("/?{query}")).await;
        assert_page(&page, 400);
        assert!(page.body.contains("name=\"q\" value=\"x\""), "{query}: {}", page.body);
        let on = format!("<a href=\"{}\">Продолжить без этого параметра</a>", parts[2]);
        for part in [parts[0], parts[1], &on] {
            assert!(page.body.contains(part), "{query}: {part}: {}", page.body);
        }
        let on = parts[2].replace("&amp;", "&");
        assert_eq!(archive.get(&on).await.status, 200, "{on}");
    }
}

#[tokio::test]
async fn refusals_are_described() {
    let document = TestArchive::empty().get("/api/v1/openapi.json").await.json();
    for path in ["/api/v1/search", "/api/v1/articles/{id}", "/api/v1/rubrics"] {
        let responses = &document["paths"][path]["get"]["responses"];
        assert!(responses["400"].is_object(), "{path}: {responses}");
        let busy = responses["503"]["description"].as_str().unwrap();
        for part in ["overloaded", "search_timeout", "Retry-After"] {
            assert!(busy.contains(part), "{path}: {busy}");
        }
    }
}

#[tokio::test]
async fn advice_fits_the_query() {
    let archive = TestArchive::sample();
    let (typo, fewer, quotes) = ("нет ли опечатки", "Уберите лишнее", "Снимите кавычки");
    let table = [
        ("абырвалг", vec![typo]),
        ("абырвалг ыыы", vec![typo, fewer]),
        ("«абырвалг»", vec![typo, quotes]),
        ("\"абырвалг ыыы\"", vec![typo, fewer, quotes]),
        ("", vec![]),
    ];
    for (query, expected) in table {
        let page = archive.get(&format!("/?tag={}&q={}", encoded("нет такой"), encoded(query))).await;
        assert_page(&page, 200);
        assert!(page.body.contains("Ничего не найдено"), "{}", page.body);
        for tip in [typo, fewer, quotes] {
            assert_eq!(page.body.contains(tip), expected.contains(&tip), "{query}: {tip}: {}", page.body);
        }
        assert_eq!(page.body.contains("Что можно сделать"), !expected.is_empty(), "{query}");
    }
    let start = TestArchive::empty().get("/").await.body;
    assert!(start.contains("Архив пока пуст") && !start.contains("В архиве"), "{start}");
}

#[tokio::test]
async fn the_chart_tells_its_maximum() {
    let archive = TestArchive::sample();
    for (lang, label) in [("ru", "до\u{a0}"), ("en", "up to\u{a0}")] {
        let page = archive.get(&format!("/?q={}&lang={lang}", encoded("матч"))).await.body;
        let label = format!("<p class=\"most\" aria-hidden=\"true\">{label}3</p>");
        assert!(page.contains(&label), "{label}: {page}");
    }
}
