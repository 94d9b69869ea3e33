//! WebP: chunks in a RIFF file.

use super::{ImageFormat, ImageInfo, le16, le32};
use crate::images::exif;
use crate::images::memory::DecodingMemory;

/// Flags of the `VP8X` chunk.
const ANIMATION_FLAG: u8 = 0x02;
const XMP_FLAG: u8 = 0x04;
const EXIF_FLAG: u8 = 0x08;
const ALPHA_FLAG: u8 = 0x10;
const PROFILE_FLAG: u8 = 0x20;

pub(super) fn read(bytes: &[u8]) -> Option<ImageInfo> {
    let mut info = ImageInfo::new(ImageFormat::WebP);
    info.add_essential(0..12);
    let length = usize::try_from(le32(bytes, 4)?).ok()?;
    let bytes = bytes.get(..length.checked_add(8)?)?;
    let mut at = 12;
    while at < bytes.len() {
        let name = bytes.get(at..at + 4)?;
        let length = usize::try_from(le32(bytes, at + 4)?).ok()?;
        let data = bytes.get(at + 8..length.checked_add(at + 8)?)?;
        // A chunk of odd length is followed by a padding byte, which some writers omit at the end of the
        // file.
        let end = (at + 8 + length + length % 2).min(bytes.len());
        match name {
            b"VP8X" => info.read_vp8x(data)?,
            b"VP8L" => info.read_vp8l(data)?,
            b"VP8 " => info.read_vp8(data)?,
            b"ANMF" => info.animated = true,
            b"EXIF" => {
                info.orientation = exif::orientation(data.strip_prefix(b"Exif\0\0").unwrap_or(data))
            }
            _ => {}
        }
        if matches!(
            name,
            b"VP8X" | b"VP8L" | b"VP8 " | b"ALPH" | b"ANIM" | b"ANMF" | b"ICCP"
        ) {
            info.add_essential(at..end);
        }
        at = end;
    }
    Some(info)
}

impl ImageInfo {
    /// Reads the header of the extended format.
    fn read_vp8x(&mut self, data: &[u8]) -> Option<()> {
        let flags = *data.first()?;
        self.alpha |= flags & ALPHA_FLAG != 0;
        self.animated |= flags & ANIMATION_FLAG != 0;
        let le24 =
            |at: usize| Some(u32::from(le16(data, at)?) | u32::from(*data.get(at + 2)?) << 16);
        (self.width, self.height) = (le24(4)? + 1, le24(7)? + 1);
        Some(())
    }

    /// Reads the header of lossless data.
    fn read_vp8l(&mut self, data: &[u8]) -> Option<()> {
        let bits = le32(data, 1)?;
        self.alpha |= bits >> 28 & 1 == 1;
        // The decoder has a copy of all pixels in four bytes each.
        self.decoding = DecodingMemory::PerPixel(8);
        self.set_default_size((bits & 0x3fff) + 1, (bits >> 14 & 0x3fff) + 1);
        Some(())
    }

    /// Reads the header of lossy data.
    fn read_vp8(&mut self, data: &[u8]) -> Option<()> {
        if data.get(3..6)? != [0x9d, 0x01, 0x2a] {
            return None;
        }
        // Opacity is coded as an image of its own.
        self.decoding = DecodingMemory::PerPixel(if self.alpha { 14 } else { 6 });
        let side = |at: usize| Some(u32::from(le16(data, at)? & 0x3fff));
        self.set_default_size(side(6)?, side(8)?);
        Some(())
    }

    /// Sets the size from the compressed data, unless an earlier header gave it.
    fn set_default_size(&mut self, width: u32, height: u32) {
        if self.width == 0 {
            (self.width, self.height) = (width, height);
        }
    }
}

/// The data of the first chunk with this name.
pub(in crate::images) fn chunk(file: &[u8], name: [u8; 4]) -> Option<&[u8]> {
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

/// Updates the length and the metadata flags of a file whose chunks have changed.
pub(in crate::images) fn update_header(file: &mut [u8]) {
    let length = u32::try_from(file.len().saturating_sub(8)).unwrap_or(u32::MAX);
    if let Some(field) = file.get_mut(4..8) {
        field.copy_from_slice(&length.to_le_bytes());
    }
    if file.get(12..16) == Some(b"VP8X")
        && let Some(flags) = file.get_mut(20)
    {
        *flags &= !(EXIF_FLAG | XMP_FLAG);
    }
}

/// A file with a colour profile added, which the encoder does not write.
pub(in crate::images) fn with_profile(
    file: &[u8],
    profile: &[u8],
    (width, height): (u32, u32),
    alpha: bool,
) -> Vec<u8> {
    let chunk = |name: &[u8; 4], data: &[u8]| {
        let mut chunk = name.to_vec();
        chunk.extend_from_slice(&u32::try_from(data.len()).unwrap_or(u32::MAX).to_le_bytes());
        chunk.extend_from_slice(data);
        chunk.resize(chunk.len().next_multiple_of(2), 0);
        chunk
    };
    let mut header = vec![PROFILE_FLAG | if alpha { ALPHA_FLAG } else { 0 }, 0, 0, 0];
    for side in [width, height] {
        header.extend_from_slice(&(side - 1).to_le_bytes()[..3]);
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
    update_header(&mut out);
    out
}
