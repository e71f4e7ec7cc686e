use jiff::civil::Date;

use super::atom::{Atom, Cursor, Kind};
use super::certainty::Reading;
use super::names::{self, Form};
use super::point::{self, Fault, Point, Span, What};
use super::relative;

/// First day and the day behind the last one; at least one of them is there.
pub(super) type Ends = (Option<Date>, Option<Date>);

/// Words that have the shape of a period.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Match {
    /// Number of atoms up to its end.
    pub(super) end: usize,
    /// What it means; words that are a period but for a mistake are no period, nor is a part of them.
    pub(super) ends: Result<Ends, Fault>,
    pub(super) reading: Reading,
    /// Whether the last of it is a lone number, which may count something.
    pub(super) open_number: bool,
}

type Found = (Result<Ends, Fault>, Reading);

/// Reads the period that begins with atom `at`, where a word begins.
pub(super) fn period(atoms: &[Atom], at: usize, today: Date) -> Option<Match> {
    let start = Cursor::new(atoms, at);
    let patterns: [fn(&mut Cursor<'_>, Date) -> Option<Found>; 8] =
        [closed, recent, dashed, open, decade, single, day_word, digest];
    patterns.into_iter().find_map(|pattern| {
        let mut cursor = start;
        let (ends, reading) = pattern(&mut cursor, today)?;
        if !cursor.between_words() {
            return None;
        }
        let end = cursor.place();
        Some(Match { end, ends, reading, open_number: is_lone_number(&atoms[at..end]) })
    })
}

/// Whether the last atom is a year that neither «год» nor a month explains.
fn is_lone_number(atoms: &[Atom]) -> bool {
    let Some((last, before)) = atoms.split_last() else { return false };
    let explained = before.last().is_some_and(|before| match &before.kind {
        Kind::Letters(word) => names::month(word).is_some() || names::season(word).is_some(),
        Kind::Dot => true,
        Kind::Number { .. } | Kind::Dash { .. } | Kind::Odd => false,
    });
    matches!(last.kind, Kind::Number { digits: 4, .. }) && !explained
}

fn closed_ends(span: Result<Span, Fault>) -> Result<Ends, Fault> {
    span.map(|(from, until)| (Some(from), Some(until)))
}

fn range(first: What, last: What) -> Option<Result<Span, Fault>> {
    let last_span = last.span()?;
    let first_span = first.completed(last)?.span()?;
    Some(first_span.and_then(|first| point::joined(first, last_span?)))
}

/// «с 1 по 5 мая 2016», «между 2014 и 2016», `from March to May 2014`.
fn closed(cursor: &mut Cursor<'_>, today: Date) -> Option<Found> {
    let opening = since(cursor).or_else(|| cursor.one_of(&["между", "between"]))?;
    let first = point::point(cursor, today)?;
    match opening {
        "между" | "between" => cursor.one_of(&["и", "and"])?,
        _ if cursor.dash().is_some() => "",
        _ => cursor.one_of(&["по", "до", "to", "till", "until", "through"])?,
    };
    let last = point::point(cursor, today)?;
    Some((closed_ends(range(first.what, last.what)?), Reading::Time))
}

/// «с», «начиная с»
fn since<'a>(cursor: &mut Cursor<'a>) -> Option<&'a str> {
    cursor.attempt(|cursor| {
        cursor.one_of(&["начиная", "starting"]);
        cursor.one_of(&["с", "со", "from", "since"])
    })
}

/// «1–5 мая 2016», «2014-2016 гг.», «в марте — мае 2014», «в 2014 и 2015 годах». What lies between «2014 и 2016» was
/// not asked for, so that is no more than a hint.
fn dashed(cursor: &mut Cursor<'_>, today: Date) -> Option<Found> {
    preposition(cursor);
    let first = point::point(cursor, today)?;
    let dash = cursor.dash().is_some();
    if !dash {
        cursor.one_of(&["и", "and"])?;
    }
    if dash && let Some(last) = cursor.attempt(|cursor| short_year(cursor, first.what)) {
        return Some((closed_ends(range(first.what, last)?), Reading::Time));
    }
    let last = point::point(cursor, today)?;
    let span = range(first.what, last.what)?;
    let whole = dash || adjacent(first.what, last.what);
    // «зимой 2014–2018» are many winters.
    let mixed = matches!(last.what, What::Year(_)) && !matches!(first.what, What::Year(_));
    let named = mixed || matches!(last.form, Form::Genitive | Form::Other);
    let reading = if whole && !named { Reading::Time } else { Reading::Name };
    Some((closed_ends(span), reading))
}

fn adjacent(first: What, last: What) -> bool {
    let first = first.completed(last).and_then(What::span);
    matches!((first, last.span()), (Some(Ok(first)), Some(Ok(last))) if first.1 == last.0)
}

/// The second year of «2014–15 гг.».
fn short_year(cursor: &mut Cursor<'_>, first: What) -> Option<What> {
    let What::Year(first) = first else { return None };
    let last = cursor.glued(|cursor| cursor.number(2..=2))?;
    cursor.letters(names::years_noun)?;
    Some(What::Year(first / 100 * 100 + last))
}

/// «с марта 2014», «до 2014», «после 5 мая 2016», «по май 2016».
fn open(cursor: &mut Cursor<'_>, today: Date) -> Option<Found> {
    let word = since(cursor)
        .or_else(|| cursor.one_of(&["до", "по", "после", "before", "until", "till", "after"]))?;
    let point = point::point(cursor, today)?;
    // «с 2014 годом», «с летом 2014», «по 2014 году» speak of something else, and «по 2014» of too many things.
    let other = matches!(point.form, Form::When | Form::Other) && !word.is_ascii();
    if other || (word == "по" && point.form == Form::Bare) {
        return None;
    }
    let ends = point.what.span()?.map(|(from, until)| match word {
        "до" | "before" | "until" | "till" => (None, Some(from)),
        "по" => (None, Some(until)),
        "после" | "after" => (Some(until), None),
        _ => (Some(from), None),
    });
    let reading = if point.form == Form::Bare { Reading::Number } else { Reading::Time };
    Some((ends, reading))
}

/// What may stand before a time; gives whether anything did.
fn preposition(cursor: &mut Cursor<'_>) -> bool {
    let during = cursor.attempt(|cursor| {
        cursor.one_of(&["в"])?;
        cursor.one_of(&["течение", "течении"])
    });
    let found = during.or_else(|| cursor.one_of(&["в", "во", "за", "in", "on", "during"])).is_some();
    if found {
        cursor.one_of(&["the", "весь", "всю", "все"]);
    }
    found
}

/// «в марте 2014», «летом 2014», «в прошлом году», «5 мая 2016», «2014».
fn single(cursor: &mut Cursor<'_>, today: Date) -> Option<Found> {
    let on = cursor.attempt(|cursor| {
        cursor.one_of(&["на"])?;
        relative::point(cursor, today).filter(|point| point.form == Form::When)
    });
    let (point, introduced) = match on {
        Some(point) => (point, true),
        None => {
            let introduced = preposition(cursor);
            (point::point(cursor, today)?, introduced)
        }
    };
    let span = point.what.span()?;
    Some((closed_ends(span), reading(point, introduced)))
}

fn reading(point: Point, introduced: bool) -> Reading {
    let whole_year = match point.what {
        What::Year(_) => true,
        What::Relative { from, until } => from.first_of_year() == from && until.first_of_year() == until,
        _ => false,
    };
    match (point.form, point.what) {
        (Form::When, _) if !whole_year => Reading::When,
        (Form::When | Form::Figures, _) => Reading::Time,
        (Form::Bare, _) if introduced => Reading::Number,
        (Form::Nominative | Form::Genitive | Form::Abbreviated, _) if introduced => Reading::Time,
        (Form::Nominative, What::Season { .. }) => Reading::Season,
        (Form::Nominative, What::Year(_) | What::Month { .. }) => Reading::Time,
        _ => Reading::Name,
    }
}

/// «за последние 7 дней»
fn recent(cursor: &mut Cursor<'_>, today: Date) -> Option<Found> {
    let introduced = preposition(cursor) || cursor.one_of(&["for", "over"]).is_some();
    let (span, english) = relative::recent(cursor, today)?;
    let reading = if introduced || english { Reading::When } else { Reading::Name };
    Some((closed_ends(span), reading))
}

fn decade(cursor: &mut Cursor<'_>, _today: Date) -> Option<Found> {
    preposition(cursor);
    Some((closed_ends(relative::decade(cursor)?), Reading::Name))
}

/// «вчера», «за сегодня»
fn day_word(cursor: &mut Cursor<'_>, today: Date) -> Option<Found> {
    let introduced = cursor.one_of(&["за"]).is_some();
    let back = cursor.letters(relative::day_word)?;
    let reading = match back {
        _ if introduced => Reading::When,
        0 => Reading::Today,
        _ => Reading::Yesterday,
    };
    Some((closed_ends(relative::day(today, back)?.span()?), reading))
}

/// «за неделю»
fn digest(cursor: &mut Cursor<'_>, today: Date) -> Option<Found> {
    cursor.one_of(&["за"])?;
    Some((closed_ends(relative::digest(cursor, today)?), Reading::Digest))
}
