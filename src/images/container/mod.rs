//! The structure of an image file, read without decoding a pixel: its format and size, whether it is whole,
//! and which of its parts are essential to the picture.

mod gif;
mod jpeg;
mod png;
pub(super) mod webp;

use std::ops::Range;

use super::ImageError;
use super::exif::Orientation;
use super::memory::DecodingMemory;

/// The formats whose structure [`inspect`] reads.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ImageFormat {
    /// JPEG.
    Jpeg,
    /// PNG.
    Png,
    /// GIF.
    Gif,
    /// WebP.
    WebP,
}

/// The properties of an image that the structure of its file gives.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ImageInfo {
    /// The format, by the content and not by the file name.
    pub format: ImageFormat,
    /// Displayed width, in pixels.
    pub width: u32,
    /// Displayed height, in pixels.
    pub height: u32,
    /// Whether it is an animation.
    pub animated: bool,
    /// Whether it may have transparent pixels.
    pub alpha: bool,
    /// The orientation in its metadata.
    pub orientation: Orientation,
    /// The size of its file, in bytes.
    pub(super) file_len: u64,
    /// The memory that decoding it takes.
    pub(super) decoding: DecodingMemory,
    /// The byte ranges that are essential to the picture, in order.
    pub(super) essential: Vec<Range<usize>>,
}

impl ImageInfo {
    fn new(format: ImageFormat) -> Self {
        Self {
            format,
            width: 0,
            height: 0,
            animated: false,
            alpha: false,
            orientation: Orientation::UPRIGHT,
            file_len: 0,
            decoding: DecodingMemory::PerPixel(8),
            essential: Vec::new(),
        }
    }

    fn add_essential(&mut self, range: Range<usize>) {
        match self.essential.last_mut() {
            Some(last) if last.end == range.start => last.end = range.end,
            _ => self.essential.push(range),
        }
    }

    /// Its number of pixels.
    pub fn pixel_count(&self) -> u64 {
        u64::from(self.width) * u64::from(self.height)
    }

    /// Replaces the stored size by the displayed size, and refuses an image that would not fit into memory.
    fn checked(mut self, file_len: usize) -> Result<Self, ImageError> {
        self.file_len = file_len as u64;
        if self.animated {
            // An animation is published as it is stored, without the metadata that has its orientation.
            self.orientation = Orientation::UPRIGHT;
        }
        (self.width, self.height) = self.orientation.swap_sides((self.width, self.height));
        if self.width == 0 || self.height == 0 {
            return Err(ImageError::Broken);
        }
        self.check_memory()?;
        Ok(self)
    }
}

/// Reads the structure of an image file; `None` for a file in a format that [`ImageFormat`] does not list.
///
/// # Errors
/// [`ImageError::Broken`] for a file that is damaged or cut off; other errors for one whose header gives too
/// large a size.
pub(crate) fn inspect(bytes: &[u8]) -> Option<Result<ImageInfo, ImageError>> {
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
            .and_then(|info| info.checked(bytes.len())),
    )
}

/// Whether a file in a format that [`ImageFormat`] does not list contains metadata of a camera or an editor.
pub(crate) fn has_metadata(bytes: &[u8]) -> bool {
    let is_tiff = bytes.starts_with(b"II*\0") || bytes.starts_with(b"MM\0*");
    let contains = |needle: &[u8]| memchr::memmem::find(bytes, needle).is_some();
    is_tiff || contains(b"Exif") || contains(b"http://ns.adobe.com/xap/") || contains(b"<x:xmpmeta")
}

/// The big-endian number in two bytes.
pub(super) fn be16(bytes: &[u8], at: usize) -> Option<u16> {
    Some(u16::from_be_bytes(
        bytes.get(at..at.checked_add(2)?)?.try_into().ok()?,
    ))
}

/// The big-endian number in four bytes.
fn be32(bytes: &[u8], at: usize) -> Option<u32> {
    Some(u32::from_be_bytes(
        bytes.get(at..at.checked_add(4)?)?.try_into().ok()?,
    ))
}

/// The little-endian number in two bytes.
fn le16(bytes: &[u8], at: usize) -> Option<u16> {
    Some(u16::from_le_bytes(
        bytes.get(at..at.checked_add(2)?)?.try_into().ok()?,
    ))
}

/// The little-endian number in four bytes.
fn le32(bytes: &[u8], at: usize) -> Option<u32> {
    Some(u32::from_le_bytes(
        bytes.get(at..at.checked_add(4)?)?.try_into().ok()?,
    ))
}
