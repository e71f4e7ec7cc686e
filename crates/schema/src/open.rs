use serde::{Deserialize, Serialize};
use tantivy::index::{IndexSettings, IndexSortByField};
use tantivy::tokenizer::{TextAnalyzer, TokenizerManager};
use tantivy::{Index, Order};
use vestnik_analysis::{Analyzer, AnalyzerName};

use crate::sealed::SealedDirectory;
use crate::{DataDirectory, Fields, Generation, IndexManifest, SchemaError};

/// An index that this binary understands, with its fields and analyzers in place.
#[derive(Clone)]
pub struct OpenIndex {
    /// The tantivy index.
    pub index: Index,
    /// Handles of its fields.
    pub fields: Fields,
    /// What it says of itself.
    pub manifest: IndexManifest,
    /// Where it lives.
    pub generation: Generation,
}

/// What a commit says beside its segments.
#[derive(Debug, Default, Serialize, Deserialize)]
struct Payload {
    sequence: u64,
}

/// What a commit carries that holds all changes of the journal up to `sequence`.
pub fn commit_payload(sequence: u64) -> String {
    serde_json::to_string(&Payload { sequence }).unwrap_or_default()
}

impl OpenIndex {
    /// Sequence of the last entry of the journal that is in the last commit; 0 where nothing of a journal is.
    ///
    /// # Errors
    /// [`SchemaError::Tantivy`] if the file that describes the commit cannot be read.
    pub fn sequence(&self) -> Result<u64, SchemaError> {
        let metas = self.index.load_metas().map_err(|source| tantivy_error(&self.generation, source))?;
        let payload: Option<Payload> = metas.payload.and_then(|text| serde_json::from_str(&text).ok());
        Ok(payload.unwrap_or_default().sequence)
    }

    /// Articles in the last commit, deleted ones not counted.
    ///
    /// # Errors
    /// [`SchemaError::Tantivy`] if the file that describes the commit cannot be read.
    pub fn num_articles(&self) -> Result<u64, SchemaError> {
        let segments = self.index.searchable_segment_metas();
        let segments = segments.map_err(|source| tantivy_error(&self.generation, source))?;
        Ok(segments.iter().map(|segment| u64::from(segment.num_docs())).sum())
    }
}

/// Creates the empty index of a new generation. It is searched only after [`DataDirectory::activate`].
///
/// # Errors
/// [`SchemaError::Io`] or [`SchemaError::Tantivy`] if the files cannot be written.
pub fn create_index(generation: &Generation) -> Result<OpenIndex, SchemaError> {
    let (schema, fields) = Fields::build();
    let settings = IndexSettings {
        sort_by_field: Some(IndexSortByField { field: Fields::sort_column().to_owned(), order: Order::Desc }),
        ..IndexSettings::default()
    };
    let builder = Index::builder().schema(schema).settings(settings).tokenizers(analyzers());
    let index = SealedDirectory::open(generation.path())
        .map_err(tantivy::TantivyError::from)
        .and_then(|folder| match Index::exists(&folder)? {
            true => Err(tantivy::TantivyError::IndexAlreadyExists),
            false => builder.open_or_create(folder),
        })
        .map_err(|source| tantivy_error(generation, source))?;
    let manifest = IndexManifest::current();
    manifest.write(generation.path())?;
    Ok(OpenIndex { index, fields, manifest, generation: generation.clone() })
}

/// Opens the current index of a data directory.
///
/// # Errors
/// [`SchemaError::NoIndex`] before the first one is complete, [`SchemaError::Version`] if this binary does not
/// understand it, others if its files cannot be read. Each message names the command that helps.
pub fn open_index(data: &DataDirectory) -> Result<OpenIndex, SchemaError> {
    let Some(generation) = data.current()? else {
        return Err(SchemaError::NoIndex { path: data.index_path(), data: data.root().to_owned() });
    };
    let opened = open_generation(&generation)?;
    opened.manifest.check(generation.path())?;
    Ok(opened)
}

/// Opens a generation whatever analyzer wrote it: its articles can be read, but it must not be searched or written to
/// if [`IndexManifest::is_current`] does not hold.
///
/// # Errors
/// [`SchemaError::Version`] if its format is another one, others if its files cannot be read.
pub fn open_generation(generation: &Generation) -> Result<OpenIndex, SchemaError> {
    let manifest = IndexManifest::read(generation.path())?;
    manifest.check_format(generation.path())?;
    let mut index = SealedDirectory::open(generation.path())
        .map_err(tantivy::TantivyError::from)
        .and_then(Index::open)
        .map_err(|source| tantivy_error(generation, source))?;
    index.set_tokenizers(analyzers());
    let (schema, fields) = Fields::build();
    if index.schema() != schema {
        let reason = "its fields are not those of its format version".to_owned();
        return Err(SchemaError::Manifest { path: generation.path().to_owned(), reason });
    }
    Ok(OpenIndex { index, fields, manifest, generation: generation.clone() })
}

fn analyzers() -> TokenizerManager {
    let manager = TokenizerManager::default();
    for name in AnalyzerName::ALL {
        manager.register(name.as_str(), TextAnalyzer::from(Analyzer::new(name)));
    }
    manager
}

fn tantivy_error(generation: &Generation, source: tantivy::TantivyError) -> SchemaError {
    SchemaError::Tantivy { path: generation.path().to_owned(), source }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn active_index(folder: &tempfile::TempDir) -> (DataDirectory, OpenIndex) {
        let data = DataDirectory::new(folder.path());
        let generation = data.create_generation().unwrap();
        let created = create_index(&generation).unwrap();
        data.activate(&generation).unwrap();
        (data, created)
    }

    #[test]
    fn an_index_opens_as_it_was_created() {
        let folder = tempfile::tempdir().unwrap();
        let (data, created) = active_index(&folder);
        assert_eq!(open_index(&data).unwrap().manifest, created.manifest);
    }

    #[test]
    fn a_missing_index_names_the_command_that_makes_one() {
        let folder = tempfile::tempdir().unwrap();
        let error = open_index(&DataDirectory::new(folder.path())).err().unwrap();
        assert!(error.to_string().contains("vestnik index PATH"), "{error}");
    }

    #[test]
    fn another_version_is_refused_with_the_way_out() {
        let folder = tempfile::tempdir().unwrap();
        let (data, created) = active_index(&folder);
        let rebuilds = ["vestnik index --rebuild PATH…", "vestnik rebuild"];
        let versions = [(99, 0, "format version 99"), (0, 99, "analyzer version 99")];
        for ((format, analyzer, what), rebuild) in versions.into_iter().zip(rebuilds) {
            let mut manifest = created.manifest.clone();
            manifest.format_version = if format > 0 { format } else { manifest.format_version };
            manifest.analyzer_version = if analyzer > 0 { analyzer } else { manifest.analyzer_version };
            manifest.write(created.generation.path()).unwrap();
            let message = open_index(&data).err().unwrap().to_string();
            let remedy = format!("`{rebuild} --data {}`", folder.path().display());
            assert!(message.contains(what) && message.contains(&remedy), "{message}");
        }
    }

    #[test]
    fn a_manifest_without_a_checksum_is_refused_for_its_version_if_that_had_none() {
        let folder = tempfile::tempdir().unwrap();
        let (data, created) = active_index(&folder);
        let path = created.generation.path().join("manifest.json");
        let unsealed = crate::read_sealed(&path).unwrap();
        std::fs::write(&path, &unsealed).unwrap();
        let message = open_index(&data).err().unwrap().to_string();
        assert!(message.contains("does not end with its checksum"), "{message}");
        let old = IndexManifest { format_version: 2, ..created.manifest };
        std::fs::write(&path, serde_json::to_vec(&old).unwrap()).unwrap();
        let message = open_index(&data).err().unwrap().to_string();
        assert!(message.contains("format version 2, this vestnik reads version"), "{message}");
    }

    #[test]
    fn an_index_is_not_created_over_another() {
        let folder = tempfile::tempdir().unwrap();
        let (_, created) = active_index(&folder);
        assert!(matches!(create_index(&created.generation), Err(SchemaError::Tantivy { .. })));
    }

    #[test]
    fn a_pointer_to_a_generation_that_is_gone_names_the_remedy() {
        let folder = tempfile::tempdir().unwrap();
        let (data, created) = active_index(&folder);
        std::fs::remove_dir_all(created.generation.path()).unwrap();
        let message = open_index(&data).err().unwrap().to_string();
        assert!(
            message.contains("it is missing") && message.contains("vestnik index --rebuild"),
            "{message}"
        );
    }
}
