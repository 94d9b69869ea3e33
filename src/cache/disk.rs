//! The file of the build cache: documents, measured images and cached outputs.
//!
//! The file begins with a fingerprint of the program that wrote it and ends with a hash of its bytes. A
//! damaged file, or that of another program, is ignored.

use std::io::{self, Write};
use std::path::Path;
use std::sync::Arc;

use rayon::prelude::*;
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use twox_hash::XxHash3_128;

use super::build_cache::{index_files, index_outputs};
use super::{BuildCache, CachedFile, CachedOutputs, ParseResult, folder};
use crate::article::Document;
use crate::article::markdown::BodyTheme;
use crate::images::ImageLayout;
use crate::render::{CacheKind, CacheWriteError};
use crate::site::MeasuredImage;
use crate::source::{ContentHash, FileStamp, read_file};
use crate::util::fingerprint::{Fingerprint, FingerprintHasher};

/// The build cache of the site in this folder; empty if there is none.
pub(crate) fn read_build_cache(site: &Path) -> Vec<u8> {
    read_file(&folder::path(site, "build")).unwrap_or_default()
}

/// Writes the build cache of the site in this folder.
///
/// # Errors
/// A cache folder that cannot be written.
pub(crate) fn write_build_cache(
    site: &Path,
    fill: impl FnOnce(&mut (dyn Write + Send)) -> io::Result<()>,
) -> Result<(), CacheWriteError> {
    folder::write(site, CacheKind::Build, &folder::path(site, "build"), fill)
}

/// First bytes of the file; another version is not read.
const MAGIC: &[u8] = b"bulletin build cache 4\n";

/// Documents or outputs in a part, which one thread reads: few enough that threads finish together.
const PART_LEN: usize = 128;

/// Parts that are serialised before they are written.
const PARTS_AT_A_TIME: usize = 16;

const HASH_LEN: usize = 16;

/// Bytes of the length before each part.
const LENGTH_LEN: usize = 8;

/// Everything that the documents and images in the file depend on.
#[derive(Debug, Serialize, Deserialize)]
struct Head {
    program: Fingerprint,
    settings: String,
    body_theme: BodyTheme,
    layout: Option<ImageLayout>,
    images: Vec<(Arc<str>, (FileStamp, MeasuredImage))>,
    /// The number of parts with documents; the other parts have outputs.
    documents: usize,
}

/// A document with the stamp and the hash of its file.
type Saved<D> = (Option<FileStamp>, ContentHash, D);

/// The fingerprint of the program: another one may parse and render differently.
pub(crate) fn program() -> Fingerprint {
    let mut hasher = FingerprintHasher::default();
    hasher.bytes(env!("CARGO_PKG_VERSION").as_bytes());
    let file = std::env::current_exe().and_then(|path| path.metadata());
    if let Some(stamp) = file.ok().as_ref().and_then(FileStamp::of) {
        crate::util::fingerprint::Fingerprinted::hash_into(&stamp, &mut hasher);
    }
    hasher.fingerprint()
}

impl BuildCache {
    /// The same with the results that an earlier run wrote into `bytes`, unless they are damaged or another
    /// program's.
    #[must_use]
    pub(crate) fn load(self, bytes: &[u8]) -> Self {
        let Some((head, parts)) = open(bytes) else {
            return self;
        };
        let (documents, outputs) = parts.split_at(head.documents.min(parts.len()));
        let (documents, outputs) = rayon::join(
            || map_items(documents, from_saved).map(index_files),
            || map_items(outputs, |output| output).map(index_outputs),
        );
        let (Some(files), Some(outputs)) = (documents, outputs) else {
            return self;
        };
        Self {
            settings: head.settings,
            body_theme: head.body_theme,
            layout: head.layout,
            files,
            images: Arc::new(head.images.into_iter().collect()),
            outputs,
            ..self
        }
    }

    /// Writes the cache with the outputs of the run. Documents with diagnostics are left out, so that the
    /// next run reports them again.
    ///
    /// # Errors
    /// Those of `to`.
    pub(crate) fn save(&self, outputs: &CachedOutputs<'_>, to: Sink<'_>) -> io::Result<()> {
        let documents: Vec<Saved<&Document>> = self.files.iter().filter_map(to_saved).collect();
        let images = self.images.iter();
        let head = Head {
            program: program(),
            settings: self.settings.clone(),
            body_theme: self.body_theme.clone(),
            layout: self.layout.clone(),
            images: images
                .map(|(file, image)| (Arc::clone(file), image.clone()))
                .collect(),
            documents: documents.len().div_ceil(PART_LEN),
        };
        let mut to = HashingWriter {
            to,
            hasher: XxHash3_128::new(),
        };
        to.write(MAGIC)?;
        to.write(&part(&head))?;
        to.parts(&documents)?;
        to.parts(outputs)?;
        let hash = to.hasher.finish_128();
        to.write(&hash.to_le_bytes())
    }
}

/// Receives the bytes of a file.
type Sink<'w> = &'w mut (dyn Write + Send);

/// Hashes the bytes of a file while they are written.
struct HashingWriter<'w> {
    to: Sink<'w>,
    hasher: XxHash3_128,
}

impl HashingWriter<'_> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<()> {
        self.hasher.write(bytes);
        self.to.write_all(bytes)
    }

    /// Writes parts of [`PART_LEN`] items each. A few are serialised at a time, on all cores.
    fn parts<T: Serialize + Sync>(&mut self, items: &[T]) -> io::Result<()> {
        for items in items.chunks(PART_LEN * PARTS_AT_A_TIME) {
            let parts: Vec<Vec<u8>> = items.par_chunks(PART_LEN).map(part).collect();
            parts.iter().try_for_each(|part| self.write(part))?;
        }
        Ok(())
    }
}

fn from_saved((stamp, hash, document): Saved<Document>) -> CachedFile {
    CachedFile {
        file: Arc::clone(&document.file),
        stamp,
        hash: Some(hash),
        is_read: false,
        parsed: Arc::new(ParseResult {
            document: Arc::new(document),
            diagnostics: Vec::new(),
        }),
    }
}

fn to_saved(file: &CachedFile) -> Option<Saved<&Document>> {
    let document = &*file.parsed.document;
    let is_clean = document.is_valid && file.parsed.diagnostics.is_empty();
    is_clean.then_some((file.stamp, file.hash?, document))
}

/// The parts of an undamaged file of this program.
fn open(bytes: &[u8]) -> Option<(Head, Vec<&[u8]>)> {
    let (bytes, hash) = bytes.split_at_checked(bytes.len().checked_sub(HASH_LEN)?)?;
    if XxHash3_128::oneshot(bytes).to_le_bytes() != hash {
        return None;
    }
    let mut rest = bytes.strip_prefix(MAGIC)?;
    let mut parts = Vec::new();
    while !rest.is_empty() {
        let (length, after) = rest.split_first_chunk::<LENGTH_LEN>()?;
        let length = usize::try_from(u64::from_le_bytes(*length)).ok()?;
        let (part, after) = after.split_at_checked(length)?;
        parts.push(part);
        rest = after;
    }
    let head: Head = postcard::from_bytes(parts.first()?).ok()?;
    parts.remove(0);
    (head.program == program()).then_some((head, parts))
}

/// Deserialises all items of some parts, and maps them.
fn map_items<T: DeserializeOwned, U: Send>(
    parts: &[&[u8]],
    map: impl Fn(T) -> U + Sync,
) -> Option<Vec<U>> {
    let decode = |part: &&[u8]| {
        let items: Vec<T> = postcard::from_bytes(part).ok()?;
        Some(items.into_iter().map(&map).collect())
    };
    let parts: Option<Vec<Vec<U>>> = parts.par_iter().map(decode).collect();
    Some(parts?.into_iter().flatten().collect())
}

/// A serialised part behind its length.
fn part<T: Serialize + ?Sized>(value: &T) -> Vec<u8> {
    // Serialising fails for sequences of unknown length alone, and the cache has none.
    let mut bytes = postcard::to_extend(value, vec![0; LENGTH_LEN]).unwrap_or_default();
    let length = bytes.len().saturating_sub(LENGTH_LEN) as u64;
    if let Some(prefix) = bytes.first_chunk_mut() {
        *prefix = length.to_le_bytes();
    }
    bytes
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cache::BodyStore;

    fn cache() -> BuildCache {
        BuildCache::new(BodyStore::new().expect("a store"), Arc::default())
    }

    /// The bytes of a file with another program in its head.
    fn of_another_program(bytes: &[u8]) -> Vec<u8> {
        let (mut head, parts) = open(bytes).expect("a whole file");
        head.program = Fingerprint::of("another");
        let mut other = Vec::new();
        let mut to = HashingWriter {
            to: &mut other,
            hasher: XxHash3_128::new(),
        };
        to.write(MAGIC).expect("written");
        to.write(&part(&head)).expect("written");
        for part in parts {
            to.write(&(part.len() as u64).to_le_bytes())
                .expect("written");
            to.write(part).expect("written");
        }
        let hash = to.hasher.finish_128();
        to.write(&hash.to_le_bytes()).expect("written");
        other
    }

    #[test]
    fn a_cache_is_loaded_and_that_of_another_program_is_not() {
        let mut body_theme = BodyTheme::default();
        body_theme.labels.note = "注".to_owned();
        let mut written = Vec::new();
        let cached = BuildCache {
            body_theme,
            ..cache()
        };
        let saved = cached.save(&CachedOutputs::new(), &mut written);
        saved.expect("written");
        let note = |bytes: &[u8]| cache().load(bytes).body_theme().labels.note;
        assert_eq!(note(&written), "注");
        let other = of_another_program(&written);
        assert_eq!(note(&other), "");
    }
}
