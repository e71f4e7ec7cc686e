use jiff::tz::TimeZone;
use proptest::prelude::*;
use vestnik_schema::Article;

use super::*;
use crate::source::read_all;

fn articles(text: &str) -> Vec<Article> {
    let found = read_all(read, text.as_bytes());
    found
        .into_iter()
        .map(|(_, record)| record.unwrap().into_article(&TimeZone::UTC).unwrap().article)
        .collect()
}

/// The article of an item with such parts.
fn article(item_meta: &str, content_meta: &str, content: &str) -> Article {
    let text = format!(
        "<newsItem xmlns='http://iptc.org/std/nar/2006-10-01/' guid='tag:1' xml:lang='ru'><itemMeta>{item_meta}</itemMeta>\
         <contentMeta>{content_meta}</contentMeta><contentSet>{content}</contentSet></newsItem>"
    );
    articles(&text).remove(0)
}

#[test]
fn a_message_with_text_pictures_and_a_package() {
    let [first, second] = &articles(include_str!("../../tests/feeds/message.xml"))[..] else { panic!() };
    assert_eq!(first.id, "tag:agency.example,2021:museum");
    assert_eq!(first.title, "Музей связи получил радиостанцию <полярников>");
    assert_eq!(first.lead, "Прибор передала внучка радиста.");
    assert_eq!(first.body, "Прибор пролежал на чердаке сорок лет.\n\nЕго покажут зимой.");
    assert_eq!(first.captions, ["Радиостанция в зале. Фото: Анна Лугова"]);
    assert_eq!(first.authors, ["Пётр Котов"]);
    assert_eq!(
        (first.rubrics.join(" "), first.tags.join(" ")),
        ("Культура".into(), "Архангельск музеи".into())
    );
    assert_eq!((first.source.as_deref(), first.language.as_deref()), (Some("Агентство «Север»"), Some("ru")));
    assert_eq!(first.url.as_deref(), Some("https://agency.example/museum"));
    assert_eq!(first.published_at.unwrap().to_string(), "2021-09-30T12:40:00Z");
    assert_eq!(first.updated_at.unwrap().to_string(), "2021-09-30T13:00:00Z");
    assert!(second.withdrawn && second.title == "Снегопад" && second.id == "tag:agency.example,2021:snow");
}

#[test]
fn a_single_item_with_plain_text_or_a_page() {
    let plain = article(
        "",
        "<headline>Да</headline>",
        "<inlineData contenttype='text/plain'>Раз &lt;b&gt;.\n\nДва.</inlineData>",
    );
    assert_eq!((plain.body.as_str(), plain.language.as_deref()), ("Раз <b>.\n\nДва.", Some("ru")));
    let page = article(
        "",
        "<by>Иван Котов, Анна Лугова</by>",
        "<inlineXML><html xmlns='http://www.w3.org/1999/xhtml'><head><title>Имя</title></head><body><p>Раз.</p><p>Два.</p>\
         <script>x</script></body></html></inlineXML>",
    );
    assert_eq!((page.title.as_str(), page.body.as_str(), page.authors.len()), ("Имя", "Раз.\n\nДва.", 2));
}

#[test]
fn a_provider_may_be_a_code() {
    let source = |meta: &str| article(meta, "<headline>Да</headline>", "").source;
    assert_eq!(source("<provider qcode='nprov:TASS'/>").as_deref(), Some("TASS"));
    assert_eq!(source("<provider/>"), None);
}

#[test]
fn status_and_embargo() {
    let table = [
        ("<pubStatus qcode='stat:usable'/>", false, None),
        ("<pubStatus qcode='stat:canceled'/>", true, None),
        ("<pubStatus uri='http://cv.iptc.org/newscodes/pubstatusg2/withheld'/>", true, None),
        ("<embargoed>2021-10-01T10:00:00+03:00</embargoed>", false, Some("2021-10-01T07:00:00Z")),
        ("<embargoed/>", true, None),
    ];
    for (meta, withdrawn, embargo) in table {
        let article = article(meta, "<headline>Да</headline>", "");
        let until = article.embargoed_until.map(|moment| moment.to_string());
        assert_eq!((article.withdrawn, until.as_deref()), (withdrawn, embargo), "{meta}");
    }
}

#[test]
fn what_holds_no_article_is_told() {
    let found = read_all(read, b"<packageItem guid='a'><groupSet/></packageItem>");
    assert!(matches!(&found[..], [(1, Err(flaw))] if flaw.reason == SkipReason::NoArticle));
    let found = read_all(read, b"<newsMessage><newsItem><itemMeta>");
    assert!(matches!(&found[..], [(1, Err(flaw))] if flaw.reason == SkipReason::BadXml));
}

proptest! {
    #[test]
    fn nothing_panics(parts in "(<itemMeta>|</itemMeta>|<contentMeta>|<headline>|<contentSet>|<inlineXML>|<nitf>|<html>|<body>|<subject/>|<by>|а){0,25}") {
        read_all(read, format!("<newsItem>{parts}</newsItem>").as_bytes());
    }
}
