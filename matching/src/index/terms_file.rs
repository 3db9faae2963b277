//! The terms on disk, in the order of their numbers.
//!
//! The file only grows, one frame per change: length, checksum, terms. It is written and synced
//! before the commit that relies on it, and the commit says how long it was. What lies beyond that
//! comes from a change that never happened, and is cut off on opening.

use std::{
    fs::{File, OpenOptions},
    io::{self, Read, Seek, SeekFrom, Write},
    path::Path,
    sync::Arc,
};

use crate::index::bytes::{Reader, put_bytes};

#[derive(Debug)]
pub(crate) struct TermsFile {
    file: File,
    len: u64,
}

/// The file does not hold what the commit says.
#[derive(Debug)]
pub(crate) enum ReadTermsError {
    Io(io::Error),
    Damaged,
}

impl From<io::Error> for ReadTermsError {
    fn from(error: io::Error) -> ReadTermsError {
        ReadTermsError::Io(error)
    }
}

const HEAD: usize = 8;

impl TermsFile {
    pub(crate) fn create(path: &Path) -> io::Result<TermsFile> {
        let file =
            OpenOptions::new().read(true).write(true).create(true).truncate(true).open(path)?;
        Ok(TermsFile { file, len: 0 })
    }

    /// Opens the file and hands every term of its first `len` bytes to `visit`.
    pub(crate) fn open(
        path: &Path,
        len: u64,
        mut visit: impl FnMut(&str),
    ) -> Result<TermsFile, ReadTermsError> {
        let mut file = OpenOptions::new().read(true).write(true).open(path)?;
        let mut bytes = Vec::new();
        (&mut file).take(len).read_to_end(&mut bytes)?;
        if bytes.len() as u64 != len {
            return Err(ReadTermsError::Damaged);
        }
        let mut rest = &bytes[..];
        while let Some((head, after)) = rest.split_first_chunk::<HEAD>() {
            let frame = frame(*head, after).ok_or(ReadTermsError::Damaged)?;
            let mut reader = Reader::new(frame);
            while !reader.is_empty() {
                visit(reader.text().ok_or(ReadTermsError::Damaged)?);
            }
            rest = &after[frame.len()..];
        }
        if !rest.is_empty() {
            return Err(ReadTermsError::Damaged);
        }
        file.set_len(len)?;
        file.seek(SeekFrom::Start(len))?;
        Ok(TermsFile { file, len })
    }

    /// Adds terms and waits until they are on disk.
    pub(crate) fn append(&mut self, terms: &[Arc<str>]) -> io::Result<()> {
        if terms.is_empty() {
            return Ok(());
        }
        let mut frame = Vec::new();
        for term in terms {
            put_bytes(&mut frame, term.as_bytes());
        }
        let len = u32::try_from(frame.len()).map_err(io::Error::other)?;
        self.file.seek(SeekFrom::Start(self.len))?;
        self.file.write_all(&len.to_le_bytes())?;
        self.file.write_all(&checksum(&frame).to_le_bytes())?;
        self.file.write_all(&frame)?;
        self.file.sync_data()?;
        self.len += (HEAD + frame.len()) as u64;
        Ok(())
    }

    /// Forgets what was added after `len`: the next frame goes there.
    pub(crate) fn rewind(&mut self, len: u64) {
        self.len = len;
    }

    pub(crate) fn len(&self) -> u64 {
        self.len
    }
}

fn frame(head: [u8; HEAD], after: &[u8]) -> Option<&[u8]> {
    let [a, b, c, d, e, f, g, h] = head;
    let len = usize::try_from(u32::from_le_bytes([a, b, c, d])).ok()?;
    let frame = after.get(..len)?;
    (checksum(frame) == u32::from_le_bytes([e, f, g, h])).then_some(frame)
}

/// Adler-32: quick, and sure to notice a changed or missing run of bytes.
fn checksum(bytes: &[u8]) -> u32 {
    let (mut low, mut high) = (1_u32, 0_u32);
    for block in bytes.chunks(5_552) {
        for byte in block {
            low += u32::from(*byte);
            high += low;
        }
        low %= 65_521;
        high %= 65_521;
    }
    high << 16 | low
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(path: &Path, len: u64) -> Result<Vec<String>, ReadTermsError> {
        let mut terms = Vec::new();
        TermsFile::open(path, len, |term| terms.push(term.to_owned()))?;
        Ok(terms)
    }

    #[test]
    fn what_was_not_committed_is_forgotten_and_damage_is_noticed() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("terms");
        let mut file = TermsFile::create(&path).unwrap();
        file.append(&["s:uno".into(), "e:one".into()]).unwrap();
        let committed = file.len();
        file.append(&["s:dos".into()]).unwrap();
        assert_eq!(read(&path, file.len()).unwrap(), ["s:uno", "e:one", "s:dos"]);

        assert_eq!(read(&path, committed).unwrap(), ["s:uno", "e:one"]);
        assert_eq!(std::fs::metadata(&path).unwrap().len(), committed);

        assert!(matches!(read(&path, committed + 1), Err(ReadTermsError::Damaged)));
        let mut bytes = std::fs::read(&path).unwrap();
        bytes[10] ^= 1;
        std::fs::write(&path, bytes).unwrap();
        assert!(matches!(read(&path, committed), Err(ReadTermsError::Damaged)));
    }
}
