//! The memo of one run for the next: documents, measured images and what each output was made of, in one file.
//!
//! The file is no source of truth. It ends with a hash of its bytes and begins with a fingerprint of the program that
//! wrote it; what is damaged, or of another program, is no memo, and everything is made anew.

use std::io::{self, Write};
use std::sync::Arc;

use rayon::prelude::*;
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use twox_hash::XxHash3_128;

use super::{BuildCache, CachedFile, CachedOutputs, ParseResult, index_files, index_outputs};
use crate::article::Document;
use crate::article::markdown::Labels;
use crate::images::Layout;
use crate::site::Measured;
use crate::source::{FileStamp, Hash};
use crate::util::fingerprint::{Fingerprint, FingerprintHasher};

/// First bytes of the file; another version is not read.
const MAGIC: &[u8] = b"bulletin build cache 1\n";

/// How many documents or outputs make one part, read and written by one thread: few enough that threads end together.
const PART: usize = 128;

/// Parts that are made together.
const AT_A_TIME: usize = 16;

const HASH: usize = 16;

/// Bytes of the length before each part.
const LENGTH: usize = 8;

/// What all documents and images in the file depend on.
#[derive(Debug, Serialize, Deserialize)]
struct Head {
    program: Fingerprint,
    settings: String,
    labels: Labels,
    layout: Option<Layout>,
    images: Vec<(Arc<str>, (FileStamp, Measured))>,
    /// How many parts hold documents; the others hold outputs.
    documents: usize,
}

/// A document with what tells whether its file is unchanged.
type Saved<D> = (Option<FileStamp>, Hash, D);

/// The program itself: another one may parse and render in another way.
pub fn program() -> Fingerprint {
    let mut hasher = FingerprintHasher::default();
    hasher.bytes(env!("CARGO_PKG_VERSION").as_bytes());
    let file = std::env::current_exe().and_then(|path| path.metadata());
    if let Some(stamp) = file.ok().as_ref().and_then(FileStamp::of) {
        crate::util::fingerprint::Fingerprinted::hash_into(&stamp, &mut hasher);
    }
    hasher.fingerprint()
}

impl BuildCache {
    /// The same with what an earlier run wrote into `bytes`: nothing where it is not whole, or another program's.
    #[must_use]
    pub(crate) fn load(self, bytes: &[u8]) -> Self {
        let Some((head, parts)) = open(bytes) else {
            return self;
        };
        let (documents, outputs) = parts.split_at(head.documents.min(parts.len()));
        let (documents, outputs) = rayon::join(
            || all(documents, known).map(index_files),
            || all(outputs, |output| output).map(index_outputs),
        );
        let (Some(files), Some(outputs)) = (documents, outputs) else {
            return self;
        };
        Self {
            settings: head.settings,
            labels: head.labels,
            layout: head.layout,
            files,
            images: Arc::new(head.images.into_iter().collect()),
            outputs,
            ..self
        }
    }

    /// Writes the file, with the outputs of the run. What something was said of is left out, so that it is said again.
    ///
    /// # Errors
    /// What `to` cannot take.
    pub(crate) fn save(&self, outputs: &CachedOutputs<'_>, to: Sink<'_>) -> io::Result<()> {
        let documents: Vec<Saved<&Document>> = self.files.iter().filter_map(saved).collect();
        let images = self.images.iter();
        let head = Head {
            program: program(),
            settings: self.settings.clone(),
            labels: self.labels.clone(),
            layout: self.layout.clone(),
            images: images
                .map(|(file, image)| (Arc::clone(file), image.clone()))
                .collect(),
            documents: documents.len().div_ceil(PART),
        };
        let mut to = Hashing {
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

/// Where a file is written to, from any thread.
type Sink<'w> = &'w mut (dyn Write + Send);

/// A file that is written, with the hash of what it holds so far.
struct Hashing<'w> {
    to: Sink<'w>,
    hasher: XxHash3_128,
}

impl Hashing<'_> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<()> {
        self.hasher.write(bytes);
        self.to.write_all(bytes)
    }

    /// Writes parts of some items each. While a few are written, the next few are made.
    fn parts<T: Serialize + Sync>(&mut self, items: &[T]) -> io::Result<()> {
        let mut batches = items.chunks(PART * AT_A_TIME);
        let mut make = || -> Option<Vec<Vec<u8>>> {
            let items = batches.next()?;
            Some(items.par_chunks(PART).map(part).collect())
        };
        let mut ready = make();
        while let Some(parts) = ready {
            let write = || parts.iter().try_for_each(|part| self.write(part));
            let (written, next) = rayon::join(write, &mut make);
            written?;
            ready = next;
        }
        Ok(())
    }
}

fn known((stamp, hash, document): Saved<Document>) -> CachedFile {
    CachedFile {
        file: Arc::clone(&document.file),
        stamp,
        hash: Some(hash),
        parsed: Arc::new(ParseResult {
            document: Some(Arc::new(document)),
            diagnostics: Vec::new(),
        }),
    }
}

fn saved(known: &CachedFile) -> Option<Saved<&Document>> {
    let document = known.parsed.document.as_deref()?;
    let is_silent = known.parsed.diagnostics.is_empty();
    is_silent.then_some((known.stamp, known.hash?, document))
}

/// The parts of a whole file of this program.
fn open(bytes: &[u8]) -> Option<(Head, Vec<&[u8]>)> {
    let (bytes, hash) = bytes.split_at_checked(bytes.len().checked_sub(HASH)?)?;
    if XxHash3_128::oneshot(bytes).to_le_bytes() != hash {
        return None;
    }
    let mut rest = bytes.strip_prefix(MAGIC)?;
    let mut parts = Vec::new();
    while !rest.is_empty() {
        let (length, after) = rest.split_first_chunk::<LENGTH>()?;
        let length = usize::try_from(u64::from_le_bytes(*length)).ok()?;
        let (part, after) = after.split_at_checked(length)?;
        parts.push(part);
        rest = after;
    }
    let head: Head = postcard::from_bytes(parts.first()?).ok()?;
    parts.remove(0);
    (head.program == program()).then_some((head, parts))
}

/// All items of some parts, each as what `make` makes of it.
fn all<T: DeserializeOwned, U: Send>(
    parts: &[&[u8]],
    make: impl Fn(T) -> U + Sync,
) -> Option<Vec<U>> {
    let decode = |part: &&[u8]| {
        let items: Vec<T> = postcard::from_bytes(part).ok()?;
        Some(items.into_iter().map(&make).collect())
    };
    let parts: Option<Vec<Vec<U>>> = parts.par_iter().map(decode).collect();
    Some(parts?.into_iter().flatten().collect())
}

/// A part behind its length.
fn part<T: Serialize + ?Sized>(value: &T) -> Vec<u8> {
    // Nothing that is kept has a length which is not known beforehand, which is all that can fail.
    let mut bytes = postcard::to_extend(value, vec![0; LENGTH]).unwrap_or_default();
    let length = bytes.len().saturating_sub(LENGTH) as u64;
    if let Some(at) = bytes.first_chunk_mut() {
        *at = length.to_le_bytes();
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
        let mut to = Hashing {
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
    fn a_memo_comes_back_and_that_of_another_program_does_not() {
        let labels = Labels {
            note: "注".to_owned(),
            ..Labels::default()
        };
        let mut written = Vec::new();
        let saved = BuildCache { labels, ..cache() }.save(&CachedOutputs::new(), &mut written);
        saved.expect("written");
        assert_eq!(cache().load(&written).labels().note, "注");
        let other = of_another_program(&written);
        assert_eq!(cache().load(&other).labels().note, "");
    }
}
