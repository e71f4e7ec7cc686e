use std::fs::{self, File};
use std::io::{self, Write};
use std::path::Path;

/// Begins the line behind the content; the checksum follows in eight hexadecimal digits.
const MARK: &[u8] = b"\n#crc32 ";
const SEAL_LEN: usize = MARK.len() + 9;

/// The content with the line that proves it: its CRC-32.
pub(super) fn seal(content: &[u8]) -> Vec<u8> {
    [content, &seal_of(content)].concat()
}

/// The content of a sealed file.
pub(super) fn unseal(mut stored: Vec<u8>) -> io::Result<Vec<u8>> {
    let Some(content_len) = content_len(&stored) else {
        return Err(damaged("it does not end with its checksum: it was cut short or edited"));
    };
    // Byte by byte, because a damaged digit may still be one, such as an `A` that was an `a`.
    if stored[content_len..] != seal_of(&stored[..content_len]) {
        return Err(damaged("its content does not match its checksum: it was damaged or edited"));
    }
    stored.truncate(content_len);
    Ok(stored)
}

pub(super) fn damaged(reason: &'static str) -> io::Error {
    io::Error::new(io::ErrorKind::InvalidData, reason)
}

fn seal_of(content: &[u8]) -> Vec<u8> {
    let digits = format!("{:08x}\n", crc32fast::hash(content));
    [MARK, digits.as_bytes()].concat()
}

/// Length of what stands before the line that looks like a seal, if there is one.
fn content_len(stored: &[u8]) -> Option<usize> {
    let len = stored.len().checked_sub(SEAL_LEN)?;
    stored[len..].starts_with(MARK).then_some(len)
}

/// Replaces a small file so that after a power cut it holds the old content or the new, never a part.
/// A last line with the checksum of the content is added, which [`read_sealed`] verifies and takes off.
///
/// # Errors
/// What the operating system says; the former file is then still there.
pub fn write_sealed(path: &Path, content: &[u8]) -> io::Result<()> {
    let draft = path.with_extension(super::DRAFT);
    let mut file = File::create(&draft)?;
    file.write_all(&seal(content))?;
    file.sync_all()?;
    fs::rename(&draft, path)?;
    File::open(path.parent().unwrap_or(Path::new(".")))?.sync_all()
}

/// Content of a file that [`write_sealed`] wrote.
///
/// # Errors
/// [`io::ErrorKind::InvalidData`] if the file is not as it was written, others if it cannot be read.
pub fn read_sealed(path: &Path) -> io::Result<Vec<u8>> {
    unseal(fs::read(path)?)
}

/// Writes an edited text to a sealed file, for tools that edit such files by hand:
/// a last line with the checksum of the former text, if `text` has it, is replaced by the one of the new text.
///
/// # Errors
/// As [`write_sealed`].
pub fn reseal(path: &Path, text: &str) -> io::Result<()> {
    let bytes = text.as_bytes();
    write_sealed(path, &bytes[..content_len(bytes).unwrap_or(bytes.len())])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn content_comes_back_and_any_change_or_cut_is_noticed() {
        for content in [b"".as_slice(), b"generation-000001", b"{}\n", b"\n#crc32 00000000\n"] {
            let sealed = seal(content);
            assert_eq!(unseal(sealed.clone()).unwrap(), content);
            for bit in 0..sealed.len() * 8 {
                let mut flipped = sealed.clone();
                flipped[bit / 8] ^= 1 << (bit % 8);
                assert_eq!(unseal(flipped).unwrap_err().kind(), io::ErrorKind::InvalidData, "{bit}");
            }
        }
        let sealed = seal(b"generation-000001");
        assert!((0..sealed.len()).all(|len| unseal(sealed[..len].to_vec()).is_err()));
    }

    #[test]
    fn an_edited_file_is_refused_until_it_is_sealed_again() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a.json");
        write_sealed(&path, b"{\"a\": 1}").unwrap();
        let edited = fs::read_to_string(&path).unwrap().replace('1', "2");
        fs::write(&path, &edited).unwrap();
        assert!(read_sealed(&path).unwrap_err().to_string().contains("does not match its checksum"));
        reseal(&path, "{\"a\": 2}").unwrap();
        assert_eq!(read_sealed(&path).unwrap(), b"{\"a\": 2}");
        let again = fs::read_to_string(&path).unwrap().replace("\"a\"", "\"b\"");
        reseal(&path, &again).unwrap();
        assert_eq!(read_sealed(&path).unwrap(), b"{\"b\": 2}");
    }
}
