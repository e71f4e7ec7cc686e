use std::ops::RangeInclusive;

use jiff::ToSpan;
use jiff::civil::Date;

use super::atom::Cursor;
use super::names::{self, Form, Season};
use super::relative;

/// Years that are read as years. Archives hold nothing older, and larger numbers count things.
pub(super) const YEARS: RangeInclusive<i16> = 1900..=2100;

/// What is wrong with something that looks like a period.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Fault {
    /// Nothing was written.
    #[error("a date is missing")]
    Empty,
    /// It cannot be read as a period.
    #[error("it is no date; write 2016, 2016-07, 2016-07-05, 05.07.2016, 2014..2016 or yesterday")]
    Unreadable,
    /// There is no such day in its month.
    #[error("there is no such day in that month")]
    NoSuchDay,
    /// There is no such month.
    #[error("there is no such month")]
    NoSuchMonth,
    /// A year before 1900 or after 2100, or a span that reaches there.
    #[error("years run from 1900 to 2100")]
    YearOutOfRange,
    /// The end comes before the beginning.
    #[error("the period ends before it begins")]
    Backwards,
}

/// The first day and the day behind the last one.
pub(super) type Span = (Date, Date);

/// Part of the calendar, as written. What is missing may stand at the other end of a range: «с 1 по 5 мая 2016».
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum What {
    Year(i16),
    Season { year: i16, season: Season },
    Month { year: Option<i16>, month: i16 },
    Day { year: Option<i16>, month: Option<i16>, day: i16 },
    Relative { from: Date, until: Date },
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Point {
    pub(super) what: What,
    pub(super) form: Form,
}

impl What {
    /// The days it covers; `None` while its year is missing.
    pub(super) fn span(self) -> Option<Result<Span, Fault>> {
        match self {
            Self::Year(year) => Some(year_span(year)),
            Self::Season { year, season } => Some(season_span(year, season)),
            Self::Month { year: Some(year), month } => Some(month_span(year, month)),
            Self::Day { year: Some(year), month: Some(month), day } => Some(day_span(year, month, day)),
            Self::Relative { from, until } => Some(checked(from, until)),
            Self::Month { .. } | Self::Day { .. } => None,
        }
    }

    /// Takes what is missing from the other end of the range. A date that would come behind it is of the year before:
    /// «с 28 декабря по 5 января 2016».
    pub(super) fn completed(self, end: Self) -> Option<Self> {
        let (end_year, end_month, end_day) = match end {
            Self::Month { year, month } => (year?, month, None),
            Self::Day { year, month, day } => (year?, month?, Some(day)),
            _ => return self.span().map(|_| self),
        };
        match self {
            Self::Day { month: None, day, .. } if end_day.is_some() => {
                Some(Self::Day { year: Some(end_year), month: Some(end_month), day })
            }
            Self::Day { year: None, month: Some(month), day } => {
                let year = if month > end_month { end_year - 1 } else { end_year };
                Some(Self::Day { year: Some(year), month: Some(month), day })
            }
            Self::Month { year: None, month } => {
                let year = if month > end_month { end_year - 1 } else { end_year };
                Some(Self::Month { year: Some(year), month })
            }
            complete => complete.span().map(|_| complete),
        }
    }
}

fn year_span(year: i16) -> Result<Span, Fault> {
    if !YEARS.contains(&year) {
        return Err(Fault::YearOutOfRange);
    }
    let from = Date::new(year, 1, 1).map_err(|_| Fault::YearOutOfRange)?;
    Ok((from, from.checked_add(1.year()).map_err(|_| Fault::YearOutOfRange)?))
}

fn month_span(year: i16, month: i16) -> Result<Span, Fault> {
    year_span(year)?;
    let from = first_of(year, month)?;
    Ok((from, from.checked_add(1.month()).map_err(|_| Fault::YearOutOfRange)?))
}

fn day_span(year: i16, month: i16, day: i16) -> Result<Span, Fault> {
    month_span(year, month)?;
    let (month, day) = (narrow(month, Fault::NoSuchMonth)?, narrow(day, Fault::NoSuchDay)?);
    let from = Date::new(year, month, day).map_err(|_| Fault::NoSuchDay)?;
    Ok((from, from.checked_add(1.day()).map_err(|_| Fault::YearOutOfRange)?))
}

/// Winter is named by the year it ends in.
pub(super) fn season_span(year: i16, season: Season) -> Result<Span, Fault> {
    year_span(year)?;
    let from = match season {
        Season::Winter => first_of(year - 1, 12)?,
        Season::Spring => first_of(year, 3)?,
        Season::Summer => first_of(year, 6)?,
        Season::Autumn => first_of(year, 9)?,
    };
    Ok((from, from.checked_add(3.months()).map_err(|_| Fault::YearOutOfRange)?))
}

fn first_of(year: i16, month: i16) -> Result<Date, Fault> {
    Date::new(year, narrow(month, Fault::NoSuchMonth)?, 1).map_err(|_| Fault::NoSuchMonth)
}

fn narrow(number: i16, fault: Fault) -> Result<i8, Fault> {
    i8::try_from(number).map_err(|_| fault)
}

fn checked(from: Date, until: Date) -> Result<Span, Fault> {
    if from >= until {
        Err(Fault::Backwards)
    } else if YEARS.contains(&from.year()) && YEARS.contains(&until.year()) {
        Ok((from, until))
    } else {
        Err(Fault::YearOutOfRange)
    }
}

/// From the beginning of `first` to the end of `last`.
pub(super) fn joined(first: Span, last: Span) -> Result<Span, Fault> {
    if first.0 >= last.1 { Err(Fault::Backwards) } else { Ok((first.0, last.1)) }
}

/// Reads a point, with or without its year.
pub(super) fn point(cursor: &mut Cursor<'_>, today: Date) -> Option<Point> {
    cursor
        .attempt(figures)
        .or_else(|| cursor.attempt(|cursor| day_first(cursor, today)))
        .or_else(|| cursor.attempt(month_first))
        .or_else(|| cursor.attempt(|cursor| month(cursor, today)))
        .or_else(|| cursor.attempt(|cursor| season(cursor, today)))
        .or_else(|| cursor.attempt(|cursor| relative::point(cursor, today)))
        .or_else(|| {
            let (year, form) = cursor.attempt(year)?;
            Some(Point { what: What::Year(year), form })
        })
}

/// Four digits, with an ordinal ending and «год» in any form if they follow.
fn year(cursor: &mut Cursor<'_>) -> Option<(i16, Form)> {
    let value = cursor.number(4..=4)?;
    let ending = cursor.glued(|cursor| {
        cursor.glued_dash(false);
        cursor.glued(|cursor| cursor.letters(names::year_ending))
    });
    let noun = cursor.letters(names::year_noun);
    Some((value, noun.or(ending).unwrap_or(Form::Bare)))
}

/// A year that a month, a season or a day is of.
fn year_of(cursor: &mut Cursor<'_>, today: Date) -> Option<i16> {
    cursor.attempt(|cursor| {
        cursor.one_of(&["of"]);
        cursor.attempt(year).map(|(year, _)| year).or_else(|| relative::year(cursor, today))
    })
}

fn figures(cursor: &mut Cursor<'_>) -> Option<Point> {
    let what = cursor
        .attempt(dotted)
        .or_else(|| cursor.attempt(dashed_day))
        .or_else(|| cursor.attempt(dashed_month))
        .or_else(|| cursor.attempt(dotted_month))?;
    Some(Point { what, form: Form::Figures })
}

/// `5.07.2016`
fn dotted(cursor: &mut Cursor<'_>) -> Option<What> {
    let day = cursor.number(1..=2)?;
    cursor.glued_dot()?;
    let month = cursor.glued(|cursor| cursor.number(1..=2))?;
    cursor.glued_dot()?;
    let year = cursor.glued(|cursor| cursor.number(4..=4))?;
    cursor.one_of(&["г", "года"]);
    Some(What::Day { year: Some(year), month: Some(month), day })
}

/// `2016-07-05`
fn dashed_day(cursor: &mut Cursor<'_>) -> Option<What> {
    let year = cursor.number(4..=4)?;
    cursor.glued_dash(false)?;
    let month = cursor.glued(|cursor| cursor.number(2..=2))?;
    cursor.glued_dash(false)?;
    let day = cursor.glued(|cursor| cursor.number(2..=2))?;
    Some(What::Day { year: Some(year), month: Some(month), day })
}

/// `2016-07`, but not «2011-12 гг.» nor «2011–12», which are two years.
fn dashed_month(cursor: &mut Cursor<'_>) -> Option<What> {
    let year = cursor.number(4..=4)?;
    cursor.glued_dash(true)?;
    let month = cursor.glued(|cursor| cursor.number(2..=2))?;
    let years = cursor.letters(names::years_noun).is_some();
    (!years && cursor.between_words()).then_some(What::Month { year: Some(year), month })
}

/// `07.2016`
fn dotted_month(cursor: &mut Cursor<'_>) -> Option<What> {
    let month = cursor.number(2..=2)?;
    cursor.glued_dot()?;
    let year = cursor.glued(|cursor| cursor.number(4..=4))?;
    Some(What::Month { year: Some(year), month })
}

/// «5 мая 2016», «5-го мая», «5».
fn day_first(cursor: &mut Cursor<'_>, today: Date) -> Option<Point> {
    let day = day(cursor)?;
    let month = cursor.letters(names::month).map(|(month, _)| i16::from(month));
    let year = month.and_then(|_| year_of(cursor, today));
    Some(Point { what: What::Day { year, month, day }, form: Form::Figures })
}

/// `May 5th, 2016`
fn month_first(cursor: &mut Cursor<'_>) -> Option<Point> {
    let (month, _) = cursor.letters(names::month)?;
    let day = day(cursor)?;
    let year = cursor.number(4..=4)?;
    let what = What::Day { year: Some(year), month: Some(i16::from(month)), day };
    Some(Point { what, form: Form::Figures })
}

fn day(cursor: &mut Cursor<'_>) -> Option<i16> {
    let day = cursor.number(1..=2)?;
    cursor.glued(|cursor| {
        cursor.glued_dash(false);
        cursor.glued(|cursor| cursor.one_of(&names::DAY_ENDINGS))
    });
    Some(day)
}

fn month(cursor: &mut Cursor<'_>, today: Date) -> Option<Point> {
    let (month, form) = cursor.letters(names::month)?;
    let year = year_of(cursor, today);
    Some(Point { what: What::Month { year, month: i16::from(month) }, form })
}

fn season(cursor: &mut Cursor<'_>, today: Date) -> Option<Point> {
    let (season, form) = cursor.letters(names::season)?;
    if season == Season::Winter
        && let Some(year) = cursor.attempt(two_years)
    {
        return Some(Point { what: What::Season { year, season }, form });
    }
    let year = year_of(cursor, today)?;
    Some(Point { what: What::Season { year, season }, form })
}

/// Both years of a winter: «зимой 2014–2015 года».
fn two_years(cursor: &mut Cursor<'_>) -> Option<i16> {
    let first = cursor.number(4..=4)?;
    cursor.dash()?;
    let last = cursor.number(4..=4)?;
    cursor.letters(names::year_noun);
    (first + 1 == last).then_some(last)
}
