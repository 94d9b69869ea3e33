//! The bytes of renditions.

use rayon::prelude::*;

use super::{ImageError, ImageInfo, Rendition, decode, encode};

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
    let original = decode::decode(bytes, info)?;
    let make = |rendition: &&Rendition| {
        let displayed = (rendition.width, rendition.height);
        // Resized before it is oriented, so that fewer pixels are moved.
        let stored = info.orientation.swap_sides(displayed);
        let pixels = original.resized(stored)?.auto_oriented(info.orientation);
        encode::encode(&pixels, rendition.encoding)
    };
    renditions.par_iter().map(make).collect()
}

/// Checks that an image can be decoded.
///
/// # Errors
/// [`ImageError::Broken`] if it cannot.
pub(crate) fn verify(bytes: &[u8], info: &ImageInfo) -> Result<(), ImageError> {
    decode::decode(bytes, info).map(drop)
}
