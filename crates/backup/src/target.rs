use std::fs::{self, File};
use std::io::{self, Read};
use std::path::{Path, PathBuf};

use futures_util::TryStreamExt;
use jiff::Timestamp;
use object_store::local::LocalFileSystem;
use object_store::path::Path as ObjectPath;
use object_store::{ObjectStore, ObjectStoreExt, WriteMultipart, parse_url_opts};
use tokio::runtime::{Builder, Runtime};
use url::Url;

use crate::BackupError;
use crate::snapshot::files_below;

/// Files up to this size are sent in one request.
const WHOLE_BYTES: u64 = 8 << 20;
/// Size of the parts of larger ones. Object stores take at most 10,000 parts.
const PART_BYTES: usize = 16 << 20;
/// Parts of one file that are under way at a time.
const PARTS_AT_A_TIME: usize = 2;
/// Longest time that a request to an object store may take; a part of 16 MB passes at 30 kB/s.
const TIMEOUT: (&str, &str) = ("timeout", "600s");

/// Where snapshots are kept: a folder, or an object store such as S3.
pub struct Target {
    store: Box<dyn ObjectStore>,
    root: ObjectPath,
    runtime: Runtime,
    name: String,
    folder: Option<PathBuf>,
}

/// An object in a target.
#[derive(Debug)]
pub(crate) struct Object {
    /// Its name below the target.
    pub(crate) name: String,
    pub(crate) bytes: u64,
    pub(crate) written_at: Timestamp,
}

/// Whether a variable of the environment is meant for an object store. Others, such as `TOKEN`, mean something else.
fn is_option(name: &str) -> bool {
    let name = name.to_ascii_uppercase();
    ["AWS_", "GOOGLE_", "AZURE_"].iter().any(|prefix| name.starts_with(prefix))
}

impl Target {
    /// Opens a target that holds snapshots: a folder, or an address such as `s3://bucket/path`, `gs://bucket/path` or
    /// `az://container/path`. `options` are those of the object store, such as `AWS_ENDPOINT` or
    /// `AWS_ACCESS_KEY_ID`; other ones are left alone.
    ///
    /// # Errors
    /// [`BackupError::Target`] if it is no such thing, or lacks options; [`BackupError::Io`] if the folder is not there.
    pub fn open(
        target: &str,
        options: impl IntoIterator<Item = (String, String)>,
    ) -> Result<Self, BackupError> {
        Self::new(target, options, false)
    }

    /// Opens a target, and makes the folder if it is not there.
    ///
    /// # Errors
    /// As [`Self::open`].
    pub fn create(
        target: &str,
        options: impl IntoIterator<Item = (String, String)>,
    ) -> Result<Self, BackupError> {
        Self::new(target, options, true)
    }

    fn new(
        name: &str,
        options: impl IntoIterator<Item = (String, String)>,
        create: bool,
    ) -> Result<Self, BackupError> {
        let refuse = |reason: &dyn ToString| BackupError::Target {
            target: name.to_owned(),
            reason: reason.to_string(),
        };
        let runtime = Builder::new_current_thread().enable_all().build().map_err(|error| refuse(&error))?;
        let url =
            name.contains("://").then(|| Url::parse(name)).transpose().map_err(|error| refuse(&error))?;
        let folder = match &url {
            None if name.split('/').next().is_some_and(|first| first.len() > 2 && first.ends_with(':')) => {
                return Err(refuse(&"an address has two slashes, as in s3://bucket/path"));
            }
            None => Some(PathBuf::from(name)),
            Some(url) if url.scheme() == "file" => {
                Some(url.to_file_path().map_err(|()| refuse(&"it names no folder"))?)
            }
            Some(_) => None,
        };
        let (store, root): (Box<dyn ObjectStore>, _) = match (url, &folder) {
            (Some(url), None) if url.scheme() != "memory" => {
                // A second call changes nothing.
                let _ = rustls::crypto::ring::default_provider().install_default();
                let timeout = (TIMEOUT.0.to_owned(), TIMEOUT.1.to_owned());
                let options = options.into_iter().filter(|(name, _)| is_option(name)).chain([timeout]);
                parse_url_opts(&url, options).map_err(|error| refuse(&error))?
            }
            (_, Some(folder)) => {
                if create {
                    fs::create_dir_all(folder).map_err(BackupError::io(folder))?;
                }
                fs::read_dir(folder).map_err(BackupError::io(folder))?;
                let store = LocalFileSystem::new_with_prefix(folder).map_err(|error| refuse(&error))?;
                (Box::new(store.with_fsync(true)), ObjectPath::default())
            }
            _ => return Err(refuse(&"name a folder, or an address such as s3://bucket/path")),
        };
        Ok(Self { store, root, runtime, name: name.to_owned(), folder })
    }

    /// The target as given.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The folder, if it is one.
    pub(crate) fn folder(&self) -> Option<&Path> {
        self.folder.as_deref()
    }

    pub(crate) fn spoilt(&self, object: &str, reason: impl Into<String>) -> BackupError {
        BackupError::Spoilt { target: self.name.clone(), object: object.to_owned(), reason: reason.into() }
    }

    fn path(&self, object: &str) -> ObjectPath {
        object.split('/').fold(self.root.clone(), |path, part| path.join(part))
    }

    fn error(&self, object: &str) -> impl FnOnce(object_store::Error) -> BackupError {
        let (target, object) = (self.name.clone(), object.to_owned());
        move |source| BackupError::Store { target, object, source }
    }

    /// All objects below a folder.
    pub(crate) fn list(&self, folder: &str) -> Result<Vec<Object>, BackupError> {
        let path = self.path(folder);
        let metas: Result<Vec<_>, _> = self.runtime.block_on(self.store.list(Some(&path)).try_collect());
        let metas = metas.map_err(self.error(folder))?;
        let object = |meta: object_store::ObjectMeta| {
            let name =
                meta.location.as_ref().strip_prefix(self.root.as_ref())?.trim_start_matches('/').to_owned();
            let written_at = Timestamp::from_second(meta.last_modified.timestamp()).unwrap_or_default();
            Some(Object { name, bytes: meta.size, written_at })
        };
        Ok(metas.into_iter().filter_map(object).collect())
    }

    /// Size of an object, if it is there.
    pub(crate) fn size(&self, object: &str) -> Result<Option<u64>, BackupError> {
        match self.runtime.block_on(self.store.head(&self.path(object))) {
            Ok(meta) => Ok(Some(meta.size)),
            Err(object_store::Error::NotFound { .. }) => Ok(None),
            Err(error) => Err(self.error(object)(error)),
        }
    }

    /// Content of a small object.
    pub(crate) fn read(&self, object: &str) -> Result<Vec<u8>, BackupError> {
        let mut content = Vec::new();
        self.download(object, |bytes| {
            content.extend_from_slice(bytes);
            Ok(())
        })?;
        Ok(content)
    }

    /// Hands over the content of an object, piece by piece.
    pub(crate) fn download(
        &self,
        object: &str,
        mut take: impl FnMut(&[u8]) -> Result<(), BackupError>,
    ) -> Result<(), BackupError> {
        self.runtime.block_on(async {
            let path = self.path(object);
            let bytes = match self.store.head(&path).await {
                Err(object_store::Error::NotFound { .. }) => return Err(self.spoilt(object, "is missing")),
                found => found.map_err(self.error(object))?.size,
            };
            // Part by part, so that a slow or broken connection costs no more than one of them.
            for start in (0..bytes).step_by(PART_BYTES) {
                let range = start..bytes.min(start + PART_BYTES as u64);
                take(&self.store.get_range(&path, range).await.map_err(self.error(object))?)?;
            }
            Ok(())
        })
    }

    /// Writes an object, in one step.
    pub(crate) fn write(&self, object: &str, content: Vec<u8>) -> Result<(), BackupError> {
        let written = self.runtime.block_on(self.store.put(&self.path(object), content.into()));
        written.map(drop).map_err(self.error(object))
    }

    /// Writes a file as an object, in one step and in bounded memory. `seen` gets each piece before it is sent.
    pub(crate) fn upload(
        &self,
        object: &str,
        path: &Path,
        mut seen: impl FnMut(&[u8]),
    ) -> Result<(), BackupError> {
        let mut file = File::open(path).map_err(BackupError::io(path))?;
        let bytes = file.metadata().map_err(BackupError::io(path))?.len();
        if bytes <= WHOLE_BYTES {
            let mut content = Vec::new();
            file.read_to_end(&mut content).map_err(BackupError::io(path))?;
            seen(&content);
            return self.write(object, content);
        }
        self.runtime.block_on(async {
            let upload = self.store.put_multipart(&self.path(object)).await.map_err(self.error(object))?;
            let mut parts = WriteMultipart::new_with_chunk_size(upload, PART_BYTES);
            let mut piece = vec![0; 1 << 20];
            loop {
                match file.read(&mut piece) {
                    Ok(0) => break,
                    Ok(count) => {
                        seen(&piece[..count]);
                        if let Err(error) = parts.wait_for_capacity(PARTS_AT_A_TIME).await {
                            let _ = parts.abort().await;
                            return Err(self.error(object)(error));
                        }
                        parts.write(&piece[..count]);
                    }
                    Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                    Err(error) => {
                        let _ = parts.abort().await;
                        return Err(BackupError::io(path)(error));
                    }
                }
            }
            parts.finish().await.map(drop).map_err(self.error(object))
        })
    }

    /// Removes what uploads into a folder left that were killed before `oldest`, and returns its bytes. The library writes
    /// to a file beside the object, with `#` and a number behind its name, and does not list that one.
    pub(crate) fn remove_unfinished(&self, folder: &str, oldest: Timestamp) -> Result<u64, BackupError> {
        let Some(root) = &self.folder else { return Ok(0) };
        let mut bytes = 0;
        for path in files_below(&root.join(folder))? {
            let is_unfinished = path.file_name().is_some_and(|name| name.to_string_lossy().contains('#'));
            let facts = fs::metadata(&path).map_err(BackupError::io(&path))?;
            let written_at = facts.modified().ok().and_then(|time| Timestamp::try_from(time).ok());
            if is_unfinished && written_at.is_some_and(|time| time < oldest) {
                fs::remove_file(&path).map_err(BackupError::io(&path))?;
                bytes += facts.len();
            }
        }
        Ok(bytes)
    }

    /// Removes an object; one that is gone already is no error.
    pub(crate) fn remove(&self, object: &str) -> Result<(), BackupError> {
        match self.runtime.block_on(self.store.delete(&self.path(object))) {
            Ok(()) | Err(object_store::Error::NotFound { .. }) => Ok(()),
            Err(error) => Err(self.error(object)(error)),
        }
    }
}
