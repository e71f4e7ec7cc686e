use std::fs::File;
use std::io::{self, BufReader, Read, Write};
use std::path::Path;

use crc32fast::Hasher;
use tantivy::HasLen;
use tantivy::directory::{AntiCallToken, FileSlice, TerminatingWrite, WritePtr};

use super::text::damaged;

const MAGIC: [u8; 4] = *b"VSTK";

/// Stands behind the bytes of a file: their CRC-32, their number modulo 2³², both little-endian, and [`MAGIC`].
type Trailer = [u8; TRAILER_LEN];

const TRAILER_LEN: usize = 12;

fn trailer(checksum: u32, len: u64) -> Trailer {
    let mut trailer = [0; TRAILER_LEN];
    trailer[..4].copy_from_slice(&checksum.to_le_bytes());
    trailer[4..8].copy_from_slice(&len.to_le_bytes()[..4]);
    trailer[8..].copy_from_slice(&MAGIC);
    trailer
}

/// Writes the trailer when its file is complete.
pub(super) struct SealingWriter {
    file: WritePtr,
    checksum: Hasher,
    len: u64,
}

impl SealingWriter {
    pub(super) fn new(file: WritePtr) -> Self {
        Self { file, checksum: Hasher::new(), len: 0 }
    }
}

impl Write for SealingWriter {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let written = self.file.write(bytes)?;
        self.checksum.update(&bytes[..written]);
        self.len += written as u64;
        Ok(written)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.file.flush()
    }
}

impl TerminatingWrite for SealingWriter {
    fn terminate_ref(&mut self, token: AntiCallToken) -> io::Result<()> {
        self.file.write_all(&trailer(self.checksum.clone().finalize(), self.len))?;
        self.file.terminate_ref(token)
    }
}

/// The file without its trailer, of which only the length and the magic are compared: opening must stay cheap.
pub(super) fn without_trailer(file: &FileSlice) -> io::Result<FileSlice> {
    let Some(len) = file.len().checked_sub(TRAILER_LEN) else {
        return Err(damaged(CUT_SHORT));
    };
    let found = file.slice_from(len).read_bytes()?;
    if found[4..] != trailer(0, len as u64)[4..] {
        return Err(damaged(CUT_SHORT));
    }
    Ok(file.slice_to(len))
}

/// Reads a file whole and compares its bytes with its trailer.
pub(super) fn verify(path: &Path) -> io::Result<()> {
    let file = File::open(path)?;
    let Some(len) = file.metadata()?.len().checked_sub(TRAILER_LEN as u64) else {
        return Err(damaged(CUT_SHORT));
    };
    let mut file = BufReader::new(file);
    let mut checksum = Hasher::new();
    let mut buffer = vec![0; 1 << 16];
    let mut content = file.by_ref().take(len);
    loop {
        match content.read(&mut buffer) {
            Ok(0) => break,
            Ok(read) => checksum.update(&buffer[..read]),
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            Err(error) => return Err(error),
        }
    }
    let mut found = [0; TRAILER_LEN];
    file.read_exact(&mut found)?;
    let expected = trailer(checksum.finalize(), len);
    if found[4..] != expected[4..] {
        return Err(damaged(CUT_SHORT));
    }
    if found != expected {
        return Err(damaged("its bytes do not match its checksum: it was damaged"));
    }
    Ok(())
}

const CUT_SHORT: &str = "it does not end with its seal: it was cut short or damaged";
