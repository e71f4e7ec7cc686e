use jiff::tz::TimeZone;
use proptest::prelude::*;
use vestnik_schema::Article;

use crate::source::{json, jsonl, read_all};

fn articles(text: &str) -> Vec<Article> {
    let found = read_all(json::read, text.as_bytes());
    found
        .into_iter()
        .map(|(_, record)| record.unwrap().into_article(&TimeZone::UTC).unwrap().article)
        .collect()
}

const FIRST: &str = r#"{
  "uri": "tag:agency.example,2021:museum", "type": "text", "mimetype": "text/html", "representationtype": "complete",
  "version": "3", "versioncreated": "2021-09-30T16:00:00+03:00", "firstcreated": "2021-09-30T15:40:00+03:00",
  "pubstatus": "usable", "urgency": 4, "language": "ru",
  "headline": "Музей связи получил радиостанцию", "slugline": "museum", "byline": "Пётр Котов, Ольга Белых",
  "description_text": "Прибор передала внучка радиста.",
  "body_text": "Прибор пролежал на чердаке.",
  "body_html": "<p>Прибор пролежал на чердаке</p><figure><figcaption>Чердак</figcaption></figure><p>сорок лет.</p>",
  "subject": [{"name": "Культура", "scheme": "medtop", "code": "01000000"}, {"name": "радио", "scheme": "keyword"}],
  "person": [{"name": "Анна Снегирёва"}], "place": [{"name": "Архангельск"}],
  "infosource": [{"name": "Агентство «Север»"}],
  "altids": {"desk": "17", "web": "https://agency.example/museum"},
  "usageterms": "Не для газет", "copyrightholder": "Север",
  "associations": {"mainpic": {"uri": "p1", "type": "picture", "description_text": "Радиостанция в зале",
    "byline": "Анна Лугова", "renditions": {"small": {"href": "https://a.example/s.jpg", "mimetype": "image/jpeg", "width": 100},
    "large": {"href": "https://a.example/l.jpg", "mimetype": "image/jpeg", "width": 1000}}},
    "film": {"uri": "p2", "type": "video", "description_text": "Ролик"}}
}"#;

const THIRD: &str = r#"{
  "uri": "https://agency.example/id/9", "standard": {"name": "ninjs", "version": "3.0"}, "type": "text",
  "versionCreated": "2021-09-30T16:00:00+03:00", "pubStatus": "usable", "language": "ru-RU",
  "headlines": [{"role": "sub", "value": "Второй"}, {"role": "main", "value": "Снег & лёд <идут>", "contentType": "text/plain"}],
  "bodies": [{"role": "short", "contentType": "text/plain", "value": "Коротко."},
             {"role": "main", "contentType": "text/html", "value": "<p>Снег идёт третий день.</p>"}],
  "descriptions": [{"role": "caption", "value": "Подпись"}, {"role": "summary", "value": "О погоде."}],
  "by": "Ольга Белых", "embargoedUntil": "2021-10-01T00:00:00Z", "expires": "2031-10-01T00:00:00Z",
  "subjects": [{"uri": "http://cv.iptc.org/newscodes/mediatopic/17000000", "names": [{"language": "en", "value": "weather"},
     {"language": "ru", "value": "Погода"}]}],
  "people": [{"name": "Иван Речной"}], "infoSources": [{"name": "Север", "role": "author"}],
  "associations": [{"name": "gallery", "uri": "g", "type": "picture", "headlines": [{"value": "Сугроб"}],
     "renditions": [{"name": "main", "href": "https://a.example/snow.png", "contentType": "image/png"}]}]
}"#;

#[test]
fn an_item_of_version_1() {
    let [item] = &articles(FIRST)[..] else { panic!() };
    assert_eq!(
        (item.id.as_str(), item.url.as_deref()),
        ("tag:agency.example,2021:museum", Some("https://agency.example/museum"))
    );
    assert_eq!(
        (item.title.as_str(), item.lead.as_str()),
        ("Музей связи получил радиостанцию", "Прибор передала внучка радиста.")
    );
    assert_eq!(item.body, "Прибор пролежал на чердаке\n\nсорок лет.");
    assert_eq!(item.captions, ["Чердак", "Радиостанция в зале (Анна Лугова)"]);
    assert_eq!(item.image.as_deref(), Some("https://a.example/l.jpg"));
    assert_eq!(item.authors, ["Пётр Котов", "Ольга Белых"]);
    assert_eq!(
        (item.rubrics.join(" "), item.tags.join(", ")),
        ("Культура".into(), "радио, Анна Снегирёва, Архангельск".into())
    );
    assert_eq!((item.source.as_deref(), item.withdrawn), (Some("Агентство «Север»"), false));
    assert_eq!(item.published_at.unwrap().to_string(), "2021-09-30T12:40:00Z");
    assert_eq!(item.updated_at.unwrap().to_string(), "2021-09-30T13:00:00Z");
}

#[test]
fn an_item_of_version_3() {
    let [item] = &articles(THIRD)[..] else { panic!() };
    assert_eq!(
        (item.title.as_str(), item.lead.as_str(), item.body.as_str()),
        ("Снег & лёд <идут>", "О погоде.", "Снег идёт третий день.")
    );
    assert_eq!((item.rubrics.join(" "), item.tags.join(" ")), ("Погода".into(), "Иван Речной".into()));
    assert_eq!(
        (item.captions.join(" "), item.image.as_deref()),
        ("Сугроб".into(), Some("https://a.example/snow.png"))
    );
    assert_eq!(item.embargoed_until.unwrap().to_string(), "2021-10-01T00:00:00Z");
    assert_eq!(item.expires_at.unwrap().to_string(), "2031-10-01T00:00:00Z");
    assert_eq!((item.published_at, item.authors.join("")), (item.updated_at, "Ольга Белых".into()));
    assert_eq!(Some(&item.id), item.url.as_ref());
}

#[test]
fn items_come_in_lists_lines_and_feeds() {
    let picture = r#"{"uri": "p", "type": "picture", "versioncreated": "2021-09-30", "headline": "Снимок"}"#;
    let canceled = r#"{"uri": "c", "type": "text", "pubstatus": "canceled", "versioncreated": "2021-09-30"}"#;
    let list = articles(&format!("[{FIRST},\n{picture},\n{canceled}]"));
    assert_eq!(list.iter().map(|item| item.withdrawn).collect::<Vec<_>>(), [false, true]);
    let lines = format!("{}\n{picture}\n{}\n", FIRST.replace('\n', " "), THIRD.replace('\n', " "));
    let lines: Vec<u64> = read_all(jsonl::read, lines.as_bytes()).into_iter().map(|(line, _)| line).collect();
    assert_eq!(lines, [1, 3]);
    assert_eq!(articles(&format!("{{\"items\": [{FIRST}, {THIRD}]}}")).len(), 2);
}

#[test]
fn the_best_of_several_bodies_is_taken() {
    let item = |bodies: &str| {
        let text = format!("{{\"uri\": \"a\", \"headlines\": [{{\"value\": \"Мост\"}}], \"bodies\": [{bodies}],
            \"associations\": [{{\"name\": \"more\", \"uri\": \"b\", \"headlines\": [{{\"value\": \"Другая статья\"}}]}}]}}");
        articles(&text).remove(0)
    };
    let plain = r#"{"contentType": "text/plain", "value": "Мост\nПервый абзац.\nВторой абзац."}"#;
    let html = r#"{"contentType": "application/xhtml+xml", "value": "<html><head><title>Мост</title></head><p>Первый абзац.</p><p>Второй абзац.</p></html>"}"#;
    let own = r#"{"contentType": "application/xml", "value": "<TEXT><A>Своя разметка агентства, которая длиннее всего остального</A></TEXT>"}"#;
    let short = r#"{"contentType": "text/html", "value": "<p>Первый</p>"}"#;
    assert_eq!(item(&[plain, own, html].join(",")).body, "Первый абзац.\n\nВторой абзац.");
    assert_eq!(item(&[short, own, plain].join(",")).body, "Мост\n\nПервый абзац.\n\nВторой абзац.");
    assert_eq!(item(plain).captions, [""; 0], "a related article is no picture");
}

#[test]
fn other_objects_with_an_address_are_no_ninjs() {
    let text = r#"{"uri": "/a", "title": "Да", "text": "Текст"}"#;
    assert_eq!(articles(text)[0].body, "Текст");
}

proptest! {
    #[test]
    fn nothing_panics(values in prop::collection::vec(0..7_usize, 12)) {
        let kinds = ["1", "\"а\"", "null", "[]", "{}", "[{\"name\": 1, \"value\": []}]", "{\"a\": {\"type\": \"picture\", \"renditions\": []}}"];
        let names = ["type", "headline", "headlines", "bodies", "body_html", "subject", "associations", "renditions", "altids", "by", "people", "embargoed"];
        let fields: Vec<String> =
            names.iter().zip(values).map(|(name, kind)| format!("\"{name}\": {}", kinds[kind])).collect();
        read_all(json::read, format!("{{\"uri\": \"a\", {}}}", fields.join(", ")).as_bytes());
    }
}
