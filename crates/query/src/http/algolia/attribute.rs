use jiff::civil::Date;
use jiff::tz::TimeZone;
use jiff::{Timestamp, ToSpan};

use crate::search::{Condition, FacetField, Period, parse_period_bound};

/// What stands between the levels of a hierarchical value.
const LEVEL_SEPARATOR: &str = " > ";

/// A number at least this large counts milliseconds, not seconds: as seconds it would lie beyond the year 5000.
const LEAST_MILLISECONDS: f64 = 1e11;

/// A property of articles that can be filtered by and counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) enum Attribute {
    /// A property with values.
    Facet(FacetField),
    /// The day of publication, as a tree of years, months and days.
    Date(DateLevel),
    /// The moment of publication, in Unix seconds.
    PublishedAt,
}

/// How exact a date is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(crate) enum DateLevel {
    /// `2016`
    Year,
    /// `2016 > 2016-07`
    Month,
    /// `2016 > 2016-07 > 2016-07-15`
    Day,
}

/// How a number is compared.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Comparison {
    Less,
    LessOrEqual,
    Equal,
    NotEqual,
    GreaterOrEqual,
    Greater,
}

/// Every attribute under its name, in the order in which filters are offered.
const ATTRIBUTES: [(&str, Attribute); 8] = [
    ("rubrics", Attribute::Facet(FacetField::Rubric)),
    ("source", Attribute::Facet(FacetField::Source)),
    ("tags", Attribute::Facet(FacetField::Tag)),
    ("authors", Attribute::Facet(FacetField::Author)),
    ("date.lvl0", Attribute::Date(DateLevel::Year)),
    ("date.lvl1", Attribute::Date(DateLevel::Month)),
    ("date.lvl2", Attribute::Date(DateLevel::Day)),
    ("published_at", Attribute::PublishedAt),
];

impl Attribute {
    /// All attributes with their names.
    pub(crate) const ALL: &'static [(&'static str, Self)] = &ATTRIBUTES;

    /// The attribute of a name, or of one of the names that it also goes by.
    pub(crate) fn named(name: &str) -> Option<Self> {
        let name = match name {
            "rubric" | "rubrics.lvl0" => "rubrics",
            "sources" => "source",
            "tag" | "_tags" => "tags",
            "author" => "authors",
            "date" => "published_at",
            name => name,
        };
        ATTRIBUTES.iter().find(|(known, _)| *known == name).map(|(_, attribute)| *attribute)
    }

    /// What articles with a value satisfy.
    ///
    /// # Errors
    /// What is wrong with the value. One that no article has is not wrong.
    pub(crate) fn is(self, value: &str, zone: &TimeZone) -> Result<Condition, String> {
        match self {
            Self::Facet(field) => Ok(Condition::Value { field, value: value.to_owned() }),
            Self::Date(level) => {
                Ok(level.period(value, zone).map_or(Condition::Any(Vec::new()), Condition::Published))
            }
            Self::PublishedAt => self.compares(Comparison::Equal, number(value)?),
        }
    }

    /// What articles satisfy whose number compares like that.
    ///
    /// # Errors
    /// If the attribute is no number.
    pub(crate) fn compares(self, comparison: Comparison, number: f64) -> Result<Condition, String> {
        if self != Self::PublishedAt {
            return Err("only published_at is compared with numbers".to_owned());
        }
        let seconds = if number.abs() >= LEAST_MILLISECONDS { number / 1000.0 } else { number };
        let (from, behind) = (seconds.ceil(), seconds.floor() + 1.0);
        let published = |from: Option<f64>, until: Option<f64>| {
            Condition::Published(Period { from: from.map(moment), until: until.map(moment) })
        };
        // Between two seconds there is no article: the period of an equal one is then empty.
        let equal = || published(Some(from), Some(behind));
        Ok(match comparison {
            Comparison::Less => published(None, Some(from)),
            Comparison::LessOrEqual => published(None, Some(behind)),
            Comparison::Equal => equal(),
            Comparison::NotEqual => Condition::Not(Box::new(equal())),
            Comparison::GreaterOrEqual => published(Some(from), None),
            Comparison::Greater => published(Some(behind), None),
        })
    }

    /// What articles satisfy whose number is one of those or lies between them.
    ///
    /// # Errors
    /// If the attribute is no number.
    pub(crate) fn lies(self, least: f64, greatest: f64) -> Result<Condition, String> {
        let bounds = [(Comparison::GreaterOrEqual, least), (Comparison::LessOrEqual, greatest)];
        let mut period = Period { from: None, until: None };
        for (comparison, bound) in bounds {
            if let Condition::Published(Period { from, until }) = self.compares(comparison, bound)? {
                period = Period { from: from.or(period.from), until: until.or(period.until) };
            }
        }
        Ok(Condition::Published(period))
    }
}

impl DateLevel {
    /// All levels, years first.
    pub(crate) const ALL: [Self; 3] = [Self::Year, Self::Month, Self::Day];

    /// Letters of its own part of a value.
    fn letters(self) -> usize {
        match self {
            Self::Year => "2016".len(),
            Self::Month => "2016-07".len(),
            Self::Day => "2016-07-15".len(),
        }
    }

    /// The value of a day.
    pub(crate) fn value(self, day: Date) -> String {
        let day = day.to_string();
        let parts = Self::ALL.iter().filter(|level| **level <= self);
        parts.filter_map(|level| day.get(..level.letters())).collect::<Vec<_>>().join(LEVEL_SEPARATOR)
    }

    /// When articles with a value were published, if there is such a value.
    fn period(self, value: &str, zone: &TimeZone) -> Option<Period> {
        let last = value.rsplit(LEVEL_SEPARATOR).next()?.trim();
        let is_date = last.len() == self.letters()
            && last.bytes().all(|letter| letter == b'-' || letter.is_ascii_digit());
        let from = parse_period_bound(last, false, zone).ok().filter(|_| is_date)?;
        let until = parse_period_bound(last, true, zone).ok();
        let day = zone.to_datetime(from).date();
        (value == last || value == self.value(day)).then_some(Period { from: Some(from), until })
    }
}

/// Reads a number: whole or with a fraction, with or without a sign.
///
/// # Errors
/// What is wrong with it.
pub(crate) fn number(text: &str) -> Result<f64, String> {
    let text = text.trim();
    let is_plain = text.bytes().all(|letter| letter.is_ascii_digit() || b"+-.eE".contains(&letter));
    let read = text.parse::<f64>().ok().filter(|number| is_plain && number.is_finite());
    read.ok_or_else(|| format!("{:?} is no number", super::error::echo(text)))
}

/// The moment of a second, as near as moments go.
fn moment(second: f64) -> Timestamp {
    let (first, last) = (Timestamp::MIN, Timestamp::MAX - 1.second());
    let second = (second as i64).clamp(first.as_second(), last.as_second());
    Timestamp::from_second(second).unwrap_or(last)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn moscow() -> TimeZone {
        TimeZone::get("Europe/Moscow").unwrap()
    }

    fn published(from: Option<i64>, until: Option<i64>) -> Condition {
        let moment = |second| Timestamp::from_second(second).unwrap();
        Condition::Published(Period { from: from.map(moment), until: until.map(moment) })
    }

    #[test]
    fn an_attribute_has_one_name_and_several_that_lead_to_it() {
        for (name, attribute) in Attribute::ALL {
            assert_eq!(Attribute::named(name), Some(*attribute));
        }
        for (name, other) in
            [("rubric", "rubrics"), ("_tags", "tags"), ("date", "published_at"), ("sources", "source")]
        {
            assert_eq!(Attribute::named(name), Attribute::named(other));
        }
        for name in ["", "price", "Rubrics", "rubrics ", "date.lvl3", "-tags"] {
            assert_eq!(Attribute::named(name), None);
        }
    }

    #[test]
    fn seconds_and_milliseconds_compare_alike() {
        for (comparison, expected) in [
            (Comparison::Less, published(None, Some(1_500_000_000))),
            (Comparison::LessOrEqual, published(None, Some(1_500_000_001))),
            (Comparison::Equal, published(Some(1_500_000_000), Some(1_500_000_001))),
            (Comparison::GreaterOrEqual, published(Some(1_500_000_000), None)),
            (Comparison::Greater, published(Some(1_500_000_001), None)),
        ] {
            for number in [1_500_000_000.0, 1_500_000_000_000.0] {
                assert_eq!(Attribute::PublishedAt.compares(comparison, number), Ok(expected.clone()));
            }
        }
        let half = Attribute::PublishedAt.compares(Comparison::Greater, 1.5);
        assert_eq!(half, Ok(published(Some(2), None)));
        assert_eq!(Attribute::PublishedAt.lies(-5.0, 7.2), Ok(published(Some(-5), Some(8))));
    }

    #[test]
    fn numbers_beyond_time_are_its_ends() {
        for number in [1e300, -1e300, 1e20, -1e20, f64::MAX] {
            for comparison in [Comparison::Less, Comparison::Equal, Comparison::Greater] {
                assert!(Attribute::PublishedAt.compares(comparison, number).is_ok());
            }
        }
        assert!(Attribute::Facet(FacetField::Tag).compares(Comparison::Less, 1.0).is_err());
        assert!(Attribute::Date(DateLevel::Day).lies(1.0, 2.0).is_err());
    }

    #[test]
    fn text_is_a_number_or_is_not() {
        for (text, expected) in [("5", 5.0), (" -5 ", -5.0), ("1.5", 1.5), ("1e3", 1000.0), ("+7", 7.0)] {
            assert_eq!(number(text), Ok(expected));
        }
        for text in ["", "inf", "NaN", "1e999", "0x10", "5 6", "5 лет", "٥"] {
            assert!(number(text).is_err(), "{text}");
        }
    }

    #[test]
    fn values_of_a_date_are_read_back() {
        let day: Date = "2016-07-15".parse().unwrap();
        for (level, value, from, until) in [
            (DateLevel::Year, "2016", "2015-12-31T21:00:00Z", "2016-12-31T21:00:00Z"),
            (DateLevel::Month, "2016 > 2016-07", "2016-06-30T21:00:00Z", "2016-07-31T21:00:00Z"),
            (DateLevel::Day, "2016 > 2016-07 > 2016-07-15", "2016-07-14T21:00:00Z", "2016-07-15T21:00:00Z"),
        ] {
            assert_eq!(level.value(day), value);
            let period = Period { from: from.parse().ok(), until: until.parse().ok() };
            assert_eq!(level.period(value, &moscow()), Some(period));
        }
        let month = DateLevel::Month.period("2016-07", &moscow());
        assert_eq!(month, DateLevel::Month.period("2016 > 2016-07", &moscow()));
    }

    #[test]
    fn what_is_no_value_of_a_date_is_none_of_an_article() {
        for (level, value) in [
            (DateLevel::Year, "2016-07"),
            (DateLevel::Month, "2016"),
            (DateLevel::Month, "2015 > 2016-07"),
            (DateLevel::Month, "2016 > 2016-13"),
            (DateLevel::Day, "2016 > 2016-07 > 2016-07-32"),
            (DateLevel::Day, "2016 > 2016-07-15"),
            (DateLevel::Year, ""),
            (DateLevel::Year, "год"),
            (DateLevel::Year, "шест"),
        ] {
            assert_eq!(level.period(value, &moscow()), None, "{value}");
        }
    }
}
