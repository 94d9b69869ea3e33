//! The structure of an image file, read without decoding a pixel: which format and size it is, whether it is whole,
//! and which parts of it belong to the picture.

mod gif;
mod jpeg;
mod png;
mod webp;

use std::ops::Range;

use super::exif::Orientation;
use super::{ImageError, MAX_PIXELS};

/// A format whose structure is known.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Format {
    /// JPEG.
    Jpeg,
    /// PNG.
    Png,
    /// GIF.
    Gif,
    /// WebP.
    WebP,
}

/// What the structure of a file says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ImageInfo {
    /// The format, by the bytes and not by the name.
    pub format: Format,
    /// Width as it is seen, in pixels.
    pub width: u32,
    /// Height as it is seen, in pixels.
    pub height: u32,
    /// Whether it moves.
    pub animated: bool,
    /// Whether it may be transparent somewhere.
    pub alpha: bool,
    /// How it must be turned.
    pub orientation: Orientation,
    /// The parts that make the picture, in order.
    pub(super) kept: Vec<Range<usize>>,
}

impl ImageInfo {
    fn new(format: Format) -> Self {
        Self {
            format,
            width: 0,
            height: 0,
            animated: false,
            alpha: false,
            orientation: Orientation::UPRIGHT,
            kept: Vec::new(),
        }
    }

    fn keep(&mut self, part: Range<usize>) {
        match self.kept.last_mut() {
            Some(last) if last.end == part.start => last.end = part.end,
            _ => self.kept.push(part),
        }
    }

    /// How many pixels it has.
    pub fn pixels(&self) -> u64 {
        u64::from(self.width) * u64::from(self.height)
    }

    /// Turns the size that is stored into the size that is seen, and refuses what would not fit into memory.
    fn checked(mut self) -> Result<Self, ImageError> {
        if self.animated {
            // It is published as it is stored, and without the note that says how to turn it.
            self.orientation = Orientation::UPRIGHT;
        }
        (self.width, self.height) = self.orientation.seen((self.width, self.height));
        let (width, height) = (self.width, self.height);
        if width == 0 || height == 0 {
            Err(ImageError::Broken)
        } else if self.pixels() > MAX_PIXELS {
            Err(ImageError::TooManyPixels { width, height })
        } else {
            Ok(self)
        }
    }
}

/// The facts of an image file; `None` where it is in none of the formats whose structure is known.
///
/// # Errors
/// [`ImageError::Broken`] for a file that is damaged or cut off, [`ImageError::TooManyPixels`] for one that claims too large a size.
pub fn inspect(bytes: &[u8]) -> Option<Result<ImageInfo, ImageError>> {
    let read = if bytes.starts_with(b"\xff\xd8") {
        jpeg::read
    } else if bytes.starts_with(png::SIGNATURE) {
        png::read
    } else if bytes.starts_with(b"GIF87a") || bytes.starts_with(b"GIF89a") {
        gif::read
    } else if bytes.starts_with(b"RIFF") && bytes.get(8..12) == Some(b"WEBP") {
        webp::read
    } else {
        return None;
    };
    Some(
        read(bytes)
            .ok_or(ImageError::Broken)
            .and_then(ImageInfo::checked),
    )
}

/// Whether a file of another format holds what a camera or an editor notes about it.
pub fn is_private(bytes: &[u8]) -> bool {
    let is_tiff = bytes.starts_with(b"II*\0") || bytes.starts_with(b"MM\0*");
    let holds = |needle: &[u8]| memchr::memmem::find(bytes, needle).is_some();
    is_tiff || holds(b"Exif") || holds(b"http://ns.adobe.com/xap/") || holds(b"<x:xmpmeta")
}

/// A big-endian number of two bytes.
pub(super) fn be16(bytes: &[u8], at: usize) -> Option<u16> {
    Some(u16::from_be_bytes(
        bytes.get(at..at.checked_add(2)?)?.try_into().ok()?,
    ))
}

/// A big-endian number of four bytes.
fn be32(bytes: &[u8], at: usize) -> Option<u32> {
    Some(u32::from_be_bytes(
        bytes.get(at..at.checked_add(4)?)?.try_into().ok()?,
    ))
}

/// A little-endian number of two bytes.
fn le16(bytes: &[u8], at: usize) -> Option<u16> {
    Some(u16::from_le_bytes(
        bytes.get(at..at.checked_add(2)?)?.try_into().ok()?,
    ))
}

/// A little-endian number of four bytes.
fn le32(bytes: &[u8], at: usize) -> Option<u32> {
    Some(u32::from_le_bytes(
        bytes.get(at..at.checked_add(4)?)?.try_into().ok()?,
    ))
}
