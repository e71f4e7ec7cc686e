//! The synonyms in force, and the site's own file that they may come from.

use std::fs;
use std::io;
use std::path::PathBuf;
use std::sync::{PoisonError, RwLock};
use std::time::SystemTime;

use super::synonyms::{Problem, SynonymPack};
use super::{EngineSettings, SearchError};

/// Synonyms that follow their file. Reading it again is left to one caller at a time.
pub(super) struct SiteSynonyms {
    file: Option<PathBuf>,
    builtin: bool,
    current: RwLock<Current>,
}

struct Current {
    pack: SynonymPack,
    /// The file when it was last looked at; none where there was no such file.
    version: Option<Version>,
}

/// What changes when a file is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Version {
    modified: Option<SystemTime>,
    bytes: u64,
}

impl SiteSynonyms {
    /// Reads the file, if the settings name one.
    pub(super) fn open(settings: &EngineSettings) -> Result<Self, SearchError> {
        let mut synonyms = Self {
            file: settings.synonyms_file.clone(),
            builtin: settings.builtin_synonyms,
            current: RwLock::new(Current { pack: SynonymPack::none(), version: None }),
        };
        let version = synonyms.version();
        let pack = synonyms.read().map_err(|error| SearchError::Synonyms {
            file: synonyms.file.clone().unwrap_or_default(),
            cause: error.to_string(),
        })?;
        synonyms.current = RwLock::new(Current { pack, version });
        Ok(synonyms)
    }

    pub(super) fn pack(&self) -> SynonymPack {
        self.current.read().unwrap_or_else(PoisonError::into_inner).pack.clone()
    }

    /// Reads the file again if it has changed. If it cannot be read, the synonyms stay as they are.
    pub(super) fn refresh(&self) {
        let Some(file) = &self.file else { return };
        let version = self.version();
        if self.current.read().unwrap_or_else(PoisonError::into_inner).version == version {
            return;
        }
        let pack = match self.read() {
            Ok(pack) => {
                tracing::info!(file = %file.display(), "the synonyms have changed");
                Some(pack)
            }
            Err(error) => {
                tracing::warn!(
                    file = %file.display(), %error,
                    "the synonyms file cannot be read; its former synonyms stay in force until it can"
                );
                None
            }
        };
        let mut current = self.current.write().unwrap_or_else(PoisonError::into_inner);
        current.version = version;
        if let Some(pack) = pack {
            current.pack = pack;
        }
    }

    /// Reads the file, and tells the log which of its lines do not count.
    fn read(&self) -> io::Result<SynonymPack> {
        let Some(file) = &self.file else {
            return Ok(if self.builtin { SynonymPack::builtin() } else { SynonymPack::none() });
        };
        let text = fs::read_to_string(file)?;
        let name = file.display().to_string();
        let (pack, problems) = if self.builtin {
            SynonymPack::with_site_file(&text, &name)
        } else {
            SynonymPack::only_site_file(&text, &name)
        };
        problems.iter().for_each(warn);
        Ok(pack)
    }

    /// Looked up before the file is read: what is written in between is seen the next time.
    fn version(&self) -> Option<Version> {
        let metadata = fs::metadata(self.file.as_ref()?).ok()?;
        Some(Version { modified: metadata.modified().ok(), bytes: metadata.len() })
    }
}

fn warn(problem: &Problem) {
    tracing::warn!("{problem}; this line of the synonyms does not count");
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use vestnik_analysis::{Analyzer, AnalyzerName};

    use super::*;
    use crate::search::QueryWord;

    fn settings(file: &Path, builtin: bool) -> EngineSettings {
        EngineSettings {
            synonyms_file: Some(file.to_owned()),
            builtin_synonyms: builtin,
            ..EngineSettings::default()
        }
    }

    /// What a word finds too.
    fn others(synonyms: &SiteSynonyms, word: &str) -> Vec<String> {
        let terms = Analyzer::new(AnalyzerName::RussianText).positions(word);
        let words: Vec<QueryWord> = terms.into_iter().map(|terms| QueryWord::new(terms, word)).collect();
        let others = synonyms.pack().matches(&words).into_iter().flat_map(|found| found.others);
        others.map(|synonym| synonym.written).collect()
    }

    #[test]
    fn a_file_is_followed_and_a_lost_one_leaves_what_it_said() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("synonyms.txt");
        fs::write(&file, "мост = переправа").unwrap();
        let synonyms = SiteSynonyms::open(&settings(&file, false)).unwrap();
        assert_eq!(others(&synonyms, "мосты"), ["переправа"]);
        assert!(others(&synonyms, "США").is_empty());

        fs::write(&file, "мост = переправа = виадук\nлишняя строка").unwrap();
        synonyms.refresh();
        assert_eq!(others(&synonyms, "мосты"), ["переправа", "виадук"]);

        fs::write(&file, [0xff, 0xfe]).unwrap();
        synonyms.refresh();
        fs::remove_file(&file).unwrap();
        synonyms.refresh();
        assert_eq!(others(&synonyms, "мосты"), ["переправа", "виадук"]);

        fs::write(&file, "").unwrap();
        synonyms.refresh();
        assert!(others(&synonyms, "мосты").is_empty());
    }

    #[test]
    fn the_built_in_list_is_there_unless_it_is_left_out() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("synonyms.txt");
        fs::write(&file, "").unwrap();
        let found = |builtin| others(&SiteSynonyms::open(&settings(&file, builtin)).unwrap(), "РФ");
        assert!(found(true).contains(&"Россия".to_owned()), "{:?}", found(true));
        assert!(found(false).is_empty());
    }

    #[test]
    fn a_file_that_is_not_there_is_an_error_that_names_it() {
        let error = SiteSynonyms::open(&settings(Path::new("нет/такого.txt"), true)).err().unwrap();
        let message = error.to_string();
        assert!(message.contains("такого.txt") && message.contains("search.synonyms"), "{message}");
    }
}
