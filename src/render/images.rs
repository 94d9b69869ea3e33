//! Files of content/ as they are published, and what is made of images.
//!
//! A rendition is an output like any other: [`Renderer::render`](super::Renderer::render) gives its bytes, from the store or by making
//! it. A build makes all that are missing beforehand, so that each image is decoded once.

use std::borrow::Cow;
use std::collections::HashSet;

use rayon::prelude::*;

use super::RenderContext;
use crate::diagnostic::Diagnostic;
use crate::images::{self, ImageError, ImageInfo, Rendition, RenditionKey};
use crate::site::{Asset, AssetId, image_error_message, image_info};

/// Keeps what was made of images, for the next build.
pub trait RenditionStore: Send + Sync {
    /// Whether something is kept under the key. It may turn out to be damaged.
    fn has(&self, key: &RenditionKey) -> bool;
    /// What is kept under the key, if it is whole.
    fn get(&self, key: &RenditionKey) -> Option<Vec<u8>>;
    /// Keeps bytes.
    ///
    /// # Errors
    /// [`CacheWriteError`] where that is not possible; nothing is lost but time.
    fn put(&self, key: &RenditionKey, bytes: &[u8]) -> Result<(), CacheWriteError>;
}

/// Why something could not be kept.
#[derive(Debug, Clone)]
pub struct CacheWriteError {
    /// Where it was to be kept.
    pub path: String,
    /// What the system said.
    pub reason: String,
}

/// How many images are decoded at a time, and how many pixels they have together. One image may have more.
const IMAGES_AT_ONCE: usize = 4;
const PIXELS_AT_ONCE: u64 = 64_000_000;

/// Makes all renditions that the store lacks. What cannot be kept is made again where it is rendered; the first reason
/// for that is returned.
pub fn develop_images(press: &RenderContext) -> Result<Option<CacheWriteError>, Vec<Diagnostic>> {
    let done = in_batches(&pending(press), |(asset, renditions)| {
        press.develop(asset, renditions)
    })?;
    Ok(done.into_iter().flatten().next())
}

/// Decodes all images whose renditions are not kept, and writes nothing.
pub fn verify_images(press: &RenderContext) -> Result<(), Vec<Diagnostic>> {
    let verify = |(asset, _): &(&Asset, Vec<&Rendition>)| {
        let (bytes, facts) = press.inspected(asset)?;
        images::verify(&bytes, &facts).map_err(|fault| problem(asset, fault))
    };
    in_batches(&pending(press), verify).map(drop)
}

/// The images of which the store lacks renditions.
fn pending(press: &RenderContext) -> Vec<(&Asset, Vec<&Rendition>)> {
    let mut keys = HashSet::new();
    let mut pending = Vec::new();
    for asset in press.site.addresses.assets() {
        let renditions = asset
            .picture()
            .into_iter()
            .flat_map(|picture| &picture.renditions);
        let missing: Vec<&Rendition> = renditions
            .filter(|rendition| !press.store.has(&rendition.key) && keys.insert(rendition.key))
            .collect();
        if !missing.is_empty() {
            pending.push((asset, missing));
        }
    }
    pending
}

/// Does something with images on all cores, with few of them in memory at a time.
fn in_batches<'p, T: Send>(
    all: &[(&'p Asset, Vec<&'p Rendition>)],
    work: impl Fn(&(&'p Asset, Vec<&'p Rendition>)) -> Result<T, Diagnostic> + Sync,
) -> Result<Vec<T>, Vec<Diagnostic>> {
    let (mut done, mut problems) = (Vec::new(), Vec::new());
    let mut rest = all;
    while !rest.is_empty() {
        let (batch, after) = rest.split_at(batch(rest));
        for result in batch.par_iter().map(&work).collect::<Vec<_>>() {
            match result {
                Ok(value) => done.push(value),
                Err(problem) => problems.push(problem),
            }
        }
        rest = after;
    }
    if problems.is_empty() {
        Ok(done)
    } else {
        Err(problems)
    }
}

/// How many of the first images are in memory together: at least one.
fn batch(images: &[(&Asset, Vec<&Rendition>)]) -> usize {
    let mut sum = 0;
    let pixels = images
        .iter()
        .map(|(asset, _)| asset.picture().map_or(0, |picture| picture.pixel_count));
    let fits = |pixels: &u64| {
        sum += pixels;
        sum <= PIXELS_AT_ONCE
    };
    pixels.take(IMAGES_AT_ONCE).take_while(fits).count().max(1)
}

fn problem(asset: &Asset, fault: ImageError) -> Diagnostic {
    let (span, written) = asset.used.clone();
    Diagnostic::at(span, image_error_message(fault, &written))
}

impl RenderContext {
    /// The rendition of an asset at a position in its list.
    pub fn rendition(&self, asset: AssetId, rendition: usize) -> &Rendition {
        match self.site.addresses.assets()[asset].picture() {
            Some(picture) => &picture.renditions[rendition],
            None => unreachable!("ids of variants are made of images that have them"),
        }
    }

    /// The bytes of an image and what its structure says.
    fn inspected(&self, asset: &Asset) -> Result<(Vec<u8>, ImageInfo), Diagnostic> {
        let bytes = self.folder.bytes(&asset.file)?;
        let facts = image_info(&asset.file, &bytes).unwrap_or(Err(ImageError::Broken));
        let facts = facts.map_err(|fault| problem(asset, fault))?;
        Ok((bytes, facts))
    }

    /// Makes renditions of one image and keeps them.
    fn develop(
        &self,
        asset: &Asset,
        renditions: &[&Rendition],
    ) -> Result<Option<CacheWriteError>, Diagnostic> {
        let (bytes, facts) = self.inspected(asset)?;
        let made = images::make_renditions(&bytes, &facts, renditions)
            .map_err(|fault| problem(asset, fault))?;
        let kept = renditions
            .iter()
            .zip(&made)
            .map(|(rendition, bytes)| self.store.put(&rendition.key, bytes));
        Ok(kept.filter_map(Result::err).next())
    }

    /// The bytes of a rendition: kept ones, or made now.
    pub(super) fn rendition_bytes(
        &self,
        asset: AssetId,
        rendition: usize,
    ) -> Result<Vec<u8>, Diagnostic> {
        let rendition = self.rendition(asset, rendition);
        let asset = &self.site.addresses.assets()[asset];
        self.kept(&rendition.key, || {
            let (bytes, facts) = self.inspected(asset)?;
            let made = images::make_renditions(&bytes, &facts, &[rendition])
                .map_err(|fault| problem(asset, fault))?;
            Ok(made.into_iter().next().unwrap_or_default())
        })
    }

    /// The bytes of a file of content/; of an image, without what the camera noted.
    pub(super) fn asset(&self, id: AssetId) -> Result<Vec<u8>, Diagnostic> {
        let asset = &self.site.addresses.assets()[id];
        let bytes = self.folder.bytes(&asset.file)?;
        let Some(facts) = image_info(&asset.file, &bytes) else {
            return Ok(bytes);
        };
        let facts = facts.map_err(|fault| problem(asset, fault))?;
        let clean =
            || images::strip_metadata(&bytes, &facts).map_err(|fault| problem(asset, fault));
        if let Some(key) = asset.auto_oriented() {
            return self.kept(&key, || clean().map(Cow::into_owned));
        }
        let unchanged = match clean()? {
            Cow::Borrowed(_) => None,
            Cow::Owned(clean) => Some(clean),
        };
        Ok(unchanged.unwrap_or(bytes))
    }

    /// What is kept under a key, or what `make` gives, which is kept then.
    fn kept(
        &self,
        key: &RenditionKey,
        make: impl FnOnce() -> Result<Vec<u8>, Diagnostic>,
    ) -> Result<Vec<u8>, Diagnostic> {
        if let Some(bytes) = self.store.get(key) {
            return Ok(bytes);
        }
        let bytes = make()?;
        // Whether it can be kept was seen when the images were developed; here it costs time alone.
        let _ = self.store.put(key, &bytes);
        Ok(bytes)
    }
}
