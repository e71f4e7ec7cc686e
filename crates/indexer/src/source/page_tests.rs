use jiff::tz::TimeZone;
use vestnik_schema::Article;

use super::*;
use crate::source::read_all;

fn article(text: &str) -> Article {
    let found = read_all(read, text.as_bytes()).remove(0).1.unwrap();
    found.into_article(&TimeZone::get("Europe/Moscow").unwrap()).unwrap().article
}

macro_rules! page {
    ($name:literal) => {
        article(include_str!(concat!("../../tests/pages/", $name)))
    };
}

fn paragraphs(article: &Article) -> Vec<&str> {
    article.body.split("\n\n").collect()
}

#[test]
fn a_dated_page_with_menu_and_share_buttons() {
    let article = page!("bridge.txt");
    assert_eq!(article.title, "В Заречье после двух лет ремонта открыли Старый мост");
    assert_eq!(article.published_at.unwrap().to_string(), "2016-07-15T06:12:00Z");
    assert_eq!(article.rubrics, ["Город"]);
    assert_eq!(article.authors, ["Анна Снегирёва"]);
    assert_eq!(article.tags, ["мост", "Заречье", "ремонт"]);
    assert_eq!(article.captions, ["Первые автомобили на Старом мосту (Фото: Иван Речной)"]);
    assert_eq!(paragraphs(&article).len(), 4);
    assert!(paragraphs(&article)[0].starts_with("Движение по Старому мосту"));
    assert!(article.body.contains("Что изменилось для водителей"));
    assert!(article.body.ends_with("говорится в сообщении мэрии."));
    for other in ["Поделиться", "ВКонтакте", "Хоккеисты", "Погода", "cookie"]
    {
        assert!(!article.body.contains(other), "{other}");
    }
}

#[test]
fn links_in_the_middle_are_left_out() {
    let article = page!("harvest.txt");
    assert_eq!(article.title, "Аграрии Приозерья собрали рекордный урожай гречихи");
    assert_eq!(article.rubrics, ["Экономика"]);
    assert_eq!(article.published_at.unwrap().to_string(), "2021-09-30T15:40:00Z");
    assert_eq!(paragraphs(&article).len(), 4);
    assert!(!article.body.contains("Цены на хлеб") && !article.body.contains("Как сушат зерно"));
    assert!(article.body.contains("— Такого не было десять лет."));
    assert!(article.body.ends_with("до конца октября."));
}

#[test]
fn a_page_without_blank_lines() {
    let article = page!("museum.txt");
    assert_eq!(article.title, "Музей связи получил радиостанцию полярников");
    assert_eq!(article.lead, "Прибор пролежал на чердаке сорок лет, пока его не нашла внучка радиста");
    assert_eq!(article.authors, ["Пётр Котов", "Ольга Белых"]);
    assert_eq!(article.tags, ["музеи", "Арктика"]);
    assert_eq!(paragraphs(&article).len(), 3);
    assert_eq!(article.published_at, None);
}

#[test]
fn a_lead_above_the_picture_and_a_feed_without_heading() {
    let article = page!("football.txt");
    assert_eq!(article.title, "«Нефтяник» вырвал победу на последней минуте");
    assert!(article.lead.starts_with("Футболисты «Нефтяника»"), "{}", article.lead);
    assert_eq!(article.captions, ["Игроки «Нефтяника» празднуют гол. Фото: пресс-служба клуба"]);
    assert_eq!(article.rubrics, ["Спорт"]);
    assert_eq!(paragraphs(&article).len(), 2);
    assert!(!article.body.contains("Метеорологи"), "{}", article.body);
}

#[test]
fn an_interview_keeps_its_short_lines() {
    let article = page!("interview.txt");
    assert_eq!(article.title, "Хранительница маяка: «Тишина — это тоже работа»");
    assert_eq!(article.authors, ["Марина Лугова"]);
    assert!(article.body.contains("— Не скучно?\n\n— Нет."));
    assert!(article.body.ends_with("— Тогда я приеду ещё раз."));
}

#[test]
fn a_page_without_an_article_is_refused() {
    let flaws = [include_str!("../../tests/pages/login.txt"), "", "\n\n", "Вход\nПоиск\n"];
    for text in flaws {
        let found = read_all(read, text.as_bytes()).remove(0).1;
        assert_eq!(found.unwrap_err().reason, SkipReason::NoArticle, "{text}");
    }
    assert_eq!(read_all(read, b"\xff\xfe").remove(0).1.unwrap_err().reason, SkipReason::BadUtf8);
}

#[test]
fn a_plain_text_is_a_title_and_a_body() {
    let short = article("Мост открыт\n\nДвижение началось утром.\n");
    assert_eq!((short.title.as_str(), short.body.as_str()), ("Мост открыт", "Движение началось утром."));
    let body = "Движение по мосту началось утром в понедельник, сообщили в мэрии города, и к вечеру им проехали две тысячи машин.";
    let long = article(&format!("Мост открыт\n{body}\n"));
    assert_eq!((long.title.as_str(), long.body.as_str(), long.published_at), ("Мост открыт", body, None));
    let untitled = article(body);
    assert_eq!((untitled.title.as_str(), untitled.body.as_str()), ("", body));
}
