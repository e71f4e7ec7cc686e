use std::collections::HashSet;
use std::ffi::OsStr;
use std::fs::{self, File, Metadata};
use std::io::{self, BufRead, BufReader, Cursor, Read};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use flate2::bufread::MultiGzDecoder;
use globset::{GlobBuilder, GlobMatcher};
use walkdir::{DirEntry, WalkDir};

use crate::IndexError;
use crate::source::Format;

/// Something to read articles from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Input {
    /// A file of any name; a folder, with everything below it that has a known extension; or a glob pattern.
    Path(PathBuf),
    /// Standard input.
    Stdin,
}

/// One file to read, or standard input.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct InputFile {
    /// `None` is standard input.
    pub(crate) path: Option<PathBuf>,
    /// How reports name it: as the user did.
    pub(crate) name: String,
}

impl InputFile {
    fn new(path: PathBuf) -> Self {
        Self { name: path.display().to_string(), path: Some(path) }
    }

    /// The format that the file's name states.
    pub(crate) fn format(&self) -> Option<Format> {
        self.path.as_deref().and_then(format_of)
    }
}

/// The files that the inputs stand for.
#[derive(Debug, Default)]
pub(crate) struct Resolved {
    /// What to read. A link to nothing or a folder that cannot be read is among them: opening it says why.
    pub(crate) files: Vec<InputFile>,
    /// Visible files in folders whose extension is not known.
    pub(crate) ignored: Vec<PathBuf>,
}

/// Finds all files of `inputs`: in the order given, inside a folder by path, each file once.
/// Nothing inside `excluded` (the index itself) is found through a folder or a pattern.
pub(crate) fn resolve(inputs: &[Input], excluded: &Path) -> Result<Resolved, IndexError> {
    let excluded = excluded.canonicalize().ok();
    let mut resolved = Resolved::default();
    for input in inputs {
        match input {
            Input::Stdin => resolved.files.push(InputFile { path: None, name: "-".to_owned() }),
            Input::Path(path) => resolve_path(path, excluded.as_deref(), &mut resolved)?,
        }
    }
    let identity = |path: &PathBuf| path.canonicalize().unwrap_or_else(|_| path.clone());
    let mut seen = HashSet::new();
    resolved.files.retain(|file| seen.insert(file.path.as_ref().map(identity)));
    resolved.ignored.retain(|path| seen.insert(Some(identity(path))));
    Ok(resolved)
}

fn resolve_path(path: &Path, excluded: Option<&Path>, resolved: &mut Resolved) -> Result<(), IndexError> {
    match fs::metadata(path) {
        Ok(metadata) if metadata.is_dir() => {
            for found in walk(path, excluded)? {
                match found {
                    Walked::File(path) if format_of(&path).is_none() => resolved.ignored.push(path),
                    Walked::File(path) | Walked::Broken(path) => resolved.files.push(InputFile::new(path)),
                }
            }
            Ok(())
        }
        Ok(_) => {
            resolved.files.push(InputFile::new(path.to_owned()));
            Ok(())
        }
        Err(error) if error.kind() == io::ErrorKind::NotFound => match glob(path)? {
            Some((folder, matcher)) => resolve_glob(path, &folder, &matcher, excluded, &mut resolved.files),
            None => Err(IndexError::NotFound { path: path.to_owned() }),
        },
        Err(error) => Err(IndexError::io(path)(error)),
    }
}

fn resolve_glob(
    pattern: &Path,
    folder: &Path,
    matcher: &GlobMatcher,
    excluded: Option<&Path>,
    files: &mut Vec<InputFile>,
) -> Result<(), IndexError> {
    let no_match = || IndexError::NoMatch { pattern: pattern.display().to_string() };
    if !folder.try_exists().map_err(IndexError::io(folder))? {
        return Err(no_match());
    }
    let mut found = walk(folder, excluded)?;
    found.retain(|found| {
        let path = found.path();
        matcher.is_match(path.strip_prefix("./").unwrap_or(path)) || found.may_hold_matches(pattern)
    });
    if found.is_empty() {
        return Err(no_match());
    }
    files.extend(found.into_iter().map(|found| InputFile::new(found.into_path())));
    Ok(())
}

/// The folder to walk and what to look for there, if `path` is a pattern.
fn glob(path: &Path) -> Result<Option<(PathBuf, GlobMatcher)>, IndexError> {
    let pattern = path.to_string_lossy();
    if !pattern.contains(['*', '?', '[', '{']) {
        return Ok(None);
    }
    let matcher = GlobBuilder::new(pattern.strip_prefix("./").unwrap_or(&pattern))
        .literal_separator(true)
        .build()
        .map_err(|error| IndexError::Pattern {
            pattern: pattern.to_string(),
            reason: error.kind().to_string(),
        })?
        .compile_matcher();
    let literal = path
        .components()
        .take_while(|part| !part.as_os_str().to_string_lossy().contains(['*', '?', '[', '{']));
    let folder: PathBuf = literal.collect();
    Ok(Some((if folder.as_os_str().is_empty() { PathBuf::from(".") } else { folder }, matcher)))
}

/// What lies below a folder.
enum Walked {
    File(PathBuf),
    /// A link to nothing, or a folder that cannot be read.
    Broken(PathBuf),
}

impl Walked {
    fn path(&self) -> &Path {
        match self {
            Self::File(path) | Self::Broken(path) => path,
        }
    }

    fn into_path(self) -> PathBuf {
        match self {
            Self::File(path) | Self::Broken(path) => path,
        }
    }

    /// Whether files that match `pattern` may be missing because this folder cannot be read.
    fn may_hold_matches(&self, pattern: &Path) -> bool {
        let Self::Broken(path) = self else { return false };
        let depth = |path: &Path| path.strip_prefix("./").unwrap_or(path).components().count();
        let is_above =
            depth(path) < depth(pattern) || pattern.components().any(|part| part.as_os_str() == "**");
        is_above && fs::symlink_metadata(path).is_ok_and(|metadata| metadata.is_dir())
    }
}

/// All visible files below a folder, links followed, ordered by path.
fn walk(folder: &Path, excluded: Option<&Path>) -> Result<Vec<Walked>, IndexError> {
    let is_hidden = |name: &OsStr| name.as_encoded_bytes().starts_with(b".");
    let wanted = |entry: &DirEntry| {
        let hidden = entry.depth() > 0 && is_hidden(entry.file_name());
        let is_index = excluded.is_some()
            && entry.file_type().is_dir()
            && entry.path().canonicalize().ok().as_deref() == excluded;
        !hidden && !is_index
    };
    let mut files = Vec::new();
    for entry in WalkDir::new(folder).follow_links(true).sort_by_file_name().into_iter().filter_entry(wanted)
    {
        match entry {
            Ok(entry) if entry.file_type().is_file() => files.push(Walked::File(entry.into_path())),
            Ok(_) => {}
            // A link to a parent folder: its files are found without it.
            Err(error) if error.loop_ancestor().is_some() => {}
            Err(error) => match error.path() {
                Some(path) if error.depth() > 0 => {
                    if !path.file_name().is_some_and(is_hidden) {
                        files.push(Walked::Broken(path.to_owned()));
                    }
                }
                _ => {
                    let source = error.into_io_error().unwrap_or_else(|| io::ErrorKind::Other.into());
                    return Err(IndexError::io(folder)(source));
                }
            },
        }
    }
    Ok(files)
}

pub(crate) fn format_of(path: &Path) -> Option<Format> {
    // A name that is not UTF-8 may still end in a known extension.
    let name = path.file_name()?.to_string_lossy().to_ascii_lowercase();
    let name = name.strip_suffix(".gz").or(name.strip_suffix(".zst")).unwrap_or(&name);
    Format::of_extension(name.rsplit_once('.')?.1)
}

/// An opened input: decompressed, without a byte order mark.
pub(crate) struct OpenInput {
    pub(crate) reader: Box<dyn BufRead>,
    /// Facts of the file at the moment it was opened; none for standard input.
    pub(crate) metadata: Option<Metadata>,
}

/// Opens an input; `bytes_read` grows as its bytes on disk are read.
pub(crate) fn open(file: &InputFile, bytes_read: Arc<AtomicU64>) -> io::Result<OpenInput> {
    let (raw, metadata): (Box<dyn Read>, _) = match &file.path {
        Some(path) => {
            let file = File::open(path)?;
            let metadata = file.metadata()?;
            (Box::new(file), Some(metadata))
        }
        None => (Box::new(io::stdin().lock()), None),
    };
    let reader = decompress(Box::new(BufReader::with_capacity(1 << 16, Counting { raw, bytes_read })))?;
    Ok(OpenInput { reader, metadata })
}

/// Unpacks gzip and Zstandard, whatever the file is called, and drops a byte order mark.
fn decompress(input: Box<dyn BufRead>) -> io::Result<Box<dyn BufRead>> {
    let (head, input) = peek(input, 4)?;
    let plain: Box<dyn BufRead> = match head.as_slice() {
        [0x1f, 0x8b, ..] => Box::new(BufReader::with_capacity(1 << 16, MultiGzDecoder::new(input))),
        [0x28, 0xb5, 0x2f, 0xfd] => {
            Box::new(BufReader::with_capacity(1 << 16, zstd::stream::read::Decoder::with_buffer(input)?))
        }
        _ => input,
    };
    let (head, mut plain) = peek(plain, 3)?;
    if head == [0xef, 0xbb, 0xbf] {
        io::copy(&mut Read::by_ref(&mut plain).take(3), &mut io::sink())?;
    }
    Ok(plain)
}

/// Reads up to `limit` bytes ahead; the returned reader still begins with them.
/// An error after some bytes is one of that reader, when it gets there.
pub(crate) fn peek(mut input: Box<dyn BufRead>, limit: u64) -> io::Result<(Vec<u8>, Box<dyn BufRead>)> {
    let mut head = Vec::new();
    if let Err(error) = Read::by_ref(&mut input).take(limit).read_to_end(&mut head) {
        if head.is_empty() {
            return Err(error);
        }
        input = Box::new(BufReader::new(Broken(Some(error))));
    }
    Ok((head.clone(), Box::new(Cursor::new(head).chain(input))))
}

/// Where an input could not be read on.
struct Broken(Option<io::Error>);

impl Read for Broken {
    fn read(&mut self, _: &mut [u8]) -> io::Result<usize> {
        self.0.take().map_or(Ok(0), Err)
    }
}

struct Counting {
    raw: Box<dyn Read>,
    bytes_read: Arc<AtomicU64>,
}

impl Read for Counting {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let count = self.raw.read(buffer)?;
        self.bytes_read.fetch_add(count as u64, Ordering::Relaxed);
        Ok(count)
    }
}

#[cfg(test)]
mod tests {
    use std::io::Write;

    use super::*;

    fn names(folder: &Path, input: &str) -> Vec<String> {
        let files = resolve(&[Input::Path(folder.join(input))], &folder.join("index")).unwrap().files;
        let relative =
            |file: InputFile| file.path.unwrap().strip_prefix(folder).unwrap().display().to_string();
        files.into_iter().map(relative).collect()
    }

    fn archive() -> tempfile::TempDir {
        let folder = tempfile::tempdir().unwrap();
        for path in
            ["b/2.jsonl", "a.csv.gz", "b/1.txt", "b/README.md", ".git/x.json", "index/meta.json", "odd"]
        {
            let path = folder.path().join(path);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(path, "").unwrap();
        }
        folder
    }

    #[test]
    fn folders_patterns_and_files_are_found_in_a_fixed_order() {
        let folder = archive();
        assert_eq!(names(folder.path(), ""), ["a.csv.gz", "b/1.txt", "b/2.jsonl"]);
        assert_eq!(names(folder.path(), "*/*.txt"), ["b/1.txt"]);
        assert_eq!(names(folder.path(), "**/*.{jsonl,gz}"), ["a.csv.gz", "b/2.jsonl"]);
        assert_eq!(names(folder.path(), "odd"), ["odd"]);
    }

    #[test]
    fn a_file_that_is_named_twice_is_read_once() {
        let folder = archive();
        let inputs =
            [folder.path().join("b/1.txt"), folder.path().join("b"), folder.path().join("b/../b/2.jsonl")];
        let files = resolve(&inputs.map(Input::Path), Path::new("nowhere")).unwrap().files;
        assert_eq!(files.len(), 2);
    }

    #[test]
    fn files_of_unknown_extensions_are_counted_once_and_only_if_nobody_named_them() {
        let folder = archive();
        let ignored = |inputs: &[&str]| {
            let inputs: Vec<Input> =
                inputs.iter().map(|input| Input::Path(folder.path().join(input))).collect();
            resolve(&inputs, &folder.path().join("index")).unwrap().ignored.len()
        };
        assert_eq!(ignored(&["", "b"]), 2, "odd and README.md, nothing hidden, nothing of the index");
        assert_eq!(ignored(&["", "odd"]), 1);
        assert_eq!(ignored(&["**/*"]), 0);
    }

    #[cfg(target_os = "linux")]
    #[test]
    fn a_name_that_is_not_utf_8_has_an_extension_too() {
        use std::os::unix::ffi::OsStrExt;
        let folder = tempfile::tempdir().unwrap();
        fs::write(folder.path().join(OsStr::from_bytes(b"\xcd\xee.JSONL.gz")), "").unwrap();
        assert_eq!(names(folder.path(), ""), ["\u{fffd}\u{fffd}.JSONL.gz"]);
    }

    #[cfg(unix)]
    #[test]
    fn links_to_nothing_are_found_each_for_itself() {
        let folder = tempfile::tempdir().unwrap();
        for name in ["a.jsonl", "b.jsonl", "folder", ".hidden"] {
            std::os::unix::fs::symlink("nothing", folder.path().join(name)).unwrap();
        }
        fs::write(folder.path().join("c.jsonl"), "").unwrap();
        assert_eq!(names(folder.path(), ""), ["a.jsonl", "b.jsonl", "c.jsonl", "folder"]);
        assert_eq!(names(folder.path(), "[bc].jsonl"), ["b.jsonl", "c.jsonl"]);
    }

    #[test]
    fn what_does_not_exist_is_named() {
        let folder = archive();
        let message = |input: &str| {
            resolve(&[Input::Path(folder.path().join(input))], Path::new("nowhere")).unwrap_err().to_string()
        };
        assert!(message("c.csv").ends_with("c.csv` does not exist"));
        assert!(message("*.xml").starts_with("no file matches"));
        assert!(message("missing/*.csv").starts_with("no file matches"));
        assert!(message("[.csv").contains("is not a valid pattern"));
    }

    #[test]
    fn what_stands_before_an_error_is_not_lost() {
        let damaged = Cursor::new("начало").chain(BufReader::new(Broken(Some(io::Error::other("damaged")))));
        let (head, mut input) = peek(Box::new(damaged), 100).unwrap();
        let mut text = Vec::new();
        assert_eq!(input.read_to_end(&mut text).unwrap_err().to_string(), "damaged");
        assert_eq!((head.as_slice(), text.as_slice()), ("начало".as_bytes(), "начало".as_bytes()));
        let nothing = BufReader::new(Broken(Some(io::Error::other("damaged"))));
        assert!(peek(Box::new(nothing), 100).is_err());
    }

    #[test]
    fn compression_is_recognised_by_content() {
        let text = "\u{feff}Привет";
        let mut gzip = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
        gzip.write_all(text.as_bytes()).unwrap();
        let packed =
            [gzip.finish().unwrap(), zstd::encode_all(text.as_bytes(), 1).unwrap(), text.as_bytes().to_vec()];
        for bytes in packed {
            let mut plain = String::new();
            decompress(Box::new(Cursor::new(bytes))).unwrap().read_to_string(&mut plain).unwrap();
            assert_eq!(plain, "Привет");
        }
    }
}
