//! Images of content/: their renditions, and their own bytes without metadata.
//!
//! A rendition is an output like any other: [`Renderer::render`](super::Renderer::render) gives its bytes,
//! from the store or by making them. A build makes all that are missing beforehand, so that each image is
//! decoded once.

use std::borrow::Cow;
use std::collections::HashSet;

use rayon::prelude::*;

use super::RenderContext;
use crate::diagnostic::Diagnostic;
use crate::images::{self, ImageError, ImageInfo, Rendition, RenditionKey};
use crate::site::{Asset, AssetId, MeasuredImage, Site, image_error_message, image_info};
use crate::source::{StampedBytes, content_hash, file_changed};

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
    /// The error of the system.
    pub reason: String,
}

/// The most images that are decoded at a time, and the most pixels that they have together. A single image
/// may have more.
const IMAGES_AT_ONCE: usize = 4;
const PIXELS_AT_ONCE: u64 = 64_000_000;

/// An image, and those of its renditions that the store lacks.
struct Pending<'p> {
    asset: &'p Asset,
    renditions: Vec<&'p Rendition>,
}

/// Makes all renditions that the store lacks. Those that cannot be stored are made again when they are
/// rendered; the first error of that kind is returned.
///
/// # Errors
/// The images that cannot be decoded.
pub(crate) fn make_renditions(
    context: &RenderContext,
) -> Result<Option<CacheWriteError>, Vec<Diagnostic>> {
    let make = |image: &Pending<'_>| {
        let (bytes, info) = read_image(context, image.asset)?;
        let files = images::make_renditions(&bytes, &info, &image.renditions)
            .map_err(|error| image_problem(image.asset, error))?;
        let results = image.renditions.iter().zip(&files);
        let results =
            results.map(|(rendition, bytes)| context.renditions.put(&rendition.key, bytes));
        Ok(results.filter_map(Result::err).next())
    };
    let errors = for_each_in_batches(&pending(context), make)?;
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
    for_each_in_batches(&pending(context), verify).map(drop)
}

/// The images with renditions that the store lacks.
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
        if !renditions.is_empty() {
            pending.push(Pending { asset, renditions });
        }
    }
    pending
}

/// Applies `work` to images on all cores, with few of them in memory at a time.
fn for_each_in_batches<T: Send>(
    images: &[Pending<'_>],
    work: impl Fn(&Pending<'_>) -> Result<T, Diagnostic> + Sync,
) -> Result<Vec<T>, Vec<Diagnostic>> {
    let (mut values, mut problems) = (Vec::new(), Vec::new());
    let mut rest = images;
    while !rest.is_empty() {
        let (batch, after) = rest.split_at(batch_len(rest));
        for result in batch.par_iter().map(&work).collect::<Vec<_>>() {
            match result {
                Ok(value) => values.push(value),
                Err(problem) => problems.push(problem),
            }
        }
        rest = after;
    }
    if problems.is_empty() {
        Ok(values)
    } else {
        Err(problems)
    }
}

/// The number of the first images that may be in memory together: at least one.
fn batch_len(images: &[Pending<'_>]) -> usize {
    let mut sum = 0;
    let pixels = images.iter().map(|image| {
        image
            .asset
            .picture()
            .map_or(0, |picture| picture.pixel_count)
    });
    let fits = |pixels: &u64| {
        sum += pixels;
        sum <= PIXELS_AT_ONCE
    };
    pixels.take(IMAGES_AT_ONCE).take_while(fits).count().max(1)
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
