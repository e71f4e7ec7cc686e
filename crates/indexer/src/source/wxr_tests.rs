use jiff::tz::TimeZone;
use proptest::prelude::*;
use vestnik_schema::Article;

use super::*;
use crate::source::read_all;

fn articles(text: &str) -> Vec<Article> {
    let zone = TimeZone::get("Europe/Moscow").unwrap();
    let found = read_all(read, text.as_bytes());
    found.into_iter().map(|(_, record)| record.unwrap().into_article(&zone).unwrap().article).collect()
}

fn export(items: &str) -> String {
    format!(
        "<rss xmlns:wp='http://wordpress.org/export/1.1/'><channel><title>Газета</title>\
         <wp:base_blog_url>https://a.example/</wp:base_blog_url>{items}</channel></rss>"
    )
}

#[test]
fn a_post_with_all_that_belongs_to_it() {
    let [post] = &articles(include_str!("../../tests/feeds/wordpress.xml"))[..] else { panic!() };
    assert_eq!(
        (post.id.as_str(), post.url.as_deref()),
        ("https://golos.example/?p=17", Some("https://golos.example/2019/05/lipy/"))
    );
    assert_eq!(post.title, "Во дворе на Садовой посадили липы");
    assert_eq!(
        post.body,
        "Двадцать лип посадили во дворе на Садовой улице.\n\nСаженцы дал питомник [он в посёлке]."
    );
    assert_eq!(post.lead, "Жители сажали деревья сами.");
    assert_eq!(post.captions, ["Липы во дворе", "Липы и дворник. Фото: М. Лугова"]);
    assert_eq!(post.image.as_deref(), Some("https://golos.example/lipa-big.jpg"));
    assert_eq!((post.rubrics.join(" "), post.tags.join(" ")), ("Новости".into(), "озеленение".into()));
    assert_eq!(
        (post.authors.join(""), post.source.as_deref()),
        ("Марина Лугова".into(), Some("Голос района"))
    );
    assert_eq!(post.published_at.unwrap().to_string(), "2019-05-11T07:30:00Z");
    assert_eq!(post.updated_at.unwrap().to_string(), "2019-05-12T08:00:00Z");
}

#[test]
fn what_is_not_public_is_withdrawn_or_left_out() {
    let table = [
        ("publish", "", Some((false, false))),
        ("publish", "секрет", Some((true, false))),
        ("private", "", Some((true, false))),
        ("trash", "", Some((true, false))),
        ("future", "", Some((false, true))),
        ("draft", "", None),
        ("pending", "", None),
        ("auto-draft", "", None),
    ];
    for (status, password, expected) in table {
        let text = export(&format!(
            "<item><title>Да</title><wp:post_id>5</wp:post_id><wp:post_date_gmt>2100-01-01 00:00:00</wp:post_date_gmt>\
             <wp:status>{status}</wp:status><wp:post_password>{password}</wp:post_password></item>"
        ));
        let found = articles(&text).pop();
        let seen = found.as_ref().map(|post| (post.withdrawn, post.embargoed_until.is_some()));
        assert_eq!(seen, expected, "{status} {password}");
        if let Some(post) = found {
            assert_eq!(post.id, "https://a.example/?p=5");
        }
    }
}

#[test]
fn an_export_without_posts_is_told() {
    let text = export("<item><title>О нас</title><wp:post_type>page</wp:post_type></item>");
    let found = read_all(read, text.as_bytes());
    assert!(matches!(&found[..], [(1, Err(flaw))] if flaw.reason == SkipReason::NoArticle));
}

#[test]
fn posts_wait_for_pictures_but_not_for_ever() {
    let posts: String = (0..WAITING_POSTS + 50)
        .map(|number| format!("<item><title>Пост {number}</title><wp:post_id>{number}</wp:post_id></item>\n"))
        .collect();
    let pictures: String = [0, WAITING_POSTS]
        .iter()
        .map(|number| {
            format!(
                "<item><wp:post_type>attachment</wp:post_type><wp:post_parent>{number}</wp:post_parent>\
                 <e:encoded xmlns:e='http://wordpress.org/export/1.1/excerpt/'>Подпись</e:encoded></item>"
            )
        })
        .collect();
    let found = articles(&export(&(posts + &pictures)));
    assert_eq!(found.len(), WAITING_POSTS + 50);
    assert_eq!(found[WAITING_POSTS].captions, ["Подпись"]);
    assert_eq!(found[0].captions, [""; 0]);
    assert!(found.windows(2).all(|pair| pair[0].title != pair[1].title));
}

proptest! {
    #[test]
    fn nothing_panics(item in "(<title>|</title>|<wp:post_id>|</wp:post_id>|<wp:post_type>|attachment|<wp:status>|<content:encoded>|\\[a b=1\\]|1){0,25}") {
        read_all(read, export(&format!("<item>{item}</item><item>{item}")).as_bytes());
    }
}
