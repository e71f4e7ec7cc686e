use std::collections::BTreeMap;
use std::fmt;

use serde::Serialize;

/// How many problems a report describes; the rest is only counted.
pub(crate) const MAX_PROBLEMS: usize = 100;

/// Why a record was left out, or what is wrong with one that was taken. The names are stable.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum SkipReason {
    /// Not valid JSON.
    BadJson,
    /// Valid JSON, but not an object.
    NotAnObject,
    /// Not valid UTF-8.
    BadUtf8,
    /// A CSV row with another number of fields than the header.
    BadCsv,
    /// A CSV file whose header names neither a title nor a text; the whole file counts once.
    BadCsvHeader,
    /// An item of an XML document that is not well formed, or that the document breaks off in.
    BadXml,
    /// Longer than 64 MiB.
    TooLong,
    /// Neither title nor text.
    Empty,
    /// The id is too long, or is not a string or a whole number.
    BadId,
    /// A copied page in which no article was found.
    NoArticle,
    /// A file of an unknown extension whose content is none of the known formats, for example HTML or PDF.
    UnknownFormat,
    /// The file or folder could not be opened or read to its end, for example because its compression is damaged.
    Unreadable,
    /// A date in none of the known forms. A warning: the article is indexed without that date.
    BadDate,
}

impl SkipReason {
    /// The name that reports and JSON use.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::BadJson => "bad_json",
            Self::NotAnObject => "not_an_object",
            Self::BadUtf8 => "bad_utf8",
            Self::BadCsv => "bad_csv",
            Self::BadCsvHeader => "bad_csv_header",
            Self::BadXml => "bad_xml",
            Self::TooLong => "too_long",
            Self::Empty => "empty",
            Self::BadId => "bad_id",
            Self::NoArticle => "no_article",
            Self::UnknownFormat => "unknown_format",
            Self::Unreadable => "unreadable",
            Self::BadDate => "bad_date",
        }
    }

    /// Whether the record was indexed all the same.
    pub const fn is_warning(self) -> bool {
        matches!(self, Self::BadDate)
    }
}

impl fmt::Display for SkipReason {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(self.as_str())
    }
}

/// One bad record.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Problem {
    /// The file, or `-` for standard input.
    pub file: String,
    /// The line the record begins in, from 1.
    pub line: u64,
    /// What is wrong.
    pub reason: SkipReason,
    /// The same in words.
    pub detail: String,
}

impl fmt::Display for Problem {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{}:{}: {}: {}", self.file, self.line, self.reason, self.detail)
    }
}

/// What a run did.
///
/// `read` is the sum of `added`, `updated`, `unchanged`, `embargoed`, `withdrawn`, `stale` and all of `skipped`.
#[derive(Debug, Clone, PartialEq, Default, Serialize)]
#[non_exhaustive]
pub struct Report {
    /// Records found in the files, good or bad.
    pub read: u64,
    /// Articles that are new in the index.
    pub added: u64,
    /// Articles that replaced another version of themselves.
    pub updated: u64,
    /// Articles that were in the index already, just so.
    pub unchanged: u64,
    /// Articles that are kept back until their embargo ends.
    pub embargoed: u64,
    /// Articles that were withdrawn or have expired: they are not in the index, or no longer.
    pub withdrawn: u64,
    /// Articles of which the index holds a later version.
    pub stale: u64,
    /// Records left out, by reason.
    pub skipped: BTreeMap<SkipReason, u64>,
    /// Records taken although something is wrong with them, by reason.
    pub warnings: BTreeMap<SkipReason, u64>,
    /// The first hundred bad records, warnings included.
    pub problems: Vec<Problem>,
    /// Articles of this run without a publication date.
    pub undated: u64,
    /// Files read, standard input included.
    pub files_read: u64,
    /// Files not even opened, because they are as they were when they were indexed.
    pub files_unchanged: u64,
    /// Visible files in folders that were passed over, because their extension is not one of a known format.
    pub files_ignored: u64,
    /// How long the run took.
    pub seconds: f64,
    /// Size of the index on disk.
    pub index_bytes: u64,
    /// Articles in the index now.
    pub articles_in_index: u64,
    /// The generation that is searched now.
    pub generation: u32,
}

impl Report {
    /// Records left out, for whatever reason.
    pub fn num_skipped(&self) -> u64 {
        self.skipped.values().sum()
    }

    pub(crate) fn add_problem(&mut self, problem: Problem) {
        let counts = if problem.reason.is_warning() { &mut self.warnings } else { &mut self.skipped };
        *counts.entry(problem.reason).or_default() += 1;
        self.read += u64::from(!problem.reason.is_warning());
        if self.problems.len() < MAX_PROBLEMS {
            self.problems.push(problem);
        }
    }
}

/// What [`delete`](crate::delete) did.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize)]
#[non_exhaustive]
pub struct DeleteReport {
    /// Ids of articles that are gone now, in the order given.
    pub deleted: Vec<String>,
    /// Ids that the index does not hold.
    pub missing: Vec<String>,
    /// Articles in the index now.
    pub articles_in_index: u64,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_in_json_are_the_names_in_messages() {
        for reason in
            [SkipReason::BadUtf8, SkipReason::NotAnObject, SkipReason::UnknownFormat, SkipReason::BadDate]
        {
            assert_eq!(serde_json::to_value(reason).unwrap(), reason.as_str());
        }
    }

    #[test]
    fn a_warning_is_no_skipped_record() {
        let problem = |reason| Problem { file: "a".to_owned(), line: 1, reason, detail: String::new() };
        let mut report = Report::default();
        report.add_problem(problem(SkipReason::BadDate));
        report.add_problem(problem(SkipReason::Empty));
        assert_eq!(
            (report.read, report.num_skipped(), report.warnings.len(), report.problems.len()),
            (1, 1, 1, 2)
        );
    }
}
