//! Real input, where it is at hand: the copied page that the project started from, and the development sets.

use std::collections::HashSet;
use std::io::{BufRead, BufReader};

use flate2::read::MultiGzDecoder;
use vestnik_indexer::{Input, Mode, Silent, index};
use vestnik_schema::Article;

use crate::support::{Archive, assert_adds_up, shared};

fn seed() -> Option<Article> {
    let folder = shared("seeds")?;
    let archive = Archive::new();
    let report =
        index(&archive.data, &[Input::Path(folder)], Mode::Update, &archive.settings, &Silent).unwrap();
    assert_adds_up(&report);
    assert_eq!((report.num_skipped(), report.undated), (0, report.added), "{report:?}");
    // The page is full of no-break spaces, which stay; the expectations below are written with plain ones.
    let plain = |article: Article| {
        serde_json::from_str(&serde_json::to_string(&article).unwrap().replace('\u{a0}', " ")).unwrap()
    };
    archive.articles().into_values().map(plain).find(|article: &Article| article.title.contains("Керри"))
}

#[test]
fn the_seed_page_gives_its_article_and_nothing_else() {
    if shared("seeds").is_none() {
        return;
    }
    let article = seed().expect("the seed is the page about the meeting");
    assert_eq!(article.title, "Кремль рассказал об итогах встречи Путина и Керри");
    assert_eq!(article.rubrics, ["Политика"]);
    assert!(article.lead.starts_with("Кремль рассказал о встрече президента"), "{}", article.lead);
    assert!(article.lead.ends_with("в Сирии не обсуждалась"), "{}", article.lead);
    let paragraphs: Vec<&str> = article.body.split("\n\n").collect();
    assert_eq!(paragraphs.len(), 9);
    assert!(paragraphs[0].starts_with("На встрече президента Владимира Путина"));
    assert!(paragraphs[8].ends_with("в Москве переговоры по Украине."));
    assert_eq!(article.captions.len(), 1, "{:?}", article.captions);
    assert!(article.captions[0].starts_with("Президент РФ Владимир Путин и государственный секретарь"));
    assert!(article.captions[0].ends_with("(Фото: Reuters/Pixstream)"));
    assert_eq!((article.published_at, article.updated_at), (None, None));
    assert!(article.authors.is_empty() && article.tags.is_empty(), "{article:?}");
    let everything = serde_json::to_string(&article).unwrap();
    for other in
        ["Спартак", "Курс", "доллара", "Grinch", "Зарегистрироваться", "Прямой эфир", "браузер", "Перейти"]
    {
        assert!(!everything.contains(other), "{other}");
    }
}

#[test]
fn development_sets_are_indexed_without_a_lost_record() {
    for set in ["entity", "event", "question", "title"] {
        let Some(path) = shared(&format!("eval/{set}/docs.jsonl.gz")) else { return };
        let file = std::fs::File::open(&path).unwrap();
        let lines = BufReader::new(MultiGzDecoder::new(file)).lines().map(Result::unwrap);
        let ids: HashSet<String> = lines
            .map(|line| {
                serde_json::from_str::<serde_json::Value>(&line).unwrap()["id"].as_str().unwrap().to_owned()
            })
            .collect();
        let archive = Archive::new();
        let report =
            index(&archive.data, &[Input::Path(path)], Mode::Update, &archive.settings, &Silent).unwrap();
        assert_adds_up(&report);
        assert!(report.problems.is_empty(), "{set}: {:?}", report.problems);
        assert_eq!((report.added, report.articles_in_index), (ids.len() as u64, ids.len() as u64), "{set}");
    }
}
