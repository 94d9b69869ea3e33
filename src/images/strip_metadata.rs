//! The image itself, as it is published: in its orientation, and without metadata of cameras and editors.

use std::borrow::Cow;

use super::exif::Orientation;
use super::{ImageError, ImageFormat, ImageInfo, container::webp, decode, encode};

/// The bytes of an image without its metadata, borrowed where there is none to remove. An image whose
/// metadata gives it another orientation is decoded, oriented and encoded again; all others lose no quality.
/// A photograph that is too large for that keeps its orientation, and nothing else.
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
    if !info.is_turned() {
        let bytes = without_metadata(bytes, info);
        return Ok(with_orientation(&bytes, info.orientation).into());
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

/// A JPEG without metadata, with this orientation as its only metadata.
fn with_orientation(jpeg: &[u8], orientation: Orientation) -> Vec<u8> {
    let exif = orientation.exif();
    // Exif comes after JFIF, which the standard puts first.
    let at = match jpeg.get(2..6) {
        Some(&[0xff, 0xe0, high, low]) => 4 + usize::from(u16::from_be_bytes([high, low])),
        _ => 2,
    };
    let (before, after) = jpeg.split_at(at.min(jpeg.len()));
    let length = u16::try_from(exif.len() + 2).unwrap_or(u16::MAX);
    [before, &[0xff, 0xe1], &length.to_be_bytes(), &exif, after].concat()
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
