use std::sync::LazyLock;

use super::file::{Group, Owner, read};

const TEXT: &str = include_str!("../../../data/synonyms.txt");

static GROUPS: LazyLock<Vec<Group>> = LazyLock::new(|| read(TEXT, "synonyms.txt", Owner::Builtin).groups);

/// The built-in groups, in the order of their file.
pub(super) fn groups() -> &'static [Group] {
    &GROUPS
}

#[cfg(test)]
mod tests {
    use std::collections::HashMap;

    use super::super::file::Join;
    use super::*;

    #[test]
    fn the_file_has_no_problems() {
        let problems = read(TEXT, "synonyms.txt", Owner::Builtin).problems.into_vec();
        let problems: Vec<String> = problems.iter().map(ToString::to_string).collect();
        assert!(problems.is_empty(), "{}", problems.join("\n"));
        assert!(groups().len() > 300, "{}", groups().len());
    }

    #[test]
    fn no_member_is_in_two_groups() {
        let mut places = HashMap::new();
        for (place, group) in groups().iter().enumerate().filter(|(_, group)| group.join == Join::Equal) {
            for member in &group.left {
                if let Some(other) = places.insert(&member.phrase, place) {
                    let written = |place: usize| -> Vec<&str> {
                        groups()[place].left.iter().map(|member| member.written.as_str()).collect()
                    };
                    panic!("«{}»: {:?} and {:?}", member.written, written(other), written(place));
                }
            }
        }
    }
}
