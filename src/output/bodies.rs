//! Rendered bodies between parsing and page making, in a temporary file: memory stays flat however many
//! articles there are, and each body is rendered once although pages and feeds show it.

use std::fs::File;
use std::io;
use std::path::Path;
use std::sync::atomic::{AtomicU64, Ordering};

use crate::article::{BodyRef, BodySink};

/// An append-only file without a name: the system removes it when the program ends, however it ends.
#[derive(Debug)]
pub struct BodyStore {
    file: File,
    next: AtomicU64,
}

impl BodyStore {
    /// A store in the system's folder for temporary files.
    pub fn new() -> io::Result<Self> {
        Ok(Self {
            file: tempfile::tempfile()?,
            next: AtomicU64::new(0),
        })
    }

    /// A store in `folder`, which must exist.
    pub fn in_folder(folder: &Path) -> io::Result<Self> {
        Ok(Self {
            file: tempfile::tempfile_in(folder)?,
            next: AtomicU64::new(0),
        })
    }

    /// What was kept at `body`. `buffer` is overwritten.
    pub fn html<'b>(&self, body: BodyRef, buffer: &'b mut Vec<u8>) -> io::Result<&'b str> {
        buffer.resize(body.len as usize, 0);
        read_at(&self.file, buffer, body.offset)?;
        simdutf8::basic::from_utf8(buffer).map_err(io::Error::other)
    }

    /// How many bytes were kept so far.
    pub fn size(&self) -> u64 {
        self.next.load(Ordering::Relaxed)
    }
}

impl BodySink for BodyStore {
    fn keep(&self, html: &str) -> io::Result<BodyRef> {
        let len =
            u32::try_from(html.len()).map_err(|_| io::Error::other("a body of over 4 GiB"))?;
        let offset = self.next.fetch_add(u64::from(len), Ordering::Relaxed);
        write_at(&self.file, html.as_bytes(), offset)?;
        Ok(BodyRef { offset, len })
    }
}

#[cfg(unix)]
fn write_at(file: &File, bytes: &[u8], offset: u64) -> io::Result<()> {
    std::os::unix::fs::FileExt::write_all_at(file, bytes, offset)
}

#[cfg(unix)]
fn read_at(file: &File, bytes: &mut [u8], offset: u64) -> io::Result<()> {
    std::os::unix::fs::FileExt::read_exact_at(file, bytes, offset)
}

#[cfg(windows)]
fn write_at(file: &File, mut bytes: &[u8], mut offset: u64) -> io::Result<()> {
    while !bytes.is_empty() {
        let count = std::os::windows::fs::FileExt::seek_write(file, bytes, offset)?;
        bytes = &bytes[count..];
        offset += count as u64;
    }
    Ok(())
}

#[cfg(windows)]
fn read_at(file: &File, mut bytes: &mut [u8], mut offset: u64) -> io::Result<()> {
    while !bytes.is_empty() {
        let count = std::os::windows::fs::FileExt::seek_read(file, bytes, offset)?;
        if count == 0 {
            return Err(io::ErrorKind::UnexpectedEof.into());
        }
        bytes = &mut bytes[count..];
        offset += count as u64;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bodies_come_back_as_they_were_kept() {
        let store = BodyStore::new().expect("temporary file");
        let bodies: Vec<String> = (0..100).map(|n| "村".repeat(n)).collect();
        let kept: Vec<BodyRef> = bodies
            .iter()
            .map(|body| store.keep(body).expect("kept"))
            .collect();
        for (body, at) in bodies.iter().zip(kept) {
            assert_eq!(store.html(at, &mut Vec::new()).expect("read"), *body);
        }
    }
}
