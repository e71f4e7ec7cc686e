use std::collections::HashSet;
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

/// Finds all files of `inputs`: in the order given, inside a folder by path, each file once.
/// Nothing inside `excluded` (the index itself) is found through a folder or a pattern.
pub(crate) fn resolve(inputs: &[Input], excluded: &Path) -> Result<Vec<InputFile>, IndexError> {
    let excluded = excluded.canonicalize().ok();
    let mut files = Vec::new();
    for input in inputs {
        match input {
            Input::Stdin => files.push(InputFile { path: None, name: "-".to_owned() }),
            Input::Path(path) => resolve_path(path, excluded.as_deref(), &mut files)?,
        }
    }
    let mut seen = HashSet::new();
    files.retain(|file| seen.insert(file.path.as_ref().map(|path| path.canonicalize().ok())));
    Ok(files)
}

fn resolve_path(path: &Path, excluded: Option<&Path>, files: &mut Vec<InputFile>) -> Result<(), IndexError> {
    match fs::metadata(path) {
        Ok(metadata) if metadata.is_dir() => {
            let found = walk(path, excluded)?;
            files.extend(found.into_iter().filter(|path| format_of(path).is_some()).map(InputFile::new));
            Ok(())
        }
        Ok(_) => {
            files.push(InputFile::new(path.to_owned()));
            Ok(())
        }
        Err(error) if error.kind() == io::ErrorKind::NotFound => match glob(path)? {
            Some((folder, matcher)) => resolve_glob(path, &folder, &matcher, excluded, files),
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
    found.retain(|path| matcher.is_match(path.strip_prefix("./").unwrap_or(path)));
    if found.is_empty() {
        return Err(no_match());
    }
    files.extend(found.into_iter().map(InputFile::new));
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

/// All visible files below a folder, links followed, ordered by path.
fn walk(folder: &Path, excluded: Option<&Path>) -> Result<Vec<PathBuf>, IndexError> {
    let wanted = |entry: &DirEntry| {
        let hidden = entry.depth() > 0 && entry.file_name().to_string_lossy().starts_with('.');
        let is_index = excluded.is_some()
            && entry.file_type().is_dir()
            && entry.path().canonicalize().ok().as_deref() == excluded;
        !hidden && !is_index
    };
    let mut files = Vec::new();
    for entry in WalkDir::new(folder).follow_links(true).sort_by_file_name().into_iter().filter_entry(wanted)
    {
        match entry {
            Ok(entry) if entry.file_type().is_file() => files.push(entry.into_path()),
            Ok(_) => {}
            // A link to a parent folder: its files are found without it.
            Err(error) if error.loop_ancestor().is_some() => {}
            Err(error) => {
                let path = error.path().unwrap_or(folder).to_owned();
                return Err(IndexError::Io { path, source: error.into() });
            }
        }
    }
    Ok(files)
}

fn format_of(path: &Path) -> Option<Format> {
    let name = path.file_name()?.to_str()?.to_ascii_lowercase();
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
pub(crate) fn peek(mut input: Box<dyn BufRead>, limit: u64) -> io::Result<(Vec<u8>, Box<dyn BufRead>)> {
    let mut head = Vec::new();
    Read::by_ref(&mut input).take(limit).read_to_end(&mut head)?;
    Ok((head.clone(), Box::new(Cursor::new(head).chain(input))))
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
        let files = resolve(&[Input::Path(folder.join(input))], &folder.join("index")).unwrap();
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
        let files = resolve(&inputs.map(Input::Path), Path::new("nowhere")).unwrap();
        assert_eq!(files.len(), 2);
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
