//! The image itself, as it is published: in its orientation, and without metadata of cameras and editors.

use std::borrow::Cow;

use super::exif::Orientation;
use super::{ImageError, ImageFormat, ImageInfo, container::webp, decode, encode};

/// The bytes of an image without its metadata, borrowed where there is none to remove. An image whose
/// metadata gives it another orientation is decoded, oriented and encoded again; all others lose no quality.
///
/// # Errors
/// [`ImageError::Broken`] for an image that needs another orientation and cannot be decoded.
pub(crate) fn strip_metadata<'b>(
    bytes: &'b [u8],
    info: &ImageInfo,
) -> Result<Cow<'b, [u8]>, ImageError> {
    if !info.needs_auto_orientation() {
        return Ok(without_metadata(bytes, info));
    }
    let pixels = decode::decode(bytes, info)?.auto_oriented(info.orientation);
    Ok(encode::encode_original(&pixels, info.format)?.into())
}

impl ImageInfo {
    /// Whether the image itself must be decoded and oriented before it is published.
    pub fn needs_auto_orientation(&self) -> bool {
        self.orientation != Orientation::UPRIGHT
    }
}

/// The essential parts of a file, with the stored orientation.
pub(super) fn without_metadata<'b>(bytes: &'b [u8], info: &ImageInfo) -> Cow<'b, [u8]> {
    if let [all] = &info.essential[..]
        && *all == (0..bytes.len())
    {
        return bytes.into();
    }
    let mut out = Vec::with_capacity(bytes.len());
    for range in &info.essential {
        out.extend_from_slice(bytes.get(range.clone()).unwrap_or_default());
    }
    match info.format {
        ImageFormat::WebP => webp::update_header(&mut out),
        ImageFormat::Gif if out.last() != Some(&0x3b) => out.push(0x3b),
        _ => {}
    }
    out.into()
}
