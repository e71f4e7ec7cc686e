//! Numbers, dates and plurals in the languages of the page. Fixed wording is in `texts.rs`.

use std::time::Duration;

use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::TimeZone;

use crate::search::HistogramInterval;

/// A language of the page and of the API's messages.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) enum Lang {
    /// Russian.
    #[default]
    Ru,
    /// English.
    En,
}

/// One, few (2–4) and many, as Russian counts. English uses the first and the last.
pub(crate) type PluralForms = [&'static str; 3];

const MONTHS_OF_RU: [&str; 12] = [
    "января",
    "февраля",
    "марта",
    "апреля",
    "мая",
    "июня",
    "июля",
    "августа",
    "сентября",
    "октября",
    "ноября",
    "декабря",
];
const MONTHS_RU: [&str; 12] = [
    "январь",
    "февраль",
    "март",
    "апрель",
    "май",
    "июнь",
    "июль",
    "август",
    "сентябрь",
    "октябрь",
    "ноябрь",
    "декабрь",
];
const MONTHS_EN: [&str; 12] = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
];

impl Lang {
    /// The language with a code, as the parameter `lang` gives it.
    pub(crate) fn from_code(code: &str) -> Option<Self> {
        [Self::Ru, Self::En].into_iter().find(|lang| lang.code() == code)
    }

    pub(crate) fn code(self) -> &'static str {
        match self {
            Self::Ru => "ru",
            Self::En => "en",
        }
    }

    /// The language that the page can be switched to.
    pub(crate) fn other(self) -> Self {
        match self {
            Self::Ru => Self::En,
            Self::En => Self::Ru,
        }
    }

    /// `1 материал`, `2 материала`, `5 материалов`.
    pub(crate) fn counted(self, count: u64, forms: PluralForms) -> String {
        format!("{}\u{a0}{}", self.number(count), self.plural(count, forms))
    }

    /// `5 материалов` or `5 articles`.
    pub(crate) fn articles(self, count: u64) -> String {
        match self {
            Self::Ru => self.counted(count, ["материал", "материала", "материалов"]),
            Self::En => self.counted(count, ["article", "articles", "articles"]),
        }
    }

    /// `Найден 1 материал`, `Найдено 5 материалов`.
    pub(crate) fn found(self, count: u64) -> String {
        match (self, count) {
            (Self::Ru, 0) => "Ничего не найдено".to_owned(),
            (Self::En, 0) => "Nothing found".to_owned(),
            (Self::Ru, _) => {
                let verb = self.plural(count, ["Найден", "Найдено", "Найдено"]);
                format!("{verb} {}", self.articles(count))
            }
            (Self::En, _) => format!("{} found", self.articles(count)),
        }
    }

    /// `Первый столбец — 2016, последний — 2026, больше всего — 2024: 120 материалов`
    pub(crate) fn timeline_summary(self, [first, last, highest]: [&str; 3], count: u64) -> String {
        let articles = self.articles(count);
        match self {
            Self::Ru => {
                format!(
                    "Материалы по времени, от «{first}» до «{last}». Больше всего — {highest}: {articles}."
                )
            }
            Self::En => format!("Articles over time, {first} to {last}. Most in {highest}: {articles}."),
        }
    }

    /// What the tallest bar of the chart stands for: `до 12`.
    pub(crate) fn up_to(self, count: u64) -> String {
        match self {
            Self::Ru => format!("до\u{a0}{}", self.number(count)),
            Self::En => format!("up to\u{a0}{}", self.number(count)),
        }
    }

    /// A period in words, either end of which may be open.
    pub(crate) fn period(self, from: Option<&str>, to: Option<&str>) -> String {
        match (self, from, to) {
            (_, Some(from), Some(to)) if from == to => from.to_owned(),
            (_, Some(from), Some(to)) => format!("{from} — {to}"),
            (Self::Ru, Some(from), None) => format!("с {from}"),
            (Self::Ru, None, Some(to)) => format!("по {to}"),
            (Self::En, Some(from), None) => format!("from {from}"),
            (Self::En, None, Some(to)) => format!("to {to}"),
            (_, None, None) => String::new(),
        }
    }

    /// What leaving out a kind of filter would give.
    pub(crate) fn without(self, filter: &str, count: u64) -> String {
        let articles = self.articles(count);
        match self {
            Self::Ru => format!("Без фильтра «{filter}»: {articles}"),
            Self::En => format!("Without the filter “{filter}”: {articles}"),
        }
    }

    /// `Ещё 3 материала о том же`
    pub(crate) fn more_of_story(self, count: u64) -> String {
        let articles = self.articles(count);
        match self {
            Self::Ru => format!("Ещё {articles} о том же"),
            Self::En => format!("{articles} more on the same story"),
        }
    }

    /// What matching in any form would give.
    pub(crate) fn in_any_form(self, count: u64) -> String {
        let articles = self.articles(count);
        match self {
            Self::Ru => format!("В любой форме — {articles}"),
            Self::En => format!("In any form: {articles}"),
        }
    }

    /// The way to what was typed alone: `только «ЦБ», «США»`.
    pub(crate) fn only(self, typed: &[&str]) -> String {
        let word = match self {
            Self::Ru => "только",
            Self::En => "only",
        };
        let typed: Vec<String> = typed.iter().map(|text| self.quoted(text)).collect();
        format!("{word} {}", typed.join(", "))
    }

    /// A text in the language's quotation marks.
    pub(crate) fn quoted(self, text: &str) -> String {
        match self {
            Self::Ru => format!("«{text}»"),
            Self::En => format!("“{text}”"),
        }
    }

    /// Words that were taken for a period.
    pub(crate) fn read_as_period(self, words: &str) -> String {
        match self {
            Self::Ru => format!("«{words}» — это период, ищем материалы за это время."),
            Self::En => format!("“{words}” is a period: articles of that time are searched."),
        }
    }

    /// `и ещё 3`
    pub(crate) fn and_more(self, count: usize) -> String {
        match self {
            Self::Ru => format!("и ещё\u{a0}{count}"),
            Self::En => format!("and {count}\u{a0}more"),
        }
    }

    /// Size and time span of the archive.
    pub(crate) fn archive(self, count: u64, span: Option<(String, String)>) -> String {
        let articles = self.articles(count);
        match (self, span) {
            (Self::Ru, Some((oldest, newest))) => format!("В архиве {articles}: с {oldest} по {newest}"),
            (Self::En, Some((oldest, newest))) => format!("{articles} in the archive: {oldest} to {newest}"),
            (Self::Ru, None) => format!("В архиве {articles}"),
            (Self::En, None) => format!("{articles} in the archive"),
        }
    }

    fn plural(self, count: u64, [one, few, many]: PluralForms) -> &'static str {
        match (self, count % 10, count % 100) {
            (Self::Ru, _, 11..=14) => many,
            (Self::Ru, 1, _) => one,
            (Self::Ru, 2..=4, _) => few,
            (Self::En, _, _) if count == 1 => one,
            (Self::Ru | Self::En, _, _) => many,
        }
    }

    /// Digits in groups of three. Four digits stay together in Russian, as its typography asks.
    pub(crate) fn number(self, number: u64) -> String {
        let digits = number.to_string();
        let (separator, ungrouped) = match self {
            Self::Ru => ('\u{202f}', 4),
            Self::En => (',', 3),
        };
        if digits.len() <= ungrouped {
            return digits;
        }
        let mut grouped = String::with_capacity(digits.len() * 2);
        for (index, digit) in digits.chars().enumerate() {
            if index > 0 && (digits.len() - index).is_multiple_of(3) {
                grouped.push(separator);
            }
            grouped.push(digit);
        }
        grouped
    }

    /// `за 12 мс`, `за 1,2 с`.
    pub(crate) fn took(self, took: Duration) -> String {
        let ms = took.as_millis().max(1);
        let (seconds, tenths) = (ms / 1000, ms % 1000 / 100);
        match (self, seconds) {
            (Self::Ru, 0) => format!("за\u{a0}{ms}\u{a0}мс"),
            (Self::Ru, _) => format!("за\u{a0}{seconds},{tenths}\u{a0}с"),
            (Self::En, 0) => format!("in\u{a0}{ms}\u{a0}ms"),
            (Self::En, _) => format!("in\u{a0}{seconds}.{tenths}\u{a0}s"),
        }
    }

    /// `15 июля 2016, 09:12`
    pub(crate) fn moment(self, moment: Timestamp, zone: &TimeZone) -> String {
        let local = zone.to_datetime(moment);
        format!("{}, {:02}:{:02}", self.day(local.date()), local.hour(), local.minute())
    }

    /// `15 июля 2016`
    pub(crate) fn day(self, day: Date) -> String {
        let months = match self {
            Self::Ru => &MONTHS_OF_RU,
            Self::En => &MONTHS_EN,
        };
        format!("{}\u{a0}{} {}", day.day(), month_of(day, months), day.year())
    }

    /// The name of a bucket that begins on a day: `2016`, `июль 2016`, `15 июля 2016`.
    pub(crate) fn bucket(self, first: Date, interval: HistogramInterval) -> String {
        let months = match self {
            Self::Ru => &MONTHS_RU,
            Self::En => &MONTHS_EN,
        };
        match interval {
            HistogramInterval::Year => first.year().to_string(),
            HistogramInterval::Month => format!("{} {}", month_of(first, months), first.year()),
            HistogramInterval::Day | HistogramInterval::Auto => self.day(first),
        }
    }
}

fn month_of(day: Date, months: &[&'static str; 12]) -> &'static str {
    usize::try_from(day.month() - 1).ok().and_then(|index| months.get(index).copied()).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn plain(text: &str) -> String {
        text.replace(['\u{a0}', '\u{202f}'], " ")
    }

    #[test]
    fn totals_agree_with_their_number() {
        let table = [
            (0, "Ничего не найдено", "Nothing found"),
            (1, "Найден 1 материал", "1 article found"),
            (2, "Найдено 2 материала", "2 articles found"),
            (4, "Найдено 4 материала", "4 articles found"),
            (5, "Найдено 5 материалов", "5 articles found"),
            (11, "Найдено 11 материалов", "11 articles found"),
            (14, "Найдено 14 материалов", "14 articles found"),
            (21, "Найден 21 материал", "21 articles found"),
            (22, "Найдено 22 материала", "22 articles found"),
            (101, "Найден 101 материал", "101 articles found"),
            (111, "Найдено 111 материалов", "111 articles found"),
            (1000, "Найдено 1000 материалов", "1,000 articles found"),
            (12_345, "Найдено 12 345 материалов", "12,345 articles found"),
            (10_000_001, "Найден 10 000 001 материал", "10,000,001 articles found"),
        ];
        for (count, russian, english) in table {
            assert_eq!(plain(&Lang::Ru.found(count)), russian);
            assert_eq!(plain(&Lang::En.found(count)), english);
        }
    }

    #[test]
    fn moments_are_told_in_the_zone_of_the_site() {
        let moscow = TimeZone::get("Europe/Moscow").unwrap();
        let table = [
            ("2016-07-15T06:12:00Z", "15 июля 2016, 09:12", "15 July 2016, 09:12"),
            ("2015-12-31T22:05:00Z", "1 января 2016, 01:05", "1 January 2016, 01:05"),
        ];
        for (utc, russian, english) in table {
            let moment: Timestamp = utc.parse().unwrap();
            assert_eq!(plain(&Lang::Ru.moment(moment, &moscow)), russian);
            assert_eq!(plain(&Lang::En.moment(moment, &moscow)), english);
        }
    }

    #[test]
    fn buckets_are_named_by_their_width() {
        let day = jiff::civil::date(2016, 7, 1);
        let table = [
            (HistogramInterval::Year, "2016", "2016"),
            (HistogramInterval::Month, "июль 2016", "July 2016"),
            (HistogramInterval::Day, "1 июля 2016", "1 July 2016"),
        ];
        for (interval, russian, english) in table {
            assert_eq!(plain(&Lang::Ru.bucket(day, interval)), russian);
            assert_eq!(plain(&Lang::En.bucket(day, interval)), english);
        }
    }

    #[test]
    fn times_are_told_in_a_fitting_unit() {
        let table =
            [(0, "за 1 мс"), (12, "за 12 мс"), (999, "за 999 мс"), (1250, "за 1,2 с"), (2000, "за 2,0 с")];
        for (ms, expected) in table {
            assert_eq!(plain(&Lang::Ru.took(Duration::from_millis(ms))), expected);
        }
    }
}
