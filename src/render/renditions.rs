//! Images of content/: their renditions, and their own bytes without metadata.
//!
//! A rendition is an output like any other: [`Renderer::render`](super::Renderer::render) gives its bytes,
//! from the store or by making them. A build makes all that are missing beforehand, so that each image is
//! decoded once.

use std::borrow::Cow;
use std::collections::HashSet;
use std::time::Instant;

use super::RenderContext;
use crate::diagnostic::Diagnostic;
use crate::images::{self, ImageError, ImageInfo, Rendition, RenditionKey};
use crate::site::{Asset, AssetId, MeasuredImage, Site, image_error_message, image_info};
use crate::source::{StampedBytes, content_hash, file_changed};
use crate::util::batches::for_each_in_batches;

/// Stores renditions for the next build.
pub trait RenditionStore: Send + Sync {
    /// Whether there is an entry under the key. It may turn out to be damaged.
    fn has(&self, key: &RenditionKey) -> bool;
    /// The entry under the key, unless it is missing or damaged.
    fn get(&self, key: &RenditionKey) -> Option<Vec<u8>>;
    /// Stores an entry.
    ///
    /// # Errors
    /// [`CacheWriteError`] if that is not possible; nothing but time is lost.
    fn put(&self, key: &RenditionKey, bytes: &[u8]) -> Result<(), CacheWriteError>;
}

/// What a build keeps for the next one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CacheKind {
    /// Parsed documents, their texts, and what outputs were made of; and the folder of all caches.
    Build,
    /// Renditions of images.
    Images,
}

/// The error of a cache that cannot be written.
#[derive(Debug, Clone)]
pub struct CacheWriteError {
    /// What cannot be kept.
    pub cache: CacheKind,
    /// The file.
    pub path: String,
    /// The key of the cause.
    pub cause: String,
    /// The error in the words of the system.
    pub original: String,
}

/// The memory that the images take that are decoded at the same time, in bytes. A single image may take more.
const MEMORY_AT_ONCE: u64 = 400_000_000;

/// An image, and what the store lacks of it.
struct Pending<'p> {
    asset: &'p Asset,
    renditions: Vec<&'p Rendition>,
    /// The key of the image itself, turned upright.
    turned: Option<RenditionKey>,
}

/// Follows the making of renditions, which may take most of the time of a build.
pub(crate) trait RenditionObserver: Sync {
    /// Is told how many images there are to be made smaller.
    fn expect(&self, images: usize);
    /// Is told when an image is begun.
    fn begin(&self) -> Option<Instant>;
    /// Is told that the image that was begun at `start` is done, and how many bytes were made of it.
    fn end(&self, start: Option<Instant>, bytes: usize);
}

/// Makes all renditions that the store lacks, and the images that are published turned. Those that cannot be
/// stored are made again when they are rendered; the first error of that kind is returned.
///
/// # Errors
/// The images that cannot be decoded.
pub(crate) fn make_renditions(
    context: &RenderContext,
    observer: &impl RenditionObserver,
) -> Result<Option<CacheWriteError>, Vec<Diagnostic>> {
    let make = |image: &Pending<'_>| {
        let start = observer.begin();
        let (bytes, info) = read_image(context, image.asset)?;
        let problem = |error| image_problem(image.asset, error);
        let (mut stored, mut made) = (Ok(()), 0);
        if !image.renditions.is_empty() {
            let files = images::make_renditions(&bytes, &info, &image.renditions);
            let files = files.map_err(problem)?;
            made += files.iter().map(Vec::len).sum::<usize>();
            for (rendition, bytes) in image.renditions.iter().zip(&files) {
                stored = stored.and(context.renditions.put(&rendition.key, bytes));
            }
        }
        if let Some(key) = image.turned {
            let turned = images::strip_metadata(&bytes, &info).map_err(problem)?;
            made += turned.len();
            stored = stored.and(context.renditions.put(&key, &turned));
        }
        observer.end(start, made);
        Ok(stored.err())
    };
    let pending = pending(context);
    observer.expect(pending.len());
    let errors = for_each_pending(&pending, make)?;
    Ok(errors.into_iter().flatten().next())
}

/// Decodes all images whose renditions are not stored, and writes nothing.
///
/// # Errors
/// The images that cannot be decoded.
pub(crate) fn verify_images(context: &RenderContext) -> Result<(), Vec<Diagnostic>> {
    let verify = |image: &Pending<'_>| {
        let (bytes, info) = read_image(context, image.asset)?;
        images::verify(&bytes, &info).map_err(|error| image_problem(image.asset, error))
    };
    for_each_pending(&pending(context), verify).map(drop)
}

/// The images of which the store lacks something.
fn pending(context: &RenderContext) -> Vec<Pending<'_>> {
    let mut keys = HashSet::new();
    let mut pending = Vec::new();
    for asset in context.site.addresses.assets() {
        let renditions = asset.picture().map(|picture| picture.renditions.iter());
        let mut is_missing = |key: &RenditionKey| !context.renditions.has(key) && keys.insert(*key);
        let renditions: Vec<&Rendition> = renditions
            .into_iter()
            .flatten()
            .filter(|rendition| is_missing(&rendition.key))
            .collect();
        let turned = asset.auto_oriented().filter(|key| is_missing(key));
        if !renditions.is_empty() || turned.is_some() {
            pending.push(Pending {
                asset,
                renditions,
                turned,
            });
        }
    }
    pending
}

/// Applies `work` to images on all cores, with few of them in memory at a time.
fn for_each_pending<T: Send>(
    images: &[Pending<'_>],
    work: impl Fn(&Pending<'_>) -> Result<T, Diagnostic> + Sync,
) -> Result<Vec<T>, Vec<Diagnostic>> {
    let memory = |image: &Pending<'_>| image.asset.memory();
    let (mut values, mut problems) = (Vec::new(), Vec::new());
    let work = |(): &mut (), image: &Pending<'_>| work(image);
    for result in for_each_in_batches(images, MEMORY_AT_ONCE, memory, || (), work) {
        match result {
            Ok(value) => values.push(value),
            Err(problem) => problems.push(problem),
        }
    }
    if problems.is_empty() {
        Ok(values)
    } else {
        Err(problems)
    }
}

fn image_problem(asset: &Asset, error: ImageError) -> Diagnostic {
    let (span, written) = asset.used.clone();
    Diagnostic::at(span, image_error_message(error, &written))
}

/// The bytes of an asset with their stamp. An image has been measured before, and its renditions are named
/// and kept by what was measured: other bytes must not come under these names.
fn read_asset(context: &RenderContext, asset: &Asset) -> Result<StampedBytes<Vec<u8>>, Diagnostic> {
    let read = context.folder.stamped_bytes(&asset.file)?;
    let is_measured = |image: &MeasuredImage| image.version.hash == content_hash(&read.bytes);
    if asset.image.as_ref().is_none_or(is_measured) {
        Ok(read)
    } else {
        Err(file_changed(&asset.file))
    }
}

/// The bytes of an image and what its structure says.
fn read_image(context: &RenderContext, asset: &Asset) -> Result<(Vec<u8>, ImageInfo), Diagnostic> {
    let bytes = read_asset(context, asset)?.bytes;
    let info = image_info(&asset.file, &bytes).unwrap_or(Err(ImageError::Broken));
    let info = info.map_err(|error| image_problem(asset, error))?;
    Ok((bytes, info))
}

/// The rendition of an asset at a position in its list.
pub(crate) fn rendition(site: &Site, asset: AssetId, index: usize) -> &Rendition {
    match site.addresses.assets()[asset].picture() {
        Some(picture) => &picture.renditions[index],
        None => unreachable!("only images with renditions have ids of them"),
    }
}

/// The bytes of a rendition: stored ones, or made now.
pub(super) fn rendition_bytes(
    context: &RenderContext,
    asset: AssetId,
    index: usize,
) -> Result<Vec<u8>, Diagnostic> {
    let rendition = rendition(&context.site, asset, index);
    let asset = &context.site.addresses.assets()[asset];
    stored_or_made(context, &rendition.key, || {
        let (bytes, info) = read_image(context, asset)?;
        let files = images::make_renditions(&bytes, &info, &[rendition])
            .map_err(|error| image_problem(asset, error))?;
        Ok(files.into_iter().next().unwrap_or_default())
    })
}

/// The bytes of a file of content/; those of an image without its metadata. The stamp is that of the source.
pub(super) fn asset_bytes(
    context: &RenderContext,
    id: AssetId,
) -> Result<StampedBytes<Vec<u8>>, Diagnostic> {
    let asset = &context.site.addresses.assets()[id];
    let StampedBytes { bytes, stamp } = read_asset(context, asset)?;
    let bytes = published_bytes(context, asset, bytes)?;
    Ok(StampedBytes { bytes, stamp })
}

fn published_bytes(
    context: &RenderContext,
    asset: &Asset,
    bytes: Vec<u8>,
) -> Result<Vec<u8>, Diagnostic> {
    let Some(info) = image_info(&asset.file, &bytes) else {
        return Ok(bytes);
    };
    let info = info.map_err(|error| image_problem(asset, error))?;
    let clean =
        || images::strip_metadata(&bytes, &info).map_err(|error| image_problem(asset, error));
    if let Some(key) = asset.auto_oriented() {
        return stored_or_made(context, &key, || clean().map(Cow::into_owned));
    }
    let changed = match clean()? {
        Cow::Borrowed(_) => None,
        Cow::Owned(clean) => Some(clean),
    };
    Ok(changed.unwrap_or(bytes))
}

/// The entry of the store under a key, or the bytes that `make` makes, which are stored then.
fn stored_or_made(
    context: &RenderContext,
    key: &RenditionKey,
    make: impl FnOnce() -> Result<Vec<u8>, Diagnostic>,
) -> Result<Vec<u8>, Diagnostic> {
    if let Some(bytes) = context.renditions.get(key) {
        return Ok(bytes);
    }
    let bytes = make()?;
    // An error was reported when all renditions were made; here it costs nothing but time.
    let _ = context.renditions.put(key, &bytes);
    Ok(bytes)
}
