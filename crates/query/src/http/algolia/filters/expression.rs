use jiff::tz::TimeZone;

use super::scanner::{Scanner, Word};
use super::{MAX_CONDITIONS, attribute};
use crate::http::algolia::attribute::{Attribute, Comparison, number};
use crate::http::algolia::error::echo;
use crate::search::Condition;

/// Deepest nesting of brackets and negations.
const MAX_DEPTH: usize = 50;

/// Longest expression: what a program writes for many values, and far less than a body holds.
const MAX_BYTES: usize = 64 * 1024;

/// What may stand between an attribute and a number; longer ones first.
const COMPARISONS: [(&str, Comparison); 6] = [
    ("<=", Comparison::LessOrEqual),
    (">=", Comparison::GreaterOrEqual),
    ("!=", Comparison::NotEqual),
    ("=", Comparison::Equal),
    ("<", Comparison::Less),
    (">", Comparison::Greater),
];

/// What ends the name of an attribute.
const NAME_ENDS: &str = ":=!<>";

/// Reads `filters`: `attribute:value`, `attribute:1 TO 5`, `attribute >= 5` and bare tags, joined by `AND`, `OR` and
/// `NOT` and grouped by brackets. `OR` binds more tightly than `AND`, as with Algolia. A blank text asks for nothing.
///
/// # Errors
/// What is wrong and in which column.
pub(crate) fn read_filters(text: &str, zone: &TimeZone) -> Result<Option<Condition>, String> {
    let mut expression = Expression::new(text, zone);
    expression.scanner.skip_space();
    if expression.scanner.is_at_end() {
        return Ok(None);
    }
    if text.len() > MAX_BYTES {
        return Err(format!("it has {} bytes, and at most {MAX_BYTES} are read", text.len()));
    }
    expression.whole().map(Some)
}

/// Reads one condition such as `published_at>=5`.
///
/// # Errors
/// What is wrong and in which column.
pub(super) fn read_one(text: &str, zone: &TimeZone) -> Result<Condition, String> {
    let mut expression = Expression::new(text, zone);
    expression.scanner.skip_space();
    let condition = expression.one()?;
    expression.ended()?;
    Ok(condition)
}

struct Expression<'t> {
    scanner: Scanner<'t>,
    zone: &'t TimeZone,
    depth: usize,
    conditions: usize,
}

impl<'t> Expression<'t> {
    fn new(text: &'t str, zone: &'t TimeZone) -> Self {
        Self { scanner: Scanner::new(text), zone, depth: 0, conditions: 0 }
    }

    fn whole(&mut self) -> Result<Condition, String> {
        let condition = self.conjunction()?;
        self.ended()?;
        Ok(condition)
    }

    fn ended(&mut self) -> Result<(), String> {
        self.scanner.skip_space();
        if self.scanner.is_at_end() {
            return Ok(());
        }
        let column = self.scanner.column();
        if self.scanner.take(")") {
            return Err(wrong(column, "the bracket ) was never opened"));
        }
        Err(wrong(column, "AND or OR is missing; a value with spaces stands in quotation marks"))
    }

    fn conjunction(&mut self) -> Result<Condition, String> {
        let mut conditions = vec![self.disjunction()?];
        while self.joined_by("AND") {
            conditions.push(self.disjunction()?);
        }
        Ok(only(conditions, Condition::All))
    }

    fn disjunction(&mut self) -> Result<Condition, String> {
        let mut conditions = vec![self.part()?];
        while self.joined_by("OR") {
            conditions.push(self.part()?);
        }
        Ok(only(conditions, Condition::Any))
    }

    fn joined_by(&mut self, operator: &str) -> bool {
        self.scanner.skip_space();
        self.scanner.take_operator(operator)
    }

    fn part(&mut self) -> Result<Condition, String> {
        self.scanner.skip_space();
        let column = self.scanner.column();
        if self.depth > MAX_DEPTH {
            return Err(wrong(column, &format!("brackets and NOT are nested deeper than {MAX_DEPTH}")));
        }
        if self.scanner.take_operator("NOT") {
            return self.nested(Self::part).map(|condition| Condition::Not(Box::new(condition)));
        }
        if !self.scanner.take("(") {
            return self.one();
        }
        let condition = self.nested(Self::conjunction)?;
        self.scanner.skip_space();
        if self.scanner.take(")") {
            return Ok(condition);
        }
        if self.scanner.is_at_end() {
            return Err(wrong(column, "the bracket ( is not closed"));
        }
        Err(wrong(
            self.scanner.column(),
            "AND, OR or ) is missing; a value with spaces stands in quotation marks",
        ))
    }

    fn nested(&mut self, read: fn(&mut Self) -> Result<Condition, String>) -> Result<Condition, String> {
        self.depth += 1;
        let condition = read(self)?;
        self.depth -= 1;
        Ok(condition)
    }

    /// One condition without operators.
    fn one(&mut self) -> Result<Condition, String> {
        let column = self.scanner.column();
        self.conditions += 1;
        if self.conditions > MAX_CONDITIONS {
            return Err(wrong(column, &format!("there are more than {MAX_CONDITIONS} conditions")));
        }
        let name = self.word(NAME_ENDS, "a condition is missing, such as rubrics:\"Спорт\"")?;
        if ["AND", "OR", "NOT"].iter().any(|operator| name.is(operator)) {
            return Err(wrong(column, &format!("a condition is missing before {}", name.text)));
        }
        self.scanner.skip_space();
        if self.scanner.take(":") {
            let attribute = attribute(&name.text).map_err(|why| wrong(column, &why))?;
            return self.value_of(attribute);
        }
        let comparison = COMPARISONS.iter().find(|(operator, _)| self.scanner.take(operator));
        let Some((_, comparison)) = comparison else {
            return Ok(Condition::Value { field: crate::search::FacetField::Tag, value: name.text });
        };
        let attribute = attribute(&name.text).map_err(|why| wrong(column, &why))?;
        let number = self.number()?;
        attribute.compares(*comparison, number).map_err(|why| wrong(column, &why))
    }

    /// A value behind a colon, or a range.
    fn value_of(&mut self, attribute: Attribute) -> Result<Condition, String> {
        self.scanner.skip_space();
        let column = self.scanner.column();
        let value = self.word("", "a value is missing")?;
        if ["AND", "OR", "NOT"].iter().any(|operator| value.is(operator)) {
            let why =
                format!("a value is missing; the value {0} stands in quotation marks: {0:?}", value.text);
            return Err(wrong(column, &why));
        }
        self.scanner.skip_space();
        if self.scanner.take_operator("TO") {
            let least = number(&value.text).map_err(|why| wrong(column, &why))?;
            let greatest = self.number()?;
            return attribute.lies(least, greatest).map_err(|why| wrong(column, &why));
        }
        let value =
            if value.is_quoted { self.scored(value.text)? } else { without_score(&value.text).to_owned() };
        attribute.is(&value, self.zone).map_err(|why| wrong(column, &why))
    }

    /// A quoted value without the score that may stand behind it. Scores order the hits of other indexes.
    fn scored(&mut self, value: String) -> Result<String, String> {
        if self.scanner.take("<score=") {
            self.number_before(">")?;
            if !self.scanner.take(">") {
                return Err(wrong(self.scanner.column(), "the score is not closed by >"));
            }
        }
        Ok(value)
    }

    fn number(&mut self) -> Result<f64, String> {
        self.number_before("")
    }

    fn number_before(&mut self, ends: &str) -> Result<f64, String> {
        self.scanner.skip_space();
        let column = self.scanner.column();
        let word = self.word(ends, "a number is missing")?;
        number(&word.text).map_err(|why| wrong(column, &why))
    }

    fn word(&mut self, ends: &str, missing: &str) -> Result<Word, String> {
        let column = self.scanner.column();
        let word = self.scanner.word(ends).map_err(|why| wrong(column, &why))?;
        word.ok_or_else(|| wrong(column, missing))
    }
}

/// A bare value without the score behind it.
fn without_score(value: &str) -> &str {
    match value.split_once("<score=") {
        Some((bare, score)) if score.ends_with('>') => bare,
        _ => value,
    }
}

fn wrong(column: usize, why: &str) -> String {
    format!("column {column}: {}", echo(why))
}

/// One condition alone, or several joined.
pub(super) fn only(mut conditions: Vec<Condition>, join: fn(Vec<Condition>) -> Condition) -> Condition {
    match conditions.pop() {
        Some(last) if conditions.is_empty() => last,
        Some(last) => {
            conditions.push(last);
            join(conditions)
        }
        None => join(conditions),
    }
}

#[cfg(test)]
#[path = "expression_tests.rs"]
mod tests;
