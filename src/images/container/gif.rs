//! GIF: blocks.

use super::{Format, ImageInfo, le16};

pub(super) fn read(bytes: &[u8]) -> Option<ImageInfo> {
    let mut facts = ImageInfo::new(Format::Gif);
    (facts.width, facts.height) = (le16(bytes, 6)?.into(), le16(bytes, 8)?.into());
    let mut at = 13 + table(*bytes.get(10)?);
    bytes.get(..at)?;
    facts.keep(0..at);
    let mut frames = 0;
    loop {
        let start = at;
        match (bytes.get(at), frames) {
            (Some(0x21), _) => {
                let label = *bytes.get(at + 1)?;
                let first = bytes.get(at + 2..)?;
                at = blocks_end(bytes, at + 2)?;
                facts.alpha |= label == 0xf9 && first.get(1)? & 1 == 1;
                if belongs(label, first) {
                    facts.keep(start..at);
                }
            }
            (Some(0x2c), _) => {
                frames += 1;
                facts.animated = frames > 1;
                at = blocks_end(bytes, at + 11 + table(*bytes.get(at + 9)?))?;
                facts.keep(start..at);
            }
            (Some(0x3b), 1..) => {
                facts.keep(start..at + 1);
                return Some(facts);
            }
            // Many files lack the last byte.
            (None, 1..) => return Some(facts),
            _ => return None,
        }
    }
}

/// Whether an extension is needed to show the picture: how a frame is shown, and how often all are.
fn belongs(label: u8, first: &[u8]) -> bool {
    match label {
        0xff => first.starts_with(b"\x0bNETSCAPE2.0") || first.starts_with(b"\x0bANIMEXTS1.0"),
        label => label == 0xf9,
    }
}

/// The length of the colour table that these flags announce.
fn table(flags: u8) -> usize {
    if flags & 0x80 == 0 {
        0
    } else {
        3 << ((flags & 7) + 1)
    }
}

/// Where the row of blocks that begins at `at` ends.
fn blocks_end(bytes: &[u8], at: usize) -> Option<usize> {
    let mut at = at;
    loop {
        match usize::from(*bytes.get(at)?) {
            0 => return Some(at + 1),
            length => at += 1 + length,
        }
    }
}
