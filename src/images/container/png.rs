//! PNG: chunks.

use super::{Format, ImageInfo, be32};
use crate::images::exif;

/// The first bytes of every file.
pub(super) const SIGNATURE: &[u8] = b"\x89PNG\r\n\x1a\n";

/// Chunks beside the critical ones without which the picture would look different.
const KEPT: &[&[u8]] = &[
    b"tRNS", b"cHRM", b"gAMA", b"iCCP", b"sBIT", b"sRGB", b"cICP", b"mDCV", b"cLLI", b"pHYs",
    b"bKGD", b"acTL", b"fcTL", b"fdAT",
];

pub(super) fn read(bytes: &[u8]) -> Option<ImageInfo> {
    let mut facts = ImageInfo::new(Format::Png);
    facts.keep(0..SIGNATURE.len());
    let mut at = SIGNATURE.len();
    loop {
        let length = usize::try_from(be32(bytes, at)?).ok()?;
        let name = bytes.get(at + 4..at + 8)?;
        let end = length.checked_add(at + 12)?;
        let data = bytes.get(at + 8..end - 4)?;
        bytes.get(..end)?;
        match name {
            b"IHDR" => {
                (facts.width, facts.height) = (be32(data, 0)?, be32(data, 4)?);
                facts.alpha |= matches!(data.get(9)?, 4 | 6);
            }
            b"tRNS" => facts.alpha = true,
            b"acTL" => facts.animated = true,
            b"eXIf" => facts.orientation = exif::orientation(data),
            _ => {}
        }
        let critical = name.first()?.is_ascii_uppercase();
        if critical || KEPT.contains(&name) {
            facts.keep(at..end);
        }
        at = end;
        if name == b"IEND" {
            return Some(facts);
        }
    }
}
