//! The words that periods are made of. All are folded: lower case, ё as е.

/// The grammatical dress of a period, which tells a time from a name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Form {
    /// A year that is nothing but a number.
    Bare,
    /// «2014 год», «март 2014», `March 2014`.
    Nominative,
    /// «2014 года», «марта 2014».
    Genitive,
    /// «2014 году», «марте 2014», «летом 2014»: said of when something was.
    When,
    /// «2014 г.»: any case.
    Abbreviated,
    /// A case that times are not put into: «2014 годом».
    Other,
    /// A day, or figures only: `05.05.2016`, `2016-07`.
    Figures,
}

use Form::{Abbreviated, Genitive, Nominative, Other, When};

const MONTHS: [[&str; 3]; 12] = [
    ["январь", "января", "январе"],
    ["февраль", "февраля", "феврале"],
    ["март", "марта", "марте"],
    ["апрель", "апреля", "апреле"],
    ["май", "мая", "мае"],
    ["июнь", "июня", "июне"],
    ["июль", "июля", "июле"],
    ["август", "августа", "августе"],
    ["сентябрь", "сентября", "сентябре"],
    ["октябрь", "октября", "октябре"],
    ["ноябрь", "ноября", "ноябре"],
    ["декабрь", "декабря", "декабре"],
];

const OTHER_MONTHS: [&[&str]; 12] = [
    &["янв", "january", "jan"],
    &["фев", "февр", "february", "feb"],
    &["мар", "march", "mar"],
    &["апр", "april", "apr"],
    &["may"],
    &["июн", "june", "jun"],
    &["июл", "july", "jul"],
    &["авг", "august", "aug"],
    &["сен", "сент", "september", "sep", "sept"],
    &["окт", "october", "oct"],
    &["ноя", "нояб", "november", "nov"],
    &["дек", "december", "dec"],
];

/// Month from 1 and the form it stands in.
pub(super) fn month(word: &str) -> Option<(i8, Form)> {
    let russian = MONTHS.iter().zip(1..).find_map(|(forms, number)| {
        let form = forms.iter().position(|form| *form == word)?;
        Some((number, [Nominative, Genitive, When][form]))
    });
    russian.or_else(|| {
        let mut others = OTHER_MONTHS.iter().zip(1..);
        others.find(|(names, _)| names.contains(&word)).map(|(_, number)| (number, Nominative))
    })
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Season {
    Winter,
    Spring,
    Summer,
    Autumn,
}

pub(super) fn season(word: &str) -> Option<(Season, Form)> {
    let season = match word {
        "зима" | "зиму" | "зимы" | "зимой" | "winter" => Season::Winter,
        "весна" | "весну" | "весны" | "весной" | "spring" => Season::Spring,
        "лето" | "лета" | "летом" | "summer" => Season::Summer,
        "осень" | "осени" | "осенью" | "autumn" | "fall" => Season::Autumn,
        _ => return None,
    };
    let form = match word {
        "зимой" | "весной" | "летом" | "осенью" => When,
        "зимы" | "весны" | "лета" | "осени" => Genitive,
        _ => Nominative,
    };
    Some((season, form))
}

/// «год» behind the number of a year.
pub(super) fn year_noun(word: &str) -> Option<Form> {
    Some(match word {
        "год" | "годы" | "year" => Nominative,
        "года" | "годов" => Genitive,
        "году" | "годах" => When,
        "г" | "гг" => Abbreviated,
        "годом" | "годам" | "годами" | "годе" => Other,
        _ => return None,
    })
}

/// «годы» behind two years.
pub(super) fn years_noun(word: &str) -> Option<Form> {
    matches!(word, "годы" | "годов" | "годах" | "годам" | "годами" | "гг").then(|| year_noun(word))?
}

/// The ending of an ordinal number that is a year: «2014-го».
pub(super) fn year_ending(word: &str) -> Option<Form> {
    Some(match word {
        "й" | "ый" | "ий" => Nominative,
        "го" | "ого" => Genitive,
        "м" | "ом" | "ем" => When,
        "му" | "ому" => Other,
        _ => return None,
    })
}

/// The endings of an ordinal number that is a day.
pub(super) const DAY_ENDINGS: [&str; 11] = ["е", "ое", "го", "ого", "му", "м", "й", "st", "nd", "rd", "th"];

/// A length of time that words like «прошлый» and «последние» go with.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Unit {
    Day,
    Week,
    Month,
    HalfYear,
    Year,
}

pub(super) fn unit(word: &str) -> Option<(Unit, Form)> {
    let unit = match word {
        "день" | "дня" | "дней" | "дни" | "сутки" | "суток" | "day" | "days" => {
            Unit::Day
        }
        "неделя" | "неделю" | "недели" | "неделе" | "недель" | "week" | "weeks" => {
            Unit::Week
        }
        "месяц" | "месяца" | "месяце" | "месяцы" | "месяцев" | "month" | "months" => {
            Unit::Month
        }
        "полгода" | "полугодие" => Unit::HalfYear,
        "год" | "года" | "году" | "годы" | "лет" | "г" | "year" | "years" => Unit::Year,
        _ => return None,
    };
    let form = match word {
        "неделе" | "месяце" | "году" => When,
        "дня" | "суток" | "недели" | "месяца" | "года" => Genitive,
        "г" => Abbreviated,
        _ => Nominative,
    };
    Some((unit, form))
}

/// Whether a unit needs a number: «последние дни» are nobody knows how many.
pub(super) fn is_plural(word: &str) -> bool {
    const PLURAL: [&str; 12] = [
        "дни",
        "дней",
        "недели",
        "недель",
        "месяцы",
        "месяцев",
        "годы",
        "лет",
        "days",
        "weeks",
        "months",
        "years",
    ];
    PLURAL.contains(&word)
}

/// How many units back «прошлый» and its like look, 0 for «этот».
pub(super) fn back(word: &str) -> Option<i8> {
    if matches!(word, "last" | "previous") {
        return Some(1);
    }
    if matches!(word, "this" | "current" | "этот" | "эта" | "эту" | "это") {
        return Some(0);
    }
    let (stem, back) = [
        ("позапрошл", 2),
        ("прошл", 1),
        ("прошедш", 1),
        ("минувш", 1),
        ("истекш", 1),
        ("предыдущ", 1),
        ("эт", 0),
        ("нынешн", 0),
        ("текущ", 0),
    ]
    .into_iter()
    .find(|(stem, _)| word.starts_with(stem))?;
    const ENDINGS: [&str; 14] =
        ["ый", "ий", "ая", "яя", "ую", "юю", "ое", "ее", "ого", "его", "ой", "ей", "ом", "ем"];
    const INSTRUMENTAL: [&str; 2] = ["ым", "им"];
    let ending = &word[stem.len()..];
    (ENDINGS.contains(&ending) || INSTRUMENTAL.contains(&ending)).then_some(back)
}

/// Numbers up to twelve in words, as they stand behind «последние».
pub(super) fn count(word: &str) -> Option<i16> {
    const COUNTS: [&[&str]; 11] = [
        &["два", "две", "двух", "two"],
        &["три", "трех", "three"],
        &["четыре", "четырех", "four"],
        &["пять", "пяти", "five"],
        &["шесть", "шести", "six"],
        &["семь", "семи", "seven"],
        &["восемь", "восьми", "eight"],
        &["девять", "девяти", "nine"],
        &["десять", "десяти", "ten"],
        &["одиннадцать", "одиннадцати", "eleven"],
        &["двенадцать", "двенадцати", "twelve"],
    ];
    COUNTS.iter().zip(2..).find_map(|(words, number)| words.contains(&word).then_some(number))
}

/// First year of a decade that is written as a word.
pub(super) fn decade(word: &str) -> Option<i16> {
    let stem = word.strip_suffix("ые").or_else(|| word.strip_suffix("ых"))?;
    Some(match stem {
        "пятидесят" => 1950,
        "шестидесят" => 1960,
        "семидесят" => 1970,
        "восьмидесят" => 1980,
        "девяност" => 1990,
        "нулев" => 2000,
        _ => return None,
    })
}
