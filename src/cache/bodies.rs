//! The store of rendered bodies between parsing and rendering: the first ones in memory, the others in a
//! temporary file.
//!
//! Memory stays flat however many articles there are, and a body is rendered once although pages and feeds
//! show it.

use std::fs::File;
use std::io;
use std::path::Path;
use std::sync::atomic::{AtomicU64, Ordering};

use super::positioned_io::{read_at, write_at};
use crate::article::StoredBody;

/// A store of bodies. Its file has no name: the system removes it when the process ends, however it ends.
#[derive(Debug)]
pub struct BodyStore {
    file: File,
    /// The end of the file.
    next: AtomicU64,
    /// Bytes of memory that are still free.
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

    /// The same with `bytes` of memory for the first bodies, for a run that ends with its documents.
    #[must_use]
    pub fn with_memory(mut self, bytes: u64) -> Self {
        self.free_memory = AtomicU64::new(bytes);
        self
    }

    /// A stored body. `buffer` is overwritten if the body has to be read from the file.
    pub fn html<'b>(&self, body: &'b StoredBody, buffer: &'b mut Vec<u8>) -> io::Result<&'b str> {
        match body {
            StoredBody::InMemory(html) => Ok(html),
            StoredBody::InFile { offset, len } => {
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

    /// Frees the file when no body is needed any more. The system does the same at the end, but then the
    /// user waits for it.
    pub fn clear(&self) -> io::Result<()> {
        self.file.set_len(0)
    }

    /// The length of the file in bytes.
    pub fn size(&self) -> u64 {
        self.next.load(Ordering::Relaxed)
    }

    /// Takes `len` bytes of the free memory, if it has as many.
    fn reserve_memory(&self, len: u64) -> bool {
        let remaining = |free: u64| free.checked_sub(len);
        self.free_memory
            .fetch_update(Ordering::Relaxed, Ordering::Relaxed, remaining)
            .is_ok()
    }

    /// Stores a body.
    ///
    /// # Errors
    /// A temporary file that cannot be written, or a body of over 4 GiB.
    pub fn store(&self, html: &str) -> io::Result<StoredBody> {
        let len = u32::try_from(html.len()).map_err(|_| io::ErrorKind::FileTooLarge)?;
        if self.reserve_memory(u64::from(len)) {
            return Ok(StoredBody::InMemory(Box::from(html)));
        }
        let offset = self.next.fetch_add(u64::from(len), Ordering::Relaxed);
        write_at(&self.file, html.as_bytes(), offset)?;
        Ok(StoredBody::InFile { offset, len })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bodies_are_read_as_they_were_stored() {
        let store = BodyStore::new().expect("temporary file").with_memory(5_000);
        let bodies: Vec<String> = (0..100).map(|n| "村".repeat(n)).collect();
        let stored: Vec<StoredBody> = bodies
            .iter()
            .map(|body| store.store(body).expect("stored"))
            .collect();
        for (body, stored) in bodies.iter().zip(&stored) {
            assert_eq!(stored.size(), body.len());
            let mut buffer = Vec::new();
            assert_eq!(store.html(stored, &mut buffer).expect("read"), *body);
        }
        let in_memory = stored
            .iter()
            .filter(|body| matches!(body, StoredBody::InMemory(_)));
        assert!(in_memory.map(StoredBody::size).sum::<usize>() <= 5_000);
        let all: usize = bodies.iter().map(String::len).sum();
        assert!(store.size() >= all as u64 - 5_000 && store.size() < all as u64);
    }
}
