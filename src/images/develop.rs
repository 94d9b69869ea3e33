//! The bytes of renditions.

use rayon::prelude::*;

use super::{ImageError, ImageInfo, Rendition, decode, encode};

/// Makes renditions of an image, on all cores; the results stand in the order of `wanted`. The image is decoded once.
///
/// # Errors
/// [`ImageError::Broken`] where it cannot be decoded.
pub fn develop(
    bytes: &[u8],
    facts: &ImageInfo,
    wanted: &[&Rendition],
) -> Result<Vec<Vec<u8>>, ImageError> {
    let whole = decode::decode(bytes, facts)?;
    let make = |rendition: &&Rendition| {
        // First smaller, then turned: less to turn.
        let stored = facts.orientation.seen((rendition.width, rendition.height));
        let pixels = whole.resized(stored)?.upright(facts.orientation);
        encode::encode(&pixels, rendition.coding)
    };
    wanted.par_iter().map(make).collect()
}

/// Whether an image can be decoded.
///
/// # Errors
/// [`ImageError::Broken`] where it cannot.
pub fn verify(bytes: &[u8], facts: &ImageInfo) -> Result<(), ImageError> {
    decode::decode(bytes, facts).map(drop)
}
