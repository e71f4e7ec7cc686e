//! Repaired queries, as the page and the terminal tell them.

use serde_json::json;
use vestnik_tests::json::{ids, total};
use vestnik_tests::{TestIndex, article, encode, sample_server};

/// Where the one link with this text leads.
fn link(page: &str, text: &str) -> String {
    let links: Vec<&str> = page
        .split("<a href=\"")
        .skip(1)
        .filter_map(|link| link.split_once("</a>"))
        .map(|(link, _)| link)
        .filter(|link| link.ends_with(&format!(">{text}")))
        .collect();
    assert_eq!(links.len(), 1, "links to {text:?}: {page}");
    links[0].split('"').next().unwrap_or_default().replace("&amp;", "&")
}

fn slips(texts: &[(usize, &str)]) -> TestIndex {
    let titles = texts.iter().flat_map(|(number, title)| vec![title; *number]);
    let articles: Vec<_> =
        titles.enumerate().map(|(id, title)| article(&id.to_string(), title, "Текст.")).collect();
    TestIndex::of_articles(&articles)
}

#[test]
fn the_page_says_what_it_searched_instead_and_leads_back() {
    let server = sample_server();
    let typed = encode("gthtujdjhs".as_bytes());
    let all = format!("/?q={typed}&synonyms=off&rubric={}&sort=newest", encode("Политика".as_bytes()));
    let page = server.get(&all).is(200).text();
    assert!(page.contains("Показаны результаты по запросу <b>«переговоры»</b>. "), "{page}");
    assert!(page.contains("<mark>переговор") || page.contains("<mark>Переговор"), "{page}");
    assert!(page.contains("value=\"gthtujdjhs\""), "the box keeps what was typed: {page}");

    let back = link(&page, "Искать «gthtujdjhs»");
    assert_eq!(back, all.replace("&rubric=", "&repair=off&rubric="));
    let page = server.get(&back).is(200).text();
    assert!(!page.contains("Показаны результаты по запросу") && !page.contains("<mark>"), "{page}");
    assert_eq!(link(&page, "Исправлять опечатки"), all);
    assert!(!page.contains("<input type=\"hidden\" name=\"repair\" value=\"off\"><button"), "{page}");

    let english = server.get(&format!("{all}&lang=en")).is(200).text();
    assert!(english.contains("Showing results for <b>“переговоры”</b>. "), "{english}");
    assert!(link(&english, "Search for “gthtujdjhs”").contains("repair=off"));
}

#[test]
fn the_numbers_of_the_page_are_those_of_the_repaired_query() {
    let server = sample_server();
    let page = |query: &str| {
        let page = server.get(&format!("/?q={}", encode(query.as_bytes()))).is(200).text();
        let from = page.find("<h1").expect("it has a heading");
        let until = page[from..].find("</h1>").expect("it ends");
        page[from..from + until].to_owned()
    };
    assert_eq!(page("gthtujdjhs"), page("переговоры"));
}

#[test]
fn a_likelier_text_is_offered_beside_what_was_found() {
    let index = slips(&[(3, "Пожар на складе"), (30, "Начались переговоры")]);
    let server = index.serve();
    let query = format!("/?q={}", encode("пожар | перговоры".as_bytes()).replace("%20", "+"));
    let page = server.get(&format!("{query}&sort=oldest")).is(200).text();
    assert!(page.contains("Возможно, вы имели в виду <a href="), "{page}");
    let offered = link(&page, "«пожар | переговоры»");
    assert!(offered.ends_with("&sort=oldest") && !offered.contains("repair"), "{offered}");
    let page = server.get(&offered).is(200).text();
    assert!(page.contains("33") && !page.contains("имели в виду"), "{page}");
}

#[test]
fn the_terminal_says_it_too() {
    let index = slips(&[(3, "Пожар на складе"), (30, "Начались переговоры")]);
    index
        .search(&["перговоры"])
        .says(&["Showing results for «переговоры»; --no-repair searches for «перговоры»."]);
    index.search(&["пожар | перговоры"]).says(&["Did you mean «пожар | переговоры»?"]);
    let typed = index.search(&["--no-repair", "перговоры"]).says(&["Nothing found."]);
    assert!(!typed.stdout.contains("переговоры"), "{}", typed.stdout);
}

#[test]
fn new_articles_make_a_repair_needless() {
    let index = slips(&[(30, "Начались переговоры")]);
    let server = index.serve_with(&["--set", "search.refresh_ms=20"]);
    let found = server.search(&[("q", "перговоры")]);
    assert_eq!(
        (total(&found), &found["query"]["repair"]["changes"]),
        (30, &json!([{ "from": "перговоры", "to": "переговоры", "kind": "spelling" }]))
    );
    let line = article("own", "Перговоры", "Название фильма.").to_string();
    let file = index.write("own.jsonl", line);
    index.index(&[&file.display().to_string()]).run().ok();
    let reply = server
        .wait_for("/api/v1/search?q=%D0%BF%D0%B5%D1%80%D0%B3%D0%BE%D0%B2%D0%BE%D1%80%D1%8B", |reply| {
            reply.json()["total"] == 1
        });
    assert_eq!(ids(&reply.json()), ["own"]);
    assert_eq!(reply.json()["query"]["repair"]["applied"], serde_json::Value::Null);
}
