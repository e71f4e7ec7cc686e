use jiff::tz::TimeZone;
use proptest::prelude::*;
use vestnik_schema::Article;

use super::*;

const TEXT: &str = "Мэрия Самары сообщила, что новый мост через Волгу открыли в понедельник утром. \
    Первыми по нему проехали автобусы и велосипедисты, за ними — колонна строителей. \
    Работы шли четыре года и обошлись в двенадцать миллиардов рублей, рассказал главный инженер. \
    Движение по старой переправе закроют на ремонт до конца осени, говорится в сообщении.";

fn article(html: &str) -> Article {
    let zone = TimeZone::get("Europe/Moscow").unwrap();
    read_page(html, Some("https://news.example/2026/07/most?utm_source=x"))
        .unwrap_or_else(|flaw| panic!("{flaw:?}"))
        .into_article(&zone)
        .unwrap()
        .article
}

fn reason(html: &str) -> Option<SkipReason> {
    read_page(html, None).err().map(|flaw| flaw.reason)
}

fn paragraphs() -> String {
    format!("<p>{}</p>", TEXT.replace(". ", ".</p>\n<p>"))
}

#[test]
fn a_page_with_json_ld_is_read_from_it() {
    let json = format!(
        r#"{{"@context": "https://schema.org", "@graph": [
            {{"@type": "WebSite", "name": "Волжский вестник", "url": "https://news.example/"}},
            {{"@type": ["NewsArticle"], "headline": "Мост открыт &mdash; движение идёт",
              "description": "Четыре года стройки", "articleBody": "{}",
              "datePublished": "2026-07-15T09:12:00+04:00", "dateModified": "2026-07-15T10:00:00+04:00",
              "author": [{{"@type": "Person", "name": "Анна Лугова"}}, {{"@type": "Person", "name": "Иван Котов"}}],
              "publisher": {{"@type": "Organization", "name": "Волжский вестник"}},
              "articleSection": "Город", "keywords": "мост, Самара", "inLanguage": "ru",
              "image": {{"@type": "ImageObject", "url": "/img/most.jpg", "caption": "Мост утром. Фото: П. Белых"}},
              "mainEntityOfPage": {{"@id": "https://news.example/2026/07/most"}} }} ]}}"#,
        TEXT.replace(". ", ".\n\n")
    );
    let html = format!(
        "<html lang=ru><head><title>Мост</title><script type='application/ld+json'>{json}</script></head>\
         <body><h1>Другой заголовок</h1><div class=text><p>Не этот текст.</p></div></body></html>"
    );
    let article = article(&html);
    assert_eq!(article.title, "Мост открыт — движение идёт");
    assert_eq!(article.lead, "Четыре года стройки");
    assert!(
        article.body.starts_with("Мэрия Самары") && article.body.ends_with("в сообщении."),
        "{}",
        article.body
    );
    assert_eq!(article.published_at.unwrap().to_string(), "2026-07-15T05:12:00Z");
    assert_eq!(article.updated_at.unwrap().to_string(), "2026-07-15T06:00:00Z");
    assert_eq!(article.authors, ["Анна Лугова", "Иван Котов"]);
    assert_eq!(
        (article.rubrics, article.tags),
        (vec!["Город".to_owned()], vec!["мост".to_owned(), "Самара".to_owned()])
    );
    assert_eq!(article.source.as_deref(), Some("Волжский вестник"));
    assert_eq!(article.captions, ["Мост утром. Фото: П. Белых"]);
    assert_eq!(article.image.as_deref(), Some("https://news.example/img/most.jpg"));
    assert_eq!(article.url.as_deref(), Some("https://news.example/2026/07/most"));
    assert_eq!(article.id, "https://news.example/2026/07/most");
    assert_eq!(article.language.as_deref(), Some("ru"));
}

#[test]
fn microdata_are_read_and_persons_have_names() {
    let html = format!(
        r#"<body><div itemscope itemtype="http://schema.org/NewsArticle">
        <h1 itemprop="headline">Мост через Волгу</h1>
        <meta itemprop="datePublished" content="2026-07-15T09:12+04:00">
        <span itemprop="author" itemscope itemtype="http://schema.org/Person"><span itemprop="name">Анна Лугова</span>
        <span itemprop="description">обозреватель</span></span>
        <a itemprop="articleSection">Город</a>
        <div itemprop="articleBody">{}<div class="share">Поделиться</div>
        <p>Читайте также: <a href="/x">Что случилось с паромом</a></p>
        <figure><img src=a.jpg><figcaption>Мост утром</figcaption></figure></div></div></body>"#,
        paragraphs()
    );
    let article = article(&html);
    assert_eq!((article.title.as_str(), article.lead.as_str()), ("Мост через Волгу", ""));
    assert_eq!(article.authors, ["Анна Лугова"]);
    assert_eq!(article.rubrics, ["Город"]);
    assert_eq!(article.captions, ["Мост утром"]);
    assert_eq!(article.body.matches("\n\n").count(), 3, "{}", article.body);
    for foreign in ["Поделиться", "Читайте", "Мост утром"] {
        assert!(!article.body.contains(foreign), "{foreign}: {}", article.body);
    }
}

#[test]
fn open_graph_and_readability_do_where_nothing_better_is_there() {
    let menu = "<li><a href=/a>Политика</a></li><li><a href=/b>Экономика</a></li>".repeat(10);
    let html = format!(
        r#"<html><head><title>Мост через Волгу | Волжский вестник</title>
        <meta property="og:type" content="article"><meta property="og:site_name" content="Волжский вестник">
        <meta property="og:title" content="Мост через Волгу | Волжский вестник">
        <meta property="og:description" content="Четыре года стройки">
        <meta property="article:published_time" content="2026-07-15T09:12:00+04:00">
        <meta property="article:section" content="Город"><meta property="article:tag" content="мост">
        <meta property="article:tag" content="Самара"><link rel="canonical" href="/2026/07/most/"></head>
        <body><nav><ul>{menu}</ul></nav><div id=wrap><div class="col"><h1>Мост</h1><div class="b-text">{}</div>
        <div class="related"><p>Материал о пароме, который никто не читает, но все видят.</p></div></div>
        <div class="comments"><p>Вася: первый!</p></div></div><footer>© 2026</footer></body></html>"#,
        paragraphs()
    );
    let article = article(&html);
    assert_eq!(article.title, "Мост через Волгу");
    assert_eq!(article.url.as_deref(), Some("https://news.example/2026/07/most/"));
    assert_eq!(
        (article.rubrics, article.tags),
        (vec!["Город".to_owned()], vec!["мост".to_owned(), "Самара".to_owned()])
    );
    assert!(
        article.body.starts_with("Мэрия Самары") && article.body.ends_with("в сообщении."),
        "{}",
        article.body
    );
}

#[test]
fn an_old_page_of_tables_without_any_statement_is_read() {
    let html = format!(
        "<html><head><title>Мост через Волгу</title></head><body><table><tr><td width=150><a href=/>Главная</a><br>\
         <a href=/arch>Архив</a></td><td><font size=4><b>Мост через Волгу</b></font><br><br>{}</td></tr></table></body></html>",
        TEXT.replace(". ", ".<br><br>")
    );
    let article = article(&html);
    assert_eq!(article.title, "Мост через Волгу");
    assert!(
        article.body.contains("двенадцать миллиардов") && !article.body.contains("Архив"),
        "{}",
        article.body
    );
    assert_eq!(article.url.as_deref(), Some("https://news.example/2026/07/most?utm_source=x"));
}

#[test]
fn careless_json_ld_is_understood() {
    let block = |json: &str| {
        format!(
            "<script type=\"application/ld+json\">{json}</script><body><div>{}</div></body>",
            paragraphs()
        )
    };
    for json in [
        "<!-- {\"@type\": \"NewsArticle\", \"headline\": \"Мост\"} -->",
        "//<![CDATA[\n{\"@type\": \"NewsArticle\", \"headline\": \"Мост\"}\n//]]>",
        "[{\"@type\": \"Organization\", \"name\": \"X\"}, {\"@type\": \"http://schema.org/NewsArticle\", \"headline\": \"Мост\"}]",
        "{\"@type\": \"NewsArticle\", \"description\": \"две\nстроки\t\", \"headline\": \"Мост\",}",
        "{\"@type\": \"WebPage\", \"mainEntity\": {\"@type\": \"Article\", \"headline\": \"Мост\"}};",
        "{\"@type\": \"NewsArticle\", \"headline\": \"Мост\", \"author\": \"https://x.example/a\", \"image\": []}",
    ] {
        let article = article(&block(json));
        assert_eq!((article.title.as_str(), article.authors.len()), ("Мост", 0), "{json}");
        assert!(article.body.starts_with("Мэрия"), "{json}: {}", article.body);
    }
    // Of two that contradict each other, the one that says more.
    let two = "<script type=\"application/ld+json\">{\"@type\": \"Article\", \"name\": \"Шаблон\"}</script>"
        .to_owned()
        + &block("{\"@type\": \"NewsArticle\", \"headline\": \"Мост\"}");
    assert_eq!(article(&two).title, "Мост");
}

#[test]
fn a_trail_of_links_tells_the_rubric() {
    let html = format!(
        r#"<script type="application/ld+json">{{"@type": "BreadcrumbList", "itemListElement": [
        {{"@type": "ListItem", "position": 1, "name": "Главная"}}, {{"position": 2, "item": {{"name": "Город"}}}},
        {{"position": 3, "name": "Мост"}}]}}</script><meta property="og:type" content="article"><h1>Мост</h1>{}"#,
        paragraphs()
    );
    assert_eq!(article(&html).rubrics, ["Город"]);
}

#[test]
fn a_canonical_address_of_the_whole_site_is_not_believed() {
    let html = format!(
        "<link rel=canonical href='https://news.example/'><meta property=og:type content=article><h1>М</h1>{}",
        paragraphs()
    );
    assert_eq!(article(&html).url.as_deref(), Some("https://news.example/2026/07/most?utm_source=x"));
}

#[test]
fn pages_that_are_no_articles_yield_none() {
    let links =
        "<li><a href=/a>Заголовок новости, каких на главной странице бывает по сто штук</a></li>".repeat(50);
    for html in [
        format!("<title>Главная</title><meta property=og:type content=website><ul>{links}</ul>"),
        "<title>404</title><h1>Страница не найдена</h1><p>Вернитесь на главную.</p>".to_owned(),
        format!("<meta name=ROBOTS content='noindex, follow'><h1>Мост</h1>{}", paragraphs()),
        String::new(),
        "<html>".to_owned(),
    ] {
        assert_eq!(reason(&html), Some(SkipReason::NoArticle), "{html}");
    }
}

#[test]
fn withdrawn_and_expiring_articles_say_so() {
    let html = r#"<script type="application/ld+json">{"@type": "NewsArticle", "headline": "Мост",
        "expires": "2030-01-01T00:00:00Z", "creativeWorkStatus": "Withdrawn"}</script>"#;
    let article = article(html);
    assert!(article.withdrawn);
    assert_eq!(article.expires_at.unwrap().to_string(), "2030-01-01T00:00:00Z");
}

#[test]
fn hostile_pages_take_no_more_than_time() {
    let deep = "<div>".repeat(100_000) + TEXT;
    let _ = read_page(&deep, None);
    let deep_json = format!(
        "<script type='application/ld+json'>{}</script><h1>A</h1>{}",
        "[".repeat(100_000),
        paragraphs()
    );
    let _ = read_page(&deep_json, None);
    let attributes = format!("<p {}>{TEXT}</p>", "a=b ".repeat(100_000));
    let _ = read_page(&attributes, None);
}

#[test]
fn an_old_encoding_is_understood() {
    let (bytes, ..) = encoding_rs::WINDOWS_1251.encode(TEXT);
    let page = [
        b"<html><head><meta charset=utf-8><title>1</title></head><body><p>".as_slice(),
        &bytes,
        b"</p></body>",
    ]
    .concat();
    let mut found = Vec::new();
    read(&mut page.as_slice(), &mut |_, record| {
        found.push(record);
        std::ops::ControlFlow::Continue(())
    })
    .unwrap();
    let zone = TimeZone::UTC;
    let article = found.pop().unwrap().unwrap().into_article(&zone).unwrap().article;
    assert!(article.body.starts_with("Мэрия Самары"), "{}", article.body);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn no_page_panics(parts in proptest::collection::vec(prop_oneof![
        Just("<div itemscope itemtype=http://schema.org/NewsArticle>".to_owned()), Just("<p itemprop=headline>".to_owned()),
        Just("<script type=application/ld+json>{\"@type\":\"Article\",".to_owned()), Just("</script>".to_owned()),
        Just("<meta property=og:title content=\"".to_owned()), Just("<article>".to_owned()), Just("<!--".to_owned()),
        Just("<base href='http://[::'>".to_owned()), "\\PC{0,40}",
    ], 0..20)) {
        let _ = read_page(&parts.concat(), Some("https://a.ru/x"));
    }
}
