//! Reads the periods of a query: values of the date field, and words that can only be meant as a time.

use std::ops::Range;

use jiff::civil::Date;
use jiff::tz::TimeZone;

use super::dates::{DateError, find_periods, parse_value};
use super::lexer::{Placed, Token, is_dash, is_separator};
use super::period::start_of_day;
use super::{Period, QueryField};

/// Most words of a date: «с 28 декабря 2015 года по 5 января 2016 года».
const MAX_DATE_WORDS: usize = 10;

/// What a query text is read against to find periods in it.
pub(super) struct Calendar<'a> {
    pub(super) today: Date,
    pub(super) zone: &'a TimeZone,
    /// Whether words may mean this period. If not, they are searched.
    pub(super) accepts: &'a dyn Fn(Period) -> bool,
}

impl Calendar<'_> {
    /// The value of a date field.
    pub(super) fn value(&self, text: &str) -> Result<Period, DateError> {
        Ok(self.period(parse_value(text, self.today)?))
    }

    fn period(&self, (from, until): (Option<Date>, Option<Date>)) -> Period {
        let start = |day: Option<Date>| day.and_then(|day| start_of_day(day, self.zone));
        Period { from: start(from), until: start(until) }
    }

    /// Joins the words of each date behind a date field to one, and without such a field those of the period that
    /// the words plainly mean.
    pub(super) fn read(&self, text: &str, tokens: Vec<Placed>) -> Vec<Placed> {
        if tokens.iter().any(|(token, _)| matches!(token, Token::Field(QueryField::Date, _))) {
            return self.join_values(text, tokens);
        }
        match self.plain_period(text, &tokens) {
            Some((words, period)) => {
                let place = place(&tokens[words.clone()]);
                let mut tokens = tokens;
                tokens.splice(words, [(Token::Period(period), place)]);
                tokens
            }
            None => tokens,
        }
    }

    /// `дата:5 мая 2016` needs no quotation marks: the longest row of words that is a date is its value.
    fn join_values(&self, text: &str, tokens: Vec<Placed>) -> Vec<Placed> {
        let mut joined: Vec<Placed> = Vec::new();
        let mut tokens = tokens.into_iter().peekable();
        while let Some(token) = tokens.next() {
            let is_field = matches!(token.0, Token::Field(QueryField::Date, _));
            joined.push(token);
            if !is_field {
                continue;
            }
            let mut words: Vec<Placed> = Vec::new();
            while words.len() < MAX_DATE_WORDS
                && let Some(word) = tokens.next_if(|(token, _)| matches!(token, Token::Word(_)))
            {
                words.push(word);
            }
            let whole = |count: &usize| self.value(&text[place(&words[..*count])]).is_ok();
            if let Some(count) = (2..=words.len()).rev().find(whole) {
                let place = place(&words[..count]);
                joined.push((Token::Word(text[place.clone()].to_owned()), place));
                words.drain(..count);
            }
            joined.extend(words);
        }
        joined
    }

    /// Which words mean a period that they may mean.
    fn plain_period(&self, text: &str, tokens: &[Placed]) -> Option<(Range<usize>, Period)> {
        let words = Words::of(text, tokens);
        let found = find_periods(&words.texts, self.today).into_iter().find(|found| found.certain)?;
        let period = self.period((found.from, found.until));
        let (first, last) = (*words.tokens.get(found.range.start)?, *words.tokens.get(found.range.end - 1)?);
        (self.accepts)(period).then_some((first..last + 1, period))
    }
}

/// Bytes from the first token to the last.
fn place(tokens: &[Placed]) -> Range<usize> {
    let start = tokens.first().map_or(0, |(_, place)| place.start);
    start..tokens.last().map_or(start, |(_, place)| place.end)
}

/// What stands in a query, as [`find_periods`] wants it, and which token each of it is or follows.
struct Words<'t> {
    texts: Vec<&'t str>,
    tokens: Vec<usize>,
}

impl<'t> Words<'t> {
    fn of(text: &'t str, tokens: &[Placed]) -> Self {
        let mut words = Self { texts: Vec::new(), tokens: Vec::new() };
        let mut depth = 0_usize;
        for (number, (token, place)) in tokens.iter().enumerate() {
            if let Some(between) =
                number.checked_sub(1).and_then(|before| gap(text, &tokens[before].1, place))
            {
                words.push(between, number);
            }
            match token {
                Token::Open => depth += 1,
                Token::Close => depth = depth.saturating_sub(1),
                _ => {}
            }
            let bare = depth == 0 && matches!(token, Token::Word(_)) && !is_governed(tokens, number);
            words.push(if bare { &text[place.clone()] } else { "" }, number);
        }
        words
    }

    /// Barriers next to each other are one: fields and exclusions make no headline of a query.
    fn push(&mut self, text: &'t str, token: usize) {
        if !text.is_empty() || self.texts.last().is_none_or(|last| !last.is_empty()) {
            self.texts.push(text);
            self.tokens.push(token);
        }
    }
}

/// Whether a word belongs to an operator.
fn is_governed(tokens: &[Placed], word: usize) -> bool {
    let before = word.checked_sub(1).and_then(|before| tokens.get(before));
    let by_last =
        before.is_some_and(|(token, _)| matches!(token, Token::Not(_) | Token::Field(..) | Token::Or(_)));
    by_last || matches!(tokens.get(word + 1), Some((Token::Or(_), _)))
}

/// What stands between two tokens: a lone dash as it is, anything else as a barrier.
fn gap<'t>(text: &'t str, before: &Range<usize>, after: &Range<usize>) -> Option<&'t str> {
    let between = text.get(before.end..after.start)?.trim_matches(is_separator);
    match between {
        "" => None,
        dash if dash.chars().all(is_dash) && dash.chars().count() == 1 => Some(dash),
        _ => Some(""),
    }
}
