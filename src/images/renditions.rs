//! The bytes of renditions.

use super::picture::ENCODING_MEMORY;
use super::{ImageError, ImageInfo, Rendition, decode, encode};
use crate::util::batches::for_each_in_batches;

/// Makes renditions of an image, on all cores. The image is decoded once. The result is in the order of
/// `renditions`.
///
/// # Errors
/// [`ImageError::Broken`] if it cannot be decoded.
pub(crate) fn make_renditions(
    bytes: &[u8],
    info: &ImageInfo,
    renditions: &[&Rendition],
) -> Result<Vec<Vec<u8>>, ImageError> {
    let widths = renditions.iter().map(|rendition| rendition.width);
    let heights = renditions.iter().map(|rendition| rendition.height);
    let needed = (widths.max().unwrap_or(1), heights.max().unwrap_or(1));
    let original = decode::decode_for(bytes, info, needed)?;
    let make = |rendition: &&Rendition| {
        let displayed = (rendition.width, rendition.height);
        // Resized before it is oriented, so that fewer pixels are moved.
        let stored = info.orientation.swap_sides(displayed);
        let pixels = original.resized(stored)?.auto_oriented(info.orientation);
        encode::encode(&pixels, rendition.encoding)
    };
    // Each multiplies a copy of the original with its opacity.
    let copy = if original.alpha {
        4 * original.count()
    } else {
        0
    };
    let memory = |rendition: &&Rendition| rendition.memory() + copy;
    let make = |(): &mut (), rendition: &&Rendition| make(rendition);
    let made = for_each_in_batches(renditions, ENCODING_MEMORY, memory, || (), make);
    made.into_iter().collect()
}

/// Checks that an image can be decoded.
///
/// # Errors
/// [`ImageError::Broken`] if it cannot.
pub(crate) fn verify(bytes: &[u8], info: &ImageInfo) -> Result<(), ImageError> {
    decode::decode_for(bytes, info, (1, 1)).map(drop)
}
