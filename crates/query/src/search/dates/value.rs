use jiff::civil::Date;
use thiserror::Error;

use super::atom;
use super::grammar::{self, Ends};
use super::point::{self, Span};

use super::point::Fault;

/// Why the value of a date field is no period.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[error("`{written}`: {fault}")]
pub(in crate::search) struct DateError {
    /// The value, or the end of it that is wrong.
    pub(in crate::search) written: String,
    pub(in crate::search) fault: Fault,
}

/// Reads the value of a date field: `2016`, `2016-07`, `2016-07-05`, `05.07.2016`, a range of these with two dots of
/// which one end may be missing, `вчера`, or anything else that [`super::find_periods`] knows, certain or not.
///
/// The first day and the day behind the last one come back; at least one of them is there, and they never run backwards.
///
/// # Errors
/// What is wrong with it, for whoever typed it.
pub(in crate::search) fn parse_value(text: &str, today: Date) -> Result<Ends, DateError> {
    let text = text.trim();
    let Some((first, last)) = text.split_once("..") else {
        return single(text, today);
    };
    let (first, last) = (first.trim(), last.trim());
    match (first.is_empty(), last.is_empty()) {
        (true, true) => Err(error(text, Fault::Empty)),
        (true, false) => Ok((None, Some(end(last, today)?.1))),
        (false, true) => Ok((Some(end(first, today)?.0), None)),
        (false, false) => {
            let range = point::joined(end(first, today)?, end(last, today)?);
            let (from, until) = range.map_err(|fault| error(text, fault))?;
            Ok((Some(from), Some(until)))
        }
    }
}

fn end(text: &str, today: Date) -> Result<Span, DateError> {
    match single(text, today)? {
        (Some(from), Some(until)) => Ok((from, until)),
        _ => Err(error(text, Fault::Unreadable)),
    }
}

fn single(text: &str, today: Date) -> Result<Ends, DateError> {
    if text.is_empty() {
        return Err(error(text, Fault::Empty));
    }
    let atoms = atom::cut(&[text]);
    match grammar::period(&atoms, 0, today) {
        Some(period) if period.end == atoms.len() => period.ends.map_err(|fault| error(text, fault)),
        _ => Err(error(text, Fault::Unreadable)),
    }
}

fn error(written: &str, fault: Fault) -> DateError {
    DateError { written: written.to_owned(), fault }
}
