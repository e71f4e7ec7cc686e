//! Suggestions over indexes on disk.

use std::collections::HashSet;

use crate::archive::{Archive, Dice, article};
use proptest::prelude::*;
use vestnik_query::search::{Engine, MAX_SUGGESTIONS, Suggestion, SuggestionKind};
use vestnik_schema::Article;

fn dated(id: &str, title: &str, rubric: &str, published: &str) -> Article {
    Article {
        rubrics: vec![rubric.to_owned()],
        published_at: Some(published.parse().unwrap()),
        ..article(id, title, "Текст.")
    }
}

/// Two segments.
fn archive() -> Archive {
    let mut archive = Archive::new();
    archive.add(&[
        dated("1", "Президент России прилетел в Минск", "Политика", "2016-07-01T10:00:00Z"),
        dated("2", "Президент России встретил Лаврова", "Политика", "2016-07-02T10:00:00Z"),
        dated("3", "Россияне полюбили ёлки", "Общество", "2016-07-03T10:00:00Z"),
        dated("4", "Ростов выиграл матч", "Спорт", "2016-07-04T10:00:00Z"),
    ]);
    archive.commit();
    archive.add(&[
        Article {
            tags: vec!["Сергей Лавров".to_owned(), "Сирия".to_owned()],
            authors: vec!["Анна Лаврентьева".to_owned()],
            url: Some("https://news.example/5".to_owned()),
            ..dated("5", "Лавров назвал итоги визита", "Политика", "2016-07-05T10:00:00Z")
        },
        dated("6", "Сборная России забила гол", "Спорт", "2016-07-06T10:00:00Z"),
        dated("7", "Глава России: президент Турции приедет", "Политика", "2016-07-07T10:00:00Z"),
    ]);
    archive.commit();
    archive
}

fn suggest(engine: &Engine, text: &str) -> Vec<Suggestion> {
    let suggestions = engine.suggest(text, 8).unwrap();
    assert_eq!(suggestions.read_as, None, "{text}");
    suggestions.items
}

fn of_kind(suggestions: &[Suggestion], kind: SuggestionKind) -> Vec<&str> {
    suggestions
        .iter()
        .filter(|suggestion| suggestion.kind == kind)
        .map(|suggestion| suggestion.text.text.as_str())
        .collect()
}

fn words(engine: &Engine, text: &str) -> Vec<String> {
    of_kind(&suggest(engine, text), SuggestionKind::Word).into_iter().map(str::to_owned).collect()
}

fn titles(engine: &Engine, text: &str) -> Vec<String> {
    of_kind(&suggest(engine, text), SuggestionKind::Title).into_iter().map(str::to_owned).collect()
}

#[test]
fn a_word_is_completed_once_and_as_it_is_written() {
    let archive = archive();
    let engine = archive.engine();
    assert_eq!(words(&engine, "рос"), ["России", "россияне", "Ростов"]);
    assert_eq!(words(&engine, "елк"), ["ёлки"]);
    let russia = &suggest(&engine, "Росс")[0];
    assert_eq!(russia.articles, Some(4));
    assert_eq!(russia.rubric.as_deref(), Some("Политика"));
    let pieces: Vec<_> = russia.text.segments().collect();
    assert_eq!(pieces, [("Росс", true), ("ии", false)]);
}

#[test]
fn a_word_behind_others_goes_together_with_them() {
    let archive = archive();
    let engine = archive.engine();
    assert_eq!(words(&engine, "Президент рос"), ["Президент России"]);
    assert_eq!(words(&engine, "сборная рос"), ["сборная России"]);
    assert_eq!(words(&engine, "президента т"), ["президента Турции"]);
    assert_eq!(suggest(&engine, "президент росс")[0].articles, Some(3));
    assert!(words(&engine, "ёлки рос").iter().all(|text| text == "ёлки россияне"));
    assert!(suggest(&engine, "самолёт рос").is_empty());
}

#[test]
fn a_finished_word_has_no_completions() {
    let archive = archive();
    let engine = archive.engine();
    assert_eq!(words(&engine, "лавров"), [""; 0], "other forms find the same");
    assert_eq!(words(&engine, "Лавров "), [""; 0]);
    assert_eq!(
        titles(&engine, "Лавров "),
        ["Лавров назвал итоги визита", "Президент России встретил Лаврова"]
    );
}

#[test]
fn titles_that_begin_as_typed_come_before_newer_ones() {
    let archive = archive();
    let engine = archive.engine();
    let found = titles(&engine, "президент");
    assert_eq!(
        found,
        [
            "Президент России встретил Лаврова",
            "Президент России прилетел в Минск",
            "Глава России: президент Турции приедет",
        ]
    );
    assert_eq!(titles(&engine, "россии сбор"), ["Сборная России забила гол"]);
    let title = &suggest(&engine, "лавров наз")[0];
    assert_eq!((title.kind, title.rubric.as_deref()), (SuggestionKind::Word, None));
    let title = suggest(&engine, "лавров назв").pop().unwrap();
    let known = title.article.unwrap();
    assert_eq!((known.id.as_str(), known.url.as_deref()), ("5", Some("https://news.example/5")));
    assert_eq!((title.rubric.as_deref(), title.articles), (Some("Политика"), None));
}

#[test]
fn names_and_rubrics_are_found_by_any_of_their_words() {
    let archive = archive();
    let engine = archive.engine();
    let found = suggest(&engine, "лавр");
    assert_eq!(of_kind(&found, SuggestionKind::Name), ["Анна Лаврентьева", "Сергей Лавров"]);
    assert_eq!(found.iter().filter(|found| found.text.text == "Лавров").count(), 1);
    assert_eq!(of_kind(&suggest(&engine, "лавров сер"), SuggestionKind::Name), ["Сергей Лавров"]);
    assert_eq!(of_kind(&suggest(&engine, "СИР"), SuggestionKind::Name), ["Сирия"]);
    let rubric =
        suggest(&engine, "спо").into_iter().find(|found| found.kind == SuggestionKind::Rubric).unwrap();
    assert_eq!(
        (rubric.text.text.as_str(), rubric.rubric.as_deref(), rubric.articles),
        ("Спорт", Some("Спорт"), Some(2))
    );
    assert_eq!(of_kind(&suggest(&engine, ""), SuggestionKind::Rubric), ["Политика", "Спорт", "Общество"]);
}

#[test]
fn words_of_texts_fill_in_where_titles_have_none() {
    let archive =
        Archive::of(&[article("1", "Новости", "Ночью сел космический корабль. Экипаж «Ориона» здоров.")]);
    let engine = archive.engine();
    assert_eq!(words(&engine, "кора"), ["корабль"]);
    assert_eq!(words(&engine, "орион"), ["Ориона"]);
    assert_eq!(words(&engine, "новости кора"), ["новости корабль"]);
    assert_eq!(engine.suggest("rjhf", 8).unwrap().read_as.as_deref(), Some("кора"));
}

#[test]
fn the_other_layout_is_read_and_told() {
    let archive = archive();
    let engine = archive.engine();
    for (typed, meant) in
        [("kfdh", "лавр"), ("ghtpbltyn hjcc", "президент росс"), ("президент hjcc", "президент росс")]
    {
        let suggestions = engine.suggest(typed, 8).unwrap();
        assert_eq!(suggestions.read_as.as_deref(), Some(meant), "{typed}");
        assert_eq!(suggestions.items, suggest(&engine, meant));
        assert!(!suggestions.items.is_empty());
    }
    assert!(suggest(&engine, "qqq").is_empty());
}

#[test]
fn operators_keep_the_text_and_complete_the_word() {
    let archive = archive();
    let engine = archive.engine();
    for text in ["\"президент рос", "ёлки ИЛИ рос", "мост -рос", "title:рос", "(рос"]
    {
        let found = suggest(&engine, text);
        assert_eq!(found[0].text.text, format!("{}России", text.strip_suffix("рос").unwrap()), "{text}");
        assert!(found.iter().all(|suggestion| suggestion.kind == SuggestionKind::Word), "{text}");
    }
}

#[test]
fn fresh_words_come_before_as_frequent_ones() {
    let mut archive = Archive::new();
    for number in 0..6 {
        archive.add(&[dated(&format!("a{number}"), "Саммит прошёл", "Мир", "2010-01-01T00:00:00Z")]);
    }
    archive.add(&[dated("b", "Санкции отменены", "Мир", "2016-01-01T00:00:00Z")]);
    archive.commit();
    assert_eq!(words(&archive.engine(), "са"), ["санкции", "саммит"]);
}

/// The words are read again some time after they were read before.
fn keep_up_until(engine: &Engine, is_so: impl Fn() -> bool) {
    let begun = std::time::Instant::now();
    while !is_so() {
        engine.keep_up().unwrap();
        assert!(begun.elapsed() < std::time::Duration::from_secs(20), "the words are never read again");
    }
}

#[test]
fn a_commit_brings_new_words_and_takes_deleted_ones_away() {
    let mut archive = archive();
    let engine = archive.engine();
    assert!(suggest(&engine, "марсо").is_empty());
    assert_eq!(of_kind(&suggest(&engine, "сир"), SuggestionKind::Name), ["Сирия"]);
    archive.add(&[dated("8", "Марсоход сел", "Космос", "2016-07-08T10:00:00Z")]);
    archive.delete("5");
    archive.delete("4");
    archive.commit();
    assert!(suggest(&engine, "марсо").is_empty(), "not before the refresh");
    assert!(engine.refresh().unwrap());
    keep_up_until(&engine, || titles(&engine, "марсо") == ["Марсоход сел"]);
    assert_eq!(words(&engine, "марсо"), ["марсоход"]);
    assert_eq!(of_kind(&suggest(&engine, "косм"), SuggestionKind::Rubric), ["Космос"]);
    assert!(suggest(&engine, "сир").is_empty());
    assert!(suggest(&engine, "итог").is_empty());
    assert_eq!(words(&engine, "рос"), ["России", "россияне"]);
    archive.rebuild();
    archive.add(&[article("1", "Затмение", "")]);
    archive.commit();
    assert!(engine.refresh().unwrap());
    keep_up_until(&engine, || titles(&engine, "затм") == ["Затмение"]);
    assert!(suggest(&engine, "рос").is_empty());
}

#[test]
fn counts_are_exact_where_few_articles_match() {
    let mut archive = Archive::new();
    let mut dice = Dice(7);
    for number in 0..300 {
        let title = dice.pick(&["Мост открыт", "Мост закрыт", "Река вышла из берегов"]);
        archive.add(&[article(&number.to_string(), title, "")]);
        if number % 60 == 59 {
            archive.commit();
        }
    }
    archive.delete("10");
    archive.commit();
    let engine = archive.engine();
    for word in ["мос", "рек", "мост откр", "мост закр"] {
        for suggestion in suggest(&engine, word).iter().filter(|found| found.kind == SuggestionKind::Word) {
            let request = vestnik_query::search::SearchRequest {
                text: suggestion.text.text.clone(),
                ..vestnik_query::search::SearchRequest::default()
            };
            assert_eq!(suggestion.articles, Some(crate::archive::search(&engine, &request).total), "{word}");
        }
        assert!(!words(&engine, word).is_empty(), "{word}");
    }
    assert_eq!(titles(&engine, "мо").len(), 2, "equal titles are told once");
}

fn check(engine: &Engine, text: &str, limit: usize) {
    let suggestions = engine.suggest(text, limit).unwrap();
    assert!(suggestions.items.len() <= limit.min(MAX_SUGGESTIONS), "{text:?}");
    let mut known = HashSet::new();
    for suggestion in &suggestions.items {
        let whole: String = suggestion.text.segments().map(|(piece, _)| piece).collect();
        assert_eq!(whole, suggestion.text.text, "{text:?}");
        assert!(known.insert((&suggestion.text.text, suggestion.kind as u8)), "{text:?}: {whole} twice");
    }
    assert_eq!(suggestions, engine.suggest(text, limit).unwrap(), "{text:?}");
}

#[test]
fn an_empty_archive_suggests_nothing() {
    let archive = Archive::of(&[]);
    let engine = archive.engine();
    for text in ["", "а", "рос", "kfdh", "президент р"] {
        assert!(suggest(&engine, text).is_empty(), "{text}");
    }
}

#[test]
fn any_text_is_answered_within_bounds() {
    let archive = archive();
    let engine = archive.engine();
    proptest!(ProptestConfig::with_cases(300), |(
        text in prop_oneof![
            "\\PC{0,30}",
            "(президент |лавров |рос|hjc|ъ|ё|-|\"|!|\\*|title:|«| |\\.|é|1|й\u{306}){0,8}",
            "[а-я]{1,2}",
            "а{190,210}",
        ],
        limit in 0_usize..25,
    )| {
        check(&engine, &text, limit);
    });
}

#[test]
fn a_word_that_is_a_name_too_is_suggested_once() {
    let tagged = |id: &str| Article {
        tags: vec!["Керри".to_owned()], ..article(id, "Визит Керри", "")
    };
    let archive = Archive::of(&[tagged("1"), tagged("2"), article("3", "Керри улетел", "Керченский мост.")]);
    let found = suggest(&archive.engine(), "кер");
    assert_eq!(of_kind(&found, SuggestionKind::Name), ["Керри"]);
    assert_eq!(of_kind(&found, SuggestionKind::Word), ["керченский"]);
    assert_eq!(found[0].articles, Some(3));
}
