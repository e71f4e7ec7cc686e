//! The parts of a query as they were understood, for whoever shows them.

use std::ops::Range;

use jiff::Timestamp;

use super::FacetField;

/// One part of a query text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct QueryPart {
    /// What it asks for.
    pub kind: PartKind,
    /// As written, with its quotation marks, field name and the like.
    pub text: String,
    /// Bytes of [`super::Understood::text`] that it stands in.
    pub place: Range<usize>,
    /// The field that it names and the value, without quotation marks.
    pub field: Option<(QueryField, String)>,
    /// The period that it names.
    pub period: Option<Period>,
}

/// What a part of a query asks for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum PartKind {
    /// A word in any form.
    Word,
    /// Words that follow each other.
    Phrase,
    /// A word in this form.
    Form,
    /// Words by their beginning.
    Prefix,
    /// What an article must not hold.
    Excluded,
    /// A value of a property, or something in the title.
    Field,
    /// A time of publication.
    Period,
    /// One of several conditions.
    Alternatives,
}

/// What stands before a colon.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum QueryField {
    /// Looks at titles only.
    Title,
    /// Time of publication.
    Date,
    /// A property that articles are filtered by.
    Facet(FacetField),
}

/// A time of publication. One of its ends is there.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Period {
    /// Its first moment.
    pub from: Option<Timestamp>,
    /// The first moment behind it.
    pub until: Option<Timestamp>,
}

impl Period {
    /// What lies in both.
    pub(super) fn and(self, other: Self) -> Self {
        let until = match (self.until, other.until) {
            (Some(one), Some(two)) => Some(one.min(two)),
            (one, two) => one.or(two),
        };
        Self { from: self.from.max(other.from), until }
    }

    /// Whether it ends before it begins.
    pub(super) fn is_empty(self) -> bool {
        self.from.zip(self.until).is_some_and(|(from, until)| from >= until)
    }
}

impl QueryPart {
    /// Whether bare words were taken for a period.
    pub fn is_plain_period(&self) -> bool {
        self.kind == PartKind::Period && self.field.is_none()
    }

    /// The query text without this part, and without an operator that joined only it.
    pub fn removed_from(&self, text: &str) -> String {
        let (Some(before), Some(after)) = (text.get(..self.place.start), text.get(self.place.end..)) else {
            return text.to_owned();
        };
        let (mut before, mut after) = (before.trim_end(), after.trim_start());
        match before.rsplit(char::is_whitespace).next() {
            Some(last) if is_and(last) => before = before[..before.len() - last.len()].trim_end(),
            _ if before.is_empty() => {
                let first = after.split(char::is_whitespace).next().unwrap_or_default();
                if is_and(first) {
                    after = after[first.len()..].trim_start();
                }
            }
            _ => {}
        }
        // Brackets with nothing left in them go too.
        while let (Some(outside), Some(behind)) = (before.strip_suffix('('), after.strip_prefix(')')) {
            before = outside.trim_end_matches(['!', '-']).trim_end();
            after = behind.trim_start();
        }
        let touching =
            before.is_empty() || after.is_empty() || before.ends_with('(') || after.starts_with(')');
        let space = if touching { "" } else { " " };
        format!("{before}{space}{after}")
    }
}

fn is_and(word: &str) -> bool {
    matches!(word, "И" | "AND")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_joined_a_part_goes_with_it() {
        let table = [
            ("мост [рубрика:Спорт] река", "мост река"),
            ("[рубрика:Спорт] река", "река"),
            ("река  [рубрика:Спорт] ", "река"),
            ("мост И [рубрика:Спорт] И река", "мост И река"),
            ("[рубрика:Спорт] AND река", "река"),
            ("мост И [рубрика:Спорт]", "мост"),
            ("(мост) [рубрика:Спорт](река)", "(мост) (река)"),
            ("[рубрика:Спорт]", ""),
            ("мост !([рубрика:Спорт]) река", "мост река"),
            ("мост (([рубрика:Спорт]))", "мост"),
            ("(мост [рубрика:Спорт])", "(мост)"),
            ("([рубрика:Спорт] мост)", "(мост)"),
        ];
        for (marked, expected) in table {
            let start = marked.find('[').unwrap();
            let end = marked.find(']').unwrap() - 1;
            let text = marked.replace(['[', ']'], "");
            let part = QueryPart {
                kind: PartKind::Field,
                text: text[start..end].to_owned(),
                place: start..end,
                field: None,
                period: None,
            };
            assert_eq!(part.removed_from(&text), expected, "{marked}");
        }
    }

    #[test]
    fn two_periods_have_in_common_what_lies_in_both() {
        let moment = |second| Timestamp::from_second(second).ok();
        let period = |from: Option<i64>, until: Option<i64>| Period {
            from: from.and_then(moment),
            until: until.and_then(moment),
        };
        assert_eq!(period(Some(1), None).and(period(None, Some(9))), period(Some(1), Some(9)));
        assert_eq!(period(Some(1), Some(5)).and(period(Some(3), Some(9))), period(Some(3), Some(5)));
        assert!(period(Some(1), Some(3)).and(period(Some(3), Some(9))).is_empty());
        assert!(!period(None, Some(3)).and(period(Some(1), None)).is_empty());
    }
}
