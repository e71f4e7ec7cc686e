use std::io::BufReader;

use proptest::prelude::*;

use super::*;
use crate::SkipReason;
use crate::lines::MAX_RECORD_BYTES;

type Found = Vec<(u64, Result<Element, Flaw>)>;

fn read(text: &[u8], names: &'static [&'static str]) -> Found {
    let mut input = BufReader::with_capacity(5, text);
    let mut items = Items::new(&mut input, names);
    let mut found = Vec::new();
    while let Some(item) = items.next().unwrap() {
        found.push(item);
    }
    found
}

/// Lines and texts of the items found, with `!` and the reason for those that are bad.
fn check(text: &str, expected: &[&str]) {
    let shown: Vec<String> = read(text.as_bytes(), &["item"])
        .into_iter()
        .map(|(line, item)| match item {
            Ok(item) => format!("{line} {}", item.text().trim()),
            Err(flaw) => format!("{line} !{}", flaw.reason),
        })
        .collect();
    assert_eq!(shown, expected, "{text}");
}

#[test]
fn items_are_found_with_their_lines() {
    check("", &[]);
    check("<rss><channel></channel></rss>", &[]);
    check("<rss>\n<item>один</item>\n\n<item\n a='>'>два</item><item/></rss>", &["2 один", "4 два", "5 "]);
    check("<a><item><![CDATA[<b> </item> ]]]]><![CDATA[> ]]]>да</item>", &["1 <b> </item> ]]> ]да"]);
    check("<a><!-- <item> -- > --><item>да<!--нет--><?php echo '</item>' ?></item>", &["1 да"]);
    check("<r:a><r:item>да<item>нет</item></r:item><item>мимо</item>", &["1 данет"]);
}

#[test]
fn references_are_resolved_and_entities_of_a_dtd_are_not() {
    check(
        "<a><item>&lt;b&gt; &laquo;&#1044;&#x430;&raquo;&nbsp;R&D &own; &#xFFFFFF; 5 < 7</item></a>",
        &["1 <b> «Да»\u{a0}R&D &own; &#xFFFFFF; 5 < 7"],
    );
    let laughs: String = (1..10)
        .map(|level| format!("<!ENTITY l{level} \"{}\">", format!("&l{};", level - 1).repeat(10)))
        .collect();
    let text = format!("<!DOCTYPE a [<!ENTITY l0 \"ха>\">{laughs}]><a><item>&l9;</item></a>");
    check(&text, &["1 &l9;"]);
    check("<!DOCTYPE a [<!ENTITY x SYSTEM \"file:///etc/passwd\">]><a><item>&x;</item></a>", &["1 &x;"]);
}

#[test]
fn tags_that_do_not_match_cost_nothing() {
    check("<rss><item><b>один</i></item><item>два</b></item></rss>", &["1 один", "1 два"]);
    check("<rss><item>один<item>два</item></rss>", &["1 один", "1 два"]);
    check("<rss><channel><item>один</channel></rss>", &["1 один"]);
    check("<rss><item>a<img src=\"x /></item>\n<item>два</item></rss>", &["1 a<img src=\"x />", "2 два"]);
    check("<rss></item></b><item>один</item></rss>", &["1 один"]);
}

#[test]
fn documents_that_break_off_keep_their_items() {
    check("<rss><item>один</item>\n<item>два", &["1 один", "2 !bad_xml"]);
    check("<rss><item>один</item><ite", &["1 один"]);
    check("<rss><item><![CDATA[один", &["1 !bad_xml"]);
    check(
        "<?xml version='1.0'?><rss><item>один</item>\n<item>два<?xml version='1.0'?><rss>\n<item>три</item></rss>\n\
         <feed><f:item>четыре</f:item></feed>",
        &["1 один", "2 !bad_xml", "3 три", "4 четыре"],
    );
}

#[test]
fn what_is_too_deep_or_too_large_costs_its_item_only() {
    let deep = format!("<a><item>{}</item><item>да</item></a>", "<b>".repeat(200_000));
    check(&deep, &["1 !bad_xml", "1 да"]);
    let many = format!("<a><item>{}</item><item>да</item></a>", "<b/>".repeat(200_001));
    check(&many, &["1 !too_long", "1 да"]);
    let stray = format!("<a>{}<item>да</item></a>", "<b>".repeat(10_000));
    check(&stray, &["1 да"]);
}

/// A stream that is never whole in memory.
struct Repeated {
    parts: Vec<(&'static str, usize)>,
}

impl io::Read for Repeated {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        self.parts.retain(|(_, times)| *times > 0);
        let Some((text, times)) = self.parts.first_mut() else { return Ok(0) };
        *times -= 1;
        buffer[..text.len()].copy_from_slice(text.as_bytes());
        Ok(text.len())
    }
}

#[test]
fn an_item_of_any_length_is_passed_over() {
    const LETTERS: &str = "текст без конца, текст без конца, текст без конца, текст без конца\n";
    let times = MAX_RECORD_BYTES / LETTERS.len() + 1;
    let parts = vec![("<a><item><![CDATA[", 1), (LETTERS, times), ("]]></item><item>да</item>", 1)];
    let mut input = BufReader::new(Repeated { parts });
    let mut items = Items::new(&mut input, &["item"]);
    let (_, first) = items.next().unwrap().unwrap();
    assert_eq!(first.unwrap_err().reason, SkipReason::TooLong);
    let (line, second) = items.next().unwrap().unwrap();
    assert_eq!((line, second.unwrap().text()), (times as u64 + 1, "да".to_owned()));
}

#[test]
fn a_broken_byte_costs_its_item_only() {
    let found = read(b"<a><item>\xff</item><item>ok</item></a>", &["item"]);
    assert_eq!(found[0].1.as_ref().unwrap_err().reason, SkipReason::BadUtf8);
    assert_eq!(found[1].1.as_ref().unwrap().text(), "ok");
}

#[test]
fn names_belong_to_vocabularies() {
    let text = "<rss xmlns:d='http://purl.org/dc/elements/1.1/' xmlns:yandex='https://news.yandex.ru/'>\
        <item><d:creator>а</d:creator><yandex:full-text>б</yandex:full-text><media:credit role='x'>в</media:credit>\
        <x:y xmlns:x='http://search.yahoo.com/mrss'><x:z/></x:y><x:w/></item></rss>";
    let found = read(text.as_bytes(), &["item"]).remove(0).1.unwrap();
    let spaces: Vec<Space> = found.children().map(|child| child.space).collect();
    assert_eq!(spaces, [Space::Dc, Space::Yandex, Space::Media, Space::Media, Space::Other]);
    assert!(found.children().nth(3).unwrap().child(Space::Media, "z").is_some());
    assert_eq!(found.child(Space::Media, "credit").unwrap().attribute("role"), Some("x"));
}

#[test]
fn the_head_states_what_holds_for_all_items() {
    let text = "<?xml version='1.0'?><feed xml:base='https://a.example/x/' xml:lang='ru'><title>Лента</title>\
        <div xml:base='y/' xml:lang='de'/><in xml:base='z/'><item>да</item>";
    let mut input = text.as_bytes();
    let mut items = Items::new(&mut input, &["item"]);
    assert!(items.next().unwrap().is_some());
    assert_eq!(items.head().child_text(Space::Plain, "title").as_deref(), Some("Лента"));
    assert_eq!((items.base(), items.language()), (Some("https://a.example/x/z/"), Some("ru")));
}

#[test]
fn a_tree_becomes_html_again() {
    let text = "<a><item>1 &lt; 2 <x:p class='a&amp;\"'>да<br/></x:p></item></a>";
    let found = read(text.as_bytes(), &["item"]).remove(0).1.unwrap();
    assert_eq!(found.inner_html(), "1 &lt; 2 <p class=\"a&amp;&quot;\">да<br></br></p>");
}

#[test]
fn the_root_is_known_from_the_first_bytes() {
    let table = [
        ("<rss version='2.0'>", Some("rss")),
        (" <?xml version='1.0'?>\n<!-- <a> --><!DOCTYPE r [<!ENTITY a '>'>]><rdf:RDF\n>", Some("RDF")),
        ("<urlset>", Some("urlset")),
        ("<rss", None),
        ("текст <a>", None),
        ("", None),
    ];
    for (text, expected) in table {
        assert_eq!(root(text.as_bytes()).map(|(name, _)| name).as_deref(), expected, "{text}");
    }
}

proptest! {
    #[test]
    fn nothing_panics(text in "(<|>|/|!|\\?|\\[|\\]|-|'|\"|&|;|=| |\n|а|item|CDATA|<item>|</item>|<!\\[CDATA\\[|]]>|<!--|-->){0,60}") {
        read(text.as_bytes(), &["item"]);
        root(text.as_bytes());
    }

    #[test]
    fn text_survives(words in prop::collection::vec("[а-я<>&'\"\\[\\] ]{0,12}", 1..5)) {
        let items: String = words.iter().map(|word| format!("<item>{}</item>", escape(word))).collect();
        let found = read(format!("<a>{items}</a>").as_bytes(), &["item"]);
        let texts: Vec<String> = found.into_iter().map(|(_, item)| item.unwrap().text()).collect();
        prop_assert_eq!(texts, words);
    }
}
