use std::collections::{BTreeMap, HashMap};

use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};
use vestnik_schema::{Article, Generation, id_key, read_sealed, url_key};

use super::change::Mark;
use crate::IndexError;
use crate::ledger::write_atomically;

const FILE_NAME: &str = "register.json";

/// Marks are kept for so long: by then no feed lists what was deleted.
const MARK_DAYS: i64 = 180;

/// What belongs to an archive and is not in its index: articles under embargo, and marks of those that are gone.
#[derive(Debug, Default)]
pub(super) struct Register {
    held: BTreeMap<String, Held>,
    /// Keys of names and addresses of held articles.
    held_keys: HashMap<u64, String>,
    marks: HashMap<u64, Mark>,
    is_changed: bool,
}

/// An article under embargo.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(super) struct Held {
    pub(super) article: Box<Article>,
    pub(super) aliases: Vec<String>,
}

#[derive(Debug, Default, Serialize, Deserialize)]
struct Stored {
    held: Vec<Held>,
    /// Key, until, withdrawn.
    marks: Vec<(u64, i64, bool)>,
}

impl Register {
    pub(super) fn read(generation: &Generation) -> Result<Self, IndexError> {
        let path = generation.path().join(FILE_NAME);
        let bytes = match read_sealed(&path) {
            Ok(bytes) => bytes,
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(Self::default()),
            Err(error) if error.kind() == std::io::ErrorKind::InvalidData => {
                return Err(IndexError::Register { path, reason: error.to_string() });
            }
            Err(error) => return Err(IndexError::io(path)(error)),
        };
        let stored: Stored = serde_json::from_slice(&bytes)
            .map_err(|error| IndexError::Register { path, reason: error.to_string() })?;
        let oldest = Timestamp::now() - SignedDuration::from_hours(24 * MARK_DAYS);
        let marks = stored.marks.into_iter().filter(|(_, until, _)| *until >= oldest.as_second());
        let marks = marks.map(|(key, until, withdrawn)| (key, Mark { until, withdrawn })).collect();
        let mut register = Self { marks, ..Self::default() };
        for held in stored.held {
            register.hold(*held.article, held.aliases);
        }
        register.is_changed = false;
        Ok(register)
    }

    /// The same, to be written to another place.
    pub(super) fn changed(mut self) -> Self {
        self.is_changed = true;
        self
    }

    /// Writes the register, if it changed, in one step.
    pub(super) fn write(&mut self, generation: &Generation) -> Result<(), IndexError> {
        if !self.is_changed {
            return Ok(());
        }
        let mut marks: Vec<_> =
            self.marks.iter().map(|(key, mark)| (*key, mark.until, mark.withdrawn)).collect();
        marks.sort_unstable();
        let stored = Stored { held: self.held.values().cloned().collect(), marks };
        let path = generation.path().join(FILE_NAME);
        write_atomically(&path, &stored).map_err(IndexError::io(path))?;
        self.is_changed = false;
        Ok(())
    }

    pub(super) fn hold(&mut self, article: Article, aliases: Vec<String>) {
        self.release(&article.id);
        for key in keys_of(&article, &aliases) {
            self.held_keys.insert(key, article.id.clone());
            self.marks.remove(&key);
        }
        self.held.insert(article.id.clone(), Held { article: Box::new(article), aliases });
        self.is_changed = true;
    }

    /// Takes a held article out.
    pub(super) fn release(&mut self, id: &str) -> Option<Held> {
        let held = self.held.remove(id)?;
        self.held_keys.retain(|_, holder| holder != id);
        self.is_changed = true;
        Some(held)
    }

    pub(super) fn mark(&mut self, keys: &[u64], mark: Mark) {
        for key in keys {
            self.marks.insert(*key, mark);
        }
        self.is_changed |= !keys.is_empty();
    }

    pub(super) fn unmark(&mut self, keys: &[u64]) {
        if self.marks.is_empty() {
            return;
        }
        for key in keys {
            self.is_changed |= self.marks.remove(key).is_some();
        }
    }

    /// The held article with the key of a name or of an address.
    pub(super) fn held_by(&self, key: u64) -> Option<&Held> {
        self.held.get(self.held_keys.get(&key)?)
    }

    /// The mark that reaches the furthest of those on any of the keys.
    pub(super) fn mark_on(&self, keys: &[u64]) -> Option<Mark> {
        if self.marks.is_empty() {
            return None;
        }
        keys.iter().filter_map(|key| self.marks.get(key).copied()).max_by_key(|mark| mark.until)
    }

    pub(super) fn num_held(&self) -> usize {
        self.held.len()
    }

    /// Held articles whose embargo has ended.
    pub(super) fn due(&self, now: Timestamp) -> Vec<Held> {
        let is_due = |held: &&Held| held.article.embargoed_until.is_none_or(|until| until <= now);
        self.held.values().filter(is_due).cloned().collect()
    }

    /// When the next embargo ends.
    pub(super) fn next_due(&self) -> Option<Timestamp> {
        self.held.values().filter_map(|held| held.article.embargoed_until).min()
    }
}

/// Keys that an article is known by: of its id, its other ids and its address.
pub(super) fn keys_of(article: &Article, aliases: &[String]) -> Vec<u64> {
    let names = std::iter::once(article.id.as_str()).chain(aliases.iter().map(String::as_str));
    names.map(id_key).chain(article.url.as_deref().and_then(url_key)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn article(id: &str, until: i64) -> Article {
        let embargoed_until = Some(Timestamp::from_second(until).unwrap());
        let url = Some(format!("https://a.ru/{id}"));
        Article { id: id.to_owned(), url, embargoed_until, ..Article::default() }
    }

    #[test]
    fn it_comes_back_as_it_was_written() {
        let folder = tempfile::tempdir().unwrap();
        let generation = vestnik_schema::DataDirectory::new(folder.path()).create_generation().unwrap();
        let mut register = Register::default();
        register.hold(article("a", 20), vec!["b".to_owned()]);
        register.hold(article("c", 10), Vec::new());
        let mark = Mark { until: Timestamp::now().as_second(), withdrawn: true };
        register.mark(&[1, 2], mark);
        register.write(&generation).unwrap();
        let register = Register::read(&generation).unwrap();
        assert_eq!(register.next_due(), Some(Timestamp::from_second(10).unwrap()));
        assert_eq!(register.due(Timestamp::from_second(15).unwrap()).len(), 1);
        assert_eq!(register.held_by(id_key("b")).unwrap().article.id, "a");
        assert_eq!(register.held_by(url_key("http://www.a.ru/c").unwrap()).unwrap().article.id, "c");
        assert_eq!((register.mark_on(&[2, 3]), register.mark_on(&[3])), (Some(mark), None));
    }

    #[test]
    fn a_damaged_register_is_refused() {
        let folder = tempfile::tempdir().unwrap();
        let generation = vestnik_schema::DataDirectory::new(folder.path()).create_generation().unwrap();
        let mut register = Register::default();
        register.hold(article("a", 20), Vec::new());
        register.write(&generation).unwrap();
        let path = generation.path().join(FILE_NAME);
        let damaged = std::fs::read_to_string(&path).unwrap().replace("https://a.ru/a", "https://a.ru/b");
        std::fs::write(&path, damaged).unwrap();
        let message = Register::read(&generation).unwrap_err().to_string();
        assert!(message.contains("register.json") && message.contains("vestnik restore"), "{message}");
    }

    #[test]
    fn a_released_article_is_not_held_and_old_marks_are_forgotten() {
        let folder = tempfile::tempdir().unwrap();
        let generation = vestnik_schema::DataDirectory::new(folder.path()).create_generation().unwrap();
        let mut register = Register::default();
        register.hold(article("a", 20), Vec::new());
        assert!(register.release("a").is_some() && register.release("a").is_none());
        assert!(register.held_by(id_key("a")).is_none());
        register.mark(&[1], Mark { until: 1, withdrawn: false });
        register.write(&generation).unwrap();
        assert_eq!(Register::read(&generation).unwrap().mark_on(&[1]), None);
    }
}
