//! GIF: blocks.

use super::{ImageFormat, ImageInfo, le16};

pub(super) fn read(bytes: &[u8]) -> Option<ImageInfo> {
    let mut info = ImageInfo::new(ImageFormat::Gif);
    (info.width, info.height) = (le16(bytes, 6)?.into(), le16(bytes, 8)?.into());
    let mut at = 13 + colour_table_len(*bytes.get(10)?);
    bytes.get(..at)?;
    info.add_essential(0..at);
    let mut frames = 0;
    loop {
        let start = at;
        match (bytes.get(at), frames) {
            (Some(0x21), _) => {
                let label = *bytes.get(at + 1)?;
                let first = bytes.get(at + 2..)?;
                at = blocks_end(bytes, at + 2)?;
                info.alpha |= label == 0xf9 && first.get(1)? & 1 == 1;
                if is_essential(label, first) {
                    info.add_essential(start..at);
                }
            }
            (Some(0x2c), _) => {
                frames += 1;
                info.animated = frames > 1;
                at = blocks_end(bytes, at + 11 + colour_table_len(*bytes.get(at + 9)?))?;
                info.add_essential(start..at);
            }
            (Some(0x3b), 1..) => {
                info.add_essential(start..at + 1);
                return Some(info);
            }
            // Many files lack the trailer.
            (None, 1..) => return Some(info),
            _ => return None,
        }
    }
}

/// Whether an extension is needed to display the picture: the timing of a frame, or the number of loops.
fn is_essential(label: u8, first: &[u8]) -> bool {
    match label {
        0xff => first.starts_with(b"\x0bNETSCAPE2.0") || first.starts_with(b"\x0bANIMEXTS1.0"),
        label => label == 0xf9,
    }
}

/// The length of the colour table that these flags announce, in bytes.
fn colour_table_len(flags: u8) -> usize {
    if flags & 0x80 == 0 {
        0
    } else {
        3 << ((flags & 7) + 1)
    }
}

/// The end of the sequence of data blocks that starts at `at`.
fn blocks_end(bytes: &[u8], at: usize) -> Option<usize> {
    let mut at = at;
    loop {
        match usize::from(*bytes.get(at)?) {
            0 => return Some(at + 1),
            length => at += 1 + length,
        }
    }
}
