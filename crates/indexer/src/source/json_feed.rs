//! JSON Feed 1.x, and other objects that hold a list of articles as `items`.

use std::ops::{ControlFlow, Range};

use serde_json::{Map, Value};
use vestnik_schema::canonical_url;

use super::fragment::Fragment;
use super::xml::escape;
use super::{Sink, json, json_value};
use crate::record::{self, Record};

/// A feed in one value.
pub(super) struct JsonFeed<'a> {
    /// Everything but the items.
    head: Map<String, Value>,
    before: &'a [u8],
    items: &'a [u8],
}

impl<'a> JsonFeed<'a> {
    /// The feed that a value is: by its version, or because it has items and is no article itself.
    /// A value that breaks off in its items is one as well.
    pub(super) fn find(json: &'a [u8]) -> Option<Self> {
        let items = find_items(json)?;
        let is_cut = items.end == json.len();
        let without =
            [&json[..items.start], b"[]", &json[items.end..], if is_cut { b"}" } else { b"" }].concat();
        let Ok(Value::Object(head)) = serde_json::from_slice(&without) else { return None };
        let version = head.get("version").and_then(Value::as_str).unwrap_or_default();
        let first = json[items.start + 1..].trim_ascii_start().first();
        let is_list = first == Some(&b'{') && !head.keys().any(|name| record::names_one_article(name));
        let is_feed = version.contains("jsonfeed.org/version") || is_list;
        is_feed.then(|| Self { head, before: &json[..items.start], items: &json[items] })
    }

    /// Reads the items of a feed that begins in a line. A broken item costs itself only.
    pub(super) fn read(&self, line: u64, sink: &mut Sink<'_>) -> ControlFlow<()> {
        let lines_before = line - 1 + self.before.iter().filter(|byte| **byte == b'\n').count() as u64;
        let read_item = |json: &[u8], line: u64, sink: &mut Sink<'_>| {
            let found = json_value::parse(json);
            let is_good = found.is_ok();
            let record = found.map(|fields| json_value::to_record(fields, |fields| self.to_record(fields)));
            match record.transpose() {
                Some(record) => (is_good, sink(line, record)),
                None => (is_good, ControlFlow::Continue(())),
            }
        };
        let mut step = ControlFlow::Continue(());
        let mut items = self.items;
        // Reading from memory does not fail.
        let _ = json::read_values(&mut items, lines_before, &read_item, &mut |line, found| {
            step = sink(line, found);
            step
        });
        step
    }

    fn to_record(&self, mut fields: Map<String, Value>) -> Record {
        let text = |name: &str| fields.get(name).and_then(Value::as_str).map(str::to_owned);
        let html = text("content_html").map(|html| Fragment::read(&html)).unwrap_or_default();
        let plain =
            Fragment { html: escape(&text("content_text").unwrap_or_default()), captions: Vec::new() };
        let captions = Value::from(html.captions.clone());
        let body = if html.text_len() >= plain.text_len() { html.html } else { plain.html };
        let (url, id) = (text("url").or_else(|| text("external_url")), text("id"));
        let same = id.as_deref().and_then(canonical_url);
        if same.is_some() && same == url.as_deref().and_then(canonical_url) {
            fields.remove("id");
        }
        let is_picture = |attachment: &&Value| {
            attachment.get("mime_type").and_then(Value::as_str).is_some_and(|kind| kind.starts_with("image/"))
        };
        let attachments = fields.get("attachments").and_then(Value::as_array);
        let attached = attachments.and_then(|list| list.iter().find(is_picture)?.get("url").cloned());
        let others = [
            ("url", fields.get("external_url").cloned()),
            ("image", fields.get("banner_image").cloned().or(attached)),
            ("source", self.head.get("title").cloned()),
            ("language", self.head.get("language").cloned()),
            ("authors", self.head.get("authors").or(self.head.get("author")).cloned()),
            ("captions", Some(captions)),
        ];
        let body = Some(Value::String(body)).filter(|body| body.as_str() != Some(""));
        let mut record: Record = fields.into_iter().collect();
        record.replace("body", body);
        for (name, value) in others {
            record.complete(name, value);
        }
        record
    }
}

/// Where the list of the key `items` stands in an object, brackets included; to the end of a value that breaks off.
fn find_items(json: &[u8]) -> Option<Range<usize>> {
    let (mut depth, mut in_string, mut escaped) = (0_u32, false, false);
    let (mut string, mut is_key, mut start) = (0..0, false, None);
    for (at, byte) in json.iter().enumerate() {
        match byte {
            _ if escaped => escaped = false,
            b'\\' if in_string => escaped = true,
            b'"' if in_string => (in_string, string.end) = (false, at),
            _ if in_string => {}
            b'"' => (in_string, string) = (true, at + 1..at + 1),
            b':' if depth == 1 => is_key = &json[string.clone()] == b"items",
            b',' if depth == 1 => is_key = false,
            b'[' | b'{' => {
                if *byte == b'[' && depth == 1 && is_key {
                    start = Some(at);
                }
                depth += 1;
            }
            b']' | b'}' => {
                depth = depth.checked_sub(1)?;
                if let (1, b']', Some(start)) = (depth, byte, start) {
                    return Some(start..at + 1);
                }
            }
            _ => {}
        }
    }
    start.map(|start| start..json.len())
}

#[cfg(test)]
mod tests {
    use jiff::tz::TimeZone;
    use proptest::prelude::*;
    use vestnik_schema::Article;

    use super::*;
    use crate::source::read_all;

    fn articles(text: &str) -> Vec<Article> {
        let found = read_all(json::read, text.as_bytes());
        found
            .into_iter()
            .map(|(_, record)| record.unwrap().into_article(&TimeZone::UTC).unwrap().article)
            .collect()
    }

    #[test]
    fn a_feed_of_version_1_1() {
        let [first, second] = &articles(include_str!("../../tests/feeds/feed.json"))[..] else { panic!() };
        assert_eq!(
            (first.id.as_str(), first.url.as_deref()),
            ("https://mayak.example/1", Some("https://mayak.example/1"))
        );
        assert_eq!((first.title.as_str(), first.lead.as_str()), ("Маяк зимой", "Разговор о ветре"));
        assert_eq!(first.body, "Здесь всегда ветер.\n\nИ соль.");
        assert_eq!(
            (first.captions.join(""), first.image.as_deref()),
            ("Вид с моря".into(), Some("https://mayak.example/1.jpg"))
        );
        assert_eq!(
            (first.tags.join(" "), first.authors.join(" ")),
            ("маяк море".into(), "Марина Лугова".into())
        );
        assert_eq!((first.source.as_deref(), first.language.as_deref()), (Some("Маяк"), Some("ru")));
        assert!(first.published_at < first.updated_at);
        assert_eq!((second.id.as_str(), second.body.as_str()), ("17", "5 < 7 <b>.\n\nДа."));
        assert_eq!(second.url.as_deref(), Some("https://other.example/17"));
        assert_eq!(second.authors, ["Редакция"]);
    }

    #[test]
    fn items_have_their_lines_and_a_broken_one_costs_itself() {
        let text = "[\n{\"title\": \"До\"},\n{\"items\": [\n{\"title\": \"Раз\"},\n{\"title\": [}},\n\
            {\"title\": \"Три\"}],\n\"title\": \"Лента\"},\n{\"title\": \"После\"}]";
        let lines = |text: &str| -> Vec<(u64, bool)> {
            read_all(json::read, text.as_bytes())
                .into_iter()
                .map(|(line, found)| (line, found.is_ok()))
                .collect()
        };
        assert_eq!(
            lines(&text.replace("[}}", "nix}")),
            [(2, true), (4, true), (5, false), (6, true), (8, true)]
        );
        assert!(lines(text).contains(&(8, true)), "what follows a broken feed is read");
    }

    #[test]
    fn a_feed_that_breaks_off_keeps_its_items() {
        let sample = include_str!("../../tests/feeds/feed.json");
        let cut = &sample[..sample.find("5 < 7").unwrap()];
        let [(9, Ok(first)), (22, Err(flaw))] = &read_all(json::read, cut.as_bytes())[..] else { panic!() };
        assert_eq!(flaw.detail, "the value does not end, line 4 of the record");
        let article = first.clone().into_article(&TimeZone::UTC).unwrap().article;
        assert_eq!(article.source.as_deref(), Some("Маяк"));
    }

    #[test]
    fn an_article_with_items_is_no_feed() {
        for text in [
            r#"{"id": 1, "title": "Галерея", "items": [{"title": "Снимок"}]}"#,
            r#"{"title": "Список", "text": "Да", "items": [{"title": "Снимок"}]}"#,
            r#"{"title": "Список", "items": [1, 2]}"#,
            r#"{"title": "Список", "a": {"items": [{"title": "Снимок"}]}}"#,
            r#"{"title": "items", "b": "\"items\": [", "c": ["items", [{}]]}"#,
        ] {
            assert_eq!(articles(text).len(), 1, "{text}");
            assert_ne!(articles(text)[0].title, "Снимок", "{text}");
        }
        assert_eq!(articles(r#"{"total": 2, "items": [{"title": "А"}, {"title": "Б"}]}"#).len(), 2);
        assert_eq!(
            articles(r#"{"version": "https://jsonfeed.org/version/1", "title": "Пусто", "items": []}"#),
            []
        );
    }

    proptest! {
        #[test]
        fn nothing_panics(text in "(\\{|\\}|\\[|\\]|\"|,|:|\"items\": \\[|\"version\": \"https://jsonfeed.org/version/1\"|\"title\": \"а\"|1|\\\\){0,30}") {
            read_all(json::read, text.as_bytes());
        }
    }
}
