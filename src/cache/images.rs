//! What is kept for the next build in `.bulletin/cache/` of the site's folder: the memo, and what was made of images.
//!
//! An image is named after everything that its bytes depend on, and ends with a hash of them, so what is damaged is
//! found out and made again. The memo says of itself whether it is whole. The folder may be removed at any time.

use std::collections::HashSet;
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::time::SystemTime;

use crate::diagnostic::{Diagnostic, Message};
use crate::images::Key;
use crate::output::fs;
use crate::render::{CacheWriteError, RenditionStore};
use crate::source::read_file;

/// The folder for all that can be made again, below the site's.
const FOLDER: &str = ".bulletin";

/// What no build needs any more is kept up to this many bytes, or up to as many as are needed: drafts, an older
/// layout, another branch.
const SPARE_BYTES: u64 = 64 << 20;

const HASH: usize = 32;

/// The folder, and what it holds.
#[derive(Debug)]
pub struct ImageCache {
    site: PathBuf,
    folder: PathBuf,
    is_read_only: bool,
}

/// The memo of the site in this folder; empty where there is none.
pub fn read_build_cache(site: &Path) -> Vec<u8> {
    read_file(&cache(site)).unwrap_or_default()
}

/// Keeps the memo of the site in this folder for the next run.
///
/// # Errors
/// Why it cannot be kept.
pub fn write_build_cache(
    site: &Path,
    fill: impl FnOnce(&mut (dyn Write + Send)) -> io::Result<()>,
) -> Result<(), CacheWriteError> {
    let path = cache(site);
    write(site, &path, fill).map_err(|problem| cache_write_error(&path, problem))
}

fn cache(site: &Path) -> PathBuf {
    site.join(FOLDER).join("cache").join("build")
}

/// Writes a file whole or not at all, whoever else does the same at the same time.
fn write(
    site: &Path,
    path: &Path,
    fill: impl FnOnce(&mut (dyn Write + Send)) -> io::Result<()>,
) -> Result<(), Diagnostic> {
    let folder = path.parent().unwrap_or(site);
    prepare(site, folder)?;
    let failed = |error: &std::io::Error| fs::failed(path, error);
    let mut file = tempfile::NamedTempFile::new_in(folder).map_err(|error| failed(&error))?;
    fill(&mut file).map_err(|error| failed(&error))?;
    file.persist(path).map_err(|error| failed(&error.error))?;
    Ok(())
}

/// Makes a folder below the site's own, with a file that keeps that one out of version control.
fn prepare(site: &Path, folder: &Path) -> Result<(), Diagnostic> {
    if folder.is_dir() {
        return Ok(());
    }
    fs::create_folder(folder)?;
    fs::replace(&site.join(FOLDER).join(".gitignore"), b"*\n")
}

fn cache_write_error(path: &Path, problem: Diagnostic) -> CacheWriteError {
    match problem.message {
        Message::Io { path, reason } => CacheWriteError { path, reason },
        other => CacheWriteError {
            path: path.display().to_string(),
            reason: other.code().to_owned(),
        },
    }
}

impl ImageCache {
    /// The cache of the site in this folder. Nothing is made before something is kept.
    pub fn new(site: &Path) -> Self {
        Self {
            site: site.to_path_buf(),
            folder: site.join(FOLDER).join("cache").join("images"),
            is_read_only: false,
        }
    }

    /// The same for a command that writes nothing.
    pub fn read_only(site: &Path) -> Self {
        Self {
            is_read_only: true,
            ..Self::new(site)
        }
    }

    fn path(&self, key: &Key) -> PathBuf {
        self.folder.join(key.hex())
    }

    /// Removes what is not among `needed`, the oldest first, until little enough is left. Does nothing where there is no cache.
    ///
    /// # Errors
    /// The first file that cannot be removed.
    pub fn prune(&self, needed: &HashSet<Key>) -> Result<(), CacheWriteError> {
        if !self.folder.is_dir() {
            return Ok(());
        }
        self.removed(needed)
            .map_err(|problem| cache_write_error(&self.folder, problem))
    }

    fn removed(&self, needed: &HashSet<Key>) -> Result<(), Diagnostic> {
        let needed: HashSet<String> = needed.iter().map(Key::hex).collect();
        let mut spare: Vec<(SystemTime, PathBuf, u64)> = Vec::new();
        let mut allowed = 0;
        for name in fs::names(&self.folder)? {
            let path = self.folder.join(&name);
            let Ok(data) = path.metadata() else { continue };
            if name.to_str().is_some_and(|name| needed.contains(name)) {
                allowed += data.len();
            } else if data.is_file() {
                spare.push((
                    data.modified().unwrap_or(SystemTime::UNIX_EPOCH),
                    path,
                    data.len(),
                ));
            }
        }
        spare.sort_by(|a, b| b.cmp(a));
        let allowed = allowed.max(SPARE_BYTES);
        let mut sum = 0;
        for (_, path, length) in spare {
            sum += length;
            if sum > allowed {
                fs::remove(&path)?;
            }
        }
        Ok(())
    }
}

impl RenditionStore for ImageCache {
    fn has(&self, key: &Key) -> bool {
        self.path(key).is_file()
    }

    fn get(&self, key: &Key) -> Option<Vec<u8>> {
        let mut bytes = read_file(&self.path(key)).ok()?;
        let kept = bytes.split_off(bytes.len().checked_sub(HASH)?);
        (kept == hash(key, &bytes)).then_some(bytes)
    }

    fn put(&self, key: &Key, bytes: &[u8]) -> Result<(), CacheWriteError> {
        if self.is_read_only {
            return Ok(());
        }
        let fill = |to: &mut (dyn Write + Send)| {
            to.write_all(bytes)?;
            to.write_all(&hash(key, bytes))
        };
        write(&self.site, &self.path(key), fill)
            .map_err(|problem| cache_write_error(&self.folder, problem))
    }
}

/// A hash of the name too: a file under the name of another is damaged.
fn hash(key: &Key, bytes: &[u8]) -> [u8; HASH] {
    *blake3::Hasher::new()
        .update(&key.0)
        .update(bytes)
        .finalize()
        .as_bytes()
}
