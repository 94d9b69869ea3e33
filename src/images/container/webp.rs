//! WebP: chunks in a RIFF file.

use super::{Format, ImageInfo, le16, le32};
use crate::images::exif;

pub(super) fn read(bytes: &[u8]) -> Option<ImageInfo> {
    let mut facts = ImageInfo::new(Format::WebP);
    facts.keep(0..12);
    let length = usize::try_from(le32(bytes, 4)?).ok()?;
    let bytes = bytes.get(..length.checked_add(8)?)?;
    let mut at = 12;
    while at < bytes.len() {
        let name = bytes.get(at..at + 4)?;
        let length = usize::try_from(le32(bytes, at + 4)?).ok()?;
        let data = bytes.get(at + 8..length.checked_add(at + 8)?)?;
        // A chunk of odd length is followed by a byte that does not count; some writers leave the last one out.
        let end = (at + 8 + length + length % 2).min(bytes.len());
        match name {
            b"VP8X" => facts.extended(data)?,
            b"VP8L" => facts.lossless(data)?,
            b"VP8 " => facts.lossy(data)?,
            b"ANMF" => facts.animated = true,
            b"EXIF" => {
                facts.orientation =
                    exif::orientation(data.strip_prefix(b"Exif\0\0").unwrap_or(data))
            }
            _ => {}
        }
        if matches!(
            name,
            b"VP8X" | b"VP8L" | b"VP8 " | b"ALPH" | b"ANIM" | b"ANMF" | b"ICCP"
        ) {
            facts.keep(at..end);
        }
        at = end;
    }
    Some(facts)
}

impl ImageInfo {
    fn extended(&mut self, data: &[u8]) -> Option<()> {
        let flags = *data.first()?;
        self.alpha |= flags & 0x10 != 0;
        self.animated |= flags & 0x02 != 0;
        let three =
            |at: usize| Some(u32::from(le16(data, at)?) | u32::from(*data.get(at + 2)?) << 16);
        (self.width, self.height) = (three(4)? + 1, three(7)? + 1);
        Some(())
    }

    fn lossless(&mut self, data: &[u8]) -> Option<()> {
        let bits = le32(data, 1)?;
        self.alpha |= bits >> 28 & 1 == 1;
        self.sized((bits & 0x3fff) + 1, (bits >> 14 & 0x3fff) + 1);
        Some(())
    }

    fn lossy(&mut self, data: &[u8]) -> Option<()> {
        if data.get(3..6)? != [0x9d, 0x01, 0x2a] {
            return None;
        }
        let size = |at: usize| Some(u32::from(le16(data, at)? & 0x3fff));
        self.sized(size(6)?, size(8)?);
        Some(())
    }

    /// The size of the data, where no header before it has given one.
    fn sized(&mut self, width: u32, height: u32) {
        if self.width == 0 {
            (self.width, self.height) = (width, height);
        }
    }
}
