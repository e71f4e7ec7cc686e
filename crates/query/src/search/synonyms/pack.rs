use std::collections::HashSet;
use std::sync::{Arc, LazyLock};

use super::builtin;
use super::file::{Group, Join, Owner, SynonymFile, read};
use super::matcher::{Index, QueryWord, SynonymMatch};
use super::member::{Member, Phrase};
use super::problem::{Fault, Problem};

/// Synonyms that searches use. Clones share everything.
#[derive(Debug, Clone, Default)]
pub struct SynonymPack(Arc<Index>);

impl SynonymPack {
    /// The built-in groups. They are read once.
    pub fn builtin() -> Self {
        static PACK: LazyLock<SynonymPack> = LazyLock::new(|| SynonymPack::of(builtin::groups().iter()));
        PACK.clone()
    }

    /// No synonyms at all.
    pub fn none() -> Self {
        Self::default()
    }

    /// The built-in groups as changed by the text of a site's own file, and what is wrong with that text. `name` is
    /// the file's name in its problems.
    pub fn with_site_file(text: &str, name: &str) -> (Self, Vec<Problem>) {
        let SynonymFile { groups, dropped, mut problems } = read(text, name, Owner::Site);
        let builtin = builtin::groups();
        let known: HashSet<&Phrase> = phrases(builtin.iter().flat_map(Group::members)).collect();
        for (line, member) in dropped.iter().filter(|(_, member)| !known.contains(&member.phrase)) {
            problems.add(*line, Fault::NothingToDrop { member: member.written.clone() });
        }
        let dropped: HashSet<&Phrase> = phrases(dropped.iter().map(|(_, member)| member)).collect();
        let replaced = |join: Join| -> HashSet<&Phrase> {
            let same_kind = groups.iter().filter(|group| group.join == join);
            phrases(same_kind.flat_map(|group| &group.left)).collect()
        };
        let [equal, one_way, loose] = [Join::Equal, Join::OneWay, Join::Loose].map(replaced);
        let stays = |group: &&Group| {
            let is_replaced = match group.join {
                Join::Equal => phrases(&group.left).any(|phrase| equal.contains(phrase)),
                Join::OneWay => phrases(&group.left).any(|phrase| one_way.contains(phrase)),
                Join::Loose => phrases(group.members()).any(|phrase| loose.contains(phrase)),
            };
            !is_replaced && !phrases(group.members()).any(|phrase| dropped.contains(phrase))
        };
        // The site's groups come first: where a limit cuts, its synonyms and its spelling win.
        let pack = Self::of(groups.iter().chain(builtin.iter().filter(stays)));
        (pack, problems.into_vec())
    }

    /// Only the groups of a site's own file, and what is wrong with its text. Its `!` lines have nothing to remove.
    pub fn only_site_file(text: &str, name: &str) -> (Self, Vec<Problem>) {
        let SynonymFile { groups, problems, .. } = read(text, name, Owner::Site);
        (Self::of(groups.iter()), problems.into_vec())
    }

    /// Finds the members that stand in a row of query words and have synonyms, in the order of the words.
    ///
    /// Matches do not overlap: the longest one wins, then the leftmost. A member that is only on the right of one-way
    /// lines has no synonyms, but the words it covers match nothing else.
    pub fn matches(&self, words: &[QueryWord]) -> Vec<SynonymMatch> {
        self.0.matches(words)
    }

    fn of<'a>(groups: impl Iterator<Item = &'a Group>) -> Self {
        let groups: Vec<&Group> = groups.collect();
        Self(Arc::new(Index::new(&groups)))
    }
}

fn phrases<'a>(members: impl IntoIterator<Item = &'a Member>) -> impl Iterator<Item = &'a Phrase> {
    members.into_iter().map(|member| &member.phrase)
}
