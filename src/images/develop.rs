//! The bytes of variants.

use rayon::prelude::*;

use super::{Facts, Fault, Variant, decode, encode};

/// Makes variants of an image, on all cores; the results stand in the order of `wanted`. The image is decoded once.
///
/// # Errors
/// [`Fault::Broken`] where it cannot be decoded.
pub fn develop(bytes: &[u8], facts: &Facts, wanted: &[&Variant]) -> Result<Vec<Vec<u8>>, Fault> {
    let whole = decode::decode(bytes, facts)?;
    let make = |variant: &&Variant| {
        // First smaller, then turned: less to turn.
        let stored = facts.orientation.seen((variant.width, variant.height));
        let pixels = whole.resized(stored)?.upright(facts.orientation);
        encode::encode(&pixels, variant.coding)
    };
    wanted.par_iter().map(make).collect()
}

/// Whether an image can be decoded.
///
/// # Errors
/// [`Fault::Broken`] where it cannot.
pub fn verify(bytes: &[u8], facts: &Facts) -> Result<(), Fault> {
    decode::decode(bytes, facts).map(drop)
}
