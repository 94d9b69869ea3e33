//! Rendered bodies between parsing and page making: some in memory, as far as there is room, the others in a temporary
//! file. So memory stays flat however many articles there are, and each body is rendered once although pages and feeds
//! show it.

use std::fs::File;
use std::io;
use std::path::Path;
use std::sync::atomic::{AtomicU64, Ordering};

use crate::article::{BodySink, StoredBody};

/// Decides where bodies are kept. Its file has no name: the system removes it when the program ends, however it ends.
#[derive(Debug)]
pub struct BodyStore {
    file: File,
    /// The end of the file.
    next: AtomicU64,
    /// Bytes that may still be kept in memory.
    free_memory: AtomicU64,
}

impl BodyStore {
    /// A store in the system's folder for temporary files.
    pub fn new() -> io::Result<Self> {
        tempfile::tempfile().map(Self::in_file)
    }

    /// A store in `folder`, which must exist.
    pub fn in_folder(folder: &Path) -> io::Result<Self> {
        tempfile::tempfile_in(folder).map(Self::in_file)
    }

    fn in_file(file: File) -> Self {
        Self {
            file,
            next: AtomicU64::new(0),
            free_memory: AtomicU64::new(0),
        }
    }

    /// The same with so many bytes of memory for the bodies that come first: for a run whose documents end with it.
    #[must_use]
    pub fn with_memory(mut self, bytes: u64) -> Self {
        self.free_memory = AtomicU64::new(bytes);
        self
    }

    /// What was kept. `buffer` is overwritten where it has to be read.
    pub fn html<'b>(&self, body: &'b StoredBody, buffer: &'b mut Vec<u8>) -> io::Result<&'b str> {
        match body {
            StoredBody::Held(html) => Ok(html),
            StoredBody::Filed { offset, len } => {
                let len = *len as usize;
                if buffer.len() < len {
                    buffer.resize(len, 0);
                }
                let bytes = &mut buffer[..len];
                read_at(&self.file, bytes, *offset)?;
                simdutf8::basic::from_utf8(bytes).map_err(io::Error::other)
            }
        }
    }

    /// Lets go of what is in the file, which nobody asks for any more. The system does the same at the end, but then
    /// everybody waits for it.
    pub fn clear(&self) -> io::Result<()> {
        self.file.set_len(0)
    }

    /// How many bytes the file has.
    pub fn size(&self) -> u64 {
        self.next.load(Ordering::Relaxed)
    }

    /// Whether there is room in memory for `len` bytes, which are taken then.
    fn reserve_memory(&self, len: u64) -> bool {
        let left = |free: u64| free.checked_sub(len);
        self.free_memory
            .fetch_update(Ordering::Relaxed, Ordering::Relaxed, left)
            .is_ok()
    }
}

impl BodySink for BodyStore {
    fn keep(&self, html: String) -> io::Result<StoredBody> {
        let len =
            u32::try_from(html.len()).map_err(|_| io::Error::other("a body of over 4 GiB"))?;
        if self.reserve_memory(u64::from(len)) {
            // A copy, for what the text was written into has room to spare, and the next one finds it warm.
            return Ok(StoredBody::Held(Box::from(html.as_str())));
        }
        let offset = self.next.fetch_add(u64::from(len), Ordering::Relaxed);
        write_at(&self.file, html.as_bytes(), offset)?;
        Ok(StoredBody::Filed { offset, len })
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
        let store = BodyStore::new().expect("temporary file").with_memory(5_000);
        let bodies: Vec<String> = (0..100).map(|n| "村".repeat(n)).collect();
        let kept: Vec<StoredBody> = bodies
            .iter()
            .map(|body| store.keep(body.clone()).expect("kept"))
            .collect();
        for (body, kept) in bodies.iter().zip(&kept) {
            assert_eq!(kept.size(), body.len());
            let mut buffer = Vec::new();
            assert_eq!(store.html(kept, &mut buffer).expect("read"), *body);
        }
        let held = kept
            .iter()
            .filter(|body| matches!(body, StoredBody::Held(_)));
        assert!(held.map(StoredBody::size).sum::<usize>() <= 5_000);
        let all: usize = bodies.iter().map(String::len).sum();
        assert!(store.size() >= all as u64 - 5_000 && store.size() < all as u64);
    }
}
