use std::time::Duration;

use proptest::prelude::*;

use super::testing::Articles;
use super::*;

fn archive() -> Articles {
    Articles::new(&[
        "900 и на в россии президент путин заявил",
        "400 правительство россии обсудило переговоры",
        "60 пожар на складе в петербурге",
        "40 министр лавров провел переговоры",
        "30 шойгу осмотрел заводы",
        "25 щукин написал роман",
        "30 мчс тушит пожар",
        "20 любовь и холод в москве",
        "20 объявление о пропаже собаки",
        "12 бразильский embraer поставил самолеты эмбраер",
        "9 google закрыл hello world",
        "8 студенты в санкт петербурге",
        "5 the most wanted",
        "30 мост через реку",
        "6 хлеб и соль",
        "30 газпром повысил цены",
        "3 росия заявил",
        "4 nissan выпустил машину",
        "2 житель села бужин",
    ])
}

fn repaired(text: &str) -> Option<Repair> {
    repair(text, &archive(), Duration::from_secs(60)).unwrap()
}

fn check(text: &str, expected: &str) {
    let repair = repaired(text);
    assert_eq!(repair.as_ref().map_or(text, |repair| repair.text.as_str()), expected, "{text}: {repair:?}");
}

#[test]
fn the_other_layout() {
    let table = [
        ("genby", "путин"),
        ("Genby pfzdbk", "Путин заявил"),
        ("k.,jdm b [jkjl", "любовь и холод"),
        ("[kt,", "хлеб"),
        ("gj;fh,", "пожар,"),
        ("vxc", "мчс"),
        ("-gj;fh genby", "-пожар путин"),
        ("\"ghtpbltyn genby\"", "\"президент путин\""),
        ("j,]zdktybt j ghjgf;t", "объявление о пропаже"),
        ("руддщ Пщщпду", "hello Google"),
        // Only some words are.
        ("газпром gjdscbk", "газпром повысил"),
        ("google genby", "google путин"),
        // Unknown words go with their neighbours.
        ("ghtpbltyn ,epbyf", "президент бузина"),
        // A slip on top.
        ("ghtpbltn", "президент"),
        ("GENBY", "ПУТИН"),
        ("title:genby", "title:путин"),
        ("!genby", "!путин"),
    ];
    for (text, expected) in table {
        check(text, expected);
    }
}

#[test]
fn the_other_alphabet() {
    let table = [
        ("putin", "путин"),
        ("Lavrov", "Лавров"),
        ("shojgu", "шойгу"),
        ("shoygu", "шойгу"),
        ("shoigu", "шойгу"),
        ("Schukin", "Щукин"),
        ("shchukin", "щукин"),
        ("lyubov", "любовь"),
        ("l'ubov lyubov`", "l'ubov любовь"),
        ("lyubov' v moskve", "любовь в москве"),
        ("prezident zayavil", "президент заявил"),
        ("nissan pozhar", "nissan пожар"),
        ("google putin", "google путин"),
    ];
    for (text, expected) in table {
        check(text, expected);
    }
}

#[test]
fn misspelt_words() {
    let table = [
        ("презедент путин", "президент путин"),
        ("правительсво росии", "правительство россии"),
        ("Перговоры", "Переговоры"),
        ("пожра на складе", "пожар на складе"),
        ("\"президнет путин\"", "\"президент путин\""),
        ("gogle", "google"),
    ];
    for (text, expected) in table {
        check(text, expected);
    }
}

#[test]
fn joined_and_split_words() {
    for (text, expected) in [
        ("вроссии", "в россии"),
        ("Санктпетербурге", "Санкт петербурге"),
        // No article holds one behind the other, but some hold both; none holds the two of the next.
        ("пожартушит", "пожар тушит"),
        ("пожарроман", "пожарроман"),
        ("пере говоры", "переговоры"),
        ("прези дент путин", "президент путин"),
    ] {
        check(text, expected);
    }
}

#[test]
fn what_is_meant_stays() {
    for text in [
        "",
        " \t",
        "путин",
        "путин и лавров",
        "\"президент путин\"",
        // Known to the dictionary, though not to the index.
        "презент",
        "пожарище",
        "россиянка",
        // Held, though rare and near to a frequent word.
        "бужин",
        "google",
        "most wanted",
        "nissan",
        // Too short to tell.
        "b",
        "ns",
        "zz",
        // Nothing near is held.
        "эквадор",
        "бюрдок",
        "qwzxk",
        "2022 22-го",
        "!перговоры",
        "пере*",
        "в россии",
        "путин НЕ лавров",
        "https://example.com/a?b=c",
    ] {
        check(text, text);
    }
}

#[test]
fn every_change_is_named() {
    let Some(repair) = repaired("ghtpbltn перговоры putin вроссии") else {
        panic!("nothing was repaired")
    };
    assert_eq!(repair.text, "президент переговоры путин в россии");
    let change = |from: &str, to: &str, kind| RepairedWord { from: from.to_owned(), to: to.to_owned(), kind };
    assert_eq!(
        repair.changes,
        [
            change("ghtpbltn", "президет", RepairKind::Layout),
            change("putin", "путин", RepairKind::Alphabet),
            change("президет", "президент", RepairKind::Spelling),
            change("перговоры", "переговоры", RepairKind::Spelling),
            change("вроссии", "в россии", RepairKind::Joined),
        ]
    );
}

#[test]
fn a_slip_that_the_archive_shares_is_repaired_only_far_beside_a_frequent_word() {
    let archive =
        Articles::new(&["2500 правительство россии", "2 совет росси", "30 совет мчс", "1 премия росии"]);
    let repaired = |text: &str| {
        let repair = repair(text, &archive, Duration::from_secs(60)).unwrap();
        repair.map_or(text.to_owned(), |repair| repair.text)
    };
    assert_eq!(repaired("росии"), "россии");
    assert_eq!(repaired("росси"), "россии");
    let small = Articles::new(&["40 правительство россии", "2 премия росии"]);
    assert_eq!(repair("росии", &small, Duration::from_secs(60)).unwrap(), None);
}

#[test]
fn company_tells_words_that_look_alike_apart() {
    let archive = Articles::new(&["60 суд кардинал", "60 лес картина"]);
    for (text, expected) in [("суд кардина", "суд кардинал"), ("лес кардина", "лес картина")]
    {
        let repair = repair(text, &archive, Duration::from_secs(60)).unwrap();
        assert_eq!(repair.map(|repair| repair.text).as_deref(), Some(expected));
    }
}

#[test]
fn without_time_nothing_is_repaired() {
    assert_eq!(repair("ghtpbltyn genby", &archive(), Duration::ZERO).unwrap(), None);
}

#[test]
fn what_nobody_types_is_not_looked_at() {
    assert!(repaired(&"genby ".repeat(32)).is_some());
    assert_eq!(repaired(&"genby ".repeat(33)), None);
    assert_eq!(repaired(&format!("genby {}", "я".repeat(500))), None);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn any_text_is_survived_and_a_repaired_one_stays(text in any_query()) {
        let archive = archive();
        let once = repair(&text, &archive, Duration::from_secs(60)).unwrap();
        let once = once.map_or(text, |repair| repair.text);
        prop_assert_eq!(repair(&once, &archive, Duration::from_secs(60)).unwrap(), None);
    }

    #[test]
    fn words_of_the_archive_stay(words in prop::collection::vec(prop::sample::select(FREQUENT.to_vec()), 1..5)) {
        prop_assert_eq!(repair(&words.join(" "), &archive(), Duration::from_secs(60)).unwrap(), None);
    }
}

const FREQUENT: [&str; 12] = [
    "россии",
    "президент",
    "переговоры",
    "пожар",
    "embraer",
    "google",
    "санкт",
    "и",
    "the",
    "мчс",
    "hello",
    "шойгу",
];

fn any_query() -> impl Strategy<Value = String> {
    prop_oneof![
        "\\PC{0,24}",
        "[a-z;'\\[,.` -]{0,20}",
        "[а-яё -]{0,20}",
        prop::collection::vec(
            prop::sample::select(vec![
                "genby",
                "putin",
                "росии",
                "пере",
                "говоры",
                "\"",
                "b",
                "d",
                "росия",
                "вроссии",
                "пожра",
                "vxc",
                "!",
                "-",
                "title:",
                "lavrov",
                "most",
                "мост",
                "эмбраэр",
                "ghtpbltn",
            ]),
            0..6
        )
        .prop_map(|words| words.join(" ")),
    ]
}
