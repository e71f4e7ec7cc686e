use super::member::{Member, MemberReader};
use super::problem::{Fault, Problems};

/// Largest file that is read to its end.
pub(super) const MAX_FILE_BYTES: usize = 1024 * 1024;

/// Most groups of a file, one-way lines included.
pub(super) const MAX_GROUPS: usize = 20_000;

/// Most members of a line.
pub(super) const MAX_MEMBERS: usize = 24;

/// What stands between members.
const SEPARATORS: [char; 3] = ['=', '>', '~'];

/// Whose file it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Owner {
    Builtin,
    Site,
}

/// How a line joins its members.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Join {
    /// `=` only: all find each other.
    Equal,
    /// `>`: the left finds the right.
    OneWay,
    /// `~`: the left and the right find each other, as loosely related.
    Loose,
}

/// What one line joins.
#[derive(Debug, Clone)]
pub(super) struct Group {
    pub(super) join: Join,
    /// Members in the order of the line.
    pub(super) left: Vec<Member>,
    /// Those after `>` or `~`; none if the line has neither.
    pub(super) right: Vec<Member>,
}

impl Group {
    /// Rows of members, each with the row that all of them find; a member may be in both.
    pub(super) fn finds(&self) -> impl Iterator<Item = (&[Member], &[Member])> {
        let (left, right) = (self.left.as_slice(), self.right.as_slice());
        let (there, back) = match self.join {
            Join::Equal => ((left, left), None),
            Join::OneWay => ((left, right), None),
            Join::Loose => ((left, right), Some((right, left))),
        };
        std::iter::once(there).chain(back)
    }

    pub(super) fn members(&self) -> impl Iterator<Item = &Member> {
        self.left.iter().chain(&self.right)
    }
}

/// A file that has been read.
pub(super) struct SynonymFile {
    /// In the order of the file.
    pub(super) groups: Vec<Group>,
    /// Members whose built-in groups go, with their lines.
    pub(super) dropped: Vec<(usize, Member)>,
    pub(super) problems: Problems,
}

/// Reads a file; any text can be read. `name` is only for its problems.
pub(super) fn read(text: &str, name: &str, owner: Owner) -> SynonymFile {
    let mut reader = Reader { members: MemberReader::new(), groups: Vec::new(), dropped: Vec::new() };
    let mut problems = Problems::new(name);
    let mut bytes = 0;
    for (number, line) in (1..).zip(text.split_inclusive('\n')) {
        bytes += line.len();
        let result = if bytes > MAX_FILE_BYTES {
            Err(Fault::FileTooLarge)
        } else {
            let line = if number == 1 { line.trim_start_matches('\u{feff}') } else { line };
            reader.line(number, without_comment(line).trim(), owner)
        };
        if let Err(fault) = result {
            let last = fault.ends_reading();
            problems.add(number, fault);
            if last {
                break;
            }
        }
    }
    SynonymFile { groups: reader.groups, dropped: reader.dropped, problems }
}

struct Reader {
    members: MemberReader,
    groups: Vec<Group>,
    dropped: Vec<(usize, Member)>,
}

impl Reader {
    fn line(&mut self, number: usize, line: &str, owner: Owner) -> Result<(), Fault> {
        if line.is_empty() {
            return Ok(());
        }
        if let Some(member) = line.strip_prefix('!') {
            let member = self.drop_line(member, owner)?;
            self.dropped.push((number, member));
            return Ok(());
        }
        let group = self.group(line)?;
        if self.groups.len() == MAX_GROUPS {
            return Err(Fault::TooManyGroups);
        }
        self.groups.push(group);
        Ok(())
    }

    fn drop_line(&mut self, member: &str, owner: Owner) -> Result<Member, Fault> {
        if owner == Owner::Builtin {
            return Err(Fault::DropInBuiltin);
        }
        if member.contains(SEPARATORS) {
            return Err(Fault::DropOfSeveral);
        }
        self.members.read(member)
    }

    fn group(&mut self, line: &str) -> Result<Group, Fault> {
        if line.split(SEPARATORS).count() > MAX_MEMBERS {
            return Err(Fault::TooManyMembers);
        }
        let (left, right, join) = match line.split_once(['>', '~']) {
            None => (self.side(line)?, Vec::new(), Join::Equal),
            Some((_, right)) if right.contains(['>', '~']) => return Err(Fault::TwoArrows),
            Some((left, right)) => {
                let join = if line.contains('>') { Join::OneWay } else { Join::Loose };
                (self.side(left)?, self.side(right)?, join)
            }
        };
        let group = Group { join, left, right };
        let joins =
            |member: &Member, finds: &[Member]| finds.iter().any(|other| other.phrase != member.phrase);
        if group.finds().any(|(members, finds)| members.iter().any(|member| joins(member, finds))) {
            Ok(group)
        } else {
            Err(Fault::OneMember)
        }
    }

    fn side(&mut self, side: &str) -> Result<Vec<Member>, Fault> {
        let mut members: Vec<Member> = Vec::new();
        for written in side.split('=') {
            let member = self.members.read(written)?;
            if !members.iter().any(|known| known.phrase == member.phrase) {
                members.push(member);
            }
        }
        Ok(members)
    }
}

fn without_comment(line: &str) -> &str {
    let begins = |at: usize| line[..at].chars().next_back().is_none_or(char::is_whitespace);
    match line.match_indices('#').find(|(at, _)| begins(*at)) {
        Some((at, _)) => &line[..at],
        None => line,
    }
}
