//! The image itself, as it is published: upright, and without what a camera or an editor noted in it.

use std::borrow::Cow;

use super::exif::Orientation;
use super::{Format, ImageError, ImageInfo, decode, encode};

/// The bytes under which an image is published. They are those of the source where these hold nothing but the
/// picture. A picture that lies on its side is decoded and encoded anew; all others lose no quality.
///
/// # Errors
/// [`ImageError::Broken`] where a picture that must be turned cannot be decoded.
pub fn clean<'b>(bytes: &'b [u8], facts: &ImageInfo) -> Result<Cow<'b, [u8]>, ImageError> {
    if !facts.must_turn() {
        return Ok(stripped(bytes, facts));
    }
    let pixels = decode::decode(bytes, facts)?.upright(facts.orientation);
    Ok(encode::encode_full(&pixels, facts.format)?.into())
}

impl ImageInfo {
    /// Whether the image itself has to be decoded to be published.
    pub fn must_turn(&self) -> bool {
        self.orientation != Orientation::UPRIGHT
    }
}

/// The file without the parts that do not belong to the picture.
pub(super) fn stripped<'b>(bytes: &'b [u8], facts: &ImageInfo) -> Cow<'b, [u8]> {
    if let [all] = &facts.kept[..]
        && *all == (0..bytes.len())
    {
        return bytes.into();
    }
    let mut out = Vec::with_capacity(bytes.len());
    for part in &facts.kept {
        out.extend_from_slice(bytes.get(part.clone()).unwrap_or_default());
    }
    match facts.format {
        Format::WebP => mend_webp(&mut out),
        Format::Gif if out.last() != Some(&0x3b) => out.push(0x3b),
        _ => {}
    }
    out.into()
}

/// Brings the length and the flags of a WebP file in line with the chunks that are left.
fn mend_webp(file: &mut [u8]) {
    const EXIF_AND_XMP: u8 = 0x0c;
    let length = u32::try_from(file.len().saturating_sub(8)).unwrap_or(u32::MAX);
    if let Some(place) = file.get_mut(4..8) {
        place.copy_from_slice(&length.to_le_bytes());
    }
    if file.get(12..16) == Some(b"VP8X")
        && let Some(flags) = file.get_mut(20)
    {
        *flags &= !EXIF_AND_XMP;
    }
}

/// The data of the first chunk of this name.
pub(super) fn webp_chunk(file: &[u8], name: [u8; 4]) -> Option<&[u8]> {
    let mut at = 12;
    loop {
        let length = u32::from_le_bytes(file.get(at + 4..at + 8)?.try_into().ok()?) as usize;
        let data = file.get(at + 8..length.checked_add(at + 8)?)?;
        if file.get(at..at + 4)? == name {
            return Some(data);
        }
        at += 8 + length + length % 2;
    }
}

/// A WebP file with a colour profile put in: the encoder writes none.
pub(super) fn with_profile(
    file: &[u8],
    profile: &[u8],
    (width, height): (u32, u32),
    alpha: bool,
) -> Vec<u8> {
    const PROFILE: u8 = 0x20;
    const ALPHA: u8 = 0x10;
    let chunk = |name: &[u8; 4], data: &[u8]| {
        let mut chunk = name.to_vec();
        chunk.extend_from_slice(&u32::try_from(data.len()).unwrap_or(u32::MAX).to_le_bytes());
        chunk.extend_from_slice(data);
        chunk.resize(chunk.len().next_multiple_of(2), 0);
        chunk
    };
    let mut header = vec![PROFILE | if alpha { ALPHA } else { 0 }, 0, 0, 0];
    for size in [width, height] {
        header.extend_from_slice(&(size - 1).to_le_bytes()[..3]);
    }
    let rest = if file.get(12..16) == Some(b"VP8X") {
        30
    } else {
        12
    };
    let mut out = file.get(..12).unwrap_or_default().to_vec();
    out.extend(chunk(b"VP8X", &header));
    out.extend(chunk(b"ICCP", profile));
    out.extend_from_slice(file.get(rest..).unwrap_or_default());
    mend_webp(&mut out);
    out
}
