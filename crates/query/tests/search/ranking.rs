//! Which parts the second phase adds, and when.

use jiff::Timestamp;
use vestnik_query::search::{Engine, ScoreReason, SearchRequest, SearchResults};
use vestnik_schema::Article;

use crate::archive::{Archive, article, search};

fn ask(engine: &Engine, text: &str) -> SearchResults {
    search(engine, &SearchRequest { text: text.to_owned(), explain: true, ..SearchRequest::default() })
}

/// What a part is worth for an article; 0 if it has none.
fn worth(results: &SearchResults, id: &str, reason: ScoreReason) -> f32 {
    let hit = results.hits.iter().find(|hit| hit.article.id == id).expect("the article is found");
    hit.explanation.iter().filter(|part| part.reason == reason).map(|part| part.value).sum()
}

fn first(results: &SearchResults) -> &str {
    results.hits.first().map_or("", |hit| hit.article.id.as_str())
}

fn published(id: &str, title: &str, day: &str) -> Article {
    let moment: Timestamp = format!("{day}T12:00:00Z").parse().unwrap();
    Article {
        published_at: Some(moment), ..article(id, title, "Мост через реку откроют.")
    }
}

#[test]
fn words_count_more_where_a_reader_looks_first() {
    let filler = "слово ".repeat(60);
    let archive = Archive::of(&[
        article("early", "", &format!("мосты горели {filler}")),
        article("late", "", &format!("{filler} мосты горели")),
        article("other", "", &format!("{filler} горели вдали мосты")),
        article("apart", "", &format!("{filler} мосты {filler} горели")),
        article("form", "", &format!("{filler} мостам гореть")),
        article("title", "Горели мосты", &filler),
        article("long title", "Горели мосты и кто-то видел это всё с другого берега реки", &filler),
    ]);
    let results = ask(&archive.engine(), "мосты горели");
    let worth = |id, reason| worth(&results, id, reason);
    assert!(worth("early", ScoreReason::Early) > 3.0 * worth("late", ScoreReason::Early));
    assert!(worth("late", ScoreReason::Typed) > 0.0);
    assert_eq!(worth("form", ScoreReason::Typed), 0.0);
    assert!(worth("late", ScoreReason::Near) > worth("other", ScoreReason::Near));
    assert!(worth("other", ScoreReason::Near) > 0.0);
    assert_eq!(worth("apart", ScoreReason::Near), 0.0);
    assert!(worth("title", ScoreReason::Title) > worth("long title", ScoreReason::Title));
    assert_eq!(worth("early", ScoreReason::Title), 0.0);
    assert!(worth("title", ScoreReason::WholeTitle) > worth("long title", ScoreReason::WholeTitle));
    assert_eq!(first(&results), "title");
}

#[test]
fn news_of_the_day_comes_first_and_only_then() {
    let mut articles: Vec<Article> = (10..22)
        .map(|day| published(&format!("old {day}"), "Мост 2014 через реку", &format!("2014-05-{day}")))
        .collect();
    for day in 10..14 {
        articles.push(published(&format!("new {day}"), "Мост через реку", &format!("2016-05-{day}")));
    }
    let archive = Archive::of(&articles);
    let engine = archive.engine();
    let results = ask(&engine, "мост река");
    assert_eq!(first(&results), "new 13");
    let news = |results: &SearchResults| {
        let parts = results.hits.iter().flat_map(|hit| &hit.explanation);
        parts.filter(|part| part.reason == ScoreReason::News).map(|part| part.value).sum::<f32>()
    };
    assert!(worth(&results, "new 13", ScoreReason::News) > worth(&results, "new 10", ScoreReason::News));
    assert!(worth(&results, "new 10", ScoreReason::News) > worth(&results, "old 20", ScoreReason::News));
    for archival in ["мост 2014", "«мост через реку»", "мост 2014..2016", "мост через реку откроют"]
    {
        let results = ask(&engine, archival);
        assert!(!results.hits.is_empty(), "{archival}");
        assert_eq!(news(&results), 0.0, "{archival}");
    }

    // Nothing new on the subject: old articles keep their order.
    let mut articles: Vec<Article> = (10..30)
        .map(|day| published(&format!("old {day}"), "Мост через реку", &format!("2014-05-{day}")))
        .collect();
    articles.push(published("new", "Мост через реку", "2016-05-13"));
    assert_eq!(news(&ask(&Archive::of(&articles).engine(), "мост река")), 0.0);
}

#[test]
fn a_site_sets_the_weights() {
    let archive = Archive::of(&[
        article("title", "Мост", &"берег ".repeat(10)),
        article("body", "Река", &format!("Мост, мост и мост. {}", "берег ".repeat(10))),
    ]);
    let engine = |weight: f32| {
        let mut settings = archive.engine().settings().clone();
        settings.ranking.title_weight = weight;
        settings.ranking.whole_title_weight = weight;
        Engine::open(&archive.data, settings).unwrap()
    };
    assert_eq!(first(&ask(&engine(5.0), "мост")), "title");
    assert_eq!(first(&ask(&engine(0.0), "мост")), "body");
    assert_eq!(worth(&ask(&engine(0.0), "мост"), "title", ScoreReason::Title), 0.0);
}
