use super::member::{Member, MemberReader};
use super::problem::{Fault, Problems};

/// Largest file that is read to its end.
pub(super) const MAX_FILE_BYTES: usize = 1024 * 1024;

/// Most groups of a file, one-way lines included.
pub(super) const MAX_GROUPS: usize = 20_000;

/// Most members of a line.
pub(super) const MAX_MEMBERS: usize = 24;

/// Whose file it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Owner {
    Builtin,
    Site,
}

/// What one line joins.
#[derive(Debug, Clone)]
pub(super) struct Group {
    /// Members that are looked for in a query, in the order of the line.
    pub(super) left: Vec<Member>,
    /// What each of them finds; `None` if they find each other.
    pub(super) right: Option<Vec<Member>>,
}

impl Group {
    pub(super) fn is_one_way(&self) -> bool {
        self.right.is_some()
    }

    /// What the members on the left find; a member may be among them itself.
    pub(super) fn finds(&self) -> &[Member] {
        self.right.as_deref().unwrap_or(&self.left)
    }

    pub(super) fn members(&self) -> impl Iterator<Item = &Member> {
        self.left.iter().chain(self.right.iter().flatten())
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
        if member.contains(['=', '>']) {
            return Err(Fault::DropOfSeveral);
        }
        self.members.read(member)
    }

    fn group(&mut self, line: &str) -> Result<Group, Fault> {
        if line.split(['=', '>']).count() > MAX_MEMBERS {
            return Err(Fault::TooManyMembers);
        }
        let mut sides = line.split('>');
        let left = self.side(sides.next().unwrap_or_default())?;
        let right = sides.next().map(|side| self.side(side)).transpose()?;
        if sides.next().is_some() {
            return Err(Fault::TwoArrows);
        }
        let group = Group { left, right };
        let joins = |member: &Member| group.finds().iter().any(|other| other.phrase != member.phrase);
        if group.left.iter().any(joins) { Ok(group) } else { Err(Fault::OneMember) }
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
