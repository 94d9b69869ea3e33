//! PNG: chunks.

use super::{ImageFormat, ImageInfo, be32};
use crate::images::exif;
use crate::images::memory::DecodingMemory;

/// The first bytes of every PNG file.
pub(super) const SIGNATURE: &[u8] = b"\x89PNG\r\n\x1a\n";

/// Ancillary chunks without which the picture would look different.
const ESSENTIAL_CHUNKS: &[&[u8]] = &[
    b"tRNS", b"cHRM", b"gAMA", b"iCCP", b"sBIT", b"sRGB", b"cICP", b"mDCV", b"cLLI", b"pHYs",
    b"bKGD", b"acTL", b"fcTL", b"fdAT",
];

pub(super) fn read(bytes: &[u8]) -> Option<ImageInfo> {
    let mut info = ImageInfo::new(ImageFormat::Png);
    info.add_essential(0..SIGNATURE.len());
    let mut at = SIGNATURE.len();
    loop {
        let length = usize::try_from(be32(bytes, at)?).ok()?;
        let name = bytes.get(at + 4..at + 8)?;
        let end = length.checked_add(at + 12)?;
        let data = bytes.get(at + 8..end - 4)?;
        bytes.get(..end)?;
        match name {
            b"IHDR" => {
                (info.width, info.height) = (be32(data, 0)?, be32(data, 4)?);
                info.alpha |= matches!(data.get(9)?, 4 | 6);
                // Interlaced rows do not come from the top.
                info.decoding = match data.get(12)? {
                    0 => DecodingMemory::Reduced,
                    _ => DecodingMemory::PerPixel(8),
                };
            }
            b"tRNS" => info.alpha = true,
            b"acTL" => info.animated = true,
            b"eXIf" => info.orientation = exif::orientation(data),
            _ => {}
        }
        let is_critical = name.first()?.is_ascii_uppercase();
        if is_critical || ESSENTIAL_CHUNKS.contains(&name) {
            info.add_essential(at..end);
        }
        at = end;
        if name == b"IEND" {
            return Some(info);
        }
    }
}
