use super::*;

fn convert(json: &str) -> Result<Converted, Flaw> {
    let Value::Object(fields) = serde_json::from_str(json).unwrap() else { panic!("{json}") };
    let zone = TimeZone::get("Europe/Moscow").unwrap();
    fields.into_iter().collect::<Record>().into_article(&zone)
}

fn article(json: &str) -> Article {
    convert(json).unwrap().article
}

fn check(json: &str, expected: &str) {
    let found = serde_json::to_value(article(json)).unwrap();
    let expected: Value = serde_json::from_str(expected).unwrap();
    for (name, value) in expected.as_object().unwrap() {
        assert_eq!(&found[name], value, "{name} of {json}");
    }
}

#[test]
fn every_alias_is_understood_in_any_spelling() {
    for (property, names) in ALIASES {
        for name in names {
            assert_eq!(lookup(name).unwrap().0, property, "{name}");
            assert_eq!(lookup(&format!("\u{feff} {} ", name.to_uppercase())).unwrap().0, property, "{name}");
        }
    }
    assert_eq!(lookup("articleBody"), lookup("article_body"));
    assert_eq!(lookup("datePublished"), lookup("date-published"));
    assert_eq!(lookup("pubDate").unwrap().0, Property::Published);
    assert_eq!(lookup("unknown"), None);
    assert_eq!(BY_NAME.len(), ALIASES.iter().map(|(_, names)| names.len()).sum::<usize>());
}

#[test]
fn a_record_becomes_an_article() {
    check(
        r#"{"Заголовок": " Мост  открыт ", "ТЕКСТ": "Первый.\nВторой.", "лид": "Коротко", "рубрика": "Город; Общество",
            "теги": "мост, река", "автор": "И. Иванов | П. Петров", "источник": "Вестник", "дата": "15.07.2016 09:12",
            "modified": 1468570320, "ссылка": "https://a.example/1", "lang": "ru"}"#,
        r#"{"id": "https://a.example/1", "url": "https://a.example/1", "title": "Мост открыт", "body": "Первый.\n\nВторой.",
            "lead": "Коротко", "rubrics": ["Город", "Общество"], "tags": ["мост", "река"],
            "authors": ["И. Иванов", "П. Петров"], "source": "Вестник", "published_at": "2016-07-15T06:12:00Z",
            "updated_at": "2016-07-15T08:12:00Z", "language": "ru"}"#,
    );
}

#[test]
fn values_may_be_numbers_lists_and_objects() {
    check(
        r#"{"id": 17, "headline": {"rendered": "Мост &laquo;Новый&raquo;"}, "articleBody": ["Первый.", {"text": "Второй."}],
            "author": [{"name": "И. Иванов"}, {"name": "П. Петров; мл."}, null], "publisher": {"name": "Вестник"},
            "tags": ["а, б", "а, б", ""], "image": [{"url": "https://a.example/1.jpg", "width": 5}], "caption": "Мост; вид"}"#,
        r#"{"id": "17", "title": "Мост «Новый»", "body": "Первый.\n\nВторой.", "authors": ["И. Иванов", "П. Петров; мл."],
            "source": "Вестник", "tags": ["а, б"], "image": "https://a.example/1.jpg", "captions": ["Мост; вид"]}"#,
    );
    check(r#"{"_id": {"$oid": "abc"}, "title": "Т"}"#, r#"{"id": "abc"}"#);
    check(r#"{"_id": {"$oid": "abc"}, "id": "1", "title": "Т"}"#, r#"{"id": "1"}"#);
}

#[test]
fn the_first_name_with_a_value_wins() {
    check(
        r#"{"name": "Имя", "headline": "Заголовок", "title": "", "text": "Текст", "body": null, "description": "Л"}"#,
        r#"{"title": "Заголовок", "body": "Текст", "lead": "Л"}"#,
    );
}

#[test]
fn date_and_time_may_stand_apart() {
    check(
        r#"{"title": "Т", "date": "15.07.2016", "time": "09:12"}"#,
        r#"{"published_at": "2016-07-15T06:12:00Z"}"#,
    );
    check(
        r#"{"title": "Т", "date": "15.07.2016", "time": "утро"}"#,
        r#"{"published_at": "2016-07-14T21:00:00Z"}"#,
    );
    check(
        r#"{"title": "Т", "date": "скоро", "timestamp": 1468563120}"#,
        r#"{"published_at": "2016-07-15T06:12:00Z"}"#,
    );
}

#[test]
fn an_unreadable_date_costs_the_date_only() {
    let converted = convert(r#"{"title": "Т", "date": "31.02.2016", "updated": "вчера"}"#).unwrap();
    assert_eq!(converted.article.published_at, None);
    assert_eq!(converted.bad_dates.len(), 2);
    assert!(converted.bad_dates[0].contains("31.02.2016"));
}

#[test]
fn untitled_articles_without_ids_are_told_apart() {
    assert_ne!(article(r#"{"text": "А"}"#).id, article(r#"{"text": "Б"}"#).id);
    assert_eq!(article(r#"{"title": "А", "text": "1"}"#).id, article(r#"{"title": "А", "text": "2"}"#).id);
    check(r#"{"lead": "Только лид"}"#, r#"{"body": "Только лид"}"#);
}

#[test]
fn records_without_content_or_with_an_impossible_id_are_refused() {
    let long = format!(r#"{{"title": "Т", "id": "{}"}}"#, "я".repeat(600));
    let table = [
        (r#"{"id": "1", "title": " ", "text": "<p></p>"}"#, SkipReason::Empty),
        (r#"{}"#, SkipReason::Empty),
        (r#"{"id": 1.5, "title": "Т"}"#, SkipReason::BadId),
        (r#"{"id": 123456789012345678901234567890, "title": "Т"}"#, SkipReason::BadId),
        (r#"{"id": [1], "title": "Т"}"#, SkipReason::BadId),
        (&long, SkipReason::BadId),
    ];
    for (json, reason) in table {
        assert_eq!(convert(json).unwrap_err().reason, reason, "{json}");
    }
}
