//! The image cache: renditions and metadata-free originals, made once and kept for later builds.
//!
//! A file is named after everything that its bytes depend on, and ends with a hash of them: a damaged one
//! is made again.

use std::collections::HashSet;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::time::SystemTime;

use super::folder;
use crate::diagnostic::Diagnostic;
use crate::images::RenditionKey;
use crate::output::fs;
use crate::render::{CacheKind, CacheWriteError, RenditionStore};
use crate::source::read_file;

/// Entries that the site does not need are kept up to this many bytes, or up to the size of the needed
/// ones: they may be of drafts, an earlier layout, or another branch.
const SPARE_BYTES: u64 = 64 << 20;

const HASH_LEN: usize = 32;

/// The image cache of one site.
#[derive(Debug)]
pub(crate) struct ImageCache {
    site: PathBuf,
    folder: PathBuf,
    is_read_only: bool,
}

impl ImageCache {
    /// The image cache of the site in this folder. The folder of the cache is created by the first write.
    pub(crate) fn new(site: &Path) -> Self {
        Self {
            site: site.to_path_buf(),
            folder: folder::path(site, folder::IMAGES),
            is_read_only: false,
        }
    }

    /// The same for a command that writes nothing.
    pub(crate) fn read_only(site: &Path) -> Self {
        Self {
            is_read_only: true,
            ..Self::new(site)
        }
    }

    fn path(&self, key: &RenditionKey) -> PathBuf {
        self.folder.join(key.hex())
    }

    /// Removes entries that are not in `needed`, the oldest first, until the rest is small enough.
    ///
    /// # Errors
    /// The first file that cannot be removed.
    pub(crate) fn prune(&self, needed: &HashSet<RenditionKey>) -> Result<(), CacheWriteError> {
        if !self.folder.is_dir() {
            return Ok(());
        }
        self.remove_unneeded(needed)
            .map_err(|problem| folder::from_diagnostic(CacheKind::Images, &self.folder, problem))
    }

    fn remove_unneeded(&self, needed: &HashSet<RenditionKey>) -> Result<(), Diagnostic> {
        let needed: HashSet<String> = needed.iter().map(RenditionKey::hex).collect();
        let mut unneeded: Vec<(SystemTime, PathBuf, u64)> = Vec::new();
        let mut allowed = 0;
        for name in fs::names(&self.folder)? {
            let path = self.folder.join(&name);
            let Ok(metadata) = path.metadata() else {
                continue;
            };
            if name.to_str().is_some_and(|name| needed.contains(name)) {
                allowed += metadata.len();
            } else if metadata.is_file() {
                unneeded.push((
                    metadata.modified().unwrap_or(SystemTime::UNIX_EPOCH),
                    path,
                    metadata.len(),
                ));
            }
        }
        unneeded.sort_by(|a, b| b.cmp(a));
        let allowed = allowed.max(SPARE_BYTES);
        let mut sum = 0;
        for (_, path, length) in unneeded {
            sum += length;
            if sum > allowed {
                fs::remove(&path)?;
            }
        }
        Ok(())
    }
}

impl RenditionStore for ImageCache {
    fn has(&self, key: &RenditionKey) -> bool {
        self.path(key).is_file()
    }

    fn get(&self, key: &RenditionKey) -> Option<Vec<u8>> {
        let mut bytes = read_file(&self.path(key)).ok()?;
        let stored_hash = bytes.split_off(bytes.len().checked_sub(HASH_LEN)?);
        (stored_hash == hash(key, &bytes)).then_some(bytes)
    }

    fn put(&self, key: &RenditionKey, bytes: &[u8]) -> Result<(), CacheWriteError> {
        if self.is_read_only {
            return Ok(());
        }
        let fill = |to: &mut (dyn Write + Send)| {
            to.write_all(bytes)?;
            to.write_all(&hash(key, bytes))
        };
        folder::write(&self.site, CacheKind::Images, &self.path(key), fill)
    }
}

/// Of the name too: a file under the name of another one is damaged.
fn hash(key: &RenditionKey, bytes: &[u8]) -> [u8; HASH_LEN] {
    *blake3::Hasher::new()
        .update(&key.0)
        .update(bytes)
        .finalize()
        .as_bytes()
}
