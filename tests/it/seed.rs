//! The page that this project started from: what stands in the article is found, what surrounds it is not.

use vestnik_tests::json::{ids, total};
use vestnik_tests::{TestIndex, TestServer, shared_data};

fn seed() -> Option<(TestIndex, TestServer)> {
    let (index, report) = TestIndex::of_paths(&[&shared_data("seeds")?]);
    assert_eq!(report["read"], report["added"], "{report}");
    assert_eq!((report["read"].as_u64(), report["undated"].as_u64()), (Some(1), Some(1)), "{report}");
    assert_eq!(report["skipped"], serde_json::json!({}), "{report}");
    let server = index.serve();
    Some((index, server))
}

#[test]
fn words_of_the_article_find_it() {
    let Some((_index, server)) = seed() else { return };
    let queries = [
        "Керри",
        "госсекретаря США",
        "переговоры по Сирии",
        "\"госсекретаря США\"",
        "title:Путина",
        "Виктория Нуланд",
        "достаточно далеко за полночь",
        "Reuters",
    ];
    for query in queries {
        let answer = server.search(&[("q", query)]);
        assert_eq!(total(&answer), 1, "{query}: {answer}");
        assert_eq!(answer["query"]["warnings"], serde_json::json!([]), "{query}");
        assert!(answer["hits"][0]["published_at"].is_null(), "the page states no date: {answer}");
    }
}

#[test]
fn words_around_the_article_do_not() {
    let Some((_index, server)) = seed() else { return };
    let queries = [
        "Спартак",
        "курс доллара",
        "Grinch",
        "Зеленский",
        "браузер",
        "ОФЗ",
        "Любэ",
        "снегопад",
        "зарегистрироваться",
        "воспроизведения",
        "\"основному контенту\"",
        "Neom",
        "«Динамо»",
    ];
    for query in queries {
        assert_eq!(total(&server.search(&[("q", query)])), 0, "{query}");
    }
}

#[test]
fn the_article_is_taken_apart() {
    let Some((index, server)) = seed() else { return };
    let id = ids(&server.search(&[("q", "")])).remove(0);
    let article = index.vestnik(&["inspect", "article", &id]).run().json();
    let text = |name: &str| article[name].as_str().unwrap_or_default().replace('\u{a0}', " ");
    assert_eq!(text("title"), "Кремль рассказал об итогах встречи Путина и Керри");
    assert!(text("lead").starts_with("Кремль рассказал о встрече президента России"), "{article}");
    assert!(text("body").ends_with("проведшие в июне в Москве переговоры по Украине."), "{article}");
    assert_eq!(article["rubrics"], serde_json::json!(["Политика"]), "{article}");
    assert!(article["captions"].to_string().contains("Pixstream"), "{article}");
    assert!(article["published_at"].is_null(), "a date is invented: {article}");
}
