use jiff::ToSpan;
use jiff::civil::Date;

use super::atom::Cursor;
use super::names::{self, Form, Season, Unit};
use super::point::{Fault, Point, Span, What, season_span};

/// «прошлой неделе», «этим летом», «вчерашний день», `last week`.
pub(super) fn point(cursor: &mut Cursor<'_>, today: Date) -> Option<Point> {
    if let Some(back) = cursor.letters(day_back) {
        let form = cursor.letters(|word| names::unit(word).filter(|(unit, _)| *unit == Unit::Day))?.1;
        return day(today, back).map(|what| Point { what, form });
    }
    let (back, english) = cursor.letters(|word| Some((names::back(word)?, word.is_ascii())))?;
    if let Some((season, form)) = cursor.letters(names::season) {
        let form = if english { Form::When } else { form };
        return whole_season(today, season, back, form);
    }
    let (unit, form) = cursor.letters(names::unit)?;
    let (from, until) = whole(today, unit, back)?;
    let form = if english { Form::When } else { form };
    Some(Point { what: What::Relative { from, until }, form })
}

/// «прошлого года»
pub(super) fn year(cursor: &mut Cursor<'_>, today: Date) -> Option<i16> {
    cursor.attempt(|cursor| {
        let back = cursor.letters(names::back)?;
        let (unit, _) = cursor.letters(names::unit)?;
        (unit == Unit::Year).then(|| today.year().checked_sub(i16::from(back)))?
    })
}

fn day_back(word: &str) -> Option<i8> {
    match word {
        "вчерашний" | "вчерашнего" => Some(1),
        "сегодняшний" => Some(0),
        _ => None,
    }
}

/// «вчера» and its like.
pub(super) fn day_word(word: &str) -> Option<i8> {
    match word {
        "сегодня" | "today" => Some(0),
        "вчера" | "yesterday" => Some(1),
        "позавчера" => Some(2),
        _ => None,
    }
}

/// The day so many days ago.
pub(super) fn day(today: Date, back: i8) -> Option<What> {
    let from = today.checked_sub(i64::from(back).days()).ok()?;
    Some(What::Relative { from, until: from.checked_add(1.day()).ok()? })
}

fn whole(today: Date, unit: Unit, back: i8) -> Option<Span> {
    let back = i64::from(back);
    let (now, width) = match unit {
        Unit::Week => {
            let since_monday = i64::from(today.weekday().to_monday_zero_offset());
            (today.checked_sub(since_monday.days()).ok()?, 1.week())
        }
        Unit::Month => (today.first_of_month(), 1.month()),
        Unit::Year => (today.first_of_year(), 1.year()),
        Unit::Day | Unit::HalfYear => return None,
    };
    let from = now.checked_sub(width.checked_mul(back).ok()?).ok()?;
    Some((from, from.checked_add(width).ok()?))
}

/// «этим летом» is of the current year, «прошлым летом» the last one that is over; some mean the one before by it, so
/// it is never sure.
fn whole_season(today: Date, season: Season, back: i8, form: Form) -> Option<Point> {
    let this = today.year() + i16::from(season == Season::Winter && today.month() == 12);
    let (year, form) = match back {
        0 => (this, form),
        1 => {
            let over = |year: &i16| season_span(*year, season).is_ok_and(|(_, until)| until <= today);
            ([this, this - 1].into_iter().find(over)?, Form::Other)
        }
        _ => return None,
    };
    Some(Point { what: What::Season { year, season }, form })
}

/// «последние 7 дней», «последний месяц», `past 3 months`: today and so long before it. Second, whether it is English.
pub(super) fn recent(cursor: &mut Cursor<'_>, today: Date) -> Option<(Result<Span, Fault>, bool)> {
    const RUSSIAN: [&str; 5] = ["последние", "последних", "последний", "последнюю", "последнее"];
    cursor.one_of(&["the"]);
    let word = cursor
        .letters(|word| (RUSSIAN.contains(&word) || matches!(word, "last" | "past")).then_some(word))?;
    let number = cursor.number(1..=3).or_else(|| cursor.letters(names::count));
    let many = number.is_some();
    let (unit, _) = cursor.letters(|word| names::unit(word).filter(|_| many || !names::is_plural(word)))?;
    // `last week` is that of the calendar.
    let calendar = !many && word == "last";
    (!calendar).then(|| (back_to(today, unit, number.unwrap_or(1)), word.is_ascii()))
}

/// «неделю», «сутки» behind «за».
pub(super) fn digest(cursor: &mut Cursor<'_>, today: Date) -> Option<Result<Span, Fault>> {
    let (unit, form) = cursor.letters(names::unit)?;
    (form == Form::Nominative).then(|| back_to(today, unit, 1))
}

fn back_to(today: Date, unit: Unit, number: i16) -> Result<Span, Fault> {
    let number = i64::from(number.max(1));
    let width = match unit {
        Unit::Day => number.days(),
        Unit::Week => number.weeks(),
        Unit::Month => number.months(),
        Unit::HalfYear => (6 * number).months(),
        Unit::Year => number.years(),
    };
    let from = today.checked_sub(width).map_err(|_| Fault::YearOutOfRange)?;
    let until = today.checked_add(1.day()).map_err(|_| Fault::YearOutOfRange)?;
    What::Relative { from, until }.span().unwrap_or(Err(Fault::YearOutOfRange))
}

/// «90-х годах», «девяностые», `1990s`.
pub(super) fn decade(cursor: &mut Cursor<'_>) -> Option<Result<Span, Fault>> {
    let word = cursor.letters(names::decade);
    let first = word.or_else(|| cursor.attempt(decade_in_figures))?;
    cursor.letters(names::years_noun);
    let last = first.checked_add(9)?;
    let span = |year: i16| What::Year(year).span();
    let (first, last) = (span(first)?, span(last)?);
    Some(first.and_then(|first| Ok((first.0, last?.1))))
}

/// Two digits from 30 on; «20-е» and «10-е» are of either century.
fn decade_in_figures(cursor: &mut Cursor<'_>) -> Option<i16> {
    let number = cursor.number(2..=4)?;
    cursor.glued_dash(false);
    cursor.glued(|cursor| cursor.one_of(&["е", "х", "ые", "ых", "s"]))?;
    match number {
        30..=90 if number % 10 == 0 => Some(1900 + number),
        1000.. if number % 10 == 0 => Some(number),
        _ => None,
    }
}
