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

macro_rules! feed {
    ($name:literal) => {
        articles(include_str!(concat!("../../tests/feeds/", $name)))
    };
}

/// The one article of a feed whose item holds `item`.
fn article(item: &str) -> Article {
    let head = "<rss><channel><title>Лента</title><link>https://a.example/</link>";
    articles(&format!("{head}<item>{item}</item></channel></rss>")).remove(0)
}

fn moment(article: &Article) -> String {
    article.published_at.map_or_else(|| "none".to_owned(), |moment| moment.to_string())
}

#[test]
fn a_plain_feed_of_headlines() {
    let [bridge, harvest] = &feed!("city.rss")[..] else { panic!() };
    assert_eq!(bridge.id, "https://zarechye.example/news/2021/09/30/bridge/");
    assert_eq!(bridge.url.as_ref(), Some(&bridge.id));
    assert_eq!(bridge.title, "После ремонта открыли Старый мост");
    assert!(bridge.lead.starts_with("Движение по Старому мосту") && bridge.body.is_empty());
    assert_eq!(moment(bridge), "2021-09-30T06:12:00Z");
    assert_eq!(
        bridge.image.as_deref(),
        Some("https://icdn.zarechye.example/images/2021/09/30/09/bridge.jpg")
    );
    assert_eq!(
        (&bridge.rubrics[..], &bridge.authors[..]),
        (&["Город".to_owned()][..], &["Анна Снегирёва".to_owned()][..])
    );
    assert_eq!(
        (bridge.source.as_deref(), bridge.language.as_deref()),
        (Some("Заречье.ру : Новости"), Some("ru"))
    );
    assert_eq!(harvest.title, "Аграрии собрали рекордный урожай гречихи — министерство");
    assert_eq!(
        (&harvest.rubrics[0], &harvest.tags[0], &harvest.image),
        (&"Экономика".to_owned(), &"урожай".to_owned(), &None)
    );
    assert_eq!(harvest.id, "https://zarechye.example/news/2021/09/30/harvest/?utm_source=rss");
}

#[test]
fn a_feed_with_elements_of_its_own() {
    let [article] = &feed!("business.rss")[..] else { panic!() };
    assert_eq!(
        (article.id.as_str(), article.tags.join(" ").as_str()),
        ("business.example:5788b9", "биржа акции")
    );
    assert_eq!(article.authors, ["Пётр Котов", "Ольга Белых"]);
    assert_eq!(article.lead, "Индекс прибавил полтора процента");
    assert_eq!(article.captions, ["Фото: Иван Речной"]);
    assert_eq!(article.body.split("\n\n").count(), 2);
    assert_eq!(article.updated_at.unwrap().to_string(), "2016-07-15T16:30:00Z");
    assert_eq!(article.url.as_deref(), Some("https://www.business.example/finances/15/07/2016/5788b9"));
}

#[test]
fn an_agency_with_full_text_and_media() {
    let [article] = &feed!("agency.rss")[..] else { panic!() };
    assert_eq!(article.url.as_deref(), Some("https://agency.example/20210930/museum-1752.html"));
    assert_eq!(Some(&article.id), article.url.as_ref());
    assert_eq!(article.lead, "АРХАНГЕЛЬСК, 30 сен — Север.");
    assert!(article.body.ends_with("Прибор пролежал на чердаке «сорок лет»."), "{}", article.body);
    assert_eq!(article.captions, ["Радиостанция в зале музея (Анна Лугова)"]);
    assert_eq!(article.image.as_deref(), Some("https://agency.example/images/2.jpg"));
    assert_eq!(
        (article.rubrics.join(" "), article.tags.join(" ")),
        ("Культура Наука".into(), "музеи Арктика".into())
    );
}

#[test]
fn a_turbo_page_gives_the_longest_text_without_its_widgets() {
    let [article] = &feed!("turbo.rss")[..] else { panic!() };
    assert_eq!(article.id, "4815");
    assert_eq!(article.body, "— Не скучно?\n\n— Нет. Здесь всегда ветер.");
    assert_eq!(article.lead, "Разговор о ветре и соли.");
    assert_eq!(article.captions, ["Маяк зимой. Фото: Иван Речной"]);
    assert_eq!(
        (article.authors.join(""), article.rubrics.join("")),
        ("Марина Лугова".into(), "Общество".into())
    );
    assert_eq!(moment(article), "2020-02-01T07:00:00Z");
}

#[test]
fn atom_states_what_its_texts_are() {
    let [first, second] = &feed!("atom.xml")[..] else { panic!() };
    assert_eq!(first.title, "Оператор <script> в новостях");
    assert_eq!(first.id, "tag:harbour.example,2020:1");
    assert_eq!(first.url.as_deref(), Some("https://harbour.example/blog/2020/first.html"));
    assert_eq!(first.image.as_deref(), Some("https://harbour.example/img/1.png"));
    assert_eq!(
        (first.lead.as_str(), first.body.as_str()),
        ("Коротко: 5 < 7.", "В порту подняли новый кран.\n\nРаботы шли год.")
    );
    assert_eq!((first.rubrics.join(" "), first.tags.join(" ")), ("Порт".into(), "краны".into()));
    assert_eq!(first.authors, ["Пётр Котов", "Ольга Белых"]);
    assert_eq!(
        (moment(first).as_str(), first.updated_at.unwrap().to_string().as_str()),
        ("2020-05-05T06:00:00Z", "2020-05-06T07:00:00Z")
    );
    assert_eq!((first.source.as_deref(), first.language.as_deref()), (Some("Гавань & порт"), Some("ru")));
    assert_eq!((second.title.as_str(), second.body.as_str()), ("Фото дня", "Закат над портом."));
    assert_eq!(second.id, "https://harbour.example/photo/2");
    assert_eq!(second.url.as_ref(), Some(&second.id));
    assert_eq!(
        (second.source.as_deref(), second.authors.join("")),
        (Some("Соседний блог"), "Редакция «Гавани»".into())
    );
    assert_eq!(moment(second), "2020-05-06T07:00:00Z");
}

#[test]
fn rss_in_rdf() {
    let [article] = &feed!("old.rdf")[..] else { panic!() };
    assert_eq!(article.url.as_deref(), Some("https://old.example/1"));
    assert_eq!((moment(article).as_str(), article.updated_at.is_some()), ("2003-04-05T02:07:08Z", true));
    assert_eq!((article.source.as_deref(), article.language.as_deref()), (Some("Старая газета"), Some("ru")));
    assert_eq!(
        (article.lead.as_str(), article.rubrics.join("")),
        ("Трамвай пошёл по новой линии.", "Город".into())
    );
}

#[test]
fn an_old_atom_and_an_old_rss() {
    let atom = "<feed version='0.3' xmlns='http://purl.org/atom/ns#'><title>Блог</title><entry><title>Да</title>\
        <link rel='alternate' type='text/html' href='http://b.example/1'/><id>http://b.example/1</id>\
        <issued>2004-05-05T09:00:00+04:00</issued><modified>2004-05-06T09:00:00+04:00</modified>\
        <content type='text/html' mode='escaped'>&lt;p&gt;Текст.</content></entry></feed>";
    let [article] = &articles(atom)[..] else { panic!() };
    assert_eq!(
        (article.body.as_str(), article.id.as_str(), moment(article).as_str()),
        ("Текст.", "http://b.example/1", "2004-05-05T05:00:00Z")
    );
    let rss = "<!DOCTYPE rss PUBLIC \"-//Netscape Communications//DTD RSS 0.91//EN\" \"http://x/rss-0.91.dtd\">\
        <rss version='0.91'><channel><title>Газета</title><item><title>Да</title><link>http://b.example/2</link>\
        <description>О мосте.</description></item></channel></rss>";
    assert_eq!(articles(rss)[0].lead, "О мосте.");
    let rss = "<rdf:RDF xmlns:rdf='http://www.w3.org/1999/02/22-rdf-syntax-ns#' xmlns='http://my.netscape.com/rdf/simple/0.9/'>\
        <channel><title>Газета</title></channel><item><title>Да</title><link>http://b.example/3</link></item></rdf:RDF>";
    assert_eq!((articles(rss)[0].title.as_str(), articles(rss)[0].source.as_deref()), ("Да", Some("Газета")));
}

#[test]
fn ids_are_taken_where_they_say_more_than_the_link() {
    let table = [
        (
            "<guid>https://a.example/1</guid><link>http://www.a.example/1/</link>",
            "http://www.a.example/1/",
            Some("http://www.a.example/1/"),
        ),
        (
            "<guid isPermaLink='false'>17</guid><link>https://a.example/1</link>",
            "17",
            Some("https://a.example/1"),
        ),
        (
            "<guid>https://a.example/?p=17</guid><link>https://a.example/1</link>",
            "https://a.example/?p=17",
            Some("https://a.example/1"),
        ),
        ("<guid>https://a.example/1</guid>", "https://a.example/1", Some("https://a.example/1")),
        ("<guid isPermaLink='false'>https://a.example/1</guid>", "https://a.example/1", None),
        ("<link>x/1</link>", "https://a.example/x/1", Some("https://a.example/x/1")),
    ];
    for (item, id, url) in table {
        let article = article(&format!("<title>Да</title>{item}"));
        assert_eq!((article.id.as_str(), article.url.as_deref()), (id, url), "{item}");
    }
}

#[test]
fn the_address_of_the_site_is_no_article() {
    let item = |title: &str| {
        article(&format!(
            "<title>{title}</title><guid>https://a.example/</guid><link>https://a.example</link>"
        ))
    };
    assert_ne!(item("Раз").id, item("Два").id);
    assert_eq!(item("Раз").url, None);
    let russian = article("<title>Да</title><link>https://a.example/новость</link>");
    assert_eq!(russian.url.as_deref(), Some("https://a.example/новость"));
}

#[test]
fn the_first_date_that_can_be_read_counts() {
    let found = article("<title>Да</title><pubDate>вчера</pubDate><dc:date>2020-02-01T10:00:00Z</dc:date>");
    assert_eq!(moment(&found), "2020-02-01T10:00:00Z");
}

#[test]
fn a_vocabulary_of_any_name_is_that_of_feeds() {
    let text = "<rss xmlns='http://a.example/own'><channel><title>Л</title><item><title>Да</title></item></channel></rss>";
    assert_eq!(articles(text)[0].source.as_deref(), Some("Л"));
}

#[test]
fn the_longest_text_is_the_body() {
    let table = [
        ("<description>Коротко.</description>", "Коротко.", ""),
        ("<description>То же.</description><content:encoded>&lt;p&gt;То же.</content:encoded>", "", "То же."),
        (
            "<description>Очень длинный текст.</description><content:encoded>Коротко.</content:encoded>",
            "Коротко.",
            "Очень длинный текст.",
        ),
        ("<content:encoded>&lt;img src='a'&gt;</content:encoded><description>Да.</description>", "Да.", ""),
        (
            "<yandex:full-text>Короткий.</yandex:full-text><content:encoded>Самый длинный.</content:encoded>",
            "",
            "Самый длинный.",
        ),
        ("<yandex-fulltext>Текст.</yandex-fulltext>", "", "Текст."),
        ("<media:group><media:description>О ролике.</media:description></media:group>", "О ролике.", ""),
    ];
    for (item, lead, body) in table {
        let article = article(&format!("<title>Да</title>{item}"));
        assert_eq!((article.lead.as_str(), article.body.as_str()), (lead, body), "{item}");
    }
}

#[test]
fn a_bad_item_is_counted_and_the_next_one_read() {
    let deep = "<b>".repeat(1000);
    let text = format!(
        "<rss><channel><item><title>Раз</title></item>\n<item>{deep}</item>\n<item><title>Три</titel></item>\n<item><title>Че"
    );
    let found: Vec<(u64, bool)> =
        read_all(read, text.as_bytes()).into_iter().map(|(line, found)| (line, found.is_ok())).collect();
    assert_eq!(found, [(1, true), (2, false), (3, true), (4, false)]);
}

proptest! {
    #[test]
    fn nothing_panics(item in "(<title>|</title>|<link>|<link href='//:x'/>|</link>|<guid>|<media:group>|<content type='xhtml'>|<![CDATA[|]]>|а|&lt;|<p>|<pubDate>){0,30}") {
        let text = format!("<rss><channel xml:base='::'><item>{item}</item></channel></rss>");
        for (_, found) in read_all(read, text.as_bytes()) {
            let _ = found.map(|record| record.into_article(&TimeZone::UTC));
        }
    }
}
