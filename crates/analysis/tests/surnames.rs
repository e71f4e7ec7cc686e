//! A surname as a reader types it finds every form of it: man, woman and family, in all cases.
#![cfg(feature = "lexicon")]

use vestnik_analysis::{Analyzer, AnalyzerName};

/// Forms that a name in the nominative does not find, of 9 forms of each name, asked for in 4 ways.
const MISSED_COMMON: usize = 0;
const MISSED_INVENTED: usize = 0;

/// What the forms add to a masculine surname in -ов, -ев, -ёв, -ин, -ын.
const ENDINGS: [&str; 9] = ["", "а", "у", "ым", "е", "ой", "ы", "ых", "ыми"];

const COMMON: &str = "\
    Иванов Петров Сидоров Смирнов Кузнецов Попов Соколов Козлов Новиков Морозов Волков Павлов Семёнов \
    Голубев Виноградов Богданов Воробьёв Фёдоров Михайлов Беляев Тарасов Белов Комаров Орлов Киселёв \
    Макаров Андреев Ковалёв Ильин Гусев Титов Кузьмин Кудрявцев Баранов Куликов Алексеев Степанов \
    Яковлев Сорокин Сергеев Романов Захаров Борисов Королёв Герасимов Пономарёв Григорьев Лазарев \
    Медведев Ершов Никитин Соболев Рябов Поляков Цветков Данилов Жуков Фролов Журавлёв Николаев Крылов \
    Максимов Осипов Белоусов Федотов Дорофеев Егоров Матвеев Бобров Дмитриев Калинин Анисимов Петухов \
    Антонов Тимофеев Никифоров Веселов Филиппов Марков Большаков Суханов Миронов Ширяев Александров \
    Коновалов Шестаков Казаков Ефимов Денисов Громов Фомин Давыдов Мельников Щербаков Блинов Колесников \
    Карпов Афанасьев Власов Маслов Исаков Тихонов Аксёнов Гаврилов Родионов Котов Горбунов Кудряшов \
    Быков Зуев Третьяков Савельев Панов Рыбаков Суворов Абрамов Воронов Мухин Архипов Трофимов Мартынов \
    Емельянов Горшков Чернов Овчинников Селезнёв Панфилов Копылов Михеев Галкин Лукин Путин Лавров \
    Песков Мишустин Собянин Шаманов Пушкин Гагарин Бородин Солженицын Голицын Куницын Лисицын Синицын \
    Курицын Хрущёв Горбачёв Ахматов Зимин";

/// In no dictionary: their inflection is guessed by the ending.
const INVENTED: &str = "\
    Бурлаенков Кашмырёв Дрогалёв Тюхменев Опалишин Растюков Вертугин Шмарицын Плевунцов Зарубайлов \
    Кочемасков Жмуркалов Гнилоухов Брыкасов Хлебозыров Прохоренцев Скворчугин Тетерюков Ямбулатов \
    Хамзарханов Мурзабулатов Бекдурдыев Нурсахатов Джумаханлиев Абдрахмедов Сарыбашев Кызылбеков \
    Алишерханов Гасангусейнов Омардибиров Чупрасин Лепетухин Дерибасин Зыкалкин Пичугалкин Марфушкин \
    Тряпышкин Белобородкин Кукуйкин Шипилкин Ржаницын Полевицын Крупицын Вырубицын Верстилицын Загорулев \
    Прилепьев Дубоносьев Гречухиев Чернухьев Клюшарёв Полтарёв Мохначёв Дергачелёв Струганцов Мокшанцев \
    Сурдутов Пестрюхин Крячкин Вихляндин";

/// Of people in the news whose names read as other words in some of their forms: as several shooters, a village, an
/// adjective. They are told by their capital letter.
const COLLIDING: &str = "\
    Стрелков Рябков Токаев Шнуров Фальков Травников Шумков Коньков Русаков Пучков Клоков Ливанов Мизинцев Катков \
    Кулаков Мясников Курганов Конюхов Пушков Милонов Орехов Ханов Эмиров Имамов Мантуров Суровикин Мошков Кусков \
    Трутнев Лисин Керимов Исмаилов Хасанов Ниязов Меликов Алханов Мусаев Сулейманов Курбанов Нурмагомедов Аваков \
    Колобков Тагиров Юнусов Садыков Бардаков";

#[test]
fn a_surname_under_another_word_finds_all_its_forms_by_its_capital_letter() {
    let mut analyzer = Analyzer::new(AnalyzerName::RussianText);
    let mut missed = Vec::new();
    for surname in COLLIDING.split_whitespace() {
        for query in [surname.to_owned(), format!("{surname}а")] {
            let terms = analyzer.terms(&query);
            for form in ENDINGS.map(|ending| format!("{surname}{ending}")) {
                let found = analyzer.terms(&form);
                if !terms.iter().any(|term| found.contains(term)) {
                    missed.push(format!("{query} {} ↔ {form} {}", terms.join("|"), found.join("|")));
                }
            }
        }
    }
    assert_eq!(missed, Vec::<String>::new());
}

#[test]
fn a_common_surname_finds_all_its_forms() {
    check(COMMON, 150, MISSED_COMMON);
}

#[test]
fn a_surname_of_no_dictionary_finds_all_its_forms() {
    check(INVENTED, 60, MISSED_INVENTED);
}

#[track_caller]
fn check(surnames: &str, num_surnames: usize, expected: usize) {
    let mut analyzer = Analyzer::new(AnalyzerName::RussianText);
    let mut missed = Vec::new();
    assert_eq!(surnames.split_whitespace().count(), num_surnames);
    for surname in surnames.split_whitespace() {
        for query in [surname.to_owned(), format!("{surname}а")] {
            for query in [query.to_lowercase(), query] {
                let terms = analyzer.terms(&query);
                for form in ENDINGS.map(|ending| format!("{surname}{ending}")) {
                    let found = analyzer.terms(&form);
                    if !terms.iter().any(|term| found.contains(term)) {
                        missed.push(format!("{query} {} ↔ {form} {}", terms.join("|"), found.join("|")));
                    }
                }
            }
        }
    }
    assert_eq!(
        missed.len(),
        expected,
        "forms missed; help: if there are fewer than before, lower the number:\n{}",
        missed.join("\n")
    );
}
