use std::fmt;

use thiserror::Error;

use super::file::{MAX_FILE_BYTES, MAX_GROUPS, MAX_MEMBERS};
use super::member::MAX_POSITIONS;

/// A line of a synonyms file that does not count, and why.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Problem {
    /// Name of the file, as given by the caller.
    pub file: String,
    /// Number of the line; the first is 1.
    pub line: usize,
    /// What is wrong with it.
    pub fault: Fault,
}

impl fmt::Display for Problem {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{}:{}: {}", self.file, self.line, self.fault)
    }
}

/// What is wrong with a line of a synonyms file. The text says what to do about it.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum Fault {
    /// A group that joins nothing.
    #[error("fewer than two different members; write at least two, with =, > or ~ between them")]
    OneMember,
    /// Nothing between two separators, or at an end of the line.
    #[error("a member is empty; remove the surplus =, > or ~, or write the missing member")]
    EmptyMember,
    /// A member that is only digits or signs.
    #[error("«{member}» has no letters; remove it, or write it in words")]
    NoLetters {
        /// As written.
        member: String,
    },
    /// A member of too many words.
    #[error("«{member}» has more than {MAX_POSITIONS} words; write a shorter name")]
    MemberTooLong {
        /// As written, its beginning if it is very long.
        member: String,
    },
    /// A group of too many members.
    #[error("more than {MAX_MEMBERS} members; divide the group")]
    TooManyMembers,
    /// More than one `>` or `~`.
    #[error("more than one > or ~; write one line for each")]
    TwoArrows,
    /// `!` with more than one member.
    #[error("! takes one member; write one line for each")]
    DropOfSeveral,
    /// `!` with a member that no built-in group has.
    #[error(
        "no built-in group has «{member}»; remove the line, or write the member as the built-in list does"
    )]
    NothingToDrop {
        /// As written.
        member: String,
    },
    /// `!` where nothing can be removed.
    #[error("! only works in a site's own file")]
    DropInBuiltin,
    /// The file is too large. This line and those after it do not count.
    #[error("the file is larger than {} KiB; this line and all after it are left out", MAX_FILE_BYTES / 1024)]
    FileTooLarge,
    /// The file has too many groups. This line and those after it do not count.
    #[error("more than {MAX_GROUPS} groups; this line and all after it are left out")]
    TooManyGroups,
    /// More problems than are told one by one.
    #[error("{count} more lines have problems; mend those above first")]
    More {
        /// How many, the one at this line included.
        count: usize,
    },
}

impl Fault {
    /// Whether the rest of the file is not read.
    pub(super) fn ends_reading(&self) -> bool {
        matches!(self, Self::FileTooLarge | Self::TooManyGroups)
    }
}

/// Problems of one file, the first ones in full.
#[derive(Debug)]
pub(super) struct Problems {
    file: String,
    told: Vec<Problem>,
    /// First line that is not told, and how many such lines there are.
    more: Option<(usize, usize)>,
}

/// How many problems of a file are told one by one.
pub(super) const MAX_PROBLEMS: usize = 100;

impl Problems {
    pub(super) fn new(file: &str) -> Self {
        Self { file: file.to_owned(), told: Vec::new(), more: None }
    }

    pub(super) fn add(&mut self, line: usize, fault: Fault) {
        if self.told.len() < MAX_PROBLEMS || fault.ends_reading() {
            self.told.push(Problem { file: self.file.clone(), line, fault });
        } else {
            let (first, count) = self.more.unwrap_or((line, 0));
            self.more = Some((first.min(line), count + 1));
        }
    }

    /// The problems in the order of their lines.
    pub(super) fn into_vec(self) -> Vec<Problem> {
        let Self { file, mut told, more } = self;
        told.sort_by_key(|problem| problem.line);
        told.extend(more.map(|(line, count)| Problem { file, line, fault: Fault::More { count } }));
        told
    }
}
