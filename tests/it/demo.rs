//! What the sample corpus is there to show: a question as readers type it, and the article that they mean.
//!
//! Only what the lexicon and the query language can do today is asked here.

use vestnik_tests::json::{ids, total};
use vestnik_tests::sample_server;

#[test]
fn the_article_that_is_meant_comes_among_the_first_three() {
    let server = sample_server();
    let mut missed = Vec::new();
    for (query, id) in MEANT {
        let found = ids(&server.search(&[("q", query), ("per_page", "3")]));
        if !found.iter().any(|found| found == id) {
            missed.push(format!("«{query}» → {id}, found {found:?}"));
        }
    }
    assert!(missed.is_empty(), "{} of {} missed:\n{}", missed.len(), MEANT.len(), missed.join("\n"));
}

const MEANT: [(&str, &str); 44] = [
    ("Лавров Керри", "politika-2016-07-15-kerri"),
    ("госсекретарь США прибыл в Москву", "politika-2016-07-14-kerri-priletel"),
    ("итоги визита госсекретаря", "politika-2016-07-16-kerri-itogi"),
    ("наводнение в Усть-Калинске", "proisshestviya-2023-05-10-voda-prishla-noch"),
    ("эвакуация Усть-Калинск", "proisshestviya-2023-05-10-voda-prishla-noch"),
    ("помощь Усть-Калинску", "obshchestvo-2023-05-13-pomoshch-ust-kalinsku"),
    ("отставка правительства Медведева", "politika-2020-01-15-otstavka"),
    ("Мишустин премьер", "politika-2020-01-16-premer"),
    ("встреча Путина и Байдена", "politika-2021-06-16-zheneva"),
    ("ставка ЦБ 20 %", "finansy-2022-02-28-stavka-20"),
    ("сбой Заречье-банк", "tekhnologii-2024-03-14-zareche-bank-sboy"),
    ("метро Верхнереченск", "ekonomika-2025-09-08-metro-verhnerechensk"),
    ("выход Великобритании из ЕС", "mir-2016-06-24-brexit"),
    ("brexit", "mir-2016-06-24-brexit"),
    ("Суэцкий канал контейнеровоз", "mir-2021-03-24-suec-konteynerovoz"),
    ("EVER GIVEN", "mir-2021-03-29-suec-snyali"),
    ("пожар собор Нотр-Дам", "proisshestviya-2019-04-15-pozhar-notr-dam"),
    ("финал Аргентина Франция", "sport-2022-12-18-argentina-katar"),
    ("Акинфеев пенальти", "sport-2018-07-01-penalti"),
    ("Карлсен Карякин", "sport-2016-12-01-shahmaty-karlsen-karyakin"),
    ("чемпионат Европы Португалия", "sport-2016-07-11-evro-final-portugaliya"),
    ("гравитационные волны", "nauka-2016-02-11-gravitatsionnye-volny"),
    ("фото черной дыры", "nauka-2019-04-10-chernaya-dyra"),
    ("телескоп Джеймс Уэбб", "nauka-2021-12-25-dzheims-uebb-start"),
    ("Falcon Heavy", "nauka-2018-02-07-falcon-heavy-pervyi-pusk"),
    ("Ил-76", "regiony-2020-07-23-pozhary-il-76"),
    ("ил 76 электростанция", "ekonomika-2022-09-07-il-76-pomoshch"),
    ("ковид-19 пандемия", "mir-2020-03-12-pandemiya"),
    ("COVID-19 ВОЗ", "zdorovye-2023-05-05-covid-konets-chs"),
    ("ChatGPT", "tekhnologii-2022-12-08-chat-bot-razgovor"),
    ("язык Rust", "tekhnologii-2021-02-09-rust-foundation"),
    ("iPhone разъем наушники", "tekhnologii-2016-09-08-iphone-7-bez-razema"),
    ("«Паразиты» Оскар", "kultura-2020-02-10-parazity-oskar"),
    ("выставка Серова", "kultura-2016-01-23-ochered-na-serova"),
    ("похищенная картина Куинджи", "proisshestviya-2019-01-28-kartina-kuindzhi-najdena"),
    ("рыбаки на льдине", "proisshestviya-2019-03-27-rybaki-na-ldine"),
    ("лось в супермаркете", "proisshestviya-2017-12-05-los-v-supermarkete"),
    ("мост через Вережму", "regiony-2018-09-14-most-otkryt"),
    ("С.-Петербург Toyota", "avto-2022-09-23-toyota-peterburg"),
    ("купить ОСАГО онлайн интернет", "avto-2017-01-09-osago-onlayn"),
    ("Йошкар-Ола поезд", "regiony-2022-06-10-turpoezd-yoshkar-ola"),
    ("Иран санкции", "mir-2016-01-17-iran-sankcii"),
    ("цена шоколада", "ekonomika-2024-05-21-kakao"),
    ("берестяная грамота", "nauka-2025-07-30-beresta-kolyadino"),
];

#[test]
fn spellings_of_one_word_find_the_same() {
    let server = sample_server();
    let table = [
        ("самолёт", "самолет"),
        ("МОСКВА", "москва"),
        ("Нотр-Дам", "нотр‑дам"),
        ("за\u{301}мок", "замок"),
        ("четверть\u{ad}финал", "четвертьфинал"),
        ("Пхёнчхан", "пхенчхан"),
        ("заголовок:Керри", "title:керри"),
        ("«Сила Сибири»", "\"сила сибири\""),
        ("«Сила Сибири»", "„Сила Сибири“"),
        ("хоккей ИЛИ шахматы", "хоккей | шахматы"),
        ("хоккей OR шахматы", "шахматы хоккей -нетакогослова | хоккей"),
        ("переговоры", "переговоров"),
        ("рубль", "рублями"),
    ];
    for (one, other) in table {
        let set = |query: &str| {
            let mut found = ids(&server.search(&[("q", query), ("per_page", "100")]));
            found.sort();
            found
        };
        let found = set(one);
        assert!(!found.is_empty(), "{one} finds nothing");
        assert_eq!(found, set(other), "{one} and {other}");
    }
}

/// Forms that a stemmer keeps apart and the lexicon joins.
#[test]
fn forms_that_only_a_dictionary_can_join_find_the_same() {
    let server = sample_server();
    let pairs =
        [("лёд", "льда"), ("день", "дня"), ("ребёнок", "дети"), ("Китай", "Китаем"), ("отец", "отца")];
    for (one, other) in pairs {
        let total = |query: &str| total(&server.search(&[("q", query)]));
        let both = total(&format!("{one} | {other}"));
        assert!(total(one) > 0 && total(other) > 0, "{one} and {other} are in the sample corpus");
        assert_eq!((total(one), total(other)), (both, both), "{one} and {other}");
    }
}

/// A name in one case finds the article that has it in another only.
#[test]
fn a_name_finds_all_its_cases() {
    let server = sample_server();
    let table = [
        ("Лавров", "politika-2016-07-15-kerri"),
        ("Газпром", "ekonomika-2019-12-03-sila-sibiri"),
        ("Байден", "politika-2021-06-17-zheneva-ekspert"),
        ("Афганистан", "mir-2021-08-20-kabul-vrachi"),
        ("айфон", "tekhnologii-2017-11-21-babushkin-remont"),
        ("Королева", "kultura-2026-11-19-benefis-v-zarechye"),
        ("мёд", "zdorovye-2018-08-13-med-do-goda"),
        ("вратарь", "sport-2018-07-03-zapishi-menya-v-vorota"),
    ];
    for (query, id) in table {
        let found = ids(&server.search(&[("q", query), ("per_page", "100")]));
        assert!(found.iter().any(|found| found == id), "«{query}» does not find {id}: {found:?}");
    }
}
